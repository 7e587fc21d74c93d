"""The reader of MaxCompute SQL takes what the specification derives, and judges mutants as the specification does."""

from random import Random

from tests.grammars import specification, writers
from tests.grammars.derive import Deriver, text_of, with_mutants
from tests.grammars.judges import agree, read_maxcompute

STATEMENTS = 600


def test_statements_and_mutants_are_judged_alike() -> None:
    maxcompute = specification.maxcompute()
    deriver = Deriver(maxcompute)
    accepted_mutants = 0
    for number in range(STATEMENTS):
        dice = Random(number)
        for each in with_mutants(deriver, dice, writers.maxcompute(dice), 3):
            text = text_of(each.words, dice)
            accepted = maxcompute.accepts(text)
            assert accepted or each.how != "derived", text
            reading = read_maxcompute(text)
            assert agree("maxcompute", accepted, reading, each.touched), (each.how, accepted, reading, text)
            accepted_mutants += accepted and each.how != "derived"
    assert accepted_mutants > STATEMENTS / 10
