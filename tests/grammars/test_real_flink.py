"""`flinkmc parse` and a real Flink say the same of derived statements and of their mutants."""

from random import Random

import pytest

from flinkmc.flink.versions import grammar
from tests.conftest import RealFlink
from tests.grammars import specification, writers
from tests.grammars.derive import Deriver, Mutant, text_of, with_mutants
from tests.grammars.judges import SINK, Reading, Verdict, ask_flink, is_not_seen, is_stepped_over, read_flink_file
from tests.real_flink import RELEASES

STATEMENTS = 120

# What has to make sense to Flink, and not only to be grammatical.
GIVEN = {
    "query": ["SELECT 1", "VALUES ( 1 , 'x' )", "( SELECT 1 AS a )"],
    "expression": ["'x'", "1 + 2", "UPPER ( 'x' )", "CURRENT_TIMESTAMP", "CAST ( 1 AS STRING )", "( 'x' )"],
    "new_table": ["t", "`u`", "IF", "default_database . w"],
    "path": ["sink"],
    "raw_type": ["BYTES"],
    "like": [""],
}


@pytest.mark.parametrize("version", list(RELEASES))
def test_flink_says_the_same(version: str, real_flink: RealFlink) -> None:
    check = real_flink.check(RELEASES[version])
    deriver = Deriver(specification.flink(version), GIVEN)
    compared = 0
    for number in range(STATEMENTS):
        dice = Random(f"real {version} {number}")
        for each in with_mutants(deriver, dice, writers.flink(dice, grammar(version)), 2):
            text = text_of(each.words, dice)
            if not text.strip() or any(word.text == ";" for word in each.words):
                continue  # Flink takes one statement
            reading = read_flink_file(f"{SINK};\n{text}", version)
            verdict = ask_flink(check, text)
            if may_be_compared(each, reading, verdict):
                assert verdict.accepted == (not reading.complaints), (text, verdict, reading)
                compared += 1
    assert compared > STATEMENTS


def may_be_compared(each: Mutant, reading: Reading, verdict: Verdict) -> bool:
    """All but what is listed, and what an INSERT means: its columns and partitions are no part of the sink."""
    if reading.stepped_over:
        return False
    if not verdict.accepted and not verdict.of_syntax and each.words[0].text.upper() not in ("CREATE", "REPLACE"):
        return False
    missed = not verdict.accepted and not reading.complaints
    return not (missed and (is_stepped_over("flink", each.touched) or is_not_seen(verdict)))
