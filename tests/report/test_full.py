"""The report for people, in the places where lines, columns and screens are awkward."""

from collections.abc import Callable

import pytest

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.report import Report, render
from flinkmc.text.source import Span
from tests.report.findings import at

TABLE = "CREATE TABLE t (\n\tid INT,\n\t\t名前 STRING 'x',\n  c INT\n)\nWITH (\n 'a' = 'b',\n 'a' = 'c'\n);\n"
FAMILY = "👨\u200d👩\u200d👧"
FINDINGS: dict[str, Diagnostic] = {
    "behind a tab": at(TABLE, "id", label="here"),
    "behind tabs and wide characters": at(TABLE, "STRING", label="here"),
    "wide characters": at(TABLE, "名前", label="here"),
    "behind an emoji of several characters": at(f"say {FAMILY} e\u0301 bad", "bad", label="here"),
    "three lines": at(TABLE, "id INT,\n\t\t名前 STRING 'x',\n  c INT", label="these"),
    "many lines": at(TABLE, TABLE.rstrip(), label="all this"),
    "up to a line end": at(TABLE, "CREATE TABLE t (\n", label="this line"),
    "the end of the text": at(TABLE, Span(len(TABLE), len(TABLE)), label="ends here"),
    "the end of a text without line end": at("SELECT", Span(6, 6), label="ends here"),
    "an empty text": at("", Span(0, 0), label="nothing"),
    "between two characters": at(TABLE, Span(20, 20), label="missing here"),
    "behind CRLF": at("SELECT 1\r\nFROM x\r\n", "FROM", label="here"),
    "CRLF itself": at("SELECT 1\r\nFROM x\r\n", "\r\n", label="this"),
    "in a long line": at(f"{'x' * 500}needle{'y' * 500}", "needle", label="here"),
    "near the start of a long line": at(f"x = needle{'y' * 500}", "needle", label="here"),
    "longer than the screen": at("needle" * 100, "needle" * 100, label="all"),
    "in a long line of wide characters": at(f"{'日' * 500}needle{'本' * 500}", "needle", label="here"),
    "below a long line": at(f"{'x' * 500}\nneedle", "needle", label="here"),
    "control characters": at("a \x1b[31mred\x00\x7f \u202e\u00a0bad", "bad", message="not \x1b[0m that"),
    "blank lines above": at("SELECT\n\n\nbad", "bad"),
    "one blank line between": at("SELECT\n\nbad", "bad"),
    "a note nearby": at(TABLE, "'a' = 'c'", label="again", notes={"'a' = 'b'": "first here"}),
    "a note on the same line": at("'a' = 'b', 'a' = 'c'", "'a' = 'c'", label="again", notes={"'a' = 'b'": "first"}),
    "a note far above": at("bad\n" * 20 + "worse", "worse", notes={"bad": "it begins here"}),
    "help without a fix": at("bad", "bad", help_text="write it anew\nor leave it"),
    "a fix that brings lines in": at("one\n  two\n", "two", help_text="say three", fix={"two": "two\n  three\n  four"}),
    "a fix that takes a line away": at("one\ntwo\nthree\n", "two", help_text="leave it out", fix={"two\n": ""}),
    "a fix in two places": at(
        "one\ntwo\nthree\nfour\n", "two", help_text="so", fix={"two": "2\n2", "four": "4"}, unsafe=True
    ),
    "a fix of two edits on a line": at("one two three", "one", help_text="so", fix={"one": "1", "three": "3"}),
    "a fix of CRLF lines": at("one\r\ntwo\r\n", "two", help_text="so", fix={"two": "three"}),
    "a fix in a long line": at("x" * 300 + "needle", "needle", help_text="so", fix={"needle": "pin"}),
}


@pytest.mark.parametrize("width", [60, 120])
def test_awkward_places_are_shown_as_agreed(width: int, golden: Callable[[str, str], None]) -> None:
    shown = [f"# {title}\n{_shown(found, width)}" for title, found in FINDINGS.items()]
    golden(f"awkward-{width}.txt", "\n".join(shown))


@pytest.mark.parametrize("title", FINDINGS)
def test_no_source_line_is_wider_than_the_screen(title: str) -> None:
    for line in _shown(FINDINGS[title], 60).splitlines():
        if " | " in line and line.strip(" |^-"):
            assert len(line) <= 60 or "^" in line


def test_a_line_of_a_megabyte_is_cut_quickly() -> None:
    shown = _shown(at(f"{'x ' * 500_000}needle{' y' * 500_000}", "needle"), 80)
    assert len(shown) < 500


def test_findings_are_parted_by_an_empty_line() -> None:
    text = render("full", Report([at("bad", "bad"), at("bad", "bad")], 1))
    assert text.count("\n\n") == 2
    assert text.endswith("\n\nFound 2 errors in 1 file.\n")


def _shown(found: Diagnostic, width: int) -> str:
    return render("full", Report([found], 1, width=width, footer=False))
