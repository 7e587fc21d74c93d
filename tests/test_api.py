"""flinkmc from Python."""

import subprocess
import sys
from pathlib import Path

import pytest

import flinkmc
from flinkmc.flink.model import CreateTable
from flinkmc.maxcompute.writer import write

SAMPLES = Path(__file__).parents[1] / "samples"


def test_lint_a_text() -> None:
    [found] = flinkmc.lint("CREATE TABLE t (order INT) WITH ('connector' = 'print');")
    assert (found.code, found.severity, found.path) == ("FMC003", "error", "<text>")
    assert found.source.slice(found.span) == "order"


def test_lint_paths() -> None:
    assert flinkmc.lint(SAMPLES / "orders") == []
    both = flinkmc.lint([SAMPLES / "orders", SAMPLES / "broken" / "keys.sql"], min_severity="error")
    assert {Path(found.path).name for found in both} == {"keys.sql"}


def test_choices() -> None:
    text = "STATEMENT SET BEGIN INSERT INTO a SELECT 1; END;"
    assert {found.code for found in flinkmc.lint(text, ignore=["FMC511"])} == {"FMC512"}
    assert flinkmc.lint(text, select=["FMC4"]) == []
    assert flinkmc.lint("CREATE TABLE t (modify INT) WITH ('connector' = 'print');", flink_version="1.15") == []


def test_parse() -> None:
    script = flinkmc.parse("CREATE TABLE t (id INT) WITH ('a' = 'b');\nCREATE TABLE m (id BIGINT) LIFECYCLE 3;")
    assert [type(statement).__name__ for statement in (*script.flink, *script.maxcompute)] == ["CreateTable", "Table"]


def test_translate() -> None:
    script = flinkmc.parse((SAMPLES / "managed" / "faker.sql").read_text(encoding="utf-8"))
    source, sink = (statement for statement in script.flink if isinstance(statement, CreateTable))
    translation = flinkmc.translate(sink, buckets=8)
    assert translation.table
    assert "'write.bucket.num' = '8'" in write(translation.table)
    with pytest.raises(ValueError, match="does not write to MaxCompute"):
        flinkmc.translate(source)


@pytest.mark.parametrize("first", ["import flinkmc.lint.engine", "import flinkmc.translate.table", "pass"])
def test_functions_keep_their_names(first: str) -> None:
    script = f"{first}\nimport flinkmc\nprint(flinkmc.lint('SELEC 1')[0].code, callable(flinkmc.translate))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "FMC001 True\n"
