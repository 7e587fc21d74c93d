"""What the formats are given by the command: the rules, the project, the folder that files are named from."""

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from flinkmc.report import FORMATS
from tests.cli.calls import call
from tests.report.findings import SINK, TABLE

SECRET = "kanariKANARI0123456789"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sink and its table, where one is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "sink.sql").write_text(SINK.replace("${ODPS_ACCESS_KEY}", SECRET), encoding="utf-8")
    (tmp_path / "sql" / "table.sql").write_text(TABLE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_asked_for_and_hides_secrets(folder: Path, name: str) -> None:
    answer = call("lint", str(folder), "--output-format", name, "--isolated")
    assert answer.code == 1
    assert "FMC401" in answer.out
    assert SECRET not in answer.out + answer.err
    assert call("lint", "sql", "--output-format", name, "-o", "report", "--isolated")[1:] == ("", "")
    assert SECRET not in (folder / "report").read_text(encoding="utf-8")


def test_sarif_has_the_rules_and_names_files_from_here(folder: Path) -> None:
    answer = call("lint", str(folder / "sql"), "--output-format", "sarif", "--isolated", "--select", "FMC401")
    [run] = json.loads(answer.out)["runs"]
    [rule] = run["tool"]["driver"]["rules"]
    assert rule["fullDescription"]["text"] == "The sink is told another number of buckets than its table has."
    [result] = run["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "sql/sink.sql"


@pytest.mark.usefixtures("folder")
def test_the_page_has_the_tables_as_they_are_after_fixes() -> None:
    asked = ("lint", "sql", "--output-format", "html", "--isolated", "--select", "FMC401")
    assert "differs</span></span> upserts" in call(*asked).out.replace("\n", "")
    mended = call(*asked, "--fix")
    assert mended.code == 0
    assert "match</span></span> upserts" in mended.out.replace("\n", "")
    assert "Nothing was found." in mended.out


def test_xml_says_its_encoding_and_has_it(folder: Path) -> None:
    (folder / "sql" / "sink.sql").write_text("CREATE TABLE 表 (é TEXT);\n", encoding="utf-8")
    for name in ("junit", "checkstyle"):
        call("lint", "sql", "--output-format", name, "-o", "report.xml", "--isolated")
        assert fromstring((folder / "report.xml").read_bytes()) is not None
