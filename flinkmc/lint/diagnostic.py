"""What a rule says, and what is reported of it: plain data, with no knowledge of rules, files or formats."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from flinkmc.text.source import Source, Span

Severity: TypeAlias = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Edit(NamedTuple):
    """A range of the finding's text and what shall stand there instead."""

    span: Span
    content: str


class Fix(NamedTuple):
    """Edits that mend a finding, all or none. A safe one cannot change what the author meant."""

    edits: tuple[Edit, ...]
    applicability: Literal["safe", "unsafe"] = "safe"
    message: str = ""


def replace(span: Span, content: str, message: str = "") -> Fix:
    """A safe fix that puts `content` in the place of `span`."""
    return Fix((Edit(span, content),), "safe", message)


def unsafe_replace(span: Span, content: str, message: str = "") -> Fix:
    """An unsafe fix that puts `content` in the place of `span`."""
    return Fix((Edit(span, content),), "unsafe", message)


class Note(NamedTuple):
    """A second place that matters, in the finding's own text or in another."""

    span: Span
    message: str
    source: Source | None = None


class Finding(NamedTuple):
    """What a rule found: the place, a headline, and optionally a label at the place, second places, help and a fix.

    `source` is the text that `span` and the fix are in, where it is another than the one the rule was asked about.
    `severity` is said only where it differs from the rule's own.
    """

    span: Span
    message: str
    label: str = ""
    notes: tuple[Note, ...] | list[Note] = ()
    help: str = ""
    fix: Fix | None = None
    source: Source | None = None
    severity: Severity | None = None


class Diagnostic(NamedTuple):
    """A finding of a rule in a text, ready to be reported."""

    code: str
    name: str
    severity: Severity
    source: Source
    span: Span
    message: str
    label: str = ""
    notes: tuple[Note, ...] = ()
    help: str = ""
    fix: Fix | None = None

    @property
    def path(self) -> str:
        """The file, as it was named on the command line."""
        return self.source.path


def order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """The order of reports: by file, place and code."""
    span = diagnostic.span
    return diagnostic.source.path, span.start, span.end, diagnostic.code, diagnostic.message
