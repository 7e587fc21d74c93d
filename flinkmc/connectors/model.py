"""What is known of a connector's options: plain data, read from `grammars/connectors/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from flinkmc.connectors import values
from flinkmc.connectors.values import Problem, Value

Scope = Literal["both", "sink", "source"]
Confidence = Literal["documented", "code", "inferred", "recalled"]
Kind = Literal["exact", "approximate", "restructure", "removed", "typo"]
Conversion = Literal["", "ms-to-s", "bytes-to-memory", "boolean-to-operation", "plain-name"]


class Option(NamedTuple):
    """One option of a connector. An empty text, tuple or None means that nothing is said of it."""

    key: str
    type: values.Type
    unit: str = ""  # what a bare number counts: s, ms, bytes, rows, ...
    default: str | None = None  # as Flink reads it
    values: tuple[str, ...] = ()  # the allowed ones; empty: any
    min: int | None = None
    max: int | None = None
    at_most: str = ""  # the option whose value this one may not exceed
    required: bool = False  # wherever `when` holds
    group: str = ""
    scope: Scope = "both"
    when: tuple[tuple[str, str], ...] = ()  # (option, value) pairs that all must hold for it to act
    partitioned: bool = False  # it acts only where the Flink table has partition columns
    since: str = ""  # lowest version documented: of the managed runtime, in flink.toml of Flink
    secret: bool = False
    documented: bool = True  # False: known from elsewhere, absent from the connector's own page
    caution: str = ""  # why not to raise it far above its default
    source: tuple[tuple[str, str], ...] = ()  # (field or "option", name of a Source or of a Confidence) pairs
    summary: str = ""
    note: str = ""


class Renamed(NamedTuple):
    """A key that is wrong here and known all the same: what to write instead.

    `kind`: exact (the same thing), approximate (the nearest there is), restructure (said in another way), removed
    (nothing does it), typo (a slip of this vocabulary). `to` has one name if exact or typo, none if removed.
    """

    key: str
    to: tuple[str, ...]
    origin: str = ""  # the vocabulary that has the key; "" for a typo
    kind: Kind = "exact"
    convert: Conversion = ""
    note: str = ""


class Source(NamedTuple):
    """Where facts come from and how far they can be trusted."""

    title: str
    confidence: Confidence


class Vocabulary(NamedTuple):
    """The options of one connector, or of one generation of it."""

    name: str
    identifier: str  # the value of 'connector'
    identifier_key: str  # "connector"; "type" in Blink SQL and in CDC pipelines
    title: str
    flink: tuple[str, ...]  # the versions of Flink that it is documented for; empty: not said
    case_insensitive: bool
    supersedes: tuple[str, ...]  # earlier generations of the same connector
    shares: tuple[str, ...]  # vocabularies whose common options tell nothing of which is meant
    options: Mapping[str, Option]
    renamed: Mapping[str, Renamed]
    sources: Mapping[str, Source]
    folded: Mapping[str, str]  # of a case-insensitive one: key in lower case -> key
    roles: Mapping[str, str]  # table, project, endpoint, access-key, ... -> the key that says it here

    def find(self, key: str) -> Option | None:
        """The option that the connector takes `key` for."""
        return self.options.get(key) or self.options.get(self.folded.get(key.lower(), ""))

    def confidence(self, option: Option, field: str = "option") -> Confidence:
        """How sure a field of an option ("type", "min", "when", ...) is, or that there is such an option at all."""
        sources = dict(option.source)
        name = sources.get(field, sources.get("option", ""))
        source = self.sources.get(name)
        if source:
            return source.confidence
        return "recalled" if name == "recalled" else "inferred"


def read(option: Option, text: str, flink: str = "1.17") -> Value | Problem | None:
    """The value of an option: memory in bytes, durations in milliseconds; None where a placeholder hides it.

    Bounds are left to `out_of_range`, as Flink leaves them to the connector.
    """
    if values.is_placeholder(text):
        return None
    return values.read(option.type, text, unit=option.unit, values=option.values, flink=flink)


def out_of_range(option: Option, value: Value | Problem | None) -> Problem | None:
    """Why a value that was read is outside the option's bounds; None where it is not, or was not read."""
    if isinstance(value, Problem | str | None):
        return None
    unit = f" {option.unit}" if option.unit else ""
    if option.min is not None and value < option.min:
        return Problem(f"the least is {option.min}{unit}")
    if option.max is not None and value > option.max:
        return Problem(f"the most is {option.max}{unit}")
    return None
