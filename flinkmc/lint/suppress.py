"""Comments that silence findings: `-- noqa`, `-- flinkmc: disable=…`, and which of them were needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from flinkmc.lint.config import ALL
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.rule import Level
from flinkmc.text.scanner import Comment
from flinkmc.text.source import Source, Span

_CODE = r"(?:[A-Za-z]+[0-9]+|all)\b"
_CODES = rf"{_CODE}(?:\s*,\s*{_CODE})*"
_NOQA = re.compile(rf"\W*(?P<word>noqa)\b(?P<announced>\s*:\s*(?P<codes>{_CODES})?)?", re.IGNORECASE)
_DIRECTIVE = re.compile(
    rf"\W*flinkmc:\s*(?P<word>disable-file|disable|enable)\b(?P<announced>\s*=\s*(?P<codes>{_CODES})?)?",
    re.IGNORECASE,
)
_EACH_CODE = re.compile(_CODE, re.IGNORECASE)
_FOREVER = 2**63

Word = Literal["noqa", "disable", "disable-file", "enable"]


class Code(NamedTuple):
    """A code that a comment names, in upper case: a rule's, the beginning of some, or ALL; and its place."""

    text: str
    span: Span


class Directive(NamedTuple):
    """A comment that silences, or ends what silences. `codes` is empty where what it announces is no code.

    `span` reaches from the comment's mark to the last code; `bare` says that it names none, which means ALL.
    """

    word: Word
    codes: tuple[Code, ...]
    comment: Comment
    span: Span
    bare: bool


class Suppression(NamedTuple):
    """What silences the rules of one code on the lines from `first` to `last`."""

    directive: Directive
    code: Code
    first: int
    last: int

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether it silences a finding; one over several lines by a noqa on its first or last line."""
        if not matches(self.code.text, diagnostic.code):
            return False
        start, end = _lines(diagnostic)
        here = self.first <= start <= self.last
        return here or (self.directive.word == "noqa" and self.first <= end <= self.last)


class Silence(NamedTuple):
    """The suppressions of a text, after the rules have run: which silenced a finding, and which could have.

    `open_ends` are codes of an `enable` that ends nothing. `judged` are the rules whose findings in this text are all
    known, `known` all rules there are.
    """

    source: Source
    directives: tuple[Directive, ...]
    suppressions: tuple[Suppression, ...]
    open_ends: tuple[Code, ...]
    used: frozenset[Suppression] = frozenset()
    judged: frozenset[str] = frozenset()
    known: Mapping[str, Level] = {}


def read(source: Source, comments: Iterable[Comment]) -> Silence:
    """What the comments of a text silence.

    `-- noqa: FMC401, FMC5 reason` silences these rules on its line, bare `-- noqa` all; `-- flinkmc: disable=FMC401`
    does from its line to the line of an `enable=` of the same code, or to the end; `disable-file=` in the whole file.
    A code may be the beginning of codes, or `all`, which is also what a comment without any means.
    """
    directives = tuple(each for comment in comments if (each := directive(comment)) is not None)
    found: list[Suppression] = []
    open_ranges: dict[str, Suppression] = {}
    open_ends: list[Code] = []
    for said in directives:
        first, last = (source.position(offset).line for offset in said.comment.span)
        if said.word == "noqa":
            found += [Suppression(said, code, first, last) for code in said.codes]
        elif said.word == "disable-file":
            found += [Suppression(said, code, 1, _FOREVER) for code in said.codes]
        elif said.word == "disable":
            for code in said.codes:
                open_ranges.setdefault(code.text, Suppression(said, code, first, _FOREVER))
        else:
            for code in said.codes:
                ended = [text for text in open_ranges if code.text in (ALL, text)]
                found += [open_ranges.pop(text)._replace(last=first - 1) for text in ended]
                open_ends += [] if ended else [code]
    ordered = sorted([*found, *open_ranges.values()], key=lambda suppression: suppression.code.span)
    return Silence(source, directives, tuple(ordered), tuple(open_ends))


def directive(comment: Comment) -> Directive | None:
    """What a comment says about suppressions, if anything."""
    match = _NOQA.match(comment.text) or _DIRECTIVE.match(comment.text)
    if match is None:
        return None
    start = comment.span.start
    bare = match["announced"] is None
    span = Span(start, start + match.end("codes" if match["codes"] else "announced" if not bare else "word"))
    codes: tuple[Code, ...] = (Code(ALL, span),) if bare else ()
    if match["codes"]:
        named = _EACH_CODE.finditer(comment.text, *match.span("codes"))
        codes = tuple(Code(each[0].upper(), Span(start + each.start(), start + each.end())) for each in named)
    return Directive(match["word"].lower(), codes, comment, span, bare)  # type: ignore[arg-type]  # one of Word


def apply(
    diagnostics: Iterable[Diagnostic], suppressions: Sequence[Suppression]
) -> tuple[list[Diagnostic], frozenset[Suppression]]:
    """The findings of one text that stay, and the suppressions that silenced another."""
    kept: list[Diagnostic] = []
    used: set[Suppression] = set()
    for diagnostic in diagnostics:
        covering = [suppression for suppression in suppressions if suppression.covers(diagnostic)]
        used.update(covering)
        if not covering:
            kept.append(diagnostic)
    return kept, frozenset(used)


def matches(text: str, code: str) -> bool:
    """Whether what a comment names takes in a rule."""
    return text == ALL or code.startswith(text)


def _lines(diagnostic: Diagnostic) -> tuple[int, int]:
    source, span = diagnostic.source, diagnostic.span
    return source.position(span.start).line, source.position(max(span.start, span.end - 1)).line
