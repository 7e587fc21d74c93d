"""`flinkmc lint --add-noqa`, and suppressions that are mended."""

from pathlib import Path

import pytest

from tests.cli.calls import call
from tests.cli.test_lint import CLEAN, SINK, TABLE


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_is_found_is_silenced_in_the_files() -> None:
    Path("a.sql").write_text(SINK, "utf-8")
    Path("b.sql").write_text(TABLE, "utf-8")
    assert call("lint", "--add-noqa") == (0, "", "Silenced 1 finding in 1 file.\n")
    assert Path("a.sql").read_text("utf-8") == SINK.replace("= '32'", "= '32' -- noqa: FMC401")
    assert Path("b.sql").read_text("utf-8") == TABLE
    assert call("lint") == (0, "All clean: 2 files checked.\n", "")


def test_standard_input_is_printed_with_comments() -> None:
    Path("b.sql").write_text(TABLE, "utf-8")
    silenced = SINK.replace("= '32'", "= '32' -- noqa: FMC401")
    assert call("lint", "--quiet", "--add-noqa", "-", "b.sql", stdin=SINK.encode()) == (0, silenced, "")
    assert call("lint", "--quiet", "--add-noqa", "-", "b.sql", stdin=CLEAN.encode()) == (0, CLEAN, "")


def test_what_no_comment_can_silence_is_counted() -> None:
    Path("a.sql").write_bytes(b"\xff")
    assert call("lint", "--add-noqa") == (0, "", "Silenced 0 findings in 0 files. No comment can silence 1 other.\n")


def test_it_goes_with_no_fix() -> None:
    code, _, err = call("lint", "--add-noqa", "--fix")
    assert (code, err.splitlines()[0]) == (2, "error: --add-noqa and --fix exclude each other")


def test_comments_that_silence_nothing_any_more_are_taken_out() -> None:
    Path("a.sql").write_text(CLEAN.replace("= '64'", "= '64' -- noqa: FMC401") + TABLE, "utf-8")
    found = call("lint", "--output-format", "concise")
    assert found.out.startswith("a.sql:9:36: FMC008 [*] FMC401 finds nothing here\n")
    assert call("lint", "--fix").out == "Fixed 1 finding. All clean: 1 file checked.\n"
    assert Path("a.sql").read_text("utf-8") == CLEAN + TABLE
