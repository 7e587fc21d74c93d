"""What `flinkmc parse` prints: the statements of a file as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flinkmc.flink import model as flink
from flinkmc.flink.computed import column_types, unknown_functions
from flinkmc.flink.declared import Declared
from flinkmc.flink.relation import OutputColumn
from flinkmc.flink.types import type_text as flink_type
from flinkmc.flink.validate import first
from flinkmc.flink.versions import grammar
from flinkmc.lint.script import File
from flinkmc.lint.secrets import discreet, spans
from flinkmc.maxcompute import model as maxcompute
from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.source import Source, Span

_SHORTEST_SECRET = 16
"""Shorter values of access keys and passwords are shown: no real key is so short, and Flink's answer has them."""


def file_structure(file: File) -> dict[str, Any]:
    """One file as `flinkmc parse` prints it: its statements, and the errors of the language's own rules."""
    source = file.source
    statements = sorted((*file.flink, *file.maxcompute), key=lambda statement: statement.span)
    problems = [*file.flink_problems, *file.maxcompute_problems, *_refused(file)]
    if not statements and not problems:
        last = max(len(source.text) - 1, 0)
        problems = [Problem("there is no statement here", Span(last, len(source.text)), "no-statement")]
    described = {
        "path": source.path,
        "flink_version": file.environment.flink_version,
        "statements": _statements(file, statements),
        "errors": [_error(source, problem) for problem in sorted(problems, key=lambda problem: problem.span)],
    }
    secrets = {source.slice(span) for span in spans(source.text) if span.end - span.start >= _SHORTEST_SECRET}
    return _without(secrets, described) if secrets else described


def _without(secrets: set[str], described: Any) -> Any:
    """The same with every secret starred out, wherever it stands."""
    if isinstance(described, dict):
        return {_without(secrets, key): _without(secrets, value) for key, value in described.items()}
    if isinstance(described, list):
        return [_without(secrets, value) for value in described]
    if isinstance(described, str):
        for secret in secrets:
            described = described.replace(secret, "*" * len(secret)).replace(
                secret.replace("''", "'"), "*" * len(secret)
            )
    return described


def unreadable(source: Source, flink_version: str, span: Span, message: str) -> dict[str, Any]:
    """The same for a file that is no text."""
    problem = Problem(message, span, "unreadable-file")
    return {
        "path": source.path,
        "flink_version": flink_version,
        "statements": [],
        "errors": [_error(source, problem)],
    }


def _refused(file: File) -> list[Problem]:
    """What Flink refuses of tables that its grammar accepts."""
    of_version = grammar(file.environment.flink_version)
    found: list[Problem] = []
    declared: set[str] = set()
    for statement in file.flink:
        if isinstance(statement, flink.CreateTable | flink.CreateView):
            if isinstance(statement, flink.CreateTable) and statement.like is not None:
                found += _unknown_table(statement.like.table, declared)
            declared.add(statement.path[-1].text)
        if isinstance(statement, flink.Other) and statement.table:
            found += _unknown_table(statement.table, declared)
        if isinstance(statement, flink.CreateTable) and not _has_problem(file, statement.span):
            known_columns = statement.like is None and statement.query is None
            found += first(statement, of_version, known_columns=known_columns) or _unknown_functions(file, statement)
    return found


def _unknown_functions(file: File, table: flink.CreateTable) -> list[Problem]:
    """Functions that a table calls and Flink has not, in a file that does not bring any from elsewhere."""
    brings = ("create_function", "create_temporary", "load_", "use_", "add_")
    if any(isinstance(one, flink.Other) and one.kind.startswith(brings) for one in file.flink):
        return []
    return unknown_functions(table, file.source.text, grammar(file.environment.flink_version))


def _unknown_table(path: tuple[Name, ...], declared: set[str]) -> list[Problem]:
    """A table that must exist and that this file, being all there is, does not declare."""
    if path[-1].text in declared:
        return []
    return [Problem(f"this file declares no table '{path[-1].text}'", path[0].span, "unknown-table")]


def _has_problem(file: File, span: Span) -> bool:
    following = min(
        (statement.span.start for statement in file.flink if statement.span.start > span.start), default=None
    )
    return any(
        span.start <= problem.span.start and (following is None or problem.span.start < following)
        for problem in file.flink_problems
    )


def _error(source: Source, problem: Problem) -> dict[str, Any]:
    message = discreet(problem.message, problem.span, source.text, spans(source.text))
    return {**_place(source, problem.span), "code": problem.code, "message": message}


def _place(source: Source, span: Span) -> dict[str, int]:
    start, end = source.position(span.start), source.position(span.end)
    return {"line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column}


def _statements(file: File, statements: Sequence[flink.Statement | maxcompute.Statement]) -> list[dict[str, Any]]:
    declared = Declared(file.source.text, file.environment.flink_version)
    described = []
    for statement in statements:
        described.append(_statement(file, statement, declared))
        if not isinstance(statement, maxcompute.Statement):
            declared.add(statement)
    return described


def _statement(file: File, statement: flink.Statement | maxcompute.Statement, declared: Declared) -> dict[str, Any]:
    source = file.source
    described: dict[str, Any] = {"kind": _kind(statement), **_place(source, statement.span)}
    if isinstance(statement, flink.CreateTable):
        described["table"] = _flink_table(file, statement, declared)
    elif isinstance(statement, maxcompute.Table):
        described["table"] = maxcompute_table(statement)
    elif isinstance(statement, flink.Set | maxcompute.Setting):
        described["key"], described["value"] = _text(statement.key), _text(statement.value)
    elif isinstance(statement, flink.Insert):
        described["target"], described["overwrite"] = _names(statement.target), statement.overwrite
    elif isinstance(statement, flink.StatementSet):
        described["targets"] = [_names(insert.target) for insert in statement.inserts]
    return described


def _kind(statement: flink.Statement | maxcompute.Statement) -> str:
    if isinstance(statement, flink.Other | maxcompute.Other):
        return statement.kind
    kinds: dict[type, str] = {
        flink.CreateTable: "create_table",
        maxcompute.Table: "create_table",
        flink.CreateView: "create_view",
        flink.Insert: "insert",
        flink.StatementSet: "statement_set",
        flink.Reset: "reset",
    }
    return kinds.get(type(statement), "set")


def _flink_table(file: File, table: flink.CreateTable, declared: Declared) -> dict[str, Any]:
    source = file.source
    return {
        "path": _names(table.path),
        "temporary": table.temporary,
        "if_not_exists": table.if_not_exists,
        "columns": _flink_columns(file, table, declared),
        "primary_key": _names(table.primary_keys[0].columns) if table.primary_keys else [],
        "partition_keys": _names(table.partition_keys),
        "watermarks": [
            {"column": ".".join(_names(mark.column)), "expression": source.slice(mark.expression.span)}
            for mark in table.watermarks
        ],
        "options": {option.key.value: option.value.value for option in table.options},
        "comment": _text(table.comment),
        "like": None if table.like is None else {"table": _names(table.like.table), "options": _like(table.like)},
        "as": None if table.query is None else source.slice(table.query),
    }


def _flink_columns(file: File, table: flink.CreateTable, declared: Declared) -> list[dict[str, Any]]:
    if table.query is not None and not table.columns:
        return [_queried_column(column) for column in declared.query(table).columns or ()]
    types = column_types(table, file.source.text, file.environment.flink_version)
    return [
        {
            "name": column.name.text,
            **_flink_type(of_type),
            "kind": column.kind,
            "expression": None if column.expression is None else file.source.slice(column.expression.span),
            "metadata_key": _text(column.metadata_key),
            "virtual": column.virtual,
            "comment": _text(column.comment),
        }
        for column, of_type in zip(table.columns, types, strict=True)
    ]


def _queried_column(column: OutputColumn) -> dict[str, Any]:
    """A column that CREATE TABLE … AS takes from its query."""
    rest = {"kind": "physical", "expression": None, "metadata_key": None, "virtual": False, "comment": None}
    return {"name": column.name, **_flink_type(column.type), **rest}


def _flink_type(of_type: flink.Type | None) -> dict[str, Any]:
    if of_type is None:
        return {"type": "UNKNOWN", "nullable": True}
    return {"type": flink_type(of_type._replace(nullable=True)), "nullable": of_type.nullable}


def _like(like: flink.Like) -> list[str]:
    return [f"{option.strategy} {option.feature}" for option in like.options]


def maxcompute_table(table: maxcompute.Table) -> dict[str, Any]:
    """A MaxCompute table as plain data."""
    from flinkmc.maxcompute.types import type_text

    def column(of: maxcompute.Column) -> dict[str, Any]:
        return {"name": of.name.text, "type": type_text(of.type), "comment": _text(of.comment)}

    return {
        "path": _names(table.path),
        "if_not_exists": table.if_not_exists,
        "columns": [{**column(of), "nullable": of.nullable, "default": _text(of.default)} for of in table.columns],
        "partition_columns": [column(of) for of in table.partition_columns],
        "primary_key": _names(table.primary_key.columns) if table.primary_key else [],
        "properties": {entry.key.value: entry.value.value for entry in table.properties},
        "lifecycle": None if table.lifecycle is None else table.lifecycle.value,
        "comment": _text(table.comment),
    }


def _names(names: tuple[Name, ...]) -> list[str]:
    return [name.text for name in names]


def _text(text: Text | None) -> str | None:
    return None if text is None else text.value
