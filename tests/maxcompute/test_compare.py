"""Two tables, attribute by attribute."""

from flinkmc.maxcompute.compare import Difference, compare, kind
from flinkmc.maxcompute.model import Table
from flinkmc.maxcompute.parser import parse
from flinkmc.text.source import NOWHERE

WANTED = """CREATE TABLE orders (
  id BIGINT NOT NULL, shop STRING NOT NULL COMMENT 'where', total DECIMAL(18,2), extra INT,
  PRIMARY KEY (id, shop)
) COMMENT 'orders' PARTITIONED BY (ds STRING, hh STRING)
TBLPROPERTIES ('transactional'='true', 'write.bucket.num'='16', 'acid.data.retain.hours'='24') LIFECYCLE 30"""


def table(ddl: str) -> Table:
    script = parse(ddl)
    assert script.problems == ()
    [statement] = script.statements
    assert isinstance(statement, Table)
    return statement


def differences(real: str, wanted: str = WANTED) -> list[tuple[str, str, str, str, str]]:
    """Those that do not match, without their places."""
    return [found[:5] for found in compare(table(wanted), table(real)) if found.verdict != "match"]


def test_a_table_is_itself() -> None:
    found = compare(table(WANTED), table(WANTED.replace("orders", "ORDERS", 1).replace("total", "TOTAL")))
    assert {one.verdict for one in found} == {"match"}
    assert [one.attribute for one in found if not one.name] == [
        "kind",
        "column order",
        "primary key",
        "partition columns",
        "buckets",
        "retention",
        "lifecycle",
        "comment",
    ]


def test_columns() -> None:
    real = WANTED.replace("total DECIMAL(18,2), extra INT", "other INT, total DECIMAL(18,3)").replace(
        " NOT NULL COMMENT 'where'", ""
    )
    assert differences(real) == [
        ("nullability", "shop", "differs", "NOT NULL", "NULL"),
        ("comment", "shop", "differs", "where", ""),
        ("type", "total", "differs", "DECIMAL(18,2)", "DECIMAL(18,3)"),
        ("column", "extra", "differs", "INT", ""),
        ("column", "other", "differs", "", "INT"),
    ]
    swapped = WANTED.replace("total DECIMAL(18,2), extra INT", "extra INT, total DECIMAL(18,2)")
    assert differences(swapped) == [("column order", "", "differs", "id, shop, total, extra", "id, shop, extra, total")]


def test_key_and_partitions() -> None:
    assert differences(WANTED.replace("(id, shop)", "(SHOP, id)")) == []
    assert differences(WANTED.replace("(id, shop)", "(id)")) == [("primary key", "", "differs", "id, shop", "id")]
    assert differences(WANTED.replace("ds STRING, hh STRING", "hh STRING, ds STRING")) == [
        ("partition columns", "", "differs", "ds, hh", "hh, ds")
    ]
    assert differences(WANTED.replace("hh STRING", "hh INT")) == [("type", "hh", "differs", "STRING", "INT")]
    automatic = "CREATE TABLE t (at DATETIME) AUTO PARTITIONED BY (TRUNC_TIME(at, 'day') AS ds)"
    assert differences(automatic, "CREATE TABLE t (at DATETIME) PARTITIONED BY (ds STRING)") == []


def test_kind() -> None:
    assert kind(table(WANTED)) == "Delta table"
    assert kind(table("CREATE TABLE t (a INT)")) == "standard table"
    assert kind(table("CREATE EXTERNAL TABLE t (a INT)")) == "external table"
    assert kind(table("CREATE TABLE t (a INT) TBLPROPERTIES ('transactional'='TRUE')")) == "transactional table"
    assert kind(table("CREATE TABLE t (a INT) TBLPROPERTIES ('table.format.version'='2')")) == "Append Delta table"
    assert ("kind", "", "differs", "Delta table", "standard table") in differences(
        WANTED.replace("'transactional'='true', ", "")
    )


def test_what_is_not_said_is_unknown() -> None:
    silent = WANTED.replace(", 'write.bucket.num'='16', 'acid.data.retain.hours'='24'", "").replace(" LIFECYCLE 30", "")
    assert differences(silent) == [
        ("buckets", "", "unknown", "16", ""),
        ("retention", "", "unknown", "24", ""),
        ("lifecycle", "", "differs", "30", ""),
    ]
    assert differences(WANTED, silent) == []
    assert differences("CREATE TABLE t (a ${type})", "CREATE TABLE t (a INT)") == [
        ("type", "a", "unknown", "INT", "${type}")
    ]


def test_both_places_are_told() -> None:
    wanted, real = table(WANTED), table(WANTED.replace("'16'", "'8'"))
    [found] = [one for one in compare(wanted, real) if one.verdict == "differs"]
    at = WANTED.index("'16'")
    assert found == Difference("buckets", "", "differs", "16", "8", (at, at + 4), (at, at + 3))  # type: ignore[arg-type]
    [missing] = [one for one in compare(wanted, real._replace(lifecycle=None)) if one.attribute == "lifecycle"]
    assert missing.real_span == NOWHERE
