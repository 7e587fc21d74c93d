"""`flinkmc ddl` as it is called."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flinkmc.cli.main import main

SAMPLES = Path(__file__).parents[2] / "samples"
SINK = """CREATE TABLE {name} (
  id BIGINT,
  note STRING COMMENT 'it''s',
  ds STRING,
  PRIMARY KEY (id, ds) NOT ENFORCED
) PARTITIONED BY (ds)
WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '${{ODPS_ACCESS_ID}}',
  'odps.access.key' = '${{ODPS_ACCESS_KEY}}',
  'table.name' = '{name}_table',
  'sink.operation' = 'upsert'{more}
);
"""


def ddl(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["ddl", "--isolated", *map(str, arguments)], input=text)


def sink(name: str = "orders", more: str = "") -> str:
    return SINK.format(name=name, more=more)


def test_the_pages_managed_example() -> None:
    done = ddl(SAMPLES / "managed" / "faker.sql")
    assert done.exit_code == 0
    assert done.stdout == (
        "SET odps.sql.type.system.odps2=true;\n"
        "SET odps.sql.decimal.odps2=true;\n"
        "\n"
        "-- The table that the Flink sink test_c_d_g writes; made by flinkmc ddl.\n"
        "CREATE TABLE IF NOT EXISTS `mf_flink_upsert` (\n"
        "  `c1` INT NOT NULL,\n"
        "  `c2` STRING,\n"
        "  `gt` TIMESTAMP,\n"
        "  PRIMARY KEY (`c1`)\n"
        ")\n"
        "PARTITIONED BY (`ds` STRING)\n"
        "TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '64', 'acid.data.retain.hours' = '24');\n"
    )


def test_what_is_absent_is_assumed_and_said() -> None:
    done = ddl("-", text=sink())
    assert done.exit_code == 0
    assert "-- Assumed: 16 buckets, MaxCompute's default: the sink names no count.\n" in done.stdout
    assert "PRIMARY KEY (`id`)\n" in done.stdout
    assert "`note` STRING COMMENT 'it\\'s'" in done.stdout


def test_the_linked_tables_count_is_taken() -> None:
    table = (
        "CREATE TABLE orders_table (id BIGINT NOT NULL, note STRING, PRIMARY KEY (id)) PARTITIONED BY (ds STRING)\n"
        "TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '32');\n"
    )
    assert "'write.bucket.num' = '32'" in ddl("-", text=sink() + table).stdout


def test_choices() -> None:
    arguments = ["--bucket-num", "8", "--retain-hours", "0", "--lifecycle", "7", "--no-if-not-exists", "--table", "b"]
    done = ddl("-", *arguments, text=sink("a") + sink("b"))
    assert "CREATE TABLE `b_table` (" in done.stdout
    assert "a_table" not in done.stdout
    assert "'write.bucket.num' = '8', 'acid.data.retain.hours' = '0')\nLIFECYCLE 7;" in done.stdout


def test_json() -> None:
    [described] = json.loads(ddl("-", "--format", "json", text=sink()).stdout)
    assert described["sink"] == "orders"
    assert described["table"]["primary_key"] == ["id"]
    assert [column["name"] for column in described["table"]["partition_columns"]] == ["ds"]
    assert described["assumed"] == ["16 buckets, MaxCompute's default: the sink names no count"]


def test_a_file_a_table_and_check(tmp_path: Path) -> None:
    source = tmp_path / "sinks.sql"
    source.write_text(sink("a") + sink("b"), encoding="utf-8")
    out = tmp_path / "ddl"
    assert ddl(source, "-o", out).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["a_table.sql", "b_table.sql"]
    assert ddl(source, "-o", out, "--check").exit_code == 0
    source.write_text(sink("a", ",\n  'upsert.write.bucket.num' = '4'") + sink("b"), encoding="utf-8")
    checked = ddl(source, "-o", out, "--check")
    assert checked.exit_code == 1
    assert "'write.bucket.num' = '16'" in checked.stdout
    assert "+TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '4'" in checked.stdout


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "orders_table.sql").write_text("-- mine\n", encoding="utf-8")
    done = ddl("-", "-o", tmp_path, text=sink())
    assert done.exit_code == 2
    assert "was not made by flinkmc" in done.stderr
    assert (tmp_path / "orders_table.sql").read_text(encoding="utf-8") == "-- mine\n"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (sink().replace("note STRING COMMENT 'it''s'", "note TIME"), "FMC201"),
        (sink().replace("PRIMARY KEY (id, ds) NOT ENFORCED", "more INT"), "FMC301"),
        (sink().replace("(ds)", "(dt)"), "FMC005"),
        (sink().replace("note STRING", "note STRING("), "FMC001"),
        (sink().replace("id BIGINT", "id CHAR(300)"), "FMC202"),
        (sink().replace("'upsert'", "'upset'"), "FMC103"),
        (sink().replace("'table.name' = 'orders_table',\n", ""), "FMC102"),
    ],
)
def test_never_half_a_table(wrong: str, code: str) -> None:
    done = ddl("-", text=wrong + sink("good"))
    assert done.exit_code == 1
    assert f"error: {code}" in done.stderr
    assert "CREATE TABLE IF NOT EXISTS `good_table`" in done.stdout
    assert "orders" not in done.stdout


def test_what_cannot_be_called() -> None:
    assert "no such file" in ddl("missing.sql").stderr
    assert ddl("missing.sql").exit_code == 2
    nothing = ddl("-", text="CREATE TABLE t (id INT) WITH ('connector' = 'print');")
    assert nothing.exit_code == 2
    assert "'connector' = 'maxcompute'" in nothing.stderr
    assert "did you mean 'orders'?" in ddl("-", "--table", "order", text=sink()).stderr
    assert "--output-dir" in ddl("-", "--check", text=sink()).stderr
    assert "unknown option '--buckets-num'; did you mean '--bucket-num'?" in ddl("-", "--buckets-num", "3").stderr


def test_an_insert_sink_without_key_is_a_standard_table() -> None:
    text = (
        sink()
        .replace("'upsert'", "'insert'")
        .replace("  PRIMARY KEY (id, ds) NOT ENFORCED\n", "")
        .replace("ds STRING,", "ds STRING")
    )
    done = ddl("-", text=text)
    assert done.exit_code == 0, done.stderr
    assert "TBLPROPERTIES" not in done.stdout
    assert "a standard table" in done.stdout
