"""Partitions: which ones the sink writes, of which types, and whether the table has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flinkmc.connectors import values
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Finding, Note
from flinkmc.lint.project import Link, Project, Sink
from flinkmc.lint.rule import rule
from flinkmc.maxcompute.limits import limits
from flinkmc.maxcompute.types import is_known, is_partition_type, known_types, type_text
from flinkmc.rules.given import shown
from flinkmc.rules.keys import across, merge_key
from flinkmc.text.source import Span
from flinkmc.translate.types import translate_type


@rule("FMC305", "partition-columns-differ", severity="error", needs=Link)
def partition_columns_differ(link: Link) -> Iterator[Finding]:
    """The sink is partitioned otherwise than its table.

    A partitioned table takes rows only into a partition that is named: by a column of PARTITIONED BY, or by
    `sink.partition`. A table without partitions takes no such name. Several levels stand in the table's order, what
    `sink.partition` fixes before the rest.

    Bad:
        CREATE TABLE log_sink (line STRING, ds STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'log');

        CREATE TABLE log (line STRING) PARTITIONED BY (ds STRING) LIFECYCLE 7;

    Good:
        CREATE TABLE log_sink (line STRING, ds STRING) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log'
        );

        CREATE TABLE log (line STRING) PARTITIONED BY (ds STRING) LIFECYCLE 7;

    Source: the connector's page, whose partitioned sink declares the partition columns of its table.
    """
    sink, table = link.sink, link.table
    fixed = [key for key, _ in sink.static_partition]
    unread = not fixed and sink.option(sink.key("partition")) is not None
    unknown = table.auto_partition is not None or table.like is not None or table.query is not None
    if unread or unknown or not sink.flink_table.complete:
        return
    ours = [*fixed, *(name for name in sink.partition_columns if name not in fixed)]
    theirs = [column.name.text for column in table.partition_columns]
    if [name.lower() for name in ours] == [name.lower() for name in theirs]:
        return
    partition = sink.option(sink.key("partition"))
    place = across(sink.table.partition_keys) if sink.table.partition_keys else None
    place = place or (partition.value.span if partition else sink.name_span)
    names = [column.name for column in table.partition_columns]
    notes = link.notes(across(names) if names else table.path[-1].span, _partitioned(theirs))
    message = f"the sink is {_partitioned(ours)}, {link.table_label} is {_partitioned(theirs)}"
    yield Finding(place, message, notes=notes)


def _partitioned(names: Sequence[str]) -> str:
    return f"partitioned by ({', '.join(names)})" if names else "not partitioned"


@rule("FMC306", "partition-type-not-allowed", severity="error", needs=Project)
def partition_type_not_allowed(project: Project) -> Iterator[Finding]:
    """A partition column has a type that MaxCompute does not partition by.

    Texts and whole numbers are all it takes. A date is best a STRING such as 20260131, written by `DATE_FORMAT`: the
    connector turns a value into the partition's name by its own text.

    Bad:
        CREATE TABLE log_sink (line STRING, ds DATE) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log'
        );

    Good:
        CREATE TABLE log_sink (line STRING, ds STRING) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log'
        );

    Source: MaxCompute's documentation of data types, on partition columns.
    """
    for sink in project.sinks:
        for name in sink.table.partition_keys:
            column = sink.flink_table.column(name.text)
            written = translate_type(column.type).type if column and column.type else None
            if column is not None and column.type is not None and written and not is_partition_type(written):
                message = f"MaxCompute does not partition by {written.root}, the type of '{name.text}'"
                notes = [Note(column.type.span, written.root)] if column in sink.flink_table.declared.columns else []
                yield Finding(name.span, message, notes=notes, help=f"take one of {_allowed()}", source=sink.source)
    for definition in project.definitions:
        for real in definition.table.partition_columns:
            if is_known(real.type) and not is_partition_type(real.type):
                message = f"MaxCompute does not partition by {type_text(real.type)}, the type of '{real.name.text}'"
                yield Finding(real.type.span, message, help=f"take one of {_allowed()}", source=definition.source)


def _allowed() -> str:
    return ", ".join(root for root, facts in known_types().items() if facts.partition)


@rule("FMC308", "row-can-change-partition", severity="warning", needs=Sink)
def row_can_change_partition(sink: Sink) -> Iterator[Finding]:
    """A row whose partition changes stays in its old partition, too.

    A key is unique within one partition only. If the partition column is not in the key and its value changes for a
    row that is there, the new row goes to the new partition and the old one stays where it is. Where the value never
    changes for a key, such as the day of an order, all is well.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, state STRING, PRIMARY KEY (id) NOT ENFORCED) PARTITIONED BY (state) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, state STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

    Source: Alibaba's support on the scope of a key.
    """
    if sink.mode != "upsert" or not merge_key(sink):
        return
    fixed = {key for key, _ in sink.static_partition}
    loose = [one for one in sink.table.partition_keys if one.text not in fixed and one.text not in sink.key_columns]
    if loose:
        names = " or ".join(f"'{name.text}'" for name in loose)
        message = f"when {names} of a row changes, its old partition keeps the old row"
        yield Finding(across(loose), message, help="partition by what never changes for a key")


@rule("FMC310", "invalid-static-partition", severity="error", needs=Project)
def invalid_static_partition(project: Project) -> Iterator[Finding]:
    """`sink.partition` is no partition that the sink could write.

    It is `key=value`, several with `,` between them, as MaxCompute's SDK reads it; a value cannot hold `,` or `/`, not
    even in quotes. It names the upper levels; levels that PARTITIONED BY leaves open can only stand below them.

    Bad:
        'sink.partition' = 'ds'

    Good:
        'sink.partition' = 'region=north'

    Source: measured on MaxCompute's SDK for Java; the connector's page, "for dynamic partitioning, this is the parent".
    """
    for sink in project.sinks:
        option = sink.option(sink.key("partition"))
        if option is None or not sink.vocabulary.flink or values.is_placeholder(option.value.value):
            continue
        spec = values.read_partition_spec(option.value.value)
        if isinstance(spec, values.Problem):
            message = f"{shown(option.value.value)} names no partition: {spec.reason}"
            yield Finding(option.value.span, message, source=sink.source)
        else:
            yield from _static(sink, option, [key for key, _ in spec], project.link(sink))


def _static(sink: Sink, option: flink.Option, keys: Sequence[str], link: Link | None) -> Iterator[Finding]:
    """What is wrong with keys that are fixed, against the table's levels or, where it is not known, the sink's."""
    known = [column.name.text for column in link.table.partition_columns] if link else []
    levels = [name.lower() for name in known or sink.partition_columns]
    unknown = [key for key in keys if known and key.lower() not in levels]
    upper = [level for level in levels if level in {key.lower() for key in keys}]
    names = "" if link is None else link.table_label
    for key in unknown:
        message = f"{names} is not partitioned by '{key}', but by ({', '.join(known)})"
        yield Finding(option.value.span, message, source=sink.source)
    if not unknown and upper != levels[: len(upper)]:
        message = f"'{levels[0]}' is left open above '{upper[0]}': only the lower levels can be"
        yield Finding(option.value.span, message, source=sink.source)


@rule("FMC311", "too-many-partition-levels", severity="error", needs=Project)
def too_many_partition_levels(project: Project) -> Iterator[Finding]:
    """The table is partitioned by more levels than MaxCompute takes.

    Six levels are the most.

    Bad:
        CREATE TABLE log (line STRING) PARTITIONED BY (a INT, b INT, c INT, d INT, e INT, f INT, g INT) LIFECYCLE 7;

    Good:
        CREATE TABLE log (line STRING) PARTITIONED BY (a INT, b INT, c INT, d INT, e INT, f INT) LIFECYCLE 7;

    Source: Limits of MaxCompute SQL.
    """
    for sink in project.sinks:
        fixed = [key for key, _ in sink.static_partition if key not in sink.partition_columns]
        if sink.table.partition_keys:
            yield from _levels(len(fixed) + len(sink.partition_columns), across(sink.table.partition_keys), sink)
    for definition in project.definitions:
        names = [column.name for column in definition.table.partition_columns]
        if names:
            yield from _levels(len(names), across(names), definition)


def _levels(count: int, place: Span, of: object) -> Iterator[Finding]:
    limit = limits()["partition-levels"]
    if not limit.allows(count):
        source = getattr(of, "source", None)
        yield Finding(place, f"{count} partition levels: MaxCompute takes {limit.maximum}", source=source)
