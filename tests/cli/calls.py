"""Calls of the command line: in this process, or as a program of its own where the process itself matters."""

import os
import signal
import subprocess
import sys
from typing import NamedTuple

from click.testing import CliRunner

from flinkmc.cli.main import main


class Answer(NamedTuple):
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str


def call(*arguments: str, stdin: bytes | None = None) -> Answer:
    """Runs it here. Raises what the program does not catch."""
    result = CliRunner().invoke(main, arguments, input=stdin, prog_name="flinkmc", catch_exceptions=False)
    return Answer(result.exit_code, result.stdout, result.stderr)


def program(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    """Starts it as a program whose streams are pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "flinkmc", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
        encoding="utf-8",
        errors="surrogateescape",
    )
