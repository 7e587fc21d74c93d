"""Tables for any screen: columns where they fit, else a paragraph for each row; plain columns in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from flinkmc.report.paint import Palette, paint

NOTHING = "-"
"""What stands in an empty cell, so that programs can tell columns apart."""
_GAP = "  "
_LAST = 30  # a column of sentences that is narrower is no pleasure to read


class Table(NamedTuple):
    """Headers and rows of cells; the last cell of a row may hold sentences.

    `spelt` says a row in words where its columns do not fit: a title, and what there is to say below it.
    """

    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    spelt: Callable[[tuple[str, ...]], tuple[str, str]]


def laid_out(table: Table, width: int | None, colours: Palette) -> str:
    """The table for a screen of `width` columns, or for a pipe (None), where no line is broken."""
    cells = [tuple(cell or NOTHING for cell in row) for row in table.rows]
    widths = [max(len(row[index]) for row in [table.headers, *cells]) for index in range(len(table.headers))]
    widths[-1] = min(widths[-1], _LAST)
    if width is not None and sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        lines = [line for row in table.rows for line in _paragraph(*table.spelt(row), width, colours)]
    else:
        lines = [paint(line, colours.strong) for line in _columns(table.headers, widths, width)]
        lines += [line for row in cells for line in _columns(row, widths, width, colours.gutter)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _columns(row: Sequence[str], widths: Sequence[int], width: int | None, style: str = "") -> Iterator[str]:
    """A row in columns: one line, or more where its last cell does not fit in."""
    cells = [cell.ljust(columns) for cell, columns in zip(row[:-1], widths[:-1], strict=True)]
    indent = sum(widths[:-1]) + len(_GAP) * len(cells)
    room = None if width is None else width - indent
    first, *more = [row[-1]] if room is None else wrap(row[-1], room, break_on_hyphens=False) or [""]
    yield _GAP.join((paint(cells[0], style), *cells[1:], first))
    for line in more:
        yield " " * indent + line


def _paragraph(title: str, said: str, width: int, colours: Palette) -> Iterator[str]:
    yield paint(title, colours.gutter)
    for part in said.splitlines():
        for line in wrap(part, width - 2, break_on_hyphens=False):
            yield f"  {line}"
