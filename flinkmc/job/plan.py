"""From a project to the plan of a job. Every decision is made here or below; the bundle only writes it down."""

from __future__ import annotations

from collections.abc import Sequence

from flinkmc.flink import model as flink
from flinkmc.job import dry_run, settings
from flinkmc.job.carry import Carrier
from flinkmc.job.choose import Chosen, choose
from flinkmc.job.connectors import connector, ends, ships, stand_in
from flinkmc.job.model import Change, Input, Outcome, Plan, Refused, Setting, Statement, Target, Wanted
from flinkmc.job.settings import Given
from flinkmc.job.sink import decide as decide_sink
from flinkmc.job.sink import hide_account
from flinkmc.job.source import Generated, from_faker, generate
from flinkmc.lint.project import FlinkTable, Project
from flinkmc.lint.script import File
from flinkmc.text.source import Source, Span


def plan(project: Project, wanted: Wanted) -> Outcome:
    """The plan of the job that writes the wanted sinks, or why there is none. Pure; reads nothing but the project."""
    try:
        return Outcome(_plan(project, wanted))
    except Refused as refused:
        return Outcome(None, refused.faults)


def _plan(project: Project, wanted: Wanted) -> Plan:
    chosen = choose(project, wanted.tables)
    carrier = Carrier()
    assumed: list[str] = []
    for table in chosen.tables.values():
        hide_account(table, carrier)
    targets = [decide_sink(sink, project, carrier, assumed) for sink in chosen.sinks]
    inputs = [_input(table, wanted, carrier, assumed) for table in chosen.read]
    kept = [table for table, each in zip(chosen.read, inputs, strict=True) if each.origin == "yours"]
    generated = _generated(chosen, wanted)
    inputs += [Input(source.name, "datagen", "generated", True) for source in generated.values()]
    assumed += [text for source in generated.values() for text in source.assumed]
    statements = [carrier.carry(piece.file, piece.statement) for piece in chosen.pieces]
    statements += [Statement(source.create, (_made_for(sink, wanted),)) for sink, source in generated.items()]
    inserts = [carrier.carry(job.file, job.insert) for job in chosen.jobs]
    inserts += [Statement(source.insert) for source in generated.values()]
    given = _given(chosen, carrier)
    finite = all(each.ends for each in inputs)
    together = _together(chosen, finite, assumed)
    decided = settings.decide(given, chosen.sinks, wanted.flink_version, ends=finite)
    dry = dry_run.decide(chosen.written, kept, chosen.jobs, wanted.rows, wanted.flink_version)
    return Plan(
        name=decided[0].value,
        flink_version=wanted.flink_version,
        mode=settings.mode(given),
        rows=wanted.rows,
        settings=decided,
        statements=tuple(statements),
        inserts=tuple(inserts),
        together=together,
        targets=tuple(_with_trial(target, generated) for target in targets),
        inputs=tuple(inputs),
        variables=tuple(sorted(carrier.variables.values())),
        dry_run=dry,
        changes=(*carrier.changes, *_changed_settings(decided)),
        assumed=tuple(dict.fromkeys(assumed)),
        left_out=chosen.left_out,
        origins=_origins(project, chosen, given),
    )


def _input(table: FlinkTable, wanted: Wanted, carrier: Carrier, assumed: list[str]) -> Input:
    """A source as it is, or one that every Flink has in the place of one that only managed Flink ships."""
    name = connector(table)
    instead = stand_in(name)
    if not instead:
        return Input(table.name, name, "yours", ends(table), ships(name))
    pairs, differs = from_faker(table, wanted.rows, wanted.flink_version)
    why = f"{table.name} was a source of '{name}', which only managed Flink ships: '{instead}' makes rows like its"
    carrier.replace_options(table, pairs, why)
    carrier.changes.append(
        Change(table.name, f"'{name}' became '{instead}', and ends", f"only managed Flink ships '{name}'")
    )
    assumed += [f"{table.name}.{text}" for text in differs]
    return Input(table.name, instead, "replaced", True)


def _generated(chosen: Chosen, wanted: Wanted) -> dict[str, Generated]:
    taken = list(chosen.tables)
    made: dict[str, Generated] = {}
    for sink in chosen.unfed:
        made[sink.name] = generate(sink, wanted.rows, wanted.flink_version, taken)
        taken.append(made[sink.name].name)
    return made


def _made_for(sink: str, wanted: Wanted) -> str:
    return f"{wanted.rows} made-up rows for {sink}, since no INSERT was given. Put your own source and INSERT here."


def _together(chosen: Chosen, finite: bool, assumed: list[str]) -> bool:
    """Whether the INSERTs make one job. Those that end and write one table go one after the other, as they are written:
    in one job no order is kept between them."""
    names = [job.insert.target[-1].text for job in chosen.jobs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if finite and twice:
        return False
    assumed += [f"{name}: several INSERTs write it at the same time, in no order" for name in twice]
    return len(names) + len(chosen.unfed) > 1


def _with_trial(target: Target, generated: dict[str, Generated]) -> Target:
    source = generated.get(target.sink)
    if source is None:
        return target
    return target._replace(trial=(*target.static, *source.partition), unique=source.unique)


def _given(chosen: Chosen, carrier: Carrier) -> dict[str, Given]:
    """The user's SETs that are in force at the INSERTs, or that stand beside the sinks; of two the last."""
    found: dict[str, Given] = {}
    for job in chosen.jobs:
        for key, statement in job.settings.items():
            _add(found, key, statement, job.file, carrier)
    for sink in chosen.unfed:
        for other in sink.file.flink:
            if isinstance(other, flink.Set) and other.key is not None:
                _add(found, other.key.value, other, sink.file, carrier)
    return found


def _add(found: dict[str, Given], key: str, statement: flink.Set, file: File, carrier: Carrier) -> None:
    if statement.value is not None:
        found[key] = Given(statement, file.source, carrier.text(file, statement.span, statement.value.value))


def _origins(project: Project, chosen: Chosen, given: dict[str, Given]) -> tuple[tuple[Source, Span], ...]:
    """Where in the user's files the job's statements stand."""
    return (
        *((piece.file.source, piece.statement.span) for piece in chosen.pieces),
        *((job.source, job.insert.span) for job in chosen.jobs),
        *((each.source, each.statement.span) for each in given.values()),
        *((link.table_source, link.table.span) for sink in chosen.sinks if (link := project.link(sink))),
    )


def _changed_settings(decided: Sequence[Setting]) -> list[Change]:
    return [
        Change("SET", f"'{each.key}' = '{each.value}' instead of '{each.changed}'", each.why)
        for each in decided
        if each.changed
    ]
