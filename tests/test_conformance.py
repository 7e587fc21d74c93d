"""The readers against what real Flink and Alibaba's own grammar answered, where those cases stand beside them."""

import pytest

from tests.conformance import CASES, FLINK_VERSIONS, MAXCOMPUTE, known, score

BARS = {"agreement": 99.4, "first error": 95.0}

with_cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"the cases are not beside the project: {CASES} is absent")


@with_cases
@pytest.mark.parametrize("version", FLINK_VERSIONS)
def test_flink(version: str) -> None:
    found = score(version)
    assert "0 false rejects" in found.figures
    assert [name for name, bar in BARS.items() if found.percentage(name) < bar] == [], found.figures
    assert found.disagreements == {each for each in known() if each.version == version}


@with_cases
def test_maxcompute() -> None:
    found = score(MAXCOMPUTE)
    assert "0 false rejects" in found.figures
    assert found.percentage("agreement") >= 99.0
    assert found.percentage("structure") == 100.0
    assert found.disagreements == {each for each in known() if each.version == MAXCOMPUTE}


def test_every_disagreement_has_its_reason() -> None:
    assert [each for each, reason in known().items() if not reason] == []
