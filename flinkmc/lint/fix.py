"""Fixes applied to a text: pure, all or nothing per fix, never two on one place."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from flinkmc.lint.diagnostic import Edit, Fix


class Fixed(NamedTuple):
    """A text after fixes, and how many were applied."""

    text: str
    applied: int


def apply(text: str, fixes: Iterable[Fix], *, unsafe: bool = False) -> Fixed:
    """Applies fixes to the text they were made for.

    Of fixes that overlap, the first in the text is applied; the others are for the next round, on the new text. Lines
    that a fix brings in end as those of the text do.
    """
    taken: list[Edit] = []
    applied = 0
    for fix in sorted(fixes, key=lambda fix: sorted(fix.edits)):
        edits = sorted(fix.edits)
        if edits and (unsafe or fix.applicability == "safe") and _fit(edits, taken):
            applied += 1
            for edit in edits:
                insort(taken, edit)
    return Fixed(_edited(text, taken), applied)


def _fit(edits: list[Edit], taken: list[Edit]) -> bool:
    """Whether none of the edits (in order) is in the way of another, or of one that is taken (in order)."""
    if any(_collide(one, other) for one, other in pairwise(edits)):
        return False
    for edit in edits:
        at = bisect(taken, edit)
        if (at > 0 and _collide(taken[at - 1], edit)) or (at < len(taken) and _collide(edit, taken[at])):
            return False
    return True


def _collide(one: Edit, other: Edit) -> bool:
    """Whether two edits, the first of which does not begin later, change one character or insert at one place."""
    return other.span.start < one.span.end or other.span.start == one.span.start


def _edited(text: str, edits: list[Edit]) -> str:
    line_end = "\r\n" if "\r\n" in text else "\n"
    pieces: list[str] = []
    at = 0
    for span, content in edits:
        pieces += [text[at : span.start], content.replace("\r\n", "\n").replace("\n", line_end)]
        at = span.end
    return "".join([*pieces, text[at:]])
