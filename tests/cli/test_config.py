"""`flinkmc config`, the schema of a configuration, and `flinkmc init`."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from flinkmc.lint.config_file import KEYS, ConfigError, load
from flinkmc.lint.config_schema import MEANING
from flinkmc.rules import load as load_rules
from tests.cli.calls import call
from tests.cli.test_lint import CLEAN, make

SCHEMA = Path(__file__).parents[2] / "flinkmc.schema.json"


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def shown(path: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(call("config", "--format", "json", path).out)
    return answer


# -- what is in force -------------------------------------------------------------------------------------------------


def test_each_value_is_shown_with_the_line_that_says_it() -> None:
    make(
        a_sql="",
        jobs__b_sql="",
        flinkmc_toml='target = "vvp"\n',
        jobs__pyproject_toml='[tool.flinkmc]\nbaseline = "known.json"\n\n[tool.flinkmc.severity]\nFMC401 = "info"\n',
    )
    a, b = shown("a.sql"), shown("jobs/b.sql")
    assert (a["file"], b["file"]) == ("flinkmc.toml", "jobs/pyproject.toml")
    assert a["values"]["target"] == {"value": "vvp", "from": "flinkmc.toml:1"}
    assert b["values"]["target"] == {"value": "self-managed", "from": "default"}
    assert b["values"]["severity"] == {"value": {"FMC401": "info"}, "from": "jobs/pyproject.toml:4"}
    assert b["values"]["baseline"] == {"value": "known.json", "from": "jobs/pyproject.toml:2"}
    assert (a["rules"]["FMC401"], b["rules"]["FMC401"]) == ("error", "info")
    assert set(a["values"]) == set(KEYS)
    assert shown("jobs")["file"] == "jobs/pyproject.toml"
    assert shown("jobs/not-there-yet.sql")["file"] == "jobs/pyproject.toml"


def test_it_is_a_table_for_people() -> None:
    make(flinkmc_toml='ignore = ["FMC203"]\nper-file-ignores = { "old/*.sql" = ["FMC1"] }\n')
    lines = call("config").out.splitlines()
    assert lines[0] == f".: flinkmc.toml, {len(shown('.')['rules'])} rules"
    assert lines[2].split() == ["key", "value", "from"]
    assert 'ignore            ["FMC203"]                  flinkmc.toml:1' in lines
    assert 'per-file-ignores  { "old/*.sql" = ["FMC1"] }  flinkmc.toml:2' in lines


def test_a_wrong_configuration_is_shown() -> None:
    make(flinkmc_toml='targt = "vvp"\n')
    code, out, err = call("config")
    assert (code, out) == (2, "")
    assert err.startswith("error: unknown key 'targt'\n  --> flinkmc.toml:1:1\n")


# -- the schema -------------------------------------------------------------------------------------------------------


def test_the_published_schema_is_up_to_date(request: pytest.FixtureRequest) -> None:
    text = call("config", "--schema").out
    if request.config.getoption("--update-golden"):
        SCHEMA.write_text(text, "utf-8")
    assert SCHEMA.read_text("utf-8") == text
    Draft7Validator.check_schema(json.loads(text))
    assert list(MEANING) == list(KEYS) == list(json.loads(text)["properties"])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("", True),
        ('select = ["FMC4", "FMC502", "ALL"]', True),
        ('severity = { FMC502 = "error", FMC1 = "off" }', True),
        ('per-file-ignores = { "old/*.sql" = ["FMC1"] }', True),
        ('flink-version = "1.15"\ntarget = "vvp"\nconnector = "odps-vvr"', True),
        ('tables = ["ddl/**/*.sql"]\nbaseline = "known.json"\nexclude = ["legacy/"]', True),
        ('fail-on = "never"\nmin-severity = "info"', True),
        ('selct = ["FMC4"]', False),
        ('select = "FMC4"', False),
        ('select = ["FMC9999"]', False),
        ('severity = { FMC502 = "grave" }', False),
        ('severity = { FMC9999 = "error" }', False),
        ('per-file-ignores = { "old/*.sql" = "FMC1" }', False),
        ("flink-version = 1.17", False),
        ('target = "vpp"', False),
        ("tables = [1]", False),
        ('baseline = ""', False),
    ],
)
def test_the_schema_takes_what_the_program_takes(text: str, right: bool) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert Draft7Validator(schema).is_valid(tomllib.loads(text)) == right
    make(flinkmc_toml=text)
    if right:
        load("flinkmc.toml", load_rules())
    else:
        with pytest.raises(ConfigError):
            load("flinkmc.toml", load_rules())


# -- a first one ------------------------------------------------------------------------------------------------------


def test_a_first_configuration_is_one() -> None:
    make(jobs__a_sql=CLEAN)
    assert call("init", "jobs") == (0, "Wrote jobs/flinkmc.toml.\nWrote jobs/.pre-commit-config.yaml.\n", "")
    text = Path("jobs/flinkmc.toml").read_text("utf-8")
    assert shown("jobs")["values"]["flink-version"]["from"] == "jobs/flinkmc.toml:4"
    offered = [line.removeprefix("# ") for line in text.splitlines() if " = " in line]
    make(flinkmc_toml="\n".join(offered))
    assert Draft7Validator(json.loads(SCHEMA.read_text("utf-8"))).is_valid(tomllib.loads("\n".join(offered)))
    load("flinkmc.toml", load_rules())
    assert "        entry: flinkmc lint\n" in Path("jobs/.pre-commit-config.yaml").read_text("utf-8")
    assert call("lint", "jobs").code == 0


def test_nothing_is_overwritten() -> None:
    make(flinkmc_toml="")
    Path(".pre-commit-config.yaml").write_text("repos: []\n", "utf-8")
    code, out, _ = call("init")
    assert code == 0
    assert out.startswith(
        "flinkmc.toml stands there already; it is left as it is.\n.pre-commit-config.yaml stands there"
    )
    assert "      - id: flinkmc\n" in out
    assert Path("flinkmc.toml").read_text("utf-8") == ""
    assert Path(".pre-commit-config.yaml").read_text("utf-8") == "repos: []\n"


def test_a_folder_that_is_not_there_is_a_wrong_call() -> None:
    assert call("init", "nix").code == 2


def test_own_placeholders(tmp_path: Path) -> None:
    text = """CREATE TABLE @stage@_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = '@project@',
  'odps.end.point' = '@endpoint@',
  'odps.access.id' = '@id@',
  'odps.access.key' = '@key@',
  'table.name' = 'orders',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '@buckets@'
);
"""
    (tmp_path / "sink.sql").write_text(text, encoding="utf-8")
    assert call("lint", "--output-format", "concise", str(tmp_path)).code == 1
    (tmp_path / "flinkmc.toml").write_text('placeholders = ["@[a-z]+@"]\n', encoding="utf-8")
    assert call("lint", str(tmp_path)).out == "All clean: 1 file checked.\n"


@pytest.mark.parametrize("wrong", ['["("]', '[""]', '"@x@"'])
def test_a_placeholder_is_a_regular_expression(wrong: str, tmp_path: Path) -> None:
    (tmp_path / "sink.sql").write_text("SELECT 1;\n", encoding="utf-8")
    (tmp_path / "flinkmc.toml").write_text(f"placeholders = {wrong}\n", encoding="utf-8")
    answer = call("lint", str(tmp_path))
    assert answer.code == 2
    assert "flinkmc.toml:1:" in answer.err


OWN_OPTION = """[connectors.maxcompute.option."company.audit.interval"]
type = "int"
unit = "s"
default = "60"
min = 1
group = "company"
summary = "How often the writer says what it has written."
"""


def test_own_options(tmp_path: Path) -> None:
    text = CLEAN.replace("'sink.operation' =", "'company.audit.interval' = '0',\n  'sink.operation' =")
    assert text != CLEAN
    (tmp_path / "sink.sql").write_text(text, encoding="utf-8")
    assert "FMC101" in call("lint", "--output-format", "concise", str(tmp_path)).out
    (tmp_path / "flinkmc.toml").write_text(OWN_OPTION, encoding="utf-8")
    out = call("lint", "--output-format", "concise", str(tmp_path)).out
    assert "FMC101" not in out
    assert "FMC104" in out
    (tmp_path / "flinkmc.toml").write_text(OWN_OPTION.replace('"int"', '"integer"'), encoding="utf-8")
    answer = call("lint", str(tmp_path))
    assert answer.code == 2
    assert "flinkmc.toml:1:" in answer.err
