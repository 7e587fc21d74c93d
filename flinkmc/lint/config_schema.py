"""The keys of a configuration for people and for editors: what each means, and a JSON Schema of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flinkmc.connectors.vocabulary import names
from flinkmc.flink.versions import default_version, versions
from flinkmc.lint import config
from flinkmc.lint.config_file import KEYS
from flinkmc.lint.diagnostic import SEVERITIES

_DIALECT = "http://json-schema.org/draft-07/schema#"
_WORDS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_CODES: dict[str, Any] = {"type": "array", "items": {"$ref": "#/definitions/rules"}}

MEANING: Mapping[str, str] = {
    "select": "Only these rules: codes, beginnings of codes, or ALL.",
    "extend-select": "These rules, too, those that are off by default among them.",
    "ignore": "Without these rules.",
    "severity": "How grave a rule is, by its code or the beginning of some.",
    "min-severity": "The least grave severity that is reported.",
    "fail-on": "The least grave severity that makes the exit code 1.",
    "flink-version": "The Flink that the SQL is for.",
    "target": "Where the jobs run.",
    "connector": "The connector that sinks are written for; auto: seen from each table.",
    "exclude": "What is left out of folders: patterns as in .gitignore, seen from this file.",
    "per-file-ignores": "Rules that files do without, by patterns as in .gitignore, seen from this file.",
    "baseline": "The file of findings that are put up with, seen from this file.",
    "tables": "Files that belong to every project, such as ddl/**/*.sql, seen from this file; linted when named.",
    "placeholders": "Regular expressions of what stands for a value not known yet, besides ${x} and {{ x }}.",
    "connectors": "Options of your own, by the connector's name: they are added to what flinkmc knows of it.",
}
"""What each key says, in one line."""


def schema(codes: Iterable[str]) -> dict[str, Any]:
    """A JSON Schema (draft 7) of `flinkmc.toml` and of `[tool.flinkmc]`."""
    shapes = _shapes()
    properties = {key: {"description": MEANING[key], **shapes[key]} for key in KEYS}
    return {
        "$schema": _DIALECT,
        "title": "Configuration of flinkmc",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "definitions": {"rules": {"type": "string", "enum": ["ALL", *sorted(_selectors(codes))]}},
    }


def _shapes() -> dict[str, dict[str, Any]]:
    """What each key takes, and its default where that is a single word."""
    return {
        "select": _CODES,
        "extend-select": _CODES,
        "ignore": _CODES,
        "severity": _by(_CODES["items"], _one_of(config.LEVELS)),
        "min-severity": _one_of(SEVERITIES, "warning"),
        "fail-on": _one_of(config.FAIL_ON, "warning"),
        "flink-version": _one_of(versions(), default_version()),
        "target": _one_of(config.TARGETS, "self-managed"),
        "connector": _one_of(("auto", *names()), "auto"),
        "exclude": _WORDS,
        "per-file-ignores": _by({"type": "string"}, _CODES),
        "baseline": {"type": "string", "minLength": 1},
        "tables": _WORDS,
        "placeholders": _WORDS,
        "connectors": {"type": "object", "additionalProperties": {"type": "object"}},
    }


def _one_of(words: Iterable[str], default: str | None = None) -> dict[str, Any]:
    return {"enum": list(words), **({} if default is None else {"default": default})}


def _by(keys: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": keys, "additionalProperties": values}


def _selectors(codes: Iterable[str]) -> set[str]:
    """All beginnings of codes that tell a group: FMC, FMC4, FMC40, FMC401."""
    return {code[:length] for code in codes for length in range(len("FMC"), len(code) + 1)}
