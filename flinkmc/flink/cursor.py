"""Names and strings of Flink SQL: what every parser of it reads."""

from __future__ import annotations

from flinkmc.flink import model
from flinkmc.flink.versions import Grammar, feature
from flinkmc.text.cursor import Cursor, Unexpected
from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.scanner import (
    APPROXIMATE,
    DECIMAL,
    DOUBLE_QUOTED,
    END,
    ILLEGAL,
    INTEGER,
    PREFIXED_STRING,
    QUOTED,
    STRING,
    UNCLOSED_COMMENT,
    UNCLOSED_QUOTED,
    UNCLOSED_STRING,
    Tokens,
)
from flinkmc.text.source import Span

_NOT_WORDS = frozenset(
    (
        *(APPROXIMATE, DECIMAL, DOUBLE_QUOTED, END, ILLEGAL, INTEGER, PREFIXED_STRING, QUOTED, STRING),
        *(UNCLOSED_COMMENT, UNCLOSED_QUOTED, UNCLOSED_STRING),
        *'( ) , ; = < > . : + - * / % ? { } [ ] | ^ & ~ ! <> <= >= != == || => -> :: .. /*+ */ "'.split(),
    )
)
_LONGEST_NAME = 128
_AFTER_TABLE_NAME = frozenset(("(", ".", "WITH", "LIKE", "AS", "COMMENT", "PARTITIONED", ";", END))


class FlinkCursor(Cursor):
    """A cursor that knows the words of one version of Flink."""

    __slots__ = ("grammar", "not_names")

    def __init__(self, tokens: Tokens, grammar: Grammar) -> None:
        super().__init__(tokens)
        self.grammar = grammar
        self.not_names = grammar.reserved | _NOT_WORDS | {"$"}

    def path(self, wanted: str) -> model.ObjectPath:
        """name {'.' name}"""
        names = [self.name(wanted, _AFTER_TABLE_NAME)]
        while self.accept("."):
            names.append(self.name("a name"))
        return tuple(names)

    def names(self, wanted: str) -> tuple[Name, ...]:
        """'(' name {',' name} ')'"""
        return self.bracketed_list(lambda: self.name(wanted, frozenset((",", ")"))))

    def name(self, wanted: str, followers: frozenset[str] = frozenset()) -> Name:
        """An identifier. A reserved word before one of `followers` is taken for a name that lacks its quotes."""
        at = self.at
        key = self.keys[at]
        start, text = self.starts[at], self.texts[at]
        span = Span(start, start + len(text))
        if key == QUOTED:
            self.at = at + 1
            name = Name(text[1:-1].replace("``", "`"), span, True)
        elif key not in self.not_names:
            self.at = at + 1
            name = Name(text, span)
        elif key in self.grammar.reserved and self.keys[at + 1] in followers:
            self.at = at + 1
            message = f"'{text}' is a reserved word of Flink: as a name it needs back-quotes"
            self.problems.append(Problem(message, span, "reserved-word", help=f"write `{text}`"))
            return Name(text, span)
        else:
            raise self.unexpected(wanted)
        if len(name.text) > _LONGEST_NAME:
            message = f"a name has at most {_LONGEST_NAME} characters, this one has {len(name.text)}"
            self.problems.append(Problem(message, span))
        return name

    def plain_string(self, wanted: str) -> Text:
        """One string literal without a prefix."""
        text, span = self.texts[self.at], self.span()
        self.expect(STRING, wanted)
        return Text(text[1:-1].replace("''", "'"), span)

    def string(self, wanted: str) -> Text:
        """A string literal; literals that follow one another are one, as the SQL standard has it."""
        at = self.at
        text = self.texts[at]
        if self.keys[at] == STRING and self.keys[at + 1] != STRING:
            self.at = at + 1
            start = self.starts[at]
            value = text[1:-1].replace("''", "'") if "''" in text else text[1:-1]
            return Text(value, Span(start, start + len(text)))
        if self.keys[at] not in (STRING, PREFIXED_STRING) or text[0] in "xX":
            raise self.unexpected(wanted)
        values = [_unprefixed(text)]
        self.at += 1
        while self.keys[self.at] == STRING:
            values.append(_unprefixed(self.texts[self.at]))
            self.at += 1
        return Text("".join(values), self.span_from(self.starts[at]))

    def not_in_version(self, name: str) -> Unexpected:
        """The error that another version accepts what stands here."""
        what = feature(name)
        when = f"from Flink {what.since} on" if what.since else f"up to Flink {what.until}"
        message = f"{what.says} is accepted {when}, not by {self.grammar.version}"
        return Unexpected(Problem(message, self.span(), "unsupported-in-version"))


def _unprefixed(text: str) -> str:
    quote = text.index("'")
    value = text[quote + 1 : -1].replace("''", "'")
    return _unicode(value) if text[:quote].upper() == "U&" else value


def _unicode(value: str) -> str:
    r"""`\4f60` and `\+01f600` of a U& literal as characters; what is no such escape stays."""
    import re

    return re.sub(r"\\(?:\\|([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6}))", _unicode_character, value)


def _unicode_character(match: object) -> str:
    groups = match.groups()  # type: ignore[attr-defined]
    code = groups[0] or groups[1]
    return chr(int(code, 16)) if code and int(code, 16) < 0x110000 else "\\"
