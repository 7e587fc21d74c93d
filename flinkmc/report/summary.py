"""What every format is given, and the line that sums a run up for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from flinkmc.lint.diagnostic import SEVERITIES, Diagnostic
from flinkmc.report.paint import paint, palette
from flinkmc.report.screen import visible

if TYPE_CHECKING:
    from flinkmc.lint.project import Project
    from flinkmc.lint.rule import Rule

WIDTH = 120


class Report(NamedTuple):
    """Findings in the order to print, and how to print them.

    `files` is how many were checked, `fixed` how many findings a fix has removed already. `unsafe_fixes` says that
    the call accepts unsafe fixes, so that they count as fixable. `width` is how many columns there are.
    Formats for other programs name files as seen from the folder `root`; some describe the rules, by code, or the
    tables of the project, where these are given.
    `known` is how many findings are left out because a baseline has them, `vanished` how many of its are found no more.
    """

    diagnostics: Sequence[Diagnostic]
    files: int
    fixed: int = 0
    unsafe_fixes: bool = False
    colour: bool = False
    width: int = WIDTH
    footer: bool = True
    root: str = ""
    rules: Mapping[str, Rule] = MappingProxyType({})
    project: Project | None = None
    known: int = 0
    vanished: int = 0


def is_fixable(diagnostic: Diagnostic, unsafe: bool = False) -> bool:
    """Whether `--fix` mends it; with `unsafe`, whether `--fix --unsafe-fixes` does."""
    return diagnostic.fix is not None and (unsafe or diagnostic.fix.applicability == "safe")


def headline(diagnostic: Diagnostic, report: Report) -> str:
    """`CODE [*] message`; the star says that `--fix` mends it."""
    colours = palette(report.colour)
    star = f" [{paint('*', colours.star)}]" if is_fixable(diagnostic, report.unsafe_fixes) else ""
    code = paint(diagnostic.code, colours.severity(diagnostic.severity))
    return f"{code}{star} {paint(visible(diagnostic.message), colours.strong)}"


def counted(number: int, noun: str) -> str:
    """A number and its noun: `1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def closing(report: Report) -> str:
    """The last line of a format for people; empty where the call wants none."""
    return f"{footer(report)}\n" if report.footer else ""


def footer(report: Report) -> str:
    """What was found in how many files, and what can be done about it."""
    sentences = [f"Fixed {counted(report.fixed, 'finding')}."] if report.fixed else []
    if not report.diagnostics:
        clean = "Nothing new" if report.known else "All clean"
        return " ".join((*sentences, f"{clean}: {counted(report.files, 'file')} checked.", *_baseline(report)))
    numbers = [(sum(d.severity == severity for d in report.diagnostics), severity) for severity in SEVERITIES]
    found = _listed([counted(number, severity) for number, severity in numbers if number])
    sentences.append(f"Found {found} in {counted(report.files, 'file')}.")
    return " ".join((*sentences, *_fixable(report), *_baseline(report)))


def _baseline(report: Report) -> tuple[str, ...]:
    known = f"{counted(report.known, 'known finding')} left out." if report.known else ""
    entries = "entry of the baseline has" if report.vanished == 1 else "entries of the baseline have"
    vanished = f"{report.vanished} {entries} vanished: --write-baseline drops what is gone." if report.vanished else ""
    return tuple(filter(None, (known, vanished)))


def _listed(parts: list[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def _fixable(report: Report) -> tuple[str, ...]:
    now = sum(is_fixable(diagnostic, report.unsafe_fixes) for diagnostic in report.diagnostics)
    more = sum(is_fixable(diagnostic, unsafe=True) for diagnostic in report.diagnostics) - now
    if now:
        return (f"{now} fixable with --fix{f', {more} more with --unsafe-fixes' if more else ''}.",)
    return (f"{more} fixable with --fix --unsafe-fixes.",) if more else ()
