"""From files to a project: which tables are sinks, which table each writes, what each INSERT stands in."""

from __future__ import annotations

from bisect import bisect_left
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from flinkmc.connectors.nearest import nearest
from flinkmc.connectors.vocabulary import Vocabulary, VocabularyError, detect, from_tables, load
from flinkmc.connectors.vocabulary import names as vocabulary_names
from flinkmc.flink import model as flink
from flinkmc.flink.like import merge
from flinkmc.lint.project import Definition, FlinkTable, Job, Link, Project, Sink, TableName
from flinkmc.lint.script import File
from flinkmc.maxcompute import model as maxcompute


def build(files: Sequence[File]) -> Project:
    """Links what the files say. A sink's table is looked for in its own file first, then in the others."""
    tables = _flink_tables(files)
    sinks = [sink for table in tables if (sink := as_sink(table)) is not None]
    definitions = [definition for file in files for definition in _definitions(file)]
    by_name: dict[str, list[Definition]] = {}
    for definition in definitions:
        by_name.setdefault(definition.name.table.lower(), []).append(definition)
    links = [link for sink in sinks if (link := _link(sink, by_name)) is not None]
    jobs = _all_jobs(files, tables, sinks)
    link_of = {id(link.sink): link for link in links}
    return Project(tuple(files), tuple(tables), tuple(sinks), tuple(definitions), tuple(links), tuple(jobs), link_of)


def as_sink(table: FlinkTable) -> Sink | None:
    """The table as a sink, where its connector writes to MaxCompute, or its options are those of one that does.

    A table without columns is none: it is there for others to be LIKE.
    """
    if not table.table.columns and table.table.query is None and table.complete:
        return None
    chosen, connector = table.environment.connector, table.text("connector")
    for name, tables in table.environment.connectors:
        if connector in (name, own_vocabulary(name, tables).identifier):
            return Sink(table, own_vocabulary(name, tables))
    if connector is not None and connector not in _identifiers() and not nearest(connector, _identifiers()):
        return None
    if chosen != "auto":
        held = load(chosen)
        return (
            Sink(table, held)
            if connector or any(held.find(option.key.value) for option in table.table.options)
            else None
        )
    if connector == "maxcompute":
        return Sink(table, load("maxcompute"))
    found = detect(connector, [option.key.value for option in table.table.options])
    vocabulary = found.declared or found.vocabulary
    return Sink(table, vocabulary) if vocabulary else None


@cache
def own_vocabulary(name: str, tables: str) -> Vocabulary:
    """A vocabulary out of a configuration, from JSON of its tables; under a shipped one's name it adds to that.

    Raises VocabularyError.
    """
    import json

    given = json.loads(tables)
    if not isinstance(given, dict):
        raise VocabularyError(f"{name}: this takes tables, such as option")
    if name in vocabulary_names():
        given = {**given, "connector": {"extends": name, **given.get("connector", {})}}
    return from_tables(given, name, name)


@cache
def _identifiers() -> frozenset[str]:
    """The values of 'connector' that vocabularies are named after."""
    return frozenset(name.partition("-")[0] for name in vocabulary_names())


def _flink_tables(files: Sequence[File]) -> list[FlinkTable]:
    tables: list[FlinkTable] = []
    everywhere = {statement.path[-1].text: (file, statement) for file in files for statement in _create_tables(file)}
    for file in files:
        here: dict[str, FlinkTable] = {}
        hints, takers = _hints(file), _first_takers(file)
        problems = sorted(problem.span.start for problem in file.flink_problems)
        for statement in _create_tables(file):
            at = bisect_left(problems, statement.span.start)
            broken = at < len(problems) and problems[at] <= statement.span.end
            table = _resolved(file, statement, broken, here, everywhere)
            by_key = {option.key.value: option for option in table.table.options}
            table = table._replace(hints=hints.get(table.name, ()), lends=table.name in takers, by_key=by_key)
            if statement.like and takers[statement.like.table[-1].text] is statement:
                table = table._replace(lent=_lent(table, here.get(statement.like.table[-1].text)))
            here[table.name] = table
            tables.append(table)
    return tables


def _first_takers(file: File) -> dict[str, flink.CreateTable]:
    """The first table that is LIKE another, by the other's name."""
    takers: dict[str, flink.CreateTable] = {}
    for statement in _create_tables(file):
        if statement.like is not None:
            takers.setdefault(statement.like.table[-1].text, statement)
    return takers


def _lent(table: FlinkTable, base: FlinkTable | None) -> tuple[flink.Option, ...]:
    """What a table takes over from one without columns."""
    if base is None or base.table.columns:
        return ()
    return tuple(option for option in base.table.options if option in table.table.options)


def _hints(file: File) -> dict[str, tuple[flink.Option, ...]]:
    """What the INSERTs of a file say in OPTIONS hints, by the table they write."""
    hints: dict[str, tuple[flink.Option, ...]] = {}
    for statement in file.flink:
        for insert in _inserts(statement):
            if insert.hints:
                name = insert.target[-1].text
                hints[name] = hints.get(name, ()) + insert.hints
    return hints


def _create_tables(file: File) -> list[flink.CreateTable]:
    return [statement for statement in file.flink if isinstance(statement, flink.CreateTable)]


def _resolved(
    file: File,
    statement: flink.CreateTable,
    broken: bool,
    here: dict[str, FlinkTable],
    everywhere: dict[str, tuple[File, flink.CreateTable]],
) -> FlinkTable:
    if statement.like is None:
        return FlinkTable(file, statement, statement, not broken)
    base = statement.like.table[-1].text
    if base in here:
        complete = here[base].complete and not broken
        return FlinkTable(file, statement, merge(statement, here[base].table, elsewhere=False), complete)
    if base in everywhere and everywhere[base][0] is not file:
        other = everywhere[base][1]
        return FlinkTable(file, statement, merge(statement, other, elsewhere=True), other.like is None and not broken)
    return FlinkTable(file, statement, statement, False)


def _definitions(file: File) -> list[Definition]:
    found: list[Definition] = []
    settings: tuple[maxcompute.Setting, ...] = ()
    for statement in file.maxcompute:
        if isinstance(statement, maxcompute.Setting):
            settings = (*settings, statement)
        elif isinstance(statement, maxcompute.Table):
            found.append(Definition(file, statement, settings))
    return found


def _link(sink: Sink, by_name: Mapping[str, Sequence[Definition]]) -> Link | None:
    wanted = sink.table_name
    if wanted is None:
        return None
    named = by_name.get(wanted.table.lower(), ())
    fitting = [definition for definition in named if _same_table(wanted, definition.name)]
    if not fitting:
        return None
    best = max(fitting, key=_nearness(sink, wanted))
    return Link(sink, best.table, best.source)


def _same_table(wanted: TableName, found: TableName) -> bool:
    """Whether two names of one table's name may mean one table: parts that both have agree, whatever their case."""
    parts = zip(wanted[:2], found[:2], strict=True)
    return all(not ours or not theirs or ours.lower() == theirs.lower() for ours, theirs in parts)


def _nearness(sink: Sink, wanted: TableName) -> Callable[[Definition], tuple[int, bool, bool]]:
    """More agreeing parts of the name first, then the sink's own file, then its own folder."""
    folder = sink.source.path.rpartition("/")[0]

    def nearness(definition: Definition) -> tuple[int, bool, bool]:
        parts = zip(wanted[:2], definition.name[:2], strict=True)
        agreeing = sum(1 for ours, theirs in parts if ours and theirs)
        return agreeing, definition.file is sink.file, definition.source.path.rpartition("/")[0] == folder

    return nearness


def _all_jobs(files: Sequence[File], tables: Sequence[FlinkTable], sinks: Sequence[Sink]) -> list[Job]:
    everywhere = {table.name: table for table in tables}
    sink_of = {id(sink.flink_table): sink for sink in sinks}
    of_file: dict[int, list[FlinkTable]] = {}
    for table in tables:
        of_file.setdefault(id(table.file), []).append(table)
    return [job for file in files for job in _jobs(file, of_file.get(id(file), []), everywhere, sink_of)]


def _jobs(
    file: File, declared: Sequence[FlinkTable], everywhere: Mapping[str, FlinkTable], sink_of: Mapping[int, Sink]
) -> list[Job]:
    tables_here = iter(declared)
    known: dict[str, FlinkTable] = {}
    snapshot: Mapping[str, FlinkTable] | None = None
    settings: dict[str, flink.Set] = {}
    jobs: list[Job] = []
    for statement in file.flink:
        if isinstance(statement, flink.CreateTable):
            known[statement.path[-1].text] = next(tables_here)
            snapshot = None
        elif isinstance(statement, flink.Set) and statement.key is not None:
            settings = {**settings, statement.key.value: statement}
        elif isinstance(statement, flink.Reset):
            settings = {} if statement.key is None else {k: v for k, v in settings.items() if k != statement.key.value}
        for insert in _inserts(statement):
            snapshot = snapshot or ChainMap(dict(known), everywhere)  # type: ignore[arg-type]  # nobody writes into it
            target = snapshot.get(insert.target[-1].text)
            jobs.append(Job(file, insert, settings, target, sink_of.get(id(target)), snapshot))
    return jobs


def _inserts(statement: flink.Statement) -> tuple[flink.Insert, ...]:
    if isinstance(statement, flink.Insert):
        return (statement,)
    return statement.inserts if isinstance(statement, flink.StatementSet) else ()
