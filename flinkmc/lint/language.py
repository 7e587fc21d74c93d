"""Which language each statement of a text is in. Flink SQL and MaxCompute DDL may stand in one file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from flinkmc.text.scanner import END, QUOTED, Language, Tokens, scan

_PRAGMA = re.compile(r"flinkmc:\s*language\s*=\s*(flink|maxcompute)\b")
_MAXCOMPUTE_CLAUSES = frozenset(("TBLPROPERTIES", "LIFECYCLE", "CLUSTERED", "STORED", "RANGE"))
_FLINK_CLAUSES = frozenset(("WITH", "LIKE", "AS", "DISTRIBUTED"))
_FLINK_WORDS = frozenset(
    (
        *("ENFORCED", "WATERMARK", "METADATA", "BYTES", "TIMESTAMP_LTZ", "MULTISET", "ROW", "RAW", "VARBINARY"),
        *("INTEGER", "NUMERIC", "CHARACTER", "TIME", "VARIANT", "BITMAP"),
    )
)
_BARE_IN_MAXCOMPUTE = frozenset(("TIMESTAMP", "BINARY"))
_SIZED_IN_MAXCOMPUTE = frozenset(("VARCHAR", "CHAR"))
_ENDS = frozenset((",", ")", "NOT", "NULL", "COMMENT", ">"))
_PIECE = 4096
_NEUTRAL = frozenset(("SELECT", "WITH", "DROP", "SHOW", "DESC", "DESCRIBE", "EXPLAIN", "ALTER", "USE", "VALUES", "("))


class Run(NamedTuple):
    """Statements of one language that follow one another: `text[start:end]`."""

    language: Language
    start: int
    end: int


def runs(text: str, tokens: Tokens) -> list[Run]:
    """The text cut into runs of one language; `tokens` are those of the whole text, scanned as Flink SQL.

    A comment `flinkmc: language=maxcompute` (or `flink`) settles the language of what follows it.
    """
    found: list[Run] = []
    names: dict[str, Language] = {}
    pragmas = [(c.span.start, m.group(1)) for c in tokens.comments if (m := _PRAGMA.search(c.text))]
    start, offset, previous = 0, 0, "flink"
    scanned = len(text)
    while True:
        stop = _statement_end(tokens.keys, start)
        if tokens.keys[stop] == END and scanned < len(text):
            (tokens, scanned), start = _scan_statement(text, offset), 0
            continue
        if tokens.keys[start] == END:
            break
        forced = next((language for at, language in reversed(pragmas) if at < tokens.starts[start]), None)
        language = forced or _language(tokens, start, stop, names, previous)
        end = tokens.starts[stop] + len(tokens.texts[stop])
        if language == "maxcompute" and (further := _maxcompute_end(text, tokens.starts[start], end)) != end:
            end = further
            (tokens, scanned), start = _scan_statement(text, end), 0
        else:
            start = min(stop + 1, len(tokens.keys) - 1)
        previous = language
        if found and found[-1].language == language:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Run("maxcompute" if language == "maxcompute" else "flink", offset, end))
        offset = end
    if not found:
        return [Run("flink", 0, len(text))]
    found[-1] = found[-1]._replace(end=len(text))
    return found


def _statement_end(keys: Sequence[str], start: int) -> int:
    try:
        return keys.index(";", start)
    except ValueError:
        return len(keys) - 1


def _language(tokens: Tokens, start: int, stop: int, names: dict[str, Language], previous: str) -> str:
    keys = tokens.keys
    first = keys[start]
    if first in ("CREATE", "REPLACE"):
        head = keys[start : start + 5]
        if "TABLE" not in head:
            return previous if "VIEW" in head else "flink"
        language = _of_create_table(tokens, start, stop)
        names[_table_name(tokens, start + list(head).index("TABLE"))] = language
        return language
    if first == "SET":
        return "maxcompute" if keys[start + 1] == "ODPS" else "flink"
    if first == "INSERT":
        at = start + 3 if "TABLE" in keys[start + 2 : start + 3] else start + 2
        return names.get(_name(tokens, at), previous if previous == "maxcompute" and not names else "flink")
    if first == "ALTER" and _MAXCOMPUTE_CLAUSES.intersection(keys[start:stop]):
        return "maxcompute"
    return previous if first in _NEUTRAL else "flink"


def _of_create_table(tokens: Tokens, start: int, stop: int) -> Language:
    part = tokens.keys[start:stop]
    if part.count("(") != part.count(")"):
        backslash_quote = any(text.endswith("\\'") for text in tokens.texts[start:stop])
        return "maxcompute" if backslash_quote else "flink"
    outer = _outer_words(part)
    for word in outer:
        if word in _MAXCOMPUTE_CLAUSES:
            return "maxcompute"
        if word in _FLINK_CLAUSES:
            return "flink"
    if "TEMPORARY" in outer or _FLINK_WORDS.intersection(part) or _has_flink_shapes(part):
        return "flink"
    return "maxcompute"


def _has_flink_shapes(part: Sequence[str]) -> bool:
    """Whether words stand side by side as they only do in Flink: TIMESTAMP(3), bare VARCHAR, bare partitions."""
    for at in range(len(part) - 1):
        key, following = part[at], part[at + 1]
        if (key in _BARE_IN_MAXCOMPUTE and following == "(") or (key in _SIZED_IN_MAXCOMPUTE and following in _ENDS):
            return True
        if key == "PARTITIONED" and at + 4 < len(part) and part[at + 4] in (",", ")"):
            return True
    return False


def _outer_words(part: Sequence[str]) -> list[str]:
    """The words of a statement that stand in no bracket."""
    words: list[str] = []
    depth = 0
    for key in part:
        if key == "(":
            depth += 1
        elif key == ")":
            depth -= 1
        elif not depth:
            words.append(key)
    return words


def _table_name(tokens: Tokens, at: int) -> str:
    at += 1
    if tokens.keys[at : at + 3] == ["IF", "NOT", "EXISTS"]:
        at += 3
    return _name(tokens, at)


def _name(tokens: Tokens, at: int) -> str:
    """The last part of the path that begins here."""
    keys = tokens.keys
    last = len(keys) - 1
    while at + 2 <= last and keys[at + 1] == ".":
        at += 2
    at = min(at, last)
    return tokens.texts[at].strip("`") if keys[at] == QUOTED else tokens.texts[at]


def _maxcompute_end(text: str, start: int, end: int) -> int:
    """Where a statement that Flink's scanner saw end at `end` really ends by MaxCompute's rules for strings."""
    tokens = scan(text, "maxcompute", start=start, end=end)
    if tokens.keys[-2] == ";" or end == len(text):
        return end
    tokens, _ = _scan_statement(text, start, "maxcompute")
    stop = _statement_end(tokens.keys, 0)
    return tokens.starts[stop] + len(tokens.texts[stop])


def _scan_statement(text: str, start: int, language: Language = "flink") -> tuple[Tokens, int]:
    """The tokens of a piece of text from `start` on that has a ';' or ends with the text, and where the piece ends.

    It may end within a token: what stands behind its last ';' means nothing. So a long text is not scanned to its end
    for each statement that the scanners of both languages see differently.
    """
    size = _PIECE
    while True:
        end = min(start + size, len(text))
        tokens = scan(text, language, start=start, end=end)
        if end == len(text) or ";" in tokens.keys:
            return tokens, end
        size *= 2
