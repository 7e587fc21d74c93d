"""What the parser makes of Flink SQL, seen through `flinkmc parse`'s own output."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flinkmc.flink.model import CreateTable
from flinkmc.flink.parser import parse
from flinkmc.flink.versions import UnknownVersionError, grammar, versions
from flinkmc.lint.script import Environment, read
from flinkmc.report.structure import file_structure
from flinkmc.text.source import Source

FIXTURES = Path(__file__).parent / "fixtures"


def answer(text: str, version: str = "1.17") -> dict[str, Any]:
    return file_structure(read(Source("t.sql", text), Environment(version), language="flink", placeholders=False))


def errors(text: str, version: str = "1.17") -> list[tuple[int, int, str]]:
    return [(error["line"], error["column"], error["code"]) for error in answer(text, version)["errors"]]


def test_every_clause(golden: Callable[[str, str], None]) -> None:
    text = (FIXTURES / "accepted.sql").read_text(encoding="utf-8")
    golden("accepted.json", json.dumps(answer(text), indent=1, ensure_ascii=False) + "\n")


def test_spans_are_exact() -> None:
    text = "CREATE TABLE t (`a``b` DECIMAL(10, 2)) WITH ('k' = 'it''s')"
    [table] = parse(text, "1.17").statements
    assert isinstance(table, CreateTable)
    [column], [option] = table.columns, table.options
    assert column.type
    places = [column.name.span, column.type.span, *column.type.parameters, option.key.span, option.value.span]
    assert [text[slice(*span)] for span in places] == ["`a``b`", "DECIMAL(10, 2)", "10", "2", "'k'", "'it''s'"]
    assert (column.name.text, option.value.value) == ("a`b", "it's")


def test_goes_on_after_errors() -> None:
    text = """CREATE TABLE a (
  id INT(11),
  order STRING,
  ok INT,
  note STRING COMMENT "x"
) WITH ('connector' 'print', 'b' = 'c');
CREATE TABLE b (id BIGINT) WITH ('x' = 1, 'y' = '2');
SELEC 1;
INSERT INTO b VALUES (1);
"""
    found = errors(text)
    assert [place[:2] for place in found] == [(2, 9), (3, 3), (5, 23), (6, 28), (7, 40), (8, 1)]
    assert [place[2] for place in found][1] == "reserved-word"
    tables = [statement["table"] for statement in answer(text)["statements"] if statement["kind"] == "create_table"]
    assert [column["name"] for column in tables[0]["columns"]] == ["id", "order", "ok"]
    assert tables[0]["options"] == {"b": "c"}
    assert tables[1]["options"] == {"y": "2"}
    assert answer(text)["statements"][-1]["kind"] == "insert"


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("CREATE TABLE t (id INT WITH ('a' = 'b')", 15),
        ("CREATE TABLE t (id INT) WITH ('a' = 'b'", 29),
        ("CREATE TABLE t (id INT COMMENT 'never closed) WITH (", 31),
        ("CREATE TABLE t (`id INT)", 16),
        ("CREATE TABLE t (id INT) /* never closed", 24),
        ("INSERT INTO t SELECT f(1", 22),
    ],
)
def test_unclosed_is_reported_where_it_opens(text: str, opened: int) -> None:
    problems = parse(text, "1.17").problems
    assert [problem.opened.start for problem in problems if problem.opened] == [opened]
    assert "never closed" in problems[0].message


def test_deep_brackets_give_one_problem() -> None:
    assert len(parse("SELECT " + "(" * 100_000, "1.17").problems) == 1
    assert len(parse("CREATE TABLE t (a AS " + "(" * 100_000 + ")", "1.17").problems) == 1
    assert len(parse("CREATE TABLE t (a " + "ARRAY<" * 100_000, "1.17").problems) == 1


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("CREATE TABLE t WITH ('a' = 'b') AS SELECT 1 AS a", ["1.16", "1.17", "1.20", "2.3"]),
        ("CREATE TABLE t (a INT PRIMARY KEY)", ["1.13", "1.15", "1.16"]),
        ("CREATE TABLE t (a.b INT)", ["1.17", "1.20", "2.3"]),
        ("CREATE TABLE t (a INT, a INT)", ["1.13"]),
        ("CREATE TABLE t (a INT) DISTRIBUTED BY (a) INTO 4 BUCKETS", ["1.20", "2.3"]),
        ("EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; END", ["1.15", "1.16", "1.17", "1.20", "2.3"]),
        ("CREATE TABLE t (modify STRING)", ["1.13", "1.15"]),
        ("ADD JAR 'x.jar'", ["1.15", "1.16", "1.17", "1.20", "2.3"]),
        ("CREATE TABLE t (v VARIANT)", ["2.3"]),
        ("CREATE TABLE t (a INT COMMENT 'a' 'b')", ["1.13", "1.15", "1.16"]),
    ],
)
def test_versions_differ(text: str, accepted: list[str]) -> None:
    measured = ["1.13", "1.15", "1.16", "1.17", "1.20", "2.3"]
    assert [version for version in measured if not errors(text, version)] == accepted


def test_another_version_is_named() -> None:
    [error] = answer("CREATE TABLE t (a INT) DISTRIBUTED BY (a) INTO 4 BUCKETS", "1.20")["errors"] or [None]
    assert error is None
    [problem] = parse("CREATE TABLE t WITH ('a' = 'b') AS SELECT 1", "1.15").problems
    assert problem.code == "unsupported-in-version"
    assert "from Flink 1.16 on" in problem.message


@pytest.mark.parametrize("version", versions())
def test_every_version_has_its_words(version: str) -> None:
    assert len(grammar(version).reserved) > 300
    assert "DECIMAL" in grammar(version).types


def test_unknown_version() -> None:
    with pytest.raises(UnknownVersionError, match=r"1\.9"):
        grammar("1.9")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("id INT, PRIMARY KEY (ID) NOT ENFORCED", "names are case-sensitive, it has 'id'"),
        ("id INT, PRIMARY KEY (id)", "NOT ENFORCED"),
        ("id INT, c AS id + 1, PRIMARY KEY (c) NOT ENFORCED", "physical columns only"),
        ("id INT, PRIMARY KEY (id) NOT ENFORCED, PRIMARY KEY (id) NOT ENFORCED", "one PRIMARY KEY"),
        ("id INT, UNIQUE (id)", "no UNIQUE"),
        ("a INT, a STRING", "two columns 'a'"),
        ("t TIMESTAMP, WATERMARK FOR t AS t", r"declare it TIMESTAMP\(3\)"),
        ("t STRING, WATERMARK FOR t AS t", "TIMESTAMP or TIMESTAMP_LTZ"),
        ("t TIMESTAMP(3), WATERMARK FOR u AS u", "'u' is not in the table"),
        ("p AS PROCTIME(), WATERMARK FOR p AS p", "processing-time"),
        ("t TIMESTAMP(3), WATERMARK FOR t AS t - INTERVAL '100' SECOND", r"SECOND\(3\)"),
        ("a INT, b AS c + 1", "'c' is not in the table"),
        ("a INT, b AS a + 1, c AS b + 1", "cannot read another one"),
        ("a INT METADATA FROM 'k', b INT METADATA FROM 'k'", "the same metadata 'k'"),
        ("d DECIMAL(5, 6)", "scale of 0 to 5"),
        ("d DECIMAL(0)", "precision of 1 to 38"),
        ("d TEXT", "no type TEXT"),
        ("d VARCHAR(3000000000)", "too large"),
        ("d VARCHAR(3) CHARACTER SET utf8", "no character set utf8"),
    ],
)
def test_what_flink_refuses_beyond_grammar(columns: str, message: str) -> None:
    import re

    found = answer(f"CREATE TABLE t ({columns}) WITH ('connector' = 'print')")["errors"]
    assert len(found) == 1, found
    assert re.search(message, found[0]["message"]), found[0]["message"]


@pytest.mark.parametrize(
    "expression",
    [
        "JSON_VALUE(j, '$.a' RETURNING STRING NULL ON EMPTY)",
        "CASE j WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 3 END",
        "TO_TIMESTAMP(FROM_UNIXTIME(n / 1000, 'yyyy-MM-dd HH:mm:ss'))",
        "r.a.b[1].c",
        "n IS NOT NULL AND n NOT IN (1, 2) OR n BETWEEN 1 AND 2",
        "TRIM(BOTH ' ' FROM j)",
        "EXTRACT(YEAR FROM t)",
        "FLOOR(t TO DAY)",
        "CAST(r AS ROW<x INT, y ARRAY<STRING>>)",
        "TIMESTAMPADD(DAY, 1, t)",
        "MAP['a', 1, 'b', 2]['a']",
        "`my udf`(j) || 'x' || U&'\\4f60'",
        "-n * (n + 1) % 2",
        "DATE '2024-01-01'",
        "CURRENT_TIMESTAMP",
        "j SIMILAR TO 'a%'",
        "n IS DISTINCT FROM 1",
        "cat.db.f(n)",
    ],
)
def test_expressions(expression: str) -> None:
    columns = f"j STRING, n BIGINT, t TIMESTAMP(3), r ROW<a ROW<b ARRAY<ROW<c INT>>>>, c AS {expression}"
    assert errors(f"CREATE TABLE t ({columns})") == []
