"""What a misspelt name was meant to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flinkmc.connectors.nearest import distance, nearest
from flinkmc.connectors.vocabulary import load

KEYS = tuple(load("maxcompute").options)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("sink.opration", "sink.operation"),
        ("sink.opertaion", "sink.operation"),
        ("Sink.Operation", "sink.operation"),
        ("table-name", "table.name"),
        ("table_name", "table.name"),
        ("odps.endpoint", "odps.end.point"),
        ("upsert.write.buffer-size", "upsert.writer.buffer-size"),
        ("upsert.writer.slot-num", "upsert.write.slot-num"),
        ("upsert.writer.bucket.num", "upsert.write.bucket.num"),
        ("insert.arrow.writer.enable", "insert.arrow-writer.enable"),
        ("sink.file-cached.enabled", "sink.file-cached.enable"),
        ("upsert.commit.timeot", "upsert.commit.timeout"),
    ],
)
def test_finds_the_one_that_was_meant(slip: str, meant: str) -> None:
    assert nearest(slip, KEYS) == (meant,)


@pytest.mark.parametrize("stranger", ["topic", "path", "", "x", "scan.startup.mode", "y" * 100_000])
def test_leaves_strangers_alone(stranger: str) -> None:
    assert nearest(stranger, KEYS) == ()


def test_names_all_that_are_equally_near() -> None:
    assert nearest("sink.max-sice", ["sink.max-size", "sink.max-side", "sink.min-size"]) == (
        "sink.max-side",
        "sink.max-size",
    )


@given(st.lists(st.text("ab.-_", max_size=8), max_size=6), st.text("ab.-_", max_size=8))
def test_gives_the_same_for_any_order(candidates: list[str], name: str) -> None:
    assert nearest(name, candidates) == nearest(name, reversed(candidates))
    assert name not in nearest(name, candidates)


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_distance_is_a_distance(one: str, other: str) -> None:
    assert distance(one, other, 99) == distance(other, one, 99) <= max(len(one), len(other))
    assert (distance(one, other, 99) == 0) == (one == other)
    assert distance(one, other, 2) == min(distance(one, other, 99), 3)
