"""What a configuration chooses, where it is found, and how its mistakes are said."""

from pathlib import Path
from typing import Any

import pytest

from flinkmc.lint.config import Config, Selection, UnknownWordError, default, levels, selector
from flinkmc.lint.config_file import KEYS, ConfigError, Configs, load
from flinkmc.lint.rule import Level

RULES: dict[str, Level] = {
    "FMC001": "error",
    "FMC101": "error",
    "FMC107": "off",
    "FMC401": "error",
    "FMC402": "warning",
    "FMC407": "off",
}


def chosen(*selections: Selection, severity: tuple[tuple[str, Level], ...] = ()) -> dict[str, str | None]:
    return levels(Config("1.17", selections=selections, severity=severity), RULES)  # type: ignore[return-value]


ON = ["FMC001", "FMC101", "FMC401", "FMC402"]


@pytest.mark.parametrize(
    ("selections", "codes"),
    [
        ([], ON),
        ([Selection()], ON),
        ([Selection(select=("FMC4",))], ["FMC401", "FMC402"]),
        ([Selection(select=("FMC407",))], ["FMC407"]),
        ([Selection(select=("ALL",))], list(RULES)),
        ([Selection(select=())], []),
        ([Selection(extend_select=("FMC107",))], [*ON[:2], "FMC107", *ON[2:]]),
        ([Selection(extend_select=("FMC1",))], [*ON[:2], "FMC107", *ON[2:]]),
        ([Selection(ignore=("FMC4",))], ["FMC001", "FMC101"]),
        ([Selection(ignore=("FMC4",), extend_select=("FMC401",))], ["FMC001", "FMC101", "FMC401"]),
        ([Selection(select=("FMC4",), ignore=("FMC401",))], ["FMC402"]),
        ([Selection(select=("FMC401",), ignore=("FMC4",))], ["FMC401"]),
        ([Selection(select=("FMC401",), ignore=("FMC401",))], []),
        ([Selection(select=("ALL",), ignore=("FMC",), extend_select=("FMC0",))], ["FMC001"]),
        ([Selection(select=("FMC4",)), Selection(select=("FMC1",))], ["FMC101"]),
        ([Selection(select=("FMC4",)), Selection(ignore=("FMC401",))], ["FMC402"]),
        ([Selection(ignore=("FMC401",)), Selection(extend_select=("FMC4",))], [*ON, "FMC407"]),
    ],
)
def test_rules_are_chosen(selections: list[Selection], codes: list[str]) -> None:
    assert list(chosen(*selections)) == codes


@pytest.mark.parametrize(
    ("severity", "result"),
    [
        ([("FMC402", "error")], {"FMC001": None, "FMC101": None, "FMC401": None, "FMC402": "error"}),
        ([("FMC4", "info")], {"FMC001": None, "FMC101": None, "FMC401": "info", "FMC402": "info"}),
        ([("FMC401", "error"), ("FMC4", "off")], {"FMC001": None, "FMC101": None, "FMC401": "error"}),
        ([("ALL", "off"), ("FMC401", "info")], {"FMC401": "info"}),
        (
            [("FMC107", "info")],
            {"FMC001": None, "FMC101": None, "FMC107": "info", "FMC401": None, "FMC402": None},
        ),
        ([("FMC1", "warning")], {"FMC001": None, "FMC101": "warning", "FMC401": None, "FMC402": None}),
    ],
)
def test_severities_are_changed(severity: list[tuple[str, Level]], result: dict[str, str | None]) -> None:
    assert chosen(severity=tuple(severity)) == result


def test_a_rule_that_is_chosen_though_off_warns() -> None:
    assert chosen(Selection(select=("FMC107",))) == {"FMC107": "warning"}
    assert chosen(Selection(select=("FMC107",)), severity=(("FMC107", "error"),)) == {"FMC107": "error"}


def test_what_fails_a_run_is_reported() -> None:
    assert [severity for severity in ("error", "warning", "info") if default().reports(severity)] == [
        "error",
        "warning",
    ]
    assert default()._replace(fail_on="info").reports("info")
    assert not default()._replace(fail_on="info", min_severity="error").reports("warning")
    assert not default()._replace(fail_on="never").fails("error")
    assert not default()._replace(fail_on="error").fails("warning")


def test_a_selector_that_fits_no_rule_is_unknown() -> None:
    assert [selector(text, RULES) for text in ("ALL", "F", "FMC", "FMC4", "FMC401")]
    with pytest.raises(UnknownWordError) as refused:
        selector("FMC410", RULES)
    assert (refused.value.message, refused.value.hint) == ("unknown rule 'FMC410'", "did you mean 'FMC401'?")
    for text in ("", "fmc401", "FMC4011", "X"):
        with pytest.raises(UnknownWordError):
            selector(text, RULES)


# -- files ------------------------------------------------------------------------------------------------------------


def written(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_all_keys_are_read(tmp_path: Path) -> None:
    text = """
        select = ["FMC4"]
        extend-select = ["FMC107"]
        ignore = ["FMC402"]
        severity = { FMC401 = "warning", FMC1 = "info" }
        min-severity = "info"
        fail-on = "never"
        flink-version = "1.15"
        target = "vvp"
        connector = "odps-vvr"
        exclude = ["legacy/", "*.bak.sql"]
        baseline = "known.json"
        tables = ["ddl/**/*.sql"]
        placeholders = ["@[a-z]+@"]

        [per-file-ignores]
        "old/*.sql" = ["FMC4", "FMC001"]

        [connectors]
        maxcompute = {}
    """
    read = load(written(tmp_path / "flinkmc.toml", text), RULES)
    assert read == Config(
        "1.15",
        "vvp",
        "odps-vvr",
        (Selection(("FMC4",), ("FMC107",), ("FMC402",)),),
        (("FMC401", "warning"), ("FMC1", "info")),
        "info",
        "never",
        ("legacy/", "*.bak.sql"),
        (("old/*.sql", ("FMC4", "FMC001")),),
        str(tmp_path),
        str(tmp_path / "known.json"),
        ("ddl/**/*.sql",),
        ("@[a-z]+@",),
        (("maxcompute", "{}"),),
    )
    assert all(f"{key} =" in text or f"[{key}]" in text for key in KEYS)


@pytest.mark.parametrize(
    ("text", "line", "underlined", "message", "hint"),
    [
        ('\nselct = ["FMC4"]', 2, "selct", "unknown key 'selct'", "did you mean 'select'?"),
        (
            'extend_select = ["FMC4"]',
            1,
            "extend_select",
            "unknown key 'extend_select'",
            "did you mean 'extend-select'?",
        ),
        ("[ddl]\nx = 1", 1, "ddl", "unknown key 'ddl'", "the keys are select, extend-select, ignore"),
        ('select = [\n  "FMC4",\n  "FMC419"\n]', 3, '"FMC419"', "unknown rule 'FMC419'", "see flinkmc rules"),
        ('select = ["fmc401"]', 1, '"fmc401"', "unknown rule 'fmc401'", "did you mean 'FMC401'?"),
        ("select = 'FMC4'", 1, "select", "this takes a list of strings", 'such as ["FMC4", "FMC502"]'),
        ("select = [4]", 1, "select", "this takes a list of strings", "such as"),
        (
            '[severity]\nFMC401 = "warn"',
            2,
            '"warn"',
            "unknown severity 'warn'",
            "it is one of error, warning, info, off",
        ),
        ('severity = { FMC409 = "info" }', 1, "FMC409", "unknown rule 'FMC409'", "did you mean"),
        ('severity = { FMC401 = "infos" }', 1, '"infos"', "unknown severity 'infos'", "did you mean 'info'?"),
        ("severity.FMC401 = 3", 1, "FMC401", "unknown severity 3", "it is one of"),
        ("severity = 3", 1, "severity", "this takes a table", 'such as { FMC502 = "error" }'),
        ('fail-on = "off"', 1, '"off"', "unknown severity 'off'", "it is one of error, warning, info, never"),
        ('target = "vvr"', 1, '"vvr"', "unknown target 'vvr'", "it is one of self-managed, vvp"),
        ("flink-version = 1.17", 1, "flink-version", "this Flink version is no string", 'write it in quotes: "1.17"'),
        ('flink-version = "1.7"', 1, '"1.7"', "unknown Flink version '1.7'", "it is one of 1.13"),
        ('connector = "maxcomput"', 1, '"maxcomput"', "unknown connector 'maxcomput'", "did you mean 'maxcompute'?"),
        ("exclude = [true]", 1, "exclude", "this takes a list of strings", "such as"),
        ('exclude = ["a", "\\\\"]', 1, "exclude", "no pattern of paths '\\'", "it is written as in .gitignore"),
        ('[per-file-ignores]\n"a.sql" = ["FMC9"]', 2, '"FMC9"', "unknown rule 'FMC9'", "see flinkmc rules"),
        ('[per-file-ignores]\n"a.sql" = "FMC4"', 2, '"a.sql"', "this takes a list of strings", "such as"),
        ('select = ["FMC4"]\nselect = []', 2, "", "this is no TOML: cannot overwrite a value", ""),
        ("select = [", 1, "", "this is no TOML: invalid value", ""),
    ],
)
def test_a_mistake_is_said_with_its_place(
    tmp_path: Path, text: str, line: int, underlined: str, message: str, hint: str
) -> None:
    prefix = "[tool.flinkmc]\n" if not text.startswith("[") else ""
    nested = text.replace("[severity]", "[tool.flinkmc.severity]").replace("[per-file", "[tool.flinkmc.per-file")
    nested = prefix + nested.replace("[ddl]", "[tool.flinkmc.ddl]")
    for name, content, offset in (("flinkmc.toml", text, 0), ("pyproject.toml", nested, len(prefix.splitlines()))):
        with pytest.raises(ConfigError) as refused:
            load(written(tmp_path / name, content), RULES)
        error = refused.value
        assert error.message == message
        assert error.hint.startswith(hint)
        assert error.source.position(error.span.start).line == line + offset
        assert error.source.slice(error.span) == underlined


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    file = tmp_path / "flinkmc.toml"
    file.write_bytes(b"select = ['\xff']")
    with pytest.raises(ConfigError, match="byte 12 is no UTF-8"):
        load(str(file), RULES)
    with pytest.raises(ConfigError, match="cannot read it: No such file or directory"):
        load(str(tmp_path / "nix.toml"), RULES)


def of(configs: Configs, path: Path) -> Any:
    return configs.of(str(path)).min_severity


def test_the_nearest_file_above_holds(tmp_path: Path) -> None:
    written(tmp_path / "flinkmc.toml", 'min-severity = "error"')
    written(tmp_path / "a" / "pyproject.toml", '[tool.flinkmc]\nmin-severity = "info"')
    written(tmp_path / "a" / "b" / "pyproject.toml", '[tool.ruff]\nline-length = 3 # "flinkmc"')
    written(tmp_path / "a" / "c" / "pyproject.toml", "this is no [ TOML at all")
    configs = Configs(RULES)
    assert of(configs, tmp_path / "x.sql") == "error"
    assert of(configs, tmp_path / "a" / "x.sql") == "info"
    assert of(configs, tmp_path / "a" / "b" / "x.sql") == "info"
    assert of(configs, tmp_path / "a" / "c" / "x.sql") == "info"
    assert of(Configs(RULES, isolated=True), tmp_path / "x.sql") is None
    assert of(Configs(RULES, file=str(tmp_path / "flinkmc.toml")), tmp_path / "a" / "x.sql") == "error"


def test_a_file_of_its_own_goes_before_pyproject(tmp_path: Path) -> None:
    written(tmp_path / "flinkmc.toml", 'min-severity = "error"')
    written(tmp_path / "pyproject.toml", '[tool.flinkmc]\nmin-severity = "info"')
    assert of(Configs(RULES), tmp_path / "x.sql") == "error"


def test_the_call_goes_on_top(tmp_path: Path) -> None:
    written(tmp_path / "flinkmc.toml", 'min-severity = "error"\nselect = ["FMC4"]')
    configs = Configs(RULES, lambda read: read._replace(min_severity="info"))
    assert of(configs, tmp_path / "x.sql") == "info"
    assert configs.of(str(tmp_path / "x.sql")).selections == (Selection(("FMC4",)),)
