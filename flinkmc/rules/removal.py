"""Edits that take something out of a text: an entry of WITH or TBLPROPERTIES with its comma; a comment; a `;`."""

from __future__ import annotations

from collections.abc import Sequence

from flinkmc.lint.diagnostic import Edit
from flinkmc.rules.insertion import Entry, line_start
from flinkmc.text.scanner import scan
from flinkmc.text.source import Source, Span


def without(source: Source, entries: Sequence[Entry], entry: Entry) -> tuple[Edit, ...]:
    """`entries` without one of them, which is not the only one; none where it is not among them."""
    if entry not in entries:
        return ()
    text, at = source.text, entries.index(entry)
    start, end = entry.key.span.start, entry.value.span.end
    first = line_start(text, start)
    indent = text[first:start].strip()
    comma = _comma(text, end, entries[at + 1].key.span.start) if at + 1 < len(entries) else None
    if indent == "," and (stop := _line_end(text, end)):
        return (Edit(Span(first, stop), ""),)
    if comma is not None:
        if not indent and (stop := _line_end(text, comma + 1)):
            return (Edit(Span(first, stop), ""),)
        stop = len(text) - len(text[comma + 1 :].lstrip(" \t"))
        return (Edit(Span(start, stop), ""),)
    before = _comma(text, entries[at - 1].value.span.end, start)
    if before is None:
        return ()
    if not indent and (stop := _line_end(text, end)):
        return (Edit(Span(before, before + 1), ""), Edit(Span(first, stop), ""))
    return (Edit(Span(before, end), ""),)


def _comma(text: str, start: int, end: int) -> int | None:
    """Where the comma between two entries stands."""
    tokens = scan(text, start=start, end=end)
    return tokens.starts[0] if tokens.keys[0] == "," else None


def _line_end(text: str, offset: int) -> int | None:
    """Behind the end of the line, if nothing but a comment stands there; else None."""
    stop = text.find("\n", offset) + 1 or len(text)
    rest = text[offset:stop].strip()
    return stop if not rest or rest.startswith(("--", "//")) else None


def alone(source: Source, span: Span) -> Edit:
    """Takes a place out: with its line, where it has one alone, at the end of a line with the blanks before it."""
    text = source.text
    start = line_start(text, span.start)
    stop = text.find("\n", span.end) + 1 or len(text)
    before, behind = text[start : span.start], text[span.end : stop]
    if not before.strip() and not behind.strip():
        return Edit(Span(start, stop), "")
    if not behind.strip():
        return Edit(Span(start + len(before.rstrip()), span.end), "")
    joined = before[-1:].strip() and behind[:1].strip()
    return Edit(span, " " if joined else "")
