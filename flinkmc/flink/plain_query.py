"""Queries of Flink SQL in plain words, see `flinkmc.flink.plain`.

A window table function becomes the SELECT that it stands for, with its bounds as further columns; hints go.
"""

from __future__ import annotations

from flinkmc.flink.plain import NAME_MARK, ExpressionWords, Plain, Word, rewritten
from flinkmc.text.scanner import END, INTEGER, scan
from flinkmc.text.source import Span

SNAPSHOT_MARK = "~"
WINDOW_COLUMNS = ("window_start", "window_end", "window_time")
_WINDOWS = frozenset(("TUMBLE", "HOP", "CUMULATE", "SESSION"))
_REFUSED = frozenset(("MATCH_RECOGNIZE", "TABLESAMPLE", "PIVOT", "UNPIVOT", "WITHIN", "QUALIFY"))
_WORDS = frozenset(
    """ALL ASC CROSS CUBE DESC FILTER FULL HAVING INNER INTERSECT JOIN LATERAL LEFT LIMIT NATURAL OFFSET ON
    OUTER OVER RIGHT ROLLUP SELECT TABLE UNION UNNEST USING VALUES WHERE WINDOW WITH""".split()
)
_JOINED_WORDS = {
    ("GROUP", "BY"): "GROUP BY",
    ("ORDER", "BY"): "ORDER BY",
    ("PARTITION", "BY"): "PARTITION BY",
    ("GROUPING", "SETS"): "GROUPING SETS",
    ("MINUS",): "EXCEPT",
    ("NULLS", "FIRST"): "",
    ("NULLS", "LAST"): "",
}


def plain_query(text: str, span: Span, version: str) -> Plain | None:
    """The query at `span`; None where it holds what has no plain words, or is nested too deeply."""
    return rewritten(QueryWords(scan(text, start=span.start, end=span.end), version))


class QueryWords(ExpressionWords):
    """Reads the tokens of a query and writes words."""

    __slots__ = ()
    keywords = ExpressionWords.keywords | _WORDS
    joined_keywords = ExpressionWords.joined_keywords | _JOINED_WORDS

    def word(self) -> None:
        """The next token, or several that belong together."""
        key = self.keys[self.at]
        in_call = self.brackets and self.brackets[-1].function
        if key in _REFUSED:
            raise self.unexpected("what other SQL has, too")
        if key == "/*+":
            self.hint()
        elif key == "TABLE":
            self.table()
        elif key in ("LEFT", "RIGHT") and self.keys[self.at + 1] == "(":
            self.name_or_call()
        elif key == "FOR" and not in_call:
            self.snapshot()
        elif key == "FETCH":
            self.fetch()
        elif key in ("ROWS", "RANGE") and self.brackets and not in_call:
            self.frame()
        else:
            super().word()

    def write_words(self, *texts: str) -> None:
        """Keywords and operators in the place of the next token."""
        for text in texts:
            self.write("word", text, self.at)

    def hint(self) -> None:
        """`/*+ … */`, which says how a query runs and not what it gives."""
        while not self.accept("*/"):
            if self.keys[self.at] == END:
                raise self.unexpected("'*/'")
            self.at += 1

    def snapshot(self) -> None:
        """FOR SYSTEM_TIME AS OF (path | call) goes, and the table before it has another mark."""
        if not self.words or self.words[-1].kind != "name":
            raise self.unexpected("a table")
        table = self.words[-1]
        self.words[-1] = table._replace(text=f"{SNAPSHOT_MARK}{table.text[1:]}")
        self.expect_words("FOR", "SYSTEM_TIME", "AS", "OF")
        self.compound_name("a time")
        if self.accept("("):
            self.skip_brackets(1)
            self.expect(")")

    def fetch(self) -> None:
        """FETCH (FIRST | NEXT) [number] (ROW | ROWS) ONLY is LIMIT."""
        self.write_words("LIMIT")
        self.expect("FETCH")
        if not self.accept("FIRST"):
            self.expect("NEXT")
        if self.keys[self.at] == INTEGER:
            self.word()
        else:
            self.write("number", "1", self.at)
        if not self.accept("ROW"):
            self.expect("ROWS")
        self.expect("ONLY")

    def frame(self) -> None:
        """ROWS or RANGE of OVER; what begins with UNBOUNDED PRECEDING is never empty, like no frame at all."""
        unbounded = self.looks_at(self.keys[self.at], "UNBOUNDED") or self.looks_at(
            self.keys[self.at], "BETWEEN", "UNBOUNDED"
        )
        if not unbounded:
            self.write_words("ROWS", "CURRENT", "ROW")
        while self.keys[self.at] not in (")", END):
            self.at += 1

    def table(self) -> None:
        """TABLE path as a query, or TABLE(…) around a window function or another one."""
        if self.keys[self.at + 1] == "(" and self.keys[self.at + 2] in _WINDOWS:
            self.window_table()
        elif self.keys[self.at + 1] == "(":
            self.keyword()
        else:
            self.write_words("SELECT", "*", "FROM")
            self.at += 1

    def window_table(self) -> None:
        """TABLE(TUMBLE([DATA =>] TABLE path, [TIMECOL =>] DESCRIPTOR(column), …)): a table and its window's bounds"""
        start = self.at
        self.expect_words("TABLE", "(", self.keys[self.at + 2], "(")
        self.accept("DATA", "=>")
        first = len(self.words)
        if self.accept("TABLE"):
            while self.keys[self.at] not in (",", "PARTITION"):
                self.word()
        else:
            depth = len(self.brackets)
            self.open_bracket("", "(", ")")
            while len(self.brackets) > depth:
                self.word()
        source = self.words[first:]
        while self.keys[self.at] not in ("DESCRIPTOR", END):
            self.at += 1
        self.expect_words("DESCRIPTOR", "(")
        column = self.name("a column").text
        self.skip_brackets(3)
        self.expect(")")
        self.words[first:] = _windowed(source, column, self.span(start))


def _windowed(source: list[Word], column: str, span: Span) -> list[Word]:
    """`(SELECT *, $WINDOW_START() AS window_start, … FROM source)`"""

    def word(*texts: str) -> list[Word]:
        return [Word("word", text, span) for text in texts]

    def name(text: str) -> Word:
        return Word("name", f"{NAME_MARK}{text}", span)

    columns: list[Word] = []
    for bound in WINDOW_COLUMNS:
        argument = [name(column)] if bound == "window_time" else []
        columns += [*word(","), name(f"${bound}"), *word("("), *argument, *word(")", "AS"), name(bound)]
    return [*word("(", "SELECT", "*"), *columns, *word("FROM"), *source, *word(")")]
