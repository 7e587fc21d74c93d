"""What the syntax trees of both languages are made of."""

from __future__ import annotations

from typing import NamedTuple

from flinkmc.text.source import Span


class Name(NamedTuple):
    """An identifier as it is meant: without its back-quotes, doubled ones undone."""

    text: str
    span: Span
    quoted: bool = False


class Text(NamedTuple):
    """A string literal: what it means, and where it stands with its quotes."""

    value: str
    span: Span


class Problem(NamedTuple):
    """Something that the language itself refuses.

    `span` is the place that the language's own parser names; `opened` is the place a person looks for: the bracket,
    string or comment that was never closed.
    """

    message: str
    span: Span
    code: str = "syntax-error"
    opened: Span | None = None
    help: str = ""
