"""Every sample is used: what lint says of it, and the laws that hold for all of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flinkmc.cli.main import main
from tests.conformance import CASES

ROOT = Path(__file__).parents[1]
FOLDERS = sorted(path.name for path in (ROOT / "samples").iterdir() if path.is_dir())
WITH_SINKS = [folder for folder in FOLDERS if folder != "broken"]


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=text)


def findings(*paths: str, text: str | None = None) -> list[dict[str, Any]]:
    done = run("lint", "--isolated", "--output-format", "json", "--min-severity", "info", *paths, text=text)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_lint_says(folder: str, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    golden(f"samples-{folder}.txt", run("lint", "--isolated", "--min-severity", "info", f"samples/{folder}").stdout)


def test_the_pages_faults_and_no_others() -> None:
    """The managed example: a zone-less time of an unmapped precision, a public endpoint in clear, a key that can move,
    a nullable key column, and no checkpoints."""
    codes = {each["code"] for each in findings(str(ROOT / "samples/managed"))}
    assert {"FMC204", "FMC501", "FMC702", "FMC706", "FMC308"} <= codes
    errors = {each["code"] for each in findings(str(ROOT / "samples/managed")) if each["severity"] == "error"}
    assert errors == {"FMC501"}


def test_the_pages_faults_on_the_managed_runtime() -> None:
    done = run("lint", "--isolated", "--target", "vvp", "--output-format", "concise", str(ROOT / "samples/managed"))
    assert "FMC501" not in done.stdout


def test_the_orders_pipeline_is_clean() -> None:
    done = run("lint", "--isolated", str(ROOT / "samples/orders"))
    assert (done.exit_code, done.stdout) == (0, "All clean: 2 files checked.\n")


@pytest.mark.parametrize("folder", WITH_SINKS)
def test_generated_ddl_lints_clean(folder: str) -> None:
    ddl = run("ddl", "--isolated", str(ROOT / "samples" / folder))
    assert ddl.exit_code == 0, ddl.stderr
    assert findings("-", text=ddl.stdout) == []


@pytest.mark.parametrize("folder", WITH_SINKS)
def test_generated_ddl_is_what_its_sinks_want(folder: str) -> None:
    """Beside their own tables, no sink differs from its table."""
    sinks = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "samples" / folder).glob("*.sql"))
        if path.name != "maxcompute.sql"
    )
    ddl = run("ddl", "--isolated", "-", text=sinks).stdout
    differing = ("FMC205", "FMC303", "FMC305", "FMC307", "FMC313", "FMC401", "FMC406")
    assert [each for each in findings("-", text=f"{sinks}\n{ddl}") if each["code"] in differing] == []


@pytest.mark.parametrize("side", ["sink", "table"])
def test_a_changed_bucket_count_is_found_with_both_places_and_mended(side: str, tmp_path: Path) -> None:
    for name in ("job.sql", "maxcompute.sql"):
        text = (ROOT / "samples/orders" / name).read_text(encoding="utf-8")
        if (name == "job.sql") == (side == "sink"):
            text = text.replace("'upsert.write.bucket.num' = '16'", "'upsert.write.bucket.num' = '32'")
            text = text.replace("'write.bucket.num' = '16'", "'write.bucket.num' = '32'")
        (tmp_path / name).write_text(text, encoding="utf-8")
    [found] = findings(str(tmp_path))
    assert found["code"] == "FMC401"
    assert Path(found["path"]).name == "job.sql"
    [related] = found["related"]
    assert Path(related["path"]).name == "maxcompute.sql"
    assert run("lint", "--isolated", "--fix", str(tmp_path)).exit_code == 0
    assert findings(str(tmp_path)) == []


def test_the_pages_own_blocks() -> None:
    """The official page's literal statements, where it stands beside the project."""
    pages = sorted((CASES.parent / "seed").glob("*.txt"))
    if not pages:
        pytest.skip("the official page is not beside the project")
    blocks = _statements(pages[0].read_text(encoding="utf-8"))
    text = "\n".join(blocks)
    assert len(blocks) >= 8
    codes = {each["code"] for each in findings("-", text=text) if each["severity"] == "error"}
    assert codes == {"FMC402", "FMC501"}


def _statements(page: str) -> list[str]:
    """CREATE TABLE, SET and INSERT statements of the page as they stand there, without the one that is cut short."""
    import re

    found = re.findall(r"^(?:CREATE|SET|INSERT)\b[^;]*;", page, re.MULTILINE)
    return [statement for statement in found if "  ..." not in statement]


@pytest.mark.parametrize("folder", WITH_SINKS)
def test_a_generated_job_lints_clean(folder: str, tmp_path: Path) -> None:
    made = run("job", "--isolated", str(ROOT / "samples" / folder), "-o", str(tmp_path / "job"))
    assert made.exit_code == 0, made.stderr
    done = run("lint", "--isolated", str(tmp_path / "job"))
    assert (done.exit_code, done.stdout) == (0, "All clean: 3 files checked.\n")
