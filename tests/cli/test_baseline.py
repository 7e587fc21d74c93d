"""Findings that are put up with: `flinkmc lint --baseline`."""

import json
from pathlib import Path

import pytest

from tests.cli.calls import call
from tests.cli.test_lint import CLEAN, SINK, TABLE, make

FILE = "flinkmc-baseline.json"
OTHER = SINK.replace("orders_sink", "clicks_sink").replace("'orders'", "'clicks'")
OTHER_TABLE = TABLE.replace("orders", "clicks")


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_only_new_findings_count() -> None:
    make(a_sql=SINK + TABLE, flinkmc_toml=f'baseline = "{FILE}"')
    assert call("lint", "--write-baseline") == (0, "", f"Wrote 1 finding to {FILE}.\n")
    assert call("lint") == (0, "Nothing new: 1 file checked. 1 known finding left out.\n", "")
    make(b_sql=OTHER + OTHER_TABLE)
    code, out, _ = call("lint")
    assert (code, out.count("FMC401")) == (1, 1)
    assert "--> b.sql:9:31" in out
    assert out.endswith("Found 1 error in 2 files. 1 fixable with --fix. 1 known finding left out.\n")
    assert [each["path"] for each in json.loads(call("lint", "--output-format", "json").out)] == ["b.sql"]


def test_entries_survive_moved_lines_and_files() -> None:
    make(a_sql=SINK + TABLE)
    call("lint", "--baseline", FILE, "--write-baseline")
    make(sinks__moved_sql=f"-- a head\n\n{SINK}\n{TABLE}")
    Path("a.sql").unlink()
    assert call("lint", "--baseline", FILE).code == 0


def test_a_second_of_the_same_kind_is_new() -> None:
    make(a_sql=SINK + TABLE)
    call("lint", "--baseline", FILE, "--write-baseline")
    make(b_sql=SINK)
    assert call("lint", "--baseline", FILE).out.count("FMC401") == 1


def test_what_has_vanished_is_said_and_dropped() -> None:
    make(a_sql=SINK + TABLE)
    call("lint", "--baseline", FILE, "--write-baseline")
    make(a_sql=CLEAN + TABLE)
    says = "All clean: 1 file checked. 1 entry of the baseline has vanished: --write-baseline drops what is gone.\n"
    assert call("lint", "--baseline", FILE) == (0, says, "")
    assert call("lint", "--baseline", FILE, "--write-baseline").err == f"Wrote 0 findings to {FILE}.\n"
    assert call("lint", "--baseline", FILE).out == "All clean: 1 file checked.\n"


def test_what_was_not_linted_has_not_vanished() -> None:
    make(a_sql=SINK + TABLE, b_sql=OTHER + OTHER_TABLE)
    call("lint", "--baseline", FILE, "--write-baseline")
    before = Path(FILE).read_text("utf-8")
    assert call("lint", "--baseline", FILE, "a.sql").out == ("Nothing new: 1 file checked. 1 known finding left out.\n")
    assert call("lint", "--baseline", FILE, "--select", "FMC1").out == "All clean: 2 files checked.\n"
    call("lint", "--baseline", FILE, "--write-baseline", "a.sql")
    assert Path(FILE).read_text("utf-8") == before


def test_a_baseline_reads_like_code_and_holds_nothing_of_the_text() -> None:
    key = "kanarischerSchluessel"
    make(b_sql=SINK + TABLE, a_sql=OTHER.replace("${ODPS_ACCESS_KEY}", key) + OTHER_TABLE)
    call("lint", "--baseline", FILE, "--write-baseline")
    text = Path(FILE).read_text("utf-8")
    entries = json.loads(text)["findings"]
    assert [(each["path"], each["code"]) for each in entries] == [
        ("a.sql", "FMC401"),
        ("a.sql", "FMC701"),
        ("b.sql", "FMC401"),
    ]
    assert {tuple(each) for each in entries} == {("path", "code", "fingerprint")}
    assert text.count("\n    {") == len(entries)
    assert not [word for word in (key, "orders", "clicks", "bucket") if word in text]


def test_paths_are_seen_from_the_baseline() -> None:
    make(sql__a_sql=SINK + TABLE)
    call("lint", "--baseline", "sql/known.json", "--write-baseline", "sql/a.sql")
    assert [each["path"] for each in json.loads(Path("sql/known.json").read_text("utf-8"))["findings"]] == ["a.sql"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "error: cannot read the baseline known.json: no such file or folder; --write-baseline makes it\n"),
        ("{", "error: known.json is no baseline: it is no JSON: "),
        ("[]", "error: known.json is no baseline: it has no list of findings\n"),
        (
            '{"version": 2, "findings": []}',
            "error: known.json is no baseline: its version is 2, where this flinkmc kno",
        ),
        (
            '{"version": 1, "findings": [{}]}',
            "error: known.json is no baseline: a finding has path, code, fingerprint\n",
        ),
        (
            '{"version": 1, "findings": [{"path": 1, "code": "", "fingerprint": ""}]}',
            "error: known.json is no baseline",
        ),
    ],
)
def test_what_is_no_baseline_is_explained(text: str | None, says: str) -> None:
    make(a_sql=SINK)
    if text is not None:
        Path("known.json").write_text(text, "utf-8")
    code, out, err = call("lint", "--baseline", "known.json")
    assert (code, out) == (2, "")
    assert err.startswith(says)


def test_it_goes_with_no_fix() -> None:
    err = call("lint", "--write-baseline", "--fix").err
    assert err.startswith("error: --write-baseline and --fix exclude each other\n")
