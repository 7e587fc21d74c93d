"""How text looks on a screen: what a character shows as, its width, and the part of a line that fits."""

from __future__ import annotations

from typing import NamedTuple

TAB = "    "
ELLIPSIS = "…"
_JOINERS = "\u200c\u200d"  # they have no width, and hold emoji and ligatures together


class Shown(NamedTuple):
    """A line as it is shown: its text, and the columns (from 0) at which the part in question begins and ends."""

    text: str
    start: int
    end: int


def visible(text: str) -> str:
    """The text without what would act on a terminal or hide from the eye: control and direction characters."""
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    if character == "\t":
        return TAB
    if character.isspace() and character > "\x7f" and character not in "\x85\u2028\u2029":
        return character
    if character < " ":
        return chr(0x2400 + ord(character))
    return "\u2421" if character == "\x7f" else "\ufffd"


def columns(text: str) -> int:
    """How many columns a text takes that `visible` has seen."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(character) in ("Mn", "Me", "Cf") else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def fit(line: str, start: int, end: int, width: int) -> Shown:
    """The line, or its part around characters `start` to `end`, in at most `width` columns; ELLIPSIS marks a cut."""
    start, end = min(start, len(line)), min(end, len(line))
    if len(line) <= width and line.isascii() and line.isprintable():
        return Shown(line, start, end)
    first, last = max(0, start - width), min(len(line), start + width + 1)
    pieces = [visible(character) for character in line[first:last]]
    widths = [columns(piece) for piece in pieces]
    begin, stop = start - first, min(end, last) - first
    if first == 0 and last == len(line) and sum(widths) <= width:
        left, right = 0, len(pieces)
    else:
        left, right = _window(widths, begin, stop, width - 2 * len(ELLIPSIS), whole_start=first == 0)
    head = ELLIPSIS if first + left > 0 else ""
    tail = ELLIPSIS if first + right < len(line) else ""
    before = len(head) + sum(widths[left:begin])
    inside = sum(widths[begin : min(stop, right)])
    return Shown(head + "".join(pieces[left:right]) + tail, before, before + inside)


def _window(widths: list[int], begin: int, stop: int, room: int, *, whole_start: bool) -> tuple[int, int]:
    """Which characters to show: from the first if the part in question is seen then, else from shortly before it."""
    left = 0
    if not whole_start or sum(widths[:stop]) > room:
        left, before = begin, 0
        while left > 0 and before + widths[left - 1] <= room // 3:
            left -= 1
            before += widths[left]
    right, used = left, 0
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    return left, right
