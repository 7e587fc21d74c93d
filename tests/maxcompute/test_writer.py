"""DDL that MaxCompute reads back as the table it was made from, and that pyodps would have written alike."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flinkmc.maxcompute import writer
from flinkmc.maxcompute.compare import compare
from flinkmc.maxcompute.literals import quoted, unquoted
from flinkmc.maxcompute.model import Column, Number, PrimaryKey, Property, Setting, Table
from flinkmc.maxcompute.parser import parse
from flinkmc.maxcompute.reader import read_type
from flinkmc.maxcompute.types import type_text
from tests.maxcompute.plain import name, tables, text, without_places

ORDERS = Table(
    path=(name("shop"), name("orders")),
    columns=(
        Column(name("id"), read_type("BIGINT"), nullable=False, comment=text('it\'s the "key"')),
        Column(name("total"), read_type("DECIMAL(18,2)"), default=text("0")),
        Column(name("items"), read_type("ARRAY<STRUCT<sku:STRING,quantity:INT>>")),
    ),
    primary_key=PrimaryKey((name("id"),)),
    partition_columns=(Column(name("ds"), read_type("STRING"), comment=text("day")),),
    properties=(
        Property(text("x"), text("a\\b")),
        Property(text("acid.data.retain.hours"), text("24")),
        Property(text("write.bucket.num"), text("16")),
        Property(text("transactional"), text("true")),
    ),
    comment=text("all orders\nof the shop"),
    lifecycle=Number(30),
    if_not_exists=True,
)


def read(ddl: str) -> Table:
    script = parse(ddl)
    assert script.problems == ()
    [table] = [statement for statement in script.statements if isinstance(statement, Table)]
    return table


def test_how_it_looks() -> None:
    ddl = (Path(__file__).parent / "fixtures" / "orders.sql").read_text(encoding="utf-8")
    assert writer.settings() + writer.write(ORDERS, ["A note.", "Another\nof two lines."]) == ddl
    assert [statement.value.value for statement in parse(ddl).statements if isinstance(statement, Setting)] == [
        "true"
    ] * 2


@given(tables())
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_back(table: Table) -> None:
    ddl = writer.write(table, ["note"])
    again = read(ddl)
    assert without_places(again) == without_places(table)
    assert writer.write(again, ["note"]) == ddl
    assert {difference.verdict for difference in compare(table, again)} <= {"match"}


@given(st.text())
@example("\x000")
@example("\x00100")
def test_strings(value: str) -> None:
    literal = quoted(value)
    assert unquoted(literal) == value
    [entry] = read(f"CREATE TABLE t TBLPROPERTIES ('a' = {literal})").properties
    assert entry.value.value == value


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r"'it\'s'", "it's"),
        (r'"\"q\" \\ \a"', '"q" \\ a'),
        (r"'\b\t\n\r\Z\;'", "\b\t\n\r\x1a;"),
        (r"'\0 \00 \101 \177 \200 \18'", "\0 \0 A \x7f 200 18"),
        ("'\\\n'", "\n"),
    ],
)
def test_escapes(literal: str, value: str) -> None:
    assert unquoted(literal) == value


def test_a_table_that_the_model_does_not_hold_whole_is_not_written() -> None:
    for clause in ("CLUSTERED BY (a) INTO 4 BUCKETS", "STORED AS ALIORC", "AS SELECT 1"):
        table = read(f"CREATE TABLE t (a INT) {clause}")
        with pytest.raises(ValueError, match="cannot be written"):
            writer.write(table)
    for ddl in (
        "CREATE TABLE `t` LIKE `s`;\n",
        "CREATE TABLE `t` (\n  `a` DATE\n)\nAUTO PARTITIONED BY (TRUNC_TIME(`a`, 'day') AS `ds`);\n",
    ):
        assert writer.write(read(ddl)) == ddl


@pytest.mark.filterwarnings("ignore")
def test_pyodps_writes_the_same_table() -> None:
    from odps.models import Table as OdpsTable  # type: ignore[import-untyped,unused-ignore]
    from odps.models import TableSchema
    from odps.types import Column as OdpsColumn
    from odps.types import Partition

    def type_of(of: Column) -> str:
        return type_text(of.type).replace("`", "").lower()

    schema = TableSchema(
        columns=[
            OdpsColumn(of.name.text, type_of(of), of.comment and of.comment.value, nullable=of.nullable)
            for of in ORDERS.columns
        ],
        partitions=[
            Partition(of.name.text, type_of(of), of.comment and of.comment.value) for of in ORDERS.partition_columns
        ],
    )
    assert ORDERS.comment is not None
    ddl = OdpsTable.gen_create_table_sql(
        "orders",
        schema,
        ORDERS.comment.value,
        if_not_exists=True,
        lifecycle=30,
        project="shop",
        transactional=True,
        primary_key=["id"],
        table_properties={entry.key.value: entry.value.value for entry in ORDERS.properties},
    )
    theirs = read(ddl)
    assert {difference.verdict for difference in compare(ORDERS, theirs)} == {"match"}
    assert {entry.key.value: entry.value.value for entry in theirs.properties} == {
        entry.key.value: entry.value.value for entry in ORDERS.properties
    }
    assert [one.text for one in theirs.path] == [one.text for one in ORDERS.path]
