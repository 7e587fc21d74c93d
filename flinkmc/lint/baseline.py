"""Findings that are known and put up with, so that only new ones count: what a baseline holds, and what it leaves.

It names findings by their fingerprints, which survive moved lines and files; no text of the SQL stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.fingerprint import fingerprints

FORMAT = 1


class BaselineError(ValueError):
    """A text that is no baseline, and why."""


class Entry(NamedTuple):
    """A known finding: the file (as seen from the baseline) and the rule are for people, the fingerprint tells it."""

    path: str
    code: str
    fingerprint: str


class Compared(NamedTuple):
    """The findings that are new, how many were known, and the entries whose findings are gone."""

    new: list[Diagnostic]
    known: int
    vanished: list[Entry]


def entries(diagnostics: Sequence[Diagnostic], seen_from: Callable[[str], str]) -> list[Entry]:
    """Entries for findings; `seen_from` is how a baseline names a path."""
    keys = fingerprints(diagnostics)
    return [Entry(seen_from(each.path), each.code, key) for each, key in zip(diagnostics, keys, strict=True)]


def compare(
    diagnostics: Sequence[Diagnostic], baseline: Iterable[Entry], is_judged: Callable[[Entry], bool]
) -> Compared:
    """Holds findings against a baseline. `is_judged` says whether this run would have found an entry's finding."""
    baseline = list(baseline)
    known, found = {entry.fingerprint for entry in baseline}, fingerprints(diagnostics)
    new = [each for each, key in zip(diagnostics, found, strict=True) if key not in known]
    vanished = [entry for entry in baseline if entry.fingerprint not in found and is_judged(entry)]
    return Compared(new, len(found) - len(new), vanished)


def dumps(baseline: Iterable[Entry]) -> str:
    """The text of a baseline: sorted, one finding a line, so that its changes are read as those of code."""
    lines = [f"    {json.dumps(entry._asdict())}" for entry in sorted(set(baseline))]
    listed = "[\n" + ",\n".join(lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "version": {FORMAT},\n  "findings": {listed}\n}}\n'


def loads(text: str) -> list[Entry]:
    """The entries of such a text. Raises BaselineError."""
    try:
        read: Any = json.loads(text)
    except ValueError as error:
        raise BaselineError(f"it is no JSON: {error}") from None
    if not isinstance(read, dict) or not isinstance(read.get("findings"), list):
        raise BaselineError("it has no list of findings")
    if read.get("version") != FORMAT:
        raise BaselineError(f"its version is {read.get('version')!r}, where this flinkmc knows {FORMAT}")
    return [_entry(each) for each in read["findings"]]


def _entry(found: Any) -> Entry:
    try:
        entry = Entry(**found)
    except TypeError:
        raise BaselineError(f"a finding has {', '.join(Entry._fields)}") from None
    if not all(isinstance(part, str) for part in entry):
        raise BaselineError(f"a finding has {', '.join(Entry._fields)}, all of them strings")
    return entry
