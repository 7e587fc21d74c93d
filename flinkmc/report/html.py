"""One page for people, which needs nothing but a browser: findings in their source, sinks beside their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from flinkmc.lint.diagnostic import SEVERITIES, Diagnostic
from flinkmc.report.exchange import relative
from flinkmc.report.rule_page import blocks
from flinkmc.report.screen import ELLIPSIS, fit, visible
from flinkmc.report.secrets import hide
from flinkmc.report.sinks import side_by_side
from flinkmc.report.snippet import Mark, covered, hunks, last_line, numbers, same, without_small_gaps
from flinkmc.report.summary import Report, footer
from flinkmc.text.source import Source, Span

if TYPE_CHECKING:
    from markupsafe import Markup

_CONTEXT = 2
"""Lines shown above a finding."""
_LONGEST = 400
"""A line of more characters is cut; `_BEFORE` are kept before what it is about."""
_BEFORE = 80


class Piece(NamedTuple):
    """A part of a source line; `style` is that of the mark on it, or empty."""

    text: str
    style: str


class Line(NamedTuple):
    """A source line: its number, its parts, what is said of the marks that end on it. `gap`: not all above is shown."""

    number: int
    pieces: tuple[Piece, ...]
    labels: tuple[Piece, ...]
    gap: bool


class Excerpt(NamedTuple):
    """Lines of a text, below the place that they are about."""

    place: str
    lines: tuple[Line, ...]


class Change(NamedTuple):
    """A line that a fix takes away (`-`) or brings in (`+`)."""

    sign: str
    number: int
    text: str


class Shown(NamedTuple):
    """A finding as the page shows it."""

    diagnostic: Diagnostic
    excerpts: tuple[Excerpt, ...]
    advice: tuple[str, ...]
    changes: tuple[Change, ...]


class File(NamedTuple):
    """A file with its findings."""

    path: str
    findings: tuple[Shown, ...]


class Page(NamedTuple):
    """A rule's page: its pieces are `heading`, `code` or `text`."""

    code: str
    name: str
    facts: str
    pieces: tuple[tuple[str, str], ...]


def render(report: Report) -> str:
    """The whole page, with its styles in it and without any script."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"visible": visible, "breakable": _breakable}
    template = environment.from_string((files(__package__) / "templates" / "report.html").read_text(encoding="utf-8"))
    rules = list(_rules(report))
    return template.render(
        summary=footer(report),
        counts=[(severity, sum(each.severity == severity for each in report.diagnostics)) for severity in SEVERITIES],
        files=list(_files(report)),
        sinks=side_by_side(report.project) if report.project else [],
        place=lambda source, span: _place(source, span, report),
        rules=rules,
        explained={rule.code for rule in rules},
    )


def _breakable(text: str) -> Markup:
    """A type or a list, which a narrow table may break behind its commas."""
    from markupsafe import Markup, escape

    return Markup(",<wbr>").join(escape(part) for part in visible(text).split(","))


def _files(report: Report) -> Iterator[File]:
    look = cache(lambda source: Source(source.path, hide(source.text)))
    for path, found in groupby(report.diagnostics, lambda diagnostic: relative(diagnostic.source, report)):
        yield File(visible(path), tuple(_shown(diagnostic, report, look) for diagnostic in found))


def _rules(report: Report) -> Iterator[Page]:
    for code in sorted({diagnostic.code for diagnostic in report.diagnostics}):
        rule = report.rules.get(code)
        if rule is not None:
            fix = f", {rule.fixable.replace(', ', ' or ')} fix" if rule.fixable else ""
            yield Page(code, rule.name, f"{rule.severity}{fix}, since {rule.since}", tuple(blocks(rule.page)))


# -- findings ---------------------------------------------------------------------------------------------------------


def _shown(diagnostic: Diagnostic, report: Report, look: Callable[[Source], Source]) -> Shown:
    source = look(diagnostic.source)
    here = [Mark(diagnostic.span, "", diagnostic.severity, diagnostic.label)]
    elsewhere = []
    for note in diagnostic.notes:
        mark = Mark(note.span, "", "note", note.message)
        if note.source is None or note.source is diagnostic.source:
            here.append(mark)
        else:
            elsewhere.append((look(note.source), mark))
    first = _excerpt(source, here, _CONTEXT, report)
    others = (_excerpt(text, [mark], 0, report) for text, mark in elsewhere)
    advice = diagnostic.help or (diagnostic.fix.message if diagnostic.fix else "")
    return Shown(diagnostic, (first, *others), tuple(advice.splitlines()), _changes(diagnostic, source))


def _changes(diagnostic: Diagnostic, source: Source) -> tuple[Change, ...]:
    edits = diagnostic.fix.edits if diagnostic.fix else ()
    return tuple(
        Change(sign, first + index, fit(line, *_changed(line, other, index), _LONGEST).text)
        for hunk in hunks(source, edits)
        for sign, first, lines, other in (
            ("-", hunk.old_line, hunk.old, hunk.new),
            ("+", hunk.new_line, hunk.new, hunk.old),
        )
        for index, line in enumerate(lines)
    )


def _changed(line: str, others: Sequence[str], index: int) -> tuple[int, int]:
    """About where a line differs from the one that stands in its place."""
    start = same(line, others[index]) if index < len(others) else 0
    return start, start + 1


def _place(source: Source, span: Span, report: Report) -> str:
    line, column = source.position(span.start)
    return visible(f"{relative(source, report)}:{line}:{column}")


# -- source -----------------------------------------------------------------------------------------------------------


def _excerpt(source: Source, marks: Sequence[Mark], before: int, report: Report) -> Excerpt:
    lines = []
    previous = 0
    for number in without_small_gaps(numbers(source, marks, before)):
        lines.append(_line(source, number, marks, gap=previous not in (0, number - 1)))
        previous = number
    return Excerpt(_place(source, marks[0].span, report), tuple(lines))


def _line(source: Source, number: int, marks: Sequence[Mark], *, gap: bool) -> Line:
    text = source.line(number)
    here = [(mark, *columns) for mark in marks if (columns := covered(source, number, text, mark.span))]
    labels = tuple(
        Piece(visible(mark.label), mark.style)
        for mark, _, _ in here
        if mark.label and number == last_line(source, mark.span)
    )
    return Line(number, tuple(_pieces(text, here)), labels, gap)


def _pieces(text: str, marks: Sequence[tuple[Mark, int, int]]) -> Iterator[Piece]:
    """The line in parts, an empty one where a mark covers nothing; of a long line what is around its first mark."""
    left, right = _window(text, min((start for _, start, _ in marks), default=0))
    if left:
        yield Piece(ELLIPSIS, "")
    inside = {place for _, *places in marks for place in places if left < place < right}
    for start, end in pairwise([*sorted({left, right} | inside), right]):
        yield from (Piece("", mark.style) for mark, begin, stop in marks if begin == stop == start)
        if start < end:
            style = next((mark.style for mark, begin, stop in marks if begin <= start < stop), "")
            yield Piece(visible(text[start:end]), style)
    if right < len(text):
        yield Piece(ELLIPSIS, "")


def _window(text: str, first: int) -> tuple[int, int]:
    left = max(0, first - _BEFORE) if len(text) > _LONGEST else 0
    return left, min(len(text), left + _LONGEST)
