"""Files that are no text, and comments in them that silence what there is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flinkmc.connectors.nearest import nearest
from flinkmc.lint.config import ALL, meant
from flinkmc.lint.diagnostic import Finding, Fix, replace
from flinkmc.lint.files import Document
from flinkmc.lint.rule import rule
from flinkmc.lint.suppress import Code, Directive, Silence, matches
from flinkmc.rules.removal import alone
from flinkmc.text.source import Source, Span

_OWN = ("FMC008", "FMC009")
"""What is said of suppressions themselves; a comment that silences it says so by its code, and is never unused."""


@rule("FMC007", "unreadable-file", severity="error", needs=Document)
def unreadable_file(document: Document) -> Iterator[Finding]:
    """The file is no text that Flink or MaxCompute could read.

    Its bytes are no UTF-8, it has a NUL byte, or it is larger than any SQL that people write. Nothing else is said of
    such a file, and its tables are missing in the project: a sink that writes one of them is held against nothing.

    Bad, abridged:
        CREATE TABLE caf\\xe9 (id BIGINT);

    Good, abridged:
        CREATE TABLE café (id BIGINT);

    Source: Flink's client reads scripts as UTF-8; the limit of size is that of flinkmc.
    """
    if document.refusal is not None:
        span, message, help_text = document.refusal
        yield Finding(span, message, help=help_text)


@rule("FMC008", "unused-suppression", severity="warning", needs=Silence, fix="safe")
def unused_suppression(silence: Silence) -> Iterator[Finding]:
    """A comment silences a rule that finds nothing there.

    What it was there for is mended, or has moved to another line. The day it comes back, the comment would hide it.
    Only rules that were run are judged, in files that could be read in whole; rules that hold a sink against its table
    are judged where the table is known.

    Bad:
        -- flinkmc: disable=FMC006
        CREATE TABLE t (id BIGINT) WITH ('connector' = 'print'); -- noqa: FMC003

    Good:
        CREATE TABLE t (id BIGINT) WITH ('connector' = 'print');

    Source: what flinkmc found in the same run.
    """
    used = {suppression.code for suppression in silence.suppressions if suppression in silence.used}
    for directive in silence.directives:
        if directive.word == "enable":
            idle = [code for code in directive.codes if code in silence.open_ends]
        else:
            idle = [code for code in directive.codes if code not in used and _is_judged(code.text, silence)]
        if idle:
            yield Finding(directive.span, _says(directive, idle), fix=_without(silence.source, directive, idle))


@rule("FMC009", "unknown-suppression", severity="warning", needs=Silence)
def unknown_suppression(silence: Silence) -> Iterator[Finding]:
    """A comment silences a rule that does not exist.

    So it silences nothing, and whoever reads it believes otherwise. Codes of other linters may stand in a `noqa`: what
    does not look like one of flinkmc's is left to them.

    Bad:
        CREATE TABLE t (id BIGINT) WITH ('connector' = 'print') -- noqa: FMC060

    Good:
        CREATE TABLE t (id BIGINT) WITH ('connector' = 'print')

    Source: `flinkmc rules` lists the codes.
    """
    for directive in silence.directives:
        ours = directive.word != "noqa"
        if not directive.codes and ours:
            yield Finding(directive.span, f"this {directive.word} names no rule", help="see flinkmc rules")
        for code in directive.codes:
            if not _is_known(code.text, silence):
                close = nearest(code.text, silence.known)
                if close or ours or code.text.startswith("FMC"):
                    yield Finding(code.span, f"unknown rule '{code.text}'", help=meant(close) or "see flinkmc rules")


def _is_known(text: str, silence: Silence) -> bool:
    return any(matches(text, code) for code in silence.known)


def _is_judged(text: str, silence: Silence) -> bool:
    """Whether all is known that a comment could silence. What is off unless it is chosen counts where it is named."""
    if text in _OWN or not _is_known(text, silence):
        return False
    meant_by_it = {code for code, level in silence.known.items() if matches(text, code) and level != "off"} - set(_OWN)
    return (meant_by_it or {text}) <= silence.judged


def _says(directive: Directive, idle: Sequence[Code]) -> str:
    all_rules = any(code.text == ALL for code in idle)
    codes = " and ".join(code.text for code in idle)
    if directive.word == "enable":
        return "this enable ends nothing" if all_rules else f"{codes}: this enable ends nothing"
    if all_rules:
        return f"this {directive.word} silences nothing"
    return f"{codes} {'finds' if len(idle) == 1 else 'find'} nothing here"


def _without(source: Source, directive: Directive, idle: Sequence[Code]) -> Fix:
    """A fix that takes codes out of a comment: all but what else the comment says, where no code is left."""
    kept = [source.slice(code.span) for code in directive.codes if code not in idle]
    if kept:
        listed = Span(directive.codes[0].span.start, directive.codes[-1].span.end)
        return replace(listed, ", ".join(kept), "take it out of the comment")
    comment, mark = directive.comment, directive.comment.text[:2]
    words = comment.text[directive.span.end - comment.span.start :].removesuffix("*/" if mark == "/*" else "").strip()
    if words.strip("-–—:;,. "):
        behind = source.text[directive.span.end]
        return replace(directive.span, mark if behind.isspace() else f"{mark} ", "leave its words as a comment")
    return Fix((alone(source, comment.span),), "safe", "remove the comment")
