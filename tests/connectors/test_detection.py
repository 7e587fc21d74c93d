"""Which vocabulary a table is written in is seen from its options."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flinkmc.connectors.vocabulary import detect, load, names

CREDENTIALS = "odps.project.name odps.access.id odps.access.key odps.end.point"
MAXCOMPUTE = f"{CREDENTIALS} table.name sink.operation upsert.write.bucket.num"
MANAGED = "endpoint project tableName accessId accessKey"
EVERY_KEY = sorted({key for name in names() for key in load(name).options} | {"topic", "x"})


def named(connector: str | None, keys: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    found = detect(connector, keys.split())
    vocabulary, declared = found.vocabulary, found.declared
    return vocabulary.name if vocabulary else None, declared.name if declared else None, found.ambiguous


@pytest.mark.parametrize(
    ("connector", "keys", "vocabulary", "declared"),
    [
        ("maxcompute", MAXCOMPUTE, "maxcompute", "maxcompute"),
        ("maxcompute", f"{MAXCOMPUTE} sink.opration", "maxcompute", "maxcompute"),
        ("maxcompute", "", "maxcompute", "maxcompute"),
        ("odps", MANAGED, "odps-vvr", "odps-vvr"),
        ("odps", f"{MANAGED} enableUpsert sink.operation upsert.write.bucket.num", "odps-vvr", "odps-vvr"),
        ("odps", MANAGED.replace("endpoint", "endPoint"), "odps-vvr", "odps-vvr"),
        ("odps", MANAGED.lower(), "odps-vvr2", "odps-vvr2"),
        ("odps", f"{CREDENTIALS} table-name", "odps-oss", "odps-oss"),
        ("odps", "sink.operation", "odps-vvr", "odps-vvr"),
        ("odps", "", None, "odps-oss"),
        # written for another connector than it names
        ("odps", MAXCOMPUTE, "maxcompute", "odps-oss"),
        ("maxcompute", MANAGED, "odps-vvr", "maxcompute"),
        # of two that fit equally well, the named one
        ("maxcompute", f"{CREDENTIALS} table-name", "maxcompute", "maxcompute"),
        ("odps", f"{CREDENTIALS} table.name", "odps-oss", "odps-oss"),
        # a few foreign options do not change what is meant
        ("maxcompute", f"{CREDENTIALS} tableName", "maxcompute", "maxcompute"),
        # no connector, or a slip of one
        (None, MAXCOMPUTE, "maxcompute", None),
        (None, f"type {MANAGED.replace('endpoint', 'endPoint')}", "odps-blink", None),
        (None, "type access-id access-key endpoint project buckets-num", "maxcompute-cdc", None),
        ("MaxCompute", MAXCOMPUTE, "maxcompute", None),
        ("maxcompte", MAXCOMPUTE, "maxcompute", None),
        # not ours
        (None, "path format", None, None),
        (None, "sink.operation upsert.commit.timeout insert.commit.thread-num", None, None),
        ("kafka", "topic properties.bootstrap.servers", None, None),
        ("jdbc", "url table-name", None, None),
    ],
)
def test_detects(connector: str | None, keys: str, vocabulary: str | None, declared: str | None) -> None:
    assert named(connector, keys) == (vocabulary, declared, ())


def test_names_an_ambiguity() -> None:
    mixed = "odps.project.name odps.access.id endpoint project"
    assert named("odps", mixed) == (None, "odps-oss", ("odps-oss", "odps-vvr"))
    found = detect(None, f"{mixed} table.name tableName".split())
    assert found.ambiguous == ("maxcompute", "odps-vvr")
    assert dict(found.scores)["maxcompute"] == dict(found.scores)["odps-vvr"] == 3


def test_shared_options_tell_nothing() -> None:
    shared = [key for key in load("maxcompute").options if load("odps-vvr").find(key)]
    assert len(shared) > 20
    scores = dict(detect(None, shared).scores)
    assert (scores["maxcompute"], scores["odps-vvr"]) == (0, 0)


@given(
    st.sampled_from(["maxcompute", "odps", None, "kafka"]),
    st.lists(st.sampled_from(EVERY_KEY), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_options_does_not_matter(connector: str | None, keys: list[str], random: object) -> None:
    shuffled = keys.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert detect(connector, keys) == detect(connector, [*shuffled, *keys[:1]])
