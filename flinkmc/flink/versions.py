"""What each version of Flink accepts, from `grammars/flink/`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from flinkmc.data import read_text

_DATA = "flink"


class TypeWord(NamedTuple):
    """A word that begins a data type, and what a bare one means."""

    root: str
    parameters: str
    default: int | None
    maximum: int | None
    clamped: bool


class Grammar(NamedTuple):
    """What one version accepts. `statements` are those stepped over, and whether a table's name follows their words."""

    version: str
    measured_as: str
    reserved: frozenset[str]
    keywords: frozenset[str]
    features: frozenset[str]
    types: dict[str, TypeWord]
    statements: dict[tuple[str, ...], bool]
    later_statements: dict[tuple[str, ...], str]


class Feature(NamedTuple):
    """Something that only some versions accept: from `since` on, up to `until`; `says` names it."""

    name: str
    since: str
    until: str
    says: str


class UnknownVersionError(ValueError):
    """A version that the grammar data does not list."""


def order(version: str) -> tuple[int, ...]:
    """Versions as numbers, so that 1.9 comes before 1.13."""
    return tuple(int(part) for part in version.split("."))


@cache
def _features() -> dict[str, dict[str, dict[str, str]]]:
    import tomllib

    return tomllib.loads(read_text(_DATA, "features.toml"))


def default_version() -> str:
    """The version that is meant when none is named."""
    return str(_features()["default"])


@cache
def versions() -> tuple[str, ...]:
    """All versions that may be asked for, oldest first."""
    return tuple(sorted(_features()["versions"], key=order))


@cache
def feature(name: str) -> Feature:
    """The feature of this name. Raises KeyError for a name that the data does not have."""
    entry = _features()["features"][name]
    return Feature(name, entry.get("since", ""), entry.get("until", ""), entry["says"])


@cache
def grammar(version: str) -> Grammar:
    """What `version` accepts. Raises UnknownVersionError."""
    data = _features()
    measured: dict[str, str] = data["versions"]  # type: ignore[assignment]
    if version not in measured:
        raise UnknownVersionError(version)
    here = order(version)
    reserved, keywords = _words(measured[version])
    statements = {tuple(words.split()): entry.get("since", "") for words, entry in data["statements"].items()}
    return Grammar(
        version,
        measured[version],
        reserved,
        keywords,
        frozenset(name for name, entry in data["features"].items() if _holds(entry, here)),
        _types(here),
        {
            words: "table" in data["statements"][" ".join(words)]
            for words, since in statements.items()
            if _reached(since, here)
        },
        {words: since for words, since in statements.items() if not _reached(since, here)},
    )


def _reached(since: str, version: tuple[int, ...]) -> bool:
    return not since or order(since) <= version


def _holds(entry: dict[str, str], version: tuple[int, ...]) -> bool:
    since, until = entry.get("since"), entry.get("until")
    return (not since or order(since) <= version) and (not until or version <= order(until))


def _words(version: str) -> tuple[frozenset[str], frozenset[str]]:
    rows = [line.split("\t") for line in read_text(_DATA, "keywords.tsv").splitlines() if not line.startswith("#")]
    column = rows[0].index(version)
    reserved = frozenset(row[0] for row in rows[1:] if row[column] == "R")
    return reserved, frozenset(row[0] for row in rows[1:] if row[column] != "-")


def _types(version: tuple[int, ...]) -> dict[str, TypeWord]:
    rows = [line.split("\t") for line in read_text(_DATA, "types.tsv").splitlines() if not line.startswith("#")]
    return {
        word: TypeWord(
            root, parameters, int(default) if default else None, int(maximum) if maximum else None, beyond == "clamped"
        )
        for word, root, parameters, default, maximum, beyond, since in rows[1:]
        if not since or order(since) <= version
    }
