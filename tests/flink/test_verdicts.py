"""The statements of `verdicts.tsv`: flinkmc says what Flink said of them, and Flink still says it."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import RealFlink
from tests.grammars.judges import SINK, ask_flink, read_flink_file
from tests.real_flink import RELEASES


class Case(NamedTuple):
    """A statement, and the versions that accepted it."""

    statement: str
    accepted_by: list[str]


def cases() -> list[Case]:
    lines = Path(__file__).with_name("verdicts.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    versions: dict[str, list[str]] = {"all": list(RELEASES), "none": []}
    return [Case(statement.replace("\\n", "\n"), versions.get(by, by.split())) for by, statement in rows]


@pytest.mark.parametrize("version", list(RELEASES))
def test_flinkmc_says_what_flink_said(version: str) -> None:
    def accepts(statement: str) -> bool:
        return not read_flink_file(f"{SINK};\n{statement}", version).complaints

    assert [case for case in cases() if accepts(case.statement) != (version in case.accepted_by)] == []


@pytest.mark.parametrize("version", list(RELEASES))
def test_flink_still_says_it(version: str, real_flink: RealFlink) -> None:
    check = real_flink.check(RELEASES[version])
    for case in cases():
        verdict = ask_flink(check, case.statement)
        assert verdict.accepted == (version in case.accepted_by), (case, verdict)
