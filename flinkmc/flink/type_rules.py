"""The type rules that `grammars/flink/functions.tsv` names: what operators and functions of Flink SQL give.

A rule sees the types of the arguments and says the type of the result, without its nullability; None is "not known".
All of them were measured on the planners of Flink 1.13 to 2.3; what was not measured is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from flinkmc.flink import merged_types
from flinkmc.flink.made_types import (
    APPROXIMATE,
    INTEGERS,
    LEAST_SCALE,
    LONGEST,
    MOST_DIGITS,
    NUMERIC,
    decimal,
    digits,
    field,
    relaxed,
    row,
    strings_of,
    type_of,
    unlabelled,
)
from flinkmc.flink.model import Type

Types: TypeAlias = Sequence[Type]
TypeRule: TypeAlias = Callable[[Types], Type | None]
LiteralRule: TypeAlias = Callable[[Types, Sequence[str]], Type | None]
_Digits: TypeAlias = tuple[int, int]
_DecimalRule: TypeAlias = Callable[[_Digits, _Digits], Type]

_DATETIMES = frozenset(("DATE", "TIME", "TIMESTAMP", "TIMESTAMP_LTZ"))
_SUB_DAY = frozenset(("HOUR", "MINUTE", "SECOND"))


# -- operators --------------------------------------------------------------------------------------------------------


def _sum(types: Types, of_decimals: _DecimalRule) -> Type | None:
    """A sum or a difference, or a number with a sign; a time and an interval are a time."""
    if len(types) == 1:
        return types[0]
    left, right = types
    if {left.root, right.root} & _DATETIMES and "INTERVAL" in (left.root, right.root):
        return left if left.root in _DATETIMES else right
    if left.root == "INTERVAL" and left.name == right.name:
        return left
    return _arithmetic(left, right, of_decimals)


def _product(types: Types, of_decimals: _DecimalRule) -> Type | None:
    left, right = types
    if "INTERVAL" in (left.root, right.root):
        return left if left.root == "INTERVAL" else right
    return _arithmetic(left, right, of_decimals)


def _quotient(types: Types) -> Type | None:
    left, right = types
    return left if left.root == "INTERVAL" else _arithmetic(left, right, _decimal_quotient)


def _modulo(types: Types) -> Type | None:
    """The type of the divisor; of numbers with digits behind the point Flink's answer depends on what stands around."""
    exact = all(of_type.root in (*INTEGERS, "DECIMAL") and not of_type.scale for of_type in types)
    return types[1] if exact else None


def _arithmetic(left: Type, right: Type, of_decimals: _DecimalRule) -> Type | None:
    roots = {left.root, right.root}
    if not roots <= NUMERIC:
        return None
    if "DECIMAL" in roots and not roots & set(APPROXIMATE):
        return of_decimals(digits(left), digits(right))
    return merged_types.least((left, right))


def _decimal_sum(left: _Digits, right: _Digits) -> Type:
    scale = max(left[1], right[1])
    return decimal(max(left[0] - left[1], right[0] - right[1]) + scale + 1, scale)


def _decimal_product(left: _Digits, right: _Digits) -> Type:
    return decimal(left[0] + right[0] + 1, left[1] + right[1])


def _decimal_quotient(left: _Digits, right: _Digits) -> Type:
    scale = max(LEAST_SCALE, left[1] + right[0] + 1)
    return decimal(left[0] - left[1] + right[1] + scale, scale)


def _cut_sum(left: _Digits, right: _Digits) -> Type:
    """Up to Flink 1.13, which keeps the digits behind the point whatever that leaves before it."""
    scale = max(left[1], right[1])
    return _cut(max(left[0] - left[1], right[0] - right[1]) + scale + 1, scale)


def _cut_product(left: _Digits, right: _Digits) -> Type:
    """Up to Flink 1.13."""
    return _cut(left[0] + right[0], left[1] + right[1])


def _cut(precision: int, scale: int) -> Type:
    return type_of("DECIMAL", min(precision, MOST_DIGITS), min(scale, MOST_DIGITS))


def _concatenation(types: Types) -> Type | None:
    left, right = types[:2]
    family = strings_of(left)
    if family is None or family != strings_of(right):
        return None
    fixed = left.root == right.root == family[0]
    return type_of(family[0] if fixed else family[1], min((left.precision or 0) + (right.precision or 0), LONGEST))


def _item(types: Types, literals: Sequence[str]) -> Type | None:
    """`array[1]`, `map['key']`, `row['field']` or `row[1]`, which alone may be NOT NULL."""
    of_type, literal = types[0], literals[1]
    if of_type.root in ("ARRAY", "MAP"):
        return of_type.children[-1]._replace(nullable=True)
    if of_type.root == "ROW" and literal.isdecimal():
        return of_type.fields[int(literal) - 1].type if 0 < int(literal) <= len(of_type.fields) else None
    return field(of_type, literal)


# -- collections ------------------------------------------------------------------------------------------------------


def _array(types: Types, merge: TypeRule) -> Type | None:
    element = merge(types)
    nullable = any(of_type.nullable for of_type in types)
    return element and _collection("ARRAY", element._replace(nullable=nullable))


def _map(types: Types) -> Type | None:
    keys, values = _array(types[::2], merged_types.least), _array(types[1::2], merged_types.least)
    if len(types) % 2 or keys is None or values is None:
        return None
    return _collection("MAP", *keys.children, *values.children)


def _row(types: Types) -> Type | None:
    return row([f"EXPR${number}" for number in range(len(types))], types)


def _entries(types: Types) -> Type | None:
    return _collection("ARRAY", row(("key", "value"), types[0].children)) if types[0].root == "MAP" else None


def _child(of_type: Type, index: int) -> Type | None:
    return of_type.children[index] if len(of_type.children) > index else None


def _array_of_child(of_type: Type, index: int) -> Type | None:
    child = _child(of_type, index)
    return child and _collection("ARRAY", child)


def _collection(root: str, *children: Type) -> Type:
    return type_of(root)._replace(children=children)


# -- other functions --------------------------------------------------------------------------------------------------


def _varying(of_type: Type | None) -> Type | None:
    """A string that may have become shorter."""
    family = of_type and strings_of(of_type)
    return type_of(family[1], of_type.precision) if of_type and family else None


def _whole(of_type: Type) -> Type:
    return of_type._replace(scale=0) if of_type.root == "DECIMAL" else of_type


def _rounded(types: Types, literals: Sequence[str]) -> Type | None:
    """ROUND(number, digits): a literal number of digits decides on the scale."""
    of_type = types[0]
    kept = literals[1] if len(literals) > 1 else "0"
    if of_type.root != "DECIMAL" or not kept.lstrip("-").isdecimal():
        return of_type
    precision, scale = digits(of_type)
    if int(kept) >= scale:
        return of_type
    scale, whole = max(int(kept), 0), precision - scale
    return type_of("DECIMAL", min(1 + whole + scale, MOST_DIGITS), scale)


def _total(of_type: Type) -> Type:
    return of_type._replace(precision=MOST_DIGITS) if of_type.root == "DECIMAL" else of_type


def _average(of_type: Type) -> Type:
    if of_type.root != "DECIMAL":
        return of_type
    return type_of("DECIMAL", MOST_DIGITS, max(of_type.scale or 0, LEAST_SCALE))


def _moved(types: Types, literals: Sequence[str]) -> Type | None:
    """TIMESTAMPADD(unit, number, time): what is smaller than a day makes a DATE a TIMESTAMP."""
    unit, of_type = literals[0], types[2]
    if of_type.root == "DATE" and unit in _SUB_DAY:
        return type_of("TIMESTAMP", 6)
    return of_type if unit in ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR", *_SUB_DAY) else None


def _moved_roughly(types: Types, literals: Sequence[str]) -> Type | None:
    """TIMESTAMPADD up to Flink 1.13, which gives every time of day six digits of a second."""
    if literals[0] in _SUB_DAY and types[2].root != "TIME":
        return type_of("TIMESTAMP", 6)
    return _moved(types, literals)


TYPE_RULES: dict[str, TypeRule] = {
    "argument 1": lambda types: types[0],
    "argument 2": lambda types: types[1],
    "argument 3": lambda types: types[2],
    "array": lambda types: _array(types, merged_types.least),
    "array, first time": lambda types: _array(types, merged_types.least_first_time),
    "array of argument 1": lambda types: _collection("ARRAY", types[0]),
    "array of keys": lambda types: _array_of_child(types[0], 0),
    "array of values": lambda types: _array_of_child(types[0], 1),
    "average": lambda types: _average(types[0]),
    "common": merged_types.common,
    "common, either string": merged_types.common_either_string,
    "common, sure string": merged_types.common_sure_string,
    "concatenation": _concatenation,
    "cut product": lambda types: _product(types, _cut_product),
    "cut sum": lambda types: _sum(types, _cut_sum),
    "element": lambda types: _child(types[0], 0),
    "entries": _entries,
    "if, first string": lambda types: merged_types.least_first_string(types[1:]),
    "if, first time": lambda types: merged_types.least_first_time(types[1:]),
    "least": merged_types.least,
    "least, first time": merged_types.least_first_time,
    "map": _map,
    "modulo": _modulo,
    "multiset of argument 1": lambda types: _collection("MULTISET", types[0]),
    "product": lambda types: _product(types, _decimal_product),
    "quotient": _quotient,
    "relaxed": lambda types: relaxed(types[0]),
    "row": _row,
    "sum": lambda types: _sum(types, _decimal_sum),
    "total": lambda types: _total(types[0]),
    "unlabelled": lambda types: unlabelled(types[0]),
    "varying": lambda types: _varying(types[-1]),
    "varying 1": lambda types: _varying(types[0]),
    "varying concatenation": lambda types: _varying(_concatenation(types)),
    "whole": lambda types: _whole(types[0]),
}
LITERAL_RULES: dict[str, LiteralRule] = {
    "item": _item,
    "moved": _moved,
    "moved roughly": _moved_roughly,
    "rounded": _rounded,
}
