"""Options of a sink by their names: unknown ones, missing ones, undocumented ones."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors.model import Option
from flinkmc.connectors.values import is_placeholder
from flinkmc.connectors.vocabulary import flink_options, stands_for, unmet
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Finding, Fix, Note, replace
from flinkmc.lint.project import Sink
from flinkmc.lint.rule import rule
from flinkmc.rules.given import foreign, given, known, meant, of_flink, of_generation, settings, shown, undecided


@rule("FMC101", "unknown-option", severity="error", needs=Sink, fix="safe")
def unknown_option(sink: Sink) -> Iterator[Finding]:
    """The connector has no such option.

    `CREATE TABLE` takes any option. The INSERT that uses the table fails: "Unsupported options found", in a message
    that prints all options, the access key among them. Names are compared with their case. For `odps` of managed Flink,
    whose own documents write one key in several cases, a difference in case is a warning.

    Bad:
        'sink.opration' = 'upsert'

    Good:
        'sink.operation' = 'upsert'

    Source: the options are those of the connector's page; that Flink refuses others was measured on 1.13 to 2.1.
    """
    for option in given(sink):
        key = option.key.value
        if key in sink.vocabulary.options or is_placeholder(key):
            continue
        if key in of_flink():
            yield from _of_flink(sink, option, of_flink()[key])
        elif (same := sink.vocabulary.find(key)) is not None:
            message = f"'{key}' is '{same.key}' in the documents of connector {sink.vocabulary.identifier}"
            yield Finding(option.key.span, message, fix=_put(sink, option, same.key), severity="warning")
        elif foreign(sink, key) is None and not of_generation(sink, key) and not undecided(sink):
            yield _unknown(sink, option)


def _of_flink(sink: Sink, option: flink.Option, of_all: Option) -> Iterator[Finding]:
    """An option that Flink itself has for every connector, if the version in use has it."""
    version = sink.environment.flink_version
    if of_all.key not in flink_options(version):
        message = f"Flink {version} does not have the option '{of_all.key}' yet: it came with {of_all.since}"
        yield Finding(option.key.span, message)


def _unknown(sink: Sink, option: flink.Option) -> Finding:
    key, vocabulary = option.key.value, sink.vocabulary
    message = f"unknown option {shown(key)} of connector {vocabulary.identifier}"
    close = stands_for(vocabulary, key)
    if not close:
        return Finding(option.key.span, message, help=f"flinkmc options {vocabulary.name} lists those there are")
    label = f"did you mean {' or '.join(map(repr, close))}?"
    if len(close) > 1:
        return Finding(option.key.span, message, label)
    if (set_already := sink.option(close[0])) is not None:
        notes = [Note(set_already.key.span, "which is set here")] if sink.flink_table.declares(set_already) else []
        return Finding(option.key.span, message, label, notes)
    return Finding(option.key.span, message, label, fix=_put(sink, option, close[0]))


def _put(sink: Sink, option: flink.Option, key: str) -> Fix | None:
    """Writes an option's key as `key`, unless that stands there as well."""
    others = [other for other in sink.table.options if other is not option and other.key.value == key]
    return None if others else replace(option.key.span, f"'{key}'")


@rule("FMC102", "missing-option", severity="error", needs=Sink)
def missing_option(sink: Sink) -> Iterator[Finding]:
    """An option that the connector requires is absent or empty.

    `CREATE TABLE` takes the table all the same; the INSERT that uses it fails. An empty value passes Flink's check, and
    the connector stops at it later, with a message of its own. Tables that only lend their options to others through
    LIKE may be incomplete.

    Bad:
        CREATE TABLE orders_sink (id BIGINT) WITH (
          'connector' = 'maxcompute', 'odps.project.name' = 'shop', 'odps.access.id' = '${ODPS_ACCESS_ID}',
          'odps.access.key' = '${ODPS_ACCESS_KEY}', 'table.name' = 'orders'
        );

    Good:
        'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api'

    Source: the connector's parameter table; what Flink checks was measured on 1.13 to 2.1.
    """
    told = settings(sink)
    required = [
        option for option in sink.vocabulary.options.values() if option.required and _is_due(sink, option, told)
    ]
    for option, of_connector in known(sink):
        if of_connector in required and not option.value.value.strip():
            message = f"'{of_connector.key}' is empty: connector {sink.vocabulary.identifier} requires it"
            yield Finding(option.value.span, message, help="Flink lets it pass, the connector does not")
    if sink.flink_table.complete and not sink.flink_table.lends and not undecided(sink):
        yield from _absent(sink, [option.key for option in required])


def _is_due(sink: Sink, option: Option, told: dict[str, str]) -> bool:
    """Whether an option is required as things stand; that for bucket counts has a rule of its own."""
    return option.key != sink.key("buckets") and unmet(sink.vocabulary, option, told) is None


def _absent(sink: Sink, required: list[str]) -> Iterator[Finding]:
    keys = [option.key.value for option in (*sink.table.options, *sink.flink_table.hints)]
    present = {option.key for key in keys if (option := meant(sink, key)) is not None}
    missing = [key for key in required if key not in present]
    if not missing or any(is_placeholder(key) for key in keys):
        return
    verb, them = ("is", "it") if len(missing) == 1 else ("are", "them")
    names = " and ".join(filter(None, (", ".join(map(repr, missing[:-1])), repr(missing[-1]))))
    message = f"{names} {verb} missing: connector {sink.vocabulary.identifier} requires {them}"
    yield Finding(sink.name_span, message)


@rule("FMC117", "undocumented-option", severity="info", needs=Sink)
def undocumented_option(sink: Sink) -> Iterator[Finding]:
    """The option is known from elsewhere, and not documented for this connector.

    It may work: connectors share code with their neighbours. Whether this one takes it, and since when, its own page
    does not say; one that it does not have fails the job with "Unsupported options found".

    Bad:
        'upsert.partial-column.enable' = 'true'

    Good:
        'upsert.major-compact.enable' = 'true'

    Source: the connector's parameter tables, and those of the connector of managed Flink.
    """
    for option in given(sink):
        key, found = option.key.value, sink.vocabulary.find(option.key.value)
        if found is not None and not found.documented:
            message = f"'{key}' is not documented for connector {sink.vocabulary.identifier}"
            yield Finding(option.key.span, message, help=found.note)
        elif found is None and of_generation(sink, key):
            message = f"'{key}' is documented for another generation of connector {sink.vocabulary.identifier} only"
            yield Finding(option.key.span, message)
