"""What is decided of each sink: its buckets, its parallelism, its account, and the MaxCompute table that it writes."""

from __future__ import annotations

from functools import cache
from typing import Literal

from flinkmc.connectors import values
from flinkmc.connectors.vocabulary import load, names
from flinkmc.job.carry import ACCESS_ID, ACCESS_KEY, Carrier, file_name, starred
from flinkmc.job.model import Fault, Refused, Target, Variable
from flinkmc.job.sql import Pair
from flinkmc.job.tables import Choice, translated
from flinkmc.lint.project import FlinkTable, Link, Project, Sink, table_name
from flinkmc.maxcompute.writer import write
from flinkmc.translate.table import DEFAULT_BUCKETS

_VARIABLES = {"access-id": ACCESS_ID, "access-key": ACCESS_KEY}


def decide(sink: Sink, project: Project, carrier: Carrier, assumed: list[str]) -> Target:
    """Changes the sink where it must be, and says what it writes. Raises Refused where it can write no table."""
    link = project.link(sink)
    mode: Literal["insert", "upsert"] = "upsert" if sink.mode == "upsert" else "insert"
    if sink.mode is None:
        raise Refused(Fault(f"whether {sink.name} inserts or upserts is not known", sink.source, sink.name_span))
    for role, variable in _VARIABLES.items():
        carrier.use_variable(sink.flink_table, sink.key(role), variable)
    buckets = _buckets(sink, link, carrier, assumed) if mode == "upsert" else None
    parallelism = _parallelism(sink, buckets, carrier)
    name = sink.table_name
    path = sink.text(sink.key("table"))
    if name is None or path is None:
        message = f"the sink {sink.name} does not say which MaxCompute table it writes"
        raise Refused(Fault(message, sink.source, sink.name_span, f"set '{sink.key('table')}'"))
    three_levels = (sink.text(sink.key("namespace")) or "").lower() == "true" or bool(name.schema)
    return Target(
        sink=sink.name,
        table=tuple(part.strip().strip("`") for part in path.split(".")),
        ddl=_ddl(sink, link, project, buckets, assumed),
        mode=mode,
        own_ddl=link is not None,
        three_levels=three_levels,
        buckets=buckets,
        parallelism=parallelism,
        partitions=_partitions(sink),
        static=sink.static_partition,
    )


def hide_account(table: FlinkTable, carrier: Carrier) -> None:
    """Puts the two variables wherever a table's options name an account, whatever the connector calls them."""
    for option in table.declared.options:
        variable = _account_keys().get(option.key.value)
        if variable is not None:
            carrier.use_variable(table, option.key.value, variable)


@cache
def _account_keys() -> dict[str, Variable]:
    vocabularies = [load(name) for name in names()]
    return {
        key: variable
        for role, variable in _VARIABLES.items()
        for vocabulary in vocabularies
        if (key := vocabulary.roles.get(role))
    }


def _buckets(sink: Sink, link: Link | None, carrier: Carrier, assumed: list[str]) -> int:
    """The table's count where it is known, else the sink's, else MaxCompute's own; the sink says the same."""
    linked = link.table.bucket_count if link else None
    own = sink.bucket_count
    if linked:
        buckets, why = linked.value, f"the table {sink.name} writes has {linked.value} buckets, and both must agree"
    elif own:
        buckets, why = own.value, ""
    else:
        buckets, why = DEFAULT_BUCKETS, f"{DEFAULT_BUCKETS} is what MaxCompute gives a table that names no count"
        assumed.append(
            f"{sink.name}: {DEFAULT_BUCKETS} buckets, MaxCompute's default: neither sink nor table names a count"
        )
    if own is None or own.value != buckets:
        carrier.set_option(sink.flink_table, Pair(sink.key("buckets"), str(buckets), why))
    return buckets


def _parallelism(sink: Sink, buckets: int | None, carrier: Carrier) -> int | None:
    """As the user set it, or the nearest divisor of the bucket count: other numbers load the subtasks unevenly."""
    key = sink.key("parallelism")
    text = sink.text(key) if key else None
    number = values.read_int(text) if text is not None else None
    if not isinstance(number, int) or number < 1:
        return None
    if buckets is None or buckets % number == 0:
        return number
    best = nearest_divisor(buckets, number)
    why = f"{buckets} buckets are a whole multiple of {best}, not of {number}: every subtask writes as many buckets"
    carrier.set_option(sink.flink_table, Pair(key, str(best), why))
    return best


def nearest_divisor(buckets: int, number: int) -> int:
    """The divisor of `buckets` nearest to `number`; of two that are as near, the lower, which needs fewer slots."""
    divisors = (each for each in range(1, buckets + 1) if buckets % each == 0)
    return min(divisors, key=lambda each: (abs(each - number), each))


def divisors(buckets: int) -> tuple[int, ...]:
    """Every parallelism that writes that many buckets evenly."""
    return tuple(each for each in range(1, buckets + 1) if buckets % each == 0)


def _partitions(sink: Sink) -> tuple[str, ...]:
    fixed = tuple(key for key, _ in sink.static_partition)
    return (*fixed, *(name for name in sink.partition_columns if name not in fixed))


def _ddl(sink: Sink, link: Link | None, project: Project, buckets: int | None, assumed: list[str]) -> str:
    """The user's own DDL where it is among the files, else the table that the sink's columns make."""
    if link is not None:
        definition = next((each for each in project.definitions if each.table is link.table), None)
        spans = [*(setting.span for setting in (definition.settings if definition else ())), link.table.span]
        texts = [
            starred(link.table_source.slice(span), "maxcompute").replace("\r\n", "\n").rstrip().rstrip(";")
            for span in spans
        ]
        note = f"-- {table_name(link.table)}, as {file_name(link.table_source)} has it\n"
        return note + "".join(f"{text};\n" for text in texts)
    made = translated(sink, project, Choice(buckets=buckets))
    if made.table is None:
        raise Refused(*(Fault(fault.message, sink.source, fault.span) for fault in made.faults))
    assumed += [f"{sink.name}: {text}" for text in made.assumed]
    return write(made.table, [f"Assumed: {text}." for text in made.assumed])
