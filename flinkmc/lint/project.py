"""The files of a call as one project: sinks, MaxCompute tables, which sink writes which table, and the jobs.

Rules ask for one of these contexts (`needs`) and are called once for each there is. All is frozen; what a context says
of itself is worked out from the statements, so that a rule reads like its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from flinkmc.connectors import values
from flinkmc.connectors.vocabulary import Vocabulary, stands_for
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Note
from flinkmc.lint.script import Environment, File
from flinkmc.maxcompute import model as maxcompute
from flinkmc.maxcompute.model import Number
from flinkmc.text.source import NOWHERE, Source, Span


class TableName(NamedTuple):
    """What a sink's options say of the table it writes; an absent part is empty."""

    project: str
    schema: str
    table: str

    def __str__(self) -> str:
        return ".".join(part for part in self if part)


class FlinkTable(NamedTuple):
    """A Flink table as it is after LIKE; `declared` is the statement itself.

    `complete` is false where a column could not be read or the table that LIKE names is not known. `hints` is what the
    INSERTs of its file say in OPTIONS hints. `lends` says that another table of its file is LIKE it; `lent` is what it
    is the first to take over from one without columns, which is no sink that could be asked itself. `by_key` has the
    options by their names.
    """

    file: File
    declared: flink.CreateTable
    table: flink.CreateTable
    complete: bool = True
    hints: tuple[flink.Option, ...] = ()
    lends: bool = False
    lent: tuple[flink.Option, ...] = ()
    by_key: Mapping[str, flink.Option] = MappingProxyType({})

    @property
    def source(self) -> Source:
        """The text that the statement stands in."""
        return self.file.source

    @property
    def environment(self) -> Environment:
        """What its file is linted for."""
        return self.file.environment

    @property
    def name(self) -> str:
        """The last part of its name."""
        return self.table.path[-1].text

    def option(self, key: str) -> flink.Option | None:
        """The option of this name; of two the last, as in Flink."""
        return self.by_key.get(key)

    def text(self, key: str) -> str | None:
        """An option's value; None where it is absent or holds a placeholder."""
        option = self.option(key)
        return None if option is None or values.is_placeholder(option.value.value) else option.value.value

    def declares(self, option: flink.Option) -> bool:
        """Whether an option stands in this very statement: mending one that LIKE takes over reaches other tables."""
        return option in self.declared.options

    def column(self, name: str) -> flink.Column | None:
        """The column of this name, case mattering as in Flink."""
        return next((column for column in self.table.columns if column.name.text == name), None)

    @property
    def written(self) -> tuple[flink.Column, ...]:
        """The columns that an INSERT writes: physical ones, and metadata columns that are not VIRTUAL."""
        return tuple(
            column
            for column in self.table.columns
            if column.kind == "physical" or (column.kind == "metadata" and not column.virtual)
        )


class Sink(NamedTuple):
    """A Flink table of a connector that writes to MaxCompute, with the vocabulary it is held to."""

    flink_table: FlinkTable
    vocabulary: Vocabulary

    @property
    def file(self) -> File:
        """The file that it stands in."""
        return self.flink_table.file

    @property
    def source(self) -> Source:
        """The text that it stands in."""
        return self.flink_table.source

    @property
    def environment(self) -> Environment:
        """What its file is linted for."""
        return self.flink_table.environment

    @property
    def table(self) -> flink.CreateTable:
        """The table after LIKE."""
        return self.flink_table.table

    @property
    def name(self) -> str:
        """The last part of its name in Flink."""
        return self.flink_table.name

    @property
    def name_span(self) -> Span:
        """Where its name stands."""
        return self.table.path[-1].span

    def option(self, key: str) -> flink.Option | None:
        """The option of this name; of two the last, as in Flink. Case matters where it does to the connector."""
        if not self.vocabulary.case_insensitive:
            return self.flink_table.option(key)
        same = [option for option in self.table.options if option.key.value.lower() == key.lower()]
        return same[-1] if same else None

    def text(self, key: str) -> str | None:
        """An option's value; None where it is absent or holds a placeholder."""
        option = self.option(key)
        return None if option is None or values.is_placeholder(option.value.value) else option.value.value

    def effective(self, key: str) -> str | None:
        """An option's value or, where it is absent, its default; None where neither is known."""
        if self.option(key) is not None:
            return self.text(key)
        option = self.vocabulary.options.get(key)
        return option.default if option else None

    def key(self, role: str) -> str:
        """The name that this vocabulary gives to a role: `table`, `project`, `endpoint`, `access-key`, …"""
        return self.vocabulary.roles.get(role, "")

    @property
    def mode(self) -> str | None:
        """`insert` or `upsert`; None where a placeholder or a wrong word stands, or a wrong name for the option."""
        key = self.key("operation")
        if not key:
            return "insert"
        if self.option(key) is None and any(self._stands_for(option, key) for option in self.table.options):
            return None
        word = self.effective(key)
        return word.lower() if word is not None and word.lower() in ("insert", "upsert") else None

    def _stands_for(self, option: flink.Option, key: str) -> bool:
        return key in stands_for(self.vocabulary, option.key.value)

    @property
    def bucket_count(self) -> Number | None:
        """The bucket count it is told, with the place of the value."""
        option = self.option(self.key("buckets"))
        count = values.read_int(option.value.value) if option else None
        return Number(count, option.value.span) if option and isinstance(count, int) else None

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The primary key's columns, as they are declared."""
        return tuple(name.text for name in self.table.primary_key.columns) if self.table.primary_key else ()

    @property
    def partition_columns(self) -> tuple[str, ...]:
        """The columns of PARTITIONED BY."""
        return tuple(name.text for name in self.table.partition_keys)

    @property
    def static_partition(self) -> tuple[tuple[str, str], ...]:
        """What `sink.partition` fixes; empty where it is absent, a placeholder or no valid spec."""
        text = self.text(self.key("partition")) if self.key("partition") else None
        spec = values.read_partition_spec(text) if text else ()
        return () if isinstance(spec, values.Problem) else tuple(spec)

    @property
    def table_name(self) -> TableName | None:
        """The MaxCompute table that it names; None where that is absent, malformed or holds a placeholder."""
        text = self.text(self.key("table"))
        parts = [part.strip().strip("`") for part in text.split(".")] if text else []
        if not parts or not all(parts) or len(parts) > 3:
            return None
        project, schema = self.text(self.key("project")) or "", self.text(self.key("schema")) or ""
        if len(parts) == 3:
            return TableName(*parts)
        if len(parts) == 2:
            if (self.text(self.key("namespace")) or "false").lower() == "true":
                return TableName(project, *parts)
            return TableName(parts[0], schema, parts[1])
        return TableName(project, schema, parts[0])


class Definition(NamedTuple):
    """A MaxCompute table that the project's DDL defines, with the settings that stand before it."""

    file: File
    table: maxcompute.Table
    settings: tuple[maxcompute.Setting, ...] = ()

    @property
    def source(self) -> Source:
        """The text that it stands in."""
        return self.file.source

    @property
    def environment(self) -> Environment:
        """What its file is linted for."""
        return self.file.environment

    @property
    def name(self) -> TableName:
        """[project.][schema.]table"""
        return table_name(self.table)


class Link(NamedTuple):
    """A sink and the MaxCompute table that it writes."""

    sink: Sink
    table: maxcompute.Table
    table_source: Source

    @property
    def source(self) -> Source:
        """The text that the sink stands in."""
        return self.sink.source

    @property
    def environment(self) -> Environment:
        """What the sink's file is linted for."""
        return self.sink.environment

    def notes(self, span: Span, message: str) -> tuple[Note, ...]:
        """A note at a place of the MaxCompute table; none where that was read from no text."""
        return () if span == NOWHERE else (Note(span, message, self.table_source),)

    @property
    def table_label(self) -> str:
        """The table as messages name it."""
        return str(table_name(self.table))


class Job(NamedTuple):
    """An INSERT with what it stands in: the settings in force, the table it writes, the tables it may read."""

    file: File
    insert: flink.Insert
    settings: dict[str, flink.Set]
    target: FlinkTable | None
    sink: Sink | None
    tables: Mapping[str, FlinkTable]

    @property
    def source(self) -> Source:
        """The text that it stands in."""
        return self.file.source

    @property
    def environment(self) -> Environment:
        """What its file is linted for."""
        return self.file.environment

    def setting(self, key: str) -> str | None:
        """The value of a SET in force here; None where there is none or it holds a placeholder."""
        found = self.settings.get(key)
        return (
            None
            if found is None or found.value is None or values.is_placeholder(found.value.value)
            else found.value.value
        )


class Project(NamedTuple):
    """Everything that the files of a call say."""

    files: tuple[File, ...]
    tables: tuple[FlinkTable, ...]
    sinks: tuple[Sink, ...]
    definitions: tuple[Definition, ...]
    links: tuple[Link, ...]
    jobs: tuple[Job, ...]
    link_of: dict[int, Link]

    def contexts(self) -> Mapping[type[Any], Sequence[Any]]:
        """All contexts by their kinds, in the order of the files."""
        return {
            File: self.files,
            FlinkTable: self.tables,
            Sink: self.sinks,
            Definition: self.definitions,
            Link: self.links,
            Job: self.jobs,
            Project: (self,),
        }

    def unread(self) -> frozenset[int]:
        """The files (by id) that could not be read in whole, or have a table that is LIKE one which is not here."""
        broken = {id(file) for file in self.files if file.flink_problems or file.maxcompute_problems}
        return frozenset(broken | {id(table.file) for table in self.tables if not table.complete})

    def partly_known(self) -> frozenset[int]:
        """The files (by id) that name, or are named by, what is not here: tables of sinks, sinks of INSERTs."""
        linked = {id(link.table) for link in self.links}
        files = [sink.file for sink in self.sinks if id(sink) not in self.link_of]
        files += [definition.file for definition in self.definitions if id(definition.table) not in linked]
        return frozenset(map(id, (*files, *(job.file for job in self.jobs if job.target is None))))

    def link(self, sink: Sink) -> Link | None:
        """The link of a sink, where its table is known."""
        return self.link_of.get(id(sink))


def table_name(table: maxcompute.Table) -> TableName:
    """[project.][schema.]table of a MaxCompute table; of two names the first is a project."""
    names = [name.text for name in table.path]
    if len(names) == 3:
        return TableName(*names)
    return TableName(names[0] if len(names) == 2 else "", "", names[-1])
