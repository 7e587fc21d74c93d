"""What makes a finding the same finding after lines have moved: the rule, the statement it is in, and what it is about.

Neither the path nor the line takes part, nor the wording of the message, which a newer flinkmc may improve.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.secrets import hide
from flinkmc.text.source import Source

_DIGITS = 32
_HEAD = re.compile(
    r"""\b(?: CREATE (?: \s+\w+ ){0,3}? \s+(?: TABLE | VIEW ) (?: \s+IF\s+NOT\s+EXISTS )?
            | INSERT \s+(?: INTO | OVERWRITE ) (?: \s+TABLE )?
        ) \s+(?P<name> (?: `[^`\n]*` | [\w.${}-] )+ )""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"'([^']*)'")


class _Reading(NamedTuple):
    """A text without its secrets, and where statements that name a table begin, with their names."""

    source: Source
    starts: tuple[int, ...]
    names: tuple[str, ...]

    def statement(self, offset: int) -> str:
        """The name of the last table that a statement above this place names."""
        at = bisect_right(self.starts, offset)
        return self.names[at - 1] if at else ""


def fingerprint(diagnostic: Diagnostic) -> str:
    """32 hexadecimal digits, alike for findings that one would call the same one.

    Built of the rule's code, the name of the table whose statement the finding is in, the text it points at without its
    spacing, and what its message quotes. No secret takes part.
    """
    return _fingerprint(diagnostic, _read)


def fingerprints(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """The fingerprints of findings in their order, each made its own: the second of a kind has its number behind it."""
    read = cache(_read)
    seen: Counter[str] = Counter()
    found = []
    for diagnostic in diagnostics:
        plain = _fingerprint(diagnostic, read)
        seen[plain] += 1
        found.append(plain if seen[plain] == 1 else f"{plain}-{seen[plain]}")
    return found


def _fingerprint(diagnostic: Diagnostic, read: Callable[[Source], _Reading]) -> str:
    span, reading = diagnostic.span, read(diagnostic.source)
    pointed_at = reading.source.slice(span) or reading.source.line(reading.source.position(span.start).line)
    quoted = _QUOTED.findall(diagnostic.message)
    parts = (diagnostic.code, reading.statement(span.start), " ".join(pointed_at.split()), *quoted)
    return sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:_DIGITS]


def _read(source: Source) -> _Reading:
    text = hide(source.text)
    heads = list(_HEAD.finditer(text))
    names = tuple(match["name"].replace("`", "").lower() for match in heads)
    return _Reading(Source(source.path, text), tuple(match.start() for match in heads), names)
