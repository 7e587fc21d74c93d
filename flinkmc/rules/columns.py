"""Columns: which ones the sink has, in which order, and whether they may be null."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flinkmc.connectors.nearest import nearest
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Edit, Finding, Fix
from flinkmc.lint.project import Link, Sink
from flinkmc.lint.rule import rule
from flinkmc.maxcompute import model as maxcompute

_NUMBERS = {1: "1st", 2: "2nd", 3: "3rd", 21: "21st", 22: "22nd", 23: "23rd"}


@rule("FMC307", "columns-differ", severity="error", needs=Link, fix="unsafe")
def columns_differ(link: Link) -> Iterator[Finding]:
    """The sink does not have the columns of its table, or has them in another order.

    The connector binds columns by their position: the first column of the Flink table is written to the first one of
    the MaxCompute table, whatever they are called. With a column too many, too few or in another place, values land in
    the wrong column or the job fails. Partition columns do not count here, and names are compared without case.

    Bad:
        CREATE TABLE orders_sink (name STRING, id BIGINT) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

        CREATE TABLE orders (id BIGINT, name STRING) LIFECYCLE 30;

    Good:
        CREATE TABLE orders_sink (id BIGINT, name STRING) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

        CREATE TABLE orders (id BIGINT, name STRING) LIFECYCLE 30;

    Source: read in the connector's open-source ancestor; the page of managed Flink asks for the same names and order.
    """
    ours, theirs = data_columns(link.sink), table_columns(link.table)
    if not link.sink.flink_table.complete or not ours or not theirs:
        return
    real = {column.name.text.lower(): column for column in theirs}
    partitions = {column.name.text.lower() for column in link.table.partition_columns}
    here = {column.name.text.lower() for column in ours}
    of_sink = {name.lower() for name in (*link.sink.partition_columns, *(key for key, _ in link.sink.static_partition))}
    extra = [one for one in ours if one.name.text.lower() not in real.keys() | partitions]
    missing = [one for one in theirs if one.name.text.lower() not in here | of_sink]
    for column in extra:
        yield _extra(link, column, [one.name.text for one in missing])
    if missing:
        yield _missing(link, missing)
    if not extra and not missing and not partitions & here and len(ours) == len(theirs):
        yield from _order(link, ours, theirs)


def _extra(link: Link, column: flink.Column, missing: Sequence[str]) -> Finding:
    close = nearest(column.name.text, missing)
    label = f"did you mean {' or '.join(close)}?" if close else ""
    message = f"{link.table_label} has no column '{column.name.text}'"
    return Finding(column.name.span, message, label, link.notes(link.table.path[-1].span, "this table"))


def _missing(link: Link, missing: Sequence[maxcompute.Column]) -> Finding:
    names = ", ".join(f"'{column.name.text}'" for column in missing)
    what = "a column that the sink lacks" if len(missing) == 1 else "columns that the sink lacks"
    notes = tuple(note for column in missing for note in link.notes(column.name.span, "not in the sink"))
    return Finding(link.sink.name_span, f"{link.table_label} has {what}: {names}", notes=notes)


def _order(link: Link, ours: Sequence[flink.Column], theirs: Sequence[maxcompute.Column]) -> Iterator[Finding]:
    """The same columns at other places: said once, at the first one."""
    here = [column.name.text.lower() for column in ours]
    there = [column.name.text.lower() for column in theirs]
    at = next((at for at, name in enumerate(here) if name != there[at]), None)
    if at is None or len(set(here)) < len(here):
        return
    column, place = ours[at], there.index(here[at])
    message = (
        f"'{column.name.text}' is the {_nth(at + 1)} column here and the {_nth(place + 1)} of {link.table_label}: "
        "columns are bound by position"
    )
    fix = reordered(link.sink, ours, [ours[here.index(name)] for name in there])
    notes = link.notes(theirs[place].name.span, f"the {_nth(place + 1)} here")
    yield Finding(column.name.span, message, notes=notes, help="put the columns into the table's order", fix=fix)


@rule("FMC313", "nullability-differs", severity="warning", needs=Link)
def nullability_differs(link: Link) -> Iterator[Finding]:
    """A column may be null in the sink, and not in its table.

    Flink lets a null through to the connector, and MaxCompute refuses the row. Where the column never is null, saying
    NOT NULL in the sink makes Flink check it. The columns of the key are NOT NULL to Flink anyway.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, total DECIMAL(18, 2)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

        CREATE TABLE orders (id BIGINT, total DECIMAL(18, 2) NOT NULL) LIFECYCLE 30;

    Good:
        CREATE TABLE orders_sink (id BIGINT, total DECIMAL(18, 2) NOT NULL) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

        CREATE TABLE orders (id BIGINT, total DECIMAL(18, 2) NOT NULL) LIFECYCLE 30;

    Source: MaxCompute's NOT NULL; Flink's own check of NOT NULL columns was measured.
    """
    key = set(link.sink.key_columns)
    for ours, theirs in same_name(link):
        nullable = ours.type is not None and ours.type.nullable and ours.name.text not in key
        if nullable and not theirs.nullable:
            message = f"'{ours.name.text}' may be null here, and is NOT NULL in {link.table_label}"
            yield Finding(ours.name.span, message, notes=link.notes(theirs.name.span, "NOT NULL here"))


@rule("FMC314", "partition-columns-not-last", severity="warning", needs=Sink, fix="unsafe")
def partition_columns_not_last(sink: Sink) -> Iterator[Finding]:
    """A partition column is declared before a column of the data.

    In MaxCompute the partition columns follow the others. The connector binds columns by position, so that a partition
    column in between may shift those behind it. At the end of the list there is no doubt.

    Bad:
        CREATE TABLE log_sink (ds STRING, line STRING) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log'
        );

    Good:
        CREATE TABLE log_sink (line STRING, ds STRING) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log'
        );

    Source: read in the connector's open-source ancestor; what the released connector does was not seen.
    """
    names = sink.partition_columns
    columns = [column for column in sink.table.columns if column.kind == "physical"]
    partitions = [column for column in columns if column.name.text in names]
    others = [column for column in columns if column.name.text not in names]
    last = columns.index(others[-1]) if others and partitions else 0
    early = [column for column in columns[:last] if column in partitions]
    if not early:
        return
    fix = reordered(sink, columns, [*others, *partitions])
    for column in early:
        message = f"the partition column '{column.name.text}' stands before columns of the data"
        yield Finding(column.name.span, message, help="declare partition columns last", fix=fix)


def data_columns(sink: Sink) -> list[flink.Column]:
    """The columns that the sink writes into columns of the table: physical ones that are no partition."""
    partitions = {*sink.partition_columns, *(key for key, _ in sink.static_partition)}
    return [one for one in sink.table.columns if one.kind == "physical" and one.name.text not in partitions]


def table_columns(table: maxcompute.Table) -> tuple[maxcompute.Column, ...]:
    """The columns of a table; none where its definition does not say them all."""
    return table.columns if table.like is None and table.query is None else ()


def same_name(link: Link) -> Iterator[tuple[flink.Column, maxcompute.Column]]:
    """The columns, and partition columns, that sink and table both have."""
    there = {one.name.text.lower(): one for one in (*link.table.columns, *link.table.partition_columns)}
    for column in link.sink.table.columns:
        real = there.get(column.name.text.lower())
        if column.kind == "physical" and real is not None:
            yield column, real


def reordered(sink: Sink, columns: Sequence[flink.Column], wanted: Sequence[flink.Column]) -> Fix | None:
    """Puts the texts of columns into another order, each where another one stood; none where LIKE brought one."""
    if any(column not in sink.flink_table.declared.columns for column in columns):
        return None
    moves = [(at, column) for at, column in zip(columns, wanted, strict=True) if at is not column]
    edits = tuple(Edit(at.span, sink.source.slice(column.span)) for at, column in moves)
    return Fix(edits, "unsafe", "reorder the columns") if edits else None


def _nth(number: int) -> str:
    return _NUMBERS.get(number, f"{number}th")
