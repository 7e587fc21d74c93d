"""Files that the configuration counts to every project: `tables`."""

import json
from pathlib import Path

import pytest

from tests.cli.calls import call
from tests.cli.test_lint import CLEAN, SINK, TABLE, make

CONFIG = 'tables = ["ddl/**/*.sql"]'


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_one_changed_file_is_held_against_the_tables_of_the_others() -> None:
    make(jobs__a_sql=SINK, ddl__shop__orders_sql=TABLE)
    assert call("lint", "jobs/a.sql").code == 0
    make(flinkmc_toml=CONFIG)
    code, out, _ = call("lint", "jobs/a.sql")
    assert code == 1
    assert "::: ddl/shop/orders.sql:2:63" in out
    assert out.endswith("Found 1 error in 1 file. 1 fixable with --fix.\n")
    assert call("lint", "--fix", "jobs/a.sql").out == "Fixed 1 finding. All clean: 1 file checked.\n"
    assert Path("jobs/a.sql").read_text("utf-8") == CLEAN


def test_their_own_findings_are_not_reported_unless_they_are_named() -> None:
    make(jobs__a_sql=CLEAN, ddl__orders_sql=TABLE + "CREATE TABLE (;", flinkmc_toml=CONFIG)
    assert call("lint", "jobs/a.sql").code == 0
    assert call("lint", "jobs").code == 0
    assert call("lint", "jobs/a.sql", "ddl/orders.sql").code == 1
    assert call("lint").code == 1


def test_patterns_are_seen_from_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    make(jobs__a_sql=SINK, ddl__orders_sql=TABLE, flinkmc_toml=CONFIG)
    monkeypatch.chdir("jobs")
    (found,) = [json.loads(line) for line in call("lint", "--output-format", "jsonl", "a.sql").out.splitlines()]
    assert [each["path"] for each in found["related"]] == ["../ddl/orders.sql"]


def test_standard_input_stands_for_the_file_of_its_name() -> None:
    make(ddl__orders_sql=TABLE.replace("64", "32"), jobs__a_sql=CLEAN, flinkmc_toml=CONFIG)
    assert call("lint", "-", "--stdin-filename", "jobs/a.sql", stdin=SINK.encode()).code == 0
    assert call("lint", "-", "jobs/a.sql", "--stdin-filename", "ddl/orders.sql", stdin=TABLE.encode()).code == 0
