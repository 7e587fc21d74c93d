"""Values are read as the released Flink reads them, and refused ones come with what was meant."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flinkmc.connectors import units, values
from flinkmc.connectors.values import Problem

MEASURED = [
    line.split("\t")
    for line in (Path(__file__).parent / "flink_values.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
CODECS = ("RAW", "ZLIB", "LZ4_FRAME")


@pytest.mark.parametrize("column", [2, 3, 4], ids=MEASURED[0][2:])
def test_reads_as_flink_was_measured_to_read(column: int) -> None:
    flink = MEASURED[0][column]
    differing = []
    for kind, text, *results in MEASURED[1:]:
        value = values.read(kind, json.loads(text), values=CODECS, flink=flink)  # type: ignore[arg-type]
        read = "refused" if isinstance(value, Problem) else str(value).lower() if kind == "boolean" else str(value)
        if read != results[column - 2]:
            differing.append((kind, text, read, results[column - 2]))
    assert differing == []


@pytest.mark.parametrize(
    ("kind", "unit", "text", "meant"),
    [
        ("int", "s", "600 s", "600"),
        ("int", "s", "10 min", "600"),
        ("int", "s", "PT10M", "600"),
        ("int", "s", "1500 ms", ""),
        ("int", "ms", "1 min", "60000"),
        ("int", "ms", "30 d", ""),  # beyond an int
        ("int", "threads", "16 threads", "16"),
        ("int", "MB", "256mb", "256"),
        ("int", "MB", "64", None),
        ("int", "", " 16 ", "16"),
        ("int", "", "16.0", "16"),
        ("int", "", "1,000", "1000"),
        ("int", "", "1_000", "1000"),
        ("int", "", "0x10", "16"),
        ("int", "", "1.000", ""),  # a thousand or one
        ("int", "", "sixteen", ""),
        ("long", "bytes", "64 mb", "67108864"),
        ("boolean", "", "yes", "true"),
        ("boolean", "", " TRUE", "true"),
        ("boolean", "", "0", "false"),
        ("boolean", "", "maybe", ""),
        ("memory", "bytes", "1.5m", "1536 kb"),
        ("memory", "bytes", "64 MiB", "64 mb"),
        ("memory", "bytes", "64 byte", "64 b"),
        ("memory", "bytes", "-1", ""),
        ("duration", "ms", "1.5 min", "90 s"),
        ("duration", "ms", "3 mins", "3 min"),
        ("duration", "ms", "1 h 30 min", "90 min"),
        ("duration", "ms", "PT3M", "3 min"),
        ("duration", "ms", "PT-3M", ""),
        ("duration", "ms", "soon", ""),
        ("enum", "", "ZLIP", "ZLIB"),
        ("enum", "", " raw", "RAW"),
    ],
)
def test_says_what_was_meant(kind: values.Type, unit: str, text: str, meant: str | None) -> None:
    value = values.read(kind, text, unit=unit, values=CODECS)
    assert (value.suggestion if isinstance(value, Problem) else None) == meant


@pytest.mark.parametrize("flink", ["1.13", "1.17", "2.1"])
def test_bare_duration_is_milliseconds(flink: str) -> None:
    assert values.read_duration("180000", flink) == 180_000
    assert values.read_duration("180 s", flink) == values.read_duration("3min", flink) == 180_000


def test_words_in_another_case_are_doubtful_not_refused() -> None:
    modes = ("insert", "upsert")
    assert values.read_word("upsert", modes) == "upsert"
    assert values.read_word("UPSERT", modes) == Problem("it is one of 'insert', 'upsert'", "upsert", certain=False)
    assert values.read_word("upset", modes) == Problem("it is one of 'insert', 'upsert'", "upsert")
    assert values.read_word("", modes) == values.read_word("merge", modes) == Problem("it is one of 'insert', 'upsert'")


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("ds=1", (("ds", "1"),)),
        (" ds = '1' ", (("ds", "1"),)),
        ("ds=' 1 '", (("ds", " 1 "),)),
        ("ds=1,hh=02", (("ds", "1"), ("hh", "02"))),
        ("ds=1/hh=02,", (("ds", "1"), ("hh", "02"))),
        ("ds=1,ds=2", (("ds", "2"),)),
        ("ds=1==", (("ds", "1"),)),
        ("ds=x'y", (("ds", "xy"),)),
    ],
)
def test_partition_spec_is_read_as_the_sdk_reads_it(text: str, spec: values.PartitionSpec) -> None:
    assert values.read_partition_spec(text) == spec


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("ds", 0),
        ("ds=", 0),
        ("ds=''", 0),
        ("a=b=c", 0),
        ("a=1;b=2", 0),
        ("a=1,b", 4),
        ("a=1,,b=2", 4),
        ("d='x,y'", 5),
    ],
)
def test_broken_partition_spec_is_located(text: str, offset: int) -> None:
    problem = values.read_partition_spec(text)
    assert isinstance(problem, Problem)
    assert problem.offset == offset


@pytest.mark.parametrize(
    ("text", "default", "meant"),
    [
        ("64", "64 mb", "64 mb"),
        ("128", "128 kb", "128 kb"),
        ("65536", "64 mb", ""),
        ("67108864", "64 mb", None),
        ("4096", "128 kb", None),
        ("64 mb", "64 mb", None),
        ("0", "64 mb", None),
    ],
)
def test_bare_memory_is_suspicious_where_it_is_tiny(text: str, default: str, meant: str | None) -> None:
    problem = values.suspicious_memory(text, default)
    assert (problem.suggestion if problem else None) == meant
    assert problem is None or not problem.certain


@pytest.mark.parametrize(
    ("text", "opaque"),
    [
        ("${buckets}", True),
        ("a${x}b", True),
        ("${secret_values.ak}", True),
        ("{{ buckets }}", True),
        ("${", False),
        ("}${", False),
        ("{{ x }", False),
        ("$x", False),
        ("64", False),
    ],
)
def test_placeholders(text: str, opaque: bool) -> None:
    assert values.is_placeholder(text) is opaque


@given(st.sampled_from(values.TYPES), st.text(max_size=40), st.sampled_from(["", "s", "ms", "MB", "rows", "(a"]))
def test_reading_never_raises(kind: values.Type, text: str, unit: str) -> None:
    for flink in ("1.13", "1.17", "2.1"):
        value = values.read(kind, text, unit=unit, values=CODECS, flink=flink)
        assert isinstance(value, Problem | bool | int | str)
    assert isinstance(values.read_partition_spec(text), tuple)
    assert values.suspicious_memory(text, "64 mb") is None or text


@given(st.sampled_from(values.TYPES), st.from_regex(r"\s*[+-]?[0-9０-９]{0,30}[.,_]?[0-9]{0,5}\s?[a-zA-ZµTP]{0,9}"))
def test_what_is_suggested_is_read(kind: values.Type, text: str) -> None:
    for unit in ("", "s", "ms", "MB", "bytes"):
        value = values.read(kind, text, unit=unit, values=CODECS)
        if isinstance(value, Problem) and value.suggestion:
            assert not isinstance(values.read(kind, value.suggestion, unit=unit, values=CODECS), Problem)


@given(st.integers(0, values.MAX_LONG))
def test_written_amounts_read_back(amount: int) -> None:
    assert values.read_memory(units.format_memory(amount)) == amount
    assert values.read_duration(units.format_duration(amount), "1.13") == amount


def test_amounts_are_written_in_the_largest_unit() -> None:
    assert [units.format_memory(n) for n in (0, 1000, 1024, 64 << 20, 1 << 30)] == [
        "0 b",
        "1000 b",
        "1 kb",
        "64 mb",
        "1 gb",
    ]
    assert [units.format_duration(n) for n in (0, 1500, 180_000, 86_400_000)] == ["0 ms", "1500 ms", "3 min", "1 d"]


@pytest.mark.parametrize("digits", ["9" * 5000, "0" * 5000 + "7", "-" + "9" * 5000])
def test_long_numbers_do_no_harm(digits: str) -> None:
    assert isinstance(values.read_int(digits), int | tuple)
    assert isinstance(values.read_memory(digits), int | tuple)
    assert isinstance(values.read_duration(digits), int | tuple)
