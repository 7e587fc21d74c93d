"""Primary keys: whether an upsert has one, whether a writer can hash it, whether it is the table's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flinkmc.flink import model as flink
from flinkmc.flink.types import type_text
from flinkmc.lint.diagnostic import Edit, Finding, Fix, Note, replace
from flinkmc.lint.project import Definition, Link, Sink
from flinkmc.lint.rule import rule
from flinkmc.maxcompute.types import is_key_type
from flinkmc.rules import insertion
from flinkmc.rules.given import is_told
from flinkmc.text.nodes import Name
from flinkmc.text.source import Span
from flinkmc.translate.types import translate_type

_INEXACT = frozenset(("FLOAT", "DOUBLE"))


@rule("FMC301", "upsert-without-primary-key", severity="error", needs=Sink)
def upsert_without_primary_key(sink: Sink) -> Iterator[Finding]:
    """The sink upserts, and has no key to do it by.

    An upsert replaces the row of the same key. Without a PRIMARY KEY in the Flink table there is nothing to replace by,
    and MaxCompute's SDK refuses a row whose key has no value. A key of partition columns alone is none, either: in
    MaxCompute a partition column is no column of the table.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, total DECIMAL(18, 2)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, total DECIMAL(18, 2), PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert'
        );

    Source: the connector's page, "insert-or-update based on primary key"; MaxCompute's SDK for Java.
    """
    if sink.mode != "upsert" or not sink.flink_table.complete:
        return
    key = sink.table.primary_key
    if key is None:
        option = sink.option(sink.key("operation"))
        yield Finding(
            option.value.span if option else sink.name_span,
            "upserts need a PRIMARY KEY: rows are replaced by it",
            help="declare PRIMARY KEY (…) NOT ENFORCED, or append with 'insert'",
        )
    elif not merge_key(sink):
        message = "the key has partition columns only: in MaxCompute they are no columns, which leaves no key"
        yield Finding(across(key.columns), message, help="add what tells rows of one partition apart")


@rule("FMC302", "key-type-not-supported", severity="error", needs=Sink)
def key_type_not_supported(sink: Sink) -> Iterator[Finding]:
    """No MaxCompute writer can hash a key column of this type.

    A writer finds the bucket of a row by the hash of its key. MaxCompute's SDK has hashes for numbers, texts, booleans,
    binaries, dates and times, and fails with "Not supported hash function type" for the others. Flink itself takes
    ARRAY, MAP and ROW for keys.

    Bad:
        CREATE TABLE orders_sink (id ROW<shop INT, number INT>, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

    Good:
        CREATE TABLE orders_sink (shop INT, number INT, PRIMARY KEY (shop, number) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

    Source: measured on MaxCompute's SDK for Java 0.57.1.
    """
    if sink.mode != "upsert":
        return
    for name, column in _key_columns(sink):
        written = translate_type(column).type
        if written is not None and not is_key_type(written):
            message = f"'{name.text}' cannot be in the key: no MaxCompute writer hashes {written.root}"
            yield Finding(name.span, message, notes=_type_note(name, column))


@rule("FMC303", "key-differs", severity="error", needs=Link)
def key_differs(link: Link) -> Iterator[Finding]:
    """The sink's key has other columns than the key of its table.

    Flink brings the changes of one key to one subtask in their order; MaxCompute merges rows by its own key. Where the
    two differ, rows that Flink keeps apart become one, or changes of one row arrive in any order. The order of the
    columns does not matter, and partition columns do not count: they are no part of MaxCompute's key.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, region STRING, PRIMARY KEY (id, region) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

        CREATE TABLE orders (id BIGINT NOT NULL, region STRING, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Good:
        CREATE TABLE orders_sink (id BIGINT, region STRING, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

        CREATE TABLE orders (id BIGINT NOT NULL, region STRING, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Source: worked out from how the two merge; Flink CDC's MaxCompute connector refuses such a table.
    """
    key, real = link.sink.table.primary_key, link.table.primary_key
    if link.sink.mode != "upsert" or key is None or real is None:
        return
    partitions = {column.name.text.lower() for column in link.table.partition_columns}
    theirs = [name.text for name in real.columns if name.text.lower() not in partitions]
    ours = [name.text for name in merge_key(link.sink)]
    if {name.lower() for name in ours} - partitions != {name.lower() for name in theirs} and ours:
        yield Finding(
            across(key.columns),
            f"the sink's key is ({', '.join(ours)}), {link.table_label} has ({', '.join(theirs)})",
            notes=link.notes(across(real.columns), "the table's key"),
            help="the key of an existing table cannot be changed: change the sink's",
        )


@rule("FMC304", "partition-column-in-key", severity="info", needs=Sink)
def partition_column_in_key(sink: Sink) -> Iterator[Finding]:
    """A partition column stands in the sink's key, where MaxCompute's has none.

    In MaxCompute a key is unique within one partition, and partition columns are no part of it. The sink's key says
    the same without them, as long as nobody expects the table to hold one row of a key over all partitions.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, ds STRING, PRIMARY KEY (id, ds) NOT ENFORCED) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, ds STRING, PRIMARY KEY (id) NOT ENFORCED) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

    Source: MaxCompute's DDL, which has partition columns in PARTITIONED BY only; Alibaba's support on uniqueness.
    """
    key, columns = sink.table.primary_key, merge_key(sink)
    if key is None or not columns or sink.mode != "upsert":
        return
    kept = ", ".join(name.text for name in columns)
    for name in key.columns:
        if name not in columns:
            message = f"'{name.text}' is a partition column: MaxCompute's key is ({kept}), unique in each partition"
            yield Finding(name.span, message)


@rule("FMC309", "key-in-insert-mode", severity="warning", needs=Sink, fix="unsafe")
def key_in_insert_mode(sink: Sink) -> Iterator[Finding]:
    """The sink has a key, and only appends rows.

    In insert mode, which is the default, a second row of a key is one more row, and so is every row that is written
    again when a job recovers. The key says that somebody expects otherwise.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert'
        );

    Source: the connector's page, "append-only. Replayed records after a checkpoint recovery create duplicates".
    """
    key, role = sink.table.primary_key, sink.key("operation")
    switch = sink.text(sink.key("upsert-switch")) or ""
    if key is None or not role or sink.mode != "insert" or switch.lower() == "true" or not sink.flink_table.complete:
        return
    option = sink.option(role)
    reads = any(known.scope == "source" for known in sink.vocabulary.options.values())
    if option is None and (reads or is_told(sink, role)):
        return
    advice = "upsert into a Delta table, or leave the key out"
    says = f"'{role}' is 'insert'" if option else f"without '{role}' rows are appended"
    notes = [Note(option.value.span, "insert here")] if option else []
    yield Finding(key.span, f"the key has no effect: {says}", notes=notes, help=advice, fix=_upserting(sink, role))


def _upserting(sink: Sink, role: str) -> Fix | None:
    option, own = sink.option(role), sink.flink_table.declared.options
    if option is None:
        return Fix(insertion.behind(sink.source, own, role, "upsert"), "unsafe", "upsert") if own else None
    edit = Edit(option.value.span, "'upsert'")
    return Fix((edit,), "unsafe", "upsert") if sink.flink_table.declares(option) else None


@rule("FMC312", "inexact-key", severity="warning", needs=Sink)
def inexact_key(sink: Sink) -> Iterator[Finding]:
    """A key column is a FLOAT or DOUBLE.

    Two ways to compute one number may differ in its last digit, and then make two rows of what is meant to be one.

    Bad:
        CREATE TABLE orders_sink (id DOUBLE, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

    Good:
        CREATE TABLE orders_sink (id DECIMAL(18, 2), PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

    Source: how floating point works; MaxCompute and Flink both take such keys.
    """
    for name, column in _key_columns(sink):
        if column.root in _INEXACT:
            message = f"'{name.text}' is a {column.root}: equal numbers may not be equal keys"
            yield Finding(name.span, message, notes=_type_note(name, column), help="take DECIMAL, BIGINT or STRING")


@rule("FMC315", "maxcompute-key-nullable", severity="error", needs=Definition, fix="safe")
def maxcompute_key_nullable(definition: Definition) -> Iterator[Finding]:
    """A key column of a MaxCompute table is not NOT NULL.

    Flink makes the columns of a key NOT NULL by itself; MaxCompute wants it said.

    Bad:
        CREATE TABLE orders (id BIGINT, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Source: the documentation of MaxCompute's SDK for Java, "primary key columns must be NOT NULL".
    """
    key = definition.table.primary_key
    names = {name.text.lower() for name in key.columns} if key else set()
    for column in definition.table.columns:
        if column.name.text.lower() in names and column.nullable:
            end = column.type.span.end
            says_null = definition.source.text[end : column.span.end].lstrip().upper().startswith("NULL")
            fix = None if says_null else replace(Span(end, end), " NOT NULL", "add NOT NULL")
            yield Finding(column.name.span, f"the key column '{column.name.text}' must be NOT NULL", fix=fix)


@rule("FMC316", "maxcompute-partition-in-key", severity="error", needs=Definition)
def maxcompute_partition_in_key(definition: Definition) -> Iterator[Finding]:
    """The key of a MaxCompute table names one of its partition columns.

    A partition column is no column of the table: it stands in PARTITIONED BY only, and a key of the table's columns
    cannot have it. A key is unique within a partition anyway.

    Bad:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id, ds)) PARTITIONED BY (ds STRING)
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id)) PARTITIONED BY (ds STRING)
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Source: MaxCompute's DDL; that the service refuses it is our conclusion.
    """
    key = definition.table.primary_key
    partitions = {column.name.text.lower(): column for column in definition.table.partition_columns}
    for name in key.columns if key else ():
        if (column := partitions.get(name.text.lower())) is not None:
            message = f"'{name.text}' is a partition column: it cannot be in the key"
            yield Finding(name.span, message, notes=[Note(column.name.span, "declared here")])


def merge_key(sink: Sink) -> tuple[Name, ...]:
    """The sink's key as MaxCompute can have it: without partition columns."""
    key = sink.table.primary_key
    partitions = {*sink.partition_columns, *(column for column, _ in sink.static_partition)}
    return tuple(name for name in key.columns if name.text not in partitions) if key else ()


def across(names: Sequence[Name]) -> Span:
    """From the first name to the last."""
    return Span(names[0].span.start, names[-1].span.end)


def _key_columns(sink: Sink) -> Iterator[tuple[Name, flink.Type]]:
    """The columns of the key that MaxCompute has, with their types, as far as these are known."""
    for name in merge_key(sink):
        column = sink.flink_table.column(name.text)
        if column is not None and column.type is not None:
            yield name, column.type


def _type_note(name: Name, of_type: flink.Type) -> list[Note]:
    """Where a key column is declared, unless the key stands there, too."""
    message = type_text(of_type._replace(nullable=True))
    return [] if of_type.span.start == name.span.start else [Note(of_type.span, message)]
