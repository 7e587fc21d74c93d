"""The MaxCompute tables that a project's sinks write: for `flinkmc ddl`, and for the bundle of a job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flinkmc.lint.comments import without_secrets
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.project import Project, Sink
from flinkmc.maxcompute import model as maxcompute
from flinkmc.translate.table import Translation, Wanted, translate

_OF_THE_TABLE = frozenset(
    (
        *("FMC001", "FMC002", "FMC003", "FMC005", "FMC007", "FMC201", "FMC202", "FMC301", "FMC302", "FMC306"),
        *("FMC310", "FMC311", "FMC405", "FMC601", "FMC602", "FMC603"),
    )
)
_OF_NAME_AND_MODE = frozenset(("FMC006", "FMC102", "FMC103", "FMC115"))


class Choice(NamedTuple):
    """What the caller asks of the tables, beyond what the sinks say; absent means that the sink decides."""

    buckets: int | None = None
    retain_hours: int | None = None
    lifecycle: int | None = None
    if_not_exists: bool = True
    names: tuple[str, ...] = ()


class SinkTable(NamedTuple):
    """A sink with its MaxCompute table, or with what stands against one."""

    sink: Sink
    translation: Translation
    refusals: tuple[Diagnostic, ...] = ()

    @property
    def table(self) -> maxcompute.Table | None:
        """The table, where there can be one."""
        return None if self.refusals else self.translation.table

    @property
    def name(self) -> str:
        """[project.][schema.]table as the sink writes it; the sink's own name where it names none."""
        return ".".join(_path(self.sink)) or self.sink.name


def sink_tables(project: Project, diagnostics: Sequence[Diagnostic], choice: Choice) -> list[SinkTable]:
    """One entry for each sink, in the order of the files; of several sinks into one table the first stands for all."""
    found: dict[str, SinkTable] = {}
    for sink in project.sinks:
        if choice.names and sink.name not in choice.names and ".".join(_path(sink)) not in choice.names:
            continue
        refusals = tuple(diagnostic for diagnostic in diagnostics if refuses(diagnostic, sink))
        entry = SinkTable(sink, translated(sink, project, choice), refusals)
        known = found.setdefault(entry.name, entry)
        if known is not entry and refusals and not known.refusals:
            found[entry.name] = entry
    return list(found.values())


def translated(sink: Sink, project: Project, choice: Choice) -> Translation:
    """The MaxCompute table of a sink, without the secrets that its comments may hold."""
    made = translate(sink.table, wanted(sink, project, choice))
    return made._replace(table=made.table and without_secrets(made.table, sink.source))


def wanted(sink: Sink, project: Project, choice: Choice) -> Wanted:
    """What the sink, the table it is linked with and the caller ask of the MaxCompute table; the caller comes first."""
    link = project.link(sink)
    linked = link.table.bucket_count if link else None
    told = sink.bucket_count or linked
    return Wanted(
        path=_path(sink),
        mode="upsert" if sink.mode == "upsert" else "insert",
        buckets=choice.buckets if choice.buckets is not None else told.value if told else None,
        retain_hours=choice.retain_hours,
        lifecycle=choice.lifecycle,
        if_not_exists=choice.if_not_exists,
        static_partition=sink.static_partition,
    )


def refuses(diagnostic: Diagnostic, sink: Sink) -> bool:
    """Whether a finding is about what the table is made of: syntax, columns, types, key, partitions, name, mode."""
    if diagnostic.severity != "error" or diagnostic.source is not sink.source:
        return False
    statement = sink.table.span
    if not statement.start <= diagnostic.span.start <= statement.end:
        return False
    if diagnostic.code in _OF_NAME_AND_MODE:
        keys = (sink.key("table"), sink.key("operation"))
        return any(f"'{key}'" in diagnostic.message for key in keys if key)
    return diagnostic.code in _OF_THE_TABLE


def _path(sink: Sink) -> tuple[str, ...]:
    text = sink.text(sink.key("table"))
    return tuple(part.strip().strip("`") for part in text.split(".")) if text else ()
