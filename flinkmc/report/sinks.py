"""Each sink beside the MaxCompute table that it writes: what it needs, what is there, and whether the two agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

from flinkmc.lint.project import Link, Project, Sink
from flinkmc.lint.secrets import hide, keys
from flinkmc.maxcompute.compare import Difference, Verdict, compare
from flinkmc.maxcompute.limits import BUCKETS, RETENTION
from flinkmc.maxcompute.model import Table
from flinkmc.text.source import Source, Span
from flinkmc.translate.table import Wanted, translate

_WORST: tuple[Verdict, ...] = ("differs", "unknown", "match")


class Row(NamedTuple):
    """A column, or an attribute of the whole table: what the sink needs, what the table has, and the verdict."""

    name: str
    is_column: bool
    needed: str
    there: str
    verdict: Verdict


class SideBySide(NamedTuple):
    """A sink and its table. `table` is empty where the sink does not say which it writes.

    `definition` is where the table is defined, None where no file of the project does. `faults` is why no table can be
    made of the sink at all; there are no rows then.
    """

    sink: str
    place: tuple[Source, Span]
    table: str
    definition: tuple[Source, Span] | None
    mode: str
    rows: tuple[Row, ...]
    faults: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """That of the worst row; unknown where no table can be made of the sink."""
        return _worst(row.verdict for row in self.rows) if self.rows else "unknown"


def side_by_side(project: Project) -> list[SideBySide]:
    """All sinks of a project, in the order of its files."""
    secrets = cache(lambda source: keys(source.text))
    return [_of_sink(sink, project.link(sink), secrets) for sink in project.sinks]


def _of_sink(sink: Sink, link: Link | None, secrets: Callable[[Source], frozenset[str]]) -> SideBySide:
    name = sink.table_name
    wanted = Wanted(
        tuple(part for part in name if part) if name else (sink.name,),
        mode="upsert" if sink.mode == "upsert" else "insert",
        buckets=sink.bucket_count.value if sink.bucket_count else None,
        static_partition=sink.static_partition,
    )
    made = translate(sink.table, wanted)
    rows = list(_rows(_asked(made.table, sink), link)) if made.table and sink.flink_table.complete else []
    known = secrets(sink.source) | (secrets(link.table_source) if link else frozenset())
    return SideBySide(
        sink.name,
        (sink.source, sink.name_span),
        str(name or ""),
        (link.table_source, link.table.path[-1].span) if link else None,
        sink.mode or "",
        tuple(row._replace(needed=hide(row.needed, known), there=hide(row.there, known)) for row in rows),
        tuple(fault.message for fault in made.faults) or _incomplete(sink),
    )


def _incomplete(sink: Sink) -> tuple[str, ...]:
    return () if sink.flink_table.complete else ("not all of the sink's columns could be read",)


def _asked(table: Table, sink: Sink) -> Table:
    """The table without what the sink does not ask for, and was assumed only to have a whole table."""
    assumed = {RETENTION} if sink.bucket_count else {RETENTION, BUCKETS}
    return table._replace(properties=tuple(entry for entry in table.properties if entry.key.value not in assumed))


def _rows(table: Table, link: Link | None) -> Iterator[Row]:
    if link is None:
        differences = [each._replace(real="", verdict="unknown") for each in compare(table, table)]
    else:
        differences = list(compare(table, link.table))
    for is_column in (True, False):
        for name, of_name in groupby(
            (each for each in differences if bool(each.name) is is_column),
            lambda each: each.name or each.attribute,
        ):
            row = _row(name, is_column, list(of_name))
            if row.name != "column order" or row.verdict == "differs":
                yield row


def _row(name: str, is_column: bool, differences: list[Difference]) -> Row:
    needed, there = (
        " ".join(text for each in differences if (text := _said(each, side))) for side in ("wanted", "real")
    )
    return Row(name, is_column, needed, there, _worst(each.verdict for each in differences))


def _said(difference: Difference, side: str) -> str:
    text: str = getattr(difference, side)
    if difference.attribute == "comment":
        return f"“{text}”" if text else ""
    return "" if text == "NULL" and difference.verdict != "differs" else text


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=_WORST.index)
