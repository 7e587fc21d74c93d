"""Comments are what a MaxCompute table takes over of its sink's text as it is written: no secret goes along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from flinkmc.lint.secrets import hide, keys
from flinkmc.maxcompute.model import Column, Table, Type
from flinkmc.text.nodes import Text
from flinkmc.text.source import Source

_Hide: TypeAlias = Callable[[Text | None], Text | None]


def without_secrets(table: Table, source: Source) -> Table:
    """The table with the secrets starred out of its comments; `source` is the text that it was translated from."""
    known = keys(source.text)

    def hidden(comment: Text | None) -> Text | None:
        return comment and comment._replace(value=hide(comment.value, known))

    return table._replace(
        comment=hidden(table.comment),
        columns=_columns(table.columns, hidden),
        partition_columns=_columns(table.partition_columns, hidden),
    )


def _columns(columns: Sequence[Column], hidden: _Hide) -> tuple[Column, ...]:
    return tuple(column._replace(type=_type(column.type, hidden), comment=hidden(column.comment)) for column in columns)


def _type(of_type: Type, hidden: _Hide) -> Type:
    fields = (field._replace(type=_type(field.type, hidden), comment=hidden(field.comment)) for field in of_type.fields)
    return of_type._replace(children=tuple(_type(child, hidden) for child in of_type.children), fields=tuple(fields))
