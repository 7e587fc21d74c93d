"""No input raises, and no place is outside of it."""

import random
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flinkmc.maxcompute.parser import parse
from flinkmc.text.source import Span

SEEDS = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "fixtures").glob("*.sql"))]
LINES = [line for seed in SEEDS for line in seed.splitlines()]
PIECES = [
    "'",
    '"',
    "`",
    "\\",
    "(",
    ")",
    "<",
    ">",
    ",",
    ";",
    ";\nCREATE ",
    "--",
    "\n",
    "（",
    "，",
    "${x}",
    "{{",
    "\0",
    "1.",
    "@",
]


def spans(node: Any) -> list[Span]:
    """Every span in a node of the model."""
    if isinstance(node, Span):
        return [node]
    return [span for part in node for span in spans(part)] if isinstance(node, tuple) else []


def check(text: str, start: int = 0, end: int | None = None) -> None:
    stop = len(text) if end is None else end
    for placeholders in (True, False):
        script = parse(text, start, end, placeholders=placeholders)
        for span in spans(script):
            assert span == (0, 0) or start <= span.start <= span.end <= stop, (span, text)


def mutated(text: str, dice: random.Random) -> str:
    """The text with some pieces cut, doubled, moved or put in."""
    for _ in range(dice.randint(1, 5)):
        at, length = dice.randrange(len(text) + 1), dice.randrange(10)
        piece = dice.choice((dice.choice(PIECES), "", text[at : at + length] * 2, dice.choice(text or " ")))
        text = text[:at] + piece + text[at + dice.randrange(length + 1) :]
    return text


def test_mutated_statements() -> None:
    dice = random.Random(20261122)
    for number in range(2000):
        text = mutated(dice.choice(SEEDS) if number % 10 == 0 else dice.choice(LINES), dice)
        middle = dice.randrange(len(text) + 1)
        check(text)
        check(text, middle // 2, middle)


@given(
    st.lists(
        st.sampled_from([*PIECES, "CREATE", "TABLE", "t", "INT", "MAP", "STRUCT", ":", "PRIMARY", "KEY", "AS", "SET"])
    )
)
@settings(max_examples=300, deadline=None)
def test_any_tokens(tokens: list[str]) -> None:
    check(" ".join(tokens))


@given(st.text(max_size=100))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    check(text)
