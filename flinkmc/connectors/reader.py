"""Reads a vocabulary from TOML and checks it: whoever writes one is told the file, the table and the field."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from flinkmc.connectors import values
from flinkmc.connectors.model import (
    Confidence,
    Conversion,
    Kind,
    Option,
    Renamed,
    Scope,
    Source,
    Vocabulary,
    out_of_range,
    read,
)
from flinkmc.connectors.nearest import nearest

Table = dict[str, Any]

_CONNECTOR: Final = {
    "identifier": str,
    "identifier-key": str,
    "title": str,
    "flink": list,
    "scope": str,
    "case-insensitive": bool,
    "supersedes": list,
    "shares": list,
    "source": str,
    "extends": str,
    "roles": dict,
}
_SOURCE: Final = {"title": str, "confidence": str}
_OPTION: Final = {
    "type": str,
    "unit": str,
    "default": str,
    "values": list,
    "min": int,
    "max": int,
    "at-most": str,
    "required": bool,
    "group": str,
    "scope": str,
    "when": dict,
    "partitioned": bool,
    "since": str,
    "secret": bool,
    "documented": bool,
    "caution": str,
    "source": dict,
    "summary": str,
    "note": str,
}
_RENAMED: Final = {"to": (str, list), "from": str, "kind": str, "convert": str, "note": str}
_TABLES: Final = {"connector": dict, "source": dict, "option": dict, "renamed": dict}
_WORDS: Final = {
    str: "a string",
    list: "a list of strings",
    int: "a whole number",
    bool: "true or false",
    dict: "a table",
}


class VocabularyError(ValueError):
    """A vocabulary is wrong, or there is none of this name; the message names the file and the place."""


def parse(text: str, name: str, file: str, load: Callable[[str], Vocabulary] | None = None) -> Vocabulary:
    """The vocabulary that a TOML text describes; the arguments and errors are those of `build`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"{file}: {error}") from None
    return build(tables, name, file, load)


def build(tables: Table, name: str, file: str, load: Callable[[str], Vocabulary] | None = None) -> Vocabulary:
    """The vocabulary that the tables `connector`, `source`, `option` and `renamed` describe.

    `load` gives the vocabulary that this one extends, if it does: what is said here is added to that or replaces it,
    field by field. Raises VocabularyError, whose message begins with `file`.
    """
    _check(tables, _TABLES, file)
    about = tables.get("connector", {})
    _check(about, _CONNECTOR, f"{file}: [connector]")
    base = load(about["extends"]) if load and "extends" in about else _nothing(name)
    sources = {key: _source(table, f"{file}: [source.{key}]") for key, table in tables.get("source", {}).items()}
    sources = {**base.sources, **sources}
    options = dict(base.options)
    for key, table in tables.get("option", {}).items():
        options[key] = _option(key, table, about, options.get(key), f'{file}: [option."{key}"]')
    for key in tables.get("option", {}):
        _check_references(options[key], options, sources, f'{file}: [option."{key}"]')
    renamed = dict(base.renamed)
    for key, table in tables.get("renamed", {}).items():
        renamed[key] = _renamed(key, table, options, f'{file}: [renamed."{key}"]')
    case_insensitive = about.get("case-insensitive", base.case_insensitive)
    return Vocabulary(
        name,
        about.get("identifier", base.identifier),
        about.get("identifier-key", base.identifier_key),
        about.get("title", base.title),
        tuple(about.get("flink", base.flink)),
        case_insensitive,
        tuple(about.get("supersedes", (*base.supersedes, *{base.name} - {name}))),
        tuple(about.get("shares", base.shares)),
        options,
        renamed,
        sources,
        {key.lower(): key for key in options} if case_insensitive else {},
        {**base.roles, **_roles(about.get("roles", {}), options, f"{file}: [connector.roles]")},
    )


def _nothing(name: str) -> Vocabulary:
    return Vocabulary(name, name, "connector", name, (), False, (), (), {}, {}, {}, {}, {})


def _roles(roles: Table, options: Mapping[str, Option], place: str) -> Mapping[str, str]:
    for role, key in roles.items():
        if key not in options:
            raise VocabularyError(f"{place} {role}: there is no option {key!r}")
    return roles


def _source(table: Table, place: str) -> Source:
    _check(table, _SOURCE, place)
    _one_of(table.get("confidence"), get_args(Confidence), f"{place} confidence")
    return Source(table.get("title", ""), table["confidence"])


def _option(key: str, table: Table, about: Table, known: Option | None, place: str) -> Option:
    """An option with what the table says; the rest is as `known`, the option that it overrides, or as by default."""
    _check(table, _OPTION, place)
    fields: Table = known._asdict() if known else {"key": key, "scope": about.get("scope", "both")}
    fields |= {field.replace("-", "_"): value for field, value in table.items()}
    _one_of(fields.get("type"), values.TYPES, f"{place} type")
    _one_of(fields["scope"], get_args(Scope), f"{place} scope")
    source = {"option": about["source"]} if about.get("source") else {}
    fields["source"] = tuple((source | dict(fields.get("source", ()))).items())
    fields["values"] = tuple(fields.get("values", ()))
    fields["when"] = tuple(dict(fields.get("when", ())).items())
    option = Option(**fields)
    if option.type == "enum" and not option.values:
        raise VocabularyError(f"{place}: an enum needs values")
    if option.type not in ("int", "long") and (option.min, option.max) != (None, None):
        raise VocabularyError(f"{place}: min and max are for int and long, not for {option.type}")
    if option.default is not None:
        value = read(option, option.default)
        problem = value if isinstance(value, values.Problem) else out_of_range(option, value)
        if problem:
            raise VocabularyError(f"{place} default {option.default!r}: {problem.reason}")
    return option


def _check_references(option: Option, options: Mapping[str, Option], sources: Mapping[str, Source], place: str) -> None:
    for key in (*dict(option.when), *filter(None, [option.at_most])):
        _one_of(key, options, place)
    for field, name in option.source:
        _one_of(field, ("option", *_OPTION), f"{place} source")
        _one_of(name, (*sources, "inferred", "recalled"), f"{place} source {field}")


def _renamed(key: str, table: Table, options: Mapping[str, Option], place: str) -> Renamed:
    _check(table, _RENAMED, place)
    if key in options:
        raise VocabularyError(f"{place}: this is an option itself")
    to = table.get("to", ())
    renamed = Renamed(
        key,
        (to,) if isinstance(to, str) else tuple(to),
        table.get("from", ""),
        table.get("kind", "exact"),
        table.get("convert", ""),
        table.get("note", ""),
    )
    _one_of(renamed.kind, get_args(Kind), f"{place} kind")
    _one_of(renamed.convert, get_args(Conversion), f"{place} convert")
    for target in renamed.to:
        _one_of(target, options, f"{place} to")
    wanted = {"exact": 1, "typo": 1, "removed": 0}.get(renamed.kind, len(renamed.to))
    if len(renamed.to) != wanted:
        raise VocabularyError(f"{place} to: {renamed.kind} has {wanted} names, not {len(renamed.to)}")
    return renamed


def _check(table: Any, fields: Mapping[str, Any], place: str) -> None:
    """Refuses what is no table, has a field that is not among `fields`, or a value of another type."""
    if not isinstance(table, dict):
        raise VocabularyError(f"{place}: not a table")
    for field, value in table.items():
        _one_of(field, fields, f"{place}: field")
        wanted = fields[field]
        fits = isinstance(value, wanted) and not (isinstance(value, bool) and wanted is int)
        parts = value if isinstance(value, list) else value.values() if field == "when" else ()
        if not fits or not all(isinstance(part, str) for part in parts):
            words = " or ".join(_WORDS[kind] for kind in (wanted if isinstance(wanted, tuple) else (wanted,)))
            raise VocabularyError(f"{place} {field}: {value!r} is not {words}")


def _one_of(word: Any, known: Any, place: str) -> None:
    if word in known:
        return
    close = nearest(str(word), known)
    meant = f"did you mean {' or '.join(map(repr, close))}?" if close else f"known are {', '.join(sorted(known))}"
    raise VocabularyError(f"{place} {word!r} is unknown: {meant}")
