"""Comments that silence findings: `-- noqa`, `-- flinkmc: disable=…`, and which of them were needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from flinkmc.lint.config import ALL
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.text.scanner import Comment
from flinkmc.text.source import Source, Span

_CODE = r"(?:[A-Za-z]+[0-9]+|all)\b"
_CODES = rf"{_CODE}(?:\s*,\s*{_CODE})*"
_NOQA = re.compile(rf"\W*noqa\b(?P<announced>\s*:\s*(?P<codes>{_CODES})?)?", re.IGNORECASE)
_DIRECTIVE = re.compile(
    rf"\W*flinkmc:\s*(?P<word>disable-file|disable|enable)\b(?P<announced>\s*=\s*(?P<codes>{_CODES})?)?",
    re.IGNORECASE,
)
_FOREVER = 2**63

Kind = Literal["noqa", "disable", "disable-file"]


class Suppression(NamedTuple):
    """A comment that silences rules on the lines from `first` to `last`. `codes` is empty where it names none."""

    kind: Kind
    codes: tuple[str, ...]
    first: int
    last: int
    span: Span

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether it silences a finding; one over several lines by a comment on its first or last line."""
        if not any(code == ALL or diagnostic.code.startswith(code) for code in self.codes):
            return False
        start, end = _lines(diagnostic)
        return self.first <= start <= self.last or (self.kind == "noqa" and self.first <= end <= self.last)


def suppressions(source: Source, comments: Iterable[Comment]) -> list[Suppression]:
    """What the comments of a text silence.

    `-- noqa: FMC401, FMC5 reason` silences these rules on its line, bare `-- noqa` all; `-- flinkmc: disable=FMC401`
    does from its line to the line of an `enable=` of the same code, or to the end; `disable-file=` in the whole file.
    A code may be the beginning of codes, or `all`, which is also what a comment without any means.
    """
    found: list[Suppression] = []
    open_ranges: dict[str, Suppression] = {}
    for comment in comments:
        match = _NOQA.match(comment.text) or _DIRECTIVE.match(comment.text)
        if match is None:
            continue
        first, last = source.position(comment.span.start).line, source.position(comment.span.end).line
        codes = _codes(match)
        if match.re is _NOQA:
            found.append(Suppression("noqa", codes, first, last, comment.span))
        elif match["word"].lower() == "disable-file":
            found.append(Suppression("disable-file", codes, 1, _FOREVER, comment.span))
        elif match["word"].lower() == "disable":
            for code in codes:
                open_ranges.setdefault(code, Suppression("disable", (code,), first, _FOREVER, comment.span))
        else:
            ended = [code for code in open_ranges if ALL in codes or code in codes]
            found += [open_ranges.pop(code)._replace(last=first - 1) for code in ended]
    return sorted([*found, *open_ranges.values()], key=lambda suppression: suppression.span)


def apply(
    diagnostics: Iterable[Diagnostic], of_text: Sequence[Suppression]
) -> tuple[list[Diagnostic], frozenset[Suppression]]:
    """The findings of one text that stay, and the suppressions that silenced another."""
    kept: list[Diagnostic] = []
    used: set[Suppression] = set()
    for diagnostic in diagnostics:
        covering = [suppression for suppression in of_text if suppression.covers(diagnostic)]
        used.update(covering)
        if not covering:
            kept.append(diagnostic)
    return kept, frozenset(used)


def _codes(match: re.Match[str]) -> tuple[str, ...]:
    """The codes it names, in upper case; all where nothing announces any; none where what it announces is no code."""
    if match["codes"]:
        return tuple(code.strip().upper() for code in match["codes"].split(","))
    return () if match["announced"] else (ALL,)


def _lines(diagnostic: Diagnostic) -> tuple[int, int]:
    source, span = diagnostic.source, diagnostic.span
    return source.position(span.start).line, source.position(max(span.start, span.end - 1)).line
