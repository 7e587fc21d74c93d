"""Fixtures that say beneath their own lines what must be found there.

A comment line of marks underlines the line above it, column by column: `--   ^^^^ FMC401` where a finding is expected,
`--   ---- related` where a finding has a note. Words behind the code must stand in what the finding
says, as do `error`, `warning` or `info`. Several lines
of marks may follow one line. Columns 1 and 2 cannot be underlined: indent the statement there.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.text.source import Source, Span

RELATED = "related"
_MARKS = re.compile(r"--( *)(?:(\^+) (FMC\d+)(?: (.+))?|(-+) related(?: (.+))?)")


class Mark(NamedTuple):
    """A place of one line, from 1 on and in code points, and what stands there: a code or `related`, and words."""

    line: int
    column: int
    end: int
    says: str
    words: str = ""

    def drawn(self) -> str:
        """The mark as a line of a fixture."""
        sign = "-" if self.says == RELATED else "^"
        underline = sign * (self.end - self.column)
        indent = " " * (self.column - 3) if self.column > 2 else f" (column {self.column}, indent the line) "
        return f"--{indent}{underline} {self.says} {self.words}".rstrip()


def split(fixture: str) -> tuple[str, list[Mark]]:
    """The text without its marks, and the marks by the lines of that text."""
    lines: list[str] = []
    marks: list[Mark] = []
    for line in fixture.split("\n"):
        found = _MARKS.fullmatch(line)
        if found is None:
            lines.append(line)
            continue
        blanks, finding, code, says, note, of_note = found.groups()
        column = len(blanks) + 3
        end = column + len(finding or note)
        marks.append(Mark(len(lines), column, end, code or RELATED, says or of_note or ""))
    return "\n".join(lines), marks


def of(diagnostics: Iterable[Diagnostic]) -> list[Mark]:
    """The marks of what was found; places of one note that several findings have are one mark."""
    marks: list[Mark] = []
    for found in diagnostics:
        words = " · ".join(filter(None, (found.message, found.label, found.help)))
        marks.append(_mark(found.source, found.span, found.code, f"{found.severity}: {words}"))
        for note in found.notes:
            mark = _mark(note.source or found.source, note.span, RELATED, note.message)
            if mark not in marks:
                marks.append(mark)
    return marks


def _mark(source: Source, span: Span, says: str, words: str) -> Mark:
    """What is marked of a span of several lines is its first line; of an empty one, the character behind it."""
    line, column = source.position(span.start)
    end = min(column + span.end - span.start, len(source.line(line)) + 1)
    return Mark(line, column, max(end, column + 1), says, words)


def compared(text: str, expected: Sequence[Mark], found: Sequence[Mark]) -> tuple[list[str], list[str]]:
    """The text with the marks that are expected, and with those that were found; equal where all is as it should be."""
    wanted = sorted(expected)
    left = list(wanted)
    seen: list[Mark] = []
    for mark in found:
        fitting = next((one for one in left if one[:4] == mark[:4] and one.words in mark.words), None)
        if fitting:
            left.remove(fitting)
        seen.append(fitting or mark)
    return _drawn(text, wanted), _drawn(text, sorted(seen))


def _drawn(text: str, marks: Sequence[Mark]) -> list[str]:
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        lines.append(line)
        lines += [mark.drawn() for mark in marks if mark.line == number]
    return lines
