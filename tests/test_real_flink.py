"""The judge itself: real Flink plans, refuses, runs and delivers."""

import subprocess
from pathlib import Path

from tests.real_flink import FlinkCheck, arrived

SOURCE = """CREATE TEMPORARY TABLE src (id BIGINT, name STRING) WITH (
  'connector' = 'datagen', 'number-of-rows' = '3',
  'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '3', 'fields.name.length' = '4'
)"""
SINK = """CREATE TABLE snk (id BIGINT NOT NULL, name STRING, ds STRING, PRIMARY KEY (id) NOT ENFORCED)
PARTITIONED BY (ds) WITH (
  'connector' = 'maxcompute', 'odps.project.name' = 'p', 'odps.access.id' = 'x', 'odps.access.key' = 'x',
  'odps.end.point' = 'http://service.cn-beijing-vpc.maxcompute.aliyun-inc.com/api', 'table.name' = 'orders',
  'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '16'
)"""
INSERT = "INSERT INTO snk SELECT id, name, '20240101' FROM src"


def test_a_good_sink_plans(flink: FlinkCheck) -> None:
    answer = flink.plan([SOURCE, SINK, INSERT])
    assert answer.ok, answer.error
    assert "Sink(table=[default_catalog.default_database.snk]" in answer.results[-1].plan
    assert not answer.arrived


def test_an_unknown_option_is_refused(flink: FlinkCheck) -> None:
    answer = flink.plan([SOURCE, SINK.replace("upsert.write.bucket.num", "upsert.bucket.num"), INSERT])
    assert not answer.ok
    assert answer.results[-1].stage == "plan"
    assert "Unsupported options:\n\nupsert.bucket.num" in answer.error


def test_a_syntax_error_has_its_place(flink: FlinkCheck) -> None:
    answer = flink.plan(["CREATE TABLE t (\n  a INT(11)\n)"])
    assert (answer.results[0].stage, answer.results[0].line, answer.results[0].column) == ("parse", 2, 8)


def test_rows_arrive(flink: FlinkCheck) -> None:
    for _ in range(2):  # the second run sees its own rows only
        answer = flink.run([SOURCE, SINK, INSERT])
        assert answer.ok, answer.error
        assert answer.results[-1].finished
        assert [(*row[:3], row.row["id"], row.row["ds"]) for row in answer.arrived] == [
            ("orders", "+I", "ds=20240101", key, "20240101") for key in (1, 2, 3)
        ]


def test_an_endless_job_is_cancelled(flink: FlinkCheck) -> None:
    endless = "CREATE TEMPORARY TABLE src (id BIGINT, name STRING) WITH ('connector' = 'datagen')"
    answer = flink.run([endless, SINK, INSERT], timeout=2)
    assert (answer.ok, answer.results[-1].finished, answer.results[-1].state) == (True, False, "RUNNING")


def test_sql_client_runs_a_script(flink_home: Path, java_env: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "job.sql"
    settings = "SET 'table.dml-sync' = 'true';\n"
    script.write_text(settings + "".join(f"{statement};\n" for statement in (SOURCE, SINK, INSERT)), encoding="utf-8")
    sql_client = [str(flink_home / "bin" / "sql-client.sh"), "-hist", "/dev/null"]
    done = subprocess.run(
        [*sql_client, "-f", str(script)], env=java_env, capture_output=True, encoding="utf-8", timeout=120
    )
    assert "[ERROR]" not in done.stdout, done.stdout
    assert sorted((row.op, row.partition, row.row["id"]) for row in arrived(tmp_path / "rows")) == [
        ("+I", "ds=20240101", 1),
        ("+I", "ds=20240101", 2),
        ("+I", "ds=20240101", 3),
    ]
