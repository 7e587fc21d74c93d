"""Bucket counts: what the sink is told, what the table has, and how many subtasks share them."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors import values
from flinkmc.lint.diagnostic import Finding, Fix, Note, replace, unsafe_replace
from flinkmc.lint.project import Definition, Link, Project, Sink, TableName
from flinkmc.lint.rule import rule
from flinkmc.maxcompute.limits import BUCKETS, table_properties
from flinkmc.maxcompute.model import Number
from flinkmc.rules import insertion
from flinkmc.rules.given import is_told
from flinkmc.rules.keys import across, merge_key

_BUCKET_MB = (128, 256)
_BUCKET_RATE = 10  # MB a second
_MANY_BUCKETS = 10


@rule("FMC401", "bucket-count-mismatch", severity="error", needs=Link, fix="safe")
def bucket_count_mismatch(link: Link) -> Iterator[Finding]:
    """The sink is told another number of buckets than its table has.

    The connector spreads rows over its subtasks by the number that the sink is told; the rows themselves go to the
    buckets that the table has. Where the two differ, some subtasks idle while others hold the buffers of many buckets:
    more and smaller flushes, slower commits. Nothing fails, so nobody looks.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '32'
        );

        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '64');

    Good:
        'upsert.write.bucket.num' = '64'

    Source: the connector's page, "must match the write.bucket.num property"; what a wrong number does was worked out
    from MaxCompute's SDK for Java.
    """
    told, real = link.sink.bucket_count, link.table.bucket_count
    if not _may_upsert(link.sink) or told is None or real is None or told.value == real.value:
        return
    option = link.sink.option(link.sink.key("buckets"))
    own = option is not None and link.sink.flink_table.declares(option)
    yield Finding(
        told.span,
        f"the sink writes {_buckets(told.value)}, {link.table_label} has {real.value}",
        notes=link.notes(real.span, f"{real.value} here"),
        help="set the sink to the table's count",
        fix=replace(told.span, f"'{real.value}'", "set the sink to the table's count") if own else None,
    )


def _may_upsert(sink: Sink) -> bool:
    """Whether the sink upserts, or says how it writes under a name that is misspelt."""
    return sink.mode == "upsert" or (sink.mode is None and sink.option(sink.key("operation")) is None)


@rule("FMC402", "bucket-count-missing", severity="error", needs=Project, fix="safe")
def bucket_count_missing(project: Project) -> Iterator[Finding]:
    """An upsert sink is not told how many buckets its table has.

    The number decides how rows are spread over the sink's subtasks. The connector documents it as required in upsert
    mode, though two of its page's own examples leave it out; what happens without it is written nowhere.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert'
        );

    Good:
        'upsert.write.bucket.num' = '64'

    Source: the connector's parameter table, and that of managed Flink.
    """
    for sink in project.sinks:
        key = sink.key("buckets")
        if key and sink.mode == "upsert" and sink.flink_table.complete and not is_told(sink, key):
            yield _missing(sink, key, project.link(sink))


def _missing(sink: Sink, key: str, link: Link | None) -> Finding:
    mode = sink.option(sink.key("operation"))
    message = f"no '{key}', which the connector documents as required for upserts"
    real = link.table.bucket_count if link else None
    if link is None or real is None:
        advice = f"set it to the table's {BUCKETS}"
        return Finding(mode.value.span if mode else sink.name_span, message, help=advice, source=sink.source)
    advice = f"set it to the {_buckets(real.value)} of {link.table_label}"
    fix = None
    if own := sink.flink_table.declared.options:
        fix = Fix(insertion.behind(sink.source, own, key, str(real.value)), "safe", advice)
    notes = link.notes(real.span, f"{real.value} here")
    return Finding(
        mode.value.span if mode else sink.name_span, message, notes=notes, help=advice, fix=fix, source=sink.source
    )


@rule("FMC403", "bucket-count-out-of-range", severity="error", needs=Project)
def bucket_count_out_of_range(project: Project) -> Iterator[Finding]:
    """No MaxCompute table has so few or so many buckets.

    A Delta table has at least one bucket and at most 4096. Flink itself takes any number for the sink's option, and
    MaxCompute's SDK checks only the lower end, so that a wrong number is found late. One source ends at 1024: counts
    above it are left alone here.

    Bad:
        'upsert.write.bucket.num' = '0'

    Good:
        'upsert.write.bucket.num' = '16'

    Source: MaxCompute's SDK for Java (1), a catalogue for MaxCompute (4096).
    """
    limit = table_properties()[BUCKETS].limit
    for sink in project.sinks:
        count = sink.bucket_count
        if count is not None and sink.mode != "insert" and not limit.allows(count.value):
            yield Finding(count.span, _outside(count.value), source=sink.source)
    for definition in project.definitions:
        entry = definition.table.table_property(BUCKETS)
        number = values.read_int(entry.value.value) if entry else None
        if entry is not None and isinstance(number, int) and not limit.allows(number):
            yield Finding(entry.value.span, _outside(number), source=definition.source)


def _outside(count: int) -> str:
    limit = table_properties()[BUCKETS].limit
    bound = f"the least is {limit.minimum}" if count < (limit.minimum or 0) else f"the most is {limit.maximum}"
    return f"a table cannot have {_buckets(count)}: {bound}"


@rule("FMC404", "buckets-not-multiple-of-parallelism", severity="warning", needs=Project, fix="unsafe")
def buckets_not_multiple_of_parallelism(project: Project) -> Iterator[Finding]:
    """The table's buckets cannot be shared out evenly among the sink's subtasks.

    Buckets are dealt out to subtasks. If their number is no multiple of `sink.parallelism`, some subtasks have more of
    them than others: they need more memory, and every checkpoint waits for them. With more subtasks than buckets, some
    have nothing to do at all.

    Bad:
        'upsert.write.bucket.num' = '16',
        'sink.parallelism' = '6'

    Good:
        'sink.parallelism' = '4'

    Source: the connector's parameter table, "set write.bucket.num to an integer multiple of this value".
    """
    for sink in project.sinks:
        link, option = project.link(sink), sink.option(sink.key("parallelism"))
        subtasks = values.read_int(option.value.value) if option else None
        count = (link.table.bucket_count if link else None) or sink.bucket_count
        if option is None or count is None or not isinstance(subtasks, int) or sink.mode != "upsert":
            continue
        if subtasks < 1 or count.value < 1 or count.value % subtasks == 0:
            continue
        source = link.table_source if link and count == link.table.bucket_count else sink.source
        fitting = max(divisor for divisor in range(1, min(subtasks, count.value) + 1) if count.value % divisor == 0)
        advice = f"take a number that divides {count.value}, such as {fitting}"
        yield Finding(
            option.value.span,
            _shared(count.value, subtasks),
            notes=[Note(count.span, f"{_buckets(count.value)} here", source)],
            help=advice,
            fix=unsafe_replace(option.value.span, f"'{fitting}'", advice)
            if sink.flink_table.declares(option)
            else None,
            source=sink.source,
        )


def _shared(count: int, subtasks: int) -> str:
    if subtasks > count:
        return f"{subtasks} subtasks for {_buckets(count)}: at least {subtasks - count} of them never write a row"
    return f"{_buckets(count)} cannot be shared out evenly among {subtasks} subtasks"


@rule("FMC405", "sinks-disagree", severity="error", needs=Project)
def sinks_disagree(project: Project) -> Iterator[Finding]:
    """Two sinks write one MaxCompute table and say different things of it.

    A table has one bucket count and one primary key, so one of the two is wrong: with the wrong count rows are spread
    unevenly, with the wrong key updates merge into the wrong rows. Where the table itself is known, each sink is held
    against it instead.

    Bad:
        CREATE TABLE from_shop (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'odps.project.name' = 'shop', 'table.name' = 'orders',
          'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '16'
        );
        CREATE TABLE from_web (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'odps.project.name' = 'shop', 'table.name' = 'orders',
          'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '32'
        );

    Good:
        CREATE TABLE from_shop (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'odps.project.name' = 'shop', 'table.name' = 'orders',
          'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '16'
        );
        CREATE TABLE from_web (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'odps.project.name' = 'shop', 'table.name' = 'orders',
          'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '16'
        );

    Source: the connector's page: the count is a property of the table, and upserts merge by its primary key.
    """
    first_counts: dict[TableName, tuple[Sink, Number]] = {}
    first_keys: dict[TableName, Sink] = {}
    for sink in sorted(project.sinks, key=lambda sink: (sink.source.path, sink.name_span)):
        name, link = sink.table_name, project.link(sink)
        if name is None or not name.project or sink.mode != "upsert":
            continue
        name = TableName(*(part.lower() for part in name))
        count = sink.bucket_count
        if count is not None and (link is None or link.table.bucket_count is None):
            other, before = first_counts.setdefault(name, (sink, count))
            if before.value != count.value:
                message = (
                    f"{sink.name} says {_buckets(count.value)}, {other.name} says {before.value}: both write {name}"
                )
                notes = [Note(before.span, f"{before.value} here", other.source)]
                yield Finding(count.span, message, notes=notes, source=sink.source)
        if sink.table.primary_key and (link is None or link.table.primary_key is None):
            yield from _other_key(sink, first_keys.setdefault(name, sink), name)


def _other_key(sink: Sink, other: Sink, name: TableName) -> Iterator[Finding]:
    key, before = sink.table.primary_key, other.table.primary_key
    if key is None or before is None or _key(sink) == _key(other):
        return
    ours, theirs = ", ".join(sink.key_columns), ", ".join(other.key_columns)
    message = f"{sink.name} has the key ({ours}), {other.name} has ({theirs}): both write {name}"
    notes = [Note(across(before.columns), "another key", other.source)]
    yield Finding(across(key.columns), message, notes=notes, source=sink.source)


def _key(sink: Sink) -> set[str]:
    return {name.text.lower() for name in merge_key(sink)}


@rule("FMC407", "bucket-count-advice", severity="off", needs=Definition)
def bucket_count_advice(definition: Definition) -> Iterator[Finding]:
    """How much data a table of so many buckets is made for.

    Too many buckets make small files, too few make slow writers. A rule of thumb has 128 to 256 MB in a bucket, of each
    partition; a bucket takes about 10 MB a second. Said of tables with more buckets than the 16 that MaxCompute gives
    by default.

    Bad:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '64');

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Source: limits of MaxCompute's data transmission service (10 MB a second); the sizes are from hearsay.
    """
    count, usual = definition.table.bucket_count, int(table_properties()[BUCKETS].default or 0)
    if count is not None and count.value > usual:
        least, most = (count.value * size / 1024 for size in _BUCKET_MB)
        rate = count.value * _BUCKET_RATE
        message = f"{count.value} buckets suit {least:g} to {most:g} GB in a partition, or {rate} MB a second"
        yield Finding(count.span, message, help=f"with less, {usual} or fewer do", severity="info")


@rule("FMC408", "grouping-needs-few-buckets", severity="warning", needs=Project)
def grouping_needs_few_buckets(project: Project) -> Iterator[Finding]:
    """The sink groups rows by partition, and its table has many buckets.

    `sink.group-partition.enable` sends the rows of a partition to one writer. It helps where many partitions are
    written at a time, the rows are spread evenly over them, and the table has fewer than ten buckets; else it makes
    some writers do most of the work.

    Bad:
        'sink.group-partition.enable' = 'true',
        'upsert.write.bucket.num' = '64'

    Good:
        'sink.group-partition.enable' = 'true',
        'upsert.write.bucket.num' = '8'

    Source: MaxCompute's page on real-time data ingestion.
    """
    for sink in project.sinks:
        link, option = project.link(sink), sink.option(sink.key("group-partition"))
        count = (link.table.bucket_count if link else None) or sink.bucket_count
        grouping = option is not None and values.read_boolean(option.value.value) is True
        if option is None or count is None or not grouping or count.value < _MANY_BUCKETS or sink.mode != "upsert":
            continue
        source = link.table_source if link and count == link.table.bucket_count else sink.source
        message = f"grouping by partition is advised for less than {_MANY_BUCKETS} buckets, the table has {count.value}"
        notes = [Note(count.span, f"{_buckets(count.value)} here", source)]
        yield Finding(option.value.span, message, notes=notes, source=sink.source)


def _buckets(count: int) -> str:
    return "1 bucket" if count == 1 else f"{count} buckets"
