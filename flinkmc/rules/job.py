"""The job: whether an INSERT fits the table that it writes, and whether its tables can be written and read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from flinkmc.connectors import values
from flinkmc.flink import model as flink
from flinkmc.flink.select import output_count, sources
from flinkmc.lint.diagnostic import Finding, Note
from flinkmc.lint.linking import as_sink
from flinkmc.lint.project import Job, Project
from flinkmc.lint.rule import rule
from flinkmc.lint.script import File
from flinkmc.rules.checkpoints import MODE, runtime_mode
from flinkmc.text.source import Span

_CATALOGS = frozenset(("use", "create_catalog"))
_SOURCE = re.compile(r"(?i)\b(?:FROM|JOIN)\s+(`[^`]+`|\w+)")  # a quick look, before the tokens are asked


@rule("FMC504", "insert-column-count", severity="error", needs=Project)
def insert_column_count(project: Project) -> Iterator[Finding]:
    """The query of an INSERT does not yield as many columns as the table has.

    Flink matches them by position and refuses the job: "Different number of columns". With a list of columns behind the
    table's name, a query that yields too few is refused; what it yields beyond the list is dropped without a word,
    which is a warning.

    Bad:
        CREATE TABLE log_sink (line STRING, ds STRING) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log'
        );
        INSERT INTO log_sink VALUES ('hello');

    Good:
        CREATE TABLE log_sink (line STRING, ds STRING) PARTITIONED BY (ds) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log'
        );
        INSERT INTO log_sink VALUES ('hello', '20260131');

    Source: measured on the planners of Flink 1.13 to 1.17.
    """
    for _, jobs in groupby(project.jobs, key=lambda job: id(job.file)):
        for job, count in _counted(list(jobs)):
            yield from _misfit(job, count)


def _misfit(job: Job, count: int) -> Iterator[Finding]:
    place, target = job.insert.target[-1], job.target
    if job.insert.columns:
        listed = len(job.insert.columns)
        if count < listed:
            message = f"the query yields {_columns(count)}, {listed} are listed"
            yield Finding(place.span, message, source=job.source)
        elif count > listed:
            message = f"the query yields {_columns(count)}, {listed} are listed: Flink drops the rest without a word"
            yield Finding(place.span, message, source=job.source, severity="warning")
    elif target is not None and target.complete and target.table.query is None and target.written:
        fixed = {value.key.text for value in job.insert.partition}
        wanted = [column.name.text for column in target.written if column.name.text not in fixed]
        if count != len(wanted):
            message = f"the query yields {_columns(count)}, {place.text} takes {len(wanted)}"
            notes = [Note(target.table.path[-1].span, f"{_columns(len(wanted))} to write", target.source)]
            advice = f"they are {', '.join(wanted)}"
            yield Finding(place.span, message, notes=notes, help=advice, source=job.source)


def _counted(jobs: Sequence[Job]) -> Iterator[tuple[Job, int]]:
    """The jobs of a file whose query yields a number of columns that is sure. Where tables are altered, none is."""
    file, views = jobs[0].file, dict[str, int | None]()
    ahead = [one for one in reversed(file.flink) if isinstance(one, flink.CreateView)]
    for job in jobs if not _has(file, "alter_table") else ():
        width = partial(_width, job, views)
        while ahead and ahead[-1].span.end <= job.insert.span.start:
            view = ahead.pop()
            views[_dotted(view.path)] = len(view.columns) or output_count(file.source.text, view.query, width)
        if (count := output_count(file.source.text, job.insert.query, width)) is not None:
            yield job, count


def _width(job: Job, views: Mapping[str, int | None], name: str) -> int | None:
    """How many columns `*` takes from a view or table; None where that is not known."""
    table = job.tables.get(name.rpartition(".")[2])
    if name in views or table is None:
        return views.get(name)
    if _dotted(table.table.path) != name or not table.complete or table.table.query is not None:
        return None
    return len(table.table.columns)


def _dotted(path: flink.ObjectPath) -> str:
    return ".".join(name.text for name in path)


@rule("FMC509", "overwrite-in-streaming", severity="error", needs=Job)
def overwrite_in_streaming(job: Job) -> Iterator[Finding]:
    """A streaming job overwrites.

    INSERT OVERWRITE replaces what is there by a whole result, which an endless job never has. The connector refuses it:
    "Streaming mode not support overwrite".

    Bad:
        CREATE TABLE log (line STRING) WITH ('connector' = 'datagen');
        CREATE TABLE log_sink (line STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'log');
        SET 'execution.checkpointing.interval' = '4 min';
        INSERT OVERWRITE log_sink SELECT line FROM log;

    Good:
        CREATE TABLE log (line STRING) WITH ('connector' = 'datagen');
        CREATE TABLE log_sink (line STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'log');
        SET 'execution.runtime-mode' = 'batch';
        INSERT OVERWRITE log_sink SELECT line FROM log;

    Source: read in the connector's open-source ancestor.
    """
    streaming = runtime_mode(job) == "streaming" and job.environment.target != "vvp"
    if job.insert.overwrite and job.sink is not None and streaming:
        head = Span(job.insert.span.start, job.insert.target[0].span.start)
        place = Span(head.start, head.start + len(job.source.slice(head).rstrip()))
        yield Finding(place, "OVERWRITE needs batch mode", help=f"SET '{MODE}' = 'batch', or INSERT INTO")


@rule("FMC510", "reads-sink-only-table", severity="warning", needs=Job)
def reads_sink_only_table(job: Job) -> Iterator[Finding]:
    """A query reads a table of a connector that is documented for writing only.

    The connector's page knows no option for reading. Managed Flink reads MaxCompute with its `odps` connector.

    Bad:
        CREATE TABLE orders (id BIGINT) WITH ('connector' = 'maxcompute', 'table.name' = 'orders');
        CREATE TABLE shown (id BIGINT) WITH ('connector' = 'print');
        INSERT INTO shown SELECT id FROM orders;

    Good:
        CREATE TABLE orders (id BIGINT) WITH ('connector' = 'datagen');
        CREATE TABLE shown (id BIGINT) WITH ('connector' = 'print');
        INSERT INTO shown SELECT id FROM orders;

    Source: the connector's page, which is titled "write data to MaxCompute".
    """
    query = job.insert.query
    words = _SOURCE.findall(job.source.text, query.start, query.end)
    if not any(_is_for_writing(job, word.strip("`")) for word in words):
        return
    for name, span in sources(job.source.text, query):
        if _is_for_writing(job, name):
            yield Finding(span, f"{name} is read here: its connector is documented for writing only")


def _is_for_writing(job: Job, name: str) -> bool:
    """Whether a name is that of a table whose connector has options for writing only."""
    table = job.tables.get(name)
    sink = as_sink(table) if table is not None else None
    return sink is not None and all(option.scope == "sink" for option in sink.vocabulary.options.values())


@rule("FMC511", "unknown-table", severity="warning", needs=Project)
def unknown_table(project: Project) -> Iterator[Finding]:
    """An INSERT writes a table that no file declares.

    Nothing can be checked of such a job. The table may be in a catalog, or its file is not among those that are linted:
    name it in the call, or in `tables` of the configuration. A name of several parts, or a file that chooses a catalog,
    is taken to mean a catalog's table.

    Bad:
        INSERT INTO order_sink VALUES (1);

    Good:
        CREATE TABLE order_sink (id BIGINT) WITH ('connector' = 'print');
        INSERT INTO order_sink VALUES (1);

    Source: Flink refuses a job whose table it does not find.
    """
    for _, jobs in groupby(project.jobs, key=lambda job: id(job.file)):
        unknown = [job for job in jobs if job.target is None and len(job.insert.target) == 1]
        if unknown and not _has(unknown[0].file, *_CATALOGS):
            for job in unknown:
                name = job.insert.target[0]
                if not values.is_placeholder(name.text):
                    yield Finding(name.span, f"no file declares the table {name.text}", source=job.source)


def _has(file: File, *kinds: str) -> bool:
    """Whether a file has a statement of one of these kinds."""
    return any(isinstance(one, flink.Other) and one.kind in kinds for one in file.flink)


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count} columns"
