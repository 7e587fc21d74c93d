"""What a Flink SQL script says: statements with exact spans. Frozen; made by `flinkmc.flink.parser`."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.scanner import Comment
from flinkmc.text.source import Span

ObjectPath: TypeAlias = tuple[Name, ...]


class Type(NamedTuple):
    """A data type as Flink resolves it: defaults filled in, synonyms replaced.

    `root` is Flink's own name (STRING is VARCHAR, BYTES is VARBINARY, TIMESTAMP_LTZ stands for the type with local
    time zone); an unknown name is `UNKNOWN` with its text in `name`. `precision` is the length of CHAR, VARCHAR,
    BINARY and VARBINARY (in characters or bytes), the precision of DECIMAL (digits) and of the time types (fractional
    digits of a second). `parameters` are the places of the numbers that were written: empty for a bare type.
    """

    root: str
    span: Span
    precision: int | None = None
    scale: int | None = None
    children: tuple[Type, ...] = ()
    fields: tuple[Field, ...] = ()
    nullable: bool = True
    parameters: tuple[Span, ...] = ()
    name: str = ""


class Field(NamedTuple):
    """A field of ROW."""

    name: Name
    type: Type
    comment: Text | None = None


class Expression(NamedTuple):
    """An expression by its place, with the columns it reads and the functions it calls; `literal` if it is a string."""

    span: Span
    columns: tuple[Name, ...] = ()
    functions: tuple[Name, ...] = ()
    literal: bool = False


class Column(NamedTuple):
    """A column. `type` is absent for a computed column, whose type its expression decides."""

    name: Name
    kind: Literal["physical", "computed", "metadata"]
    span: Span
    type: Type | None = None
    expression: Expression | None = None
    metadata_key: Text | None = None
    virtual: bool = False
    comment: Text | None = None


class PrimaryKey(NamedTuple):
    """PRIMARY KEY, of the table or of a column. `enforcement` is where [NOT] ENFORCED stands or is missed."""

    columns: tuple[Name, ...]
    span: Span
    enforced: bool = False
    enforcement: Span = Span(0, 0)
    inline: bool = False


class Unique(NamedTuple):
    """UNIQUE, which Flink parses and refuses."""

    columns: tuple[Name, ...]
    span: Span
    enforced: bool = False
    enforcement: Span = Span(0, 0)
    inline: bool = False


class Watermark(NamedTuple):
    """WATERMARK FOR column AS expression."""

    column: ObjectPath
    expression: Expression
    span: Span


class Distribution(NamedTuple):
    """DISTRIBUTED BY [HASH | RANGE] (columns) INTO n BUCKETS, of Flink 1.20 and later."""

    kind: str
    columns: tuple[Name, ...]
    buckets: int | None
    span: Span


class Option(NamedTuple):
    """`'key' = 'value'` of WITH."""

    key: Text
    value: Text

    @property
    def span(self) -> Span:
        """From the key to the value."""
        return Span(self.key.span.start, self.value.span.end)


class LikeOption(NamedTuple):
    """`INCLUDING OPTIONS` and the like."""

    strategy: str
    feature: str
    span: Span


class Like(NamedTuple):
    """LIKE table (options)."""

    table: ObjectPath
    options: tuple[LikeOption, ...]
    span: Span


class CreateTable(NamedTuple):
    """CREATE [OR REPLACE] [TEMPORARY] TABLE, or REPLACE TABLE (`created` is false). Absent parts have no span."""

    path: ObjectPath
    span: Span
    columns: tuple[Column, ...] = ()
    primary_keys: tuple[PrimaryKey, ...] = ()
    uniques: tuple[Unique, ...] = ()
    watermarks: tuple[Watermark, ...] = ()
    partition_keys: tuple[Name, ...] = ()
    options: tuple[Option, ...] = ()
    comment: Text | None = None
    distribution: Distribution | None = None
    like: Like | None = None
    query: Span | None = None
    temporary: bool = False
    if_not_exists: bool = False
    replace: bool = False
    created: bool = True
    columns_span: Span | None = None
    partitions_span: Span | None = None
    options_span: Span | None = None

    @property
    def primary_key(self) -> PrimaryKey | None:
        """The key, where there is one."""
        return self.primary_keys[0] if self.primary_keys else None


class CreateView(NamedTuple):
    """CREATE [TEMPORARY] VIEW."""

    path: ObjectPath
    columns: tuple[Name, ...]
    query: Span
    span: Span
    temporary: bool = False


class PartitionValue(NamedTuple):
    """`key = value` of INSERT … PARTITION (…)."""

    key: Name
    value: Text


class Insert(NamedTuple):
    """INSERT INTO or OVERWRITE; `query` is where its SELECT or VALUES stands."""

    target: ObjectPath
    query: Span
    span: Span
    columns: tuple[Name, ...] = ()
    partition: tuple[PartitionValue, ...] = ()
    hints: tuple[Option, ...] = ()
    overwrite: bool = False


class StatementSet(NamedTuple):
    """BEGIN STATEMENT SET … END or EXECUTE STATEMENT SET BEGIN … END, with its INSERTs; `form` is its first word."""

    form: str
    inserts: tuple[Insert, ...]
    span: Span
    head: Span


class Set(NamedTuple):
    """SET 'key' = 'value', or SET alone (both absent)."""

    key: Text | None
    value: Text | None
    span: Span


class Reset(NamedTuple):
    """RESET 'key', or RESET alone."""

    key: Text | None
    span: Span


class Other(NamedTuple):
    """A statement that flinkmc recognises and needs nothing from; `kind` is its first words, `drop_table` for one.

    `table` is the table it is about, where that must exist.
    """

    kind: str
    span: Span
    table: ObjectPath = ()


Statement: TypeAlias = CreateTable | CreateView | Insert | StatementSet | Set | Reset | Other


class Script(NamedTuple):
    """The statements of a text in their order, and what Flink would refuse in it."""

    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]
    comments: tuple[Comment, ...] = ()
