"""What is decided of a job, and why."""

import pytest

from flinkmc.job.model import Plan
from flinkmc.job.sink import nearest_divisor
from tests.job.jobs import made, planned, refused

ACCOUNT = "'odps.access.id' = '${ODPS_ACCESS_ID}', 'odps.access.key' = '${ODPS_ACCESS_KEY}'"
PLACE = "'odps.project.name' = 'p', 'odps.end.point' = 'http://service.cn-beijing-vpc.maxcompute.aliyun-inc.com/api'"
COLUMNS = "id BIGINT, v STRING, PRIMARY KEY (id) NOT ENFORCED"


def sink(options: str = "", name: str = "snk", columns: str = COLUMNS, mode: str = "upsert", table: str = "t") -> str:
    more = f", {options}" if options else ""
    return (
        f"CREATE TABLE {name} ({columns}) WITH ('connector' = 'maxcompute', {PLACE}, {ACCOUNT}, "
        f"'table.name' = '{table}', 'sink.operation' = '{mode}'{more});\n"
    )


def ddl(buckets: int, table: str = "t") -> str:
    return (
        f"CREATE TABLE {table} (id BIGINT NOT NULL, v STRING, PRIMARY KEY (id)) "
        f'TBLPROPERTIES ("transactional"="true", "write.bucket.num"="{buckets}");\n'
    )


SOURCE = "CREATE TABLE src (id BIGINT, v STRING) WITH ('connector' = 'kafka', 'topic' = 'x');\n"
INSERT = "INSERT INTO snk SELECT id, v FROM src;\n"


def setting(plan: Plan, key: str) -> str | None:
    return next((each.value for each in plan.settings if each.key == key), None)


# -- buckets and parallelism ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "options", "buckets", "changed"),
    [
        ("", "'upsert.write.bucket.num' = '32'", 32, []),
        ("", "", 16, ["'upsert.write.bucket.num' = '16' added"]),
        (ddl(64), "'upsert.write.bucket.num' = '32'", 64, ["'upsert.write.bucket.num' = '64' instead of '32'"]),
        (ddl(64), "", 64, ["'upsert.write.bucket.num' = '64' added"]),
        (ddl(64), "'upsert.write.bucket.num' = '64'", 64, []),
    ],
)
def test_the_sink_has_the_buckets_of_its_table(table: str, options: str, buckets: int, changed: list[str]) -> None:
    plan = planned(table + sink(options))
    assert plan.targets[0].buckets == buckets
    assert [change.what for change in plan.changes] == changed
    assert f"'upsert.write.bucket.num' = '{buckets}'" in plan.statements[0].sql
    assert f'"write.bucket.num"="{buckets}"' in plan.targets[0].ddl.replace("'", '"').replace(" = ", "=")


@pytest.mark.parametrize(
    ("buckets", "asked", "kept"), [(16, 4, 4), (16, 5, 4), (16, 3, 2), (12, 5, 4), (64, 100, 64), (7, 5, 7), (16, 6, 4)]
)
def test_parallelism_divides_the_buckets(buckets: int, asked: int, kept: int) -> None:
    assert nearest_divisor(buckets, asked) == kept
    plan = planned(sink(f"'upsert.write.bucket.num' = '{buckets}', 'sink.parallelism' = '{asked}'"))
    assert plan.targets[0].parallelism == kept
    assert f"'sink.parallelism' = '{kept}'" in plan.statements[0].sql


def test_an_insert_sink_keeps_its_parallelism_and_has_no_buckets() -> None:
    plan = planned(sink("'sink.parallelism' = '5'", columns="id BIGINT", mode="insert"))
    assert (plan.targets[0].buckets, plan.targets[0].parallelism, plan.changes) == (None, 5, ())
    assert "bucket" not in plan.targets[0].ddl


# -- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "interval", "changed"),
    [
        ("", "4 min", ""),
        ("1 min", "4 min", "1 min"),
        ("3 min", "4 min", "3 min"),
        ("181 s", "181 s", ""),
        ("200000", "200000", ""),
        ("1 h", "1 h", ""),
    ],
)
def test_checkpoints_are_above_three_minutes(given: str, interval: str, changed: str) -> None:
    said = f"SET 'execution.checkpointing.interval' = '{given}';\n" if given else ""
    plan = planned(said + SOURCE + sink() + INSERT)
    found = next(each for each in plan.settings if each.key == "execution.checkpointing.interval")
    assert (found.value, found.changed) == (interval, changed)


@pytest.mark.parametrize(
    ("options", "given", "timeout"),
    [
        ("", "", "20 min"),
        ("'upsert.commit.timeout' = '1800'", "", "60 min"),
        ("'upsert.commit.timeout' = '1800'", "30 min", "60 min"),
        ("'upsert.commit.timeout' = '1800'", "31 min", "31 min"),
        ("'upsert.commit.timeout' = '${T}'", "", "20 min"),
    ],
)
def test_a_checkpoint_may_take_longer_than_a_commit(options: str, given: str, timeout: str) -> None:
    said = f"SET 'execution.checkpointing.timeout' = '{given}';\n" if given else ""
    assert setting(planned(said + SOURCE + sink(options) + INSERT), "execution.checkpointing.timeout") == timeout


def test_the_users_settings_stay() -> None:
    said = "SET 'pipeline.name' = 'mine';\nSET 'table.local-time-zone' = 'UTC';\nSET 'pipeline.name' = 'it''s mine';\n"
    plan = planned(said + SOURCE + sink() + INSERT)
    assert (plan.name, setting(plan, "table.local-time-zone")) == ("it's mine", "UTC")
    assert setting(planned(said + "RESET;\n" + SOURCE + sink() + INSERT), "pipeline.name") == "snk to MaxCompute"


def test_batch_mode_needs_no_checkpoints() -> None:
    plan = planned("SET 'execution.runtime-mode' = 'batch';\n" + SOURCE + sink() + INSERT)
    assert plan.mode == "batch"
    assert setting(plan, "execution.checkpointing.interval") is None


def test_a_job_that_ends_is_waited_for() -> None:
    assert setting(planned(sink()), "table.dml-sync") == "true"
    assert setting(planned(sink() + "INSERT INTO snk VALUES (1, 'a');"), "table.dml-sync") == "true"
    assert setting(planned(SOURCE + sink() + INSERT), "table.dml-sync") is None
    assert setting(planned(sink(), version="1.17"), "restart-strategy.type") == "none"
    assert setting(planned(sink(), version="1.16"), "restart-strategy") == "none"


def test_a_duration_that_flink_cannot_read_is_refused() -> None:
    said = "SET 'execution.checkpointing.interval' = 'five minutes';\n"
    assert refused(said + SOURCE + sink() + INSERT)[0].startswith("'five minutes' is no duration")


# -- which statements -------------------------------------------------------------------------------------------------


def test_only_what_the_job_needs_comes_along() -> None:
    text = (
        "CREATE TABLE other (a INT) WITH ('connector' = 'kafka');\n"
        "SELECT * FROM other;\nUSE default_database;\n"
        "CREATE VIEW v AS SELECT id, v FROM src;\n" + SOURCE + sink() + "INSERT INTO snk SELECT * FROM v;"
    )
    plan = planned(text)
    assert [statement.sql.split("(")[0].split(" AS ")[0].strip() for statement in plan.statements] == [
        "USE default_database",
        "CREATE TABLE src",
        "CREATE VIEW v",
        "CREATE TABLE snk",
    ]
    assert plan.left_out == ("SELECT in line 2 of a.sql: it is no part of a job",)


def test_files_of_one_job() -> None:
    plan = planned(INSERT, SOURCE, sink(), ddl(8))
    assert [statement.sql.split()[2] for statement in plan.statements] == ["src", "snk"]
    assert (plan.targets[0].buckets, plan.inserts[0].sql) == (8, INSERT.strip().rstrip(";"))
    assert "as d.sql has it" in plan.targets[0].ddl


def test_several_inserts_are_one_job() -> None:
    two = SOURCE + sink() + sink(name="two", table="u")
    other = INSERT.replace("snk", "two")
    job = made(two + INSERT + other)["job.sql"]
    assert job.count("BEGIN STATEMENT SET;") == job.count("\nEND;\n") == 1
    text = "EXECUTE STATEMENT SET BEGIN\n" + INSERT + other + "END;"
    assert made(two + text)["job.sql"].count("BEGIN STATEMENT SET;") == 1
    assert planned(two + INSERT + INSERT).assumed[-1] == "snk: several INSERTs write it at the same time, in no order"


def test_inserts_that_end_and_write_one_table_keep_their_order() -> None:
    job = made(sink() + "INSERT INTO snk VALUES (1, 'a');\nINSERT INTO snk VALUES (1, 'b');")["job.sql"]
    assert "STATEMENT SET" not in job
    assert job.index("(1, 'a');") < job.index("(1, 'b');")
    assert "SET 'table.dml-sync' = 'true';" in job


def test_one_sink_of_several() -> None:
    text = SOURCE + sink() + sink(name="two", table="u") + INSERT
    assert [target.sink for target in planned(text).targets] == ["snk"]
    assert planned(text).left_out == ("the sink two: nothing is inserted into it",)
    plan = planned(text, tables=("two",))
    assert [target.sink for target in plan.targets] == ["two"]
    assert [source.origin for source in plan.inputs] == ["generated"]


def test_a_sink_of_another_connector_comes_along() -> None:
    text = SOURCE + sink() + "CREATE TABLE log (id BIGINT) WITH ('connector' = 'print');\n" + INSERT
    plan = planned(text + "INSERT INTO log SELECT id FROM src;")
    assert len(plan.inserts) == 2
    assert [target.sink for target in plan.targets] == ["snk"]
    assert any("row of log" in statement for statement in plan.dry_run.statements)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (("CREATE TABLE t (a INT) WITH ('connector' = 'kafka');",), "no table of the connector 'maxcompute'"),
        ((sink() + "INSERT INTO nowhere SELECT 1, 'a';",), "no file declares the table nowhere"),
        ((SOURCE + sink(), SOURCE.replace("'x'", "'y'") + INSERT), ""),
        ((sink(columns="id BIGINT, v STRING"),), "an upsert sink needs a PRIMARY KEY"),
        ((sink(columns="id BIGINT, v TIME, PRIMARY KEY (id) NOT ENFORCED"),), "MaxCompute has no such type"),
        (
            (
                sink(
                    columns=COLUMNS.replace("v STRING", "v"),
                ),
            ),
            "could not be read whole",
        ),
        ((sink().replace("'t'", "'${db}.${t}'"),), "does not say which MaxCompute table it writes"),
        ((sink(mode="merge"),), "whether snk inserts or upserts is not known"),
        ((sink().replace("'maxcompute'", "'odps'", 1),), "is written for 'odps'"),
        (("CREATE TABLE snk WITH ('connector' = 'maxcompute') AS SELECT 1 AS a;",), "makes no job"),
        ((SOURCE + sink() + "INSERT INTO snk SELECT id, v FROM ${db}.src;",), "stands outside of a string"),
        ((SOURCE + sink() + "INSERT INTO snk SELECT id, 'a;\nb' FROM src;",), "sql-client takes a ';' at the end"),
        (
            (SOURCE + sink() + "INSERT INTO snk SELECT id, /* a;\nb */ v FROM src;",),
            "sql-client takes a ';' at the end",
        ),
        (
            (SOURCE + sink() + "INSERT INTO snk /*+ OPTIONS('odps.access.key' = 'x1y2') */ SELECT id, v FROM src;",),
            "a secret stands here",
        ),
        (("SET 'fs.oss.accessKeySecret' = 'x1y2';\n" + SOURCE + sink() + INSERT,), "a secret stands here"),
    ],
)
def test_what_makes_no_job(texts: tuple[str, ...], message: str) -> None:
    if message:
        assert message in refused(*texts)[0]
    else:
        planned(*texts)  # the INSERT reads the table of its own file, and the sink stands in the other


def test_an_unknown_sink_is_told_from_its_name() -> None:
    assert refused(sink(name="orders"), tables=("order",)) == ["no sink is named 'order'; did you mean orders?"]


def test_two_tables_of_one_name_are_refused() -> None:
    texts = (SOURCE + sink() + INSERT, SOURCE.replace("'x'", "'y'") + sink(name="two") + INSERT.replace("snk", "two"))
    assert "the table src is declared differently in a.sql" in refused(*texts)[0]


def test_semicolons_in_comments_of_a_line_do_no_harm() -> None:
    assert planned(SOURCE + sink() + "INSERT INTO snk SELECT id, -- the key;\n v FROM src;").inserts


# -- text -------------------------------------------------------------------------------------------------------------


def test_the_users_text_stays_as_it_is_written() -> None:
    text = """CREATE TABLE snk (
  id   BIGINT,  -- the key
  v    STRING /* a value */,
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
    'connector'='maxcompute', 'odps.project.name'='p',
    'odps.end.point'='http://service.cn-beijing-vpc.maxcompute.aliyun-inc.com/api',
    'odps.access.id'='${ODPS_ACCESS_ID}', 'odps.access.key' = '${ODPS_ACCESS_KEY}',
    'table.name'='t', -- here
    'sink.operation'='upsert',
    'upsert.write.bucket.num'='16',
    'sink.parallelism'='5'
);"""
    expected = text.replace(
        "    'sink.parallelism'='5'",
        "    -- 16 buckets are a whole multiple of 4, not of 5: every subtask writes as many buckets\n"
        "    'sink.parallelism'='4'",
    )
    assert planned(text).statements[0].sql == expected.rstrip(";")
    assert planned(text.replace("\n", "\r\n")).statements[0].sql == expected.rstrip(";")


def test_reasons_of_a_table_on_one_line_stand_above_it() -> None:
    statement = planned(sink("'upsert.write.bucket.num' = '16', 'sink.parallelism' = '5'")).statements[0]
    assert statement.notes == ("16 buckets are a whole multiple of 4, not of 5: every subtask writes as many buckets",)
    assert "\n" not in statement.sql


BASE = "CREATE TABLE base WITH ('connector' = 'maxcompute', 'odps.access.id' = 'LTAI1', 'odps.access.key' = 'k1y2');\n"
LIKE = f"CREATE TABLE snk ({COLUMNS}) WITH ({PLACE}, 'table.name' = 't', 'sink.operation' = 'upsert') LIKE base"


def test_options_that_like_brings_along() -> None:
    plan = planned(LIKE.join([BASE, ";"]))
    base, own = (statement.sql for statement in plan.statements[:2])
    assert "'odps.access.id' = '${ODPS_ACCESS_ID}', 'odps.access.key' = '${ODPS_ACCESS_KEY}'" in base
    assert "access" not in own
    assert "'upsert.write.bucket.num' = '16'\n" in own or "'upsert.write.bucket.num' = '16')" in own


def test_a_base_in_another_file() -> None:
    plan = planned(f"{LIKE};", BASE)
    assert [statement.sql.split()[2] for statement in plan.statements] == ["base", "snk", "TABLE"]


def test_a_sink_without_options_of_its_own_gets_a_with() -> None:
    base = BASE.replace(");", f", {PLACE}, 'table.name' = 't', 'sink.operation' = 'upsert');")
    plan = planned(base + f"CREATE TABLE snk ({COLUMNS}) LIKE base;")
    own = plan.statements[1].sql
    assert own.endswith(") LIKE base")
    assert "WITH (\n" in own
    assert "'upsert.write.bucket.num' = '16'\n)" in own


def test_like_that_forbids_to_say_an_option_again() -> None:
    base = BASE.replace(");", ", 'upsert.write.bucket.num' = '8');")
    plan = planned(ddl(16) + base + LIKE + " (INCLUDING OPTIONS);")
    assert "'upsert.write.bucket.num' = '16'" in plan.statements[0].sql
    assert "bucket" not in plan.statements[1].sql


# -- secrets ----------------------------------------------------------------------------------------------------------


def test_no_secret_gets_into_the_bundle() -> None:
    text = (
        "-- 'odps.access.key' = 'oldsecret1'\n"
        "CREATE TABLE src (id BIGINT, v STRING /* password = 'oldsecret2' */) WITH (\n"
        "  'connector' = 'jdbc', 'username' = 'u',\n  -- 'password' = 'oldsecret3'\n  'password' = 'pass''word1'\n);\n"
        "CREATE TABLE more (id BIGINT) WITH ('connector' = 'jdbc', 'password' = 'password2');\n"
        + sink().replace("${ODPS_ACCESS_ID}", "LTAI5tExample").replace("${ODPS_ACCESS_KEY}", "topsecret")
        + ddl(4).replace(";", "; -- token = 'oldsecret4'\n")
        + "INSERT INTO snk SELECT src.id, v FROM src JOIN more ON src.id = more.id;"
    )
    files = made(text)
    for secret in ("oldsecret", "pass''word1", "pass'word1", "password2", "LTAI5tExample", "topsecret"):
        assert not [name for name, content in files.items() if secret in content], secret
    assert [variable.name for variable in planned(text).variables if variable.secret] == [
        "ODPS_ACCESS_ID",
        "ODPS_ACCESS_KEY",
        "PASSWORD",
        "PASSWORD_2",
    ]


def test_placeholders_of_every_kind_become_variables() -> None:
    text = sink().replace("'p'", "'${secret_values.my-project}'").replace("'t'", "'t'")
    plan = planned(text.replace("http://service", "http://{{ host }}"))
    assert [variable.name for variable in plan.variables] == ["HOST", "MY_PROJECT", "ODPS_ACCESS_ID", "ODPS_ACCESS_KEY"]
    assert "'http://${HOST}.cn-beijing" in plan.statements[0].sql
    assert "'odps.project.name' = '${MY_PROJECT}'" in plan.statements[0].sql


def test_stars_and_managed_secrets_become_the_account() -> None:
    text = (
        sink().replace("${ODPS_ACCESS_ID}", "LTAI****************").replace("${ODPS_ACCESS_KEY}", "${secret_values.k}")
    )
    plan = planned(text)
    assert ACCOUNT in plan.statements[0].sql
    assert [variable.name for variable in plan.variables] == ["ODPS_ACCESS_ID", "ODPS_ACCESS_KEY"]
