"""The program as a whole: what it says of itself and of wrong calls, and how it ends."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flinkmc import __version__
from flinkmc.cli.main import COMMANDS
from tests.cli.calls import call, program

BAD = "CREATE TABLE t (\n  a INT\n) WITH ('connector' = 'maxcompute', 'sink.opration' = 'upsert');\n"


def test_it_says_its_version() -> None:
    assert call("--version") == (0, f"flinkmc {__version__}\n", "")
    assert call("-V") == call("--version")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help_lists_every_command(arguments: list[str]) -> None:
    code, out, err = call(*arguments)
    assert (code, err) == (0, "")
    assert all(re.search(rf"^  {name} +{re.escape(text)}$", out, re.MULTILINE) for name, text in COMMANDS.items())


def test_without_a_word_it_shows_help_and_fails() -> None:
    code, out, err = call()
    assert (code, out) == (2, "")
    assert err.startswith("Usage: flinkmc ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    code, out, err = call(name, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: flinkmc {name} ")


def test_version_and_help_import_no_command() -> None:
    heavy = "{'flinkmc.lint.engine', 'flinkmc.cli.lint', 'rich', 'sqlglot', 'odps', 'json', 'tomllib', 'logging'}"
    for argument in ("--version", "--help"):
        script = (
            f"import sys; sys.argv = ['flinkmc', {argument!r}]\nfrom flinkmc.cli.main import main\n"
            f"try: main()\nfinally: print(sorted({heavy} & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
        assert done.stderr.splitlines()[-1] == "[]"


def test_lint_imports_nothing_heavy(tmp_path: Path) -> None:
    file = tmp_path / "a.sql"
    file.write_text(BAD, encoding="utf-8")
    heavy = "{'rich', 'sqlglot', 'odps', 'jinja2', 'logging', 'importlib.metadata', 'json', 'pathspec', 'pathlib'}"
    script = (
        f"import sys; sys.argv = ['flinkmc', 'lint', {str(file)!r}]\nfrom flinkmc.cli.main import main\n"
        f"try: main()\nfinally: print(sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert "FMC101" in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lnt"], "error: unknown command 'lnt'; did you mean 'lint'?\nusage: flinkmc "),
        (["tests"], "error: unknown command 'tests'; did you mean 'flinkmc lint tests'?\n"),
        (["xyzzy"], "error: unknown command 'xyzzy'\n"),
        (["--versio"], "error: unknown option '--versio'; did you mean '--version'?\n"),
        (["lint", "--fixx"], "error: unknown option '--fixx'; did you mean '--fix'?\nusage: flinkmc lint "),
        (["lint", "--outputformat", "json"], "error: unknown option '--outputformat'; did you mean '--output-format'?"),
        (
            ["lint", "--xyzzy"],
            "error: unknown option '--xyzzy'\nusage: flinkmc lint [OPTIONS] [PATH]...\n help: flinkmc lint --help\n",
        ),
        (["lint", "--select"], "error: option '--select' requires an argument\n"),
        (["lint", "--output-format", "xml"], "error: invalid value for '--output-format': 'xml' is not one of"),
        (["explain"], "error: missing argument 'RULE'\n"),
        (["rules", "more"], "error: got unexpected extra argument (more)\n"),
    ],
)
def test_a_wrong_call_is_explained(arguments: list[str], says: str) -> None:
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(says)


# -- streams ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> str:
    """A file with more findings than a pipe holds."""
    file = tmp_path / "many.sql"
    file.write_text(BAD * 400, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("arguments", [["lint"], ["lint", "--output-format", "json"], ["parse"]])
def test_a_closed_pipe_ends_quietly(many: str, arguments: list[str]) -> None:
    with program(*arguments, many) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == (0 if arguments == ["parse"] else 1)


@pytest.mark.parametrize("arguments", [["rules"], ["options", "maxcompute"], ["--help"], ["rules", "--format", "json"]])
def test_a_pipe_that_is_closed_from_the_start_ends_quietly(arguments: list[str]) -> None:
    with program(*arguments) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode in (0, 1)


def test_a_full_disk_is_said(many: str) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "flinkmc", "lint", many], stdout=full, stderr=subprocess.PIPE, encoding="utf-8"
        )
    assert (done.returncode, done.stderr) == (2, "error: cannot write the output: no space left on device\n")


def test_no_standard_output_at_all_is_fine(many: str) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" -m flinkmc lint "$1" >&-', sys.executable, many], stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_a_poor_encoding_is_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "日本.sql"
    file.write_text(BAD.replace("a INT", "`日本` INT"), encoding="utf-8")
    with program("lint", str(file), PYTHONIOENCODING="ascii", PYTHONUTF8="0") as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "")
    assert "\\u65e5\\u672c.sql" in out


def test_an_interrupt_ends_quietly() -> None:
    with program("lint", "-") as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "")


# -- a terminal -------------------------------------------------------------------------------------------------------


def on_a_terminal(*arguments: str, columns: int = 80, **environment: str) -> str:
    """What a person sees, with its colours."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the other process
        for name in ("NO_COLOR", "FORCE_COLOR"):
            os.environ.pop(name, None)
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": str(columns), **environment}
        os.execv(sys.executable, [sys.executable, "-m", "flinkmc", *arguments])
    shown = b""
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:  # Linux says so that the other side is closed
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n")


@pytest.fixture
def bad(tmp_path: Path) -> str:
    file = tmp_path / "bad.sql"
    file.write_text(BAD, encoding="utf-8")
    return str(file)


def test_colour_is_for_terminals(bad: str) -> None:
    piped = call("lint", bad).out
    assert "\x1b" not in piped
    shown = on_a_terminal("lint", bad, columns=120)
    assert "\x1b[1;31merror" in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == piped


def test_colour_is_as_asked_for(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in on_a_terminal("lint", bad, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal("lint", bad, TERM="dumb")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in call("lint", bad).out
    monkeypatch.setenv("FORCE_COLOR", "0")
    assert "\x1b" not in call("lint", bad).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in call("lint", bad).out


@pytest.mark.parametrize("columns", [50, 80, 120, 200])
@pytest.mark.parametrize(
    "arguments",
    [
        ["rules"],
        ["options"],
        ["options", "maxcompute"],
        ["options", "maxcompute", "sink.operation"],
        ["explain", "FMC401"],
    ],
)
def test_tables_fit_the_terminal(arguments: list[str], columns: int) -> None:
    shown = re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal(*arguments, columns=columns))
    assert shown.strip()
    assert max(map(len, shown.splitlines())) <= columns
