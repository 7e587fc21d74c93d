"""The known names nearest to an unknown one, for "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 3


def nearest(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The candidates that `name` is probably a slip of: at most three, in alphabetical order, none if all are far.

    Names that differ only in case, in `.` `-` `_`, or in writer for write come before all others. Of those that are
    one or two typing errors away (a letter missing, added, changed, or two swapped; one error per four letters at
    most), only the nearest are given. A single answer is therefore safe to put in the name's place.
    """
    names = sorted(set(candidates) - {name})
    wanted = fold(name)
    slips = tuple(candidate for candidate in names if fold(candidate) == wanted)
    if slips:
        return slips[:MOST]
    limit = min(2, len(wanted) // 4)
    distances = {candidate: distance(wanted, fold(candidate), limit) for candidate in names}
    best = min(distances.values(), default=limit + 1)
    return tuple(candidate for candidate in names if distances[candidate] == best)[:MOST] if best <= limit else ()


def fold(name: str) -> str:
    """`name` without what people confuse: case, separators, writer and write."""
    return name.casefold().replace("-", "").replace("_", "").replace(".", "").replace("writer", "write")


def distance(one: str, other: str, limit: int) -> int:
    """Damerau-Levenshtein distance (each pair swapped once at most); limit + 1 stands for anything larger.

    Takes time in proportion to the product of the lengths, and none where the lengths alone say no.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        this = [row]
        for column, counterpart in enumerate(other, 1):
            cost = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != counterpart))
            if row > 1 < column and letter == other[column - 2] and one[row - 2] == counterpart:
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        if min(this) > limit:
            return limit + 1
        before, last = last, this
    return min(last[-1], limit + 1)
