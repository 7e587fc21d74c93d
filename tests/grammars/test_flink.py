"""The reader of Flink SQL takes what the specification derives, and judges mutants as the specification does."""

from random import Random

import pytest

from flinkmc.flink.versions import grammar
from tests.grammars import specification, writers
from tests.grammars.derive import Deriver, text_of, with_mutants
from tests.grammars.judges import agree, read_flink

VERSIONS = ["1.13", "1.15", "1.16", "1.17", "1.20", "2.3"]
STATEMENTS = 250

OF_MEANING = {"any-partition-column", "column-comment", "duplicate-column", "duplicate-metadata-key"}
OF_PLACES = {"constraint-place", "unknown-type-place"}
LEFT_OUT = {"bare-slashes", "hint-with-columns", "materialized-table", "untyped-column"}


def test_every_feature_is_a_rule() -> None:
    rules = {rule.replace("_", "-") for rule in specification.feature_rules(specification.flink_text())}
    assert rules == specification.flink_features() - OF_MEANING - OF_PLACES - LEFT_OUT


@pytest.mark.parametrize("version", VERSIONS)
def test_statements_and_mutants_are_judged_alike(version: str) -> None:
    flink = specification.flink(version)
    deriver = Deriver(flink)
    accepted_mutants = 0
    for number in range(STATEMENTS):
        dice = Random(f"{version} {number}")
        for each in with_mutants(deriver, dice, writers.flink(dice, grammar(version)), 3):
            text = text_of(each.words, dice)
            accepted = flink.accepts(text)
            assert accepted or each.how != "derived", text
            reading = read_flink(text, version)
            assert agree("flink", accepted, reading, each.touched), (each.how, accepted, reading, text)
            accepted_mutants += accepted and each.how != "derived"
    assert accepted_mutants > STATEMENTS / 10
