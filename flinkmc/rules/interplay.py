"""Options that act together, against one another, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors.model import Option, read
from flinkmc.connectors.values import Problem, is_placeholder
from flinkmc.connectors.vocabulary import load, unmet
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Finding, Fix, Note, unsafe_replace
from flinkmc.lint.project import Sink
from flinkmc.lint.rule import rule
from flinkmc.rules import insertion
from flinkmc.rules.given import given, is_told, known, level, settings
from flinkmc.rules.removal import without


@rule("FMC106", "option-without-effect", severity="warning", needs=Sink, fix="safe, unsafe")
def option_without_effect(sink: Sink) -> Iterator[Finding]:
    """The option is set, and ignored as things stand.

    Some options act in one mode only, or once another option switches them on. Set outside of it they do nothing, and
    whoever reads the table believes otherwise. Mostly it is the switch that was forgotten. Taking the option out is a
    safe fix where the condition is documented, else an unsafe one.

    Bad:
        'sink.file-cached.memory' = '128 mb'

    Good:
        'sink.file-cached.enable' = 'true',
        'sink.file-cached.memory' = '128 mb'

    Source: the connector's parameter tables, which group the options by what they act in.
    """
    told = settings(sink)
    for option, of_connector in known(sink):
        lacking = unmet(sink.vocabulary, of_connector, told)
        if lacking is not None:
            if _is_understood(sink, lacking[0], told):
                yield _idle(sink, option, of_connector, lacking)
        elif of_connector.partitioned and sink.flink_table.complete and _is_unpartitioned(sink):
            message = f"'{option.key.value}' has no effect: {sink.name} is not partitioned"
            yield Finding(option.key.span, message, fix=_taken_out(sink, option, of_connector, "partitioned"))


def _is_understood(sink: Sink, key: str, told: dict[str, str]) -> bool:
    """Whether the option that decides has its own name and a value it can have; else that is the fault to find."""
    if sink.option(key) is None and is_told(sink, key):
        return False
    value = read(sink.vocabulary.options[key], told[key]) if key in told else None
    return not isinstance(value, Problem) or not value.certain


def _is_unpartitioned(sink: Sink) -> bool:
    return bool(sink.table.columns) and not sink.partition_columns


def _idle(sink: Sink, option: flink.Option, of_connector: Option, lacking: tuple[str, str]) -> Finding:
    key, wanted = lacking
    switch = sink.option(key)
    actual = f"'{switch.value.value}'" if switch else f"'{sink.vocabulary.options[key].default}' by default"
    message = f"'{option.key.value}' has no effect: '{key}' is {actual}"
    notes = [Note(switch.value.span, "decided here")] if switch and sink.flink_table.declares(switch) else []
    advice = f"set '{key}' to '{wanted}', or take this option out"
    return Finding(option.key.span, message, "", notes, advice, _taken_out(sink, option, of_connector, "when"))


def _taken_out(sink: Sink, option: flink.Option, of_connector: Option, field: str) -> Fix | None:
    """Takes an option out; safe where it is documented that it has no effect."""
    edits = without(sink.source, sink.flink_table.declared.options, option)
    safe = level(sink, of_connector, field) is None
    return Fix(edits, "safe" if safe else "unsafe", "take it out") if edits else None


@rule("FMC108", "conflicting-options", severity="warning", needs=Sink)
def conflicting_options(sink: Sink) -> Iterator[Finding]:
    """Two options are at odds with each other.

    A Tunnel endpoint switches off the routing that a Tunnel quota asks for. A buffer of one bucket cannot be larger
    than the buffer for all of them. A fixed partition leaves nothing to the partition columns that the rows carry. And
    two generations of one switch may say two things.

    Bad:
        'odps.tunnel.end.point' = 'https://dt.cn-hangzhou-vpc.maxcompute.aliyun-inc.com',
        'odps.tunnel.quota.name' = 'nightly'

    Good:
        'odps.tunnel.quota.name' = 'nightly'

    Source: the connector's page and that of managed Flink; how quota and endpoint go together was read in MaxCompute's
    SDK for Java.
    """
    yield from _routing(sink)
    yield from _sizes(sink)
    yield from _fixed_partition(sink)
    yield from _generations(sink)


def _routing(sink: Sink) -> Iterator[Finding]:
    quota, endpoint = sink.option(sink.key("quota")), sink.option(sink.key("tunnel-endpoint"))
    if quota and endpoint and endpoint.value.value.strip() and quota in given(sink):
        message = f"'{quota.key.value}' does not route: '{endpoint.key.value}' is set, and wins"
        yield Finding(quota.key.span, message, notes=_noted(sink, endpoint, "set here"), help="take one of them out")


def _sizes(sink: Sink) -> Iterator[Finding]:
    for option, of_connector in known(sink):
        bound = sink.vocabulary.find(of_connector.at_most) if of_connector.at_most else None
        limit = sink.effective(bound.key) if bound else None
        if bound is None or limit is None:
            continue
        size, most = (read(one, text) for one, text in ((of_connector, option.value.value), (bound, limit)))
        if isinstance(size, int) and isinstance(most, int) and size > most:
            larger = f"'{option.key.value}' is {option.value.value}: more than '{bound.key}', which is {limit}"
            other = sink.option(bound.key)
            yield Finding(option.value.span, larger, notes=_noted(sink, other, "the bound") if other else [])


def _fixed_partition(sink: Sink) -> Iterator[Finding]:
    fixed = {column for column, _ in sink.static_partition}
    option = sink.option(sink.key("partition"))
    if option is None or option not in given(sink):
        return
    if sink.partition_columns and fixed.issuperset(sink.partition_columns):
        columns = ", ".join(sink.partition_columns)
        message = f"'{option.key.value}' fixes {columns}, which {sink.name} takes from its rows by PARTITIONED BY"
        notes = [Note(name.span, "from the rows") for name in sink.flink_table.declared.partition_keys]
        yield Finding(option.value.span, message, "", notes, "take one of the two out")


def _generations(sink: Sink) -> Iterator[Finding]:
    """Options that a neighbour of this connector knows as older names of others that are set as well."""
    for neighbour in map(load, sink.vocabulary.shares):
        for option, of_connector in known(sink):
            renamed = neighbour.renamed.get(of_connector.key)
            newer = sink.option(renamed.to[0]) if renamed and renamed.kind == "exact" else None
            if newer is not None:
                message = f"'{option.key.value}' and '{newer.key.value}' are two generations of one switch"
                notes = _noted(sink, newer, "the newer one")
                yield Finding(option.key.span, message, notes=notes, help="take the older one out")


def _noted(sink: Sink, option: flink.Option, message: str) -> list[Note]:
    """The other option's place, where it stands in this statement."""
    return [Note(option.span, message)] if sink.flink_table.declares(option) else []


@rule("FMC114", "tunnel-routing-disabled", severity="info", needs=Sink)
def tunnel_routing_disabled(sink: Sink) -> Iterator[Finding]:
    """A Tunnel endpoint is set, so that MaxCompute no longer routes the data.

    Left out, the Tunnel endpoint is found from the network of the service's endpoint. Set by hand it must be of the
    same region and network, and it stays what it is when the project moves. Some networks need it all the same.

    Bad:
        'odps.tunnel.end.point' = 'https://dt.cn-hangzhou-vpc.maxcompute.aliyun-inc.com'

    Good:
        'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api'

    Source: the connector's parameter table.
    """
    option = sink.option(sink.key("tunnel-endpoint"))
    if option is not None and sink.key("quota") and option in given(sink) and option.value.value.strip():
        message = f"'{option.key.value}' is set: the Tunnel is not found automatically any more"
        yield Finding(option.key.span, message, help="leave it out, unless your network needs it")


@rule("FMC115", "schema-name-needs-namespace", severity="error", needs=Sink, fix="safe, unsafe")
def schema_name_needs_namespace(sink: Sink) -> Iterator[Finding]:
    """The table's name has three parts, and names of three parts are switched off.

    `project.schema.table` is understood where `odps.namespace.schema` is true only. Otherwise MaxCompute knows
    `project.table`, and finds no table of such a name.

    Bad:
        'table.name' = 'shop.sales.orders'

    Good:
        'odps.namespace.schema' = 'true',
        'table.name' = 'shop.sales.orders'

    Source: MaxCompute's documentation, "Schema operations"; the connector's parameter table for the default.
    """
    table, name, key = sink.option(sink.key("table")), sink.text(sink.key("table")), sink.key("namespace")
    if table is None or name is None or not key or name.count(".") != 2 or table not in given(sink):
        return
    if (sink.effective(key) or "").lower() != "false":
        return
    switch = sink.option(key)
    advice = f"set '{key}' to 'true'"
    if switch is None:
        fix = Fix(insertion.behind(sink.source, sink.flink_table.declared.options, key, "true"), "safe", advice)
    else:
        fix = unsafe_replace(switch.value.span, "'true'", advice)
    message = f"'{name}' has a schema: it needs '{key}' = 'true'"
    yield Finding(table.value.span, message, notes=_noted(sink, switch, "off") if switch else [], help=advice, fix=fix)


@rule("FMC116", "project-name-differs", severity="warning", needs=Sink, fix="unsafe")
def project_name_differs(sink: Sink) -> Iterator[Finding]:
    """The table's name says another project than the option for it, or a project where a schema is read.

    In `a.b`, `a` is the project, and where `odps.namespace.schema` is true it is the schema. A job that opens its
    session in one project and writes to a table of another needs rights in both, and is mostly a left-over.

    Bad:
        'odps.project.name' = 'shop',
        'table.name' = 'shop_dev.orders'

    Good:
        'odps.project.name' = 'shop',
        'table.name' = 'shop.orders'

    Source: MaxCompute's documentation, "Schema operations"; that the two should agree is our own conclusion.
    """
    table, project = sink.option(sink.key("table")), sink.option(sink.key("project"))
    name = sink.table_name
    if table is None or project is None or name is None or is_placeholder(project.value.value):
        return
    if table not in given(sink) or "." not in table.value.value:
        return
    notes = _noted(sink, project, "the project")
    if name.project.lower() != project.value.value.strip().lower():
        message = f"the table is of project {name.project}, '{project.key.value}' is {project.value.value}"
        yield Finding(table.value.span, message, notes=notes)
    elif name.schema.lower() == name.project.lower() and table.value.value.count(".") == 1:
        message = f"'{name.schema}' is read as a schema here, and is the name of the project"
        fix = unsafe_replace(table.value.span, f"'{name.table}'")
        yield Finding(table.value.span, message, notes=notes, fix=fix)
