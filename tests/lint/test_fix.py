"""Fixes applied to a text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flinkmc.lint.fix import apply
from tests.lint.rules import fix


@pytest.mark.parametrize(
    ("fixes", "becomes"),
    [
        ([fix((0, 1, "A"))], "Abcdef"),
        ([fix((5, 6, "F")), fix((0, 1, "AAA"))], "AAAbcdeF"),
        ([fix((0, 1, "A"), (5, 6, "F"))], "AbcdeF"),
        ([fix((3, 3, "-"))], "abc-def"),
        ([fix((0, 3, "")), fix((3, 6, "x"))], "x"),
        ([fix((6, 6, "!"))], "abcdef!"),
    ],
)
def test_fixes_are_applied_together(fixes: list, becomes: str) -> None:  # type: ignore[type-arg]
    assert apply("abcdef", fixes) == (becomes, len(fixes))


@pytest.mark.parametrize(
    "fixes",
    [
        [fix((0, 3, "x")), fix((2, 4, "y"))],
        [fix((0, 3, "x")), fix((0, 3, "y"))],
        [fix((0, 0, "x")), fix((0, 0, "y"))],
        [fix((0, 1, "x"), (4, 5, "x")), fix((3, 5, "y"))],
        [fix((0, 6, "x")), fix((1, 2, "y"))],
    ],
)
def test_of_two_on_one_place_the_second_waits(fixes: list) -> None:  # type: ignore[type-arg]
    text, applied = apply("abcdef", fixes)
    assert applied == 1
    assert "y" not in text
    assert apply("abcdef", fixes[::-1]) == (text, applied)


def test_a_fix_that_collides_with_itself_is_left_out() -> None:
    assert apply("abcdef", [fix((0, 3, "x"), (2, 4, "y"))]) == ("abcdef", 0)


def test_unsafe_fixes_are_applied_when_asked_for() -> None:
    assert apply("ab", [fix((0, 1, "A"), unsafe=True), fix((1, 2, "B"))]) == ("aB", 1)
    assert apply("ab", [fix((0, 1, "A"), unsafe=True), fix((1, 2, "B"))], unsafe=True) == ("AB", 2)


def test_lines_that_come_end_like_those_that_are_there() -> None:
    assert apply("a\r\nb\r\n", [fix((0, 1, "x\ny"))]).text == "x\r\ny\r\nb\r\n"
    assert apply("a\nb\n", [fix((0, 1, "x\r\ny"))]).text == "x\ny\nb\n"


def test_ten_thousand_fixes_take_no_time() -> None:
    text = "x" * 1_000_000
    started = time.process_time()
    fixed = apply(text, [fix((at, at + 1, "yy")) for at in range(0, len(text), 100)])
    assert fixed.applied == 10_000
    assert time.process_time() - started < 2


@given(
    st.text("ab\n", max_size=20),
    st.lists(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=3), max_size=6),
)
def test_only_what_edits_cover_changes(text: str, places: list[list[tuple[int, int]]]) -> None:
    inside = [[sorted((min(a, len(text)), min(b, len(text)))) for a, b in edits] for edits in places]
    fixes = [fix(*((start, end, "X") for start, end in edits)) for edits in inside]
    fixed = apply(text, fixes)
    covered = {at for edits in inside for start, end in edits for at in range(start, end)}
    kept = "".join(character for at, character in enumerate(text) if at not in covered)
    left = iter(fixed.text.replace("X", ""))
    assert all(character in left for character in kept)
    assert fixed.applied <= len(fixes)
