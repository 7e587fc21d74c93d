"""No input raises, hangs, or is answered with a place outside of it."""

import random
import time
from pathlib import Path
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from flinkmc.flink.parser import parse
from flinkmc.lint.script import Environment, read
from flinkmc.text.scanner import Language, scan
from flinkmc.text.source import Source

SEEDS = [
    path.read_text(encoding="utf-8")
    for path in sorted(Path(__file__).parents[2].glob("samples/*/*.sql"))
    + sorted(Path(__file__).parent.glob("fixtures/*.sql"))
]
PIECES = ["'", "`", '"', "(", ")", "<", ">", ",", ";", "/*", "*/", "--", "\n", "\\", "${x}", "{{ y }}", "\0", "é", "𝄞"]


def mutated(text: str, dice: random.Random) -> str:
    """The text with some pieces cut, doubled, moved or put in."""
    for _ in range(dice.randint(1, 6)):
        at, length = dice.randrange(len(text) + 1), dice.randrange(12)
        piece = dice.choice((dice.choice(PIECES), "", text[at : at + length] * 2, dice.choice(text or " ")))
        text = text[:at] + piece + text[at + dice.randrange(length + 1) :]
    return text


def check(text: str) -> None:
    started = time.process_time()
    languages: tuple[Literal["auto", "flink", "maxcompute"], ...] = ("auto", "flink", "maxcompute")
    for language in languages:
        file = read(Source("t.sql", text), Environment("1.17"), language=language)
        for problem in (*file.flink_problems, *file.maxcompute_problems):
            for span in (problem.span, problem.opened or problem.span):
                assert 0 <= span.start <= span.end <= len(text), (problem, text)
        for statement in (*file.flink, *file.maxcompute):
            assert 0 <= statement.span.start <= statement.span.end <= len(text), (statement, text)
    assert time.process_time() - started < 1.0, text


def test_mutated_samples() -> None:
    dice = random.Random(20261122)
    for _ in range(1500):
        check(mutated(dice.choice(SEEDS), dice))


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from([*PIECES, "CREATE", "TABLE", "WITH", "AS", "INT", "a", "1", "'x'", "SET", "ROW", " "])))
@settings(max_examples=500, deadline=None)
def test_any_tokens(tokens: list[str]) -> None:
    check(" ".join(tokens))


@given(st.text(max_size=100))
@settings(max_examples=300, deadline=None)
def test_the_scanner_misses_nothing(text: str) -> None:
    languages: tuple[Language, ...] = ("flink", "maxcompute")
    for language in languages:
        tokens = scan(text, language)
        rest = list(text)
        for index in range(len(tokens.keys)):
            span = tokens.span(index)
            rest[span.start : span.end] = [" "] * (span.end - span.start)
        for comment in tokens.comments:
            rest[comment.span.start : comment.span.end] = [" "] * (comment.span.end - comment.span.start)
        assert not "".join(rest).strip(" \t\r\n\f")


def test_time_grows_with_the_text() -> None:
    statement = (
        "CREATE TABLE t (\n"
        + ",\n".join(f"  c{i} DECIMAL(10, 2) NOT NULL" for i in range(25))
        + "\n) WITH ('a' = 'b');\n"
    )
    small, large = statement * 200, statement * 2000
    parse(small, "1.17")
    times = []
    for text in (small, large):
        started = time.process_time()
        parse(text, "1.17")
        times.append(time.process_time() - started)
    assert times[1] < times[0] * 10 * 3
