"""Made-up rows: a source that fits any sink, and datagen in the place of faker."""

import pytest

from flinkmc.job.model import Plan
from tests.conftest import RealFlink
from tests.job.jobs import FIXTURES, VERSIONS, made, planned, refused, statements
from tests.job.test_plan import sink

EVERYTHING = (FIXTURES / "everything.sql").read_text(encoding="utf-8")
BINARY_IN_1_15 = "ENCODE(`raw_bytes`, 'UTF-8') AS `raw_bytes`"


def source(plan: Plan) -> str:
    return plan.statements[-1].sql


def test_the_key_counts_the_rows() -> None:
    plan = planned(sink(), rows=7)
    assert "'fields.id.kind' = 'sequence',\n  'fields.id.start' = '1',\n  'fields.id.end' = '7'" in source(plan)
    assert plan.targets[0].unique
    assert "still 7 after a second run" in made(sink(), rows=7)["README.md"]


@pytest.mark.parametrize(
    ("of_type", "rows", "counted"),
    [
        ("TINYINT", 127, True),
        ("TINYINT", 128, False),
        ("VARCHAR(2)", 99, True),
        ("VARCHAR(2)", 100, False),
        ("STRING", 10**6, True),
        ("CHAR(9)", 9, False),
        ("DECIMAL(9, 0)", 9, False),
        ("DATE", 9, False),
    ],
)
def test_a_key_that_cannot_count_is_random(of_type: str, rows: int, counted: bool) -> None:
    plan = planned(sink(columns=f"id {of_type}, PRIMARY KEY (id) NOT ENFORCED"), rows=rows)
    assert ("sequence" in source(plan), plan.targets[0].unique) == (counted, counted)


def test_a_trial_fills_one_partition() -> None:
    plan = planned(EVERYTHING)
    assert plan.targets[0].trial == (("dd", "20240101"), ("hour_of_day", "1"), ("region", "tr"))
    assert "'20240101' AS `dd`" in plan.inserts[0].sql
    assert "CAST(1 AS TINYINT) AS `hour_of_day`" in plan.inserts[0].sql
    assert "WHERE `dd` = '20240101' AND `hour_of_day` = '1' AND `region` = 'tr'" in made(EVERYTHING)["verify.sql"]


def test_a_static_partition_is_no_column() -> None:
    plan = planned(sink("'sink.partition' = 'ds=20250101'"))
    assert plan.targets[0].partitions == ("ds",)
    assert plan.inserts[0].sql.startswith("INSERT INTO `snk`\nSELECT `id`, `v`\n")
    assert "WHERE `ds` = '20250101'" in made(sink("'sink.partition' = 'ds=20250101'"))["verify.sql"]


def test_what_datagen_of_old_versions_cannot_make_is_made_otherwise_and_said() -> None:
    old, new = planned(EVERYTHING, version="1.15"), planned(EVERYTHING, version="1.16")
    assert BINARY_IN_1_15 in old.inserts[0].sql
    assert "CAST(NULL AS ROW<`f` BYTES, `g` INT>) AS `bytes_inside`" in old.inserts[0].sql
    assert any("bytes_inside: it is NULL" in text for text in old.assumed)
    assert BINARY_IN_1_15 not in new.inserts[0].sql
    assert not any("NULL" in text for text in new.assumed)
    must_be = EVERYTHING.replace("g INT>,", "g INT> NOT NULL,")
    assert (
        "datagen of Flink 1.15 makes no bytes, and bytes_inside may not be NULL" in refused(must_be, version="1.15")[0]
    )


def test_a_source_takes_no_name_that_is_taken() -> None:
    text = sink() + sink(name="snk_source", table="u")
    assert [each.name for each in planned(text).inputs] == ["snk_source_", "snk_source_source"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_makes_the_rows(real_flink: RealFlink, version: str) -> None:
    job = made(EVERYTHING, version=version, rows=20)["job.sql"]
    answer = real_flink.check(VERSIONS[version]).run(statements(job))
    assert answer.ok, answer.error
    assert sorted(int(row.row["id"]) for row in answer.arrived) == list(range(1, 21))
    assert {(row.op, row.partition) for row in answer.arrived} == {("+I", "dd=20240101,hour_of_day=1,region=tr")}
    for arrived in answer.arrived:
        absent = {name for name, value in arrived.row.items() if value is None}
        assert absent == ({"bytes_inside"} if version in ("1.13", "1.15") else set())
        assert (len(arrived.row["fixed"]), len(arrived.row["short"])) == (3, 5)
        assert 0 <= float(arrived.row["exact"]) < 1
        assert 1 <= arrived.row["tiny"] <= 100


# -- faker ------------------------------------------------------------------------------------------------------------


def faked(columns: str, options: str, version: str = "1.17") -> tuple[str, Plan]:
    """The datagen options that a faker table becomes, and the plan."""
    text = f"CREATE TABLE f ({columns}) WITH (\n  'connector' = 'faker',\n  {options}\n);\n"
    plan = planned(text + sink() + "INSERT INTO snk SELECT 1, 'a' FROM f;", version=version)
    return plan.statements[0].sql, plan


@pytest.mark.parametrize(
    ("column", "expression", "expected"),
    [
        ("INT", "number.numberBetween ''5'',''9''", "'fields.a.min' = '5',\n  'fields.a.max' = '8'"),
        ("BIGINT", "number.numberBetween ''-5'',''-4''", "'fields.a.min' = '-5',\n  'fields.a.max' = '-4'"),
        ("DOUBLE", "Number.randomDouble ''2'',''1'',''9''", "'fields.a.min' = '1',\n  'fields.a.max' = '9'"),
        ("INT", "number.randomDigit", "'fields.a.min' = '0',\n  'fields.a.max' = '9'"),
        ("INT", "number.randomNumber", "'fields.a.min' = '1',\n  'fields.a.max' = '1000'"),
        ("STRING", "Internet.uuid", "'fields.a.length' = '36'"),
        ("VARCHAR(20)", "Internet.uuid", "'fields.a.length' = '20'"),
        ("STRING", "Options.option ''north'',''southwest''", "'fields.a.length' = '9'"),
        ("STRING", "Name.first_name", "'fields.a.length' = '10'"),
        ("TIMESTAMP(3)", "date.past ''15'',''SECONDS''", "'fields.a.max-past' = '15 seconds'"),
    ],
)
def test_plain_expressions_are_kept(column: str, expression: str, expected: str) -> None:
    sql, _ = faked(f"a {column}", f"'fields.a.expression' = '#{{{expression}}}'")
    assert expected in sql
    assert "-- was #{" + expression.replace("''", "'") + "}" in sql


def test_what_datagen_lacks_is_said() -> None:
    options = "'fields.a.expression' = '#{date.birthday}',\n  'fields.b.null-rate' = '0.1'"
    _, plan = faked("a DATE, b INT", options)
    assert plan.assumed[-2:] == (
        "f.a was #{date.birthday}: datagen has nothing like it and makes today",
        "f.b was NULL at times: datagen of these versions has no null-rate",
    )
    sql, _ = faked("a TIMESTAMP(3), b DECIMAL(9, 2)", "'fields.a.expression' = '#{date.past ''1'',''DAYS''}'", "1.13")
    assert "max-past" not in sql
    assert "fields.b" not in sql


def test_computed_columns_and_rates_stay() -> None:
    sql, plan = faked(
        "a INT, b AS a * 2, PRIMARY KEY (a) NOT ENFORCED", "'rows-per-second' = '5', 'number-of-rows' = '9'"
    )
    assert "b AS a * 2" in sql
    assert "'number-of-rows' = '9',\n  'rows-per-second' = '5'" in sql
    assert [(each.name, each.connector, each.origin, each.ends) for each in plan.inputs] == [
        ("f", "datagen", "replaced", True)
    ]


def test_a_faker_table_without_options_of_its_own_is_refused() -> None:
    text = "CREATE TABLE f (a INT) WITH ('connector' = 'faker');\nCREATE TABLE g LIKE f;\n"
    assert (
        "the options of g stand in another table" in refused(text + sink() + "INSERT INTO snk SELECT a, '' FROM g;")[0]
    )
