"""What Flink refuses of a table beyond grammar: keys, partitions, watermarks, computed columns, types.

The checks stand in the order in which Flink makes them. All of them was measured on real planners.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flinkmc.flink.model import Column, CreateTable, Expression, Type
from flinkmc.flink.types import type_text
from flinkmc.flink.versions import Grammar
from flinkmc.text.nodes import Name, Problem
from flinkmc.text.source import Span

Check = Callable[[CreateTable, Grammar], Iterator[Problem]]

_TIME_TYPES = frozenset(("TIMESTAMP", "TIMESTAMP_LTZ"))
_WATERMARK_PRECISION = 3


def validate(table: CreateTable, grammar: Grammar, *, known_columns: bool = True) -> list[Problem]:
    """Everything that Flink would refuse, one stage after the other.

    Without `known_columns` (a column could not be read, or LIKE brings columns from elsewhere) nothing is said of names
    that no column has.
    """
    return [problem for stage in stages(table, grammar, known_columns=known_columns) for problem in stage]


def first(table: CreateTable, grammar: Grammar, *, known_columns: bool = True) -> list[Problem]:
    """What Flink itself would say: the problems of the first stage that has any."""
    return next((stage for stage in stages(table, grammar, known_columns=known_columns) if stage), [])


def stages(table: CreateTable, grammar: Grammar, *, known_columns: bool) -> Iterator[list[Problem]]:
    """The problems of each stage, in Flink's order."""
    for check in _ALWAYS:
        yield list(check(table, grammar))
    if known_columns:
        for check in _BY_NAME:
            yield list(check(table, grammar))


def _constraints(table: CreateTable, grammar: Grammar) -> Iterator[Problem]:
    for key in table.primary_keys[1:]:
        yield _invalid("a table has one PRIMARY KEY, this is a second one", key.enforcement)
    if len(table.primary_keys) > 1:
        return
    for key in table.primary_keys:
        if key.enforced and not (key.inline and "inline-enforced-key" in grammar.features):
            yield _invalid("Flink enforces no key: write PRIMARY KEY … NOT ENFORCED", key.enforcement)
    for unique in table.uniques:
        if not (unique.inline and "inline-unique" in grammar.features):
            yield _invalid("Flink supports no UNIQUE constraint", unique.enforcement)


def _as_select(table: CreateTable, grammar: Grammar) -> Iterator[Problem]:
    if table.query is None:
        return
    what = "REPLACE TABLE … AS SELECT" if table.replace else "CREATE TABLE … AS SELECT"
    place = Span(table.span.start, table.span.start + 1)
    if "replace-table" in grammar.features and not table.created:
        place = Span(table.span.end - 1, table.span.end)
    if table.temporary:
        yield _invalid(f"{what} cannot make a temporary table", place)
    if "ctas-schema" in grammar.features:
        return
    refused = (
        (table.columns, "declare columns"),
        (table.watermarks, "declare a watermark"),
        (table.distribution, "distribute the table"),
        (table.partition_keys, "partition the table"),
        (table.primary_keys, "declare a key"),
    )
    for part, says in refused:
        if part:
            yield _invalid(f"{what} cannot {says} in Flink {grammar.version}", place)
            return


def _only_once(table: CreateTable, _: Grammar) -> Iterator[Problem]:
    for watermark in table.watermarks[1:]:
        yield _invalid("a table has one WATERMARK, this is a second one", watermark.span)
    seen: set[str] = set()
    for option in table.like.options if table.like else ():
        if option.feature in seen:
            yield _invalid(f"LIKE says twice what becomes of {option.feature}", option.span)
        seen.add(option.feature)


def _types(table: CreateTable, _: Grammar) -> Iterator[Problem]:
    for column in table.columns:
        if column.type is not None:
            yield from _type(column.type)


def _type(of_type: Type) -> Iterator[Problem]:
    if of_type.root == "UNKNOWN":
        meant = _MEANT_TYPES.get(of_type.name.upper())
        advice = f"write {meant}" if meant else ""
        yield Problem(f"Flink has no type {of_type.name}", of_type.span, "invalid-table", help=advice)
    elif of_type.root == "TIME_LTZ":
        yield _invalid("Flink has no TIME WITH LOCAL TIME ZONE", of_type.span)
    elif of_type.root == "DECIMAL" and of_type.precision is not None and of_type.scale is not None:
        if of_type.precision < 1:
            yield _invalid("DECIMAL has a precision of 1 to 38 digits", of_type.span)
        elif of_type.scale > of_type.precision:
            digits = of_type.precision
            yield _invalid(
                f"DECIMAL of {digits} digits has a scale of 0 to {digits}, not {of_type.scale}", of_type.span
            )
    for child in of_type.children:
        yield from _type(child)
    names: set[str] = set()
    for field in of_type.fields:
        if field.name.text in names:
            yield _invalid(f"there are two fields '{field.name.text}'", field.name.span)
        names.add(field.name.text)
        yield from _type(field.type)


_MEANT_TYPES = {
    "TEXT": "STRING",
    "BOOL": "BOOLEAN",
    "DATETIME": "TIMESTAMP(3)",
    "LONG": "BIGINT",
    "REAL": "FLOAT",
    "JSON": "STRING",
    "UUID": "STRING",
    "FLOAT64": "DOUBLE",
    "INT64": "BIGINT",
    "INT32": "INT",
    "STRUCT": "ROW<…>",
    "LIST": "ARRAY<…>",
    "TIMESTAMP_NTZ": "TIMESTAMP",
    "BLOB": "BYTES",
    "NVARCHAR": "VARCHAR",
}


def _duplicate_columns(table: CreateTable, grammar: Grammar) -> Iterator[Problem]:
    if "duplicate-column" in grammar.features:
        return
    seen: set[str] = set()
    for column in table.columns:
        if column.name.text in seen:
            yield _invalid(f"there are two columns '{column.name.text}'", column.name.span)
        seen.add(column.name.text)


def _metadata_keys(table: CreateTable, grammar: Grammar) -> Iterator[Problem]:
    if "duplicate-metadata-key" in grammar.features:
        return
    seen: dict[str, str] = {}
    for column in table.columns:
        if column.kind == "metadata":
            key = column.metadata_key.value if column.metadata_key else column.name.text
            if key in seen:
                message = f"the columns '{seen[key]}' and '{column.name.text}' read the same metadata '{key}'"
                yield _invalid(message, column.span)
            seen[key] = column.name.text


def _computed(table: CreateTable, _: Grammar) -> Iterator[Problem]:
    stored = {column.name.text for column in table.columns if column.kind != "computed"}
    computed = {column.name.text for column in table.columns if column.kind == "computed"}
    for column in table.columns:
        if column.expression is not None:
            yield from _unknown_names(column.expression, stored, computed)


def _unknown_names(expression: Expression, known: set[str], computed: set[str]) -> Iterator[Problem]:
    for name in expression.columns:
        if name.text in known:
            continue
        if name.text in computed:
            yield _invalid(f"a computed column cannot read another one, '{name.text}'", name.span)
        else:
            yield _undefined("column", name, known)


def _primary_key(table: CreateTable, _: Grammar) -> Iterator[Problem]:
    columns = {column.name.text: column for column in table.columns}
    for key in table.primary_keys:
        seen: set[str] = set()
        for name in key.columns:
            column = columns.get(name.text)
            if column is None:
                yield _undefined("key column", name, columns)
            elif column.kind != "physical":
                message = f"'{name.text}' is a {column.kind} column: a PRIMARY KEY has physical columns only"
                yield _invalid(message, name.span)
            elif name.text in seen:
                yield _invalid(f"the key has '{name.text}' twice", name.span)
            seen.add(name.text)


def _partitions(table: CreateTable, grammar: Grammar) -> Iterator[Problem]:
    columns = {column.name.text: column for column in table.columns}
    for name in table.partition_keys:
        column = columns.get(name.text)
        if column is None:
            yield _undefined("partition column", name, columns)
        elif column.kind != "physical" and "any-partition-column" not in grammar.features:
            message = f"'{name.text}' is a {column.kind} column: PARTITIONED BY has physical columns only"
            yield _invalid(message, name.span)


def _watermarks(table: CreateTable, _: Grammar) -> Iterator[Problem]:
    columns = {column.name.text: column for column in table.columns}
    for watermark in table.watermarks[:1]:
        name = watermark.column[0]
        column = columns.get(name.text)
        if column is None:
            yield _undefined("rowtime column", name, columns)
        elif len(watermark.column) > 1:
            yield _invalid("WATERMARK takes a column of the table, not a field of one", name.span)
        else:
            yield from _rowtime(column, name)
            if watermark.expression.literal:
                yield _invalid("WATERMARK is a TIMESTAMP or TIMESTAMP_LTZ, not a string", watermark.expression.span)
            yield from _unknown_names(watermark.expression, set(columns), set())


def _rowtime(column: Column, name: Name) -> Iterator[Problem]:
    of_type = column.type
    if of_type is None:
        called = {function.text.upper() for function in column.expression.functions} if column.expression else set()
        if called == {"PROCTIME"}:
            yield _invalid("a processing-time column takes no WATERMARK", name.span)
    elif of_type.root in _TIME_TYPES and of_type.precision is not None and of_type.precision > _WATERMARK_PRECISION:
        fits = f"{of_type.root}({_WATERMARK_PRECISION})"
        message = f"WATERMARK takes a precision of 0 to 3, '{name.text}' is {type_text(of_type)}: declare it {fits}"
        yield _invalid(message, name.span)
    elif of_type.root not in _TIME_TYPES and of_type.root not in ("UNKNOWN", "PLACEHOLDER"):
        message = f"WATERMARK takes a TIMESTAMP or TIMESTAMP_LTZ column, '{name.text}' is {type_text(of_type)}"
        yield _invalid(message, name.span)


def _distribution(table: CreateTable, _: Grammar) -> Iterator[Problem]:
    if table.distribution is None:
        return
    physical = {column.name.text for column in table.columns if column.kind == "physical"}
    for name in table.distribution.columns:
        if name.text not in physical:
            yield _undefined("bucket key", name, physical)
    if table.distribution.buckets is not None and table.distribution.buckets < 1:
        yield _invalid("a distributed table has at least 1 bucket", table.distribution.span)


def _undefined(what: str, name: Name, known: Sequence[str] | set[str] | dict[str, Column]) -> Problem:
    same = [other for other in known if other.lower() == name.text.lower()]
    if same:
        message = f"the {what} '{name.text}' is not in the table: names are case-sensitive, it has '{same[0]}'"
    else:
        message = f"the {what} '{name.text}' is not in the table"
    return Problem(message, name.span, "invalid-table")


def _invalid(message: str, span: Span) -> Problem:
    return Problem(message, span, "invalid-table")


_ALWAYS: tuple[Check, ...] = (_only_once, _constraints, _as_select, _types, _duplicate_columns, _metadata_keys)
_BY_NAME: tuple[Check, ...] = (_computed, _primary_key, _partitions, _watermarks, _distribution)
