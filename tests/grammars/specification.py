"""The executable specifications `grammars/*/ddl.lark`, as parsers."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache

from lark import Lark, Token
from lark.exceptions import UnexpectedInput
from lark.lexer import PatternRE, TerminalDef

from flinkmc import data
from flinkmc.flink.versions import grammar as flink_grammar
from flinkmc.maxcompute.words import refused_words

NEVER = PatternRE(r"[^\s\S]")  # matches nothing; Lark refuses what could match the empty text
NO_NAME = "RESERVED"


class Specification:
    """One language, in one version: what it accepts."""

    def __init__(self, text: str, reserved: frozenset[str], unknown: frozenset[str] = frozenset()) -> None:
        def drop_unknown(terminal: TerminalDef) -> None:
            if terminal.name in unknown:
                terminal.pattern = NEVER

        self.reserved = reserved
        self.lark = Lark(
            text,
            parser="lalr",
            start=["script", "statement"],
            edit_terminals=drop_unknown,
            g_regex_flags=re.IGNORECASE,
            postlex=_Words(reserved),
        )

    def accepts(self, text: str) -> bool:
        """Whether the text is a script of this language."""
        try:
            self.lark.parse(text, start="script")
        except UnexpectedInput:
            return False
        return True


class _Words:
    """Reads whole words everywhere, and makes no NAME of a reserved one."""

    always_accept = ("NAME",)

    def __init__(self, reserved: frozenset[str]) -> None:
        self.reserved = reserved

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        for token in stream:
            if token.type == "NAME" and token.upper() in self.reserved:
                token.type = NO_NAME
            yield token


@cache
def flink(version: str) -> Specification:
    """Flink SQL as `version` has it: without the rules of features and the words that it lacks."""
    text = flink_text()
    grammar = flink_grammar(version)
    lacking = [rule for rule in feature_rules(text) if rule.replace("_", "-") not in grammar.features]
    text += "".join(f"\n%override {rule}: NO_{rule.upper()}\nNO_{rule.upper()}: /{NEVER.value}/\n" for rule in lacking)
    words = frozenset(re.findall(r'"([A-Z_]+)"', text))
    return Specification(text, grammar.reserved, words - grammar.keywords)


@cache
def maxcompute() -> Specification:
    """MaxCompute SQL."""
    return Specification(data.read_text("maxcompute", "ddl.lark"), refused_words())


def flink_text() -> str:
    """The specification of Flink SQL, with the rules of all versions."""
    return data.read_text("flink", "ddl.lark")


def feature_rules(text: str) -> list[str]:
    """The rules of a grammar that only some versions of Flink have."""
    names = {name.replace("-", "_") for name in flink_features()}
    return [rule for rule in re.findall(r"^\??(\w+):", text, re.MULTILINE) if rule in names]


def flink_features() -> frozenset[str]:
    """All features of `features.toml`."""
    return frozenset(tomllib.loads(data.read_text("flink", "features.toml"))["features"])
