"""Data types: what MaxCompute has for a Flink type, and what is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.flink import model as flink
from flinkmc.flink.types import type_text
from flinkmc.lint.diagnostic import Finding, unsafe_replace
from flinkmc.lint.project import Sink
from flinkmc.lint.rule import rule
from flinkmc.maxcompute.types import known_types
from flinkmc.translate.types import Kind, Remark, translate_type

_INSTANTS = frozenset(("DATETIME", "TIMESTAMP"))
_SHIFTED = "times can land shifted by the difference between the writer's zone and the project's"


@rule("FMC201", "unsupported-type", severity="error", needs=Sink, fix="unsafe")
def unsupported_type(sink: Sink) -> Iterator[Finding]:
    """MaxCompute has no type for this one.

    The connector's type table leaves out TIME, MULTISET, RAW and the structured types; the connector has nothing to
    write such a value with.

    Bad:
        CREATE TABLE shifts_sink (id BIGINT, starts TIME) WITH ('connector' = 'maxcompute', 'table.name' = 'shifts');

    Good:
        CREATE TABLE shifts_sink (id BIGINT, starts STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'shifts');

    Source: the connector's type table, and that of managed Flink.
    """
    yield from _remarked(sink, "unsupported")


@rule("FMC202", "type-outside-limits", severity="error", needs=Sink, fix="unsafe")
def type_outside_limits(sink: Sink) -> Iterator[Finding]:
    """The type is longer or finer than MaxCompute's type of this name may be.

    CHAR has 1 to 255 characters in MaxCompute, VARCHAR 1 to 65535, DECIMAL at most 18 digits behind the point: a table
    with these columns cannot be created.

    Bad:
        CREATE TABLE notes_sink (id BIGINT, note VARCHAR(100000)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'notes'
        );

    Good:
        CREATE TABLE notes_sink (id BIGINT, note STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'notes');

    Source: MaxCompute's documentation of data types.
    """
    yield from _remarked(sink, "outside-limits")


@rule("FMC203", "timestamp-shifts", severity="warning", needs=Sink, fix="unsafe")
def timestamp_shifts(sink: Sink) -> Iterator[Finding]:
    """A time without a zone is written into a type that is a point in time.

    Flink's TIMESTAMP is what a clock on the wall shows. MaxCompute's TIMESTAMP and DATETIME are points in time, shown
    in the project's zone. The connector has to assume a zone; where that is not the project's, times are shown shifted
    by the difference between the two. TIMESTAMP_LTZ is a point in time in Flink, too.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, paid TIMESTAMP(9)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, paid TIMESTAMP_LTZ(9)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Source: the connector's page, "use TIMESTAMP_LTZ(9) for fields that represent an absolute point in time".
    """
    for column in _columns(sink):
        for part in _parts(column.type):
            written = translate_type(part)
            if part.root == "TIMESTAMP" and written.type is not None and written.type.root in _INSTANTS:
                message = f"{_named(part)} has no time zone, MaxCompute's {written.type.root} is a point in time"
                instead = next((remark.instead for remark in written.remarks), "")
                remark = Remark("timestamp-shifts", part.span, message, instead)
                yield _finding(sink, column, remark)._replace(label=_SHIFTED)


@rule("FMC204", "timestamp-precision-unmapped", severity="warning", needs=Sink, fix="unsafe")
def timestamp_precision_unmapped(sink: Sink) -> Iterator[Finding]:
    """The connector's type table says nothing of this precision.

    It maps TIMESTAMP and TIMESTAMP_LTZ of precision 3 to DATETIME and of precision 9 to TIMESTAMP. A bare TIMESTAMP has
    precision 6 in Flink. The connector's open-source ancestor makes DATETIME of everything up to 3 and TIMESTAMP of the
    rest; flinkmc does the same.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, paid TIMESTAMP_LTZ(6)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, paid TIMESTAMP_LTZ(9)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Source: the connector's type table; the code of its open-source ancestor.
    """
    yield from _remarked(sink, "precision-unmapped")


@rule("FMC207", "map-key-not-string", severity="warning", needs=Sink)
def map_key_not_string(sink: Sink) -> Iterator[Finding]:
    """A MAP has keys that are no strings.

    MaxCompute's MAP takes them. The connector's open-source ancestor reads every key as a string, and fails on others.

    Bad:
        CREATE TABLE counts_sink (id BIGINT, counts MAP<INT, BIGINT>) WITH (
          'connector' = 'maxcompute', 'table.name' = 'counts'
        );

    Good:
        CREATE TABLE counts_sink (id BIGINT, counts MAP<STRING, BIGINT>) WITH (
          'connector' = 'maxcompute', 'table.name' = 'counts'
        );

    Source: read in the connector's open-source ancestor; what the released connector does was not seen.
    """
    yield from _remarked(sink, "map-key-not-string")


@rule("FMC208", "binary-length-lost", severity="warning", needs=Sink, fix="unsafe")
def binary_length_lost(sink: Sink) -> Iterator[Finding]:
    """A BINARY or VARBINARY has a length, which MaxCompute's BINARY has not.

    The connector's type table has BYTES only. Its ancestor takes VARBINARY of any length, and no BINARY.

    Bad:
        CREATE TABLE images_sink (id BIGINT, image VARBINARY(1000)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'images'
        );

    Good:
        CREATE TABLE images_sink (id BIGINT, image BYTES) WITH ('connector' = 'maxcompute', 'table.name' = 'images');

    Source: the connector's type table; the code of its open-source ancestor.
    """
    for column in _columns(sink):
        bare = {part.span for part in _parts(column.type) if _is_bare(part, "BINARY")}
        for remark in translate_type(column.type).remarks if column.type else ():
            if remark.kind == "length-lost" and remark.span not in bare:
                yield _finding(sink, column, remark)


@rule("FMC209", "char-length-default", severity="warning", needs=Sink)
def char_length_default(sink: Sink) -> Iterator[Finding]:
    """A bare CHAR or BINARY holds one character or byte.

    VARCHAR and VARBINARY without a length hold anything in Flink; CHAR and BINARY without one hold one.

    Bad:
        CREATE TABLE notes_sink (id BIGINT, note CHAR) WITH ('connector' = 'maxcompute', 'table.name' = 'notes');

    Good:
        CREATE TABLE notes_sink (id BIGINT, note STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'notes');

    Source: measured on the planners of Flink 1.13 to 2.3.
    """
    for part in _written(sink):
        if _is_bare(part, "CHAR", "BINARY"):
            wanted = "STRING" if part.root == "CHAR" else "BYTES"
            advice = f"write {part.root}(1) if one is meant, else {wanted}"
            yield Finding(part.span, f"{part.root} without a length is {part.root}(1)", help=advice)


@rule("FMC210", "decimal-default", severity="warning", needs=Sink, fix="unsafe")
def decimal_default(sink: Sink) -> Iterator[Finding]:
    """A bare DECIMAL has no digits behind the point.

    Without numbers it is DECIMAL(10, 0) in Flink, which rounds to whole numbers, and DECIMAL(38, 18) in MaxCompute.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, total DECIMAL) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, total DECIMAL(18, 2)) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Source: measured on the planners of Flink 1.13 to 2.3; MaxCompute's documentation of data types.
    """
    facts = known_types()["DECIMAL"]
    usual = (
        "" if facts.precision is None or facts.scale is None else f"{facts.precision.default}, {facts.scale.default}"
    )
    for part in _written(sink):
        if _is_bare(part, "DECIMAL"):
            message = f"DECIMAL without numbers is {_named(part)} in Flink and DECIMAL({usual}) in MaxCompute"
            fix = unsafe_replace(part.span, f"DECIMAL({usual})")
            yield Finding(part.span, message, help="write both numbers", fix=fix)


@rule("FMC211", "nested-not-null-lost", severity="info", needs=Sink)
def nested_not_null_lost(sink: Sink) -> Iterator[Finding]:
    """NOT NULL stands inside an ARRAY, MAP or ROW.

    MaxCompute has no NOT NULL there: its table takes nulls, whoever writes them.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, tags ARRAY<STRING NOT NULL>) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Good:
        CREATE TABLE orders_sink (id BIGINT, tags ARRAY<STRING>) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders'
        );

    Source: measured with the grammar that Alibaba's own SQL tools carry.
    """
    yield from _remarked(sink, "nested-not-null-lost")


def _columns(sink: Sink) -> Iterator[flink.Column]:
    return (column for column in sink.table.columns if column.kind == "physical" and column.type is not None)


def _parts(of_type: flink.Type | None) -> Iterator[flink.Type]:
    """A type and all types in it, outermost first."""
    if of_type is not None:
        yield of_type
        if of_type.children or of_type.fields:
            for child in (*of_type.children, *(field.type for field in of_type.fields)):
                yield from _parts(child)


def _remarked(sink: Sink, kind: Kind) -> Iterator[Finding]:
    for column in _columns(sink):
        for remark in translate_type(column.type).remarks if column.type else ():
            if remark.kind == kind:
                yield _finding(sink, column, remark)


def _finding(sink: Sink, column: flink.Column, remark: Remark) -> Finding:
    """A remark on a column's type; at LIKE where that brought the column, and then without a fix."""
    like = sink.flink_table.declared.like
    if column not in sink.flink_table.declared.columns:
        message = f"column '{column.name.text}': {remark.message}"
        return Finding(like.span if like else column.span, message)
    if not remark.instead:
        return Finding(remark.span, remark.message)
    fix = unsafe_replace(remark.span, remark.instead) if "…" not in remark.instead else None
    return Finding(remark.span, remark.message, help=f"write {remark.instead}", fix=fix)


def _named(of_type: flink.Type) -> str:
    return type_text(of_type._replace(nullable=True))


def _written(sink: Sink) -> Iterator[flink.Type]:
    """All types that the statement itself writes, those inside of others, too."""
    declared = sink.flink_table.declared.columns
    for column in _columns(sink):
        if declared is sink.table.columns or column in declared:
            yield from _parts(column.type)


def _is_bare(of_type: flink.Type, *roots: str) -> bool:
    return of_type.root in roots and not of_type.parameters
