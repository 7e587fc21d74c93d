"""Rows for a trial: a bounded datagen source that fits any columns, and datagen in the place of faker.

What datagen of 1.13 to 1.17 makes was measured: every type but, before 1.16, binary ones; and no time but now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flinkmc.flink import model as flink
from flinkmc.flink.model import Type
from flinkmc.job import sql
from flinkmc.job.connectors import datagen_can, faker_length
from flinkmc.job.model import Fault, Refused
from flinkmc.job.sql import Pair
from flinkmc.lint.project import FlinkTable, Sink

_BINARY = frozenset(("BINARY", "VARBINARY"))
_WHOLE = {"TINYINT": 127, "SMALLINT": 32767, "INT": 2**31 - 1, "BIGINT": 2**63 - 1}
_APPROXIMATE = frozenset(("FLOAT", "DOUBLE"))
_TEXT = frozenset(("CHAR", "VARCHAR"))
_LARGEST, _LONGEST = 1000, 8
_DAY, _HOUR, _OTHER = "20240101", "00", "trial"
_DAY_NAME = re.compile(r"(?:.*_)?(?:ds|dd|dt|pt|day|date)", re.IGNORECASE)
_HOUR_NAME = re.compile(r"(?:.*_)?(?:hh|hr|hour)", re.IGNORECASE)


class Generated(NamedTuple):
    """A source for a sink, and the INSERT that reads it; what is to be said of them; and the partition they fill.

    `unique` says that no two rows have the same key.
    """

    name: str
    create: str
    insert: str
    assumed: tuple[str, ...]
    partition: tuple[tuple[str, str], ...]
    unique: bool


class _Column(NamedTuple):
    """A column of the sink: the source's column (if it has one), its options, and how the INSERT reads it."""

    source: str
    options: tuple[Pair, ...]
    expression: str


def generate(sink: Sink, rows: int, version: str, taken: Sequence[str]) -> Generated:
    """Rows for every column that an INSERT writes. Raises Refused for a column that no row could have."""
    name = f"{sink.name}_source"
    while name in taken:
        name += "_"
    sequence = _sequence(sink, rows)
    columns, assumed = [], []
    for column in sink.flink_table.written:
        of_type = column.type
        assert of_type is not None  # computed columns alone have no type
        made = _column(sink, column, of_type, version, sequence == column.name.text, rows)
        columns.append(made)
        if made.expression.startswith("CAST(NULL"):
            assumed.append(
                f"datagen of Flink {version} makes no bytes inside {column.name.text}: it is NULL in the trial"
            )
    declared = [column.source for column in columns if column.source]
    options = [
        Pair("connector", "datagen"),
        Pair("number-of-rows", str(rows), "a source that ends: take yours when the trial has gone well"),
        *(option for column in columns for option in column.options),
    ]
    if not declared:
        declared = ["`row` INT"]
    create = f"CREATE TEMPORARY TABLE {sql.name(name)} (\n  " + ",\n  ".join(declared)
    create += f"\n) WITH (\n{sql.options(options)}\n)"
    selected = sql.joined([column.expression for column in columns])
    insert = f"INSERT INTO {sql.path(sink.table.path)}\nSELECT {selected}\nFROM {sql.name(name)}"
    partition = tuple((key, _partition_value(sink, key)) for key in sink.partition_columns)
    return Generated(name, create, insert, tuple(assumed), partition, sequence is not None)


def _column(sink: Sink, column: flink.Column, of_type: Type, version: str, counted: bool, rows: int) -> _Column:
    name = sql.name(column.name.text)
    if column.name.text in sink.partition_columns:
        value = _partition_value(sink, column.name.text)
        constant = f"CAST({value} AS {of_type.root})" if of_type.root in _WHOLE else sql.string(value)
        return _Column("", (), f"{constant} AS {name}")
    prefix = f"fields.{column.name.text}"
    if counted:
        count = (("kind", "sequence"), ("start", "1"), ("end", str(rows)))
        return _Column(
            f"{name} {sql.type_sql(of_type)}", tuple(Pair(f"{prefix}.{key}", value) for key, value in count), name
        )
    if _has_binary(of_type) and not datagen_can("binary", version):
        if of_type.root in _BINARY:
            length = Pair(f"{prefix}.length", str(_length(of_type)))
            return _Column(f"{name} STRING", (length,), f"ENCODE({name}, 'UTF-8') AS {name}")
        if not of_type.nullable:
            message = f"datagen of Flink {version} makes no bytes, and {column.name.text} may not be NULL"
            raise Refused(Fault(message, sink.source, column.span, "write the source and the INSERT yourself"))
        return _Column("", (), f"CAST(NULL AS {sql.type_sql(of_type)}) AS {name}")
    return _Column(f"{name} {sql.type_sql(of_type)}", tuple(bounds(prefix, of_type, version)), name)


def bounds(prefix: str, of_type: Type, version: str) -> Iterator[Pair]:
    """Options that keep datagen's values within what the type holds and a person can read."""
    root = of_type.root
    if root in _WHOLE:
        yield Pair(f"{prefix}.min", "1")
        yield Pair(f"{prefix}.max", str(min(_LARGEST, 100 if root == "TINYINT" else _LARGEST)))
    elif root in _APPROXIMATE or (root == "DECIMAL" and datagen_can("decimal_bounds", version)):
        digits = (of_type.precision or 0) - (of_type.scale or 0) if root == "DECIMAL" else 4
        yield Pair(f"{prefix}.min", "0")
        yield Pair(f"{prefix}.max", str(min(_LARGEST, 10**digits - 1) or 1))
    elif root in _TEXT or root in _BINARY:
        yield Pair(f"{prefix}.length", str(_length(of_type)))
    elif root in ("ARRAY", "MULTISET"):
        yield from bounds(f"{prefix}.element", of_type.children[0], version)
    elif root == "MAP":
        yield from bounds(f"{prefix}.key", of_type.children[0], version)
        yield from bounds(f"{prefix}.value", of_type.children[1], version)
    elif root == "ROW":
        for field in of_type.fields:
            yield from bounds(f"{prefix}.{field.name.text}", field.type, version)


def can_make(of_type: Type, version: str) -> bool:
    """Whether datagen of this version makes values of a type."""
    if of_type.root in ("UNKNOWN", "PLACEHOLDER", "RAW", "STRUCTURED"):
        return False
    return not _has_binary(of_type) or datagen_can("binary", version)


def _has_binary(of_type: Type) -> bool:
    inner = (*of_type.children, *(field.type for field in of_type.fields))
    return of_type.root in _BINARY or any(_has_binary(each) for each in inner)


def _length(of_type: Type) -> int:
    length = of_type.precision or 1
    return length if of_type.root in ("CHAR", "BINARY") else min(length, _LONGEST)


def _sequence(sink: Sink, rows: int) -> str | None:
    """The key column that can count the rows, so that a second run changes nothing: an upsert of the same keys."""
    for name in sink.key_columns:
        column = sink.flink_table.column(name)
        if column is None or column.type is None or name in sink.partition_columns:
            continue
        of_type = column.type
        if rows <= _WHOLE.get(of_type.root, 0):
            return name
        if of_type.root == "VARCHAR" and (of_type.precision or 0) >= len(str(rows)):
            return name
    return None


def _partition_value(sink: Sink, name: str) -> str:
    """One partition for all rows of a trial, so that they are easily found, and dropped again."""
    column = sink.flink_table.column(name)
    of_type = column.type if column else None
    value = _DAY if _DAY_NAME.fullmatch(name) else _HOUR if _HOUR_NAME.fullmatch(name) else _OTHER
    if of_type is not None and of_type.root in _WHOLE:
        number = int(value) if value.isdigit() else 0
        return str(number if number <= _WHOLE[of_type.root] else 1)
    length = of_type.precision if of_type is not None and of_type.root in _TEXT else None
    return value if length is None else value[:length]


# -- datagen for a table that is there --------------------------------------------------------------------------------


def datagen_for(table: FlinkTable, rows: int, version: str) -> list[Pair]:
    """Options that make a table a bounded datagen source. Raises Refused for a column that datagen cannot make."""
    pairs = [Pair("connector", "datagen"), Pair("number-of-rows", str(rows))]
    for column in _generated_columns(table, version):
        assert column.type is not None
        pairs += bounds(f"fields.{column.name.text}", column.type, version)
    return pairs


def _generated_columns(table: FlinkTable, version: str) -> list[flink.Column]:
    found = []
    for column in table.table.columns:
        if column.kind == "metadata":
            message = f"datagen has no metadata, so it cannot make {column.name.text}"
            raise Refused(Fault(message, table.source, column.name.span))
        if column.type is not None:
            if not can_make(column.type, version):
                message = f"datagen of Flink {version} cannot make {column.name.text}, {sql.type_sql(column.type)}"
                raise Refused(Fault(message, table.source, column.name.span, "put a source of your own there"))
            found.append(column)
    return found


_EXPRESSION = re.compile(r"#\{\s*([^\s}']+)\s*(.*?)\s*\}", re.DOTALL)
_ARGUMENT = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def from_faker(table: FlinkTable, rows: int, version: str) -> tuple[list[Pair], list[str]]:
    """The options of a datagen table that makes about what a faker table makes, and what differs. Raises Refused."""
    given = {option.key.value: option.value.value for option in table.table.options}
    count = given.get("number-of-rows", "")
    why = "" if count else "faker had no end; a job for a first run has one"
    pairs = [
        Pair("connector", "datagen", "'faker' ships with managed Flink only"),
        Pair("number-of-rows", count or str(rows), why),
    ]
    if "rows-per-second" in given:
        pairs.append(Pair("rows-per-second", given["rows-per-second"]))
    differs: list[str] = []
    for column in _generated_columns(table, version):
        name, of_type = column.name.text, column.type
        assert of_type is not None
        text = given.get(f"fields.{name}.expression", "")
        made = list(_faked(f"fields.{name}", of_type, text, version))
        pairs += [made[0]._replace(why=f"was {_one_line(text)}"), *made[1:]] if made and text else made
        if text and not made:
            differs.append(f"{name} was {_one_line(text)}: datagen has nothing like it and makes {_instead(of_type)}")
        if f"fields.{name}.null-rate" in given:
            differs.append(f"{name} was NULL at times: datagen of these versions has no null-rate")
    return pairs, differs


def _faked(prefix: str, of_type: Type, text: str, version: str) -> Iterator[Pair]:
    """The bounds of a faker expression, where it is plain; else those of the type."""
    expression = _EXPRESSION.fullmatch(text.strip())
    method = expression[1].lower() if expression else ""
    arguments = [argument.replace("''", "'") for argument in _ARGUMENT.findall(expression[2])] if expression else []
    numbers = [argument for argument in arguments if _NUMBER.fullmatch(argument)]
    bounded = of_type.root in _WHOLE or of_type.root in _APPROXIMATE or of_type.root == "DECIMAL"
    if of_type.root in _TEXT:
        most = of_type.precision or 1
        longest = max((len(argument) for argument in arguments), default=0) if method.startswith("options.") else 0
        yield Pair(f"{prefix}.length", str(min(most, longest or faker_length(method))))
    elif method == "number.numberbetween" and len(numbers) == 2 and bounded:
        low, high = int(float(numbers[0])), int(float(numbers[1])) - 1  # faker leaves the upper end out
        yield from _between(prefix, of_type, str(low), str(high if high > low else low + 1), version)
    elif method == "number.randomdouble" and len(numbers) == 3 and bounded:
        yield from _between(prefix, of_type, numbers[1], numbers[2], version)
    elif method in ("number.randomdigit", "number.digit") and bounded:
        yield from _between(prefix, of_type, "0", "9", version)
    elif method == "date.past" and of_type.root in ("TIMESTAMP", "TIMESTAMP_LTZ") and datagen_can("max_past", version):
        if len(arguments) == 2 and arguments[0].isdigit():
            yield Pair(f"{prefix}.max-past", f"{arguments[0]} {arguments[1].lower()}")
    elif bounded or of_type.children or of_type.fields:
        yield from bounds(prefix, of_type, version)


def _between(prefix: str, of_type: Type, low: str, high: str, version: str) -> Iterator[Pair]:
    if of_type.root != "DECIMAL" or datagen_can("decimal_bounds", version):
        whole = of_type.root in _WHOLE
        yield Pair(f"{prefix}.min", low.partition(".")[0] if whole else low)
        yield Pair(f"{prefix}.max", high.partition(".")[0] if whole else high)


def _instead(of_type: Type) -> str:
    times = {
        "TIMESTAMP": "the present time",
        "TIMESTAMP_LTZ": "the present time",
        "DATE": "today",
        "TIME": "the present time",
    }
    return times.get(of_type.root, "any value")


def _one_line(text: str) -> str:
    return " ".join(text.split())
