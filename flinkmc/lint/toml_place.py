"""Where a key or a value stands in a TOML text; the parser of the standard library does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flinkmc.text.source import Source, Span

_PART = r"""[A-Za-z0-9_-]+|"[^"\r\n]*"|'[^'\r\n]*'"""
_DOTTED = rf"(?:{_PART})(?:[ \t]*\.[ \t]*(?:{_PART}))*"
_LINE = re.compile(rf"^[ \t]*(?:\[{{1,2}}[ \t]*(?P<header>{_DOTTED})[ \t]*\]|(?P<key>{_DOTTED})[ \t]*=)", re.MULTILINE)
_PARTS = re.compile(_PART)


def place(source: Source, keys: tuple[str, ...], word: str = "") -> Span:
    """Where the key stands that `keys` lead to, or the string `word` in its value; as near as can be seen."""
    best, found = 0, Span(0, 0)
    for path, spans in _paths(source.text):
        length = _shared(path, keys)
        if length > best:
            best, found = length, spans[length - 1]
    for key in keys[best:]:
        found = _after(source.text, found.end, rf"(?:{re.escape(key)}|(['\"]){re.escape(key)}\1)(?=\s*=)") or found
    if word and word != keys[-1]:
        found = _after(source.text, found.end, rf"(['\"]){re.escape(word)}\1") or found
    return found


def _paths(text: str) -> Iterator[tuple[list[str], list[Span]]]:
    """Every table header and every key of a table, with the place of each of its parts."""
    header: list[str] = []
    header_spans: list[Span] = []
    for match in _LINE.finditer(text):
        group = "header" if match["header"] else "key"
        parts = list(_PARTS.finditer(text, *match.span(group)))
        names, spans = [part[0].strip("'\"") for part in parts], [Span(*part.span()) for part in parts]
        if group == "header":
            header, header_spans = names, spans
            yield names, spans
        else:
            yield header + names, header_spans + spans


def _shared(path: list[str], keys: tuple[str, ...]) -> int:
    """How many names two paths begin with alike."""
    count = 0
    for one, other in zip(path, keys, strict=False):
        if one != other:
            break
        count += 1
    return count


def _after(text: str, offset: int, pattern: str) -> Span | None:
    match = re.compile(pattern).search(text, offset)
    return Span(*match.span()) if match else None
