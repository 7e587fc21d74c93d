"""What flinkmc costs, beside its budgets: CPU time above a bare Python that is measured in the same run.

Then what sqlglot, sqlfluff and ruff take for the same text, where they are installed (`pip install -e '.[bench]'`).
They do other work, so that is no race: it says in which order of magnitude a linter is felt.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9
LINT = ("lint", "--quiet", ".")
CACHE = ".flinkmc_cache"
FEW = 20


class Budget(NamedTuple):
    """One line of the table: what is measured, what it cost in seconds of CPU, and what it may cost."""

    what: str
    cost: float
    allowed: float


def cpu(command: Sequence[str], environment: Mapping[str, str], folder: Path = ROOT) -> float:
    """CPU seconds (user and system) of one run of a command, children included. Raises where it could not be run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-500:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def above_bare(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: Path = ROOT,
    runs: int = RUNS,
    before: Callable[[], object] = lambda: None,
) -> float:
    """The median of what flinkmc costs above `python -c pass`, the two run in turn; `before` is called before each."""
    command = [sys.executable, "-m", "flinkmc", *arguments]
    cpu(command, environment, folder)
    costs = []
    for _ in range(runs):
        before()
        costs.append(cpu(command, environment, folder) - cpu([sys.executable, "-c", "pass"], environment))
    return statistics.median(costs)


def inside(work: Callable[[int], object], runs: int = RUNS) -> float:
    """The median CPU seconds of a function in this process; it is told which run it is."""
    times = []
    work(0)
    for run in range(runs):
        started = time.process_time()
        work(run + 1)
        times.append(time.process_time() - started)
    return statistics.median(times)


# ---- What is linted ----


def statements(count: int) -> str:
    """`count` sinks of 25 columns, about 1.2 kB each."""
    columns = ",\n".join(
        f"  column_{i:02} {'STRING' if i % 3 else 'DECIMAL(18, 2) NOT NULL'} COMMENT 'c{i}'" for i in range(25)
    )
    options = "'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert'"
    return "".join(f"CREATE TABLE t{n} (\n{columns}\n) WITH ({options});\n\n" for n in range(count))


def pipeline(number: int) -> str:
    """A source, a sink and the INSERT between them: 40 lines without a mistake."""
    columns = "".join(f"  c{i:02} {'STRING' if i % 3 else 'DECIMAL(18, 2)'},\n" for i in range(9))
    return f"""\
-- Job {number} of many, as alike as jobs are.
SET 'execution.checkpointing.interval' = '5 min';
CREATE TEMPORARY TABLE source_{number} (
  id BIGINT NOT NULL,
{columns}  ds STRING
) WITH (
  'connector' = 'datagen',
  'number-of-rows' = '1000',
  'rows-per-second' = '10'
);
CREATE TEMPORARY TABLE sink_{number} (
  id BIGINT NOT NULL,
{columns}  ds STRING
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '${{ODPS_ACCESS_ID}}',
  'odps.access.key' = '${{ODPS_ACCESS_KEY}}',
  'table.name' = 'table_{number}'
);
INSERT INTO sink_{number} SELECT * FROM source_{number};
"""


def write(folder: Path, count: int) -> None:
    """`count` pipelines, a hundred in each folder, each also as a Python file that holds it as a string."""
    for number in range(count):
        place = folder / f"part_{number // 100}"
        place.mkdir(exist_ok=True)
        (place / f"job_{number}.sql").write_text(pipeline(number), encoding="utf-8")
        (place / f"job_{number}.py").write_text(f'SQL = """\\\n{pipeline(number)}"""\n', encoding="utf-8")


# ---- Budgets ----


def budgets(environment: Mapping[str, str]) -> Iterator[Budget]:
    """Everything that has a budget."""
    from flinkmc.flink.parser import parse

    sample = "samples/broken/buckets.sql"
    text = statements(1000)
    yield Budget("flinkmc --version", above_bare(["--version"], environment), 0.060)
    yield Budget("flinkmc --help", above_bare(["--help"], environment), 0.060)
    yield Budget(f"flinkmc lint {sample}", above_bare(["lint", "--isolated", sample], environment), 0.100)
    yield Budget("parse 1,000 statements of 25 columns", inside(lambda _: parse(text, "1.17"), 3), 0.900)
    yield Budget("lint a file of 40 lines, in a warm process", inside(warm(), 50), 0.002)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, 1000)
        forget = partial(shutil.rmtree, folder / CACHE, ignore_errors=True)
        yield Budget("1,000 files of 40 lines, cold", above_bare(LINT, environment, folder, 3, forget), 1.000)
        yield Budget("1,000 files of 40 lines, cached", above_bare(LINT, environment, folder, 3), 0.150)


def warm() -> Callable[[int], object]:
    """Lints another text of 40 lines at each call, as an editor does at every keystroke."""
    from flinkmc.lint.config import default
    from flinkmc.lint.engine import lint
    from flinkmc.lint.files import Document
    from flinkmc.rules import load
    from flinkmc.text.source import Source

    rules, config = load(), default()
    return lambda run: lint([Document(Source("job.sql", pipeline(run)))], rules, lambda _: config)


# ---- Others ----


def others(environment: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    """Who, what it does, and what the whole run costs for the same files: few, so that nobody waits for minutes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, FEW)
        for who, what, command in peers():
            costs = [cpu(command, environment, folder) for _ in range(4)]
            yield who, what, statistics.median(costs[1:])


def peers() -> Iterator[tuple[str, str, list[str]]]:
    """flinkmc, and those that are installed beside this Python or on the PATH."""
    yield "flinkmc", "parses, links and lints", [sys.executable, "-m", "flinkmc", *LINT, "--isolated"]
    read = "import pathlib, sqlglot; [sqlglot.parse(p.read_text()) for p in pathlib.Path().rglob('*.sql')]"
    yield "sqlglot", "parses, in its own dialect", [sys.executable, "-c", read]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    if ruff := shutil.which("ruff", path=path):
        yield "ruff", "lints Python files that hold the SQL as strings", [ruff, "check", "--isolated", "--no-cache"]
    if sqlfluff := shutil.which("sqlfluff", path=path):
        layout = [sqlfluff, "lint", "--dialect", "flink", "--disable-progress-bar", "."]
        yield "sqlfluff", "lints layout and style, dialect flink", layout


def main() -> None:
    """Prints the tables; says so where something is over its budget, which on a busy machine may mean nothing."""
    print(f"CPU time, median of several runs, commands above a bare Python {sys.version.split()[0]}\n")
    with tempfile.TemporaryDirectory() as bytecode:  # a folder of its own, as an installed flinkmc has it
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode, "PYTHONPATH": str(ROOT)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for budget in budgets(environment):
            verdict = "" if budget.cost <= budget.allowed else "  over"
            print(f"  {budget.what:<45} {budget.cost * 1000:7.1f} ms   budget {budget.allowed * 1000:5.0f} ms{verdict}")
        print(f"\nFor {FEW} of those files, start of the program and all. The others do other work:\n")
        for who, what, cost in others(environment):
            print(f"  {who:<10} {cost * 1000:9.1f} ms   {what}")


if __name__ == "__main__":
    main()
