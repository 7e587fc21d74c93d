"""What flinkmc costs, as CPU time above a bare Python that is measured in the same run; printed beside the budgets."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9


class Budget(NamedTuple):
    """One line of the table: what is measured, what it cost in seconds of CPU, and what it may cost."""

    what: str
    cost: float
    allowed: float


def cpu(command: list[str], environment: dict[str, str]) -> float:
    """CPU seconds (user and system) of one run of a command, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def above_bare(arguments: list[str], environment: dict[str, str]) -> float:
    """The median of what a command costs above `python -c pass`, the two run in turn."""
    command = [sys.executable, "-m", "flinkmc", *arguments]
    cpu(command, environment)
    pairs = [cpu(command, environment) - cpu([sys.executable, "-c", "pass"], environment) for _ in range(RUNS)]
    return statistics.median(pairs)


def inside(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median CPU seconds of a function in this process."""
    times = []
    work()
    for _ in range(runs):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return statistics.median(times)


def statements(count: int) -> str:
    """`count` sinks of 25 columns, about 1.2 kB each."""
    columns = ",\n".join(
        f"  column_{i:02} {'STRING' if i % 3 else 'DECIMAL(18, 2) NOT NULL'} COMMENT 'c{i}'" for i in range(25)
    )
    options = "'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.operation' = 'upsert'"
    return "".join(f"CREATE TABLE t{n} (\n{columns}\n) WITH ({options});\n\n" for n in range(count))


def budgets() -> list[Budget]:
    """Everything that is measured. Byte code is written to a folder of its own, as an installed flinkmc has it."""
    from flinkmc.flink.parser import parse

    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache, "PYTHONPATH": str(ROOT)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        sample = "samples/broken/buckets.sql"
        text = statements(1000)
        return [
            Budget("flinkmc --version", above_bare(["--version"], environment), 0.060),
            Budget("flinkmc --help", above_bare(["--help"], environment), 0.060),
            Budget(f"flinkmc lint {sample}", above_bare(["lint", "--isolated", sample], environment), 0.100),
            Budget("parse 1,000 statements of 25 columns", inside(lambda: parse(text, "1.17"), 3), 0.900),
        ]


def main() -> None:
    """Prints the table; says so where something is over its budget, which on a busy machine may mean nothing."""
    print(f"CPU time, median of {RUNS} runs, commands above a bare Python {sys.version.split()[0]}\n")
    for budget in budgets():
        verdict = "" if budget.cost <= budget.allowed else "  over"
        print(f"  {budget.what:<45} {budget.cost * 1000:7.1f} ms   budget {budget.allowed * 1000:5.0f} ms{verdict}")


if __name__ == "__main__":
    main()
