"""The types of a MaxCompute table's columns: whether the sink's values fit, and what settings they take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flinkmc.lint.diagnostic import Edit, Finding, Fix, Severity
from flinkmc.lint.project import Definition, Link, Project
from flinkmc.lint.rule import rule
from flinkmc.maxcompute.model import Column, Type
from flinkmc.maxcompute.types import is_known, known_types, needed_settings, same_type, type_text
from flinkmc.rules.columns import same_name
from flinkmc.rules.insertion import line_start
from flinkmc.text.source import Span
from flinkmc.translate.types import translate_type

_INSTANTS = frozenset(("DATETIME", "TIMESTAMP"))


@rule("FMC205", "column-type-differs", severity="error", needs=Link)
def column_type_differs(link: Link) -> Iterator[Finding]:
    """A column of the sink becomes another type than the table's column has.

    The connector writes each Flink type as one MaxCompute type. A table whose column has another one refuses the value,
    or takes it in part: longer texts are cut without a word, digits behind the point are rounded. Where that is all, it
    is a warning; where every value fits, nothing is said.

    Bad:
        CREATE TABLE orders_sink (id INT, name STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'orders');

        CREATE TABLE orders (id BIGINT, name STRING) LIFECYCLE 30;

    Good:
        CREATE TABLE orders_sink (id BIGINT, name STRING) WITH ('connector' = 'maxcompute', 'table.name' = 'orders');

        CREATE TABLE orders (id BIGINT, name STRING) LIFECYCLE 30;

    Source: the connector's type table; MaxCompute's SDK for Java on what it cuts, rounds and refuses.
    """
    for column, real in same_name(link):
        written = translate_type(column.type).type if column.type else None
        if column.type is None or written is None or not is_known(real.type):
            continue
        misfit = _misfit(written, real.type, managed=not link.sink.vocabulary.flink)
        if misfit is None:
            continue
        name, has = column.name.text, type_text(real.type)
        place = column.type.span if column in link.sink.flink_table.declared.columns else column.span
        yield Finding(
            place,
            f"'{name}' is written as {type_text(written)}, {link.table_label} has {has}{misfit.says}",
            notes=link.notes(real.type.span, f"{has} here"),
            severity=misfit.severity,
        )


@rule("FMC206", "types-need-odps2", severity="warning", needs=Project, fix="safe")
def types_need_odps2(project: Project) -> Iterator[Finding]:
    """The table has types that MaxCompute takes with a setting only, and the setting does not stand before it.

    INT, VARCHAR, TIMESTAMP and some more came with edition 2.0 of MaxCompute's types, DECIMAL's numbers with a setting
    of their own. Without them, and unless the project has them switched on, the table cannot be created, or DECIMAL is
    another type. Said once a file: a SET serves all that follows.

    Bad:
        CREATE TABLE orders (id INT, total DECIMAL(18, 2)) LIFECYCLE 30;

    Good:
        SET odps.sql.type.system.odps2=true;
        SET odps.sql.decimal.odps2=true;
        CREATE TABLE orders (id INT, total DECIMAL(18, 2)) LIFECYCLE 30;

    Source: MaxCompute's documentation of its data type editions.
    """
    said: dict[int, set[str]] = {}
    for definition in project.definitions:
        given = said.setdefault(id(definition.file), set())
        given |= {one.key.value.lower() for one in definition.settings if one.value.value.lower() == "true"}
        columns = (*definition.table.columns, *definition.table.partition_columns)
        needing = [column for column in columns if needed_settings(column.type) - given]
        if needing:
            missing = sorted({one for column in needing for one in needed_settings(column.type)} - given, reverse=True)
            given.update(missing)
            yield _needing(definition, needing[0], missing)


def _needing(definition: Definition, first: Column, missing: list[str]) -> Finding:
    lines = [f"SET {setting}=true;" for setting in missing]
    text, start = definition.source.text, definition.table.span.start
    indent = text[line_start(text, start) : start]
    lead = "\n" + (indent if not indent.strip() else "")
    fix = Fix((Edit(Span(start, start), "".join(line + lead for line in lines)),), "safe", "switch them on")
    message = f"{type_text(first.type)} needs {min(needed_settings(first.type) & set(missing))}"
    advice = f"put {' '.join(lines)} before the table"
    return Finding(first.type.span, message, help=advice, fix=fix, source=definition.source)


class _Misfit(NamedTuple):
    """Values of one type do not all fit into another: `says` what happens to them, if it is known."""

    severity: Severity
    says: str = ""


def _misfit(written: Type, real: Type, *, managed: bool) -> _Misfit | None:
    """How values of the type `written` fare in a column of the type `real`; None where all fit."""
    if same_type(written, real):
        return None
    pair = written.root, real.root
    if pair in (("VARCHAR", "VARCHAR"), ("CHAR", "CHAR"), ("STRING", "VARCHAR")):
        shorter = written.root == "STRING" or (written.precision or 0) > (real.precision or 0)
        return _Misfit("warning", ": longer values are cut without a word") if shorter else None
    if pair in (("VARCHAR", "STRING"), ("STRING", "JSON"), ("VARCHAR", "JSON")):
        return None
    if pair == ("DECIMAL", "DECIMAL"):
        return _decimals(written, real)
    if written.root in _INSTANTS and real.root in _INSTANTS:
        return _Misfit("warning", ", which the connector's type table does not pair")
    if written.root in _INSTANTS and real.root == "TIMESTAMP_NTZ":
        return None if managed else _Misfit("warning", ", which is documented for managed Flink only")
    if written.root == real.root and (written.children or written.fields):
        return _inside(written, real, managed)
    return _Misfit("error")


def _decimals(written: Type, real: Type) -> _Misfit | None:
    """More digits before the point than the column has are refused, more behind it are rounded."""
    digits, scale = _sizes(written)
    real_digits, real_scale = _sizes(real)
    if digits - scale > real_digits - real_scale:
        return _Misfit(
            "error", f": values with more than {real_digits - real_scale} digits before the point are refused"
        )
    return _Misfit("warning", f": values are rounded to {real_scale} digits") if scale > real_scale else None


def _sizes(of: Type) -> tuple[int, int]:
    """Precision and scale of a DECIMAL, of a bare one MaxCompute's own."""
    facts = known_types()[of.root]
    if of.precision is None and facts.precision and facts.scale:
        return facts.precision.default or 0, facts.scale.default or 0
    return of.precision or 0, of.scale or 0


def _inside(written: Type, real: Type, managed: bool) -> _Misfit | None:
    """The worst of what the elements or fields of a nested type meet."""
    ours = (*written.children, *(field.type for field in written.fields))
    theirs = (*real.children, *(field.type for field in real.fields))
    names = [[field.name.text.lower() for field in of.fields] for of in (written, real)]
    if len(ours) != len(theirs) or names[0] != names[1]:
        return _Misfit("error")
    found = [_misfit(one, other, managed=managed) for one, other in zip(ours, theirs, strict=True)]
    grave = [misfit for misfit in found if misfit is not None and misfit.severity == "error"]
    return next(iter(grave), next((misfit for misfit in found if misfit is not None), None))
