"""The formats for other programs: each is what its readers accept, whatever stands in the files, and says the same."""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring

import jsonschema
import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema
from xmlschema import XMLSchema

from flinkmc.lint.diagnostic import Diagnostic, Edit, Fix, Note, Severity
from flinkmc.report import Report, render
from flinkmc.rules import load
from flinkmc.text.source import Source, Span
from tests.report.findings import SINK, at, showcase, span

SCHEMAS = Path(__file__).parent / "schemas"
NASTY = 'a "b" <c> & \x00\x1b[31m\u202e]]>\u2028 %0A;]:,\ud800 😀é\r\nnext'
WIDE = "a '😀é' bad"


def nasty() -> list[Diagnostic]:
    """A finding whose every text holds what some format must escape."""
    source = Source(f"dir/{NASTY.splitlines()[0]}.sql", NASTY)
    place = span(source, "<c>")
    fix = Fix((Edit(place, NASTY), Edit(span(source, "next"), "")), "safe", NASTY)
    return [Diagnostic("FMC001", "n", "info", source, place, NASTY, NASTY, (Note(place, NASTY),), NASTY, fix)]


REPORTS: dict[str, Sequence[Diagnostic]] = {
    "nothing": [],
    "the showcase": showcase(),
    "the showcase twice": [each for each in showcase() for _ in range(2)],
    "what must be escaped": nasty(),
    "wide characters": [at(WIDE, "bad", fix={"bad": "good"})],
    "an empty text": [at("", Span(0, 0))],
    "several lines": [at("one\r\ntwo\nthree", "one\r\ntwo", fix={"one": "1", "two": "2"})],
    "an unsafe fix": [at("bad", "bad", fix={"bad": "good"}, unsafe=True)],
    "the end of the text": [at("x\n", Span(2, 2))],
}


def report(found: Sequence[Diagnostic], **given: Any) -> Report:
    return Report(found, 1, rules=load(), **given)


@cache
def json_schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


@cache
def xml_schema(name: str) -> XMLSchema:
    return XMLSchema(str(SCHEMAS / f"{name}.xsd"))


@pytest.mark.parametrize("title", REPORTS)
@pytest.mark.parametrize("name", ["gitlab", "rdjson"])
def test_json_is_valid(name: str, title: str) -> None:
    text = render(name, report(REPORTS[title], unsafe_fixes=True))
    assert text.isascii()
    jsonschema.validate(json.loads(text), json_schema(name))


@pytest.mark.parametrize("title", REPORTS)
def test_sarif_is_valid(title: str) -> None:
    """By the classes that pydantic-sarif has made of the public schema; they take no field that the schema lacks."""
    text = render("sarif", report(REPORTS[title], unsafe_fixes=True))
    assert text.isascii()
    StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(json.loads(text))


@pytest.mark.parametrize("title", REPORTS)
@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_is_valid(name: str, title: str) -> None:
    text = render(name, report(REPORTS[title]))
    xml_schema(name).validate(fromstring(text.encode()))


# -- commands, read back as their runners do --------------------------------------------------------------------------


def read_github(line: str) -> tuple[str, dict[str, str], str]:
    match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
    assert match, line
    properties = dict(entry.split("=", 1) for entry in match[2].split(","))
    return match[1], {key: unquote(value) for key, value in properties.items()}, unquote(match[3])


def read_azure(line: str) -> tuple[dict[str, str], str]:
    match = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.*)", line)
    assert match, line
    properties = dict(entry.split("=", 1) for entry in match[1].removesuffix(";").split(";"))
    return {key: _azure(value) for key, value in properties.items()}, _azure(match[2])


def _azure(text: str) -> str:
    return unquote(text.replace("%AZP25", "%25"))


@pytest.mark.parametrize("title", REPORTS)
def test_a_command_is_a_line_that_is_read_back(title: str) -> None:
    found = REPORTS[title]
    github = [read_github(line) for line in render("github", report(found)).splitlines()]
    azure = [read_azure(line) for line in render("azure", report(found)).splitlines()]
    assert len(github) == len(azure) == len(found)
    for each, (_, of_github, message), (of_azure, told) in zip(found, github, azure, strict=True):
        line, column = each.source.position(each.span.start)
        assert of_github["file"] == of_azure["sourcepath"] == each.path
        assert of_github["line"] == of_azure["linenumber"] == str(line)
        assert of_azure["columnnumber"] == str(column)
        assert of_azure["code"] == each.code
        assert message == f"{each.path}:{line}:{column}: {each.code} {told}"


def test_github_takes_columns_of_one_line_only() -> None:
    _, one, _ = read_github(render("github", report([at(WIDE, "bad")])).strip())
    assert (one["col"], one["endColumn"], one["endLine"]) == ("8", "10", "1")
    _, more, _ = read_github(render("github", report([at("a\nb", "a\nb")])).strip())
    assert "col" not in more
    assert more["endLine"] == "2"


@pytest.mark.parametrize(
    ("severity", "words"),
    [
        ("error", ("::error ", "type=error;", "major", '"level": "error"', "ERROR", 'severity="error"')),
        ("warning", ("::warning ", "type=warning;", "minor", '"level": "warning"', "WARNING", 'severity="warning"')),
        ("info", ("::notice ", "type=warning;", '"severity": "info"', '"level": "note"', "INFO", 'severity="info"')),
    ],
)
def test_each_format_has_its_words_for_a_severity(severity: Severity, words: tuple[str, ...]) -> None:
    found = [at("x", "x")._replace(severity=severity, code="FMC007")]
    for name, word in zip(("github", "azure", "gitlab", "sarif", "rdjson", "checkstyle"), words, strict=True):
        assert word in render(name, report(found))


# -- what is said -----------------------------------------------------------------------------------------------------

PATHS: dict[str, Callable[[str], str]] = {
    "github": lambda text: read_github(text.strip())[1]["file"],
    "azure": lambda text: read_azure(text.strip())[0]["sourcepath"],
    "gitlab": lambda text: str(json.loads(text)[0]["location"]["path"]),
    "rdjson": lambda text: str(json.loads(text)["diagnostics"][0]["location"]["path"]),
    "checkstyle": lambda text: str(fromstring(text)[0].get("name")),
    "junit": lambda text: str(fromstring(text)[0][0].get("file")),
}


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("./sql/a.sql", "sql/a.sql"),
        ("sql/../a.sql", "a.sql"),
        ("/repo/sql/a.sql", "sql/a.sql"),
        ("/elsewhere/a.sql", "/elsewhere/a.sql"),
        ("/repository/a.sql", "/repository/a.sql"),
        ("<stdin>", "<stdin>"),
    ],
)
def test_a_file_is_named_as_the_repository_knows_it(name: str, path: str, said: str) -> None:
    found = at("x", "x")._replace(source=Source(path, "x"))
    assert PATHS[name](render(name, report([found], root="/repo"))) == said


@pytest.mark.parametrize("name", [*PATHS, "sarif"])
def test_the_advice_goes_with_the_finding(name: str) -> None:
    text = render(name, report(showcase()))
    assert "did you mean" in text
    assert "set the sink to the table's count" in text.replace("&apos;", "'")


def sarif(found: Sequence[Diagnostic], **given: Any) -> Any:
    return json.loads(render("sarif", report(found, **given)))["runs"][0]


def test_sarif_describes_the_rules_that_found_something() -> None:
    run = sarif([*showcase(), at("x", "x")._replace(code="FMC007", name="unreadable-file")])
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["FMC007", "FMC101", "FMC401", "FMC502"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    of_buckets = rules[2]
    assert of_buckets["name"] == "bucket-count-mismatch"
    assert of_buckets["shortDescription"]["text"] == "The sink is told another number of buckets than its table has"
    assert of_buckets["defaultConfiguration"] == {"level": "error"}
    assert "```sql\nCREATE TABLE" in of_buckets["help"]["markdown"]


def test_sarif_says_that_a_rule_is_off_by_default() -> None:
    off = next(rule for rule in load().values() if rule.severity == "off")
    [rule] = sarif([at("x", "x")._replace(code=off.code)])["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"enabled": False}


def test_sarif_counts_code_points_and_any_line_end() -> None:
    run = sarif([at(f"one\rtwo\r\n{WIDE}", "bad")])
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["newlineSequences"] == ["\r\n", "\n", "\r"]
    [place] = run["results"][0]["locations"]
    region = {"startLine": 3, "startColumn": 8, "endLine": 3, "endColumn": 11}
    assert place["physicalLocation"]["region"] == region


def test_sarif_points_to_second_places_and_mends() -> None:
    first = sarif(showcase())["results"][0]
    [note] = first["relatedLocations"]
    assert note["physicalLocation"]["artifactLocation"]["uri"] == "tables/orders.sql"
    assert note["message"]["text"] == "64 here"
    [change] = first["fixes"][0]["artifactChanges"]
    [replacement] = change["replacements"]
    assert replacement["insertedContent"] == {"text": "'64'"}
    assert replacement["deletedRegion"] == first["locations"][0]["physicalLocation"]["region"]


def test_sarif_names_files_by_uri() -> None:
    def named(path: str) -> Any:
        found = at("x", "x")._replace(source=Source(path, "x"))
        place = sarif([found], root="/repo")["results"][0]["locations"][0]
        return place["physicalLocation"]["artifactLocation"]

    assert named("/repo/a b#1/ü.sql") == {"uri": "a%20b%231/%C3%BC.sql", "uriBaseId": "%SRCROOT%"}
    assert named("/elsewhere/a.sql") == {"uri": "file:///elsewhere/a.sql"}
    assert named("caf\udce9.sql")["uri"] == "caf%E9.sql"


def test_a_finding_keeps_its_fingerprint_when_lines_move() -> None:
    [before] = [at(SINK, "'32'")]
    after = before._replace(source=Source("a.sql", f"\n\n{SINK}"), span=Span(*(place + 2 for place in before.span)))
    for name, key in [("gitlab", "fingerprint"), ("sarif", "primaryLocationLineHash"), ("sarif", "flinkmc/v1")]:
        one, other = (re.findall(rf'"{key}": "(.*)"', render(name, report([each]))) for each in (before, after))
        assert one == other != []


def test_gitlab_fingerprints_are_unique() -> None:
    keys = [issue["fingerprint"] for issue in json.loads(render("gitlab", report(REPORTS["the showcase twice"])))]
    assert len(keys) == len(set(keys)) == 6


def test_rdjson_counts_bytes() -> None:
    [found] = json.loads(render("rdjson", report([at(WIDE, "bad", fix={"bad": "good"})])))["diagnostics"]
    place = {"start": {"line": 1, "column": 12}, "end": {"line": 1, "column": 15}}
    assert found["location"]["range"] == place
    assert found["suggestions"] == [{"range": place, "text": "good"}]


def test_rdjson_suggests_a_fix_of_several_edits_as_one() -> None:
    found = at("one two three", "one", fix={"one": "1", "three": "3"})
    [found_as_json] = json.loads(render("rdjson", report([found])))["diagnostics"]
    [suggestion] = found_as_json["suggestions"]
    assert suggestion["text"] == "1 two 3"
    assert suggestion["range"]["end"]["column"] == 14


@pytest.mark.parametrize("name", ["sarif", "rdjson"])
def test_a_fix_is_passed_on_only_where_it_may_be_applied(name: str) -> None:
    def offers(found: Diagnostic, **given: Any) -> bool:
        return '"fixes"' in (text := render(name, report([found], **given))) or '"suggestions"' in text

    unsafe = at("bad", "bad", fix={"bad": "good"}, unsafe=True)
    assert not offers(unsafe)
    assert offers(unsafe, unsafe_fixes=True)
    assert not offers(at("'access.key' = 'kanari', bad", "bad", fix={"bad": "'kanari'"}))
    assert not offers(at("bad", "bad", fix={"bad": "'access.key' = 'kanari'"}))


def test_rdjson_suggests_nothing_across_a_secret() -> None:
    found = at("one 'access.key' = 'kanari' two", "one", fix={"one": "1", "two": "2"})
    text = render("rdjson", report([found]))
    assert "suggestions" not in text
    assert "kanari" not in text


def test_junit_shows_the_finding_and_passes_where_there_is_none() -> None:
    suites = fromstring(render("junit", report(showcase())))
    assert [(suite.get("name"), suite.get("failures")) for suite in suites] == [
        ("sinks/orders.sql", "2"),
        ("job.sql", "1"),
    ]
    case = suites[0][0]
    assert case.get("name") == "FMC401 bucket-count-mismatch (14:31)"
    assert "'upsert.write.bucket.num' = '32'\n" in str(case[0].text)
    clean = fromstring(render("junit", report([])))
    assert (clean.get("tests"), clean.get("failures"), len(clean[0])) == ("1", "0", 1)
