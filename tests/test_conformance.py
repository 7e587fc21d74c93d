"""The reader against what real Flink and Alibaba's own grammar answered, where those cases stand beside the project."""

import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parents[2] / "shared" / "conformance"
COMMAND = [sys.executable, "-m", "flinkmc"]


def score(script: str, *arguments: str) -> str:
    if not CASES.is_dir():
        pytest.skip(f"the conformance cases are not beside the project: {CASES} is absent")
    done = subprocess.run(
        [sys.executable, str(CASES / script), *arguments, "--show", "0", "--", *COMMAND],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    print(done.stdout)
    return done.stdout


@pytest.mark.parametrize("version", ["1.13", "1.15", "1.16", "1.17", "1.20"])
def test_flink(version: str) -> None:
    line = score("check.py", "--flink-version", version).splitlines()[0]
    agreement = float(line.split("agreement ")[1].split(" %")[0])
    first_error = float(line.split("first error ")[1].split(" %")[0])
    assert "0 false rejects" in line, line
    assert agreement >= 99.0, line
    assert first_error >= 95.0, line


def test_maxcompute() -> None:
    line = score("check_maxcompute.py").splitlines()[0]
    assert "0 false rejects" in line, line
    assert float(line.split("agreement ")[1].split(" %")[0]) >= 99.0, line
    assert "structure 100.00 %" in line, line
