"""Pieces of Flink SQL as text: names, strings, types, options and comments."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flinkmc.flink.model import Field, ObjectPath, Type

_LARGEST_INT = 2147483647
_WIDTH = 116
_UNBOUNDED = {"VARCHAR": "STRING", "VARBINARY": "BYTES"}


class Pair(NamedTuple):
    """`'key' = 'value'` of WITH, with the reason why it stands there."""

    key: str
    value: str
    why: str = ""


def name(text: str) -> str:
    """A name in back-quotes; one that it contains is doubled."""
    return f"`{text.replace('`', '``')}`"


def path(names: ObjectPath) -> str:
    """[catalog.][database.]name"""
    return ".".join(name(part.text) for part in names)


def string(text: str) -> str:
    """A string in single quotes; one that it contains is doubled, which is the only escape there is."""
    return f"'{text.replace(chr(39), chr(39) * 2)}'"


def type_sql(of_type: Type) -> str:
    """A type as a person writes it: STRING and not VARCHAR(2147483647)."""
    root = of_type.root
    text = of_type.name or root
    if root in _UNBOUNDED and of_type.precision == _LARGEST_INT:
        text = _UNBOUNDED[root]
    elif root == "DECIMAL":
        text = f"DECIMAL({of_type.precision}, {of_type.scale})"
    elif root in ("CHAR", "VARCHAR", "BINARY", "VARBINARY", "TIME", "TIMESTAMP", "TIMESTAMP_LTZ"):
        text = f"{root}({of_type.precision})"
    elif root in ("ARRAY", "MULTISET", "MAP"):
        text = f"{root}<{', '.join(type_sql(child) for child in of_type.children)}>"
    elif root == "ROW":
        text = f"ROW<{', '.join(_field_sql(field) for field in of_type.fields)}>"
    return text if of_type.nullable else f"{text} NOT NULL"


def _field_sql(field: Field) -> str:
    return f"{name(field.name.text)} {type_sql(field.type)}"


def options(pairs: Iterable[Pair], indent: str = "  ") -> str:
    """The inside of WITH (…), one option a line, each reason a comment above its option."""
    given = list(pairs)
    lines = []
    for at, pair in enumerate(given):
        lines += [indent + line for line in comment(pair.why)]
        comma = "," if at < len(given) - 1 else ""
        lines.append(f"{indent}{string(pair.key)} = {string(pair.value)}{comma}")
    return "\n".join(lines)


def comment(text: str) -> list[str]:
    """The text as lines of a comment; none ends with `;`, which some readers of scripts take for a statement's end."""
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, _WIDTH)]
    return [f"-- {line.rstrip(';')}" for line in lines]


def joined(items: Sequence[str], indent: str = "  ") -> str:
    """Items on one line where they fit, else one a line."""
    line = ", ".join(items)
    return line if len(line) <= _WIDTH - 20 else f"\n{indent}" + f",\n{indent}".join(items)
