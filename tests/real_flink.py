"""A real Flink for tests: its planner and runtime in one JVM (FlinkCheck), and its own bin/sql-client.sh.

`tools/flink` says what they are. The sink `'connector' = 'maxcompute'` is a stand-in that writes what arrives as JSON
lines: it shows that a job plans, runs and delivers, and nothing of what the real connector checks.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

RELEASES = {"1.13": "1.13.6", "1.15": "1.15.4", "1.16": "1.16.3", "1.17": "1.17.2"}
VERSION = RELEASES["1.17"]
TOOLS = Path(__file__).parent.parent / "tools" / "flink"
JAVA_OPTIONS = " ".join(f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in ("lang", "util", "net"))


class Arrived(NamedTuple):
    """A row that reached the stand-in sink. `op` is `+I`, `-U`, `+U` or `-D`; `partition` is `k=v,…`, or empty."""

    table: str
    op: str
    partition: str
    row: dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What Flink made of one statement. `stage` is where it failed: parse, resolve, apply, plan or run."""

    ok: bool
    operation: str = ""
    stage: str = ""
    errors: list[str] = field(default_factory=list)
    line: int | None = None
    column: int | None = None
    table: dict[str, Any] | None = None
    plan: str = ""
    finished: bool | None = None
    state: str = ""
    rows: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """What Flink made of a script: one result per statement up to the first failure, and the rows that arrived."""

    ok: bool
    results: list[Result]
    arrived: list[Arrived] = field(default_factory=list)

    @property
    def error(self) -> str:
        """The chain of causes of the failure, one a line; empty when there is none."""
        return "\n".join(self.results[-1].errors) if self.results else ""


def missing() -> list[str]:
    """The programs that a real Flink needs and this machine lacks."""
    return [program for program in ("java", "javac", "mvn") if shutil.which(program) is None]


def made(version: str = VERSION) -> Path:
    """The folder of that Flink, made first if need be."""
    script = TOOLS / "flink.sh"
    subprocess.run([script, version], env=os.environ | {"PYTHON": sys.executable}, check=True)
    return TOOLS / "target" / version


def arrived(folder: Path) -> list[Arrived]:
    """What the stand-in wrote below `folder`, in the order of arrival as far as one subtask goes."""
    return [
        Arrived(**json.loads(line))
        for file in sorted(folder.rglob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


class FlinkCheck:
    """A JVM that plans and runs Flink SQL, kept for many requests; each is a session of its own.

    A statement is handed over without its `;`. The JVM ends with the `with` block, or by itself when this process does.
    """

    def __init__(self, version: str = VERSION) -> None:
        jar = made(version) / "flinkmc-check.jar"
        self._folder = tempfile.TemporaryDirectory(prefix="flinkmc-flink-")
        self._rows = Path(self._folder.name) / "rows"
        self._log = Path(self._folder.name) / "log"
        with self._log.open("wb") as log:
            self._jvm = subprocess.Popen(
                ["java", "-XX:TieredStopAtLevel=1", "-jar", jar],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=os.environ | {"FLINKMC_STANDIN_DIR": str(self._rows)},
                encoding="utf-8",
            )
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def plan(self, statements: Sequence[str], conf: Mapping[str, str] | None = None) -> Answer:
        """Apply the SETs and DDL, plan the rest."""
        return self._ask("explain", statements, conf, 60)

    def run(self, statements: Sequence[str], conf: Mapping[str, str] | None = None, timeout: int = 60) -> Answer:
        """Apply the SETs and DDL, run the rest; a job that is not done in `timeout` seconds is cancelled."""
        before = set(self._written())
        answer = self._ask("execute", statements, conf, timeout)
        rows = [row for folder in self._written() if folder not in before for row in arrived(folder)]
        return Answer(answer.ok, answer.results, rows)

    def close(self) -> None:
        assert self._jvm.stdin is not None
        self._jvm.stdin.close()
        try:
            self._jvm.wait(10)
        except subprocess.TimeoutExpired:
            self._jvm.kill()
            self._jvm.wait()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _listen(self) -> None:
        assert self._jvm.stdout is not None
        with self._jvm.stdout as lines:
            for line in lines:
                self._answers.put(line)
        self._answers.put("")

    def _written(self) -> list[Path]:
        return sorted(self._rows.iterdir()) if self._rows.is_dir() else []

    def _ask(self, mode: str, statements: Sequence[str], conf: Mapping[str, str] | None, timeout: int) -> Answer:
        assert self._jvm.stdin is not None
        request = {"mode": mode, "statements": list(statements), "conf": dict(conf or {}), "timeout": timeout}
        try:
            self._jvm.stdin.write(json.dumps(request) + "\n")
            self._jvm.stdin.flush()
            # each statement of the script may take its time, and the JVM needs some to start and to cancel
            line = self._answers.get(timeout=timeout * len(statements) + 60)
        except (queue.Empty, BrokenPipeError):
            line = ""
        if not line:
            self._jvm.kill()
            raise RuntimeError(f"FlinkCheck gave no answer; its log ends:\n{self._log.read_text('utf-8')[-4000:]}")
        answer = json.loads(line)
        return Answer(answer["ok"], [Result(**result) for result in answer["results"]])
