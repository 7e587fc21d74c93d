"""The types of a table's columns, those included that expressions give, and what a table is to a query."""

from __future__ import annotations

from collections.abc import Mapping

from flinkmc.flink.expression import NILADIC
from flinkmc.flink.functions import is_built_in, kind, planned, result_type
from flinkmc.flink.made_types import number_type, text_type
from flinkmc.flink.model import Column, CreateTable, Type
from flinkmc.flink.relation import Changelog, OutputColumn, Relation
from flinkmc.flink.versions import Grammar
from flinkmc.text.nodes import Name, Problem
from flinkmc.text.scanner import APPROXIMATE, DECIMAL, INTEGER, QUOTED, STRING, Tokens, scan
from flinkmc.text.source import Span

_NUMBERS = frozenset((INTEGER, DECIMAL, APPROXIMATE))


def column_types(table: CreateTable, text: str, version: str) -> tuple[Type | None, ...]:
    """The type of each column of a table that stands in `text`, key columns NOT NULL; None where it is not known."""
    key = {name.text for one in table.primary_keys for name in one.columns}
    stored = {
        column.name.text: column.type._replace(nullable=column.type.nullable and column.name.text not in key)
        for column in table.columns
        if column.type is not None
    }
    return tuple(
        stored.get(column.name.text) if column.expression is None else _computed(column, text, stored, version)
        for column in table.columns
    )


def table_relation(table: CreateTable, text: str, version: str, changelog: Changelog | None = None) -> Relation:
    """The table as a query sees it. Whether its rows only come or change, too, is for its connector to say."""
    types = column_types(table, text, version)
    columns = (
        OutputColumn(column.name.text, of_type and planned(of_type, version), _role(column))
        for column, of_type in zip(table.columns, types, strict=True)
    )
    return Relation(tuple(columns), changelog)


def unknown_functions(table: CreateTable, text: str, grammar: Grammar) -> list[Problem]:
    """Calls, in computed columns and watermarks, of plain names that no version of Flink has built in.

    Of an expression's calls it is the one that Flink comes to first, which is the one that ends first.
    """
    expressions = [column.expression for column in table.columns] + [mark.expression for mark in table.watermarks]
    found = (_unknown_call(text, expression.span, grammar) for expression in expressions if expression is not None)
    return [
        Problem(f"no match found for function '{name.text}': Flink has none built in", name.span, "invalid-table")
        for name in found
        if name is not None
    ]


def _role(column: Column) -> str:
    functions = column.expression.functions if column.expression else ()
    return "proctime" if len(functions) == 1 and functions[0].text.upper() == "PROCTIME" else ""


def _computed(column: Column, text: str, stored: Mapping[str, Type], version: str) -> Type | None:
    """What a computed column's expression gives, unless LIKE took it over from another text."""
    expression = column.expression
    if expression is None or not column.span.start <= expression.span.start <= expression.span.end <= column.span.end:
        return None
    tokens = scan(text, start=expression.span.start, end=expression.span.end)
    if len(tokens.keys) == 2:
        return _single(tokens, stored, version)
    if list(tokens.keys[1:3]) == ["(", ")"] and len(tokens.keys) == 4 and tokens.keys[0] != QUOTED:
        return None if kind(tokens.keys[0]) else result_type(tokens.keys[0], (), version)
    from flinkmc.flink.query import expression_type

    return expression_type(text, expression.span, stored, version)


def _single(tokens: Tokens, stored: Mapping[str, Type], version: str) -> Type | None:
    """What one token gives: a literal, a function without brackets, or a column."""
    key, token = tokens.keys[0], tokens.texts[0]
    if key in _NUMBERS:
        return number_type(token)
    if key == STRING:
        return text_type(token[1:-1].replace("''", "'"))
    if key in ("TRUE", "FALSE"):
        return result_type("IS", (), version)
    if key in NILADIC:
        return result_type(key, (), version)
    if key == "NULL":
        return Type("NULL", tokens.span(0))
    found = stored.get(token[1:-1].replace("``", "`") if key == QUOTED else token)
    return found and planned(found, version)


def _unknown_call(text: str, span: Span, grammar: Grammar) -> Name | None:
    """The unknown function that is called first."""
    tokens = scan(text, start=span.start, end=span.end)
    open_calls: list[Name | None] = []
    for at, key in enumerate(tokens.keys):
        if key == "(":
            open_calls.append(_unknown_name(tokens, at - 1, grammar))
        elif key == ")" and open_calls and (name := open_calls.pop()) is not None:
            return name
    return None


def _unknown_name(tokens: Tokens, at: int, grammar: Grammar) -> Name | None:
    """The token before a bracket, if it is a plain name, of one part, that Flink has no function of."""
    key = tokens.keys[at] if at >= 0 else ""
    plain = key[:1] == key[:1].upper() and (key[:1].isalpha() or key[:1] == "_") and key not in grammar.keywords
    if not plain or is_built_in(key) or (at and tokens.keys[at - 1] in (".", "AS")):
        return None
    return Name(tokens.texts[at], tokens.span(at))
