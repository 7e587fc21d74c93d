"""The data of `grammars/maxcompute`: that it is whole, and what its readers say."""

import pytest

from flinkmc.maxcompute.limits import BUCKETS, RETENTION, limits, table_properties
from flinkmc.maxcompute.parser import parse
from flinkmc.maxcompute.types import column_types, foreign_types, known_types
from flinkmc.maxcompute.words import created_words, keywords, refused_words, reserved_words, statement_words

CONFIDENCES = {"documented", "code", "measured", "recalled", "seen"}


def test_every_fact_has_its_source() -> None:
    facts = [*limits().values(), *(entry.limit for entry in table_properties().values())]
    assert {fact.confidence for fact in facts} <= CONFIDENCES
    assert all(fact.source for fact in facts)
    assert {entry.type for entry in table_properties().values()} <= {"boolean", "integer", "string", "column"}
    for entry in table_properties().values():
        assert entry.summary.endswith(".")
        assert entry.default is None or entry.fault(entry.default) is None
        assert all(name in table_properties() for name, _ in entry.requires)


def test_limits() -> None:
    assert [limits()["partition-levels"].allows(levels) for levels in (0, 6, 7)] == [True, True, False]
    assert [limits()["lifecycle"].allows(days) for days in (0, 1)] == [False, True]
    assert limits()["comment"].maximum == 1024


@pytest.mark.parametrize(
    ("name", "value", "fault", "doubted"),
    [
        (BUCKETS, "16", None, False),
        (BUCKETS, "0", "below 1", False),
        (BUCKETS, "4096", None, True),
        (BUCKETS, "4097", "above 4096", False),
        (BUCKETS, "9" * 5000, "above 4096", False),
        (BUCKETS, "many", "not a whole number", False),
        (BUCKETS, "１６", "not a whole number", False),
        (RETENTION, "0", None, False),
        (RETENTION, "12", None, True),
        (RETENTION, "24", None, False),
        (RETENTION, "169", "above 168", False),
        (RETENTION, "-1", "below 0", False),
        ("transactional", "TRUE", None, False),
        ("transactional", "yes", "neither true nor false", False),
        ("acid.write.precombine.field", "", "empty", False),
    ],
)
def test_property_values(name: str, value: str, fault: str | None, doubted: bool) -> None:
    entry = table_properties()[name]
    assert entry.fault(value) == fault
    assert (entry.doubt(value) is not None) is doubted


def test_words() -> None:
    assert len(refused_words()) == 26
    assert len(reserved_words()) == 217
    assert len(keywords()) == 384
    assert "CREATE" in statement_words()
    assert "TABLE" in created_words()
    for word in sorted(keywords() | refused_words() | reserved_words()):
        problems = parse(f"CREATE TABLE t ({word} INT)").problems
        assert bool(problems) is (word in refused_words()), word
        assert not problems or problems[0].code == "reserved-word"
        assert parse(f"CREATE TABLE `{word}` (`{word}` INT, PRIMARY KEY (`{word}`))").problems == ()


def test_types() -> None:
    assert len(known_types()) == len(column_types()) + 5
    for word, meant in foreign_types().items():
        [problem] = parse(f"CREATE TABLE t (a {word})").problems
        assert (problem.code, meant in problem.help) == ("unknown-type", True)
        assert meant == "" or meant in column_types()
