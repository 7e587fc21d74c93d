"""Two tables, attribute by attribute: the one that is wanted and the one that is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from flinkmc.maxcompute.model import Column, Number, Table
from flinkmc.maxcompute.types import is_known, same_type, type_text
from flinkmc.text.nodes import Name, Text
from flinkmc.text.source import NOWHERE, Span

Verdict: TypeAlias = Literal["match", "differs", "unknown"]
Attribute: TypeAlias = Literal[
    "kind",
    "column",
    "column order",
    "type",
    "nullability",
    "comment",
    "primary key",
    "partition columns",
    "buckets",
    "retention",
    "lifecycle",
]


class Difference(NamedTuple):
    """One attribute of two tables, and whether it is the same.

    `name` is the column that it is an attribute of, "" for the table itself. `wanted` and `real` are its two values as
    text, "" where a side lacks it; the spans are where they are said, `NOWHERE` where they are not. The verdict is
    `unknown` where a side does not say it, and what holds then cannot be seen.
    """

    attribute: Attribute
    name: str
    verdict: Verdict
    wanted: str
    real: str
    wanted_span: Span = NOWHERE
    real_span: Span = NOWHERE


def compare(wanted: Table, real: Table) -> tuple[Difference, ...]:
    """Every attribute that `wanted` says something about, against `real`; names and types without case.

    A bucket count, retention, lifecycle or comment that `wanted` does not name is left out: nothing is asked of it. The
    order is that of DDL. `column` stands for a column that only one side has; `column order` for the others.
    """
    return tuple(_differences(wanted, real))


def kind(table: Table) -> str:
    """What sort of table it is: "Delta table" (rows can be upserted), "Append Delta table", "transactional table",
    "external table" or "standard table".
    """
    version = table.table_property("table.format.version")
    if table.external:
        return "external table"
    if table.is_delta:
        return "Delta table"
    if version is not None and version.value.value == "2":
        return "Append Delta table"
    return "transactional table" if table.transactional else "standard table"


def _differences(wanted: Table, real: Table) -> Iterator[Difference]:
    kinds = kind(wanted), kind(real)
    yield Difference("kind", "", _verdict(kinds[0] == kinds[1]), *kinds, wanted.path[-1].span, real.path[-1].span)
    yield from _columns(wanted.columns, real.columns)
    yield from _primary_key(wanted, real)
    yield from _partition_columns(wanted, real)
    yield from _number("buckets", wanted.bucket_count, real.bucket_count, "unknown")
    yield from _number("retention", wanted.retain_hours, real.retain_hours, "unknown")
    yield from _number("lifecycle", wanted.lifecycle, real.lifecycle, "differs")
    yield from _comment("", wanted.comment, real.comment)


def _columns(wanted: Sequence[Column], real: Sequence[Column]) -> Iterator[Difference]:
    asked = {column.name.text.lower(): column for column in wanted}
    there = {column.name.text.lower(): column for column in real}
    for name, column in asked.items():
        if name in there:
            yield from _column(column, there[name])
        else:
            yield Difference("column", column.name.text, "differs", type_text(column.type), "", column.span)
    for name, column in there.items():
        if name not in asked:
            text = type_text(column.type)
            yield Difference("column", column.name.text, "differs", "", text, real_span=column.span)
    both = asked.keys() & there.keys()
    yield _names(
        "column order",
        [column.name for name, column in asked.items() if name in both],
        [column.name for name, column in there.items() if name in both],
    )


def _column(wanted: Column, real: Column) -> Iterator[Difference]:
    name = wanted.name.text
    yield _type(wanted, real)
    nullability = _nullability(wanted), _nullability(real)
    verdict = _verdict(wanted.nullable == real.nullable)
    yield Difference("nullability", name, verdict, *nullability, wanted.span, real.span)
    yield from _comment(name, wanted.comment, real.comment)


def _type(wanted: Column, real: Column) -> Difference:
    verdict = _verdict(same_type(wanted.type, real.type))
    if verdict == "differs" and not (is_known(wanted.type) and is_known(real.type)):
        verdict = "unknown"
    texts = type_text(wanted.type), type_text(real.type)
    return Difference("type", wanted.name.text, verdict, *texts, wanted.type.span, real.type.span)


def _primary_key(wanted: Table, real: Table) -> Iterator[Difference]:
    asked = wanted.primary_key.columns if wanted.primary_key else ()
    there = real.primary_key.columns if real.primary_key else ()
    if asked or there:
        difference = _names("primary key", asked, there)
        same = {name.text.lower() for name in asked} == {name.text.lower() for name in there}
        yield difference._replace(verdict=_verdict(same))


def _partition_columns(wanted: Table, real: Table) -> Iterator[Difference]:
    asked, there = _partition_names(wanted), _partition_names(real)
    if not asked and not there:
        return
    yield _names("partition columns", asked, there)
    of_real = {column.name.text.lower(): column for column in real.partition_columns}
    for column in wanted.partition_columns:
        other = of_real.get(column.name.text.lower())
        if other is not None:
            yield _type(column, other)
            yield from _comment(column.name.text, column.comment, other.comment)


def _partition_names(table: Table) -> list[Name]:
    """An automatic partition has a column of its own only where it is named."""
    if table.auto_partition is not None:
        return [table.auto_partition.name or table.auto_partition.column]
    return [column.name for column in table.partition_columns]


def _names(attribute: Attribute, wanted: Sequence[Name], real: Sequence[Name]) -> Difference:
    asked, there = [name.text for name in wanted], [name.text for name in real]
    same = [text.lower() for text in asked] == [text.lower() for text in there]
    return Difference(attribute, "", _verdict(same), ", ".join(asked), ", ".join(there), _around(wanted), _around(real))


def _around(names: Sequence[Name]) -> Span:
    return Span(names[0].span.start, names[-1].span.end) if names else NOWHERE


def _number(attribute: Attribute, wanted: Number | None, real: Number | None, unsaid: Verdict) -> Iterator[Difference]:
    if wanted is None:
        return
    if real is None:
        yield Difference(attribute, "", unsaid, str(wanted.value), "", wanted.span)
    else:
        verdict = _verdict(wanted.value == real.value)
        yield Difference(attribute, "", verdict, str(wanted.value), str(real.value), wanted.span, real.span)


def _comment(name: str, wanted: Text | None, real: Text | None) -> Iterator[Difference]:
    if wanted is not None:
        text = "" if real is None else real.value
        place = NOWHERE if real is None else real.span
        yield Difference("comment", name, _verdict(wanted.value == text), wanted.value, text, wanted.span, place)


def _nullability(column: Column) -> str:
    return "NULL" if column.nullable else "NOT NULL"


def _verdict(same: bool) -> Verdict:
    return "match" if same else "differs"
