"""Comments that silence findings."""

import pytest

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.suppress import apply, read
from flinkmc.text.scanner import scan
from flinkmc.text.source import Source, Span


def left(text: str, *codes: str) -> list[tuple[int, str]]:
    """Line and code of the findings that stay, where each `@` of the text stands for one finding of each code."""
    source = Source("a.sql", text)
    places = [at for at, character in enumerate(text) if character == "@"]
    found = [
        Diagnostic(code, "n", "error", source, Span(at, at + 1), "m") for at in places for code in codes or ("FMC401",)
    ]
    kept, _ = apply(found, read(source, scan(text).comments).suppressions)
    return [(source.position(each.span.start).line, each.code) for each in kept]


@pytest.mark.parametrize(
    "comment",
    [
        "-- noqa",
        "--noqa",
        "-- NOQA: fmc401",
        "-- noqa: FMC401",
        "-- noqa:FMC401 because the table is being moved",
        "-- noqa: FMC101, FMC401",
        "-- noqa: FMC4",
        "-- noqa: all",
        "-- noqa because the table is being moved",
        "/* noqa: FMC401 */",
        "// noqa: FMC401",
    ],
)
def test_noqa_silences_its_line(comment: str) -> None:
    assert left(f"@\n@ {comment}\n@") == [(1, "FMC401"), (3, "FMC401")]


@pytest.mark.parametrize(
    "comment",
    ["-- noqa: FMC402", "-- noqa: LT01", "-- noqa: this is fine", "-- see noqa", "-- noqas", "-- noqa: FMC4010"],
)
def test_what_names_another_rule_silences_nothing(comment: str) -> None:
    assert left(f"@ {comment}") == [(1, "FMC401")]


def test_noqa_in_a_string_is_no_comment() -> None:
    assert left("@ '-- noqa'") == [(1, "FMC401")]


def test_noqa_on_the_last_line_of_a_finding_silences_it() -> None:
    source = Source("a.sql", "@\n@ -- noqa\n")
    found = [Diagnostic("FMC401", "n", "error", source, Span(0, 3), "m")]
    assert apply(found, read(source, scan(source.text).comments).suppressions)[0] == []


def test_a_range_silences_from_disable_to_enable() -> None:
    text = "@\n-- flinkmc: disable=FMC401\n@\n-- flinkmc: enable=FMC401\n@\n"
    assert left(text) == [(1, "FMC401"), (5, "FMC401")]
    assert left(text, "FMC402") == [(1, "FMC402"), (3, "FMC402"), (5, "FMC402")]


def test_a_range_begins_with_the_line_it_stands_on() -> None:
    assert left("@ -- flinkmc: disable=FMC401\n@ -- flinkmc: enable=FMC401") == [(2, "FMC401")]


def test_a_range_that_is_not_closed_reaches_to_the_end() -> None:
    assert left("@\n-- flinkmc: disable=FMC401\n@\n@") == [(1, "FMC401")]
    assert left("-- flinkmc: disable\n@") == []


def test_ranges_of_two_rules_are_apart() -> None:
    text = "-- flinkmc: disable=FMC401, FMC101\n@\n-- flinkmc: enable=FMC101\n@\n"
    assert left(text, "FMC101", "FMC401") == [(4, "FMC101")]
    assert left(text.replace("enable=FMC101", "enable=all"), "FMC101") == [(4, "FMC101")]


def test_disable_file_counts_above_it_too() -> None:
    assert left("@\n-- flinkmc: disable-file=FMC401 generated\n@", "FMC401", "FMC402") == [(1, "FMC402"), (3, "FMC402")]


def test_another_pragma_silences_nothing() -> None:
    assert left("@ -- flinkmc: language=maxcompute") == [(1, "FMC401")]


def test_it_is_known_which_suppressions_were_needed() -> None:
    source = Source("a.sql", "@ -- noqa: FMC401\n@ -- noqa: FMC402\n")
    found = [Diagnostic("FMC401", "n", "error", source, Span(at, at + 1), "m") for at in (0, 18)]
    given = read(source, scan(source.text).comments).suppressions
    kept, used = apply(found, given)
    assert [each.span.start for each in kept] == [18]
    assert [each.code.text for each in given if each not in used] == ["FMC402"]
