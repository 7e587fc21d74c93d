"""The options of a sink, and what each is to its connector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from flinkmc.connectors.model import Option, Renamed, Vocabulary
from flinkmc.connectors.values import is_placeholder
from flinkmc.connectors.vocabulary import convert, detect, flink_options, load, names, rename, stands_for
from flinkmc.flink import model as flink
from flinkmc.flink.versions import versions
from flinkmc.lint.diagnostic import Severity
from flinkmc.lint.project import Sink

_LONGEST = 60


def given(sink: Sink) -> tuple[flink.Option, ...]:
    """The options that a sink is asked about, of a key given twice the last: those of its own WITH, and what it takes
    over from a table that is there for others only. What else LIKE takes over is held where it stands.
    """
    table = sink.flink_table
    return tuple({option.key.value: option for option in (*table.lent, *table.declared.options)}.values())


def known(sink: Sink) -> Iterator[tuple[flink.Option, Option]]:
    """Those of them that the connector has, with what is known of them."""
    for option in given(sink):
        if (found := sink.vocabulary.find(option.key.value)) is not None:
            yield option, found


def foreign(sink: Sink, key: str) -> Renamed | None:
    """What is known of a key that is none of this connector's, but one of another."""
    if sink.vocabulary.find(key) or is_placeholder(key) or key in of_flink():
        return None
    found = rename(sink.vocabulary, key)
    if found is not None:
        return found if found.kind != "typo" else None
    origin = next((name for name in names() if key in load(name).options), None)
    if origin is None or _same_connector(sink.vocabulary, load(origin)):
        return None
    return Renamed(key, (), origin, "removed")


def meant(sink: Sink, key: str) -> Option | None:
    """The option that a key stands for, whatever is wrong with it; None where that is not certain."""
    keys = stands_for(sink.vocabulary, key)
    return sink.vocabulary.options[keys[0]] if len(keys) == 1 else None


def is_told(sink: Sink, key: str) -> bool:
    """Whether a sink has an option, or one that may be meant to be it: by another name, misspelt, or in a hint."""
    options = (*sink.table.options, *sink.flink_table.hints)
    return any(key in stands_for(sink.vocabulary, option.key.value) for option in options)


def level(sink: Sink, option: Option, field: str) -> Severity | None:
    """None, the rule's own severity, where a field of an option is documented or was read in code; else a warning."""
    return None if sink.vocabulary.confidence(option, field) in ("documented", "code") else "warning"


def shown(value: str) -> str:
    """A value as messages quote it."""
    return f"'{value}'" if len(value) <= _LONGEST else f"'{value[:_LONGEST]}…'"


def _same_connector(one: Vocabulary, other: Vocabulary) -> bool:
    """Whether two vocabularies are generations of one connector."""
    return other.name in one.supersedes or one.name in other.supersedes


def settings(sink: Sink) -> dict[str, str]:
    """What is set, by this connector's own names: options under another connector's name and hints of INSERTs, too."""
    told: dict[str, str] = {}
    for option in (*sink.table.options, *sink.flink_table.hints):
        key, value = option.key.value, option.value.value
        if (found := sink.vocabulary.find(key)) is not None:
            told[found.key] = value
        elif (renamed := rename(sink.vocabulary, key)) is not None and renamed.kind == "exact":
            told.setdefault(renamed.to[0], convert(renamed, value) or value)
    return told


def of_flink() -> Mapping[str, Option]:
    """The options that some version of Flink has for every connector."""
    return flink_options(versions()[-1])


@cache
def identifiers() -> Mapping[str, int]:
    """The names of connectors, and how many vocabularies each stands for."""
    return Counter(load(name).identifier for name in names() if load(name).identifier_key == "connector")


def of_generation(sink: Sink, key: str) -> bool:
    """Whether an earlier or later generation of this connector has the option."""
    return any(_same_connector(sink.vocabulary, load(name)) and load(name).find(key) for name in names())


def undecided(sink: Sink) -> tuple[str, ...]:
    """The vocabularies between which a table does not decide; none where its connector or its options do."""
    connector = sink.text("connector")
    if sink.environment.connector != "auto" or all(sink.vocabulary.find(option.key.value) for option in given(sink)):
        return ()
    if connector is None or identifiers().get(connector, 0) < 2:
        return ()
    found = detect(connector, [option.key.value for option in sink.table.options])
    if found.ambiguous:
        return found.ambiguous
    if found.vocabulary is None or found.declared is None or found.vocabulary.identifier == connector:
        return ()
    return found.declared.name, found.vocabulary.name
