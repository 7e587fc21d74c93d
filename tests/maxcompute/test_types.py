"""MaxCompute's types: how they are written, which are the same, and what each may be used for."""

import pytest
from hypothesis import given

from flinkmc.maxcompute.model import Type
from flinkmc.maxcompute.reader import read_type
from flinkmc.maxcompute.types import (
    is_key_type,
    is_known,
    is_partition_type,
    known_types,
    needed_settings,
    parts,
    same_type,
    type_text,
)
from tests.maxcompute.plain import types, without_places


@given(types)
def test_text_is_read_back(of: Type) -> None:
    assert without_places(read_type(type_text(of))) == without_places(of)


@given(types)
def test_a_type_is_itself(of: Type) -> None:
    assert same_type(of, of)
    assert same_type(of, read_type(type_text(of).lower() if "`" not in type_text(of) else type_text(of)))
    assert is_known(of)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("decimal", "DECIMAL(38,18)", True),
        ("DECIMAL(10)", "DECIMAL(10,0)", True),
        ("DECIMAL(10,2)", "DECIMAL(10,3)", False),
        ("STRUCT<A:INT>", "struct<`a`:int comment 'x'>", True),
        ("STRUCT<a:INT>", "STRUCT<b:INT>", False),
        ("STRUCT<a:INT>", "STRUCT<a:INT,b:INT>", False),
        ("MAP<STRING,INT>", "MAP<STRING,BIGINT>", False),
        ("ARRAY<INT>", "ARRAY<INT>", True),
        ("VARCHAR(10)", "VARCHAR(11)", False),
        ("TIMESTAMP", "TIMESTAMP_NTZ", False),
    ],
)
def test_same(one: str, other: str, same: bool) -> None:
    assert same_type(read_type(one), read_type(other)) is same
    assert same_type(read_type(other), read_type(one)) is same


def test_a_text_that_is_no_type() -> None:
    for text in ("INTEGER(", "ARRAY<INT", "", "INT INT", "VARCHAR(x)"):
        assert read_type(text) == Type(text)
        assert not is_known(read_type(text))
    assert not is_known(read_type("ARRAY<INTEGER>"))
    assert [part.root for part in parts(read_type("MAP<STRING,STRUCT<a:INT>>"))] == ["MAP", "STRING", "STRUCT", "INT"]


def test_what_a_type_may_be_used_for() -> None:
    assert is_key_type(Type("DECIMAL"))
    assert not is_key_type(Type("ARRAY", children=(Type("INT"),)))
    partitions = {root for root in known_types() if is_partition_type(Type(root))}
    assert partitions == {"STRING", "VARCHAR", "CHAR", "TINYINT", "SMALLINT", "INT", "BIGINT"}
    hashed = {root for root, facts in known_types().items() if facts.key}
    unhashed = {"ARRAY", "MAP", "STRUCT", "UNIONTYPE", "JSON", "BLOB", "GEOGRAPHY", "VOID", "INTERVAL_YEAR_MONTH"}
    assert hashed == known_types().keys() - unhashed


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("BIGINT", set()),
        ("DECIMAL", set()),
        ("DECIMAL(10,2)", {"odps.sql.decimal.odps2"}),
        ("ARRAY<INT>", {"odps.sql.type.system.odps2"}),
        ("VARCHAR(10)", {"odps.sql.type.system.odps2"}),
        ("MAP<STRING,STRUCT<a:DECIMAL(1),b:FLOAT>>", {"odps.sql.type.system.odps2", "odps.sql.decimal.odps2"}),
    ],
)
def test_settings(text: str, settings: set[str]) -> None:
    assert needed_settings(read_type(text)) == settings
