"""Pieces of a source as reports show them: numbered lines, places underlined, and a fix as a difference of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flinkmc.lint.diagnostic import Edit
from flinkmc.report.paint import Palette, paint
from flinkmc.report.screen import fit, visible
from flinkmc.report.secrets import hide
from flinkmc.text.source import Source, Span

_WHOLE = 3  # a place of more lines than this is shown by its first and its last one


class Mark(NamedTuple):
    """A place to underline, with which sign, and what to say of it."""

    span: Span
    sign: str
    style: str
    label: str = ""


class Page(NamedTuple):
    """How wide the column of line numbers is, how wide the screen, and its colours."""

    gutter: int
    width: int
    colours: Palette

    def bar(self, number: int | None = None, text: str = "", sign: str = "|", style: str = "") -> str:
        """A line of the page: number, bar (or another sign, in its own style) and text."""
        digits = "" if number is None else str(number)
        if sign == "|":
            head = paint(f"{digits:>{self.gutter}} {sign}", self.colours.gutter)
        else:
            head = f"{paint(f'{digits:>{self.gutter}}', self.colours.gutter)} {paint(sign, style)}"
        return f"{head} {text}" if text.strip() else head

    @property
    def room(self) -> int:
        """The columns there are for a source line."""
        return max(20, self.width - self.gutter - 3)


def last_line(source: Source, span: Span) -> int:
    """The line that a span ends on; a span up to the very start of a line does not touch that line."""
    return source.position(max(span.start, span.end - 1)).line


def numbers(source: Source, marks: Sequence[Mark], before: int) -> list[int]:
    """The lines to show: those of the marks, and up to `before` lines above the first, without leading blank ones."""
    shown: set[int] = set()
    for mark in marks:
        first, last = source.position(mark.span.start).line, last_line(source, mark.span)
        shown.update(range(first, last + 1) if last - first < _WHOLE else (first, last))
    top = source.position(marks[0].span.start).line
    context = range(max(1, top - before), top)
    first_said = next((number for number in context if source.line(number).strip()), top)
    return sorted(shown.union(range(first_said, top)))


def excerpt(source: Source, marks: Sequence[Mark], before: int, page: Page) -> Iterator[str]:
    """The lines of the marks, each followed by its underlinings; `...` where two lines or more are left out."""
    previous = 0
    for number in without_small_gaps(numbers(source, marks, before)):
        if previous and number > previous + 1:
            yield paint("...", page.colours.gutter)
        previous = number
        yield from _line(source, number, marks, page)


def without_small_gaps(shown: list[int]) -> Iterator[int]:
    """The numbers of lines, and of those that alone stand between two of them."""
    for number, following in zip(shown, [*shown[1:], 0], strict=True):
        yield number
        if following == number + 2:
            yield number + 1


def _line(source: Source, number: int, marks: Sequence[Mark], page: Page) -> Iterator[str]:
    line = source.line(number)
    here = [(mark, *columns) for mark in marks if (columns := covered(source, number, line, mark.span))]
    if not here:
        yield page.bar(number, fit(line, 0, 0, page.room).text)
    previous = None
    for mark, start, end in here:
        shown = fit(line, start, end, page.room)
        if shown.text != previous:
            yield page.bar(number, shown.text)
        previous = shown.text
        ends_here = number == last_line(source, mark.span)
        underline = mark.sign * max(1, shown.end - shown.start)
        label = f" {visible(mark.label)}" if mark.label and ends_here else ""
        yield page.bar(None, " " * shown.start + paint(underline + label, mark.style))


def covered(source: Source, number: int, line: str, span: Span) -> tuple[int, int] | None:
    """Which characters of a line a span covers, if any; of a line that it only goes through, without indentation."""
    first, last = source.position(span.start), last_line(source, span)
    if not first.line <= number <= last:
        return None
    start = first.column - 1 if number == first.line else len(line) - len(line.lstrip())
    end = source.position(span.end).column - 1 if number == source.position(span.end).line else len(line)
    if number != first.line and number != last and not line.strip():
        return None
    return start, max(start, end)


class Hunk(NamedTuple):
    """Lines that a fix changes: as they are and as they will be, with the number of the first in either text."""

    old_line: int
    new_line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


def hunks(source: Source, edits: Iterable[Edit]) -> list[Hunk]:
    """What edits change, line by line; edits that touch the same lines make one hunk."""
    groups: list[list[Edit]] = []
    for edit in sorted(edits):
        above = source.position(groups[-1][-1].span.end).line if groups else 0
        if source.position(edit.span.start).line <= above:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    found: list[Hunk] = []
    moved = 0
    for group in groups:
        line, old, new = _changed(source, group)
        found.append(Hunk(line, line + moved, tuple(old), tuple(new)))
        moved += len(new) - len(old)
    return found


def _changed(source: Source, edits: list[Edit]) -> tuple[int, list[str], list[str]]:
    """The first line that changes, the lines that go and those that come in their place."""
    first, last = source.position(edits[0].span.start).line, source.position(edits[-1].span.end).line
    starts = source.line_starts
    begin, end = starts[first - 1], starts[last] if last < len(starts) else len(source.text)
    text, at = "", begin
    for edit in edits:
        text += source.text[at : edit.span.start] + edit.content
        at = edit.span.end
    old, new = _lines(source.text[begin:end]), _lines(hide(text + source.text[at:end]))
    above = same(old, new)
    below = same(old[above:][::-1], new[above:][::-1])
    return first + above, old[above : len(old) - below], new[above : len(new) - below]


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two sequences begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def difference(hunk: Hunk, page: Page) -> Iterator[str]:
    """A hunk: the lines that go, then those that come, numbered as in the old and in the new text."""
    colours = page.colours
    for sign, first, lines, other, style in (
        ("-", hunk.old_line, hunk.old, hunk.new, colours.removed),
        ("+", hunk.new_line, hunk.new, hunk.old, colours.added),
    ):
        for index, line in enumerate(lines):
            start = same(line, other[index]) if index < len(other) else 0
            shown = fit(line, start, start + 1, page.room)
            yield page.bar(first + index, paint(shown.text, style), sign, style)
