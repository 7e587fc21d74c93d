"""One type for several: what Flink makes of the branches of CASE, the arguments of COALESCE, the sides of UNION ALL.

Each function takes the types and says the one, without its nullability; None is "not known". Measured on the planners
of Flink 1.13 to 2.3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flinkmc.flink.made_types import APPROXIMATE, INTEGERS, MOST_DIGITS, NUMERIC, digits, strings_of, type_of
from flinkmc.flink.model import Type
from flinkmc.flink.types import type_text

_TIMES = ("TIMESTAMP", "TIMESTAMP_LTZ")


def least(types: Sequence[Type]) -> Type | None:
    """The type of CASE, ARRAY and UNION ALL, from Flink 1.20 on."""
    return _merged(types, lambda left, right: _least(left, right) or _longer_time(left, right))


def least_first_time(types: Sequence[Type]) -> Type | None:
    """The same up to Flink 1.19, and IF: of times the first decides."""
    return _merged(types, lambda left, right: _least(left, right) or _first_time(left, right))


def least_first_string(types: Sequence[Type]) -> Type | None:
    """IF up to Flink 1.15: of strings, too, the first decides."""
    first, other = types
    return first if _same_strings(first, other) else least_first_time(types)


def common(types: Sequence[Type]) -> Type | None:
    """The type of COALESCE, GREATEST and LEAST, from Flink 1.15 on."""
    return _merged(types, _common)


def common_sure_string(types: Sequence[Type]) -> Type | None:
    """IFNULL from Flink 1.20 on: of two strings the first where it is NOT NULL."""
    first, other = types
    return first if not first.nullable and _same_strings(first, other) else common(types)


def common_either_string(types: Sequence[Type]) -> Type | None:
    """IFNULL up to Flink 1.19: of two strings the first where it is NOT NULL, else the second."""
    first, other = types
    if _same_strings(first, other):
        return other if first.nullable else first
    return common(types) if other.root != "NULL" else None


def _merged(types: Sequence[Type], merge: Callable[[Type, Type], Type | None]) -> Type | None:
    """All types merged, one after the other; NULL fits to any."""
    merged: Type | None = None
    for of_type in types:
        if of_type.root != "NULL":
            merged = of_type if merged is None else merge(merged, of_type)
            if merged is None:
                return None
    return merged


def _least(left: Type, right: Type) -> Type | None:
    if _same(left, right):
        return left
    if left.root in NUMERIC and right.root in NUMERIC:
        approximate = [of_type.root for of_type in (left, right) if of_type.root in APPROXIMATE]
        if approximate:
            return type_of("DOUBLE" if "DECIMAL" in (left.root, right.root) else approximate[0])
        return _exact(left, right)
    return _string(left, right)


def _first_time(left: Type, right: Type) -> Type | None:
    return left if left.root in _TIMES and right.root in _TIMES else None


def _longer_time(left: Type, right: Type) -> Type | None:
    if left.root not in _TIMES or right.root not in _TIMES:
        return None
    precision, other = left.precision or 0, right.precision or 0
    return left if precision == other else type_of(right.root, max(precision, other))


def _common(left: Type, right: Type) -> Type | None:
    if _same(left, right):
        return left
    if left.root in NUMERIC and right.root in NUMERIC:
        roots = (left.root, right.root)
        if "DOUBLE" in roots or roots == ("FLOAT", "DECIMAL"):
            return type_of("DOUBLE")
        return type_of("FLOAT") if "FLOAT" in roots else _exact(left, right)
    if left.root in _TIMES and right.root in _TIMES:
        return type_of(max(left.root, right.root), max(left.precision or 0, right.precision or 0))
    return _string(left, right)


def _same(left: Type, right: Type) -> bool:
    return type_text(left._replace(nullable=True)) == type_text(right._replace(nullable=True))


def _same_strings(left: Type, right: Type) -> bool:
    return strings_of(left) is not None and strings_of(left) == strings_of(right)


def _exact(left: Type, right: Type) -> Type | None:
    """Of integers the larger, else the DECIMAL that holds both."""
    if left.root in INTEGERS and right.root in INTEGERS:
        return type_of(max(left.root, right.root, key=INTEGERS.index))
    (precision, scale), (other_precision, other_scale) = digits(left), digits(right)
    whole = min(max(precision - scale, other_precision - other_scale), MOST_DIGITS)
    scale = min(max(scale, other_scale), MOST_DIGITS - whole)
    return type_of("DECIMAL", whole + scale, scale)


def _string(left: Type, right: Type) -> Type | None:
    """Of strings of different lengths one of varying length that holds both."""
    family = strings_of(left)
    if family is None or not _same_strings(left, right):
        return None
    return type_of(family[1], max(left.precision or 0, right.precision or 0))
