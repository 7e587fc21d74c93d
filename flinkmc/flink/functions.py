"""What Flink has built in, from `grammars/flink/functions.tsv`: functions, operators, and what a call of one gives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from flinkmc.data import read_text
from flinkmc.flink.model import Type
from flinkmc.flink.type_rules import LITERAL_RULES, TYPE_RULES
from flinkmc.flink.types import TypeReader
from flinkmc.flink.versions import grammar, order
from flinkmc.text.cursor import Cursor
from flinkmc.text.scanner import scan


class Argument(NamedTuple):
    """What a function is given: a type, if known, and the text of a literal, without quotes."""

    type: Type | None
    literal: str = ""


class Signature(NamedTuple):
    """A line of the data: what a function gives when called with `least` to `most` arguments, in some versions.

    `result` is a type or the name of a rule, and empty where it is not known.
    """

    name: str
    least: int
    most: int
    result: str
    nullable: str
    kind: str
    since: str
    until: str

    def holds_in(self, version: tuple[int, ...]) -> bool:
        """Whether this version has it."""
        return (not self.since or order(self.since) <= version) and (not self.until or version <= order(self.until))


_MANY = 10**6


@cache
def _signatures() -> dict[str, tuple[Signature, ...]]:
    lines = [line for line in read_text("flink", "functions.tsv").splitlines() if not line.startswith("#")]
    found: dict[str, tuple[Signature, ...]] = {}
    for line in lines[1:]:
        name, count, result, nullable, kind, since, until = line.split("\t")
        least, _, most = count.partition("-")
        bounds = (int(least), int(most or least)) if count else (0, _MANY)
        found[name] = (*found.get(name, ()), Signature(name, *bounds, result, nullable, kind, since, until))
    return found


def is_built_in(name: str) -> bool:
    """Whether any version of Flink has a function of this name; their case does not matter."""
    return name.upper() in _signatures()


def kind(name: str) -> str:
    """`operator`, `aggregate`, `over`, `window`, or empty for an ordinary function and one that is not known."""
    found = _signatures().get(name.upper())
    return found[0].kind if found else ""


def result_type(name: str, arguments: Sequence[Argument], version: str, *, grouped: bool = True) -> Type | None:
    """What a call gives in Flink `version`; None where that is not known, because of the function or of an argument.

    An aggregate that is not `grouped` sees all rows, of which there may be none: most of them may be NULL then.
    """
    signature = _signature(name.upper(), len(arguments), version)
    if signature is None or not signature.result:
        return None
    of_type = _result(signature, arguments, version)
    if of_type is None:
        return None
    nullable = _nullable(signature.nullable, of_type, arguments, grouped)
    return None if nullable is None else of_type._replace(nullable=nullable)


def planned(of_type: Type, version: str) -> Type:
    """The type of a column as an expression sees it."""
    return result_type("COLUMN", [Argument(of_type)], version) or of_type


def _signature(name: str, count: int, version: str) -> Signature | None:
    here = order(version)
    for signature in _signatures().get(name, ()):
        if signature.least <= count <= signature.most and signature.holds_in(here):
            return signature
    return None


def _result(signature: Signature, arguments: Sequence[Argument], version: str) -> Type | None:
    """The type of a result, without its nullability."""
    rule = signature.result
    if rule not in TYPE_RULES and rule not in LITERAL_RULES:
        return _type(rule, version)
    types = [argument.type for argument in arguments if argument.type is not None]
    if not types or len(types) < len(arguments):
        return None
    if rule in TYPE_RULES:
        return TYPE_RULES[rule](types)
    return LITERAL_RULES[rule](types, [argument.literal for argument in arguments])


@cache
def _type(text: str, version: str) -> Type:
    return TypeReader(Cursor(scan(text)), grammar(version)).read()


def _nullable(rule: str, of_type: Type, arguments: Sequence[Argument], grouped: bool) -> bool | None:
    """Whether a result may be NULL; None where an argument that decides it is not known."""
    if rule in ("never", "always"):
        return rule == "always"
    if rule == "item":
        row = arguments[0].type
        return of_type.nullable or row is None or row.nullable
    types = [argument.type for argument in arguments]
    if rule == "last":
        types = types[-1:]
    elif rule.startswith("argument "):
        types = types[int(rule.removeprefix("argument ")) - 1 :][:1]
    if rule == "last" and any(argument.type and argument.type.root == "NULL" for argument in arguments):
        return None
    known = [of_type.nullable for of_type in types if of_type is not None]
    if len(known) < len(types):
        return None
    if rule == "all":
        return all(known)
    return any(known) or (rule == "group" and not grouped)
