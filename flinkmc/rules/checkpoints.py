"""Checkpoints: a sink commits at them, so that a job needs them, and not too often."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors import values
from flinkmc.connectors.units import format_duration
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Edit, Finding, Fix, Note, unsafe_replace
from flinkmc.lint.project import Job, Project, Sink
from flinkmc.lint.rule import rule
from flinkmc.rules.insertion import line_start
from flinkmc.text.source import Span

_INTERVAL = "execution.checkpointing.interval"
_TIMEOUT = "execution.checkpointing.timeout"
MODE = "execution.runtime-mode"
_TIMEOUT_DEFAULT = 600_000  # milliseconds
_LEAST_INTERVAL = 180_000
_GOOD_INTERVAL = "4 min"


@rule("FMC501", "no-checkpointing", severity="error", needs=Project, fix="safe")
def no_checkpointing(project: Project) -> Iterator[Finding]:
    """A streaming job writes to MaxCompute and makes no checkpoints.

    The sink commits what it has written when a checkpoint completes. Without checkpoints a streaming job runs, reads
    and sends for as long as you like, and its table stays empty. Batch jobs and INSERT … VALUES commit at their end. On
    managed Flink checkpoints are a setting of the deployment, so that nothing is said there.

    Bad:
        CREATE TABLE log (line STRING) WITH ('connector' = 'datagen');
        CREATE TABLE log_sink (line STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'log');
        INSERT INTO log_sink SELECT line FROM log;

    Good:
        CREATE TABLE log (line STRING) WITH ('connector' = 'datagen');
        CREATE TABLE log_sink (line STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'log');
        SET 'execution.checkpointing.interval' = '4 min';
        INSERT INTO log_sink SELECT line FROM log;

    Source: MaxCompute's page on real-time ingestion: data is visible once a checkpoint has been committed.
    """
    said: set[int] = set()
    for job in project.jobs:
        if id(job.file) in said or not _must_commit(job):
            continue
        interval = job.settings.get(_INTERVAL)
        message = "no checkpoints: the sink commits at checkpoints only, so that nothing ever arrives"
        name = job.insert.target[-1].span
        if interval is None:
            said.add(id(job.file))
            advice = f"SET '{_INTERVAL}' = '{_GOOD_INTERVAL}' before the INSERT, unless the cluster has it"
            yield Finding(name, message, help=advice, fix=_before(job, advice), source=job.source)
        elif interval.value is not None and _milliseconds(job, _INTERVAL) == 0:
            said.add(id(job.file))
            notes = [Note(name, "written here")]
            yield Finding(interval.value.span, message, "0 switches them off", notes, source=job.source)


def _must_commit(job: Job) -> bool:
    """Whether the job writes to a sink, without end, on a cluster of one's own."""
    if job.sink is None or not job.sink.vocabulary.flink or job.environment.target == "vvp":
        return False
    bounded = job.source.text[job.insert.query.start : job.insert.query.start + 6].upper() == "VALUES"
    return runtime_mode(job) == "streaming" and not bounded


def _before(job: Job, advice: str) -> Fix:
    """Puts the SET on a line of its own before the statement that the INSERT stands in."""
    text, at = job.source.text, job.insert.span.start
    start = next((one.span.start for one in job.file.flink if one.span.start <= at < one.span.end), at)
    indent = text[line_start(text, start) : start]
    lead = indent if not indent.strip() else ""
    return Fix((Edit(Span(start, start), f"SET '{_INTERVAL}' = '{_GOOD_INTERVAL}';\n{lead}"),), "safe", advice)


@rule("FMC502", "checkpoint-interval-too-short", severity="warning", needs=Project, fix="unsafe")
def checkpoint_interval_too_short(project: Project) -> Iterator[Finding]:
    """An upsert job makes checkpoints too often.

    Every checkpoint commits a session, and every commit makes files: with short intervals the job spends its time on
    commits, and the table consists of small files. The page's versions say "more than 3 minutes" and "at least 3
    minutes", so that exactly 3 minutes are no more than a remark.

    Bad:
        CREATE TABLE log (id BIGINT) WITH ('connector' = 'datagen');
        CREATE TABLE log_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );
        SET 'execution.checkpointing.interval' = '30 s';
        INSERT INTO log_sink SELECT id FROM log;

    Good:
        CREATE TABLE log (id BIGINT) WITH ('connector' = 'datagen');
        CREATE TABLE log_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16'
        );
        SET 'execution.checkpointing.interval' = '4 min';
        INSERT INTO log_sink SELECT id FROM log;

    Source: the connector's page, "set the checkpoint interval to more than 3 minutes for upsert jobs".
    """
    said: set[int] = set()
    for job, sink in _upserts(project):
        interval, known = _milliseconds(job, _INTERVAL), job.settings.get(_INTERVAL)
        if known is None or known.value is None or not interval or interval > _LEAST_INTERVAL or id(known) in said:
            continue
        said.add(id(known))
        exactly = interval == _LEAST_INTERVAL
        yield Finding(
            known.value.span,
            f"checkpoints every {format_duration(interval)}: upsert sinks need more than 3 min",
            notes=[Note(job.insert.target[-1].span, f"{sink.name} upserts")],
            help=f"take {_GOOD_INTERVAL} or more",
            fix=unsafe_replace(known.value.span, _quoted(job, known, _GOOD_INTERVAL)),
            source=job.source,
            severity="info" if exactly else None,
        )


@rule("FMC503", "checkpoint-shorter-than-commit", severity="warning", needs=Project, fix="unsafe")
def checkpoint_shorter_than_commit(project: Project) -> Iterator[Finding]:
    """A checkpoint gives up before the sink's commit does.

    The commit of an upsert session may take as long as `upsert.commit.timeout`; the checkpoint that waits for it may
    take as long as `execution.checkpointing.timeout`. If that is not the longer one, a slow commit fails the checkpoint
    and everything since the last one is written again. Both are 10 minutes by default; nothing is said of that.

    Bad:
        CREATE TABLE log (id BIGINT) WITH ('connector' = 'datagen');
        CREATE TABLE log_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16', 'upsert.commit.timeout' = '1200'
        );
        SET 'execution.checkpointing.interval' = '4 min';
        INSERT INTO log_sink SELECT id FROM log;

    Good:
        CREATE TABLE log (id BIGINT) WITH ('connector' = 'datagen');
        CREATE TABLE log_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'maxcompute', 'table.name' = 'log', 'sink.operation' = 'upsert',
          'upsert.write.bucket.num' = '16', 'upsert.commit.timeout' = '1200'
        );
        SET 'execution.checkpointing.interval' = '4 min';
        SET 'execution.checkpointing.timeout' = '21 min';
        INSERT INTO log_sink SELECT id FROM log;

    Source: what the two are documented to do; that one must be the longer is our conclusion.
    """
    said: set[tuple[int, int]] = set()
    for job, sink in _upserts(project):
        key = sink.key("commit-timeout")
        option, known = sink.option(key), job.settings.get(_TIMEOUT)
        seconds = values.read_int(sink.effective(key) or "")
        timeout = _milliseconds(job, _TIMEOUT) if known else _TIMEOUT_DEFAULT
        silent = (option is None and known is None) or (id(sink), id(known)) in said
        if silent or not isinstance(seconds, int) or timeout is None or timeout > seconds * 1000:
            continue
        said.add((id(sink), id(known)))
        shown, wanted = format_duration(timeout), format_duration((seconds // 60 + 1) * 60_000)
        message = f"a commit may take {format_duration(seconds * 1000)}, the checkpoint that waits for it {shown}"
        advice = f"SET '{_TIMEOUT}' = '{wanted}'"
        if known is not None and known.value is not None:
            notes = [Note(option.value.span, f"{seconds} s here", sink.source)] if option else []
            fix = unsafe_replace(known.value.span, _quoted(job, known, wanted))
            yield Finding(known.value.span, message, notes=notes, help=advice, fix=fix, source=job.source)
        elif option is not None:
            notes = [Note(job.insert.target[-1].span, "checkpoints of this job end after 10 min", job.source)]
            yield Finding(option.value.span, message, notes=notes, help=advice, source=sink.source)


def runtime_mode(job: Job) -> str | None:
    """`streaming`, which is the default, or `batch`; None where a placeholder or another word stands."""
    if MODE not in job.settings:
        return "streaming"
    word = (job.setting(MODE) or "").lower()
    return word if word in ("streaming", "batch") else None


def _upserts(project: Project) -> Iterator[tuple[Job, Sink]]:
    """The streaming jobs that upsert, each with its sink."""
    for job in project.jobs:
        if job.sink is not None and job.sink.mode == "upsert" and runtime_mode(job) == "streaming":
            yield job, job.sink


def _milliseconds(job: Job, key: str) -> int | None:
    """A duration that is SET; None where it is not, or cannot be read."""
    text = job.setting(key)
    read = None if text is None else values.read_duration(text, job.environment.flink_version)
    return read if isinstance(read, int) else None


def _quoted(job: Job, setting: flink.Set, value: str) -> str:
    """A value as the SET writes its own: in quotes, or without blanks."""
    bare = setting.value is not None and job.source.text[setting.value.span.start] != "'"
    return value.replace(" ", "") if bare else f"'{value}'"
