"""Edits that put a new entry into WITH or TBLPROPERTIES, in the style of the entries that stand there."""

from __future__ import annotations

from collections.abc import Sequence

from flinkmc.flink.model import Option
from flinkmc.lint.diagnostic import Edit
from flinkmc.maxcompute.model import Property
from flinkmc.text.source import Source, Span

Entry = Option | Property


def behind(source: Source, entries: Sequence[Entry], key: str, value: str) -> tuple[Edit, ...]:
    """`key = value` behind the last of `entries`, of which there is one at least: on its own line, if that has one.

    The quotes, the place of the comma and the column of `=` are those of the neighbours.
    """
    text, last = source.text, entries[-1]
    quote = '"' if text[last.key.span.start] == '"' else "'"
    name = f"{quote}{key}{quote}"
    entry = f"{name}{_equals(source, entries, len(name))}{quote}{value}{quote}"
    start, end = line_start(text, last.key.span.start), last.value.span.end
    indent = text[start : last.key.span.start]
    if indent.strip() == ",":
        return (Edit(Span(end, end), f"\n{indent}{entry}"),)
    if indent.strip():
        return (Edit(Span(end, end), f", {entry}"),)
    rest = source.line(source.position(end).line)[end - start :]
    if rest.lstrip().startswith(("--", "//")) and "\n" not in text[start:end]:
        stop = end + len(rest)
        return (Edit(Span(end, end), ","), Edit(Span(stop, stop), f"\n{indent}{entry}"))
    return (Edit(Span(end, end), f",\n{indent}{entry}"),)


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def _equals(source: Source, entries: Sequence[Entry], length: int) -> str:
    """What stands between a key of this length and its value: aligned where the neighbours are."""
    last = entries[-1]
    between = source.text[last.key.span.end : last.value.span.start]
    before, _, after = between.partition("=")
    columns = {_width(source, entry) for entry in entries}
    lengths = {entry.key.span.end - entry.key.span.start for entry in entries}
    if len(columns) == 1 and len(lengths) > 1:
        return f"{' ' * max(len(before.strip()) + 1, columns.pop() - length)}={after}"
    return between if not before.strip() and len(before) < 2 else " = "


def _width(source: Source, entry: Entry) -> int:
    between = source.text[entry.key.span.end : entry.value.span.start]
    return entry.key.span.end - entry.key.span.start + len(between.partition("=")[0])
