"""The option vocabularies of connectors: found by name, and by what a table's options look like."""
# ruff: noqa: PTH119, PTH122, PTH123

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from flinkmc import data
from flinkmc.connectors import reader, units, values
from flinkmc.connectors.model import Option, Renamed, Vocabulary, out_of_range, read
from flinkmc.connectors.nearest import nearest
from flinkmc.connectors.reader import VocabularyError
from flinkmc.connectors.values import Problem

__all__ = [
    "Detection",
    "Option",
    "Renamed",
    "Vocabulary",
    "VocabularyError",
    "convert",
    "detect",
    "flink_options",
    "from_tables",
    "load",
    "load_file",
    "names",
    "nearest",
    "out_of_range",
    "read",
    "rename",
    "stands_for",
    "unmet",
]

_FOLDER = "connectors"
_NO_CONNECTORS = ("endpoints", "flink")


# ---- Found by name ----


@cache
def names() -> tuple[str, ...]:
    """The names of the shipped vocabularies: the connector's identifier, and what tells several of one apart."""
    return tuple(name for name in data.files(_FOLDER, suffix=".toml") if name not in _NO_CONNECTORS)


@cache
def load(name: str) -> Vocabulary:
    """A shipped vocabulary. Raises VocabularyError for an unknown name."""
    if name not in names():
        close = nearest(name, names())
        meant = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(names())}"
        raise VocabularyError(f"no connector vocabulary {name!r}: {meant}")
    return _load(name)


def _load(name: str) -> Vocabulary:
    file = f"{name}.toml"
    return reader.parse(data.read_text(_FOLDER, file), name, data.grammar(_FOLDER, file))


def load_file(path: str) -> Vocabulary:
    """A vocabulary of the user's own, named after its file; with `extends` it adds to a shipped one.

    Raises VocabularyError where the file cannot be read or is wrong.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path}: {error}") from error
    return reader.parse(text, os.path.splitext(os.path.basename(path))[0], path, load)


def from_tables(tables: reader.Table, name: str, file: str) -> Vocabulary:
    """A vocabulary of the user's own, out of tables of a configuration that have the form of a vocabulary file.

    Raises VocabularyError, whose message begins with `file`.
    """
    return reader.build(tables, name, file, load)


@cache
def flink_options(flink: str) -> Mapping[str, Option]:
    """What Flink of this version, such as "1.17", accepts for a table of any connector, by key."""
    everywhere = _load("flink").options
    return {key: option for key, option in everywhere.items() if _order(option.since) <= _order(flink)}


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


# ---- One option ----


def unmet(vocabulary: Vocabulary, option: Option, given: Mapping[str, str]) -> tuple[str, str] | None:
    """The first condition, as (key, value), under which `option` acts and which does not hold; None if all do.

    `given` are the options that are set, under the vocabulary's own keys; the others have their defaults. A placeholder
    may be anything, so it holds.
    """
    for key, wanted in option.when:
        text = given.get(key, vocabulary.options[key].default or "")
        if text.lower() != wanted.lower() and not values.is_placeholder(text):
            return key, wanted
    return None


def rename(vocabulary: Vocabulary, key: str) -> Renamed | None:
    """What is known of a key that is no option of this vocabulary; a difference in case alone does no harm."""
    found = vocabulary.renamed.get(key)
    if found or vocabulary.find(key):
        return found
    return next((renamed for known, renamed in vocabulary.renamed.items() if known.lower() == key.lower()), None)


def stands_for(vocabulary: Vocabulary, key: str) -> tuple[str, ...]:
    """The options that a key may stand for: itself, its names here if it is another's, or those it may be a slip of."""
    option, renamed = vocabulary.find(key), rename(vocabulary, key)
    if option is not None:
        return (option.key,)
    return renamed.to if renamed is not None else _slips(key, tuple(vocabulary.options))


@lru_cache(maxsize=1000)
def _slips(key: str, options: tuple[str, ...]) -> tuple[str, ...]:
    return nearest(key, options)


def convert(renamed: Renamed, text: str) -> str | None:
    """The value under the new name; None where it cannot be carried over exactly, or a placeholder hides it."""
    if not renamed.convert:
        return text
    return None if values.is_placeholder(text) else _CONVERSIONS[renamed.convert](text)


def _ms_to_s(text: str) -> str | None:
    value = values.read_long(text, "ms")
    return None if isinstance(value, Problem) or value % 1000 else str(value // 1000)


def _bytes_to_memory(text: str) -> str | None:
    value = values.read_long(text, "bytes")
    return None if isinstance(value, Problem) or value < 0 else units.format_memory(value)


def _boolean_to_operation(text: str) -> str | None:
    value = values.read_boolean(text)
    return None if isinstance(value, Problem) else "upsert" if value else "insert"


def _plain_name(text: str) -> str | None:
    return None if "." in text else text


_CONVERSIONS: Mapping[str, Callable[[str], str | None]] = {
    "ms-to-s": _ms_to_s,
    "bytes-to-memory": _bytes_to_memory,
    "boolean-to-operation": _boolean_to_operation,
    "plain-name": _plain_name,
}


# ---- Found by what a table's options look like ----


class Detection(NamedTuple):
    """Which vocabulary the options of one table are written in.

    `vocabulary` is the one that fits them best; None where that is `ambiguous` (which then names those that fit equally
    well) or the table is of another connector. `declared` is the one that the value of 'connector' stands for, whatever
    the options look like: Flink holds the options against it. Where the two differ, the table is written for another
    connector than it names. `scores` counts the telling options for each vocabulary that came into question.
    """

    vocabulary: Vocabulary | None
    declared: Vocabulary | None
    ambiguous: tuple[str, ...] = ()
    scores: tuple[tuple[str, int], ...] = ()


class _Fit(NamedTuple):
    """How well a vocabulary fits a table; the first difference from the left decides."""

    telling: int  # the table's options that it has and its neighbours have not; the connector's own name is one
    exact: int  # all options of the table that it has, letter for letter, that name too
    declared: bool  # it has the connector's name
    vocabulary: Vocabulary


def detect(connector: str | None, keys: Iterable[str], own: Sequence[Vocabulary] = ()) -> Detection:
    """The vocabulary of a table with this value of 'connector' (None: it has none) and these option keys.

    Where neither the number of telling options nor that of all options decides, the value of 'connector' does; without
    one, three telling options are the least. The order of keys does not matter. `own` are vocabularies of the user's,
    which go before shipped ones of the same name.
    """
    given = set(keys) - {"connector"}
    declared = _declared(connector, own)
    candidates = declared
    if not any(all(vocabulary.find(key) for key in given) for vocabulary in declared):
        candidates = _all(own)
    if connector and not declared and not nearest(connector, (one.identifier for one in candidates)):
        return Detection(None, None)
    fits = sorted((_fit(one, given, declared, candidates) for one in candidates), key=_rank)
    scores = tuple(sorted((fit.vocabulary.name, fit.telling) for fit in fits))
    chosen = next((fit.vocabulary for fit in fits if fit.declared), None)
    best = fits[0]
    if best.telling < (1 if connector else 3):
        return Detection(None, chosen, (), scores)
    ties = [fit.vocabulary for fit in fits if fit[:3] == best[:3]]
    latest = [one for one in ties if not any(one.name in other.supersedes for other in ties)]
    if len(latest) > 1:
        tied = tuple(one.name for one in latest) if best.telling > best.declared else ()
        return Detection(None, chosen, tied, scores)
    return Detection(latest[0], latest[0] if best.declared else chosen, (), scores)


def _declared(connector: str | None, own: Sequence[Vocabulary]) -> tuple[Vocabulary, ...]:
    """The vocabularies of this connector. Shipped ones are named after it, so that no other need be loaded."""
    replaced = {vocabulary.name for vocabulary in own}
    shipped = [name for name in names() if name == connector or name.startswith(f"{connector}-")]
    loaded = (*own, *(load(name) for name in shipped if name not in replaced))
    return tuple(one for one in loaded if one.identifier == connector and one.identifier_key == "connector")


def _all(own: Sequence[Vocabulary]) -> tuple[Vocabulary, ...]:
    replaced = {vocabulary.name for vocabulary in own}
    return (*own, *(load(name) for name in names() if name not in replaced))


def _fit(vocabulary: Vocabulary, given: set[str], declared: Sequence[Vocabulary], all_: Sequence[Vocabulary]) -> _Fit:
    neighbours = [one for one in all_ if one.name in vocabulary.shares or vocabulary.name in one.shares]
    found = {key for key in given if vocabulary.find(key)}
    telling = sum(not any(one.find(key) for one in neighbours) for key in found)
    named = vocabulary in declared
    return _Fit(telling + named, len(found & vocabulary.options.keys()) + named, named, vocabulary)


def _rank(fit: _Fit) -> tuple[int, int, bool, str]:
    return -fit.telling, -fit.exact, not fit.declared, fit.vocabulary.name
