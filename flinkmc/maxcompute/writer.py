"""A table as MaxCompute DDL: names back-quoted, a column a line, the primary key last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flinkmc.maxcompute.limits import BUCKETS, RETENTION
from flinkmc.maxcompute.literals import back_quoted, quoted
from flinkmc.maxcompute.model import AutoPartition, Column, Property, Table
from flinkmc.maxcompute.types import type_text
from flinkmc.text.nodes import Name

_INDENT = "  "
_WIDEST = 100
_FIRST_PROPERTIES = ("transactional", BUCKETS, RETENTION)
_SETTINGS = ("odps.sql.type.system.odps2", "odps.sql.decimal.odps2")


def write(table: Table, notes: Sequence[str] = ()) -> str:
    """CREATE TABLE, below `notes` as comment lines and ended by `;` and a line end.

    Clauses stand in the only order that MaxCompute takes. Raises ValueError for what the model of a table does not
    hold: how it is clustered and stored, a query, an external table.
    """
    if table.external or table.clustered_by or table.stored_as or table.query:
        raise ValueError("clauses for storage, clustering and queries are read but not kept, so they cannot be written")
    comments = (f"-- {line}".rstrip() for note in notes for line in note.splitlines())
    return "\n".join((*comments, *_lines(table))) + ";\n"


def settings() -> str:
    """The two SET lines, without which MaxCompute reads its older types; each ended by a line end."""
    return "".join(f"SET {setting}=true;\n" for setting in _SETTINGS)


def _lines(table: Table) -> Iterator[str]:
    replaced = " OR REPLACE" if table.or_replace else ""
    guarded = " IF NOT EXISTS" if table.if_not_exists else ""
    head = f"CREATE{replaced} TABLE{guarded} {_path(table.path)}"
    if table.like is not None:
        yield f"{head} LIKE {_path(table.like)}"
    elif table.columns:
        yield f"{head} ("
        yield ",\n".join(_INDENT + element for element in _elements(table))
        yield ")"
    else:
        yield head
    if table.comment is not None:
        yield f"COMMENT {quoted(table.comment.value)}"
    if table.partition_columns:
        yield _listed("PARTITIONED BY", list(map(_column, table.partition_columns)))
    if table.auto_partition is not None:
        yield f"AUTO PARTITIONED BY ({_auto_partition(table.auto_partition)})"
    if table.properties:
        yield _listed("TBLPROPERTIES", list(map(_property, sorted(table.properties, key=_place))))
    if table.lifecycle is not None:
        yield f"LIFECYCLE {table.lifecycle.value}"


def _elements(table: Table) -> Iterator[str]:
    yield from map(_column, table.columns)
    if table.primary_key is not None:
        yield f"PRIMARY KEY ({', '.join(back_quoted(name.text) for name in table.primary_key.columns)})"


def _column(column: Column) -> str:
    nullability = "" if column.nullable else " NOT NULL"
    default = "" if column.default is None else f" DEFAULT {column.default.value}"
    comment = "" if column.comment is None else f" COMMENT {quoted(column.comment.value)}"
    return f"{back_quoted(column.name.text)} {type_text(column.type)}{nullability}{default}{comment}"


def _auto_partition(of: AutoPartition) -> str:
    name = "" if of.name is None else f" AS {back_quoted(of.name.text)}"
    return f"TRUNC_TIME({back_quoted(of.column.text)}, {quoted(of.unit.value)}){name}"


def _property(entry: Property) -> str:
    return f"{quoted(entry.key.value)} = {quoted(entry.value.value)}"


def _listed(clause: str, entries: Sequence[str]) -> str:
    """A clause and its list on one line if that is short, else an entry a line."""
    line = f"{clause} ({', '.join(entries)})"
    return line if len(line) <= _WIDEST else f"{clause} (\n{_INDENT}" + f",\n{_INDENT}".join(entries) + "\n)"


def _place(entry: Property) -> tuple[int, str]:
    name = entry.key.value
    return (_FIRST_PROPERTIES.index(name) if name in _FIRST_PROPERTIES else len(_FIRST_PROPERTIES), name)


def _path(path: Sequence[Name]) -> str:
    return ".".join(back_quoted(name.text) for name in path)
