"""A Flink sink table to the MaxCompute table that it writes."""

from __future__ import annotations

from typing import Literal, NamedTuple

from flinkmc.flink import model as flink
from flinkmc.maxcompute import model as maxcompute
from flinkmc.maxcompute.model import Number
from flinkmc.maxcompute.types import known_types
from flinkmc.text.nodes import Name, Text
from flinkmc.text.source import NOWHERE, Span
from flinkmc.translate.types import STOPPERS, Remark, translate_type

DEFAULT_BUCKETS = 16
DEFAULT_RETAIN_HOURS = 24


class Wanted(NamedTuple):
    """What is asked of the MaxCompute table beyond the Flink table's own columns, key and partitions.

    `path` is [project, [schema,]] table. `buckets` absent means MaxCompute's own default of 16, said explicitly.
    `retain_hours` is how long history can be queried, in hours; `lifecycle` how long data is kept, in days.
    `static_partition` is what `sink.partition` fixes: columns that the Flink table need not have.
    """

    path: tuple[str, ...]
    mode: Literal["insert", "upsert"] = "insert"
    buckets: int | None = None
    retain_hours: int | None = None
    lifecycle: int | None = None
    if_not_exists: bool = True
    static_partition: tuple[tuple[str, str], ...] = ()


class Fault(NamedTuple):
    """Why there can be no MaxCompute table: what is wrong, and where in the Flink table."""

    message: str
    span: Span


class Translation(NamedTuple):
    """The table, absent where something of it cannot be; what was assumed on the way; and what stands against it."""

    table: maxcompute.Table | None
    assumed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()


def translate(table: flink.CreateTable, wanted: Wanted) -> Translation:
    """The MaxCompute table that a sink of this form writes.

    Columns stand in Flink's order, without partition, computed and metadata columns: the connector binds them by
    position. Key columns are NOT NULL, the key stands without partition columns, which are no columns there.
    """
    assumed: list[str] = []
    faults: list[Fault] = []
    remarks: list[Remark] = []
    partition_names = {name.text for name in table.partition_keys} | {key for key, _ in wanted.static_partition}
    key = tuple(name for name in _key(table) if name.text not in partition_names)
    key_names = {name.text for name in key}
    columns: list[maxcompute.Column] = []
    for column in table.columns:
        if column.kind != "physical" or column.name.text in partition_names:
            if column.kind == "metadata":
                assumed.append(f"the metadata column {column.name.text} is left out: the connector documents none")
            continue
        translated = _column(column, faults, remarks)
        if translated is not None:
            nullable = translated.nullable and column.name.text not in key_names
            columns.append(translated._replace(nullable=nullable))
    partitions = _partitions(table, wanted, assumed, faults, remarks)
    _check_key(table, wanted, key, faults)
    _check_names(columns, partitions, table, faults)
    if not columns and not faults:
        faults.append(Fault("a MaxCompute table has at least one column besides its partitions", table.path[-1].span))
    if faults:
        return Translation(None, tuple(assumed), tuple(faults), tuple(remarks))
    made = maxcompute.Table(
        path=tuple(Name(part, NOWHERE, True) for part in wanted.path),
        columns=tuple(columns),
        primary_key=maxcompute.PrimaryKey(tuple(Name(name.text, NOWHERE, True) for name in key)) if key else None,
        partition_columns=tuple(partitions),
        properties=_properties(wanted, bool(key), assumed),
        comment=table.comment and Text(table.comment.value, NOWHERE),
        lifecycle=Number(wanted.lifecycle) if wanted.lifecycle is not None else None,
        if_not_exists=wanted.if_not_exists,
    )
    return Translation(made, tuple(assumed), (), tuple(remarks))


def _key(table: flink.CreateTable) -> tuple[Name, ...]:
    return table.primary_key.columns if table.primary_key else ()


def _column(column: flink.Column, faults: list[Fault], remarks: list[Remark]) -> maxcompute.Column | None:
    if column.type is None:
        return None
    translation = translate_type(column.type)
    remarks += translation.remarks
    if translation.type is None:
        stoppers = [remark for remark in translation.remarks if remark.kind in STOPPERS]
        faults += [Fault(remark.message, remark.span) for remark in stoppers]
        if not stoppers:
            faults.append(Fault(f"the type of '{column.name.text}' is not known", column.type.span))
        return None
    comment = Text(column.comment.value, NOWHERE) if column.comment else None
    return maxcompute.Column(
        Name(column.name.text, NOWHERE, True), translation.type, nullable=column.type.nullable, comment=comment
    )


def _partitions(
    table: flink.CreateTable, wanted: Wanted, assumed: list[str], faults: list[Fault], remarks: list[Remark]
) -> list[maxcompute.Column]:
    """Partition columns: those of `sink.partition` first, being the parents, then those of PARTITIONED BY."""
    declared = {column.name.text: column for column in table.columns}
    dynamic = {name.text: name for name in table.partition_keys}
    found: list[maxcompute.Column] = []
    for key, _ in wanted.static_partition:
        if key not in dynamic and key not in declared:
            assumed.append(
                f"the partition column {key} of sink.partition is a STRING: the Flink table has no such column"
            )
            found.append(maxcompute.Column(Name(key, NOWHERE, True), maxcompute.Type("STRING")))
        elif key not in dynamic:
            dynamic = {key: declared[key].name, **dynamic}
    for text, name in dynamic.items():
        column = declared.get(text)
        translated = _column(column, faults, remarks) if column and column.kind == "physical" else None
        if translated is None:
            if not faults:
                faults.append(Fault(f"the partition column '{text}' is no physical column of the table", name.span))
            continue
        if not known_types()[translated.type.root].partition:
            message = f"MaxCompute cannot partition by '{text}', a column of type {translated.type.root}"
            faults.append(Fault(f"{message}: take STRING or a whole number", name.span))
        found.append(translated._replace(nullable=True))
    return found


def _check_key(table: flink.CreateTable, wanted: Wanted, key: tuple[Name, ...], faults: list[Fault]) -> None:
    if wanted.mode != "upsert" or key:
        return
    if table.primary_key:
        message = "the key has partition columns only: in MaxCompute they are no part of a key, which leaves none"
        faults.append(Fault(message, table.primary_key.span))
    else:
        faults.append(Fault("an upsert sink needs a PRIMARY KEY: rows are merged by it", table.path[-1].span))


def _check_names(
    columns: list[maxcompute.Column],
    partitions: list[maxcompute.Column],
    table: flink.CreateTable,
    faults: list[Fault],
) -> None:
    spans = {column.name.text: column.name.span for column in table.columns}
    seen: dict[str, str] = {}
    for column in (*columns, *partitions):
        name = column.name.text
        if name.lower() in seen:
            message = f"MaxCompute sees one column in '{seen[name.lower()]}' and '{name}': its names know no case"
            faults.append(Fault(message, spans.get(name, table.path[-1].span)))
        seen[name.lower()] = name


def _properties(wanted: Wanted, has_key: bool, assumed: list[str]) -> tuple[maxcompute.Property, ...]:
    if not has_key:
        if wanted.mode == "insert":
            assumed.append("a standard table: the sink only appends and has no key")
        return ()
    buckets = wanted.buckets
    if buckets is None:
        buckets = DEFAULT_BUCKETS
        assumed.append(f"{buckets} buckets, MaxCompute's default: the sink names no count")
    hours = DEFAULT_RETAIN_HOURS if wanted.retain_hours is None else wanted.retain_hours
    entries = {"transactional": "true", "write.bucket.num": str(buckets), "acid.data.retain.hours": str(hours)}
    return tuple(maxcompute.Property(Text(key, NOWHERE), Text(value, NOWHERE)) for key, value in entries.items())
