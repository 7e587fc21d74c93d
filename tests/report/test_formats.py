"""Every format, held against its golden file; and what the machine formats promise."""

import json
import re
from collections.abc import Callable

import jsonschema
import pytest

from flinkmc import __version__
from flinkmc.lint.diagnostic import Diagnostic, Severity, replace, unsafe_replace
from flinkmc.report import FORMATS, Report, render
from flinkmc.report.diff import diff
from flinkmc.report.statistics import statistics
from flinkmc.report.summary import footer
from flinkmc.text.source import Source, Span
from tests.report.findings import at, showcase

PLACE = {
    "type": "object",
    "properties": {"row": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
    "required": ["row", "column"],
    "additionalProperties": False,
}
RANGE = {"location": PLACE, "end_location": PLACE}
FINDING = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "pattern": "^FMC[0-9]{3}$"},
        "name": {"type": "string"},
        "severity": {"enum": ["error", "warning", "info"]},
        "message": {"type": "string"},
        "path": {"type": "string"},
        **RANGE,
        "related": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"path": {"type": "string"}, "message": {"type": "string"}, **RANGE},
                "required": ["path", "location", "end_location", "message"],
                "additionalProperties": False,
            },
        },
        "fix": {
            "type": ["object", "null"],
            "properties": {
                "applicability": {"enum": ["safe", "unsafe"]},
                "message": {"type": "string"},
                "edits": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"content": {"type": "string"}, **RANGE},
                        "required": ["content", "location", "end_location"],
                        "additionalProperties": False,
                    },
                },
            },
            "required": ["applicability", "message", "edits"],
            "additionalProperties": False,
        },
        "help": {"type": "string"},
        "url": {"type": ["string", "null"]},
    },
    "required": [
        *("code", "name", "severity", "message", "path", "location", "end_location", "related", "fix", "help", "url")
    ],
    "additionalProperties": False,
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_showcase_is_printed_as_agreed(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"showcase.{name}", _of_any_version(render(name, Report(showcase(), 3))))


@pytest.mark.parametrize("name", ["full", "concise", "grouped"])
def test_colour_adds_nothing_but_colour(name: str) -> None:
    plain = render(name, Report(showcase(), 3))
    coloured = render(name, Report(showcase(), 3, colour=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found_is_printed_as_agreed(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"clean.{name}", _of_any_version(render(name, Report([], 3))))


def _of_any_version(text: str) -> str:
    return text.replace(f'"version": "{__version__}"', '"version": "X.Y.Z"')


def test_json_has_the_shape_that_is_promised() -> None:
    found = json.loads(render("json", Report(showcase(), 3)))
    jsonschema.validate(found, {"type": "array", "items": FINDING, "minItems": 3})
    lines = render("jsonl", Report(showcase(), 3)).splitlines()
    assert [json.loads(line) for line in lines] == found


def test_json_counts_code_points() -> None:
    [found] = json.loads(render("json", Report([at("a '😀é' bad", "bad")], 1)))
    assert (found["location"], found["end_location"]) == ({"row": 1, "column": 8}, {"row": 1, "column": 11})


def test_json_passes_any_pipe() -> None:
    source = Source("caf\udce9.sql", "x")
    found = render("json", Report([Diagnostic("FMC001", "n", "error", source, Span(0, 1), "日本")], 1))
    assert found.isascii()
    assert json.loads(found)[0]["message"] == "日本"


def _of(*severities: Severity, safe: int = 0, unsafe: int = 0) -> list[Diagnostic]:
    fixes = [replace(Span(0, 1), "y")] * safe + [unsafe_replace(Span(0, 1), "y")] * unsafe
    found = [at("x", "x")._replace(severity=severity) for severity in severities]
    return [each._replace(fix=fix) for each, fix in zip(found, [*fixes, *[None] * len(found)], strict=False)]


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (Report([], 1), "All clean: 1 file checked."),
        (Report([], 0), "All clean: 0 files checked."),
        (Report([], 2, fixed=3), "Fixed 3 findings. All clean: 2 files checked."),
        (Report(_of("error"), 1), "Found 1 error in 1 file."),
        (Report(_of("error", "info", "warning", "info"), 2), "Found 1 error, 1 warning and 2 infos in 2 files."),
        (Report(_of("error", "error", safe=1), 1), "Found 2 errors in 1 file. 1 fixable with --fix."),
        (Report(_of("error", unsafe=1), 1), "Found 1 error in 1 file. 1 fixable with --fix --unsafe-fixes."),
        (
            Report(_of("error", "error", safe=1, unsafe=1), 1),
            "Found 2 errors in 1 file. 1 fixable with --fix, 1 more with --unsafe-fixes.",
        ),
        (
            Report(_of("error", "error", safe=1, unsafe=1), 1, unsafe_fixes=True),
            "Found 2 errors in 1 file. 2 fixable with --fix.",
        ),
        (Report(_of("warning"), 1, fixed=1), "Fixed 1 finding. Found 1 warning in 1 file."),
    ],
)
def test_the_footer_counts(report: Report, says: str) -> None:
    assert footer(report) == says


def test_an_unsafe_fix_has_a_star_where_it_would_be_applied() -> None:
    found = [at("x", "x", fix={"x": "y"}, unsafe=True)]
    assert render("concise", Report(found, 1, footer=False)) == "a.sql:1:1: FMC001 wrong\n"
    assert render("concise", Report(found, 1, unsafe_fixes=True, footer=False)) == "a.sql:1:1: FMC001 [*] wrong\n"


def test_statistics_count_by_rule() -> None:
    text = statistics(Report([*showcase(), *showcase()[:1]], 3, footer=False))
    assert text == (
        "     2  FMC401  [*] bucket-count-mismatch\n"
        "     1  FMC101  [*] unknown-option\n"
        "     1  FMC502      checkpoint-interval-too-short\n"
    )


def test_a_diff_can_be_applied() -> None:
    assert diff(Source("a.sql", "a\nb"), Source("a.sql", "a\nc")) == (
        "--- a.sql\n+++ a.sql\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
        "+c\n\\ No newline at end of file\n"
    )
    assert diff(Source("a.sql", "a\r\nb\r\n"), Source("a.sql", "a\r\nc\r\n")).endswith(" a\r\n-b\r\n+c\r\n")
    assert diff(Source("a.sql", "a"), Source("a.sql", "a")) == ""


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_prints_a_secret(name: str) -> None:
    text = "  'odps.access.key' = 'kanari',\n  -- 'accessId' = 'kanari'\n  'x' = 'y'"
    fix = {"'odps.access.key' = 'kanari'": "'access.key' = 'kanari'"}
    printed = render(name, Report([at(text, "'x'", help_text="so", fix=fix)], 1))
    assert "kanari" not in printed
    assert "kanari" not in diff(Source("a.sql", text), Source("a.sql", text.replace("'y'", "'z'")))


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif", "rdjson"])
def test_no_fix_for_programs_takes_a_secret_along(name: str) -> None:
    moved = at("'odps.access.key' = 'kanari', 'x'", "'x'", fix={"'x'": "'kanari'"})
    assert "kanari" not in render(name, Report([moved], 1))
