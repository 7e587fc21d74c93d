"""Options of another connector carried over into this one's vocabulary, as fixes."""

from __future__ import annotations

from collections.abc import Callable

from flinkmc.connectors.model import Renamed, out_of_range, read
from flinkmc.connectors.values import Problem, is_placeholder, read_partition_spec
from flinkmc.connectors.vocabulary import convert, unmet
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Edit, Fix
from flinkmc.lint.project import Sink
from flinkmc.rules.given import given, meant, settings
from flinkmc.rules.removal import without

Carry = Callable[[Sink, flink.Option, Renamed], Fix | None]


def carried_over(sink: Sink, option: flink.Option, renamed: Renamed) -> Fix | None:
    """What makes of an option what it is here; None where that cannot be said exactly, or it is set here as well.

    Safe where it is the same thing under another name, its unit converted; unsafe where it is said in another way, is
    only the nearest that there is, or is nothing here.
    """
    if any(sink.option(key) is not None for key in renamed.to):
        return None
    return _CARRY[renamed.kind](sink, option, renamed)


def _exact(sink: Sink, option: flink.Option, renamed: Renamed) -> Fix | None:
    value = convert(renamed, option.value.value)
    if value is not None:
        return Fix(_rewritten(option, renamed.to[0], value))
    project, _, name = option.value.value.rpartition(".")
    if renamed.convert == "plain-name" and project and project == sink.text(sink.key("project")):
        return Fix(_rewritten(option, renamed.to[0], name), "unsafe")
    return None


def _nearest(sink: Sink, option: flink.Option, renamed: Renamed) -> Fix | None:
    """The one counterpart that acts as things stand, if it can have the value."""
    value = convert(renamed, option.value.value)
    counterparts = [sink.vocabulary.options[key] for key in renamed.to]
    acting = [one for one in counterparts if unmet(sink.vocabulary, one, settings(sink)) is None]
    if value is None or len(acting) != 1:
        return None
    understood = read(acting[0], value, sink.environment.flink_version)
    if isinstance(understood, Problem) or out_of_range(acting[0], understood):
        return None
    return Fix(_rewritten(option, acting[0].key, value), "unsafe")


def _removed(sink: Sink, option: flink.Option, _: Renamed) -> Fix | None:
    edits = without(sink.source, sink.flink_table.declared.options, option)
    return Fix(edits, "unsafe", "take it out") if edits else None


def _restructured(sink: Sink, option: flink.Option, renamed: Renamed) -> Fix | None:
    roles = {key: role for role, key in sink.vocabulary.roles.items()}
    of = {roles.get(key, "") for key in renamed.to}
    if is_placeholder(option.value.value):
        return None
    if "namespace" in of:
        return _schema_into_name(sink, option)
    if "schema" in of:
        return _schema_out_of_name(sink, option, renamed)
    return _partition(sink, option, renamed) if "partition" in of else None


def _schema_into_name(sink: Sink, option: flink.Option) -> Fix | None:
    """`schemaName` = `s`, table `t` -> table `s.t`, and the switch that makes `s` a schema."""
    table = _table_option(sink)
    if table is None or "." in table.value.value:
        return None
    name = Edit(table.value.span, f"'{option.value.value}.{table.value.value}'")
    return Fix((*_rewritten(option, sink.key("namespace"), "true"), name), "unsafe", "put the schema into the name")


def _schema_out_of_name(sink: Sink, option: flink.Option, renamed: Renamed) -> Fix | None:
    """The switch, and table `s.t` -> `schemaName` = `s`, table `t`."""
    if option.value.value.lower() == "false":
        return _removed(sink, option, renamed)
    table = _table_option(sink)
    schema, dot, name = table.value.value.rpartition(".") if table else ("", "", "")
    if table is None or not dot or "." in schema:
        return None
    edits = (*_rewritten(option, sink.key("schema"), schema), Edit(table.value.span, f"'{name}'"))
    return Fix(edits, "unsafe", "take the schema out of the name")


def _partition(sink: Sink, option: flink.Option, renamed: Renamed) -> Fix | None:
    """A fixed partition stays one; the names of dynamic ones stand in PARTITIONED BY already."""
    if not isinstance(read_partition_spec(option.value.value), Problem):
        return Fix(_rewritten(option, renamed.to[0], option.value.value), "unsafe")
    columns = {part.strip() for part in option.value.value.split(",")}
    return _removed(sink, option, renamed) if columns == set(sink.partition_columns) else None


def _table_option(sink: Sink) -> flink.Option | None:
    """The option of its own WITH that names the table, under whatever name, if its value is known."""
    for option in given(sink):
        of_connector = meant(sink, option.key.value)
        if of_connector and of_connector.key == sink.key("table") and not is_placeholder(option.value.value):
            return option
    return None


def _rewritten(option: flink.Option, key: str, value: str) -> tuple[Edit, ...]:
    """The option with another key and, where it changes, another value."""
    edits = (Edit(option.key.span, f"'{key}'"),)
    return edits if value == option.value.value else (*edits, Edit(option.value.span, f"'{value}'"))


_CARRY: dict[str, Carry] = {
    "exact": _exact,
    "approximate": _nearest,
    "restructure": _restructured,
    "removed": _removed,
}
