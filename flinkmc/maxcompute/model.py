"""A MaxCompute table, whether it was read from DDL, from a snapshot or from the service, or was translated from Flink.

Spans are those of the DDL it was read from, and `NOWHERE` where there is none. Frozen.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.scanner import Comment
from flinkmc.text.source import NOWHERE, Span

TablePath: TypeAlias = tuple[Name, ...]
_MOST_DIGITS = 18


class Type(NamedTuple):
    """A data type. `root` is MaxCompute's own name in upper case, or the whole text of what is no type of MaxCompute's:
    a Java class in ARRAY<…>, a placeholder, VARCHAR(1.5).

    `precision` is the length of CHAR and VARCHAR (in characters) or the digits of DECIMAL; `children` are the element
    of ARRAY, key and value of MAP, or the types of UNIONTYPE; `fields` those of STRUCT. Bare DECIMAL stays bare
    (`precision` absent): MaxCompute reads it as (38, 18).
    """

    root: str
    span: Span = NOWHERE
    precision: int | None = None
    scale: int | None = None
    children: tuple[Type, ...] = ()
    fields: tuple[Field, ...] = ()


class Field(NamedTuple):
    """A field of STRUCT."""

    name: Name
    type: Type
    comment: Text | None = None


class Column(NamedTuple):
    """A column, or a partition column. `default` is the literal as it is written: `0`, `'a'`, `DATE '2026-01-01'`."""

    name: Name
    type: Type
    span: Span = NOWHERE
    nullable: bool = True
    comment: Text | None = None
    default: Text | None = None


class PrimaryKey(NamedTuple):
    """PRIMARY KEY (columns)."""

    columns: tuple[Name, ...]
    span: Span = NOWHERE


class Property(NamedTuple):
    """`'key' = 'value'` of TBLPROPERTIES."""

    key: Text
    value: Text


class Number(NamedTuple):
    """A whole number and where it is said: a bucket count, hours of retention, days of life."""

    value: int
    span: Span = NOWHERE


class AutoPartition(NamedTuple):
    """AUTO PARTITIONED BY (TRUNC_TIME(column, 'unit') [AS name])."""

    column: Name
    unit: Text
    name: Name | None
    span: Span = NOWHERE


class Table(NamedTuple):
    """CREATE TABLE. `path` has one to three names: [project.][schema.]table.

    `columns_span` and `properties_span` are the lists with their brackets; `query` is where the SELECT of CREATE TABLE
    … AS stands. How the table is clustered and stored is known by its place only. A `lifecycle` is cut to whole days.
    """

    path: TablePath
    columns: tuple[Column, ...] = ()
    primary_key: PrimaryKey | None = None
    partition_columns: tuple[Column, ...] = ()
    auto_partition: AutoPartition | None = None
    properties: tuple[Property, ...] = ()
    comment: Text | None = None
    lifecycle: Number | None = None
    if_not_exists: bool = False
    or_replace: bool = False
    external: bool = False
    clustered_by: Span | None = None
    stored_as: Span | None = None
    like: TablePath | None = None
    query: Span | None = None
    span: Span = NOWHERE
    columns_span: Span | None = None
    properties_span: Span | None = None

    def table_property(self, key: str) -> Property | None:
        """The table property of this name; of two the last."""
        found = None
        for entry in self.properties:
            if entry.key.value == key:
                found = entry
        return found

    @property
    def transactional(self) -> bool:
        """Whether 'transactional' is 'true'."""
        entry = self.table_property("transactional")
        return entry is not None and entry.value.value.lower() == "true"

    @property
    def is_delta(self) -> bool:
        """Whether rows can be upserted: transactional, and with a primary key."""
        return self.transactional and self.primary_key is not None

    @property
    def bucket_count(self) -> Number | None:
        """'write.bucket.num', where it is said as a whole number; the span is that of the value."""
        return self._number("write.bucket.num")

    @property
    def retain_hours(self) -> Number | None:
        """'acid.data.retain.hours', where it is said as a whole number."""
        return self._number("acid.data.retain.hours")

    def _number(self, key: str) -> Number | None:
        entry = self.table_property(key)
        value = "" if entry is None else entry.value.value
        if entry is None or not value.isascii() or not value.isdigit() or len(value) > _MOST_DIGITS:
            return None
        return Number(int(value), entry.value.span)


class Setting(NamedTuple):
    """SET key=value; MaxCompute takes key and value bare."""

    key: Text
    value: Text
    span: Span = NOWHERE


class Other(NamedTuple):
    """A statement that flinkmc recognises and needs nothing from; `kind` is its first words, `drop_table` for one."""

    kind: str
    span: Span


Statement: TypeAlias = Table | Setting | Other


class Script(NamedTuple):
    """The statements of a text in their order, and what MaxCompute's grammar would refuse in it."""

    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]
    comments: tuple[Comment, ...] = ()
