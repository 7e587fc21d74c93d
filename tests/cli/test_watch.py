"""`flinkmc lint --watch`."""

import signal
from pathlib import Path

import pytest

from tests.cli.calls import call, program
from tests.cli.test_lint import CLEAN, SINK, TABLE, make


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_change_is_linted() -> None:
    make(a_sql=CLEAN + TABLE, flinkmc_toml="")
    with program("lint", "--watch", "--output-format", "concise") as process:
        assert process.stdout
        assert process.stderr
        try:
            assert process.stdout.readline() == "All clean: 1 file checked.\n"
            assert process.stderr.readline() == "Watching for changes; Ctrl+C ends it.\n"
            make(a_sql=SINK + TABLE)
            assert process.stdout.readline().startswith("a.sql:9:31: FMC401 ")
            process.stdout.readline()
            process.stderr.readline()
            make(flinkmc_toml="targt = 1")
            assert process.stderr.readline() == "error: unknown key 'targt'\n"
            make(flinkmc_toml='ignore = ["FMC401"]')
            assert process.stdout.readline() == "All clean: 1 file checked.\n"
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(10) in (0, 130)


def test_standard_input_cannot_be_watched() -> None:
    assert call("lint", "--watch", "-").err.startswith("error: --watch and - exclude each other\n")
