"""`flinkmc lint` as it is called."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.cli.calls import call, program

SINK = """\
CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'table.name' = 'orders',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '32'
);
"""
TABLE = """\
CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
TBLPROPERTIES ("transactional" = "true", "write.bucket.num" = "64");
"""
CLEAN = SINK.replace("'32'", "'64'")


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def make(**files: str) -> None:
    for name, text in files.items():
        path = Path(name.replace("__", "/").replace("_", "."))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


# -- what it finds ----------------------------------------------------------------------------------------------------


def test_a_sink_is_held_against_its_table_in_another_file() -> None:
    make(sinks__orders_sql=SINK, tables__orders_sql=TABLE)
    code, out, err = call("lint")
    assert (code, err) == (1, "")
    assert out.startswith("error: FMC401 [*] the sink writes 32 buckets, orders has 64\n  --> sinks/orders.sql:9:31\n")
    assert "\n  ::: tables/orders.sql:2:63\n" in out
    assert out.endswith("\n\nFound 1 error in 2 files. 1 fixable with --fix.\n")


def test_what_is_clean_is_said_to_be() -> None:
    make(sinks__orders_sql=CLEAN, tables__orders_sql=TABLE)
    assert call("lint") == (0, "All clean: 2 files checked.\n", "")
    assert call("lint", "--quiet", ".") == (0, "", "")
    assert call("lint", "--output-format", "json") == (0, "[]\n", "")


def test_standard_input_goes_before_the_file_of_its_name() -> None:
    make(sinks__a_sql=SINK, tables__orders_sql=TABLE)
    assert call("lint", "--stdin-filename", "sinks/a.sql", "-", ".", stdin=CLEAN.encode()) == (
        0,
        "All clean: 2 files checked.\n",
        "",
    )


def test_an_empty_file_is_clean() -> None:
    make(a_sql="")
    assert call("lint", "a.sql") == (0, "All clean: 1 file checked.\n", "")


def test_standard_input_is_linted() -> None:
    code, out, err = call("lint", "-", stdin=(SINK + TABLE).encode())
    assert (code, err) == (1, "")
    assert "--> <stdin>:9:31" in out
    out = call(
        "lint", "--stdin-filename", "x/y.sql", "--output-format", "concise", "-", stdin=(SINK + TABLE).encode()
    ).out
    assert out.startswith("x/y.sql:9:31: FMC401 [*] ")


def test_half_a_statement_is_a_finding() -> None:
    for end in range(SINK.index("'connector'"), SINK.index("'32'"), 7):
        code, out, err = call("lint", "--output-format", "jsonl", "-", stdin=SINK[:end].encode())
        assert (code, err) == (1, "")
        assert "FMC001" in {json.loads(line)["code"] for line in out.splitlines()}


def test_five_megabytes_are_linted() -> None:
    make(big_sql="-- a comment line that is as long as this one\n" * 110_000 + SINK * 200 + TABLE)
    assert Path("big.sql").stat().st_size > 5_000_000
    started = time.process_time()
    code, out, err = call("lint", "--output-format", "concise", "big.sql")
    assert (code, err) == (1, "")
    assert out.endswith(" in 1 file. 200 fixable with --fix.\n")
    assert time.process_time() - started < 30


# -- what it cannot read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("nix.sql", "error: nix.sql: no such file or folder\n"),
        ("empty", "error: empty: no .sql file to lint in this folder\n"),
        (".", "error: .: no .sql file to lint in this folder\n"),
    ],
)
def test_a_path_without_sql_is_a_wrong_call(path: str, says: str) -> None:
    make(empty__x_txt="")
    assert call("lint", path) == (2, "", says)


def test_a_binary_file_is_a_finding() -> None:
    Path("logo.sql").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    code, out, err = call("lint", "logo.sql")
    assert (code, err) == (1, "")
    assert out.startswith("error: FMC007 byte 0x89 is not UTF-8\n  --> logo.sql:1:1\n")
    assert "\x1b" not in out
    assert "\0" not in out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said_and_the_others_are_linted() -> None:
    make(a_sql=SINK + TABLE, b_sql="")
    Path("b.sql").chmod(0)
    code, out, err = call("lint")
    assert (code, err) == (2, "error: b.sql: permission denied\n")
    assert "FMC401" in out


# -- what is chosen ---------------------------------------------------------------------------------------------------


def codes(*arguments: str) -> set[str]:
    out = call("lint", "--output-format", "jsonl", *arguments).out
    return {json.loads(line)["code"] for line in out.splitlines()}


def test_rules_are_chosen_by_the_call_and_by_the_configuration() -> None:
    make(a_sql=(SINK + TABLE).replace("'sink.operation'", "'sink.opration'"))
    everything = codes()
    assert "FMC101" in everything
    assert len(everything) > 1
    assert codes("--select", "FMC101") == {"FMC101"}
    assert codes("--ignore", "FMC1,FMC0") == {code for code in everything if code[3] not in "10"}
    make(flinkmc_toml='select = ["FMC101"]')
    assert codes() == {"FMC101"}
    assert codes("--isolated") == everything
    assert codes("--extend-select", "FMC") >= everything
    make(other_toml='ignore = ["FMC101"]\n')
    assert codes("--config", "other.toml") == everything - {"FMC101"}


def test_files_are_excluded_by_the_call_and_by_the_configuration() -> None:
    make(a_sql="", old__b_sql="", old__c__d_sql="", e_sql="", _gitignore="e.sql\n")
    assert call("lint", "--show-files").out == "a.sql\nold/b.sql\nold/c/d.sql\n"
    assert call("lint", "--show-files", "--exclude", "old/c/").out == "a.sql\nold/b.sql\n"
    make(flinkmc_toml='exclude = ["old/"]')
    assert call("lint", "--show-files").out == "a.sql\n"
    assert call("lint", "--show-files", "old/b.sql", "e.sql").out == "e.sql\nold/b.sql\n"
    assert call("lint", "old") == (2, "", "error: old: no .sql file to lint in this folder\n")


def test_severity_decides_what_is_printed_and_what_fails() -> None:
    make(a_sql=SINK + TABLE)
    assert call("lint", "--fail-on", "never").code == 0
    assert "FMC401" in call("lint", "--fail-on", "never").out
    assert call("lint", "--severity", "FMC401=warning", "--fail-on", "error").code == 0
    assert call("lint", "--severity", "FMC4=info")[:2] == (0, "All clean: 1 file checked.\n")
    assert call("lint", "--severity", "FMC401=info", "--min-severity", "info").out.startswith("info: FMC401 ")
    assert call("lint", "--severity", "FMC401=info", "--fail-on", "info").code == 1
    assert call("lint", "--severity", "FMC401=off").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--select", "fmc401"], "error: unknown rule 'fmc401'; did you mean 'FMC401'?\n"),
        (["--ignore", "E501"], "error: unknown rule 'E501'; see flinkmc rules\n"),
        (["--severity", "FMC401"], "error: --severity FMC401 says no level; write --severity FMC401=warning\n"),
        (["--severity", "FMC401=warn"], "error: unknown severity 'warn'; it is one of error, warning, info, off\n"),
        (["--fail-on", "warnings"], "error: unknown --fail-on 'warnings'; did you mean 'warning'?\n"),
        (["--min-severity", "off"], "error: unknown --min-severity 'off'; it is one of error, warning, info\n"),
        (["--flink-version", "1.171"], "error: unknown Flink version '1.171'; did you mean '1.17'?\n"),
        (["--target", "vpp"], "error: unknown --target 'vpp'; it is one of self-managed, vvp\n"),
        (["--connector", "maxcomputes"], "error: unknown connector 'maxcomputes'; did you mean 'maxcompute'?\n"),
        (["--exclude", "\\"], "error: no pattern of paths '\\'; it is written as in .gitignore\n"),
        (["--config", "nix.toml"], "error: cannot read it: No such file or directory\n  --> nix.toml:1:1\n"),
        (["--config", "a.toml", "--isolated"], "error: --config and --isolated exclude each other\n"),
        (["--statistics", "--output-format", "json"], "error: --statistics has a form of its own"),
        (["--output-file", "nix/x.txt"], "error: cannot write nix/x.txt: no such file or folder\n"),
    ],
)
def test_a_wrong_option_is_explained(arguments: list[str], says: str) -> None:
    make(a_sql=SINK + TABLE)
    code, out, err = call("lint", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(says)


def test_a_wrong_configuration_is_shown() -> None:
    make(a_sql="", flinkmc_toml='ignore = ["FMC401"]\nfail_on = "error"\n')
    assert call("lint") == (
        2,
        "",
        "error: unknown key 'fail_on'\n"
        "  --> flinkmc.toml:2:1\n"
        "   |\n"
        ' 1 | ignore = ["FMC401"]\n'
        ' 2 | fail_on = "error"\n'
        "   | ^^^^^^^ did you mean 'fail-on'?\n"
        "   |\n",
    )


# -- what it writes ---------------------------------------------------------------------------------------------------


def test_a_fix_mends_the_file_and_the_file_is_clean_then() -> None:
    make(a_sql="\ufeff" + SINK.replace("\n", "\r\n"), b_sql=TABLE)
    assert call("lint", "--fix", "--target", "vvp") == (0, "Fixed 1 finding. All clean: 2 files checked.\n", "")
    assert Path("a.sql").read_bytes() == ("\ufeff" + CLEAN.replace("\n", "\r\n")).encode()
    assert call("lint", "--fix", "--target", "vvp") == (0, "All clean: 2 files checked.\n", "")


def test_a_diff_changes_nothing() -> None:
    make(a_sql=SINK, b_sql=TABLE)
    code, out, err = call("lint", "--diff")
    assert (code, err) == (1, "Would fix 1 finding.\n")
    assert out.startswith("--- a.sql\n+++ a.sql\n@@ ")
    assert "\n-  'upsert.write.bucket.num' = '32'\n+  'upsert.write.bucket.num' = '64'\n" in out
    assert Path("a.sql").read_bytes() == SINK.encode()
    make(a_sql=CLEAN)
    assert call("lint", "--diff") == (0, "", "There is nothing to fix.\n")
    assert call("lint", "--diff", "--quiet") == (0, "", "")


def test_standard_input_is_mended_to_standard_output() -> None:
    make(b_sql=TABLE)
    assert call("lint", "--fix", "-", "b.sql", stdin=SINK.encode()) == (
        0,
        CLEAN,
        "Fixed 1 finding. All clean: 2 files checked.\n",
    )
    assert call("lint", "--fix", "--quiet", "-", stdin=CLEAN.encode()) == (0, CLEAN, "")
    marked = "\ufeff" + CLEAN
    assert call("lint", "--fix", "--quiet", "--target", "vvp", "-", stdin=marked.encode()) == (0, marked, "")


def test_a_byte_order_mark_is_found_where_the_client_would_stumble_over_it() -> None:
    make(a_sql="\ufeff" + CLEAN, b_sql="\ufeff" + TABLE)
    assert call("lint", "--output-format", "concise", "a.sql").out.startswith(
        "a.sql:1:1: FMC004 the file begins with a byte order mark\n"
    )
    assert call("lint", "b.sql").code == 0


def test_a_file_that_is_no_text_is_left_alone() -> None:
    Path("a.sql").write_bytes(b"\xff\xfe")
    assert call("lint", "--fix").code == 1
    assert Path("a.sql").read_bytes() == b"\xff\xfe"


def test_standard_input_that_cannot_be_mended_comes_back_as_it_is() -> None:
    with program("lint", "--fix", "-") as process:
        out, err = process.communicate("\udcff\udcfe\n", timeout=60)
    assert (process.returncode, out) == (1, "\udcff\udcfe\n")
    assert "FMC007" in err


def test_a_report_goes_to_a_file() -> None:
    make(a_sql=SINK + TABLE)
    assert call("lint", "-o", "report.txt", "--output-format", "concise") == (1, "", "")
    assert Path("report.txt").read_text(encoding="utf-8").startswith("a.sql:9:31: FMC401 [*] ")


def test_statistics_count() -> None:
    make(a_sql=SINK + TABLE)
    assert call("lint", "--statistics").out == (
        "     1  FMC401  [*] bucket-count-mismatch\nFound 1 error in 1 file. 1 fixable with --fix.\n"
    )


def test_comments_silence() -> None:
    make(a_sql=SINK.replace("= '32'", "= '32' -- noqa: FMC401 the table is being moved") + TABLE)
    assert call("lint").code == 0
