"""What the engine makes of documents, rules and configurations."""

import pytest

from flinkmc.lint.config import Config, Selection, default
from flinkmc.lint.engine import Linter, codes, lint
from flinkmc.lint.files import Document, decode
from flinkmc.lint.rule import Rule
from flinkmc.rules import load
from flinkmc.text.source import Source
from tests.lint.rules import rules, word_rule

UNREADABLE = load()["FMC007"]
RED, BLUE = word_rule("FMC101", "red"), word_rule("FMC102", "blue", severity="warning")


def documents(**texts: str) -> list[Document]:
    return [Document(Source(f"{name}.sql", text)) for name, text in texts.items()]


def found(given: list[Document], *of: Rule, config: Config | None = None) -> list[str]:
    linted = lint(given, rules(*of), lambda _: config or default())
    return [
        "{}:{}:{} {} {}".format(each.path, *each.source.position(each.span.start), each.code, each.severity)
        for each in linted
    ]


def test_findings_come_in_the_order_of_reports() -> None:
    given = documents(b="SET 'x' = 'blue red';", a="\nSET 'red' = 'red';")
    assert found(given, RED, BLUE) == [
        "a.sql:2:6 FMC101 error",
        "a.sql:2:14 FMC101 error",
        "b.sql:1:12 FMC102 warning",
        "b.sql:1:17 FMC101 error",
    ]


def test_severities_come_from_the_configuration_the_finding_and_the_rule() -> None:
    given = documents(a="SET 'x' = 'red';")
    milder = word_rule("FMC101", "red", of_finding="warning")
    off = word_rule("FMC101", "red", severity="off")
    as_error = default()._replace(severity=(("FMC101", "error"),))
    assert found(given, milder) == ["a.sql:1:12 FMC101 warning"]
    assert found(given, milder, config=as_error) == ["a.sql:1:12 FMC101 error"]
    assert found(given, off) == []
    assert found(given, off, config=as_error) == ["a.sql:1:12 FMC101 error"]
    assert found(given, RED, config=default()._replace(severity=(("FMC101", "info"),))) == []


def test_rules_are_chosen_per_file() -> None:
    given = documents(a="SET 'x' = 'red blue';", b="SET 'x' = 'red blue';")
    without_red = default()._replace(selections=(Selection(ignore=("FMC101",)),))
    linted = lint(given, rules(RED, BLUE), lambda path: without_red if path == "a.sql" else default())
    assert [(each.path, each.code) for each in linted] == [
        ("a.sql", "FMC102"),
        ("b.sql", "FMC101"),
        ("b.sql", "FMC102"),
    ]


def test_files_do_without_the_rules_that_are_ignored_for_them() -> None:
    given = documents(a="SET 'x' = 'red';", b="SET 'x' = 'red';")
    config = default()._replace(per_file_ignores=(("a.*", ("FMC1",)),), root=".")
    assert found(given, RED, config=config) == ["b.sql:1:12 FMC101 error"]


def test_a_file_that_is_no_text_is_a_finding() -> None:
    given = [decode("bad.sql", b"SET 'red' = '\xff';"), *documents(a="SET 'x' = 'red';")]
    assert found(given, RED, UNREADABLE) == ["a.sql:1:12 FMC101 error", "bad.sql:1:14 FMC007 error"]
    without = default()._replace(selections=(Selection(ignore=("FMC007",)),))
    assert found(given, RED, UNREADABLE, config=without) == ["a.sql:1:12 FMC101 error"]
    assert list(codes(rules(RED, UNREADABLE))) == ["FMC007", "FMC101"]


def test_comments_silence_findings() -> None:
    given = documents(a="SET 'x' = 'red'; -- noqa: FMC101\nSET 'y' = 'red';")
    assert found(given, RED) == ["a.sql:2:12 FMC101 error"]


# -- fixing -----------------------------------------------------------------------------------------------------------


def fixed(text: str, *of: Rule, unsafe: bool = False) -> tuple[str, int, dict[str, str]]:
    mended = Linter(rules(*of), lambda _: default()).fix(documents(a=text), unsafe=unsafe)
    return mended.documents[0].source.text, sum(mended.fixed.values()), dict(mended.refused)


def test_fixes_go_on_until_nothing_is_left() -> None:
    chain = [word_rule("FMC101", "red", "blue"), word_rule("FMC102", "blue", "green")]
    assert fixed("SET 'x' = 'red blue';", *chain) == ("SET 'x' = 'green green';", 3, {})


def test_fixing_twice_is_fixing_once() -> None:
    once = fixed("SET 'x' = 'red red';", word_rule("FMC101", "red", "blue"))
    assert fixed(once[0], word_rule("FMC101", "red", "blue")) == (once[0], 0, {})


def test_unsafe_fixes_wait_until_they_are_asked_for() -> None:
    rule = word_rule("FMC101", "red", "blue", unsafe=True)
    assert fixed("SET 'x' = 'red';", rule) == ("SET 'x' = 'red';", 0, {})
    assert fixed("SET 'x' = 'red';", rule, unsafe=True) == ("SET 'x' = 'blue';", 1, {})


def test_a_fix_that_breaks_the_text_is_taken_back() -> None:
    text = "SET 'x' = 'red';"
    refused = {"a.sql": "the fixed text would not parse"}
    assert fixed(text, word_rule("FMC101", "red", "'")) == (text, 0, refused)
    good = word_rule("FMC102", "x", "y")
    assert fixed(text, word_rule("FMC101", "red", "'"), good) == (text, 0, refused)


def test_a_text_that_does_not_parse_may_be_mended() -> None:
    assert fixed("SET 'x' = 'red'; CREATE;", word_rule("FMC101", "red", "blue"))[0] == "SET 'x' = 'blue'; CREATE;"


def test_fixes_without_end_are_taken_back() -> None:
    text = "SET 'x' = 'red';"
    chase = [word_rule("FMC101", "red", "blue"), word_rule("FMC102", "blue", "red")]
    assert fixed(text, *chase) == (text, 0, {"a.sql": "its fixes do not come to an end"})


def test_what_is_silenced_is_not_fixed() -> None:
    text = "SET 'x' = 'red'; -- noqa"
    assert fixed(text, word_rule("FMC101", "red", "blue")) == (text, 0, {})


@pytest.mark.parametrize("given", [[], ["a"], ["a", "b"]])
def test_other_documents_stay_the_same_objects(given: list[str]) -> None:
    before = documents(**dict.fromkeys(given, "SET 'x' = 'green';"))
    mended = Linter(rules(RED), lambda _: default()).fix(before)
    assert mended.documents == before
    assert all(one is other for one, other in zip(before, mended.documents, strict=True))
