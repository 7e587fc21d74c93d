"""Every fixture yields what its marks say, and nothing else; its fixes give the text that stands beside it."""

import difflib
import os
import re
from pathlib import Path

import pytest

from flinkmc import rules
from flinkmc.lint.config import Config
from flinkmc.rules import load
from tests.rules import marks
from tests.rules.linting import DEFAULT, config_of, fixed, lint

FOLDER = Path(__file__).parent / "fixtures"
FIXTURES = sorted(path for path in FOLDER.glob("*.sql") if not path.stem.endswith("fixed"))
UPDATE = bool(os.environ.get("FLINKMC_UPDATE"))  # writes the expected texts of fixes anew, to be looked at


def fixture(path: Path) -> tuple[str, list[marks.Mark], Config]:
    """The text, its marks, and the configuration that its first line asks for."""
    text, expected = marks.split(path.read_bytes().decode())
    settings = re.match("-- flinkmc-test: (.*)", text)
    return text, expected, config_of(settings[1]) if settings else DEFAULT


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_what_is_marked_is_found(path: Path) -> None:
    text, marked, config = fixture(path)
    expected, found = marks.compared(text, marked, marks.of(lint(text, config)))
    if expected != found:
        pytest.fail(_difference(path, expected, found), pytrace=False)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixes_give_the_text_beside_it(path: Path) -> None:
    text, _, config = fixture(path)
    offered = {diagnostic.fix.applicability for diagnostic in lint(text, config) if diagnostic.fix}
    for applicability, suffix in (("safe", ".fixed.sql"), ("unsafe", ".unsafe-fixed.sql")):
        beside = path.with_name(path.stem + suffix)
        if applicability not in offered:
            if UPDATE:
                beside.unlink(missing_ok=True)
            assert not beside.exists(), f"{beside.name} stands there, but no fix is {applicability}"
            continue
        after = fixed(text, config, unsafe=applicability == "unsafe")
        if UPDATE:
            beside.write_bytes(after.encode())
        expected = beside.read_bytes().decode() if beside.exists() else text
        if expected != after:
            pytest.fail(_difference(beside, expected.split("\n"), after.split("\n")), pytrace=False)


@pytest.mark.parametrize("code", [code for code in load() if code not in ("FMC007", "FMC008", "FMC009")])
def test_every_rule_has_fixtures_that_fire_and_stay_silent(code: str) -> None:
    """Those left out are the business of who reads files and suppressions, and tested there."""
    fires = {
        path.stem: any(mark.says == code for mark in fixture(path)[1])
        for path in FIXTURES
        if path.stem.startswith(code)
    }
    assert any(fires.values()), f"no fixture {code}*.sql has a mark of {code}"
    assert f"{code}_silent" in fires, f"there is no fixture {code}_silent.sql"
    assert not fires[f"{code}_silent"], f"{code}_silent.sql has a mark of {code}"


def test_every_module_with_rules_is_loaded() -> None:
    folder = Path(rules.__file__).parent
    assert {path.stem for path in folder.glob("*.py") if "\n@rule(" in path.read_text("utf-8")} == set(rules.FAMILIES)


def _difference(path: Path, expected: list[str], found: list[str]) -> str:
    lines = difflib.unified_diff(expected, found, f"{path.name}, expected", f"{path.name}, found", lineterm="", n=4)
    return "\n".join(("", *lines))
