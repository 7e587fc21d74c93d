"""MaxCompute SQL text to statements: recursive descent, exact spans, and on after an error.

The grammar is Alibaba's own, measured statement by statement, with what is newer: OR REPLACE, AUTO PARTITIONED BY,
JSON, TIMESTAMP_NTZ. It is grammar only: whether a table makes sense is asked of the rules.
"""

from __future__ import annotations

import re

from flinkmc.maxcompute.model import Other, Script, Setting, Statement
from flinkmc.maxcompute.reader import STRINGS
from flinkmc.maxcompute.table_reader import ENDS, TableReader
from flinkmc.maxcompute.words import created_words, keywords, statement_words
from flinkmc.text.cursor import Unexpected
from flinkmc.text.nodes import Problem, Text
from flinkmc.text.scanner import END, UNCLOSED_QUOTED, UNCLOSED_STRING, Comment, Tokens, scan
from flinkmc.text.source import Span

_UNCLOSED = frozenset((UNCLOSED_STRING, UNCLOSED_QUOTED))
_HABITS = {
    "/": "MaxCompute's comments begin with --",
    "#": "MaxCompute's comments begin with --",
    "WITH": "WITH (…) is Flink's: MaxCompute's properties stand in TBLPROPERTIES (…)",
}
_STATEMENT_END = re.compile(r";[ \t]*(?:--[^\r\n]*)?[\r\n]\s*(?:CREATE|SET|INSERT|ALTER|DROP)\s", re.IGNORECASE)
_MOST_SCANS = 20
_TWO_WORDS = frozenset(("CREATE", "DROP", "ALTER", "SHOW", "TRUNCATE"))


def parse(text: str, start: int = 0, end: int | None = None, *, placeholders: bool = True) -> Script:
    """The statements of `text[start:end]` as MaxCompute reads them, one after the other, each ended by `;`.

    Offsets are those of the whole text. With `placeholders`, `${x}` and `{{ x }}` may stand for names and values.
    Never raises for what stands in the text.
    """
    statements: list[Statement] = []
    problems: list[Problem] = []
    comments: list[Comment] = []
    for further_scans in reversed(range(_MOST_SCANS)):
        tokens = scan(text, "maxcompute", start=start, end=end, placeholders=placeholders)
        parser = Parser(tokens)
        statements += parser.script(may_resume=further_scans > 0)
        problems += parser.problems
        if parser.resume is None:
            comments += tokens.comments
            break
        start = parser.resume
        comments += (comment for comment in tokens.comments if comment.span.end <= start)
    return Script(tuple(statements), tuple(problems), tuple(comments))


class Parser(TableReader):
    """Reads statements; `problems` holds what was refused on the way.

    `resume` is where to scan anew after a string that was never closed and has put all quotes behind it out of step.
    """

    __slots__ = ("resume",)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.resume: int | None = None

    def script(self, *, may_resume: bool) -> list[Statement]:
        """script := { [statement] ';' }, up to the end or to `resume`"""
        statements: list[Statement] = []
        while self.keys[self.at] != END and self.resume is None:
            if self.accept(";"):
                continue
            before = len(self.problems)
            try:
                statements.append(self.statement())
                if self.keys[self.at] not in ENDS:
                    raise self.unexpected("';' or the end of the statement")
            except Unexpected as error:
                self.report(error)
                self.to_end()
            self.open_brackets.clear()
            if may_resume and len(self.problems) > before:
                self.leave_string(before)
        return statements

    def leave_string(self, before: int) -> None:
        """Where a string swallowed the end of its statement, goes on at the next one; later problems were none."""
        text = self.tokens.text
        for index in range(before, len(self.problems)):
            opened = self.problems[index].opened
            if opened is not None and text[opened.start] in "'\"":
                end = _STATEMENT_END.search(text, opened.start, self.starts[self.at])
                if end is not None:
                    del self.problems[index + 1 :]
                    self.resume = end.start() + 1
                return

    def problem(self, message: str, code: str = "syntax-error") -> Problem:
        """As Cursor says it; a string before it that spans lines may be where it all began."""
        problem = super().problem(message, code)
        habit = _HABITS.get(self.texts[self.at].upper())
        if habit is not None:
            return problem._replace(help=habit)
        before = self.at - 1
        if problem.opened is None and before >= 0 and self.keys[before] in STRINGS and "\n" in self.texts[before]:
            opened = self.starts[before]
            return problem._replace(opened=Span(opened, opened + 1), help="does the string before it lack its end?")
        return problem

    def statement(self) -> Statement:
        """One statement, told by its first words."""
        key = self.keys[self.at]
        if key == "CREATE":
            return self.create()
        if key == "SET" and self.keys[self.at + 1] != "LABEL":
            return self.setting()
        return self.other(self.at)

    def create(self) -> Statement:
        """CREATE [OR REPLACE] [TEMPORARY] [EXTERNAL] TABLE …, or another object, which is stepped over"""
        first = self.at
        self.at += 1
        or_replace = self.accept("OR", "REPLACE")
        self.accept("TEMPORARY")
        external = self.accept("EXTERNAL")
        if self.accept("TABLE"):
            table = self.table(self.starts[first])
            return table._replace(or_replace=or_replace, external=external) if or_replace or external else table
        if self.keys[self.at] in created_words():
            return self.other(first, self.keys[self.at])
        raise self.unexpected("TABLE, VIEW, FUNCTION or another object to create")

    def other(self, first: int, created: str = "") -> Other:
        """A statement that is recognised by its first words and stepped over; so are `@x := …` and `(SELECT …) …`."""
        key, after = self.keys[first], self.keys[min(first + 1, len(self.keys) - 1)]
        if key in statement_words() and (key != "END" or after in ENDS):
            second = created or (after if key in _TWO_WORDS and after in keywords() else "")
            kind = f"{key}_{second}" if second else key
        elif key == "(" and self.looks_at_query():
            kind = "query"
        elif self.texts[first] == "@" and self.starts[first + 1] == self.starts[first] + 1:
            kind = "assignment"
        else:
            raise self.unexpected("a statement: CREATE TABLE, SET, …")
        self.to_end()
        return Other(kind.lower(), self.span_from(self.starts[first]))

    def to_end(self) -> None:
        """To the next `;`. A string that is never closed on the way is reported: it may hide the `;`."""
        start = self.at
        while self.keys[self.at] not in ENDS:
            self.at += 1
        if self.at > start and self.keys[self.at] == END and self.keys[self.at - 1] in _UNCLOSED:
            self.at -= 1
            self.problems.append(self.problem(""))
            self.at += 1

    def setting(self) -> Setting:
        """SET key '=' value: both bare, up to the `=` and the `;`"""
        start = self.starts[self.at]
        self.at += 1
        key = self.bare_text("=")
        if not key.value:
            raise self.unexpected("a setting's name")
        self.expect("=", f"'=' after {key.value}")
        return Setting(key, self.bare_text(";"), self.span_from(start))

    def bare_text(self, stop: str) -> Text:
        """The text as it stands, up to a token `stop` or the statement's end."""
        first = self.at
        while self.keys[self.at] != stop and self.keys[self.at] not in ENDS:
            self.at += 1
        span = self.span_from(self.starts[first]) if self.at > first else Span(self.at_end(), self.at_end())
        return Text(self.tokens.text[span.start : span.end], span)
