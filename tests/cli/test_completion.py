"""The tab key: the shells' scripts, and what may follow a word."""

import pytest

from flinkmc.cli.main import COMMANDS
from tests.cli.calls import program


@pytest.mark.parametrize(
    ("shell", "says"),
    [
        ("bash", "complete -o nosort -F _flinkmc_completion flinkmc"),
        ("zsh", "compdef _flinkmc_completion flinkmc"),
        ("fish", "complete --no-files --command flinkmc"),
    ],
)
def test_a_script_is_made_for_each_shell(shell: str, says: str) -> None:
    out, err = program(_FLINKMC_COMPLETE=f"{shell}_source").communicate()
    assert says in out
    assert "Traceback" not in err


def completed(line: str) -> list[str]:
    """What bash is told that the last word of a line may become."""
    words = line.split(" ")
    with program(_FLINKMC_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1)) as asked:
        out, err = asked.communicate()
    assert (asked.returncode, err) == (0, "")
    return [entry.removeprefix("plain,") for entry in out.splitlines()]


def test_commands_complete() -> None:
    assert completed("flinkmc ") == list(COMMANDS)
    assert completed("flinkmc ex") == ["explain"]


def test_options_and_their_values_complete() -> None:
    assert completed("flinkmc lint --unsafe") == ["--unsafe-fixes"]
    assert completed("flinkmc lint --output-format conc") == ["concise"]
    assert completed("flinkmc ddl --che") == ["--check"]


@pytest.mark.parametrize(
    "line", ["lint sam", "lint --config fl", "ddl sam", "ddl x --output-dir dd", "job sam", "parse sam"]
)
def test_paths_are_left_to_the_shell(line: str) -> None:
    assert completed(f"flinkmc {line}") == [f"file,{line.rpartition(' ')[2]}"]
