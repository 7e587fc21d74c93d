"""What the parser makes of MaxCompute SQL: structure, places, and how it goes on after an error."""

import json
from pathlib import Path
from typing import Any

import pytest

from flinkmc.maxcompute.model import Number, Other, Script, Setting, Table
from flinkmc.maxcompute.parser import parse
from flinkmc.report.structure import maxcompute_table
from flinkmc.text.source import Source, Span
from tests.rules.marks import RELATED, Mark, compared, split

FIXTURES = Path(__file__).parent / "fixtures"


def read(name: str) -> str:
    return (FIXTURES / name).read_text(encoding="utf-8")


def lines(name: str) -> list[str]:
    return [line for line in read(name).splitlines() if not line.startswith("--")]


def described(script: Script) -> list[dict[str, Any]]:
    """The statements as plain data, for a golden file."""
    found: list[dict[str, Any]] = []
    for statement in script.statements:
        if isinstance(statement, Table):
            found.append({"kind": "create_table", **maxcompute_table(statement)})
        elif isinstance(statement, Setting):
            found.append({"kind": "set", statement.key.value: statement.value.value})
        else:
            found.append({"kind": statement.kind})
    return found


def table(text: str) -> Table:
    """The one table of a text without problems."""
    script = parse(text)
    assert script.problems == ()
    [statement] = script.statements
    assert isinstance(statement, Table)
    return statement


@pytest.mark.parametrize("name", ["every_clause", "show_create_table"])
def test_structure(name: str) -> None:
    script = parse(read(f"{name}.sql"))
    assert script.problems == ()
    assert described(script) == json.loads(read(f"{name}.json"))


@pytest.mark.parametrize("statement", lines("accepted.sql"))
def test_accepted(statement: str) -> None:
    assert parse(statement, placeholders=False).problems == ()


@pytest.mark.parametrize("statement", lines("refused.sql"))
def test_refused(statement: str) -> None:
    problems = parse(statement, placeholders=False).problems
    assert len(problems) == 1, problems
    assert problems[0].message


def test_every_error_is_located() -> None:
    text, marks = split(read("broken.sql"))
    source = Source("broken.sql", text)
    found: list[Mark] = []
    for problem in parse(text).problems:
        words = f"{problem.message} · {problem.help}"
        for says, span in (("FMC010", problem.span), (RELATED, problem.opened)):
            if span is not None:
                line, column = source.position(span.start)
                found.append(Mark(line, column, column + span.end - span.start, says, words))
    wanted, seen = compared(text, marks, found)
    assert seen == wanted


def test_an_error_costs_its_piece_only() -> None:
    text, _ = split(read("broken.sql"))
    tables = [statement for statement in parse(text).statements if isinstance(statement, Table)]
    assert [one.path[-1].text for one in tables] == ["orders", "never_closed", "open_string", "last"]
    orders, never_closed, open_string, last = tables
    assert [column.name.text for column in orders.columns] == ["note", "lifecycle"]
    assert [name.text for name in orders.primary_key.columns if orders.primary_key] == ["id"]  # type: ignore[union-attr]
    assert [column.name.text for column in orders.partition_columns] == ["hh"]
    assert {entry.key.value: entry.value.value for entry in orders.properties} == {"write.bucket.num": "16", "a": "b"}
    assert orders.comment is not None
    assert [column.name.text for column in never_closed.columns] == ["id", "v"]
    assert never_closed.transactional
    assert [column.name.text for column in open_string.columns] == ["id"]
    assert [column.name.text for column in last.columns] == ["id"]


def test_strings_out_of_step_hide_no_statement() -> None:
    broken = "CREATE TABLE t{0} (a INT COMMENT 'open, -- one\n  b INT COMMENT 'fine' -- two\n); -- three\n"
    text = "".join(broken.format(number) for number in range(10)) + "CREATE TABLE last (a INT, b INT); -- four\n"
    script = parse(text)
    assert [text[problem.span.start : problem.span.end] for problem in script.problems] == ["fine"] * 10
    assert {text[problem.opened.start :][:5] for problem in script.problems if problem.opened} == {"'open"}
    last = script.statements[-1]
    assert isinstance(last, Table)
    assert (len(script.statements), last.path[-1].text, len(last.columns)) == (11, "last", 2)
    assert [comment.text for comment in script.comments][-2:] == ["-- three", "-- four"]


def test_spans_are_exact() -> None:
    text = """CREATE TABLE p.`t``t` (
  id ARRAY<STRUCT<`a`: DECIMAL(10, 2)>> NOT NULL DEFAULT DATE '2026-01-01' COMMENT 'x' "y",
  PRIMARY KEY (id)
) PARTITIONED BY (ds STRING) TBLPROPERTIES ("k" = 'it\\'s') LIFECYCLE 30;"""
    of = table(text)

    def at(span: Span | None) -> str:
        assert span is not None
        return text[span.start : span.end]

    [column], [entry] = of.columns, of.properties
    [element] = column.type.children
    [field] = element.fields
    assert [at(name.span) for name in of.path] == ["p", "`t``t`"]
    assert of.path[-1].text == "t`t"
    assert at(column.span).startswith("id ARRAY<")
    assert at(column.span).endswith('"y"')
    assert at(column.type.span) == "ARRAY<STRUCT<`a`: DECIMAL(10, 2)>>"
    assert at(element.span) == "STRUCT<`a`: DECIMAL(10, 2)>"
    assert (at(field.name.span), at(field.type.span)) == ("`a`", "DECIMAL(10, 2)")
    assert at(column.default and column.default.span) == "DATE '2026-01-01'"
    assert at(column.comment and column.comment.span) == "'x' \"y\""
    assert at(of.primary_key and of.primary_key.span) == "PRIMARY KEY (id)"
    assert (at(entry.key.span), at(entry.value.span), entry.value.value) == ('"k"', "'it\\'s'", "it's")
    assert at(of.properties_span) == "(\"k\" = 'it\\'s')"
    assert at(of.columns_span).startswith("(\n  id")
    assert at(of.lifecycle and of.lifecycle.span) == "30"
    assert at(of.span) == text[:-1]


def test_only_the_part_that_is_asked_for_is_read() -> None:
    text = "CREATE TABLE a (x 'broken;\nCREATE TABLE b (y INT);\n'"
    start = text.index("CREATE TABLE b")
    script = parse(text, start, text.index(";\n'") + 1)
    assert script.problems == ()
    [statement] = script.statements
    assert statement.span == Span(start, start + len("CREATE TABLE b (y INT)"))


def test_what_stands_for_later() -> None:
    text = """CREATE TABLE ${project}.orders_{{ env }} (id BIGINT, v ${type}, w VARCHAR(${n}))
    COMMENT '${comment}' TBLPROPERTIES ('write.bucket.num' = '${buckets}', 'x' = ${y}) LIFECYCLE {{ days }}"""
    of = table(text)
    assert [name.text for name in of.path] == ["${project}", "orders_{{ env }}"]
    assert [column.type.root for column in of.columns] == ["BIGINT", "${type}", "VARCHAR(${n})"]
    assert (of.bucket_count, of.lifecycle) == (None, None)
    assert parse(text, placeholders=False).problems


def test_settings_are_bare() -> None:
    [setting, empty] = parse("SET  odps.sql.type.system.odps2 = true ;\nset a=;").statements
    assert isinstance(setting, Setting)
    assert isinstance(empty, Setting)
    assert (setting.key.value, setting.value.value) == ("odps.sql.type.system.odps2", "true")
    assert (setting.key.span, setting.value.span) == (Span(5, 31), Span(34, 38))
    assert empty.value.value == ""


def test_other_statements_end_where_they_end() -> None:
    kinds = [
        statement.kind
        for statement in parse(
            "DROP TABLE t; SELECT ';' FROM a; (SELECT 1) UNION ALL SELECT 2; CREATE MATERIALIZED VIEW v AS SELECT 1;"
            "INSERT OVERWRITE TABLE t VALUES ('a;b'); SHOW TABLES; SETPROJECT a=b; @x := SELECT 1; BEGIN SELECT 1; END;"
        ).statements
        if isinstance(statement, Other)
    ]
    expected = "drop_table select query create_materialized insert show_tables setproject assignment begin end"
    assert kinds == expected.split()


def test_numbers_that_no_column_has() -> None:
    of = table(
        f"CREATE TABLE t (a VARCHAR({'9' * 5000})) TBLPROPERTIES ('write.bucket.num' = '{'9' * 5000}') LIFECYCLE 1e99"
    )
    assert of.columns[0].type.precision is None
    assert of.bucket_count is None
    assert of.lifecycle == Number(10**9, of.lifecycle.span if of.lifecycle else Span(0, 0))


def test_deep_nesting_is_one_problem() -> None:
    for depth in (5_000, 100_000):
        script = parse("CREATE TABLE t (a " + "ARRAY<" * depth + "INT" + ">" * depth + ", b INT)")
        assert len(script.problems) == 1
        [statement] = script.statements
        assert isinstance(statement, Table)
        assert [column.name.text for column in statement.columns] == ["b"]
    assert len(parse("CREATE TABLE t " + "(" * 100_000).problems) == 1
