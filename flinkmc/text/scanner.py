"""Text to tokens: one regular expression per language, which never raises and misses no character.

A token is three things in three parallel sequences: its `key`, by which parsers tell it (the upper-case word, the
operator itself, or one of the classes below), its text, and where it starts. White space and comments are no tokens;
comments are kept aside, because suppressions stand in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from typing import Literal, NamedTuple

from flinkmc.text.source import Span

Language = Literal["flink", "maxcompute"]

STRING = "'string'"
PREFIXED_STRING = "N'string'"
DOUBLE_QUOTED = '"string"'
QUOTED = "`name`"
INTEGER = "integer"
DECIMAL = "decimal"
APPROXIMATE = "approximate number"
TYPED_NUMBER = "typed number"
PLACEHOLDER = "${placeholder}"
SLASHES = "://"
UNCLOSED_STRING = "unclosed string"
UNCLOSED_QUOTED = "unclosed name"
UNCLOSED_COMMENT = "unclosed comment"
ILLEGAL = "illegal character"
END = "end of text"
_COMMENT = ""

_BLANKS: dict[Language, str] = {"flink": " \t\r\n\f", "maxcompute": " \t\r\n"}

# Calcite's <LETTER> (here without its '$') and <DIGIT>: the identifier characters of Flink's parser.
_LETTER = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u1fff\u3040-\u318f\u3300-\u337f\u3400-\u3d2d"
    "\u4e00-\u9fff\uf900-\ufaff"
)
_DIGIT = (
    "0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef\u0b66-\u0b6f\u0be7-\u0bef"
    "\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0e50-\u0e59\u0ed0-\u0ed9\u1040-\u1049"
)
_WORD = rf"[${_LETTER}][${_LETTER}{_DIGIT}]*"
_PLACEHOLDER = r"\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}"
_WORD_WITH_PLACEHOLDERS = rf"(?:{_PLACEHOLDER}|[${_LETTER}])(?:[{_LETTER}{_DIGIT}]+|{_PLACEHOLDER}|\$)*"
_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_BACK_QUOTED = r"`[^`\r\n]*(?:``[^`\r\n]*)*`?"
_SINGLE_QUOTED = r"'[^']*(?:''[^']*)*(?:'|\Z)"
_ESCAPED = r"'[^'\\]*(?:(?:''|\\.)[^'\\]*)*(?:'|\\?\Z)"

_FLINK = (
    r"=>|[(),;=]"
    rf"|(?:_[A-Za-z0-9][-A-Za-z0-9:._]*|[nN]|[uU]&|[xX]){_SINGLE_QUOTED}"
    rf"|[eE]{_ESCAPED}"
    r"|WORD"
    rf"|{_SINGLE_QUOTED}|{_BACK_QUOTED}|{_NUMBER}"
    r"|://[^\s;]*"  # no comment where a setting's value has no quotes
    r"|--[^\r\n]*|//[^\r\n]*|/\*\+|/\*.*?(?:\*/|\Z)"
    r"|\*/|<>|<=|>=|!=|\|\||->|::|\.\."
    r"|\Z|."
)
# MaxCompute's words may begin with a digit, its numbers not with a dot; it takes full-width punctuation.
_MAXCOMPUTE_WORD = rf"[${_LETTER}{_DIGIT}]+"
_MAXCOMPUTE_WORD_WITH_PLACEHOLDERS = (
    rf"(?:{_PLACEHOLDER}|[${_LETTER}{_DIGIT}])(?:[{_LETTER}{_DIGIT}]+|{_PLACEHOLDER}|\$)*"
)
_MAXCOMPUTE = (
    r"[(),;（），；]|==?"
    r"|(?:[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-][0-9]+)(?:[bB][dD])?"
    r"|WORD"
    r"|'[^'\\]*(?:\\.[^'\\]*)*(?:'|\\?\Z)"
    r'|"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
    rf"|{_BACK_QUOTED}"
    r"|--[^\r\n]*"
    r"|<>|<=|>=|!=|\|\||::"
    r"|\Z|."
)
_ESCAPED_STRING = re.compile(r"'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'", re.DOTALL)
OPERATORS = frozenset('( ) , ; = < > . : + - * / % ? { } [ ] | ^ & ~ ! <> <= >= != == || => -> :: .. /*+ */ "'.split())
_MAXCOMPUTE_SAME = {"（": "(", "）": ")", "，": ",", "；": ";", "==": "=", "!": "NOT", "$": ILLEGAL}
_MAXCOMPUTE_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?([bB][dD])?|[0-9]+([lLsSyY])")


class Comment(NamedTuple):
    """A comment with its marks (`-- text`, `// text` or `/* text */`)."""

    text: str
    span: Span


class Tokens(NamedTuple):
    """The tokens of a text, without white space and comments; the last key is always `END`."""

    keys: Sequence[str]
    texts: Sequence[str]
    starts: Sequence[int]
    comments: Sequence[Comment]
    text: str

    def span(self, index: int) -> Span:
        """Where a token stands."""
        start = self.starts[index]
        return Span(start, start + len(self.texts[index]))


def scan(
    text: str, language: Language = "flink", *, start: int = 0, end: int | None = None, placeholders: bool = True
) -> Tokens:
    """All tokens of `text[start:end]`, in time proportional to it; offsets are those of the whole text. Never raises.

    With `placeholders`, `${x}` and `{{ x }}` are words (key `PLACEHOLDER`), alone or inside a name, as templates
    put them; without, they are what the language's own scanner makes of them.
    """
    end = len(text) if end is None else end
    has_placeholders = placeholders and (text.find("${", start, end) >= 0 or text.find("{{", start, end) >= 0)
    parts = _pattern(language, has_placeholders).findall(text, start, end)
    ends = list(accumulate(map(len, parts), initial=start))
    blanks = _BLANKS[language]
    texts = [part.lstrip(blanks) for part in parts]
    classes = _Classes(language)
    keys = [classes[token] for token in texts]
    starts = [after - len(token) for after, token in zip(ends[1:], texts, strict=True)]
    stop = keys.index(END) + 1
    del keys[stop:], texts[stop:], starts[stop:]
    if _COMMENT not in classes.values():
        return Tokens(keys, texts, starts, (), text)
    comments = [
        Comment(token, Span(at, at + len(token)))
        for key, token, at in zip(keys, texts, starts, strict=True)
        if key == _COMMENT
    ]
    kept = [index for index, key in enumerate(keys) if key]
    return Tokens([keys[i] for i in kept], [texts[i] for i in kept], [starts[i] for i in kept], comments, text)


@cache
def _pattern(language: Language, placeholders: bool) -> re.Pattern[str]:
    if language == "flink":
        tokens, word = _FLINK, _WORD_WITH_PLACEHOLDERS if placeholders else _WORD
    else:
        tokens, word = _MAXCOMPUTE, _MAXCOMPUTE_WORD_WITH_PLACEHOLDERS if placeholders else _MAXCOMPUTE_WORD
    return re.compile(f"[{_BLANKS[language]}]*(?:{tokens.replace('WORD', word)})", re.DOTALL)


class _Classes(dict[str, str]):
    """Keys by token text; a text is classified once."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.classify: Callable[[str], str] = _flink_key if language == "flink" else _maxcompute_key

    def __missing__(self, text: str) -> str:
        key = self[text] = self.classify(text)
        return key


def _flink_key(text: str) -> str:
    if text in OPERATORS:
        return text
    if text.startswith(("--", "//")):
        return _COMMENT
    if text.startswith("://"):
        return SLASHES
    if text.startswith("/*"):
        return _COMMENT if len(text) > 3 and text.endswith("*/") else UNCLOSED_COMMENT
    if text.startswith("'"):
        return STRING if text.count("'") % 2 == 0 else UNCLOSED_STRING
    if text.startswith(("e'", "E'")):
        return PREFIXED_STRING if _ESCAPED_STRING.fullmatch(text, 1) else UNCLOSED_STRING
    if "'" in text and not text.startswith("`"):
        return PREFIXED_STRING if text.count("'") % 2 == 0 else UNCLOSED_STRING
    return _common_key(text)


def _maxcompute_key(text: str) -> str:
    first = text[:1]
    if text.startswith("--"):
        return _COMMENT
    if first == "'" or first == '"':
        closed = len(text) > 1 and text[-1] == first and (len(text) - len(text[:-1].rstrip("\\"))) % 2 == 1
        return UNCLOSED_STRING if not closed else STRING if first == "'" else DOUBLE_QUOTED
    if text in _MAXCOMPUTE_SAME:
        return _MAXCOMPUTE_SAME[text]
    if text in OPERATORS:
        return text
    if text == "``":
        return QUOTED
    if "0" <= first <= "9":
        return _maxcompute_number_key(text)
    return _common_key(text)


def _maxcompute_number_key(text: str) -> str:
    if "${" in text or "{{" in text:
        return PLACEHOLDER
    number = _MAXCOMPUTE_NUMBER.fullmatch(text)
    if number is None:
        return text.upper()
    if number[1] or number[2]:
        return TYPED_NUMBER
    return APPROXIMATE if "e" in text or "E" in text else DECIMAL if "." in text else INTEGER


def _common_key(text: str) -> str:
    if not text:
        return END
    first = text[0]
    if first == "`":
        return QUOTED if len(text) > 2 and text.count("`") % 2 == 0 else UNCLOSED_QUOTED
    if "${" in text or "{{" in text:
        return PLACEHOLDER
    if first == "$" or first == "_" or first.isalpha() or (len(text) > 1 and first not in ".0123456789"):
        return text.upper()
    if first in "0123456789" or len(text) > 1:
        return APPROXIMATE if "e" in text or "E" in text else DECIMAL if "." in text else INTEGER
    return ILLEGAL
