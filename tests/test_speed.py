"""What linting may not do: load what it does not need, or take more than its share of time; see `make bench`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("sqlglot", "rich", "odps", "jinja2", "requests", "logging", "importlib.metadata", "asyncio")
LOADED = "import sys; print(*sorted(sys.modules), sep='\\n', file=sys.stderr)"


def modules_after(*arguments: str) -> set[str]:
    at_the_end = f"import atexit\natexit.register(lambda: exec({LOADED!r}))\n"
    script = f"{at_the_end}from flinkmc.cli.main import main\nmain({list(arguments)!r})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("--help",),
        ("lint", "--help"),
        ("lint", "--isolated", "samples/orders"),
        ("lint", "--isolated", "samples/broken"),
        ("lint", "--isolated", "--output-format", "json", "samples/managed"),
    ],
)
def test_nothing_heavy_is_imported(arguments: tuple[str, ...]) -> None:
    assert modules_after(*arguments).isdisjoint(HEAVY)


def test_a_bare_call_imports_no_command() -> None:
    loaded = modules_after("--version")
    assert not {name for name in loaded if name.startswith(("flinkmc.lint", "flinkmc.flink", "flinkmc.rules"))}


def test_lint_of_one_file_is_quick() -> None:
    """With a wide margin for busy machines: the budget itself, 100 ms, is what `make bench` shows."""
    import resource

    def cpu(*command: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, check=False, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    lint = ("-m", "flinkmc", "lint", "--isolated", "samples/orders/job.sql")
    cpu(*lint)
    assert min(cpu(*lint) - cpu("-c", "pass") for _ in range(5)) < 0.3
