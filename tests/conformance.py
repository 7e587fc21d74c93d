"""What real Flink and Alibaba's own grammar answered: cases that stand beside the project, and how flinkmc scores.

The scorers (`check.py`, `check_maxcompute.py`) stand with the cases. What is known to disagree is listed in
`conformance_known.tsv`.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).parents[2] / "shared" / "conformance"
FLINK_VERSIONS = ("1.13", "1.15", "1.16", "1.17", "1.20")
MAXCOMPUTE = "maxcompute"
KNOWN = Path(__file__).with_name("conformance_known.tsv")
_DISAGREEMENT = re.compile(r"  (?:[\d.]+ )?(false reject|false accept|place|structure) (.+?): ")


class Disagreement(NamedTuple):
    """A case that a version of Flink, or MaxCompute, answered otherwise than flinkmc."""

    case: str
    kind: str
    version: str


class Score(NamedTuple):
    """A scorer's line of figures, and what disagrees."""

    figures: str
    disagreements: frozenset[Disagreement]

    def percentage(self, name: str) -> float:
        """A figure of the line: `agreement`, `first error` or `structure`."""
        return float(self.figures.split(f"{name} ")[1].split(" %")[0])


def score(version: str) -> Score:
    """How `flinkmc parse` scores for a version of Flink, or for MaxCompute. The cases must be there."""
    scorer = ["check_maxcompute.py"] if version == MAXCOMPUTE else ["check.py", "--flink-version", version]
    command = [sys.executable, *scorer, "--show", "100000", "--", sys.executable, "-m", "flinkmc"]
    done = subprocess.run(command, cwd=CASES, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    lines = done.stdout.splitlines()
    found = (_DISAGREEMENT.match(line) for line in lines)
    return Score(lines[-2], frozenset(Disagreement(each[2], each[1], version) for each in found if each))


def known() -> dict[Disagreement, str]:
    """The disagreements that are known, and why each stands."""
    rows = [line.split("\t") for line in KNOWN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {
        Disagreement(case, kind, version): reason
        for case, kind, versions, reason in rows[1:]
        for version in versions.split()
    }


def write_known(reasons: dict[Disagreement, str]) -> None:
    """Writes the list anew, a case of several versions and one reason as one line."""
    versions: dict[tuple[str, str, str], list[str]] = {}
    for (case, kind, version), reason in sorted(reasons.items()):
        versions.setdefault((case, kind, reason), []).append(version)
    head = [line for line in KNOWN.read_text(encoding="utf-8").splitlines() if line.startswith(("#", "case\t"))]
    rows = [f"{case}\t{kind}\t{' '.join(found)}\t{reason}" for (case, kind, reason), found in sorted(versions.items())]
    KNOWN.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")
