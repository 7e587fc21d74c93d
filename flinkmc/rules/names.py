"""Names and texts of MaxCompute: what it takes for a name, how many columns and how long comments it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flinkmc.connectors.values import is_placeholder
from flinkmc.lint.diagnostic import Finding, Note, Severity, replace
from flinkmc.lint.project import Definition, Project, Sink
from flinkmc.lint.rule import rule
from flinkmc.lint.script import File
from flinkmc.maxcompute.limits import limits
from flinkmc.maxcompute.model import Table
from flinkmc.rules.columns import data_columns
from flinkmc.rules.given import shown
from flinkmc.text.nodes import Name, Text
from flinkmc.text.scanner import DOUBLE_QUOTED, STRING, scan
from flinkmc.text.source import Span


@rule("FMC601", "invalid-maxcompute-name", severity="error", needs=Project)
def invalid_maxcompute_name(project: Project) -> Iterator[Finding]:
    """MaxCompute takes no table or column of this name.

    A table's name begins with a letter and goes on with letters, digits and `_`, 128 bytes at most; a column's name has
    128 bytes at most. Flink takes any name. Chinese and other letters in column names are a warning: MaxCompute's pages
    of different years disagree on them.

    Bad:
        'table.name' = 'shop-orders'

    Good:
        'table.name' = 'shop_orders'

    Source: Limits of MaxCompute SQL.
    """
    for sink in project.sinks:
        option, text = sink.option(sink.key("table")), sink.text(sink.key("table"))
        if option is not None and text:
            wanted = sink.table_name
            says = _table_fault(wanted.table) if wanted else "a table is [project.][schema.]table"
            if says:
                message = f"{shown(text)} names no MaxCompute table: {says}"
                yield Finding(option.value.span, message, source=sink.source)
        for column in sink.table.columns:
            if column.kind == "physical":
                yield from _column_fault(column.name, sink)
    for definition in project.definitions:
        table = definition.table
        if (says := _table_fault(table.path[-1].text)) and not is_placeholder(table.path[-1].text):
            message = f"'{table.path[-1].text}' cannot be a table's name: {says}"
            yield Finding(table.path[-1].span, message, source=definition.source)
        for name in _columns(definition):
            yield from _column_fault(name, definition)


def _table_fault(name: str) -> str:
    """What is wrong with a table's name; nothing if it is empty."""
    limit = limits()["table-name"]
    if not limit.allows(len(name.encode())):
        return f"it has {len(name.encode())} bytes, {limit.maximum} are the most"
    return "" if re.fullmatch(limit.pattern, name) else "it begins with a letter and has letters, digits and _ only"


def _column_fault(name: Name, of: Sink | Definition) -> Iterator[Finding]:
    limit, size = limits()["column-name"], len(name.text.encode())
    if is_placeholder(name.text):
        return
    if not limit.allows(size):
        message = f"a column's name has at most {limit.maximum} bytes in MaxCompute, this one has {size}"
        yield Finding(name.span, message, source=of.source)
    elif not name.text.isascii():
        message = f"MaxCompute may refuse '{name.text}' as a column's name: its pages disagree on letters beyond A to Z"
        yield Finding(name.span, message, source=of.source, severity="warning")


@rule("FMC602", "names-collide", severity="error", needs=Project)
def names_collide(project: Project) -> Iterator[Finding]:
    """Two columns have names that MaxCompute takes for one.

    Flink tells `id` from `ID`, MaxCompute does not, and partition columns are among the others in this.

    Bad:
        CREATE TABLE orders_sink (id BIGINT, ID STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'orders');

    Good:
        CREATE TABLE orders_sink (id BIGINT, code STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'orders');

    Source: Limits of MaxCompute SQL, "column names are case-insensitive".
    """
    for sink in project.sinks:
        names = [column.name for column in sink.table.columns if column.kind == "physical"]
        yield from _collisions(names, sink, same_case=False)
    for definition in project.definitions:
        yield from _collisions(_columns(definition), definition, same_case=True)


def _collisions(names: Iterable[Name], of: Sink | Definition, *, same_case: bool) -> Iterator[Finding]:
    """Names that differ in case only, and those that do not even do that where Flink does not say so itself."""
    seen: dict[str, Name] = {}
    for name in names:
        other = seen.setdefault(name.text.lower(), name)
        if other is not name and (same_case or other.text != name.text):
            message = f"MaxCompute takes '{name.text}' and '{other.text}' for one column"
            yield Finding(name.span, message, notes=[Note(other.span, "the other one", of.source)], source=of.source)


@rule("FMC603", "too-many-columns", severity="error", needs=Project)
def too_many_columns(project: Project) -> Iterator[Finding]:
    """The table has more columns than MaxCompute takes.

    1,200 are the most.

    Bad, abridged:
        CREATE TABLE wide (c1 BIGINT, c2 BIGINT, …, c1201 BIGINT) LIFECYCLE 30;

    Good:
        CREATE TABLE wide (id BIGINT) LIFECYCLE 30;

    Source: Limits of MaxCompute SQL.
    """
    limit = limits()["columns"]
    counted = [(len(data_columns(sink)), sink.name_span, sink.source) for sink in project.sinks]
    counted += [(len(one.table.columns), one.table.path[-1].span, one.source) for one in project.definitions]
    for count, place, source in counted:
        if count and not limit.allows(count):
            yield Finding(place, f"{count} columns: MaxCompute takes {limit.maximum}", source=source)


@rule("FMC604", "comment-too-long", severity="error", needs=Project)
def comment_too_long(project: Project) -> Iterator[Finding]:
    """A comment is longer than MaxCompute takes.

    1,024 bytes are the most, and a Chinese character has three. In a Flink table it is a warning: Flink takes it, the
    MaxCompute table that is made from it would not.

    Bad, abridged:
        CREATE TABLE orders (id BIGINT COMMENT 'the number of the order, which …') LIFECYCLE 30;

    Good:
        CREATE TABLE orders (id BIGINT COMMENT 'the number of the order') LIFECYCLE 30;

    Source: Limits of MaxCompute SQL.
    """
    for sink in project.sinks:
        table = sink.flink_table.declared
        comments = [table.comment, *(column.comment for column in table.columns)]
        yield from _long(comments, sink, "warning")
    for definition in project.definitions:
        yield from _long(_comments(definition.table), definition, None)


def _long(comments: Iterable[Text | None], of: Sink | Definition, severity: Severity | None) -> Iterator[Finding]:
    limit = limits()["comment"]
    for comment in comments:
        size = 0 if comment is None else len(comment.value.encode())
        if comment is not None and not limit.allows(size):
            message = f"a comment has at most {limit.maximum} bytes in MaxCompute, this one has {size}"
            yield Finding(comment.span, message, source=of.source, severity=severity)


@rule("FMC605", "reserved-word-unquoted", severity="error", needs=File, fix="safe")
def reserved_word_unquoted(file: File) -> Iterator[Finding]:
    """A word of MaxCompute's grammar stands as a name without back-quotes.

    26 words fail as names unless they are back-quoted; many more are reserved by the documentation and work all the
    same. In back-quotes every word is a name.

    Bad:
        -- flinkmc: language=maxcompute
        CREATE TABLE orders (id BIGINT, end DATETIME) LIFECYCLE 30;

    Good:
        -- flinkmc: language=maxcompute
        CREATE TABLE orders (id BIGINT, `end` DATETIME) LIFECYCLE 30;

    Source: measured with the grammar that Alibaba's own SQL tools carry.
    """
    for problem in file.maxcompute_problems:
        if problem.code == "reserved-word":
            word = file.source.slice(problem.span)
            fix = replace(problem.span, f"`{word}`", "put the name in back-quotes")
            yield Finding(problem.span, problem.message, help=problem.help, fix=fix)


@rule("FMC609", "flink-quote-escape", severity="warning", needs=Definition, fix="safe")
def flink_quote_escape(definition: Definition) -> Iterator[Finding]:
    """A quote is doubled inside a string, which escapes it in Flink and not in MaxCompute.

    To MaxCompute 'it''s' are two strings that follow one another, and the comment becomes its. A backslash escapes a
    quote there.

    Bad:
        CREATE TABLE orders (id BIGINT COMMENT 'the shop''s number') LIFECYCLE 30;

    Good:
        CREATE TABLE orders (id BIGINT COMMENT 'the shop\\'s number') LIFECYCLE 30;

    Source: measured with the grammar that Alibaba's own SQL tools carry; MaxCompute's page on escape characters.
    """
    for comment in _comments(definition.table):
        for place in _doubled(definition.source.slice(comment.span), comment.span.start):
            quote = definition.source.text[place.start]
            message = f"{quote * 2} ends the string and begins another: MaxCompute leaves the quote out"
            yield Finding(place, message, fix=replace(place, f"\\{quote}"))


def _doubled(raw: str, start: int) -> Iterator[Span]:
    """The places where one string of `raw`, which begins at `start`, touches the next."""
    tokens = scan(raw, "maxcompute")
    for at in range(1, len(tokens.keys)):
        touches = tokens.span(at - 1).end == tokens.starts[at]
        if touches and tokens.keys[at - 1] == tokens.keys[at] and tokens.keys[at] in (STRING, DOUBLE_QUOTED):
            yield Span(start + tokens.starts[at] - 1, start + tokens.starts[at] + 1)


def _columns(definition: Definition) -> list[Name]:
    table = definition.table
    return [column.name for column in (*table.columns, *table.partition_columns)]


def _comments(table: Table) -> Iterator[Text]:
    columns = (*table.columns, *table.partition_columns)
    return (text for text in (table.comment, *(column.comment for column in columns)) if text is not None)
