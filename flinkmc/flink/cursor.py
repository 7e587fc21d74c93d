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
    SLASHES,
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
        *(SLASHES, UNCLOSED_COMMENT, UNCLOSED_QUOTED, UNCLOSED_STRING),
        *'( ) , ; = < > . : + - * / % ? { } [ ] | ^ & ~ ! <> <= >= != == || => -> :: .. /*+ */ "'.split(),
    )
)
NEVER = {
    ILLEGAL: "",
    UNCLOSED_COMMENT: "",
    UNCLOSED_QUOTED: "",
    UNCLOSED_STRING: "",
    '"': "",
    "!": "write NOT",
    "!=": "write <>",
    "::": "write CAST(… AS …)",
    "&": "",
    "~": "",
}
"""What stands in no statement of Flink's, and what to write for it."""
CHARACTER_SETS = frozenset("BIG5 GB2312 GBK ISO-8859-1 LATIN1 UTF-16 UTF-16BE UTF-16LE UTF-8 UTF16 UTF8".split())
_LATIN = frozenset(("N", "_LATIN1", "_ISO-8859-1"))
_LONGEST_NAME = 128
_MOST_PARTS = 3
_AFTER_TABLE_NAME = frozenset(("(", ".", "WITH", "LIKE", "AS", "COMMENT", "PARTITIONED", ";", END))


class FlinkCursor(Cursor):
    """A cursor that knows the words of one version of Flink."""

    __slots__ = ("grammar", "not_names")

    def __init__(self, tokens: Tokens, grammar: Grammar) -> None:
        super().__init__(tokens)
        self.grammar = grammar
        self.not_names = grammar.reserved | _NOT_WORDS | {"$"}

    def path(self, wanted: str) -> model.ObjectPath:
        """[[catalog '.'] database '.'] name"""
        start = self.starts[self.at]
        names = self.compound_name(wanted)
        if len(names) > _MOST_PARTS:
            message = f"a name has at most {_MOST_PARTS} parts: catalog.database.table"
            self.problems.append(Problem(message, self.span_from(start), "invalid-table"))
        return names

    def compound_name(self, wanted: str) -> model.ObjectPath:
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
        prefix = text[: text.index("'")].upper()
        if prefix == "E" and "escape-string" not in self.grammar.features:
            raise self.not_in_version("escape-string")
        value = text[len(prefix) + 1 : -1].replace("''", "'")
        self.at += 1
        while self.keys[self.at] == STRING:
            value += self.texts[self.at][1:-1].replace("''", "'")
            self.at += 1
        span = self.span_from(self.starts[at])
        if prefix == "E":
            return Text(_escapes_undone(value), span)
        if prefix == "U&":
            return Text(self.unescaped(value, span), self.span_from(self.starts[at]))
        if prefix.startswith("_") and prefix[1:] not in CHARACTER_SETS:
            self.problems.append(Problem(f"Flink has no character set {text[1 : len(prefix)]}", span))
        elif prefix in _LATIN and any(character > "\xff" for character in value):
            message = f"{text[: len(prefix)]}'…' is text of ISO-8859-1: it has characters beyond that"
            self.problems.append(Problem(message, span, help="write it without the prefix"))
        return Text(value, span)

    def unescaped(self, value: str, span: Span) -> str:
        r"""[UESCAPE text]; what a U& literal means, in which `\4f60` is a character."""
        import re

        escape = self.plain_string("the escape character in single quotes").value if self.accept("UESCAPE") else "\\"
        sign = re.escape(escape)
        escaped = re.compile(f"{sign}(?:{sign}|([+0-9A-Fa-f][0-9A-Fa-f]{{3}}))")
        if len(escape) != 1 or escape in escaped.sub("", value):
            message = f"in a U& literal {escape} stands before four hexadecimal digits, or before another {escape}"
            self.problems.append(Problem(message, span))
            return value
        text = escaped.sub(lambda match: chr(int(match[1], 16)) if match[1] else escape, value)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def not_in_version(self, name: str) -> Unexpected:
        """The error that another version accepts what stands here."""
        what = feature(name)
        when = f"from Flink {what.since} on" if what.since else f"up to Flink {what.until}"
        message = f"{what.says} is accepted {when}, not by {self.grammar.version}"
        return Unexpected(Problem(message, self.span(), "unsupported-in-version"))


def _escapes_undone(value: str) -> str:
    r"""What the inside of an E'…' literal means: `\n`, `\'`, `\u4f60` …"""
    import re

    def meaning(match: re.Match[str]) -> str:
        code, octal, character = match.groups()
        if code or octal:
            number = int(code[1:], 16) if code else int(octal, 8)
            return chr(number) if number < 0x110000 else "\ufffd"
        return {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(character, character)

    escape = r"\\(?:(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))"
    return re.sub(escape, meaning, value, flags=re.DOTALL)
