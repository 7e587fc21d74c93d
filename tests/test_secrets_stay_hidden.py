"""A canary in the place of every secret: no command prints it, in no format, and no file that is written holds it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flinkmc.cli.main import COMMANDS
from flinkmc.report import FORMATS
from tests.cli.calls import Answer, call

ID = "LTAI5tCanaryNotARealId42"
KEY = "CanaryXq7Zv93KdNotARealKey0042"
TOKEN = "CAISCanaryTokenNotARealOne0042"
CANARIES = (ID, KEY, TOKEN)

GOOD = f"""\
-- odps.access.id: {ID}, odps.access.key = {KEY}
/* accessKey={KEY} and the token: "{TOKEN}" */
SET 'execution.checkpointing.interval' = '5 min';
SET 'fs.oss.accessKeySecret' = '{KEY}';
CREATE TABLE src (id BIGINT, ds STRING) WITH (
  'connector' = 'mysql-cdc', 'hostname' = 'db', 'username' = 'u', 'password' = '{KEY}'
);
CREATE TABLE orders_sink (
  id BIGINT NOT NULL COMMENT 'password: {KEY}',
  details ARRAY<ROW<note STRING 'token: {TOKEN}'>>,
  ds STRING,
  PRIMARY KEY (id) NOT ENFORCED
) COMMENT 'access key {KEY}' WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '{ID}',
  'odps.access.key' = '{KEY}',
  'odps.sts.token' = '{TOKEN}',
  'table.name' = 'orders',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '32'
);
INSERT INTO orders_sink /*+ OPTIONS('odps.access.key' = '{KEY}', 'odps.access.id'='{ID}', 'security.token'='{TOKEN}') */
SELECT id, CAST(NULL AS ARRAY<ROW<note STRING>>), ds FROM src;
"""
PLAIN = GOOD.replace(f"  'odps.sts.token' = '{TOKEN}',\n", "").replace(f", 'security.token'='{TOKEN}'", "")
CARRIED = re.sub(r"/\*\+.*?\*/|SET 'fs.*?;\n", "", PLAIN)
TABLE = f"""\
-- access.key={KEY}
CREATE TABLE orders (
  id BIGINT NOT NULL, details ARRAY<STRUCT<note: STRING COMMENT 'token={TOKEN}'>>, ds STRING, PRIMARY KEY (id)
) COMMENT 'token: {TOKEN}'
TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '64', 'access_key' = '{KEY}');
"""
OLD = f"""\
CREATE TEMPORARY TABLE old (id BIGINT) WITH (
  'connector' = 'odps', 'endpoint' = 'https://service.cn-hangzhou.maxcompute.aliyun.com/api', 'project' = 'shop',
  'tableName' = 't', 'accessId' = '{ID}', 'accessKey' = '{KEY}', 'AccessKey' = '{KEY}', 'enableUpsert' = 'yes'
);
"""
BREAKS: dict[str, Callable[[str], str]] = {
    "no_quote": lambda text: text.replace(f"'{KEY}'", KEY),
    "open_quote": lambda text: text.replace(f"'{KEY}',", f"'{KEY},", 1),
    "double_quotes": lambda text: text.replace(f"'{KEY}'", f'"{KEY}"'),
    "no_sign": lambda text: text.replace("' = '", "' '"),
    "bare_keys": lambda text: text.replace("'odps.access.key'", "odps.access.key"),
    "twice": lambda text: text.replace(
        "'table.name'", f"'odps.access.key' = '{KEY}', 'odps.acess.key' = '{KEY}', 'table.name'"
    ),
    "cut_off": lambda text: text[: text.index(KEY, text.index("'odps.access.key'")) + len(KEY)],
    "no_comma": lambda text: text.replace("',\n", "'\n"),
    "carriage_returns": lambda text: text.replace("\n", "\r\n").replace("WITH (", "WITH ((", 1),
    "properties": lambda text: text.replace("WITH (", "TBLPROPERTIES ("),
}
INPUTS = {
    "good": {"job.sql": PLAIN, "tables.sql": TABLE},
    "carried": {"job.sql": CARRIED},
    "faulty": {"job.sql": GOOD, "tables.sql": TABLE, "old.sql": OLD},
    "broken": {f"{name}.sql": broken(text) for name, broken in BREAKS.items() for text in [GOOD + TABLE + OLD]},
}
LINT = ("lint", "--min-severity", "info", "--select", "ALL")
CALLS = [
    *((*LINT, "--output-format", name) for name in FORMATS),
    *((*LINT, "--output-format", name, "--output-file", "made/report") for name in ("json", "html")),
    *((*LINT, "--connector", name) for name in ("maxcompute", "odps-vvr", "odps-oss")),
    (*LINT, "--diff", "--unsafe-fixes", "--connector", "maxcompute"),
    (*LINT, "--fix"),
    (*LINT, "--fix", "--unsafe-fixes", "--connector", "odps-vvr"),
    (*LINT, "--add-noqa"),
    (*LINT, "--baseline", "made/baseline", "--write-baseline"),
    (*LINT, "--no-cache", "--jobs", "2"),
    (*LINT, "--statistics"),
    (*LINT, "--show-files"),
    ("parse", "--format", "json"),
    ("parse", "--format", "jsonl", "--flink-version", "1.13"),
    ("parse", "--language", "maxcompute"),
    ("parse", "--language", "flink"),
    ("ddl",),
    ("ddl", "--format", "json"),
    ("ddl", "--output-dir", "made"),
    ("ddl", "--output-dir", "made", "--check"),
    ("job", "--output-dir", "made/job"),
    ("job", "--output-dir", "made/job", "--flink-version", "1.13"),
    ("config",),
    ("config", "--format", "json"),
]
WITHOUT_FILES = {"explain", "rules", "options", "init"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made").mkdir()
    return tmp_path


def assert_hidden(answer: Answer, folder: Path) -> None:
    """Nothing that was printed or written holds a canary; the inputs, in `sql`, are the only place of it."""
    written = [file for file in folder.rglob("*") if file.is_file() and file.parent != folder / "sql"]
    texts = {"stdout": answer.out, "stderr": answer.err}
    texts |= {str(file): file.read_bytes().decode(errors="replace") for file in written}
    for place, text in texts.items():
        for canary in CANARIES:
            at = text.find(canary)
            assert at < 0, f"{place} shows {canary}: …{text[max(0, at - 150) : at + len(canary)]}"


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_no_command_shows_a_secret(arguments: tuple[str, ...], inputs: str, folder: Path) -> None:
    (folder / "sql").mkdir()
    for name, text in INPUTS[inputs].items():
        (folder / "sql" / name).write_bytes(text.encode())
    answer = call(*arguments, "sql")
    assert answer.code in (0, 1), answer.err
    assert_hidden(answer, folder)


def test_every_command_is_among_them() -> None:
    assert {arguments[0] for arguments in CALLS} == COMMANDS.keys() - WITHOUT_FILES


def test_the_calls_do_what_they_are_meant_to(folder: Path) -> None:
    """What is printed and written is there, so that the absence of secrets in it says something."""
    (folder / "sql").mkdir()
    (folder / "sql/job.sql").write_text(CARRIED + TABLE, encoding="utf-8")
    assert "FMC701" in call(*LINT, "sql").out
    assert "'odps.access.key' = '****" in call(*LINT, "--select", "FMC401,FMC701", "sql").out
    assert "orders" in call("ddl", "sql").out
    assert call("job", "--output-dir", "made/job", "sql").code == 0
    assert "${ODPS_ACCESS_KEY}" in (folder / "made/job/job.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize("inputs", INPUTS)
def test_standard_input_is_no_way_round(inputs: str, folder: Path) -> None:
    for text in INPUTS[inputs].values():
        for arguments in (LINT, (*LINT, "--diff", "--unsafe-fixes"), ("ddl",), ("parse",), ("job", "-o", "made/job")):
            assert_hidden(call(*arguments, "-", stdin=text.encode()), folder)
            shutil.rmtree(folder / "made/job", ignore_errors=True)


def test_what_fix_says_beside_the_mended_text(folder: Path) -> None:
    """The text that comes back is the input itself; what is said of it goes to standard error."""
    answer = call(*LINT, "--fix", "--unsafe-fixes", "--connector", "maxcompute", "-", stdin=OLD.encode())
    assert KEY in answer.out
    assert_hidden(answer._replace(out=""), folder)


def test_what_is_kept_for_the_next_run(folder: Path) -> None:
    """Among so many files that a cache is worth its while; what it holds is read again, and reported."""
    (folder / "sql").mkdir()
    for number in range(100):
        table = OLD if number == 0 else f"CREATE TABLE t{number} (a INT, a INT) WITH ('connector' = 'print');\n"
        (folder / "sql" / f"{number}.sql").write_text(table, encoding="utf-8")
    first, again = (call("lint", "--output-format", "json", "sql") for _ in range(2))
    assert "FMC005" in (folder / ".flinkmc_cache/findings.json").read_text(encoding="utf-8")
    assert "FMC701" in again.out
    assert again == first
    assert_hidden(again, folder)


@pytest.mark.parametrize(
    "text",
    [
        f'access-key = "{KEY}"\n',
        f'ignore = ["FMC401"]\nodps.access.key = "{KEY}"\n',
        f'# access.key: {KEY}\ntarget = "vpv"\n',
        f'target = "vpv" # token={TOKEN}\n',
        f'access_key = "{KEY}\n',
    ],
)
@pytest.mark.parametrize("command", [LINT, ("ddl",), ("job", "-o", "made/job")], ids=["lint", "ddl", "job"])
def test_a_configuration_that_is_wrong_is_shown_without_it(text: str, command: tuple[str, ...], folder: Path) -> None:
    (folder / "flinkmc.toml").write_text(text, encoding="utf-8")
    (folder / "job.sql").write_text(PLAIN, encoding="utf-8")
    answer = call(*command, "job.sql")
    assert answer.code == 2
    (folder / "flinkmc.toml").unlink()
    (folder / "job.sql").unlink()
    assert_hidden(answer, folder)


@pytest.mark.parametrize("output_format", ["text", "json"])
def test_a_configuration_is_shown_without_it(output_format: str, folder: Path) -> None:
    text = f'# odps.access.key: {KEY}\ntarget = "vvp" # token={TOKEN}\nignore = ["FMC401"] # {KEY}\n'
    (folder / "sql").mkdir()
    (folder / "sql/flinkmc.toml").write_text(text, encoding="utf-8")
    answer = call("config", "--format", output_format, "sql")
    assert "vvp" in answer.out
    assert_hidden(answer, folder)


@pytest.mark.parametrize("length", [16, 30])
def test_parse_stars_out_what_could_be_a_key(length: int) -> None:
    secret = KEY[:length]
    out = call("parse", "-", stdin=PLAIN.replace(KEY, secret).encode()).out
    assert secret not in out
    assert "*" * length in out
