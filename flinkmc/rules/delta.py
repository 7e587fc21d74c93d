"""Delta tables: whether a sink can upsert into its table, and what such a table cannot have."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors import values
from flinkmc.connectors.nearest import nearest
from flinkmc.lint.diagnostic import Finding, Fix, Note
from flinkmc.lint.project import Definition, Link
from flinkmc.lint.rule import rule
from flinkmc.maxcompute.limits import BUCKETS, table_properties
from flinkmc.maxcompute.model import Table
from flinkmc.rules import insertion

_CHANGES = "acid.cdc.mode.enable"
_ASYNCHRONOUS = "acid.cdc.build.async"


@rule("FMC406", "table-not-delta", severity="error", needs=Link)
def table_not_delta(link: Link) -> Iterator[Finding]:
    """An upsert sink writes a table that takes no upserts.

    Rows can be upserted into Delta tables only: those with a primary key and `transactional` = `true`. Any other table
    has no key that MaxCompute could find a row by. A table cannot be turned into a Delta table later.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

        CREATE TABLE orders (id BIGINT NOT NULL) LIFECYCLE 30;

    Good:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Source: the connector's page, "only Delta tables support upsert".
    """
    lacks = _lacks(link.table)
    if link.sink.mode != "upsert" or not lacks:
        return
    option = link.sink.option(link.sink.key("operation"))
    yield Finding(
        option.value.span if option else link.sink.name_span,
        f"{link.table_label} takes no upserts: it {' and '.join(lacks)}",
        notes=link.notes(link.table.path[-1].span, "this table"),
        help="create it anew as a Delta table, or append with 'insert'",
    )


def _lacks(table: Table) -> list[str]:
    """What a table lacks for upserts; nothing where its definition does not say."""
    if table.like is not None or table.query is not None or not table.columns:
        return []
    entry = table.table_property("transactional")
    lacks = [] if table.primary_key else ["has no primary key"]
    if not table.transactional and not (entry and values.is_placeholder(entry.value.value)):
        lacks.append("is not transactional")
    return lacks


@rule("FMC409", "delta-clause-not-allowed", severity="error", needs=Definition)
def delta_clause_not_allowed(definition: Definition) -> Iterator[Finding]:
    """A Delta table is clustered, or external.

    MaxCompute arranges the rows of a Delta table itself, by its key and `write.bucket.num`, and keeps them itself.

    Bad:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id)) CLUSTERED BY (id) INTO 16 BUCKETS
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Source: MaxCompute's documentation: no clustered and no external table can be transactional.
    """
    table = definition.table
    entry = table.table_property("transactional")
    if not table.transactional or entry is None:
        return
    notes = [Note(entry.value.span, "transactional here")]
    if table.clustered_by is not None:
        yield Finding(table.clustered_by, "a transactional table cannot be clustered", notes=notes)
    if table.external:
        yield Finding(table.path[-1].span, "an external table cannot be transactional", notes=notes)


@rule("FMC410", "delta-without-bucket-count", severity="warning", needs=Definition, fix="safe")
def delta_without_bucket_count(definition: Definition) -> Iterator[Finding]:
    """A Delta table does not say how many buckets it has.

    MaxCompute then gives it 16 and says nothing. Its sink has to be told the number, and whoever writes the sink looks
    for it here.

    Bad:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id)) TBLPROPERTIES ('transactional' = 'true');

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Source: the default is that of Flink CDC and of catalogues for MaxCompute.
    """
    table = definition.table
    if table.is_delta and not _says_buckets(table):
        usual = table_properties()[BUCKETS].default or ""
        advice = f"say '{BUCKETS}' = '{usual}'"
        fix = Fix(insertion.behind(definition.source, table.properties, BUCKETS, usual), "safe", advice)
        message = f"{table.path[-1].text} does not say its '{BUCKETS}': MaxCompute gives it {usual}"
        yield Finding(table.path[-1].span, message, help=advice, fix=fix)


def _says_buckets(table: Table) -> bool:
    """Whether the count is said, or misspelt: then the name is to be mended."""
    known = table_properties()
    unknown = (entry.key.value for entry in table.properties if entry.key.value not in known)
    return table.table_property(BUCKETS) is not None or any(BUCKETS in nearest(name, known) for name in unknown)


@rule("FMC411", "table-takes-no-realtime-writes", severity="error", needs=Link)
def table_takes_no_realtime_writes(link: Link) -> Iterator[Finding]:
    """The sink's table keeps change data in a way that no sink can write.

    With `acid.cdc.mode.enable` a table keeps its changes to be read. Where they are built as the data is written,
    `acid.cdc.build.async` = `false`, MaxCompute takes no real-time writes, and a Flink sink has no other. Where that
    property is left out, two versions of the page disagree on what holds: a warning.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES (
          'transactional' = 'true', 'write.bucket.num' = '16',
          'acid.cdc.mode.enable' = 'true', 'acid.cdc.build.async' = 'false'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );

        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES (
          'transactional' = 'true', 'write.bucket.num' = '16',
          'acid.cdc.mode.enable' = 'true', 'acid.cdc.build.async' = 'true'
        );

    Source: MaxCompute's page on change data capture.
    """
    changes, build = link.table.table_property(_CHANGES), link.table.table_property(_ASYNCHRONOUS)
    if changes is None or changes.value.value.lower() != "true":
        return
    option = link.sink.option(link.sink.key("table"))
    place = option.value.span if option else link.sink.name_span
    advice = f"set '{_ASYNCHRONOUS}' = 'true'"
    if build is None:
        message = f"{link.table_label} may take no real-time writes: it keeps changes, and does not say how"
        notes = link.notes(changes.key.span, f"without '{_ASYNCHRONOUS}'")
        yield Finding(place, message, notes=notes, help=advice, severity="warning")
    elif build.value.value.lower() == "false":
        message = f"{link.table_label} takes no real-time writes: it builds its changes as it is written"
        yield Finding(place, message, notes=link.notes(build.value.span, "false here"), help=advice)
