"""Comments that silence what there is not: FMC008 and FMC009."""

import pytest

from flinkmc.lint.config import Config, Selection
from flinkmc.lint.engine import Linter
from flinkmc.lint.files import Document
from flinkmc.rules import load
from flinkmc.text.source import Source
from tests.rules.linting import DEFAULT

TWICE = "SET 'a' = 'b';\nCREATE TABLE t (id BIGINT) WITH ('connector' = 'print', 'x' = '1', 'x' = '2')"
PLAIN = "CREATE TABLE t (id BIGINT) WITH ('connector' = 'print')"
SINK = """\
CREATE TABLE s (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'table.name' = 'orders',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '64' -- noqa: FMC401
);
"""
TABLE = """\
CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
TBLPROPERTIES ("transactional" = "true", "write.bucket.num" = "64");
"""


def said(*texts: str, config: Config = DEFAULT) -> list[str]:
    documents = [Document(Source(f"{number}.sql", text)) for number, text in enumerate(texts)]
    found = Linter(load(), lambda _: config).lint(documents)
    return [f"{each.code} {each.message}" for each in found if each.code in ("FMC008", "FMC009")]


def mended(text: str) -> str:
    return Linter(load(), lambda _: DEFAULT).fix([Document(Source("a.sql", text))]).documents[0].source.text


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("-- noqa: FMC006", []),
        ("-- noqa", []),
        ("-- noqa: FMC0", []),
        ("-- noqa: FMC006, FMC003", ["FMC008 FMC003 finds nothing here"]),
        ("-- noqa: FMC006, FMC003, FMC005", ["FMC008 FMC003 and FMC005 find nothing here"]),
        ("-- noqa: FMC006, LT01", []),
        ("-- noqa: FMC006, all", []),
        ("-- noqa: FMC006, FMC008, FMC009", []),
        ("-- noqa: FMC006, FMC003, FMC008 it is for later", []),
        ("-- flinkmc: disable=FMC006", []),
        ("-- flinkmc: disable-file=FMC006", []),
        ("-- flinkmc: enable=FMC006", ["FMC008 FMC006: this enable ends nothing"]),
    ],
)
def test_what_silences_something_is_needed(comment: str, says: list[str]) -> None:
    assert said(f"{TWICE} {comment}") == says


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("-- noqa", ["FMC008 this noqa silences nothing"]),
        ("-- noqa: all", ["FMC008 this noqa silences nothing"]),
        ("-- flinkmc: disable", ["FMC008 this disable silences nothing"]),
        ("-- flinkmc: disable-file=FMC006", ["FMC008 FMC006 finds nothing here"]),
        ("-- noqa: FMC107 is off unless it is chosen", []),
        ("-- noqa: FMC060", ["FMC009 unknown rule 'FMC060'"]),
        ("-- noqa: FCM401", ["FMC009 unknown rule 'FCM401'"]),
        ("-- noqa: LT01", []),
        ("-- noqa: this is fine", []),
        ("-- flinkmc: disable=LT01", ["FMC009 unknown rule 'LT01'"]),
        ("-- flinkmc: disable=", ["FMC009 this disable names no rule"]),
    ],
)
def test_what_silences_nothing_is_said(comment: str, says: list[str]) -> None:
    assert said(f"{PLAIN} {comment}") == says


def test_rules_that_were_not_run_are_not_judged() -> None:
    text = f"{PLAIN} -- noqa: FMC006\n"
    assert said(text) == ["FMC008 FMC006 finds nothing here"]
    assert said(text, config=DEFAULT._replace(selections=(Selection(ignore=("FMC006",)),))) == []
    assert said(text, config=DEFAULT._replace(per_file_ignores=(("0.sql", ("FMC006",)),), root=".")) == []
    assert said(text, config=DEFAULT._replace(severity=(("FMC006", "off"),))) == []
    only = DEFAULT._replace(selections=(Selection(select=("FMC008",)),))
    assert said(f"{PLAIN} -- noqa\n", config=only) == []


def test_what_could_not_be_read_is_not_judged() -> None:
    assert said(f"{PLAIN}; -- noqa: FMC006\nCREATE TABLE (;") == []


def test_rules_about_the_table_of_a_sink_are_judged_where_it_is_known() -> None:
    assert said(SINK) == []
    assert said(SINK, TABLE) == ["FMC008 FMC401 finds nothing here"]
    assert said(SINK, TABLE.replace("64", "32")) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{PLAIN} -- noqa", PLAIN),
        (f"{PLAIN} -- noqa: FMC006\n", f"{PLAIN}\n"),
        (f"{PLAIN} -- noqa: FMC006 two are needed\n", f"{PLAIN} -- two are needed\n"),
        (f"-- flinkmc: disable=FMC006\r\n{PLAIN}\r\n-- flinkmc: enable=FMC006\r\n", f"{PLAIN}\r\n"),
        (f"{TWICE} -- noqa: FMC003, fmc006,FMC005 why\n", f"{TWICE} -- noqa: fmc006 why\n"),
        (PLAIN.replace("id ", "id/* noqa */"), PLAIN),
        (PLAIN.replace("id ", "id /* noqa: FMC006 */ "), PLAIN.replace("id ", "id  ")),
        (f"{PLAIN} /* noqa: FMC006 why */", f"{PLAIN} /* why */"),
    ],
)
def test_the_fix_takes_out_what_is_unused(before: str, after: str) -> None:
    assert mended(before) == after
    assert mended(after) == after
