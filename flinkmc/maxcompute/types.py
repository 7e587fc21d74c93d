"""MaxCompute's data types: what each may be used for, how one is written, and when two are the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from flinkmc import data
from flinkmc.maxcompute.literals import back_quoted, double_quoted
from flinkmc.maxcompute.model import Type

Parameters: TypeAlias = Literal["none", "length", "decimal", "element", "entry", "fields", "types"]


class Bounds(NamedTuple):
    """The least and the most of a precision or scale, and what a bare type means, where it can be bare."""

    minimum: int
    maximum: int
    default: int | None = None


class TypeFacts(NamedTuple):
    """What is known of a type; sources are in `grammars/maxcompute/types.toml`.

    `column`: CREATE TABLE takes it. `key`: a writer can hash it. `partition`: a partition column may have it. `needs`:
    the setting that it takes; `parameters_need`: the setting that its precision takes. `precision` counts digits, or
    the characters of CHAR and VARCHAR.
    """

    root: str
    parameters: Parameters = "none"
    column: bool = True
    key: bool = False
    partition: bool = False
    needs: str = ""
    parameters_need: str = ""
    precision: Bounds | None = None
    scale: Bounds | None = None


@lru_cache(maxsize=1)
def known_types() -> Mapping[str, TypeFacts]:
    """Every type by its upper-case name, those too that the service may answer with and CREATE TABLE refuses."""
    return {root: _facts(root, entry) for root, entry in _data()["type"].items()}


@lru_cache(maxsize=1)
def column_types() -> Mapping[str, TypeFacts]:
    """The types that CREATE TABLE takes."""
    return {root: facts for root, facts in known_types().items() if facts.column}


@lru_cache(maxsize=1)
def foreign_types() -> Mapping[str, str]:
    """Type words of Flink and others that MaxCompute refuses, to the one that stands for each; "" if none does."""
    words: Mapping[str, str] = _data()["foreign"]
    return words


def type_text(of: Type) -> str:
    """A type as MaxCompute writes it, with names in back-quotes: DECIMAL(18,2), ARRAY<STRUCT<`a`:INT,`b`:STRING>>."""
    if of.precision is not None:
        return f"{of.root}({of.precision})" if of.scale is None else f"{of.root}({of.precision},{of.scale})"
    if of.children:
        return f"{of.root}<{','.join(type_text(child) for child in of.children)}>"
    if of.fields:
        return f"{of.root}<{','.join(_fields(of))}>"
    return of.root


def same_type(one: Type, other: Type) -> bool:
    """Whether two types are one: names without case, bare DECIMAL as (38,18), comments of fields left aside."""
    return (
        one.root.upper() == other.root.upper()
        and _sizes(one) == _sizes(other)
        and len(one.children) == len(other.children)
        and len(one.fields) == len(other.fields)
        and all(map(same_type, one.children, other.children))
        and all(
            mine.name.text.lower() == theirs.name.text.lower() and same_type(mine.type, theirs.type)
            for mine, theirs in zip(one.fields, other.fields, strict=True)
        )
    )


def parts(of: Type) -> Iterator[Type]:
    """A type and all types in it, outermost first."""
    yield of
    for child in (*of.children, *(field.type for field in of.fields)):
        yield from parts(child)


def is_known(of: Type) -> bool:
    """Whether a type, and all in it, is MaxCompute's own; a name that is not may be a Java class, or a slip."""
    return all(part.root in known_types() for part in parts(of))


def is_key_type(of: Type) -> bool:
    """Whether a writer can hash the type, without which no key column can be written in real time."""
    facts = known_types().get(of.root)
    return facts is not None and facts.key


def is_partition_type(of: Type) -> bool:
    """Whether a partition column may have the type."""
    facts = known_types().get(of.root)
    return facts is not None and facts.partition


def needed_settings(of: Type) -> frozenset[str]:
    """The settings (`odps.sql.….odps2`) that must be true for a type and all in it."""
    found: set[str] = set()
    for part in parts(of):
        facts = known_types().get(part.root)
        if facts is not None:
            found.add(facts.needs if part.precision is None else facts.parameters_need or facts.needs)
    return frozenset(found - {""})


def _sizes(of: Type) -> tuple[int | None, int | None]:
    facts = known_types().get(of.root.upper())
    if facts is None or facts.scale is None or facts.precision is None:
        return of.precision, of.scale
    if of.precision is None:
        return facts.precision.default, facts.scale.default
    return of.precision, of.scale or 0


def _fields(of: Type) -> Iterator[str]:
    for field in of.fields:
        comment = "" if field.comment is None else f" COMMENT {double_quoted(field.comment.value)}"
        yield f"{back_quoted(field.name.text)}:{type_text(field.type)}{comment}"


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(data.read_text("maxcompute", "types.toml"))


def _facts(root: str, entry: dict[str, Any]) -> TypeFacts:
    values: dict[str, Any] = {
        name: Bounds(**value) if isinstance(value, dict) else value for name, value in entry.items()
    }
    return TypeFacts(root, **values)
