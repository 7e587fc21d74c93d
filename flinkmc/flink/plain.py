"""Expressions of Flink SQL in plain words: tokens rewritten into what any SQL parser reads.

Flink's own forms become calls: `CAST(a AS INT)` is `CAST(a, …)`, `ARRAY[1]` is `ARRAY(1)`, `EXTRACT(DAY FROM t)` is
`EXTRACT('DAY', t)`. What has a type of its own, a type name, an interval, a typed literal, becomes a reference into
`Plain.types`. Names carry a mark that no keyword has, so that no parser takes one for a keyword or a function of its
own. `flinkmc.flink.plain_query` does the same for queries.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from flinkmc.flink.cursor import FlinkCursor
from flinkmc.flink.expression import NILADIC
from flinkmc.flink.made_types import interval, type_of
from flinkmc.flink.model import Type
from flinkmc.flink.types import TypeReader
from flinkmc.flink.versions import grammar
from flinkmc.text.cursor import Unexpected
from flinkmc.text.scanner import APPROXIMATE, DECIMAL, END, INTEGER, PREFIXED_STRING, QUOTED, STRING, Tokens, scan
from flinkmc.text.source import Span

NAME_MARK, TYPE_MARK, NILADIC_MARK = "=", "#", "@"
_Kind: TypeAlias = Literal["name", "string", "number", "word"]
_DEEPEST = 25
_NUMBERS = frozenset((INTEGER, DECIMAL, APPROXIMATE))
_WORDS = frozenset(
    """AND AS BETWEEN CASE DISTINCT ELSE END ESCAPE EXCEPT EXISTS IN IS LIKE NOT NULL OR OVERLAPS THEN WHEN TRUE FALSE
    FROM , . + - * / % || = <> != < <= > >=""".split()
)
_JOINED_WORDS = {("SIMILAR", "TO"): "SIMILAR TO", ("BETWEEN", "SYMMETRIC"): "BETWEEN", ("!=",): "<>"}
# What separates the arguments of a call besides commas; and what may stand before one.
_SEPARATORS = {
    "CAST": "AS",
    "TRY_CAST": "AS",
    "EXTRACT": "FROM",
    "TRIM": "FROM",
    "POSITION": "IN",
    "OVERLAY": "PLACING FROM FOR",
    "SUBSTRING": "FROM FOR",
    "CEIL": "TO",
    "CEILING": "TO",
    "FLOOR": "TO",
    "JSON_OBJECT": "VALUE :",
    "JSON_OBJECTAGG": "VALUE :",
    "JSON_VALUE": "RETURNING",
    "JSON_QUERY": "RETURNING",
}
_PREFIXES = {"TRIM": "BOTH LEADING TRAILING", "JSON_OBJECT": "KEY", "JSON_OBJECTAGG": "KEY"}
_UNITS = frozenset("YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND".split())
_UNIT_FIRST = frozenset(("EXTRACT", "TIMESTAMPADD", "TIMESTAMPDIFF"))
# Words behind the arguments of a JSON function that say how it behaves, and nothing of its type.
_BEHAVIOUR = frozenset("NULL ERROR EMPTY DEFAULT TRUE FALSE UNKNOWN WITH WITHOUT ABSENT ON".split())


class Word(NamedTuple):
    """A token: a `name` (with its mark), a `string` or `number` literal, or a `word`, a keyword or operator."""

    kind: _Kind
    text: str
    span: Span


class Plain(NamedTuple):
    """The rewritten tokens, and the types that marked names refer to."""

    words: tuple[Word, ...]
    types: tuple[Type, ...]


class OpenBracket(NamedTuple):
    """A bracket or CASE that is open: of which function, if any, and what will close it."""

    function: str
    closing: str


def plain_expression(text: str, span: Span, version: str) -> Plain | None:
    """The expression at `span`; None where it holds what has no plain words, or is nested too deeply."""
    return rewritten(ExpressionWords(scan(text, start=span.start, end=span.end), version))


def rewritten(reader: ExpressionWords) -> Plain | None:
    """All that a reader makes of its tokens."""
    try:
        while reader.keys[reader.at] != END:
            reader.word()
    except Unexpected:
        return None
    return Plain(tuple(reader.words), tuple(reader.found_types))


class ExpressionWords(FlinkCursor):
    """Reads tokens and writes words."""

    __slots__ = ("brackets", "found_types", "types", "words")
    keywords = _WORDS
    joined_keywords = _JOINED_WORDS

    def __init__(self, tokens: Tokens, version: str) -> None:
        super().__init__(tokens, grammar(version))
        self.types = TypeReader(self, self.grammar)
        self.found_types: list[Type] = []
        self.words: list[Word] = []
        self.brackets: list[OpenBracket] = []

    # -- writing ------------------------------------------------------------------------------------------------------

    def write(self, kind: _Kind, text: str, at: int) -> None:
        """A word in the place of the token at `at`."""
        self.words.append(Word(kind, text, self.span(at)))

    def write_type(self, of_type: Type, at: int) -> None:
        """A reference to a type."""
        self.write("name", f"{TYPE_MARK}{len(self.found_types)}", at)
        self.found_types.append(of_type)

    def open_bracket(self, function: str, opening: str, closing: str) -> None:
        """Takes a bracket or CASE, to be closed where the text closes it."""
        self.brackets.append(OpenBracket(function, closing))
        if len(self.brackets) > _DEEPEST:
            raise self.unexpected("a shallower expression")
        self.write("word", opening, self.at)
        self.at += 1

    def close_bracket(self) -> None:
        """Takes what closes the bracket or CASE that is open."""
        if not self.brackets or self.brackets[-1].closing != self.keys[self.at]:
            raise self.unexpected("an expression")
        bracket = self.brackets.pop()
        self.write("word", ")" if bracket.function else bracket.closing, self.at)
        self.at += 1

    # -- reading ------------------------------------------------------------------------------------------------------

    def word(self) -> None:
        """The next token, or several that belong together."""
        key = self.keys[self.at]
        if key == END:
            raise self.unexpected("an expression")
        following = self.keys[self.at + 1]
        if self.brackets and self.brackets[-1].function and self.separator():
            return
        if key in _NUMBERS:
            self.write("number", self.texts[self.at], self.at)
            self.at += 1
        elif key in (STRING, PREFIXED_STRING):
            self.string_literal()
        elif key in ("DATE", "TIME", "TIMESTAMP") and following == STRING:
            self.time_literal()
        elif key == "INTERVAL":
            self.interval()
        elif key in ("ARRAY", "MAP") and following == "[":
            self.write("name", f"{NAME_MARK}{key}", self.at)
            self.at += 1
            self.open_bracket(key, "(", "]")
        elif key in ("(", "[", "CASE"):
            self.open_bracket("", key, {"(": ")", "[": "]", "CASE": "END"}[key])
        elif key in (")", "]", "END"):
            self.close_bracket()
        elif key == "IS":
            self.test()
        elif not self.keyword():
            self.name_or_call()

    def keyword(self) -> bool:
        """A keyword or operator, or words that are one together; none."""
        key = self.keys[self.at]
        for words, joined in self.joined_keywords.items():
            if key == words[0] and self.looks_at(*words):
                if joined:
                    self.write("word", joined, self.at)
                self.at += len(words)
                return True
        if key not in self.keywords:
            return False
        self.write("word", key, self.at)
        self.at += 1
        return True

    def name_or_call(self) -> None:
        """A call, a function without brackets, or a name."""
        key, at = self.keys[self.at], self.at
        if self.keys[at + 1] == "(" and (key == QUOTED or (key[0].upper() == key[0] and key[0] not in "'\"?")):
            name = self.texts[at][1:-1].replace("``", "`") if key == QUOTED else self.texts[at]
            self.write("name", f"{NAME_MARK}{name}", at)
            self.at += 1
            self.open_bracket(name.upper(), "(", ")")
            self.call_start(name.upper())
        elif key in NILADIC:
            self.write("name", f"{NILADIC_MARK}{key}", at)
            self.at += 1
        elif key == "UNKNOWN":
            self.write_type(type_of("BOOLEAN"), at)
            self.at += 1
        else:
            self.write("name", f"{NAME_MARK}{self.name('a name').text}", at)

    def call_start(self, function: str) -> None:
        """What stands before the first argument: a unit, or a word that says nothing of the type."""
        if function in _UNIT_FIRST:
            self.unit()
        self.prefix(function)
        if function == "TRIM" and self.keys[self.at] == "FROM":
            self.at += 1

    def prefix(self, function: str) -> None:
        """A word before an argument."""
        if self.keys[self.at] in _PREFIXES.get(function, "").split():
            self.at += self.keys[self.at + 1] not in (",", ")", "VALUE")

    def unit(self) -> None:
        """A unit of time, which becomes a string."""
        if self.keys[self.at] not in (STRING, END) and self.keys[self.at + 1] in (",", "FROM", ")"):
            self.write("string", self.keys[self.at], self.at)
            self.at += 1

    def separator(self) -> bool:
        """What separates the arguments of the call that is open, and the type, unit or word that follows it."""
        function, key = self.brackets[-1].function, self.keys[self.at]
        if function.startswith("JSON_") and key in _BEHAVIOUR and self.words[-1].text not in ("(", ","):
            self.skip_brackets(1)
            return True
        if key != "," and key not in _SEPARATORS.get(function, "").split():
            return False
        self.write("word", ",", self.at)
        self.at += 1
        if key in ("AS", "RETURNING"):
            at = self.at
            self.write_type(self.types.read(), at)
        elif key == "TO":
            self.unit()
        self.prefix(function)
        return True

    def skip_brackets(self, depth: int) -> None:
        """To the bracket that closes the outermost of so many open ones."""
        while True:
            if self.keys[self.at] == END:
                raise self.unexpected("')'")
            depth += (self.keys[self.at] == "(") - (self.keys[self.at] == ")")
            if not depth:
                return
            self.at += 1

    def test(self) -> None:
        """IS [NOT] (UNKNOWN | JSON …) is a test like IS NULL."""
        self.write("word", "IS", self.at)
        self.at += 1
        if self.accept("NOT"):
            self.write("word", "NOT", self.at - 1)
        if self.keys[self.at] in ("JSON", "UNKNOWN"):
            self.write("word", "NULL", self.at)
            self.at += 1
            if self.keys[self.at] in ("VALUE", "OBJECT", "ARRAY", "SCALAR"):
                self.at += 1

    # -- literals -----------------------------------------------------------------------------------------------------

    def string_literal(self) -> None:
        """A string, or several that follow one another; a binary one becomes its type."""
        at = self.at
        if self.texts[at][0] in "xX":
            self.at += 1
            self.write_type(type_of("BINARY", (len(self.texts[at]) - 3) // 2)._replace(nullable=False), at)
        else:
            self.write("string", self.string("a string").value, at)

    def time_literal(self) -> None:
        """DATE, TIME or TIMESTAMP with a string, which has as many digits of a second as are written."""
        at, root = self.at, self.keys[self.at]
        fraction = self.texts[at + 1][1:-1].partition(".")[2]
        if root == "TIME" and fraction:
            raise self.unexpected("a time without a fraction, of which versions make different types")
        self.at += 2
        self.write_type(type_of(root, None if root == "DATE" else len(fraction))._replace(nullable=False), at)

    def interval(self) -> None:
        """INTERVAL ['+' | '-'] text unit [(digits)] [TO unit [(digits)]], which becomes its type."""
        at = self.at
        self.at += 1
        if self.keys[self.at] in ("+", "-"):
            self.at += 1
        self.expect(STRING)
        unit = self.interval_unit()
        if self.accept("TO"):
            unit = self.interval_unit()
        self.write_type(interval(unit)._replace(nullable=False), at)

    def interval_unit(self) -> str:
        """A unit of an interval, without a plural's S, and its digits."""
        unit = self.keys[self.at].removesuffix("S")
        if unit not in _UNITS:
            raise self.unexpected("a unit of time")
        self.at += 1
        if self.accept("("):
            while not self.accept(")"):
                if self.keys[self.at] not in (INTEGER, ","):
                    raise self.unexpected("a number of digits")
                self.at += 1
        return unit
