"""Options of several connectors for MaxCompute: which one a table means, and what the others' names are here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from flinkmc import data
from flinkmc.connectors.model import Renamed
from flinkmc.connectors.vocabulary import load
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Finding, Note, unsafe_replace
from flinkmc.lint.project import FlinkTable, Sink
from flinkmc.lint.rule import rule
from flinkmc.rules.given import foreign, given, identifiers, known, level, undecided
from flinkmc.rules.migration import carried_over


@rule("FMC105", "option-of-other-connector", severity="error", needs=Sink, fix="safe, unsafe")
def option_of_other_connector(sink: Sink) -> Iterator[Finding]:
    """The option belongs to another connector for MaxCompute.

    There are several, with their own names for the same things: the one of managed Flink, an older open-source one,
    that of Flink CDC pipelines. Flink refuses the names of one for another: "Unsupported options found". Where this
    connector has the same option under another name, the fix writes it so, and converts its unit.

    Bad:
        'tableName' = 'orders'

    Good:
        'table.name' = 'orders'

    Bad:
        'upsertCommitTimeoutMs' = '600000'

    Good:
        'upsert.commit.timeout' = '600'

    Source: the parameter tables of the connectors; the open-source ones were read in code.
    """
    if undecided(sink):
        return
    for option in given(sink):
        if option.key.value == sink.vocabulary.identifier_key:
            yield from _other_identifier(sink, option)
        elif (renamed := foreign(sink, option.key.value)) is not None:
            yield _renamed(sink, option, renamed)


def _renamed(sink: Sink, option: flink.Option, renamed: Renamed) -> Finding:
    origin = f": {load(renamed.origin).title}" if renamed.origin else ""
    both = " and " if renamed.kind == "restructure" else " or "
    label = f"here {both.join(map(repr, renamed.to))}" if renamed.to else "nothing here does it"
    twins = [twin for key in renamed.to if (twin := sink.option(key)) and sink.flink_table.declares(twin)]
    notes = [Note(twin.key.span, "set here as well") for twin in twins]
    fix = carried_over(sink, option, renamed)
    advice = renamed.note
    if renamed.kind == "exact" and fix is None and not twins:
        advice = advice or "its value cannot be carried over as it is"
    return Finding(option.key.span, f"'{option.key.value}' is of another connector{origin}", label, notes, advice, fix)


def _other_identifier(sink: Sink, option: flink.Option) -> Iterator[Finding]:
    """The connector's own name, where the table is held to another connector than it names, or names it Blink's way."""
    value, vocabulary = option.value.value, sink.vocabulary
    if vocabulary.identifier_key != "connector":
        message = f"Flink knows no '{vocabulary.identifier_key}': this is how {vocabulary.title} names a connector"
        yield Finding(option.key.span, message, "here 'connector'")
    elif value != vocabulary.identifier and value in identifiers():
        message = f"this table names connector {value}, and is held to connector {vocabulary.identifier}"
        yield Finding(option.value.span, message, fix=unsafe_replace(option.value.span, f"'{vocabulary.identifier}'"))


@rule("FMC110", "mixed-vocabularies", severity="error", needs=Sink)
def mixed_vocabularies(sink: Sink) -> Iterator[Finding]:
    """The options are those of two connectors, and which one is meant cannot be told.

    Several connectors for MaxCompute call themselves `odps`: the one of managed Flink, and an open-source one. They
    have few options in common, so that Flink refuses half of such a table. Decide for one; `--connector` says which,
    and then the others' options are found one by one, with their names there.

    Bad:
        CREATE TABLE orders_sink (id BIGINT) WITH (
          'connector' = 'odps', 'odps.project.name' = 'shop', 'odps.access.id' = '${ODPS_ACCESS_ID}',
          'odps.access.key' = '${ODPS_ACCESS_KEY}', 'odps.end.point' = 'https://example.com/api',
          'table.name' = 'orders', 'sink.operation' = 'upsert', 'upsert.write.bucket.num' = '16'
        );

    Good:
        'connector' = 'maxcompute'

    Source: the parameter tables of the connectors; that Flink refuses unknown options was measured on 1.13 to 2.1.
    """
    candidates = undecided(sink)
    if not candidates:
        return
    place = sink.option(sink.vocabulary.identifier_key)
    title = " or ".join(f"{load(name).identifier} ({load(name).title})" for name in candidates)
    notes = []
    for name in candidates:
        others = [load(other) for other in candidates if other != name]
        own = (o for o in given(sink) if load(name).find(o.key.value) and not any(v.find(o.key.value) for v in others))
        notes += [Note(option.key.span, f"an option of {load(name).title}") for option in list(own)[:1]]
    advice = f"say which one is meant: --connector {' or '.join(candidates)}"
    yield Finding(
        place.span if place else sink.name_span, f"these options fit no one connector: {title}", "", notes, advice
    )


@rule("FMC109", "unknown-connector", severity="off", needs=FlinkTable)
def unknown_connector(table: FlinkTable) -> Iterator[Finding]:
    """No option vocabulary knows the connector, so that its options are not checked.

    That is as it should be for sources and for other sinks, so the rule is off unless asked for. It helps where a
    project means to have every table checked: describe the connector in a vocabulary of your own.

    Bad:
        CREATE TABLE t (id BIGINT) WITH ('connector' = 'in-house');

    Good:
        CREATE TABLE t (id BIGINT) WITH ('connector' = 'maxcompute');

    Source: the vocabularies that flinkmc has.
    """
    option = table.option("connector")
    name = table.text("connector")
    if option is not None and name is not None and table.declares(option) and name not in identifiers():
        yield Finding(option.value.span, f"no vocabulary describes connector '{name}': its options are not checked")


@rule("FMC111", "option-not-in-version", severity="error", needs=Sink)
def option_not_in_version(sink: Sink) -> Iterator[Finding]:
    """The managed runtime in use does not have the option yet.

    Managed Flink names its runtime (VVR) apart from Flink: Flink 1.15 is runtime 6, 1.17 is runtime 8. An option that
    came with 8.0.10 is unknown to runtime 6, and the job does not start. Within one runtime the exact version is not
    known here: there nothing is said.

    Bad, with flink=1.15 target=vvp:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'odps', 'endpoint' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
          'project' = 'shop', 'tableName' = 'orders', 'accessId' = '${secret_values.ak_id}',
          'accessKey' = '${secret_values.ak_secret}', 'enableUpsert' = 'true'
        );

    Good, with flink=1.17 target=vvp:
        CREATE TABLE orders_sink (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH (
          'connector' = 'odps', 'endpoint' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
          'project' = 'shop', 'tableName' = 'orders', 'accessId' = '${secret_values.ak_id}',
          'accessKey' = '${secret_values.ak_secret}', 'enableUpsert' = 'true'
        );

    Source: the versions in the parameter table of managed Flink, and the names of its released artifacts.
    """
    version = sink.environment.flink_version
    runtime = _runtimes().get(version)
    for option, of_connector in known(sink):
        if runtime is not None and of_connector.since and int(of_connector.since.partition(".")[0]) > runtime:
            message = f"'{of_connector.key}' came with VVR {of_connector.since}; Flink {version} is VVR {runtime}"
            yield Finding(option.key.span, message, severity=level(sink, of_connector, "since"))


@cache
def _runtimes() -> dict[str, int]:
    """The first number of the managed runtime, by the version of Flink."""
    lines = [
        line.split("\t") for line in data.read_text("flink", "runtimes.tsv").splitlines() if not line.startswith("#")
    ]
    return {flink: int(runtime) for flink, runtime in lines[1:]}
