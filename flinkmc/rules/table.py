"""Properties of a MaxCompute table: their names, their values, and how long its data and its history are kept."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors.nearest import nearest
from flinkmc.connectors.values import is_placeholder
from flinkmc.lint.diagnostic import Finding, Note, Severity, replace, unsafe_replace
from flinkmc.lint.project import Definition
from flinkmc.lint.rule import rule
from flinkmc.maxcompute.limits import BUCKETS, RETENTION, TableProperty, table_properties
from flinkmc.maxcompute.model import Property, Table
from flinkmc.text.nodes import Text

_SURE = frozenset(("documented", "code", "measured"))
_HOURS_A_DAY = 24


@rule("FMC606", "invalid-table-property", severity="error", needs=Definition)
def invalid_table_property(definition: Definition) -> Iterator[Finding]:
    """A table property has a value that it cannot have, or lacks the one that it builds on.

    Values are strings to the grammar, so that a wrong one is found by the service at best. `write.bucket.num` without
    `transactional` makes no Delta table, and a table cannot be made one later.

    Bad:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'yes', 'write.bucket.num' = 'many');

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16');

    Source: MaxCompute's documentation of Delta tables and its SDK for Java.
    """
    for entry, known in _known(definition.table):
        value, fault = entry.value.value, known.fault(entry.value.value)
        of_another_rule = known.name == RETENTION or (known.name == BUCKETS and fault != "not a whole number")
        if fault and not of_another_rule and not is_placeholder(value):
            message = f"'{known.name}' cannot be '{value}': it is {fault}"
            yield Finding(entry.value.span, message, help=_takes(known), severity=_severity(known))
        yield from _lacking(definition.table, entry, known)


def _lacking(table: Table, entry: Property, known: TableProperty) -> Iterator[Finding]:
    """What a property builds on and the table does not say; where that is said wrongly, that is the fault."""
    for name, wanted in known.requires:
        other = table.table_property(name)
        value = other.value.value if other else ""
        if value.lower() == wanted or is_placeholder(value) or table_properties()[name].fault(value or wanted):
            continue
        says = f"'{name}' is '{value}'" if other else f"'{name}' is not set"
        notes = [Note(other.value.span, f"{value} here")] if other else []
        severity: Severity | None = None if known.name == BUCKETS else "warning"
        message = f"'{known.name}' says nothing here: {says}"
        yield Finding(entry.key.span, message, "", notes, f"it needs '{name}' = '{wanted}'", severity=severity)


def _takes(known: TableProperty) -> str:
    if known.type == "boolean":
        return "it is true or false"
    least, most = known.limit.minimum, known.limit.maximum
    if known.type != "integer" or least is None:
        return ""
    return f"it is a whole number from {least}" + (f" to {most}" if most is not None else " on")


@rule("FMC607", "retain-hours-out-of-range", severity="error", needs=Definition, fix="unsafe")
def retain_hours_out_of_range(definition: Definition) -> Iterator[Finding]:
    """The table keeps its history for a time that MaxCompute does not take, or that is in doubt.

    `acid.data.retain.hours` is how far back time travel reaches: 0 turns it off, 168 (seven days) is the most, and 24
    what a table has that says nothing. Of 1 to 23 sources disagree: the connector's own page uses 12, and a catalogue
    for MaxCompute refuses it.

    Bad:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16', 'acid.data.retain.hours' = '12');

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16', 'acid.data.retain.hours' = '24');

    Source: MaxCompute's documentation of time travel, "at most seven days"; the code of a catalogue for MaxCompute.
    """
    entry, known = definition.table.table_property(RETENTION), table_properties()[RETENTION]
    if entry is None or is_placeholder(entry.value.value):
        return
    hours = entry.value.value
    fault, doubt = known.fault(hours), known.doubt(hours)
    wanted = str(known.limit.maximum) if fault and fault.startswith("above") else known.default or ""
    fix = unsafe_replace(entry.value.span, _as(definition, entry.value, wanted), f"keep {wanted} hours")
    if fault:
        message = f"the history cannot be kept for '{hours}' hours: that is {fault}"
        yield Finding(entry.value.span, message, help=_takes(known), fix=fix)
    elif doubt:
        message = f"a history of {hours} hours is in doubt: {doubt}"
        yield Finding(entry.value.span, message, help=f"take 0 or {wanted} and more", fix=fix, severity="warning")


@rule("FMC608", "unknown-table-property", severity="warning", needs=Definition, fix="safe")
def unknown_table_property(definition: Definition) -> Iterator[Finding]:
    """No table property of this name is known.

    MaxCompute takes any property and keeps it as a remark, a misspelt one, too: a table with `write.bucket.nums` has 16
    buckets.

    Bad:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.nums' = '64');

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '64');

    Source: the properties in MaxCompute's documentation, its SDK for Java, and what SHOW CREATE TABLE prints.
    """
    known = table_properties()
    for entry in definition.table.properties:
        name = entry.key.value
        if name in known or is_placeholder(name):
            continue
        close = nearest(name, known)
        label = f"did you mean {' or '.join(map(repr, close))}?" if close else ""
        is_set = any(definition.table.table_property(one) for one in close)
        fix = None
        if len(close) == 1 and not is_set:
            fix = replace(entry.key.span, _as(definition, entry.key, close[0]))
        yield Finding(entry.key.span, f"unknown table property '{name}'", label, fix=fix)


@rule("FMC610", "lifecycle-below-retention", severity="warning", needs=Definition)
def lifecycle_below_retention(definition: Definition) -> Iterator[Finding]:
    """Data is dropped before its history ends.

    LIFECYCLE counts days from a partition's last change, `acid.data.retain.hours` the hours that time travel reaches
    back. A partition that is gone has no history.

    Bad:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16', 'acid.data.retain.hours' = '72')
        LIFECYCLE 1;

    Good:
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16', 'acid.data.retain.hours' = '72')
        LIFECYCLE 30;

    Source: what the two are documented to do; that one must cover the other is our conclusion.
    """
    days, hours = definition.table.lifecycle, definition.table.retain_hours
    if days is not None and hours is not None and days.value * _HOURS_A_DAY < hours.value:
        message = f"a lifecycle of {_days(days.value)} ends before the history of {hours.value} hours"
        notes = [Note(hours.span, f"{_days(-(-hours.value // _HOURS_A_DAY))} here")]
        yield Finding(days.span, message, notes=notes)


def _known(table: Table) -> Iterator[tuple[Property, TableProperty]]:
    known = table_properties()
    return ((entry, known[entry.key.value]) for entry in table.properties if entry.key.value in known)


def _severity(known: TableProperty) -> Severity | None:
    """None, the rule's own severity, where the limit of a property is more than hearsay."""
    return None if known.limit.confidence in _SURE else "warning"


def _as(definition: Definition, text: Text, value: str) -> str:
    """Another value in the quotes of this one."""
    quote = definition.source.text[text.span.start]
    return f"{quote}{value}{quote}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
