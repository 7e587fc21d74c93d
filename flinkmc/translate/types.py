"""Flink types to MaxCompute types, with what is to be said about each.

The table is `grammars/maxcompute/from-flink.tsv`. Where the connector's page is silent (precisions other than 3 and 9)
it follows the code of the connector's open-source ancestor: up to 3 digits DATETIME, beyond them TIMESTAMP.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from flinkmc.data import read_text
from flinkmc.flink import model as flink
from flinkmc.flink.types import type_text
from flinkmc.maxcompute import model as maxcompute
from flinkmc.text.nodes import Name
from flinkmc.text.source import Span

Kind: TypeAlias = Literal[
    "unsupported",
    "outside-limits",
    "timestamp-shifts",
    "precision-unmapped",
    "length-lost",
    "map-key-not-string",
    "nested-not-null-lost",
]
STOPPERS: frozenset[Kind] = frozenset(("unsupported", "outside-limits"))
_LARGEST_SCALE = 18


class Remark(NamedTuple):
    """Something to know about a type. `instead` is the Flink type to write in its place, if there is one."""

    kind: Kind
    span: Span
    message: str
    instead: str = ""


class TypeTranslation(NamedTuple):
    """The MaxCompute type, absent where there is none, and the remarks on the way."""

    type: maxcompute.Type | None
    remarks: tuple[Remark, ...] = ()


class _Line(NamedTuple):
    low: int
    high: int
    root: str
    keeps: str
    kind: str
    instead: str


@cache
def _lines() -> dict[str, list[_Line]]:
    found: dict[str, list[_Line]] = {}
    rows = [line for line in read_text("maxcompute", "from-flink.tsv").splitlines() if not line.startswith("#")]
    for row in rows[1:]:
        word, low, high, root, keeps, kind, instead = row.split("\t")
        line = _Line(int(low or 0), int(high) if high else 2**31 - 1, root, keeps, kind, instead)
        found.setdefault(word, []).append(line)
    return found


def translate_type(of_type: flink.Type) -> TypeTranslation:
    """What MaxCompute type a Flink column is written to. An unknown or placeholder type has neither type nor remark."""
    return _plain(of_type.root, of_type.precision, of_type.scale) or _remarked(of_type)


@cache
def _plain(root: str, precision: int | None, scale: int | None) -> TypeTranslation | None:
    """The translation of a type without parts of which there is nothing to say; None for any other."""
    line = _line(root, precision)
    if line is None or line.kind or line.keeps in ("children", "fields") or (scale or 0) > _LARGEST_SCALE:
        return None
    return TypeTranslation(_sized(line, precision, scale))


def _line(root: str, precision: int | None) -> _Line | None:
    return next((line for line in _lines().get(root, ()) if line.low <= (precision or 0) <= line.high), None)


def _sized(line: _Line, precision: int | None, scale: int | None) -> maxcompute.Type:
    sized = line.keeps in ("length", "decimal")
    return maxcompute.Type(
        line.root, precision=precision if sized else None, scale=scale if line.keeps == "decimal" else None
    )


def _remarked(of_type: flink.Type) -> TypeTranslation:
    line = _line(of_type.root, of_type.precision)
    if line is None:
        return TypeTranslation(None)
    remarks = [_remark(line, of_type)] if line.kind else []
    if of_type.root == "DECIMAL" and (of_type.scale or 0) > _LARGEST_SCALE:
        digits = of_type.precision or 0
        message = f"MaxCompute takes a scale of 0 to {_LARGEST_SCALE}, {type_text(of_type)} has {of_type.scale}"
        remarks.append(Remark("outside-limits", of_type.span, message, f"DECIMAL({digits}, {_LARGEST_SCALE})"))
    if not line.root or any(remark.kind in STOPPERS for remark in remarks):
        return TypeTranslation(None, tuple(remarks))
    if line.keeps == "children":
        return _collection(of_type, line, remarks)
    if line.keeps == "fields":
        return _struct(of_type, line, remarks)
    return TypeTranslation(_sized(line, of_type.precision, of_type.scale), tuple(remarks))


def _collection(of_type: flink.Type, line: _Line, remarks: list[Remark]) -> TypeTranslation:
    children: list[maxcompute.Type] = []
    for position, child in enumerate(of_type.children):
        inner = translate_type(child)
        remarks += inner.remarks
        if not child.nullable and not (of_type.root == "MAP" and position == 0):
            remarks.append(_nested_not_null(child))
        if inner.type is not None:
            children.append(inner.type)
    if of_type.root == "MAP" and of_type.children[0].root not in ("VARCHAR", "CHAR", "UNKNOWN", "PLACEHOLDER"):
        key = of_type.children[0]
        message = f"the connector's ancestor reads every MAP key as a string, this one is {type_text(key)}"
        remarks.append(Remark("map-key-not-string", key.span, message, "STRING"))
    if len(children) < len(of_type.children):
        return TypeTranslation(None, tuple(remarks))
    return TypeTranslation(maxcompute.Type(line.root, children=tuple(children)), tuple(remarks))


def _struct(of_type: flink.Type, line: _Line, remarks: list[Remark]) -> TypeTranslation:
    fields: list[maxcompute.Field] = []
    for field in of_type.fields:
        inner = translate_type(field.type)
        remarks += inner.remarks
        if not field.type.nullable:
            remarks.append(_nested_not_null(field.type))
        if inner.type is not None:
            fields.append(maxcompute.Field(Name(field.name.text, Span(0, 0), True), inner.type, field.comment))
    if len(fields) < len(of_type.fields) or not of_type.fields:
        if not of_type.fields:
            remarks.append(Remark("unsupported", of_type.span, "MaxCompute has no STRUCT without fields"))
        return TypeTranslation(None, tuple(remarks))
    return TypeTranslation(maxcompute.Type(line.root, fields=tuple(fields)), tuple(remarks))


def _nested_not_null(of_type: flink.Type) -> Remark:
    return Remark("nested-not-null-lost", of_type.span, "MaxCompute keeps no NOT NULL inside ARRAY, MAP and STRUCT")


def _remark(line: _Line, of_type: flink.Type) -> Remark:
    written = type_text(of_type._replace(nullable=True))
    instead = line.instead
    messages: dict[str, str] = {
        "unsupported": f"the connector writes no {written}: MaxCompute has no such type",
        "outside-limits": f"{written} is outside of what MaxCompute takes: {_limits(of_type.root)}",
        "timestamp-shifts": f"{written} has no time zone, MaxCompute's {line.root} is a point in time: "
        "values can land shifted by the difference between the writer's zone and the project's",
        "precision-unmapped": f"the connector's type table maps the precisions 3 and 9 only, this is {written}; "
        f"it becomes {line.root}",
        "length-lost": f"MaxCompute's BINARY has no length: that of {written} is lost",
    }
    kind: Kind = line.kind  # type: ignore[assignment]
    return Remark(kind, of_type.span, messages[line.kind], instead)


def _limits(root: str) -> str:
    return {"CHAR": "1 to 255 characters", "VARCHAR": "1 to 65535 characters"}.get(root, "")
