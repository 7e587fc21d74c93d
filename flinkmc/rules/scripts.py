"""What Flink's planner reads, and its client does not run as a script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flinkmc.flink.versions import grammar, order
from flinkmc.lint.diagnostic import Edit, Finding, Fix, replace
from flinkmc.lint.rule import rule
from flinkmc.lint.script import File
from flinkmc.lint.suppress import directive
from flinkmc.rules.removal import alone
from flinkmc.text.scanner import END, Comment, Tokens, scan
from flinkmc.text.source import Source, Span

_MID_LINE = re.compile(r";[ \t]*[^\s]")
_LINE_END = re.compile(r";(?=[ \t]*(?:\r|\n))")
_ADVICE = "begin a new line behind it"


@rule("FMC004", "not-runnable-as-script", severity="warning", needs=File, fix="safe")
def not_runnable_as_script(file: File) -> Iterator[Finding]:
    """`sql-client.sh -f` does not run the file as it stands, though each of its statements is right.

    Flink's client cuts a script into statements itself, by lines: only a `;` that ends its line ends a statement, and
    not even a comment may stand behind it. Up to Flink 1.17 such a `;` ends one inside a string or a comment, too. It
    takes no byte order mark, no block comment behind the last statement and, from 1.17 on, no `;` that ends nothing. It
    prints `[ERROR]`, stops there, and exits with 0 all the same. Managed Flink has no such limits, nor has MaxCompute:
    files with DDL for MaxCompute are left alone.

    Bad:
        SET 'pipeline.name' = 'orders'; SET 'parallelism.default' = '4';

    Good:
        SET 'pipeline.name' = 'orders';
        SET 'parallelism.default' = '4';

    Source: measured with sql-client.sh of Flink 1.13 to 2.3.
    """
    if file.environment.target == "vvp" or file.maxcompute or file.flink_problems or not file.flink:
        return
    if file.bom:
        yield Finding(Span(0, 0), "the file begins with a byte order mark", help="save it as UTF-8 without one")
    if _is_plain(file):
        return
    tokens = scan(file.source.text)
    yield from _ends(file, tokens)
    yield from _hidden_ends(file, tokens)
    yield from _last_comments(file, tokens)


def _is_plain(file: File) -> bool:
    """Whether each `;` ends a statement and its line, and nothing stands behind the last. Most files are such."""
    text = file.source.text
    body = text.rstrip()
    ends = text.count(";") == len(file.flink) - (not body.endswith(";"))
    return ends and not body.endswith("*/") and not _MID_LINE.search(text)


def _ends(file: File, tokens: Tokens) -> Iterator[Finding]:
    """Each `;` that ends no statement, or does not end its line."""
    source, before, end = file.source, ";", 0
    for index, key in enumerate(tokens.keys):
        span = tokens.span(index)
        if key == ";" and before == ";":
            if _refuses_empty(file, source.text[end : span.start]):
                fix = Fix((alone(source, span),), "safe", "remove it")
                yield Finding(span, "no statement stands before this ';'", fix=fix)
        elif key == ";":
            stop = _next(tokens, index)
            same_line = not set(source.text[span.end : stop]) & {"\n", "\r"}
            if same_line and source.text[stop : stop + 1] not in ("", ";"):
                yield _mid_line(tokens, span, stop)
        before, end = key, span.end


def _refuses_empty(file: File, between: str) -> bool:
    """Whether the client stops at a statement of nothing: 1.17 takes `;;` for one `;`, but not on a line of its own."""
    version = _measured(file)
    return version > (1, 17) or (version == (1, 17) and "\n" in between)


def _next(tokens: Tokens, index: int) -> int:
    """Where the next token or comment begins."""
    end = tokens.span(index).end
    comment = next((comment.span.start for comment in tokens.comments if comment.span.start >= end), len(tokens.text))
    return min(tokens.starts[index + 1], comment)


def _mid_line(tokens: Tokens, span: Span, stop: int) -> Finding:
    """The finding of a `;` with something behind it; what silences this line is not moved to another."""
    message = "sql-client takes this ';' for no end: something stands behind it"
    comment = next((comment for comment in tokens.comments if comment.span.start == stop), None)
    if comment is not None and directive(comment) is not None:
        return Finding(span, message, help="silence lines with a pair of -- flinkmc: disable= and enable= around them")
    return Finding(span, message, help=_ADVICE, fix=replace(Span(span.end, stop), "\n", _ADVICE))


def _hidden_ends(file: File, tokens: Tokens) -> Iterator[Finding]:
    """Each `;` at the end of a line within a string, a name or a block comment, where the client is fooled by it."""
    if _measured(file) > (1, 17):
        return
    text = file.source.text
    blocks = [comment.span for comment in tokens.comments if comment.text.startswith("/*")]
    for span in (*blocks, *(tokens.span(index) for index in range(len(tokens.keys)))):
        for match in _LINE_END.finditer(text, span.start, span.end):
            if span.end - span.start > 1:
                message = f"sql-client of Flink {file.environment.flink_version} ends the statement at this ';'"
                yield Finding(Span(*match.span()), message, help="let no line end with it here")


def _last_comments(file: File, tokens: Tokens) -> Iterator[Finding]:
    """A block comment behind the last `;`."""
    if len(tokens.keys) < 2 or tokens.keys[-2] != ";" or tokens.keys[-1] != END:
        return
    last = tokens.starts[-2]
    for comment in tokens.comments:
        if comment.span.start > last and comment.text.startswith("/*"):
            message = "sql-client takes this comment for a statement that lacks its end"
            advice = "begin its lines with --"
            yield Finding(comment.span, message, help=advice, fix=_as_lines(file.source, comment, advice))


def _as_lines(source: Source, comment: Comment, advice: str) -> Fix | None:
    """The comment as lines of `--`; what silences something stays as it is."""
    stop = min(at for at in (source.text.find("\n", comment.span.end), len(source.text)) if at >= 0)
    if directive(comment) is not None or source.text[comment.span.end : stop].strip():
        return None
    lines = [line.strip().removeprefix("*").strip() for line in comment.text[2:-2].splitlines()]
    content = "\n".join(f"-- {line}".rstrip() for line in lines if line)
    return Fix((Edit(comment.span, content or "--"),), "safe", advice)


def _measured(file: File) -> tuple[int, ...]:
    """The version whose client was asked in the place of the file's own."""
    return order(grammar(file.environment.flink_version).measured_as)
