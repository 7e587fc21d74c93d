"""Comments that --add-noqa puts into a text."""

import re
from pathlib import Path

import pytest

from flinkmc.lint.add_noqa import silenced, with_noqa
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import Linter
from flinkmc.lint.files import Document
from flinkmc.rules import load
from flinkmc.text.source import Source, Span
from tests.rules.test_fixtures import FIXTURES, fixture


def after(text: str, *codes: str) -> str:
    """The text with comments, where each `@` of it has findings of these codes."""
    source = Source("a.sql", text)
    places = [match.span() for match in re.finditer("@+", text)]
    return with_noqa(
        source,
        [Diagnostic(code, "n", "error", source, Span(*at), "m") for at in places for code in codes or ("FMC401",)],
    )


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("SET @", "SET @ -- noqa: FMC401"),
        ("SET @  \nx\n", "SET @ -- noqa: FMC401\nx\n"),
        ("SET @\r\nx\r\n", "SET @ -- noqa: FMC401\r\nx\r\n"),
        ("SET @ -- a note\n", "SET @ -- noqa: FMC401 a note\n"),
        ("SET @ --a note\n", "SET @ -- noqa: FMC401 a note\n"),
        ("SET @ --\n", "SET @ -- noqa: FMC401\n"),
        ("SET @ -- noqa: FMC101 why\n", "SET @ -- noqa: FMC101, FMC401 why\n"),
        ("SET @ -- noqa: LT01\n", "SET @ -- noqa: LT01, FMC401\n"),
        ("SET @ -- noqa: why\n", "SET @ -- noqa: FMC401 why\n"),
        ("SET @ /* a note */\n", "SET @ /* a note */ -- noqa: FMC401\n"),
        ("SET @;\nx", "-- flinkmc: disable=FMC401\nSET @;\n-- flinkmc: enable=FMC401\nx"),
        ("x\n  SET @;", "x\n  -- flinkmc: disable=FMC401\n  SET @;\n  -- flinkmc: enable=FMC401"),
        ("SET @;\r\nx", "-- flinkmc: disable=FMC401\r\nSET @;\r\n-- flinkmc: enable=FMC401\r\nx"),
        ("SET @; -- a note\n", "SET @; -- noqa: FMC401 a note\n"),
        ("SET @ 'a\nb'\nx", "-- flinkmc: disable=FMC401\nSET @ 'a\nb'\n-- flinkmc: enable=FMC401\nx"),
        ("SET '@\nb' x\n;", "-- flinkmc: disable=FMC401\nSET '@\nb' x\n-- flinkmc: enable=FMC401\n;"),
        ("'a\n@\nb' x\n;", "-- flinkmc: disable=FMC401\n'a\n@\nb' x\n-- flinkmc: enable=FMC401\n;"),
        ("@ /* a\nb */ x", "-- flinkmc: disable=FMC401\n@ /* a\nb */ x\n-- flinkmc: enable=FMC401"),
        ("@;\n@;\n", "-- flinkmc: disable=FMC401\n@;\n-- flinkmc: enable=FMC401\n" * 2),
        ("'@\n' @;\n", "-- flinkmc: disable=FMC401\n'@\n' @;\n-- flinkmc: enable=FMC401\n"),
        ("@ -- flinkmc: language=flink\n", "-- flinkmc: disable=FMC401\n@ -- flinkmc: language=flink\n"
         "-- flinkmc: enable=FMC401\n"),
    ],
)  # fmt: skip
def test_where_the_comment_stands(before: str, then: str) -> None:
    assert after(before) == then


def test_findings_of_one_line_share_a_comment() -> None:
    assert after("@ @\n", "FMC402", "FMC401") == "@ @ -- noqa: FMC401, FMC402\n"
    assert after("@;\n", "FMC402", "FMC401") == (
        "-- flinkmc: disable=FMC401, FMC402\n@;\n-- flinkmc: enable=FMC401, FMC402\n"
    )


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_what_is_silenced_is_found_no_more(path: Path) -> None:
    text, _, config = fixture(path)

    linter = Linter(load(), lambda _: config)
    given = [Document(Source("a.sql", text))]
    once = silenced(given, linter.lint(given))
    assert [each for each in linter.lint(once) if each.code not in ("FMC008", "FMC009")] == []
