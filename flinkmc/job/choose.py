"""What of a project is part of the job: its sinks, their INSERTs, and every statement that these need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from flinkmc.connectors.nearest import nearest
from flinkmc.flink import model as flink
from flinkmc.job.carry import file_name
from flinkmc.job.model import Fault, Refused
from flinkmc.lint.project import FlinkTable, Job, Project, Sink
from flinkmc.lint.script import File
from flinkmc.text.scanner import QUOTED, scan
from flinkmc.text.source import Span

_CARRIED = frozenset(("create", "use", "load", "unload", "add", "alter"))
_CONNECTOR = "maxcompute"


class Piece(NamedTuple):
    """A statement of a file; `table` is the table that it declares, if it is a CREATE TABLE."""

    file: File
    statement: flink.CreateTable | flink.CreateView | flink.Other
    table: FlinkTable | None = None


class Chosen(NamedTuple):
    """The sinks in the order of the files, the INSERTs that feed them, the sinks that nothing feeds and that get a
    source of their own, the statements that must come before, the tables that are read, and what is left out."""

    sinks: tuple[Sink, ...]
    jobs: tuple[Job, ...]
    unfed: tuple[Sink, ...]
    pieces: tuple[Piece, ...]
    read: tuple[FlinkTable, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def tables(self) -> dict[str, FlinkTable]:
        """The tables that are carried over, by name."""
        return {piece.table.name: piece.table for piece in self.pieces if piece.table is not None}

    @property
    def written(self) -> tuple[FlinkTable, ...]:
        """The tables that are inserted into, those of other connectors, too."""
        tables = [*(sink.flink_table for sink in self.sinks), *(job.target for job in self.jobs if job.target)]
        return tuple({id(table.declared): table for table in tables}.values())


def choose(project: Project, names: tuple[str, ...]) -> Chosen:
    """The job of the sinks of these names, or of all sinks. Raises Refused."""
    sinks = _sinks(project, names)
    jobs = [job for job in project.jobs if not names or job.sink in sinks]
    _check_targets(jobs)
    fed = [sink for sink in sinks if any(job.sink is sink for job in jobs)]
    unfed = [sink for sink in sinks if sink not in fed] if names or not fed else []
    kept = [sink for sink in sinks if sink in fed or sink in unfed]
    left_out = [f"the sink {sink.name}: nothing is inserted into it" for sink in sinks if sink not in kept]
    needs = _Needs(project)
    for sink in kept:
        needs.table(sink.flink_table)
    for job in jobs:
        if job.target is not None:
            needs.table(job.target)
        needs.query(job.file, job.insert.query, job.tables)
    pieces = needs.in_order({job.file.source.path for job in jobs} | {sink.source.path for sink in kept})
    _check_names(pieces)
    left_out += _other_statements(project, pieces)
    chosen = Chosen(tuple(kept), tuple(jobs), tuple(unfed), tuple(pieces), (), tuple(left_out))
    return chosen._replace(read=tuple(table for table in needs.read.values() if table not in chosen.written))


def _sinks(project: Project, names: tuple[str, ...]) -> list[Sink]:
    sinks = list(project.sinks)
    known = [sink.name for sink in sinks]
    for name in names:
        if name not in known:
            close = nearest(name, known)
            hint = f"did you mean {' or '.join(close)}?" if close else f"there is {', '.join(known) or 'none'}"
            raise Refused(Fault(f"no sink is named '{name}'", help=hint))
    chosen = [sink for sink in sinks if not names or sink.name in names]
    if not chosen:
        message = f"no table of the connector '{_CONNECTOR}' is in these files"
        raise Refused(Fault(message, help="a job needs the CREATE TABLE of at least one sink"))
    faults = [fault for sink in chosen for fault in _unfit(sink)]
    if faults:
        raise Refused(*faults)
    return chosen


def _unfit(sink: Sink) -> Iterator[Fault]:
    """Why a sink cannot be run by a Flink of one's own."""
    option = sink.option("connector")
    if sink.vocabulary.name != _CONNECTOR or (option is not None and option.value.value != _CONNECTOR):
        written = option.value.value if option else sink.vocabulary.title
        place = option.value.span if option else sink.name_span
        message = f"the sink {sink.name} is written for '{written}': a self-managed Flink has '{_CONNECTOR}'"
        yield Fault(message, sink.source, place, "flinkmc options tells what each option is called there")
    if sink.table.query is not None:
        help_text = "declare the table with its columns, and insert into it"
        yield Fault("CREATE TABLE … AS SELECT makes no job", sink.source, sink.name_span, help_text)
    elif not sink.flink_table.complete:
        yield Fault(f"the sink {sink.name} could not be read whole", sink.source, sink.name_span)


def _check_targets(jobs: Iterable[Job]) -> None:
    faults = []
    for job in jobs:
        if job.target is None:
            target = job.insert.target
            message = f"no file declares the table {target[-1].text} that is inserted into"
            faults.append(
                Fault(message, job.source, target[-1].span, "name the file that does, too, or choose --table")
            )
    if faults:
        raise Refused(*faults)


def _check_names(pieces: Iterable[Piece]) -> None:
    """One script has one table of a name; files that say the same are no trouble."""
    seen: dict[str, Piece] = {}
    for piece in pieces:
        if piece.table is None:
            continue
        other = seen.setdefault(piece.table.name, piece)
        if other is not piece and _text(other) != _text(piece):
            message = f"the table {piece.table.name} is declared differently in {other.file.source.path}"
            place = piece.table.declared.path[-1].span
            raise Refused(Fault(message, piece.file.source, place, "name only the files of one job"))


def _text(piece: Piece) -> str:
    return piece.file.source.slice(piece.statement.span)


def _other_statements(project: Project, pieces: Iterable[Piece]) -> list[str]:
    """What stands in the job's files and is no part of it, a sentence each."""
    kept = {id(piece.statement) for piece in pieces}
    sources = {piece.file.source.path for piece in pieces}
    found = []
    for file in project.files:
        for statement in file.flink if file.source.path in sources else ():
            if isinstance(statement, flink.Other) and id(statement) not in kept:
                line = file.source.position(statement.span.start).line
                what = statement.kind.replace("_", " ").upper()
                found.append(f"{what} in line {line} of {file_name(file.source)}: it is no part of a job")
    return found


class _Needs:
    """Collects statements, and which others each of them needs."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.pieces: dict[int, Piece] = {}
        self.before: dict[int, list[int]] = {}
        self.read: dict[int, FlinkTable] = {}
        self.views = {
            statement.path[-1].text: (file, statement)
            for file in project.files
            for statement in file.flink
            if isinstance(statement, flink.CreateView)
        }

    def table(self, table: FlinkTable) -> int:
        """A table, and the one that its LIKE names."""
        key = id(table.declared)
        if key not in self.pieces:
            self.pieces[key] = Piece(table.file, table.declared, table)
            like = table.declared.like
            base = self._base(table, like.table[-1].text) if like else None
            self.before[key] = [self.table(base)] if base else []
        return key

    def _base(self, table: FlinkTable, name: str) -> FlinkTable | None:
        named = [other for other in self.project.tables if other.name == name and other.declared is not table.declared]
        return next((other for other in named if other.file is table.file), named[0] if named else None)

    def query(self, file: File, query: Span, tables: Mapping[str, FlinkTable]) -> list[int]:
        """What a query reads: every table and view whose name stands in it."""
        tokens = scan(file.source.text, start=query.start, end=query.end)
        found = []
        for key, text in zip(tokens.keys, tokens.texts, strict=True):
            name = text[1:-1].replace("``", "`") if key == QUOTED else text
            if name in tables:
                self.read[id(tables[name].declared)] = tables[name]
                found.append(self.table(tables[name]))
            elif name in self.views:
                found.append(self.view(*self.views[name], tables))
        return found

    def view(self, file: File, view: flink.CreateView, tables: Mapping[str, FlinkTable]) -> int:
        """A view, and what it reads."""
        key = id(view)
        if key not in self.pieces:
            self.pieces[key] = Piece(file, view)
            self.before[key] = self.query(file, view.query, tables)
        return key

    def in_order(self, paths: set[str]) -> list[Piece]:
        """The pieces, and the statements of these files that set the scene: in the order of the files, but each after
        what it needs."""
        ordered: dict[int, Piece] = {}
        entered: set[int] = set()

        def place(key: int) -> None:
            if key not in entered:
                entered.add(key)
                for needed in self.before.get(key, ()):
                    place(needed)
                ordered[key] = self.pieces[key]

        for file in self.project.files:
            for statement in file.flink:
                if isinstance(statement, flink.Other) and file.source.path in paths and _sets_the_scene(statement):
                    self.pieces[id(statement)] = Piece(file, statement)
                if id(statement) in self.pieces:
                    place(id(statement))
        return list(ordered.values())


def _sets_the_scene(statement: flink.Other) -> bool:
    return statement.kind.partition("_")[0] in _CARRIED
