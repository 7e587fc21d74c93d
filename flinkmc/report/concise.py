"""One line a finding: `path:line:column: CODE [*] message`, which editors and terminals can open."""

from __future__ import annotations

from flinkmc.report.paint import paint, palette
from flinkmc.report.screen import visible
from flinkmc.report.summary import Report, closing, headline


def render(report: Report) -> str:
    """All findings, then the footer."""
    colours = palette(report.colour)
    colon = paint(":", colours.gutter)
    lines = []
    for diagnostic in report.diagnostics:
        line, column = diagnostic.source.position(diagnostic.span.start)
        place = colon.join((paint(visible(diagnostic.path), colours.strong), str(line), str(column), " "))
        lines.append(f"{place}{headline(diagnostic, report)}\n")
    return "".join(lines) + closing(report)
