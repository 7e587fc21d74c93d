"""`CREATE TABLE t (…) LIKE base (…)`: the table that Flink makes of the two."""

from __future__ import annotations

from flinkmc.flink.model import Column, CreateTable, Field, Like, Option, Type
from flinkmc.text.source import Span

_DEFAULTS = {
    "CONSTRAINTS": "INCLUDING",
    "PARTITIONS": "INCLUDING",
    "DISTRIBUTION": "INCLUDING",
    "GENERATED": "INCLUDING",
    "METADATA": "INCLUDING",
    "OPTIONS": "OVERWRITING",
    "WATERMARKS": "INCLUDING",
}


def merge(table: CreateTable, base: CreateTable, *, elsewhere: bool) -> CreateTable:
    """`table`, whose LIKE names `base`, with what it takes over from it.

    Where the base stands `elsewhere`, in another text, what is taken over has the place of the LIKE clause.
    """
    like = table.like
    if like is None:
        return table
    strategies = _strategies(like)
    base = _placed(base, like.span) if elsewhere else base
    return table._replace(
        columns=_columns(table, base, strategies),
        primary_keys=table.primary_keys or (base.primary_keys if strategies["CONSTRAINTS"] == "INCLUDING" else ()),
        partition_keys=table.partition_keys or (base.partition_keys if strategies["PARTITIONS"] == "INCLUDING" else ()),
        distribution=table.distribution or (base.distribution if strategies["DISTRIBUTION"] == "INCLUDING" else None),
        watermarks=table.watermarks or (base.watermarks if strategies["WATERMARKS"] != "EXCLUDING" else ()),
        options=_options(table, base, strategies["OPTIONS"]),
    )


def _strategies(like: Like) -> dict[str, str]:
    strategies = dict(_DEFAULTS)
    for option in like.options:
        if option.feature == "ALL":
            strategies = dict.fromkeys(strategies, option.strategy)
    strategies.update({option.feature: option.strategy for option in like.options if option.feature != "ALL"})
    return strategies


def _columns(table: CreateTable, base: CreateTable, strategies: dict[str, str]) -> tuple[Column, ...]:
    feature = {"computed": "GENERATED", "metadata": "METADATA"}
    own = {column.name.text for column in table.columns}
    taken = [
        column
        for column in base.columns
        if (column.kind == "physical" or strategies[feature[column.kind]] != "EXCLUDING")
        and not (column.name.text in own and column.kind != "physical")
    ]
    return (*taken, *table.columns)


def _options(table: CreateTable, base: CreateTable, strategy: str) -> tuple[Option, ...]:
    if strategy == "EXCLUDING":
        return table.options
    own = {option.key.value for option in table.options}
    return (*(option for option in base.options if option.key.value not in own), *table.options)


def _placed(base: CreateTable, place: Span) -> CreateTable:
    """The base with every part that is taken over standing at `place`."""
    return base._replace(
        columns=tuple(_column_at(column, place) for column in base.columns),
        primary_keys=tuple(
            key._replace(
                columns=tuple(name._replace(span=place) for name in key.columns), span=place, enforcement=place
            )
            for key in base.primary_keys
        ),
        partition_keys=tuple(name._replace(span=place) for name in base.partition_keys),
        options=tuple(
            Option(option.key._replace(span=place), option.value._replace(span=place)) for option in base.options
        ),
    )


def _column_at(column: Column, place: Span) -> Column:
    return column._replace(
        name=column.name._replace(span=place),
        span=place,
        type=column.type and _type_at(column.type, place),
        comment=column.comment and column.comment._replace(span=place),
    )


def _type_at(of_type: Type, place: Span) -> Type:
    return of_type._replace(
        span=place,
        parameters=(),
        children=tuple(_type_at(child, place) for child in of_type.children),
        fields=tuple(
            Field(field.name._replace(span=place), _type_at(field.type, place), None) for field in of_type.fields
        ),
    )
