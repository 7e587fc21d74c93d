"""The shipped vocabularies say what they must, and agree with each other."""

import pytest

from flinkmc.connectors import vocabulary
from flinkmc.connectors.values import Problem
from flinkmc.connectors.vocabulary import Option, Vocabulary, load

ALL = [load(name) for name in vocabulary.names()]
OPTIONS = [pytest.param(one, option, id=f"{one.name} {option.key}") for one in ALL for option in one.options.values()]
RENAMED = [
    pytest.param(one, renamed, id=f"{one.name} {renamed.key}") for one in ALL for renamed in one.renamed.values()
]
maxcompute = load("maxcompute")

# The parameter tables of the connector's page, in its order.
DOCUMENTED = """
connector odps.project.name odps.access.id odps.access.key odps.end.point odps.tunnel.end.point odps.tunnel.quota.name
table.name odps.namespace.schema sink.operation sink.parallelism sink.meta.cache.time sink.meta.cache.expire.time
sink.coordinator.enable
sink.partition sink.partition.default-value sink.dynamic-partition.limit sink.group-partition.enable
sink.partition.assigner.class
sink.file-cached.enable sink.file-cached.tmp.dirs sink.file-cached.writer.num sink.bucket.check-interval
sink.file-cached.rolling.max-size sink.file-cached.memory sink.file-cached.memory.segment-size
sink.file-cached.flush.always sink.file-cached.write.max-retries
upsert.write.bucket.num upsert.writer.max-retries upsert.writer.buffer-size upsert.writer.bucket.buffer-size
upsert.write.slot-num upsert.commit.max-retries upsert.commit.thread-num upsert.commit.timeout
upsert.major-compact.enable upsert.major-compact.min-commits upsert.flush.concurrent
insert.commit.thread-num insert.arrow-writer.enable insert.arrow-writer.batch-size insert.arrow-writer.flush-interval
insert.writer.buffer-size
""".split()


def test_all_44_documented_options_are_there_in_the_order_of_the_page() -> None:
    assert len(DOCUMENTED) == 44
    assert [option.key for option in maxcompute.options.values() if option.documented] == DOCUMENTED
    assert not maxcompute.options["upsert.partial-column.enable"].documented


def test_required_options() -> None:
    required = {option.key: option.when for option in maxcompute.options.values() if option.required}
    assert required == {
        "connector": (),
        "odps.project.name": (),
        "odps.access.id": (),
        "odps.access.key": (),
        "odps.end.point": (),
        "table.name": (),
        "upsert.write.bucket.num": (("sink.operation", "upsert"),),
    }


def test_neighbours() -> None:
    assert vocabulary.names() == ("maxcompute", "maxcompute-cdc", "odps-blink", "odps-oss", "odps-vvr", "odps-vvr2")
    known = {
        "maxcompute": 45,
        "maxcompute-cdc": 15,
        "odps-blink": 7,
        "odps-oss": 20,
        "odps-vvr": 60,
        "odps-vvr2": 15,
    }
    assert all(len(one.options) >= known[one.name] for one in ALL)


@pytest.mark.parametrize(("one", "option"), OPTIONS)
def test_every_option_is_described(one: Vocabulary, option: Option) -> None:
    assert option.type
    assert option.group
    assert option.summary.endswith((".", "…"))
    assert len(option.summary) <= 120
    assert dict(option.source)["option"] in one.sources
    assert option.unit or option.type in ("string", "boolean", "enum") or "parallel" in option.key.lower()
    if option.default is not None:
        value = vocabulary.read(option, option.default)
        assert not isinstance(value, Problem)
        assert vocabulary.out_of_range(option, value) is None


@pytest.mark.parametrize(("one", "renamed"), RENAMED)
def test_every_rename_leads_somewhere(one: Vocabulary, renamed: vocabulary.Renamed) -> None:
    assert renamed.key not in one.options
    assert all(target in one.options for target in renamed.to)
    assert renamed.kind == "typo" or renamed.origin in vocabulary.names() or renamed.kind == "removed"
    assert renamed.kind in ("exact", "typo") or renamed.note
    if renamed.kind == "exact" and not renamed.convert:
        origin = load(renamed.origin).find(renamed.key)
        target = one.options[renamed.to[0]]
        assert origin is None or (origin.type, origin.unit) == (target.type, target.unit)


def test_secrets_are_marked() -> None:
    assert {option.key for one in ALL for option in one.options.values() if option.secret} == {
        *("odps.access.id", "odps.access.key", "accessId", "accessKey", "accessid", "accesskey"),
        *("access-id", "access-key", "sts-token"),
    }


def test_vocabularies_are_named_after_their_connector() -> None:
    assert all(one.name.split("-")[0] == one.identifier for one in ALL)


def test_the_key_of_managed_flink_may_have_any_case() -> None:
    endpoint = load("odps-vvr").find("endPoint")
    assert endpoint is not None
    assert endpoint.key == "endpoint"
    assert load("odps-oss").find("Table-Name") is None
    assert maxcompute.find("Table.Name") is None


def test_units_that_differ_between_neighbours() -> None:
    classic, delta = load("odps-vvr").options["upsertCommitTimeoutMs"], maxcompute.options["upsert.commit.timeout"]
    assert (classic.unit, classic.default) == ("ms", "120000")
    assert (delta.unit, delta.default) == ("s", "600")


def test_confidence_of_a_field() -> None:
    buckets = maxcompute.options["upsert.write.bucket.num"]
    fields = ("option", "type", "min", "max", "when")
    assert [maxcompute.confidence(buckets, field) for field in fields] == [
        *("documented", "documented", "code", "code", "inferred")
    ]


def test_flink_accepts_a_few_options_everywhere() -> None:
    assert set(vocabulary.flink_options("1.17")) == {"connector", "property-version"}
    assert (
        set(vocabulary.flink_options("1.20"))
        == set(vocabulary.flink_options("1.18"))
        >= {"scan.watermark.idle-timeout"}
    )


@pytest.mark.parametrize(
    ("name", "key", "to", "text", "converted"),
    [
        ("maxcompute", "tableName", "table.name", "orders", "orders"),
        ("maxcompute", "upsertCommitTimeoutMs", "upsert.commit.timeout", "120000", "120"),
        ("maxcompute", "upsertCommitTimeoutMs", "upsert.commit.timeout", "1500", None),
        ("maxcompute", "upsertCommitTimeoutMs", "upsert.commit.timeout", "${timeout}", None),
        ("maxcompute", "enableUpsert", "sink.operation", "TRUE", "upsert"),
        ("maxcompute", "enableUpsert", "sink.operation", "false", "insert"),
        ("maxcompute", "enableUpsert", "sink.operation", "yes", None),
        ("maxcompute", "batchSize", "insert.writer.buffer-size", "67108864", "64 mb"),
        ("maxcompute", "ACCESSID", "odps.access.id", "${id}", "${id}"),
        ("odps-vvr", "table.name", "tableName", "orders", "orders"),
        ("odps-vvr", "table.name", "tableName", "shop.orders", None),
        ("odps-vvr", "odps.access.key", "accessKey", "${key}", "${key}"),
        ("odps-oss", "table.name", "table-name", "shop.orders", "shop.orders"),
    ],
)
def test_renames_carry_the_value_over(name: str, key: str, to: str, text: str, converted: str | None) -> None:
    renamed = vocabulary.rename(load(name), key)
    assert renamed is not None
    assert renamed.to[0] == to
    assert vocabulary.convert(renamed, text) == converted


def test_no_rename_for_options_and_strangers() -> None:
    assert vocabulary.rename(maxcompute, "table.name") is None
    assert vocabulary.rename(maxcompute, "topic") is None


def test_an_option_is_read_with_its_unit_and_bounds() -> None:
    timeout, buckets = maxcompute.options["upsert.commit.timeout"], maxcompute.options["upsert.write.bucket.num"]
    assert vocabulary.read(timeout, "10 min") == Problem("an int takes digits alone, which count seconds", "600")
    assert vocabulary.read(timeout, "${timeout}") is None
    assert vocabulary.out_of_range(timeout, vocabulary.read(timeout, "0")) == Problem("the least is 1 s")
    assert vocabulary.out_of_range(buckets, vocabulary.read(buckets, "8192")) == Problem("the most is 4096 buckets")
    assert vocabulary.out_of_range(buckets, vocabulary.read(buckets, "many")) is None


@pytest.mark.parametrize(
    ("given", "unmet"),
    [
        ({}, ("sink.operation", "upsert")),
        ({"sink.operation": "upsert"}, ("upsert.major-compact.enable", "true")),
        ({"sink.operation": "UPSERT", "upsert.major-compact.enable": "True"}, None),
        ({"sink.operation": "${mode}", "upsert.major-compact.enable": "true"}, None),
    ],
)
def test_what_an_option_waits_for(given: dict[str, str], unmet: tuple[str, str] | None) -> None:
    commits = maxcompute.options["upsert.major-compact.min-commits"]
    assert vocabulary.unmet(maxcompute, commits, given) == unmet


def test_an_unknown_vocabulary_is_named_with_its_neighbour() -> None:
    with pytest.raises(vocabulary.VocabularyError, match=r"no connector vocabulary 'odps-vrr': did you mean odps-vvr"):
        load("odps-vrr")
