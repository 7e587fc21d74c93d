"""Comments put into a text that silence findings: the way to begin with a linter where there is much to find."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.files import Document
from flinkmc.lint.language import runs
from flinkmc.lint.suppress import directive
from flinkmc.text.scanner import Comment, scan
from flinkmc.text.source import Source


class _Lines(NamedTuple):
    """What stands at the ends of lines: comments, statement ends, and which ends are within a string or a comment."""

    comments: dict[int, Comment]
    closed: frozenset[int]
    open: frozenset[int]


_NEVER = frozenset(("FMC007", "FMC008", "FMC009"))
"""What no comment silences: the file cannot be read, or the finding is about a comment."""


def silenced(documents: Iterable[Document], diagnostics: Iterable[Diagnostic]) -> list[Document]:
    """The documents with comments that silence these findings of theirs; the same objects where there is none."""
    of_text: dict[Source, list[Diagnostic]] = {}
    for each in diagnostics:
        if each.code not in _NEVER:
            of_text.setdefault(each.source, []).append(each)
    return [
        document._replace(source=Source(document.path, with_noqa(document.source, of_text[document.source])))
        if document.source in of_text
        else document
        for document in documents
    ]


def with_noqa(source: Source, diagnostics: Iterable[Diagnostic]) -> str:
    """The text with a comment for each finding: a `noqa` at the end of its line, where one can stand.

    Behind the `;` that ends a statement none can, as Flink's client would not see the end, nor within a string of
    several lines. There a pair of comments, `-- flinkmc: disable=` and `enable=`, stands around the lines.
    """
    lines = _lines(source)
    noqas: dict[int, list[str]] = {}
    ranges: list[tuple[int, int, list[str]]] = []
    for each in diagnostics:
        first = source.position(each.span.start).line
        last = source.position(max(each.span.start, each.span.end - 1)).line
        here = next((line for line in (first, last) if _takes_noqa(lines, line)), None)
        if here is None:
            ranges.append((*_around(lines, first), [each.code]))
        else:
            noqas.setdefault(here, []).append(each.code)
    return _written(source, lines, noqas, _merged(ranges))


def _lines(source: Source) -> _Lines:
    """What must be known of the lines of a text."""
    text = source.text
    comments: dict[int, Comment] = {}
    last_token: dict[int, str] = {}
    spread: set[int] = set()
    for run in runs(text, scan(text)):
        tokens = scan(text, run.language, start=run.start, end=run.end)
        comments |= {source.position(comment.span.start).line: comment for comment in tokens.comments}
        spans = [tokens.span(index) for index in range(len(tokens.keys))]
        for span in (*spans, *(comment.span for comment in tokens.comments)):
            first, last = (source.position(offset).line for offset in span)
            spread.update(range(first, last))
        last_token |= {
            source.position(span.end).line: text[span.start : span.end] for span in spans if span.start < span.end
        }
    of_line = {line: comment for line, comment in comments.items() if comment.text.startswith(("--", "//"))}
    closed = {line for line, token in last_token.items() if token == ";" and line not in of_line}
    return _Lines(of_line, frozenset(closed), frozenset(spread))


def _takes_noqa(lines: _Lines, line: int) -> bool:
    comment = lines.comments.get(line)
    if comment is not None:
        said = directive(comment)
        return said.word == "noqa" if said else "flinkmc" not in comment.text
    return line not in lines.open and line not in lines.closed


def _around(lines: _Lines, line: int) -> tuple[int, int]:
    """The first and last of the fewest lines around one between which and their neighbours a line can be put."""
    first = last = line
    while first - 1 in lines.open:
        first -= 1
    while last in lines.open:
        last += 1
    return first, last


def _merged(ranges: list[tuple[int, int, list[str]]]) -> list[tuple[int, int, list[str]]]:
    """The same without any that overlap."""
    merged: list[tuple[int, int, list[str]]] = []
    for first, last, codes in sorted(ranges):
        if merged and first <= merged[-1][1]:
            before = merged.pop()
            merged.append((before[0], max(before[1], last), before[2] + codes))
        else:
            merged.append((first, last, codes))
    return merged


def _written(
    source: Source, lines: _Lines, noqas: dict[int, list[str]], ranges: list[tuple[int, int, list[str]]]
) -> str:
    line_end = "\r\n" if "\r\n" in source.text else "\n"
    starts = [*source.line_starts, len(source.text)]
    pieces: list[str] = []
    begun = {first: codes for first, _, codes in ranges}
    ended = {last: codes for _, last, codes in ranges}
    for number, (start, end) in enumerate(pairwise(starts), 1):
        content = source.line(number)
        end_of_line = source.text[start + len(content) : end]
        indent = content[: len(content) - len(content.lstrip())]
        if number in begun:
            pieces.append(f"{indent}-- flinkmc: disable={_listed(begun[number])}{line_end}")
        if number in noqas:
            content = _commented(content, start, lines.comments.get(number), _listed(noqas[number]))
        pieces += [content, end_of_line]
        if number in ended:
            pieces += [
                "" if end_of_line else line_end,
                f"{indent}-- flinkmc: enable={_listed(ended[number])}",
                end_of_line,
            ]
    return "".join(pieces)


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(set(codes)))


def _commented(line: str, start: int, comment: Comment | None, codes: str) -> str:
    """A line with these codes in the comment at its end."""
    if comment is None:
        return f"{line.rstrip()} -- noqa: {codes}".lstrip("" if line.strip() else None)
    said = directive(comment)
    if said is None:
        at = comment.span.start + 2 - start
        return f"{line[:at]} noqa: {codes}{'' if line[at : at + 1].isspace() else ' '}{line[at:]}".rstrip()
    at = said.span.end - start
    return f"{line[:at]}, {codes}{line[at:]}" if said.codes else f"{line[:at].rstrip()} {codes} {line[at:]}".rstrip()
