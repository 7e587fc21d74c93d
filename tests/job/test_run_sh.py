"""run.sh: with a double of sql-client everywhere, and with the real one where there is a real Flink."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from flinkmc.flink import model
from flinkmc.flink.parser import parse
from tests.conftest import RealFlink
from tests.job.jobs import FIXTURES, VERSIONS, double, made, stored
from tests.job.test_plan import SOURCE, sink
from tests.real_flink import arrived

CANARY_ID = "id'\"&\\ x/#|$(touch here)`w`"
CANARY_KEY = "Ca'na&ry/\\1\\n$0;\" ${ODPS_ACCESS_ID} '' %s*"
CANARIES = ("Ca'na&ry", "Ca''na&ry", "x/#|$(touch")

RECORD = r"""
printf '%s\n' "$@" >"$RECORD/arguments"
env >"$RECORD/environment"
while [ $# -gt 0 ]; do
    case $1 in
        -i) cp -p "$2" "$RECORD/tables.sql"; ls -ld "$(dirname "$2")" "$2" >"$RECORD/modes" ;;
        -f) cp -p "$2" "$RECORD/job.sql" ;;
    esac
    shift
done
[ ! -d "${FLINK_CONF_DIR:-/none}" ] || cp -R "$FLINK_CONF_DIR" "$RECORD/conf"
cat "$RECORD/say" 2>/dev/null
cp "$RECORD/log" "$FLINK_LOG_DIR/sql-client.log" 2>/dev/null
exit "${DOUBLE_CODE:-0}"
"""


class Bench(NamedTuple):
    """A bundle, a double of Flink, and what the double has recorded, all in a folder with spaces in its name."""

    folder: Path
    environment: dict[str, str]

    @property
    def record(self) -> Path:
        return self.folder / "record"

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Runs run.sh from another folder."""
        return subprocess.run(
            [self.folder / "the bundle" / "run.sh", *arguments],
            env={**self.environment, **environment},
            cwd="/",
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    def left(self) -> list[Path]:
        """What is left in the folder for temporary files."""
        return list((self.folder / "t m p").iterdir())


def bench(folder: Path, files: dict[str, str], script: str = RECORD) -> Bench:
    folder = folder / "a folder"
    stored(folder / "the bundle", files)
    home = double(folder / "flink", script)
    (folder / "t m p").mkdir()
    (folder / "record").mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "FLINK_HOME": str(home),
        "TMPDIR": str(folder / "t m p"),
        "RECORD": str(folder / "record"),
        "ODPS_ACCESS_ID": CANARY_ID,
        "ODPS_ACCESS_KEY": CANARY_KEY,
        "JAVA_HOME": os.environ.get("JAVA_HOME", ""),
    }
    java = folder / "java"  # a machine without Java runs the double, too
    (java / "bin").mkdir(parents=True)
    (java / "bin" / "java").write_text("#!/bin/sh\n", encoding="utf-8")
    (java / "bin" / "java").chmod(0o755)
    return Bench(folder, environment | {"JAVA_HOME": str(java)})


ORDERS = (FIXTURES / "orders.sql").read_text(encoding="utf-8")
EVENTS = (FIXTURES / "events.sql").read_text(encoding="utf-8")


@pytest.fixture
def orders(tmp_path: Path) -> Bench:
    return bench(tmp_path, made(ORDERS))


# -- what sql-client is given -----------------------------------------------------------------------------------------


def test_secrets_reach_the_tables_and_nothing_else(orders: Bench) -> None:
    done = orders.run()
    assert (done.returncode, done.stderr) == (0, "")
    tables = (orders.record / "tables.sql").read_text(encoding="utf-8")
    sink_table = next(each for each in parse(tables, "1.17", placeholders=False).statements)
    assert isinstance(sink_table, model.CreateTable)
    given = {option.key.value: option.value.value for option in sink_table.options}
    assert (given["odps.access.id"], given["odps.access.key"]) == (CANARY_ID, CANARY_KEY)
    for file in ("arguments", "job.sql"):
        text = (orders.record / file).read_text(encoding="utf-8")
        assert not [canary for canary in CANARIES if canary in text], file
    modes = [line[:10] for line in (orders.record / "modes").read_text(encoding="utf-8").splitlines()]
    assert modes == ["drwx------", "-rw-------"]
    assert orders.left() == []


def test_statements_go_where_they_belong(tmp_path: Path) -> None:
    events = bench(tmp_path, made(EVENTS))
    assert events.run(ODPS_ENDPOINT="http://e/api").returncode == 0
    kinds = [
        [type(statement).__name__ for statement in parse((events.record / file).read_text("utf-8"), "1.17").statements]
        for file in ("tables.sql", "job.sql")
    ]
    assert kinds == [["CreateTable", "CreateView", "CreateTable", "CreateTable"], ["Set"] * 6 + ["StatementSet"]]
    assert (events.record / "job.sql").read_text("utf-8").endswith("\nEND;\n")
    assert "'odps.end.point' = 'http://e/api'" in (events.record / "tables.sql").read_text("utf-8")


def test_history_and_log_go_nowhere(orders: Bench) -> None:
    orders.run(JDK_JAVA_OPTIONS="-Xmx1g")
    assert (orders.record / "arguments").read_text("utf-8").split("\n")[:2] == ["-hist", "/dev/null"]
    environment = dict(
        line.split("=", 1) for line in (orders.record / "environment").read_text("utf-8").split("\n") if "=" in line
    )
    assert environment["FLINK_LOG_DIR"].startswith(orders.environment["TMPDIR"])
    assert environment["JDK_JAVA_OPTIONS"].startswith("-Xmx1g --add-opens=java.base/java.lang=ALL-UNNAMED")


def test_a_job_that_was_edited_by_hand(orders: Bench) -> None:
    job = orders.folder / "the bundle" / "job.sql"
    text = job.read_text("utf-8") + "\nSET 'a' = 'b';\n-- the end\nINSERT INTO orders_sink SELECT * FROM x"
    job.write_text(text.replace("\n", "\r\n"), encoding="utf-8")
    assert orders.run().returncode == 0
    given = (orders.record / "job.sql").read_text("utf-8")
    assert "SET 'a' = 'b';\nINSERT INTO `orders_sink`\n" in given
    assert given.endswith("FROM x;\n")
    assert "\r" not in given


def test_a_secret_in_what_is_echoed_is_refused(orders: Bench) -> None:
    job = orders.folder / "the bundle" / "job.sql"
    job.write_text(job.read_text("utf-8") + "INSERT INTO a SELECT '${ODPS_ACCESS_KEY}';\n", encoding="utf-8")
    done = orders.run()
    assert done.returncode == 1
    assert "ODPS_ACCESS_KEY stands in a statement that sql-client echoes" in done.stderr
    assert not (orders.record / "arguments").exists()
    assert orders.left() == []


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_output_is_masked(orders: Bench) -> None:
    in_sql = CANARY_KEY.replace("'", "''")
    said = f"[INFO] 'odps.access.key'='{CANARY_KEY}' and \x1b[31m'{in_sql}'\x1b[0m {CANARY_ID}\n"
    (orders.record / "say").write_text(said, encoding="utf-8")
    done = orders.run()
    assert done.stdout == "[INFO] 'odps.access.key'='***' and '***' ***\nDone.\n"


@pytest.mark.parametrize(
    ("said", "code", "in_log"),
    [
        ("\x1b[31;1m[ERROR] Could not execute SQL statement. Reason:\nboom", "0", False),
        (
            "[ERROR] Could not execute.\njava.lang.Exception: MiniCluster is not yet running or has been shut down",
            "0",
            True,
        ),
        ("Failed to initialize from sql script: file:/x. Please refer to the LOG for error messages.", "0", True),
        ('Exception in thread "main" org.apache.flink.table.client.SqlClientException: boom', "0", False),
        ("", "1", True),
    ],
)
def test_a_failure_is_a_failure(orders: Bench, said: str, code: str, in_log: bool) -> None:
    (orders.record / "say").write_text(f"{said}\n", encoding="utf-8")
    log = f"2025 INFO '{CANARY_KEY}'\nCaused by: java.io.IOException: no {CANARY_KEY} here\n\tat x.y(Z.java)\n"
    (orders.record / "log").write_text(log * 2, encoding="utf-8")
    done = orders.run(DOUBLE_CODE=code)
    assert done.returncode == 1
    cause = ["Caused by: java.io.IOException: no *** here"] if in_log else []
    assert done.stderr.splitlines() == [*cause, "run.sh: the job failed; above is what Flink says of it"]
    assert orders.left() == []


# -- what is missing --------------------------------------------------------------------------------------------------


def test_flink_on_the_path_behind_a_link(orders: Bench) -> None:
    links = orders.folder / "links"
    links.mkdir()
    (links / "sql-client.sh").symlink_to("../flink/bin/sql-client.sh")
    done = orders.run(FLINK_HOME="", PATH=f"{links}:{os.environ['PATH']}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"FLINK_HOME": ""}, "Flink is not found: set FLINK_HOME"),
        ({"FLINK_HOME": "/none"}, "FLINK_HOME is /none, which has no bin/sql-client.sh"),
        ({"ODPS_ACCESS_KEY": ""}, "not set in the environment: ODPS_ACCESS_KEY\n"),
        ({"ODPS_ACCESS_ID": "", "ODPS_ACCESS_KEY": ""}, "not set in the environment: ODPS_ACCESS_ID ODPS_ACCESS_KEY\n"),
        ({"ODPS_ACCESS_KEY": "a\nb"}, "ODPS_ACCESS_KEY has more than one line"),
        ({"ODPS_CONNECTOR_JAR": "/none.jar"}, "the connector's jar is not there: /none.jar"),
        ({"ODPS_CONNECTOR_JAR": "/bin/sh"}, "the connector is in Flink's lib folder already"),
        ({"JAVA_HOME": "/none", "PATH": "/none"}, "Java is not found"),
    ],
)
def test_what_is_missing_is_said(orders: Bench, environment: dict[str, str], message: str) -> None:
    if environment.get("PATH") == "/none":
        tools = orders.folder / "tools"
        tools.mkdir()
        for tool in ("dirname", "cat", "sh"):
            (tools / tool).symlink_to(shutil.which(tool) or "")
        environment = environment | {"PATH": str(tools)}
    done = orders.run(**environment)
    assert done.returncode == 1
    assert message in done.stderr
    assert orders.left() == []


def test_the_connector_is_looked_for_by_its_names(tmp_path: Path, orders: Bench) -> None:
    lib = orders.folder / "flink" / "lib"
    (lib / "flink-connector-odps-1.13-shaded.jar").touch()
    both = orders.run()
    assert both.returncode == 1
    assert "more than one MaxCompute connector" in both.stderr
    assert "flink-connector-odps-1.13-shaded.jar" in both.stderr
    for jar in lib.glob("flink-connector*"):
        jar.unlink()
    assert "the MaxCompute connector is not found" in orders.run().stderr
    own = tmp_path / "my connector.jar"
    own.touch()
    assert orders.run("--jar", str(own)).returncode == 0
    assert f"-j\n{own}\n" in (orders.record / "arguments").read_text("utf-8")
    assert orders.run(f"--jar={own}").returncode == 0
    assert orders.run(ODPS_CONNECTOR_JAR=str(own)).returncode == 0


def test_another_flink_than_the_job_was_made_for_is_said(orders: Bench) -> None:
    (orders.folder / "flink" / "lib" / "flink-dist-1.17.2.jar").rename(
        orders.folder / "flink" / "lib" / "flink-dist_2.11-1.13.6.jar"
    )
    done = orders.run()
    assert done.stderr == "run.sh: made for Flink 1.17, and this one has flink-dist_2.11-1.13.6.jar\n"
    assert done.returncode == 0


def test_help_and_wrong_words(orders: Bench) -> None:
    shown = orders.run("--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "ODPS_ACCESS_KEY  the AccessKey secret of that account" in shown.stdout
    for arguments in (["--dryrun"], ["--jar"], ["job.sql"]):
        wrong = orders.run(*arguments)
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert "usage: run.sh" in wrong.stderr


# -- interrupted ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, number: int, code: int) -> None:
    slow = bench(tmp_path, made(ORDERS), 'touch "$RECORD/started"; echo $$ >"$RECORD/pid"; exec sleep 60')
    with subprocess.Popen(
        [slow.folder / "the bundle" / "run.sh"],
        env=slow.environment,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    ) as process:
        for _ in range(400):
            if (slow.record / "pid").exists() and (slow.record / "pid").read_text("utf-8"):
                break
            time.sleep(0.05)
        assert len(slow.left()) == 1
        process.send_signal(number)
        process.communicate(timeout=30)
    assert (process.returncode, slow.left()) == (code, [])
    with pytest.raises(ProcessLookupError):
        os.kill(int((slow.record / "pid").read_text("utf-8")), 0)


def test_a_reader_that_goes_away_leaves_nothing(orders: Bench) -> None:
    (orders.record / "say").write_text("line\n" * 100_000, encoding="utf-8")
    command = f"'{orders.folder / 'the bundle' / 'run.sh'}' | head -n 1"
    done = subprocess.run(
        ["sh", "-c", command], env=orders.environment, capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.stdout == "line\n"
    assert orders.left() == []


# -- the dry run ------------------------------------------------------------------------------------------------------


def test_a_dry_run_needs_neither_account_nor_connector(tmp_path: Path) -> None:
    events = bench(tmp_path, made(EVENTS))
    (events.folder / "flink" / "lib" / "flink-connector-maxcompute-1.17.jar").unlink()
    (events.record / "say").write_text(
        "Flink SQL> flinkmc row of clicks_sink> +I[1, a]\n[INFO] done\nflinkmc row of users_sink:2> +U[1, 2]\n"
        "flinkmc row of users_sink:1> -U[1, 1]\nflinkmc row of users_sink:1> +U[1, 3]\n",
        encoding="utf-8",
    )
    done = events.run("--dry-run", ODPS_ACCESS_ID="", ODPS_ACCESS_KEY="")
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.splitlines()) == {
        "Dry run: nothing is written to MaxCompute. Flink starts ...",
        "  the source clicks ends after 100 rows",
        "clicks_sink> +I[1, a]",
        "users_sink:2> +U[1, 2]",
        "users_sink:1> -U[1, 1]",
        "users_sink:1> +U[1, 3]",
        "clicks_sink: 1 rows (1 +I)",
        "users_sink: 3 rows (2 +U, 1 -U)",
        "Done.",
    }
    job = (events.record / "job.sql").read_text("utf-8")
    assert job.index("'4 min'") < job.index("SET 'restart-strategy' = 'none';") < job.index("BEGIN STATEMENT SET;")
    assert "execution.target: local" in (events.record / "conf" / "flink-conf.yaml").read_text("utf-8")
    assert (events.record / "conf" / "log4j-cli.properties").exists()
    assert events.left() == []


def test_a_failed_dry_run_shows_what_flink_said(tmp_path: Path) -> None:
    events = bench(tmp_path, made(EVENTS))
    (events.record / "say").write_text("flinkmc row of a> +I[1]\n[ERROR] boom\n", encoding="utf-8")
    done = events.run("--dry-run")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "a> +I[1]")
    assert done.stderr == "[ERROR] boom\nrun.sh: the job failed; above is what Flink says of it\n"


def test_a_source_of_another_connector_is_made_up(tmp_path: Path) -> None:
    files = made(SOURCE + sink() + "INSERT INTO snk SELECT id, v FROM src;")
    assert "the source src ('\\''kafka'\\'') is replaced by 100 made-up rows of its columns" in files["run.sh"]
    assert bench(tmp_path, files).run("--dry-run").returncode == 0


def test_a_source_that_cannot_be_made_up_is_refused(tmp_path: Path) -> None:
    source = SOURCE.replace("v STRING", "v STRING, o BIGINT METADATA FROM 'offset'")
    kafka = bench(tmp_path, made(source + sink() + "INSERT INTO snk SELECT id, v FROM src;"))
    done = kafka.run("--dry-run")
    assert done.returncode == 1
    expected = "there is no dry run of this job: the source src ('kafka') may never end, and datagen has no metadata"
    assert expected in done.stderr
    assert kafka.run().returncode == 0


# -- on a real Flink --------------------------------------------------------------------------------------------------


def with_stand_in(home: Path, folder: Path) -> Path:
    """The same Flink with the stand-in under the connector's name, and no wait for a last checkpoint."""
    (folder / "lib").mkdir(parents=True)
    (folder / "opt").mkdir()
    shutil.copytree(home / "bin", folder / "bin")
    shutil.copytree(home / "conf", folder / "conf")
    for jar in (home / "lib").iterdir():
        name = "flink-connector-maxcompute-standin.jar" if "standin" in jar.name else jar.name
        (folder / "lib" / name).symlink_to(jar)
    with (folder / "conf" / "flink-conf.yaml").open("a", encoding="utf-8") as file:
        file.write("\nexecution.checkpointing.checkpoints-after-tasks-finish.enabled: false\n")
    return folder


@pytest.fixture
def real_bench(tmp_path: Path) -> Iterator[Bench]:
    """A folder and an environment for runs on a real Flink; afterwards nothing there may hold a secret."""
    folder = tmp_path / "a folder"
    (folder / "t m p").mkdir(parents=True)
    environment = os.environ | {
        "TMPDIR": str(folder / "t m p"),
        "HOME": str(folder),
        "FLINKMC_STANDIN_DIR": str(folder / "rows"),
        "ODPS_ACCESS_ID": CANARY_ID,
        "ODPS_ACCESS_KEY": CANARY_KEY,
    }
    environment.pop("JDK_JAVA_OPTIONS", None)
    real = Bench(folder, environment)
    yield real
    assert real.left() == []
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            text = file.read_text(encoding="utf-8", errors="replace")
            assert not [canary for canary in CANARIES if canary in text], file


def run_for_real(real: Bench, home: Path, files: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    stored(real.folder / "the bundle", files)
    done = real.run(*arguments, FLINK_HOME=str(home))
    assert not [canary for canary in CANARIES if canary in done.stdout + done.stderr]
    return done


@pytest.mark.parametrize("version", ["1.13", "1.17"])
def test_the_dry_run_shows_the_rows(real_flink: RealFlink, real_bench: Bench, version: str) -> None:
    home = real_flink.home(VERSIONS[version])
    done = run_for_real(real_bench, home, made(ORDERS, version=version, rows=5), "--dry-run")
    assert done.returncode == 0, done.stderr
    rows = [line.removeprefix("orders_sink> ") for line in done.stdout.splitlines() if line.startswith("orders_sink>")]
    assert [row.split(",")[0] for row in rows] == [f"+I[{number}" for number in range(1, 6)]
    assert all(row.endswith("Z, 20240101, 00]") for row in rows)
    assert done.stdout.endswith("orders_sink: 5 rows (5 +I)\nDone.\n")


def test_an_endless_job_has_a_dry_run_that_ends(real_flink: RealFlink, real_bench: Bench) -> None:
    done = run_for_real(real_bench, real_flink.home(VERSIONS["1.17"]), made(EVENTS, rows=20), "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "clicks_sink: 20 rows (20 +I)" in done.stdout


@pytest.mark.parametrize("case", ["orders", "faker", "plain"])
def test_rows_arrive_at_the_stand_in(real_flink: RealFlink, real_bench: Bench, case: str) -> None:
    home = with_stand_in(real_flink.home(VERSIONS["1.17"]), real_bench.folder / "home")
    files = made((FIXTURES / f"{case}.sql").read_text(encoding="utf-8"), rows=30)
    done = run_for_real(real_bench, home, files)
    assert done.returncode == 0, done.stderr
    rows = arrived(real_bench.folder / "rows")
    assert len(rows) == 30
    assert {row.op for row in rows} == {"+I"}
    if case == "orders":
        assert sorted(row.row["order_id"] for row in rows) == list(range(1, 31))
        assert {(row.table, row.partition) for row in rows} == {("orders", "ds=20240101,hh=00")}
    elif case == "faker":
        assert all(0 <= row.row["c1"] <= 999 and len(row.row["c2"]) == 12 for row in rows)
        assert all(row.partition == f"ds={row.row['ds']}" and len(row.row["ds"]) == 10 for row in rows)
        assert all(row.row["gt"][:4] == row.row["ds"][:4] for row in rows)
    else:
        assert {(row.table, row.partition) for row in rows} == {("page_views", "ds=20250131")}
        assert all(1 <= row.row["user_id"] <= 1000 and len(row.row["page"]) == 8 for row in rows)


@pytest.mark.parametrize("version", VERSIONS)
def test_sql_client_runs_job_sql_as_it_stands(
    real_flink: RealFlink, tmp_path: Path, java_env: dict[str, str], version: str
) -> None:
    folder = stored(tmp_path / "bundle", made(ORDERS, version=version, rows=3))
    no_wait = tmp_path / "no_wait.sql"
    no_wait.write_text(
        "SET 'execution.checkpointing.checkpoints-after-tasks-finish.enabled' = 'false';\n", encoding="utf-8"
    )
    client = real_flink.home(VERSIONS[version]) / "bin" / "sql-client.sh"
    done = subprocess.run(
        [client, "-hist", "/dev/null", "-i", no_wait, "-f", folder / "job.sql"],
        env=java_env,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert "[ERROR]" not in done.stdout, done.stdout
    assert sorted(row.row["order_id"] for row in arrived(tmp_path / "rows")) == [1, 2, 3]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT CAST(v AS BIGINT), v FROM src", "NumberFormatException"),  # fails when it runs
        ("SELECT id, v, id FROM src", "Sink schema:"),  # fails when it is planned
    ],
)
def test_a_job_that_fails_is_told_from_one_that_does_not(
    real_flink: RealFlink, real_bench: Bench, query: str, message: str
) -> None:
    home = with_stand_in(real_flink.home(VERSIONS["1.17"]), real_bench.folder / "home")
    source = "CREATE TABLE src (id BIGINT, v STRING) WITH ('connector' = 'datagen', 'number-of-rows' = '3');\n"
    done = run_for_real(real_bench, home, made(f"{source}{sink()}INSERT INTO snk {query};"))
    assert done.returncode == 1
    assert message in done.stderr + done.stdout
    assert "run.sh: the job failed" in done.stderr


def test_a_table_that_flink_refuses_is_a_failure(real_flink: RealFlink, real_bench: Bench) -> None:
    home = with_stand_in(real_flink.home(VERSIONS["1.17"]), real_bench.folder / "home")
    files = made(ORDERS)
    files["job.sql"] = files["job.sql"].replace("PRIMARY KEY (order_id)", "PRIMARY KEY (no_such)")
    done = run_for_real(real_bench, home, files)
    assert done.returncode == 1
    assert "Failed to initialize from sql script" in done.stdout
    assert "no_such" in done.stderr
