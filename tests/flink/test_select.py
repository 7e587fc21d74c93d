"""How many columns a query yields, and which tables it reads, told from its tokens alone."""

import re

import pytest

from flinkmc.flink.select import output_count, sources
from flinkmc.text.source import Span
from tests.real_flink import FlinkCheck

WIDTHS = {"orders": 4, "shops": 2, "db.orders": 5}
DDL = (
    "CREATE TABLE orders (id INT, name STRING, shop INT, at_noon AS CAST(id AS BIGINT)) WITH ('connector' = 'datagen')",
    "CREATE TABLE shops (id INT, name STRING) WITH ('connector' = 'datagen')",
    f"CREATE TABLE wide ({', '.join(f'c{number} INT' for number in range(30))}) WITH ('connector' = 'blackhole')",
)

COUNTED = [
    ("SELECT id, name FROM orders", 2),
    ("SELECT id, UPPER(name), CAST(id AS DECIMAL(10, 2)) AS total FROM orders", 3),
    ("SELECT id, ARRAY[1, 2], MAP['a', 1], ROW(1, 2) FROM orders", 4),
    ("SELECT CASE WHEN id > 1 THEN 'a' ELSE 'b' END, id FROM orders", 2),
    ("SELECT 1", 1),
    ("SELECT DISTINCT id, name FROM orders", 2),
    ("SELECT id IS DISTINCT FROM 1, id FROM orders", 2),
    ("SELECT EXTRACT(YEAR FROM CURRENT_DATE), TRIM(BOTH ' ' FROM name) FROM orders", 2),
    ("SELECT id * 2, id FROM orders", 2),
    ("SELECT COUNT(*), id FROM orders GROUP BY id", 2),
    ("SELECT id, ROW_NUMBER() OVER (PARTITION BY id ORDER BY PROCTIME(), id) FROM orders", 2),
    ("SELECT * FROM orders", 4),
    ("SELECT *, 1 FROM orders", 5),
    ("SELECT * FROM `orders` WHERE id > 1", 4),
    ("SELECT o.* FROM orders AS o", 4),
    ("SELECT o.*, 1 FROM orders o", 5),
    ("SELECT orders.* FROM orders", 4),
    ("SELECT s.*, o.id FROM orders AS o JOIN shops AS s ON o.shop = s.id", 3),
    ("SELECT s.* FROM orders AS o LEFT JOIN shops AS s ON o.shop = s.id WHERE o.id IS NOT DISTINCT FROM 1", 2),
    ("SELECT s.* FROM orders JOIN shops AS s USING (id)", 2),
    ("SELECT s.* FROM orders, shops AS s", 2),
    ("SELECT * FROM shops AS s (number, shown)", 2),
    ("SELECT * FROM (SELECT id, name, 1 FROM orders)", 3),
    ("SELECT q.* FROM (SELECT id FROM orders) AS q", 1),
    ("SELECT * FROM (SELECT * FROM (SELECT * FROM shops))", 2),
    ("SELECT * FROM (SELECT id FROM orders) AS q (number)", 1),
    ("SELECT * FROM orders /*+ OPTIONS('rows-per-second' = '5') */", 4),
    ("WITH q AS (SELECT id, name FROM orders) SELECT * FROM q", 2),
    ("WITH q (a, b) AS (SELECT * FROM shops), r AS (SELECT a FROM q) SELECT * FROM r", 1),
    ("SELECT id FROM orders UNION ALL SELECT id FROM shops", 1),
    ("(SELECT id, name FROM orders) UNION (SELECT * FROM shops)", 2),
    ("SELECT id FROM orders ORDER BY id LIMIT 5", 1),
    ("VALUES (1, 'a'), (2, 'b')", 2),
    ("VALUES ROW(1, 'a', CAST(NULL AS INT))", 3),
    ("VALUES 1, 2", 1),
    ("TABLE shops", 2),
    ("SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(noon), INTERVAL '1' MINUTE))", None),
    ("SELECT * FROM orders AS o JOIN shops AS s ON o.shop = s.id", None),
    ("SELECT * FROM orders, UNNEST(ARRAY[1])", None),
    ("SELECT x.* FROM orders AS o", None),
]
NOT_COUNTED = [
    "SELECT * FROM unknown_table",
    "SELECT * FROM archive.orders",
    "SELECT ${columns} FROM orders",
    "SELECT id, ${columns} FROM orders",
    "SELECT * FROM ${table}",
    "SELECT * FROM orders MATCH_RECOGNIZE (PARTITION BY id MEASURES a.id AS x PATTERN (a) DEFINE a AS TRUE)",
    "SELECT place.* FROM orders",
    "SELECT",
    "SELECT id,",
    "SELECT id, (name FROM orders",
    "VALUES",
    "VALUES ()",
    "WITH q AS SELECT 1 SELECT * FROM q",
    "",
    "(" * 100_000,
    "(" * 200 + "SELECT 1" + ")" * 200,
    "SELECT " + "(" * 100_000 + "1" + ")" * 100_000 + ", * FROM x",
]


def count(query: str) -> int | None:
    return output_count(query, Span(0, len(query)), WIDTHS.get)


@pytest.mark.parametrize(("query", "columns"), COUNTED)
def test_columns_are_counted(query: str, columns: int | None) -> None:
    assert count(query) == columns


@pytest.mark.parametrize("query", NOT_COUNTED, ids=lambda query: query[:60])
def test_what_is_unsure_is_not_counted(query: str) -> None:
    assert count(query) is None


def test_names_of_several_parts() -> None:
    assert count("SELECT * FROM db.orders") == 5
    assert count("SELECT db.orders.* FROM `db`.orders") == 5
    assert count("SELECT orders.* FROM db.orders") == 5


def test_a_place_in_a_text() -> None:
    text = "INSERT INTO sink SELECT id, name FROM orders;"
    assert output_count(text, Span(17, len(text) - 1), WIDTHS.get) == 2


@pytest.mark.parametrize("depth", [10, 10_000])
def test_time_is_linear_in_the_depth(depth: int) -> None:
    """Deep nesting is given up, not descended into."""
    assert count("SELECT * FROM (" * depth + "SELECT 1" + ")" * depth) == (1 if depth == 10 else None)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * FROM orders AS o JOIN db.shops ON TRUE", ["orders", "db.shops"]),
        ("SELECT * FROM (SELECT a FROM `my orders`) WHERE a IN (SELECT b FROM shops)", ["my orders", "shops"]),
        ("SELECT a IS DISTINCT FROM b FROM orders", ["orders"]),
        ("WITH q AS (SELECT * FROM orders) SELECT * FROM q", ["orders"]),
        ("SELECT * FROM TABLE(f(1)) JOIN ${table} ON TRUE", []),
        ("VALUES (1)", []),
        ("SELECT 1 FROM", []),
    ],
)
def test_tables_that_are_read(query: str, names: list[str]) -> None:
    found = list(sources(query, Span(0, len(query))))
    assert [name for name, _ in found] == names
    assert all(query[span.start : span.end].replace("`", "") == name for name, span in found)


@pytest.mark.parametrize(("query", "columns"), [case for case in COUNTED if case[1] is not None])
def test_flink_counts_the_same(flink: FlinkCheck, query: str, columns: int) -> None:
    """A table that is too wide makes Flink say what the query yields."""
    error = flink.plan([*DDL, f"INSERT INTO wide {query}"]).error
    schema = re.search(r"Query schema: \[(.*)\]", error)
    assert schema, error
    assert len(re.findall(r"(?:^|, )[`\w$]+: ", schema[1])) == columns
