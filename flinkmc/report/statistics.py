"""How often each rule found something, the most frequent first."""

from __future__ import annotations

from collections import Counter

from flinkmc.report.paint import paint, palette
from flinkmc.report.summary import Report, closing, is_fixable


def statistics(report: Report) -> str:
    """A line a rule: `count CODE [*] name`; the star says that `--fix` mends some of them."""
    colours = palette(report.colour)
    counts = Counter(diagnostic.code for diagnostic in report.diagnostics)
    names = {diagnostic.code: diagnostic.name for diagnostic in report.diagnostics}
    fixable = {each.code for each in report.diagnostics if is_fixable(each, report.unsafe_fixes)}
    lines = []
    for code, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        star = f"[{paint('*', colours.star)}]" if code in fixable else "   " if fixable else ""
        lines.append(f"{count:>6}  {paint(code, colours.strong)}  {star}{' ' if star else ''}{names[code]}\n")
    return "".join(lines) + closing(report)
