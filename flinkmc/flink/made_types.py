"""Data types of Flink that stand in no text: made, taken apart, and as the planner holds them."""

from __future__ import annotations

from collections.abc import Sequence

from flinkmc.flink.model import Field, Type
from flinkmc.text.nodes import Name
from flinkmc.text.source import NOWHERE

LONGEST = 2147483647
MOST_DIGITS = 38
LEAST_SCALE = 6
_DIGITS = {"TINYINT": 3, "SMALLINT": 5, "INT": 10, "BIGINT": 19}
INTEGERS = tuple(_DIGITS)
APPROXIMATE = ("FLOAT", "DOUBLE")
NUMERIC = frozenset((*INTEGERS, *APPROXIMATE, "DECIMAL"))
_STRINGS = (("CHAR", "VARCHAR"), ("BINARY", "VARBINARY"))
_MONTHS = frozenset(("YEAR", "QUARTER", "MONTH"))


def type_of(root: str, precision: int | None = None, scale: int | None = None) -> Type:
    """A nullable type that stands in no text."""
    return Type(root, NOWHERE, precision, scale)


def decimal(precision: int, scale: int) -> Type:
    """DECIMAL, cut to 38 digits as Flink does it: the digits before the point stay, and six of those behind it."""
    if precision <= MOST_DIGITS:
        return type_of("DECIMAL", precision, scale)
    return type_of("DECIMAL", MOST_DIGITS, max(MOST_DIGITS - (precision - scale), min(scale, LEAST_SCALE)))


def interval(unit: str) -> Type:
    """An interval that ends with this unit: Flink has two types of them."""
    return Type("INTERVAL", NOWHERE, name="INTERVAL MONTH" if unit in _MONTHS else "INTERVAL SECOND(3)")


def text_type(value: str) -> Type:
    """The type of a string literal, whose characters Flink counts in UTF-16."""
    return type_of("CHAR", len(value.encode("utf-16-le", "surrogatepass")) // 2)._replace(nullable=False)


def number_type(text: str) -> Type | None:
    """The type of a number literal, its sign included; None for a number that Flink refuses."""
    whole, _, fraction = text.lstrip("-").partition(".")
    if "e" in text.lower():
        return type_of("DOUBLE")._replace(nullable=False)
    if fraction:
        precision = max(len(whole.lstrip("0")), 1) + len(fraction)
        fits = precision <= MOST_DIGITS
        return type_of("DECIMAL", precision, len(fraction))._replace(nullable=False) if fits else None
    value = int(whole or "0") - text.startswith("-")
    root = "INT" if value < 2**31 else "BIGINT" if value < 2**63 else ""
    return type_of(root)._replace(nullable=False) if root else None


def relaxed(of_type: Type) -> Type:
    """The type as Flink's planner holds it up to 2.1: no field has a comment, those of a nullable ROW are nullable."""
    fields = (
        Field(one.name, relaxed(one.type._replace(nullable=one.type.nullable or of_type.nullable)))
        for one in of_type.fields
    )
    return of_type._replace(children=tuple(relaxed(child) for child in of_type.children), fields=tuple(fields))


def unlabelled(of_type: Type) -> Type:
    """The type as Flink's planner holds it from 2.2 on: no field has a comment."""
    fields = (Field(one.name, unlabelled(one.type)) for one in of_type.fields)
    return of_type._replace(children=tuple(unlabelled(child) for child in of_type.children), fields=tuple(fields))


def field(of_type: Type, name: str) -> Type | None:
    """A field of a ROW; nullable where the ROW is."""
    found = next((field.type for field in of_type.fields if field.name.text == name), None)
    return None if found is None else found._replace(nullable=found.nullable or of_type.nullable)


def row(names: Sequence[str], types: Sequence[Type]) -> Type:
    """ROW of these fields."""
    fields = (Field(Name(name, NOWHERE), of_type) for name, of_type in zip(names, types, strict=True))
    return type_of("ROW")._replace(fields=tuple(fields))


def digits(of_type: Type) -> tuple[int, int]:
    """Precision and scale of an exact number."""
    return (_DIGITS[of_type.root], 0) if of_type.root in _DIGITS else (of_type.precision or 0, of_type.scale or 0)


def strings_of(of_type: Type) -> tuple[str, str] | None:
    """The roots of fixed and varying length of a string's family; None for what is no string."""
    return next((family for family in _STRINGS if of_type.root in family), None)
