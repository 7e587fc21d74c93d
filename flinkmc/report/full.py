"""The report for people: each finding with its lines, the place underlined, second places, help, and the fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from flinkmc.lint.diagnostic import Diagnostic, Note
from flinkmc.report.paint import paint, palette
from flinkmc.report.screen import visible
from flinkmc.report.secrets import hide
from flinkmc.report.snippet import Hunk, Mark, Page, difference, excerpt, hunks, numbers
from flinkmc.report.summary import Report, closing, headline
from flinkmc.text.source import Source, Span

CONTEXT = 2
"""Lines shown above a finding."""
_NEAR = 5
_NARROWEST_GUTTER = 2

Look = Callable[[Source], Source]


def render(report: Report) -> str:
    """All findings with an empty line between them, then the footer."""
    return "\n".join((*findings(report), closing(report)) if report.footer else findings(report))


def findings(report: Report) -> list[str]:
    """Each finding as a text of its own."""
    look = cache(_without_secrets)
    return ["".join(f"{line}\n" for line in _finding(each, report, look)) for each in report.diagnostics]


def complaint(source: Source, span: Span, message: str, label: str, colour: bool, width: int) -> str:
    """An error that is no finding, in a configuration for one, in the form of a finding."""
    colours = palette(colour)
    marks = [Mark(span, "^", colours.error, label)]
    source = _without_secrets(source)
    page = Page(_gutter(source, marks, [], []), width, colours)
    lines = [f"{paint('error', colours.error)}: {paint(visible(message), colours.strong)}"]
    lines += _block("-->", source, marks, CONTEXT, page)
    return "".join(f"{line}\n" for line in lines)


def _without_secrets(source: Source) -> Source:
    text = hide(source.text)
    return source if text is source.text else Source(source.path, text)


def _finding(diagnostic: Diagnostic, report: Report, look: Look) -> Iterator[str]:
    colours = palette(report.colour)
    style = colours.severity(diagnostic.severity)
    source = look(diagnostic.source)
    here = [Mark(diagnostic.span, "^", style, diagnostic.label)]
    elsewhere: list[tuple[Source, Mark]] = []
    for note in diagnostic.notes:
        mark = Mark(note.span, "-", colours.gutter, note.message)
        if _is_near(note, diagnostic):
            here.append(mark)
        else:
            elsewhere.append((look(note.source or diagnostic.source), mark))
    changes = _changes(diagnostic, source)
    page = Page(_gutter(source, here, elsewhere, changes), report.width, colours)

    yield f"{paint(diagnostic.severity, style)}: {headline(diagnostic, report)}"
    yield from _block("-->", source, here, CONTEXT, page)
    for other, mark in elsewhere:
        yield from _block(":::", other, [mark], 0, page)
    yield from _help(diagnostic, changes, page)


def _is_near(note: Note, diagnostic: Diagnostic) -> bool:
    source = diagnostic.source
    if note.source is not None and note.source is not source:
        return False
    return abs(source.position(note.span.start).line - source.position(diagnostic.span.start).line) <= _NEAR


def _changes(diagnostic: Diagnostic, source: Source) -> list[Hunk]:
    """The fix as lines. Without words to introduce it the label says it all, and the star that it can be done."""
    if diagnostic.fix is None or not (diagnostic.help or diagnostic.fix.message):
        return []
    return hunks(source, diagnostic.fix.edits)


def _gutter(source: Source, here: list[Mark], elsewhere: list[tuple[Source, Mark]], changes: list[Hunk]) -> int:
    """As wide as the largest line number that is shown."""
    shown = [numbers(source, here, CONTEXT)[-1]]
    shown += [numbers(other, [mark], 0)[-1] for other, mark in elsewhere]
    shown += [max(hunk.old_line + len(hunk.old), hunk.new_line + len(hunk.new)) - 1 for hunk in changes]
    return max(_NARROWEST_GUTTER, len(str(max(shown))))


def _block(arrow: str, source: Source, marks: list[Mark], before: int, page: Page) -> Iterator[str]:
    yield _place(arrow, source, marks[0].span, page)
    yield page.bar()
    yield from excerpt(source, marks, before, page)
    yield page.bar()


def _place(arrow: str, source: Source, span: Span, page: Page) -> str:
    line, column = source.position(span.start)
    return f"{' ' * page.gutter}{paint(arrow, page.colours.gutter)} {visible(source.path)}:{line}:{column}"


def _help(diagnostic: Diagnostic, changes: list[Hunk], page: Page) -> Iterator[str]:
    text = diagnostic.help or (diagnostic.fix.message if diagnostic.fix else "")
    if not text:
        return
    first, *more = text.splitlines()
    yield f"{paint('help', page.colours.help)}: {visible(first)}"
    yield from (f"      {visible(line)}" for line in more)
    if changes:
        yield page.bar()
        for hunk in changes:
            yield from difference(hunk, page)
        yield page.bar()
