"""The same finding has the same fingerprint wherever its lines go; another one has another."""

import pytest

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.fingerprint import fingerprint, fingerprints
from flinkmc.text.source import Source, Span

SINK = """\
CREATE TABLE IF NOT EXISTS shop.`orders` (id BIGINT) WITH (
  'connector' = 'maxcompute',
  'odps.access.key' = 'kanari',
  'upsert.write.bucket.num' = '32'
);
"""


def found(text: str, piece: str, *, code: str = "FMC401", message: str = "wrong", path: str = "a.sql") -> Diagnostic:
    start = text.index(piece)
    return Diagnostic(code, "a-rule", "error", Source(path, text), Span(start, start + len(piece)), message)


HERE = found(SINK, "'32'")


@pytest.mark.parametrize(
    "moved",
    [
        found(f"-- a new head\n\nSET 'a' = 'b';\n{SINK}", "'32'"),
        found(SINK.replace("  '", "\t\t'").replace("\n", "\r\n"), "'32'"),
        found(SINK.replace("'connector'", "'sink.operation' = 'upsert',\n  'connector'"), "'32'"),
        found(f"CREATE TABLE other (id BIGINT) WITH ('a' = 'b');\n{SINK}", "'32'"),
        found(SINK.replace("CREATE TABLE IF NOT EXISTS shop.`orders`", "create temporary table shop.ORDERS"), "'32'"),
        found(SINK, "'32'", path="moved/b.sql"),
        found(SINK, "'32'", message="said in better words"),
        found(SINK.replace("kanari", "rotated"), "'32'"),
    ],
)
def test_what_moves_stays_the_same_finding(moved: Diagnostic) -> None:
    assert fingerprint(moved) == fingerprint(HERE)


@pytest.mark.parametrize(
    "other",
    [
        found(SINK, "'32'", code="FMC402"),
        found(SINK.replace("'32'", "'33'"), "'33'"),
        found(SINK.replace("`orders`", "clicks"), "'32'"),
        found(SINK, "'32'", message="'table.name' is missing"),
        found("INSERT INTO shop.clicks SELECT '32'", "'32'"),
    ],
)
def test_another_finding_has_another(other: Diagnostic) -> None:
    assert fingerprint(other) != fingerprint(HERE)


def test_an_empty_place_is_known_by_its_line() -> None:
    one = found("SELECT a\nFROM b", "")._replace(span=Span(8, 8))
    other = one._replace(source=Source("a.sql", "SELECT c\nFROM b"))
    assert fingerprint(one) != fingerprint(other)


def test_of_several_alike_each_has_its_own() -> None:
    first, second, third = fingerprints([HERE, HERE, found(SINK, "'connector'")])
    assert (first, second) == (fingerprint(HERE), f"{fingerprint(HERE)}-2")
    assert third not in (first, second)


def test_no_secret_takes_part() -> None:
    at_the_key = found(SINK, "'kanari'")
    assert fingerprint(at_the_key) == fingerprint(found(SINK.replace("kanari", "kanary"), "'kanary'"))
    nowhere = at_the_key.span._replace(end=at_the_key.span.start)
    rotated = Source("a.sql", SINK.replace("kanari", "kanary"))
    empty = at_the_key._replace(span=nowhere)
    assert fingerprint(empty) == fingerprint(empty._replace(source=rotated))
