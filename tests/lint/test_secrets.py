"""Secrets are found by the words alone: in statements, in broken ones, and in comments."""

import time

import pytest

from flinkmc.lint.script import Environment, read
from flinkmc.lint.secrets import hide, secret_spans, spans
from flinkmc.text.source import Source


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("'odps.access.key' = 'CANARY'", "CANARY"),
        ("'accessKey'='CANARY'", "CANARY"),
        ("'odps.acess.id' = 'CANARY'", "CANARY"),
        ("'password' = 'CAN''ARY'", "CAN''ARY"),
        ("'odps.access.key' = 'CAN' 'ARY'", "CAN' 'ARY"),
        ("'odps.access.key' = n'CANARY'", "CANARY"),
        ("'odps.access.key' = CANARY,", "CANARY"),
        ("'odps.access.key' 'CANARY'", "CANARY"),
        ("'odps.access.key = 'CANARY'", "CANARY"),
        ("'odps.access.key' = 'CANARY", "CANARY"),
        ("-- odps.access.key: CANARY", "CANARY"),
        ('"access_key" = "CANARY"', "CANARY"),
        ("SET 'fs.oss.accessKeySecret' = 'CANARY';", "CANARY"),
        ("'odps.access.key' = '${PREFIX}CANARY'", "${PREFIX}CANARY"),
    ],
)
def test_a_value_is_found_without_its_quotes(text: str, secret: str) -> None:
    assert [text[span.start : span.end] for span in spans(text)] == [secret]
    assert secret_spans(read(Source("t.sql", text), Environment("1.17"))) == spans(text)


def test_a_key_that_is_known_is_found_wherever_it_stands() -> None:
    key = "CanaryOf20Characters"
    text = (
        f"-- {key}, not {key}s\n'odps.access.key' = '{key}', 'password' = 'orders', 'table.name' = 'orders' /*{key}*/"
    )
    assert [text[span.start : span.end] for span in spans(text)] == [key, key, "orders", key]
    assert spans(f"see {key}") == ()
    assert spans(f"see {key}", frozenset([key])) == ((4, 24),)
    assert hide(f"'password' = 'my {key}', 'token' = '{key}'").count("*") == 2 * len(key) + 3


@pytest.mark.parametrize(
    "text",
    [
        "'odps.access.key' = '${ODPS_ACCESS_KEY}'",
        "'odps.access.key' = '{{ key }}'",
        "'odps.access.id' = '****'",
        "token STRING COMMENT 'of the visit',",
        "`token` STRING COMMENT 'of the visit',",
        "'table.name' = 'orders'",
        "SELECT access_key FROM keys",
    ],
)
def test_what_is_no_value_stays(text: str) -> None:
    assert spans(text) == ()


@pytest.mark.parametrize(
    "piece", ["token", "'token' = '", "token' ", "access.key='a' ", "access_key " * 3, "token='0123456789abcdef' "]
)
def test_time_grows_with_the_text_only(piece: str) -> None:
    started = time.process_time()
    spans(piece * (400_000 // len(piece)))
    assert time.process_time() - started < 2


def test_a_comments_last_string_is_not_joined_with_the_next_line() -> None:
    text = "-- 'password' = 'first'\n'password' = 'second'\n"
    assert [text[start:end] for start, end in spans(text)] == ["first", "second"]
