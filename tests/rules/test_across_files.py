"""Rules that look at several files: each place is in the file it is said of, and the order of files does not matter."""

from collections.abc import Iterable
from itertools import permutations

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import Linter
from flinkmc.lint.files import Document
from flinkmc.rules import load
from flinkmc.text.source import Source
from tests.rules.linting import DEFAULT

OPTIONS = """\
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
"""
TABLE = """\
-- what the sink below writes
CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '64');
"""


def sink(name: str, options: str, columns: str = "id BIGINT, PRIMARY KEY (id) NOT ENFORCED") -> str:
    return f"CREATE TABLE {name} ({columns}) WITH (\n{OPTIONS}  {options}\n);\n"


def documents(files: dict[str, str]) -> list[Document]:
    return [Document(Source(path, text)) for path, text in files.items()]


def lint(texts: Iterable[Document]) -> list[Diagnostic]:
    return Linter(load(), lambda _: DEFAULT).lint(texts)


def places(found: Iterable[Diagnostic]) -> list[tuple[str, str, str]]:
    """Code, path and the text that is underlined, of findings and of their notes."""
    return [
        (each.code, source.path, source.slice(span))
        for each in found
        for source, span in [
            (each.source, each.span),
            *((note.source or each.source, note.span) for note in each.notes),
        ]
    ]


def test_a_sink_and_its_table() -> None:
    options = "'table.name' = 'orders', 'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '32'"
    files = {"sinks.sql": sink("orders_sink", options), "tables.sql": TABLE}
    assert places(lint(documents(files))) == [("FMC401", "sinks.sql", "'32'"), ("FMC401", "tables.sql", "'64'")]


def test_the_count_comes_from_the_other_file() -> None:
    files = {
        "sinks.sql": sink("orders_sink", "'table.name' = 'orders', 'sink.operation' = 'upsert'"),
        "tables.sql": TABLE,
    }
    mended = Linter(load(), lambda _: DEFAULT).fix(documents(files))
    assert mended.diagnostics == []
    assert "'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '64'\n" in mended.documents[0].source.text
    assert mended.documents[1].source.text == TABLE


def test_sinks_that_disagree_in_any_order() -> None:
    texts = documents(
        {
            f"{name}.sql": sink(
                name, f"'table.name' = 'orders', 'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '{count}'"
            )
            for name, count in (("a", 16), ("b", 16), ("c", 32))
        }
    )
    found = [places(lint(order)) for order in permutations(texts)]
    assert found == [[("FMC405", "c.sql", "'32'"), ("FMC405", "a.sql", "'16'")]] * 6


def test_columns_that_like_brings_from_another_file() -> None:
    base = (
        f"-- {'a long comment ' * 100}\nCREATE TABLE base (id BIGINT, at_noon TIME) WITH ('connector' = 'datagen');\n"
    )
    like = f"CREATE TABLE log_sink WITH (\n{OPTIONS}  'table.name' = 'log'\n) LIKE base (EXCLUDING OPTIONS);\n"
    found = lint(documents({"base.sql": base, "sinks.sql": like}))
    assert places(found) == [("FMC201", "sinks.sql", "LIKE base (EXCLUDING OPTIONS)")]
    assert found[0].message.startswith("column 'at_noon': ")
