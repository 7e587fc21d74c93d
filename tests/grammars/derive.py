"""Random statements of a specification, and mutants of them: as words, so that one word can be dropped or put in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from lark.grammar import NonTerminal, Symbol
from lark.lexer import PatternStr

from tests.grammars.specification import NEVER, Specification

DEEPEST = 16
LONGEST = 10
_JOINED = frozenset("( ) , ; < >".split())
_BETWEEN = (" ", " ", " ", " ", " ", "\n", "\r\n  ", "\t", " -- a note; 'of words'\n")
_CASES = (str.upper, str.upper, str.upper, str.lower, str.capitalize)


class Word(NamedTuple):
    """A token of a statement: its text, its terminal, and the rules it stands in, outermost first."""

    text: str
    terminal: str
    within: tuple[str, ...]


Write = Callable[[str, tuple[str, ...]], str]
"""Gives the text of a terminal that is no fixed word; it may depend on the rules that it stands in."""


class Deriver:
    """Derives statements from the compiled rules of a specification; what is `given` for a rule stands in its place."""

    def __init__(self, specification: Specification, given: Mapping[str, Sequence[str]] | None = None) -> None:
        lark = specification.lark
        self.given = dict(given or {})
        self.fixed = {each.name: each.pattern.value for each in lark.terminals if isinstance(each.pattern, PatternStr)}
        self.written = [each.name for each in lark.terminals if each.name not in self.fixed]
        self.alternatives: dict[str, list[Sequence[Symbol]]] = {}
        for rule in lark.rules:
            self.alternatives.setdefault(rule.origin.name, []).append(rule.expansion)
        never = {each.name for each in lark.terminals if each.pattern == NEVER}
        never |= set(lark.ignore_tokens)
        self.words = [each.name for each in lark.terminals if each.name not in never and "SETTING" not in each.name]
        self.heights = self._heights(never)

    def statement(self, dice: Random, write: Write) -> list[Word]:
        """A statement, mostly of a table, or a few; at most about `DEEPEST` rules deep."""
        rule = dice.choice(("create_table", "create_table", "create_table", "statement", "statement", "script"))
        return list(self._derive(NonTerminal(rule), DEEPEST, (), dice, write))

    def any_word(self, dice: Random, write: Write, within: tuple[str, ...] = ()) -> Word:
        """Any word that the language has."""
        return self._word(dice.choice(self.words), within, dice, write)

    def _heights(self, never: set[str]) -> dict[str, float]:
        """How many rules deep each symbol is at the least; what can never be derived is infinitely deep."""
        heights: dict[str, float] = {name: math.inf if name in never else 0 for name in (*self.fixed, *self.written)}
        heights |= dict.fromkeys(self.alternatives, math.inf)
        changed = True
        while changed:
            changed = False
            for name, expansions in self.alternatives.items():
                least = 1 + min(max((heights[symbol.name] for symbol in each), default=0) for each in expansions)
                changed = changed or least < heights[name]
                heights[name] = min(least, heights[name])
        return heights

    def _derive(
        self, symbol: Symbol, deepest: int, within: tuple[str, ...], dice: Random, write: Write
    ) -> Iterator[Word]:
        if not isinstance(symbol, NonTerminal):
            yield self._word(symbol.name, within, dice, write)
            return
        if symbol.name in self.given:
            text = dice.choice(self.given[symbol.name])
            yield from (Word(piece, "", (*within, symbol.name)) for piece in text.split())
            return
        expansions = self.alternatives[symbol.name]
        depths = [max((self.heights[part.name] for part in each), default=0) for each in expansions]
        allowed = max(deepest, min(depths))
        fitting = [each for each, depth in zip(expansions, depths, strict=True) if depth <= allowed]
        [expansion] = dice.choices(fitting, [_weight(each, deepest) for each in fitting])
        inner = within if symbol.name.startswith("_") else (*within, symbol.name)
        for part in expansion:
            yield from self._derive(part, deepest - 1, inner, dice, write)

    def _word(self, terminal: str, within: tuple[str, ...], dice: Random, write: Write) -> Word:
        text = dice.choice(_CASES)(self.fixed[terminal]) if terminal in self.fixed else write(terminal, within)
        return Word(text, terminal, within)


def _weight(expansion: Sequence[Symbol], deepest: int) -> float:
    """How likely an alternative is: one with a repetition less where it is deep, lest statements grow out of hand."""
    return 0.25 if deepest < LONGEST and any(symbol.name.startswith("__") for symbol in expansion) else 1


class Mutant(NamedTuple):
    """A statement in which something was changed; `touched` are the words that were, and the one before them."""

    words: list[Word]
    touched: list[Word]
    how: str


def with_mutants(deriver: Deriver, dice: Random, write: Write, count: int) -> Iterator[Mutant]:
    """A statement as it is derived, and mutants of it."""
    words = deriver.statement(dice, write)
    yield Mutant(words, [], "derived")
    for _ in range(count):
        yield mutant(words, deriver, dice, write)


def mutant(words: Sequence[Word], deriver: Deriver, dice: Random, write: Write) -> Mutant:
    """The statement with one word dropped, doubled, replaced, or swapped with the next."""
    at = dice.randrange(len(words))
    before, here, after = words[:at], words[at], words[at + 1 :]
    touched = [*before[-1:], here]
    how = dice.choice(("dropped", "doubled", "replaced", "swapped") if len(words) > 1 else ("doubled", "replaced"))
    if how == "dropped":
        return Mutant([*before, *after], touched, how)
    if how == "doubled":
        return Mutant([*before, here, here, *after], touched, how)
    if how == "replaced":
        other = deriver.any_word(dice, write, here.within)
        return Mutant([*before, other, *after], [*touched, other], how)
    return Mutant([*before, *after[:1], here, *after[1:]], [*touched, *after[:1]], how)


def text_of(words: Sequence[Word], dice: Random) -> str:
    """The statement as text, with white space and comments where they may stand."""
    if any(word.text.upper() in ("SET", "RESET") for word in words):  # comments would belong to a value
        return " ".join(word.text for word in words)
    parts: list[str] = []
    for word in words:
        if parts:
            touching = word.text in _JOINED or parts[-1] in _JOINED
            parts.append("" if touching and dice.random() < 0.6 else dice.choice(_BETWEEN))
        parts.append(word.text)
    return "".join(parts)
