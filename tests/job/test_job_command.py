"""`flinkmc job`: what it writes, and what it leaves alone."""

import os
from pathlib import Path

import pytest

from tests.cli.calls import call
from tests.job.jobs import FIXTURES
from tests.job.test_plan import ACCOUNT, INSERT, PLACE, SOURCE, sink

ORDERS = str(FIXTURES / "orders.sql")
FILES = ["README.md", "job.sql", "maxcompute.sql", "run.sh", "verify.sql"]


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def test_it_writes_the_bundle_and_says_what_it_changed(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "here"
    answer = call("job", ORDERS, "-o", str(folder), "--isolated")
    assert answer.code == 0
    assert sorted(contents(folder)) == FILES
    assert "changed orders_sink: 'upsert.write.bucket.num' = '12' instead of '16'" in answer.err
    assert f"Next: {folder / 'run.sh'} --dry-run" in answer.err
    assert os.access(folder / "run.sh", os.X_OK)
    assert not os.access(folder / "job.sql", os.X_OK)


def test_a_second_time_it_writes_the_same(tmp_path: Path) -> None:
    for _ in range(2):
        assert call("job", ORDERS, "-o", str(tmp_path), "--isolated").code == 0
    first = contents(tmp_path)
    assert call("job", ORDERS, "-o", str(tmp_path), "--rows", "7", "--isolated").code == 0
    assert "'number-of-rows' = '7'" in contents(tmp_path)["job.sql"] != first["job.sql"]


def test_files_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine, too", encoding="utf-8")
    before = contents(tmp_path)
    answer = call("job", ORDERS, "-o", str(tmp_path), "--isolated")
    assert (answer.code, contents(tmp_path)) == (2, before)
    assert answer.err.startswith(f"error: {tmp_path / 'README.md'}: not made by flinkmc job, or changed since")
    assert call("job", ORDERS, "-o", str(tmp_path), "--isolated", "--force").code == 0
    assert contents(tmp_path)["notes.txt"] == "mine, too"


def test_what_was_changed_by_hand_stays(tmp_path: Path) -> None:
    assert call("job", ORDERS, "-o", str(tmp_path), "--isolated").code == 0
    with (tmp_path / "job.sql").open("a", encoding="utf-8") as file:
        file.write("-- mine\n")
    before = contents(tmp_path)
    assert call("job", ORDERS, "-o", str(tmp_path), "--isolated", "--rows", "7").code == 2
    assert contents(tmp_path) == before


def test_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device", source, None, target)

    monkeypatch.setattr(os, "replace", full)
    answer = call("job", ORDERS, "-o", str(tmp_path), "--isolated")
    assert (answer.code, list(tmp_path.iterdir())) == (2, [])
    assert answer.err == f"error: cannot write into {tmp_path}: no space left on device\n"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    answer = call("job", ORDERS, "-o", str(tmp_path / "out"), "--isolated")
    assert answer.code == 2
    assert "is a file; name a folder with --output-dir" in answer.err


def written(folder: Path, *texts: str) -> list[str]:
    paths = [folder / f"{name}.sql" for name, _ in zip("ab", texts, strict=False)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (sink(columns="id INT(3)"), "FMC001"),
        (sink() + "CREATE TABLE t (id BIGINT NOT NULL, PRIMARY KEY (id) NOT ENFORCED) LIFECYCLE 3;", "FMC01"),
        (sink("'sink.opration' = 'upsert'"), "FMC101"),
        (sink().replace(PLACE, "'odps.project.name' = 'p'"), "FMC102"),
        (sink("'upsert.commit.timeout' = '10 min'"), "FMC103"),
        (sink("'odps.namespace.schema' = 'true', 'odps.namespace.schema' = 'true'"), "FMC006"),
        (sink(columns="id BIGINT, v STRING"), "an upsert sink needs a PRIMARY KEY"),
        (sink() + "CREATE TABLE t (id BIGINT NOT NULL, v STRING) LIFECYCLE 3;", "FMC406"),
        (SOURCE + sink() + "INSERT INTO snk SELECT id FROM src;", "FMC504"),
    ],
)
def test_errors_that_would_stop_the_job_are_reported(tmp_path: Path, text: str, expected: str) -> None:
    answer = call("job", *written(tmp_path, text), "-o", str(tmp_path / "out"), "--isolated")
    assert answer.code == 1
    assert expected in answer.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text",
    [
        sink().replace("${ODPS_ACCESS_KEY}", "topsecret"),  # FMC701
        sink().replace(f", {ACCOUNT}", ""),  # FMC102
        sink(),  # FMC402
        SOURCE + sink() + INSERT,  # FMC501
        sink() + "CREATE TABLE other (id BIGINT) WITH ('connector' = 'maxcompute', 'x' = 'y');",
    ],
)
def test_errors_that_the_bundle_mends_or_leaves_out_are_none(tmp_path: Path, text: str) -> None:
    answer = call("job", *written(tmp_path, text), "-o", str(tmp_path / "out"), "--isolated", "--table", "snk")
    assert answer.code == 0, answer.err


def test_a_secret_is_not_shown_with_an_error(tmp_path: Path) -> None:
    text = sink("'sink.opration' = 'upsert'").replace("${ODPS_ACCESS_KEY}", "topsecret")
    answer = call("job", *written(tmp_path, text), "-o", str(tmp_path / "out"), "--isolated")
    assert "FMC101" in answer.err
    assert "topsecret" not in answer.err + answer.out


def test_what_is_wrong_with_the_call(tmp_path: Path) -> None:
    out = ("-o", str(tmp_path / "out"), "--isolated")
    assert call("job", str(tmp_path / "none.sql"), *out).code == 2
    assert "did you mean orders_sink?" in call("job", ORDERS, *out, "--table", "order_sink").err
    assert call("job", ORDERS, *out, "--table", "order_sink").code == 2
    assert call("job", ORDERS, *out, "--flink-version", "1.14").code == 2
    assert call("job", ORDERS).code == 2
    path = written(tmp_path, "CREATE TABLE t (a INT) WITH ('connector' = 'kafka');")
    assert call("job", *path, *out).err.startswith("error: no table of the connector 'maxcompute' is in these files")


def test_the_configured_flink_is_taken(tmp_path: Path) -> None:
    configuration = tmp_path / "flinkmc.toml"
    configuration.write_text("flink-version = '1.15'\n", encoding="utf-8")
    answer = call("job", ORDERS, "-o", str(tmp_path / "out"), "--config", str(configuration))
    assert answer.code == 0, answer.err
    assert "for Flink 1.15" in contents(tmp_path / "out")["job.sql"]
    configuration.write_text("flink-version = '1.20'\n", encoding="utf-8")
    answer = call("job", ORDERS, "-o", str(tmp_path / "out"), "--config", str(configuration))
    assert answer.err == "error: no job is made for Flink 1.20; --flink-version takes 1.13, 1.15, 1.16, 1.17\n"


def test_standard_input(tmp_path: Path) -> None:
    answer = call("job", "-", "-o", str(tmp_path), "--isolated", stdin=sink().encode())
    assert answer.code == 0, answer.err
