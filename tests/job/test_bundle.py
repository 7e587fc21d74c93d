"""The files of a bundle: as golden files, and what holds for all of them."""

import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from flinkmc.flink.parser import parse
from flinkmc.job.bundle import bundle, is_untouched
from flinkmc.lint.config import default
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import lint
from flinkmc.lint.files import Document
from flinkmc.rules import load
from flinkmc.text.source import Source
from tests.conftest import RealFlink
from tests.job.jobs import FIXTURES, VERSIONS, made, planned, statements, stored
from tests.job.test_plan import SOURCE, sink

FILES = ("maxcompute.sql", "job.sql", "run.sh", "verify.sql", "README.md")
CASES = sorted(file.stem for file in FIXTURES.glob("*.sql"))


def text(case: str) -> str:
    return (FIXTURES / f"{case}.sql").read_text(encoding="utf-8")


def found(version: str, **texts: str) -> list[Diagnostic]:
    documents = [Document(Source(name, content)) for name, content in texts.items()]
    return lint(documents, load(), lambda _: default(version))


@pytest.mark.parametrize("case", CASES)
def test_files_are_as_they_were_reviewed(case: str, golden: Callable[[str, str], None]) -> None:
    files = made(text(case))
    assert tuple(files) == FILES
    for name, content in files.items():
        golden(f"{case}.{name}", content)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES)
def test_what_was_found_is_mended_or_was_there_before(case: str, version: str) -> None:
    files = made(text(case), version=version)
    after = found(version, **{name: files[name] for name in ("maxcompute.sql", "job.sql", "verify.sql")})
    assert not [each for each in after if each.severity == "error"]
    assert {each.code for each in after} <= {each.code for each in found(version, case=text(case))}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES)
def test_real_flink_plans_the_job_as_it_stands(real_flink: RealFlink, case: str, version: str) -> None:
    answer = real_flink.check(VERSIONS[version]).plan(statements(made(text(case), version=version)["job.sql"]))
    assert answer.ok, answer.error


@pytest.mark.parametrize("case", CASES)
def test_every_statement_ends_its_line_and_no_comment_does(case: str) -> None:
    job = made(text(case))["job.sql"]
    script = parse(job, "1.17")
    assert not script.problems
    for statement in script.statements:
        assert job[statement.span.end :].startswith(";\n") or "STATEMENT SET" in job[: statement.span.start + 30]
    assert not [line for line in job.splitlines() if line.lstrip().startswith("--") and line.endswith(";")]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES)
def test_run_sh_satisfies_shellcheck(case: str, version: str, tmp_path: Path) -> None:
    folder = stored(tmp_path, made(text(case), version=version))
    shellcheck = Path(sysconfig.get_path("scripts")) / "shellcheck"
    done = subprocess.run([shellcheck, folder / "run.sh"], capture_output=True, encoding="utf-8")
    assert done.stdout == ""


def test_names_that_shells_and_tables_trip_over(tmp_path: Path) -> None:
    odd = "`it's $(a) \\ | `` \"thing`"
    script = sink(name=odd) + SOURCE.replace("src", "`a'b`") + f"INSERT INTO {odd} SELECT id, v FROM `a'b`;"
    files = made(script)
    assert "Left out" not in files["README.md"]
    folder = stored(tmp_path, files)
    shellcheck = Path(sysconfig.get_path("scripts")) / "shellcheck"
    assert subprocess.run([shellcheck, folder / "run.sh"], capture_output=True, encoding="utf-8").stdout == ""


def test_a_file_knows_whether_it_was_changed() -> None:
    for file in bundle(planned(text("orders"))):
        assert is_untouched(file.text)
        assert not is_untouched(file.text + "\n")
        assert not is_untouched(file.text.replace("e", "E", 1))
        assert not is_untouched("")


def test_the_same_input_makes_the_same_files() -> None:
    assert made(text("events")) == made(text("events"))


def test_only_run_sh_is_executable() -> None:
    assert [file.name for file in bundle(planned(text("orders"))) if file.executable] == ["run.sh"]


def test_three_part_names() -> None:
    script = sink("'odps.namespace.schema' = 'true'", table="p.s.t")
    verify = made(script)["verify.sql"]
    assert "SET odps.namespace.schema=true;\nSELECT COUNT(*) AS `rows` FROM `p`.`s`.`t`;" in verify


def test_two_sinks_of_one_table_make_it_once() -> None:
    files = made(sink() + sink(name="two"))
    assert files["maxcompute.sql"].count("CREATE TABLE") == 1
    assert files["verify.sql"].count("COUNT(*)") == 1
