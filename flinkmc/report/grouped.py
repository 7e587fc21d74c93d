"""Findings by file: the path once, then a line for each."""

from __future__ import annotations

from itertools import groupby

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.report.paint import paint, palette
from flinkmc.report.screen import visible
from flinkmc.report.summary import Report, closing, headline


def render(report: Report) -> str:
    """The files that have findings, then the footer."""
    groups = [_group(path, list(found), report) for path, found in groupby(report.diagnostics, lambda d: d.path)]
    return "".join(groups) + closing(report)


def _group(path: str, diagnostics: list[Diagnostic], report: Report) -> str:
    colours = palette(report.colour)
    places = ["{}:{}".format(*diagnostic.source.position(diagnostic.span.start)) for diagnostic in diagnostics]
    width = max(map(len, places))
    lines = [
        f"  {place:{width}}  {headline(diagnostic, report)}\n"
        for place, diagnostic in zip(places, diagnostics, strict=True)
    ]
    return f"{paint(visible(path), colours.strong)}:\n{''.join(lines)}\n"
