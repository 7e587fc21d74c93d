r"""Strings and names as MaxCompute writes them.

A string stands in single or double quotes and a backslash escapes; `''` is no escape: `'it''s'` is two strings, which
MaxCompute joins. Source: Escape characters, MaxCompute's documentation (26 March 2026).
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(00[1-7]|0[1-7][0-7]|1[0-7]{2}|00|.)", re.DOTALL)
_MEANINGS = {"b": "\b", "t": "\t", "n": "\n", "r": "\r", "Z": "\x1a", "0": "\0", "00": "\0"}
_NEEDS_ESCAPE = re.compile(r"[\b\t\n\r\x1a\\'\"]|\0[0-7]?")
_ESCAPES = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\x1a": r"\Z"}


def unquoted(literal: str) -> str:
    """What a string literal means. Three octal digits from 001 to 177 are a character; `\\x` of another x is x."""
    inner = literal[1:-1]
    return _ESCAPE.sub(_meaning, inner) if "\\" in inner else inner


def quoted(value: str) -> str:
    """A string in single quotes. Control characters, quotes and backslashes are escaped, as pyodps does."""
    return f"'{_NEEDS_ESCAPE.sub(_escaped, value)}'"


def double_quoted(value: str) -> str:
    """The same in double quotes."""
    return '"' + quoted(value)[1:-1].replace("\\'", "'") + '"'


def back_quoted(name: str) -> str:
    """A name in back-quotes; one that it contains is doubled."""
    return f"`{name.replace('`', '``')}`"


def _meaning(match: re.Match[str]) -> str:
    escaped: str = match[1]
    if len(escaped) == 3:
        return chr(int(escaped, 8))
    return _MEANINGS.get(escaped, escaped)


def _escaped(match: re.Match[str]) -> str:
    text: str = match[0]
    if text[0] == "\0":  # a digit after it would join it to an octal escape, so it is written as one itself
        return "\\0" + "".join(f"\\06{digit}" for digit in text[1:])
    return _ESCAPES.get(text, f"\\{text}")
