"""What a query gives, or what a table or view holds, as far as it is known: plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from flinkmc.flink.model import Type
from flinkmc.text.source import Span


class OutputColumn(NamedTuple):
    """A column; `type` is absent where it is not known.

    `role` is what Flink's planner knows it as besides its type: `proctime`, a bound of a window (`window_start`,
    `window_end`, `window_time`), or the number that ROW_NUMBER gives (`rank`; `first` where rows come in the order of
    a processing time; `window rank` within a window; with `perhaps` before it where that hangs on an unknown column).
    """

    name: str
    type: Type | None = None
    role: str = ""


class Changelog(NamedTuple):
    """Whether rows are only added (`append`) or changed later, too (`updating`), and by which clause."""

    kind: Literal["append", "updating"]
    clause: str = ""
    span: Span | None = None


class Relation(NamedTuple):
    """Rows. `columns` is None where not even their names are known, `changelog` where it is not."""

    columns: tuple[OutputColumn, ...] | None = None
    changelog: Changelog | None = None

    def column(self, name: str) -> OutputColumn | None:
        """The column of this name, case mattering as in Flink."""
        return next((column for column in self.columns or () if column.name == name), None)


class QueryFacts(NamedTuple):
    """What a query gives, the tables and views that it names, each as its parts, and the columns it takes of them."""

    relation: Relation
    tables: tuple[tuple[str, ...], ...] = ()
    columns: frozenset[tuple[tuple[str, ...], str]] = frozenset()


Catalog: TypeAlias = Callable[[tuple[str, ...]], Relation | None]

APPEND = Changelog("append")
UNKNOWN = Relation()
