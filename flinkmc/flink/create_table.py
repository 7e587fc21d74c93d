"""CREATE TABLE of Flink SQL, from the table's name on: columns, constraints, watermark, options, LIKE, AS."""

from __future__ import annotations

from flinkmc.flink import model
from flinkmc.flink.cursor import NEVER, FlinkCursor
from flinkmc.flink.expression import QUERIES, ExpressionReader
from flinkmc.flink.types import TypeReader
from flinkmc.flink.versions import Grammar
from flinkmc.text.cursor import Unexpected
from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.scanner import END, INTEGER, PLACEHOLDER, Tokens
from flinkmc.text.source import Span

_CONSTRAINTS = frozenset(("CONSTRAINT", "PRIMARY", "UNIQUE", "WATERMARK"))
_LIKE_FEATURES = {
    "ALL": "INCLUDING EXCLUDING",
    "CONSTRAINTS": "INCLUDING EXCLUDING",
    "PARTITIONS": "INCLUDING EXCLUDING",
    "DISTRIBUTION": "INCLUDING EXCLUDING",
    "GENERATED": "INCLUDING EXCLUDING OVERWRITING",
    "METADATA": "INCLUDING EXCLUDING OVERWRITING",
    "OPTIONS": "INCLUDING EXCLUDING OVERWRITING",
    "WATERMARKS": "INCLUDING EXCLUDING OVERWRITING",
}


class TableParser(FlinkCursor):
    """Reads what follows CREATE TABLE."""

    __slots__ = ("types",)

    def __init__(self, tokens: Tokens, grammar: Grammar) -> None:
        super().__init__(tokens, grammar)
        self.types = TypeReader(self, grammar)

    def create_table(self, start: int, *, temporary: bool, replace: bool) -> model.CreateTable:
        """TABLE [IF NOT EXISTS] path [columns] [COMMENT text] [DISTRIBUTED …] [PARTITIONED …] [WITH …] [LIKE …|AS …]"""
        if_not_exists = self.accept("IF", "NOT", "EXISTS")
        path = self.path("the table's name")
        parts = _Parts()
        table = model.CreateTable(
            path, Span(start, start), temporary=temporary, if_not_exists=if_not_exists, replace=replace
        )
        if self.keys[self.at] == "(":
            table = self.table_columns(table, parts)
        if self.accept("COMMENT"):
            table = table._replace(comment=self.plain_string("the table's comment in single quotes"))
        if self.keys[self.at] == "DISTRIBUTED" and "distribution" in self.grammar.features:
            table = table._replace(distribution=self.distribution())
        if self.keys[self.at] == "PARTITIONED":
            first = self.starts[self.at]
            self.expect_words("PARTITIONED", "BY")
            keys = self.names("a partition column")
            table = table._replace(partition_keys=keys, partitions_span=self.span_from(first))
        if self.accept("WITH"):
            first = self.starts[self.at]
            options = () if self.accept("(", ")") else self.bracketed_list(self.option)
            table = table._replace(options=options, options_span=self.span_from(first))
        if self.keys[self.at] == "LIKE":
            table = table._replace(like=self.like())
        elif self.keys[self.at] == "AS" and "ctas" in self.grammar.features:
            table = table._replace(query=self.query())
        elif self.keys[self.at] == "AS":
            self.problems.append(self.not_in_version("ctas").problem)
            table = table._replace(query=self.query())
        return table._replace(span=self.span_from(start))

    def query(self) -> Span:
        """AS query"""
        self.expect("AS", "AS")
        first = self.starts[self.at]
        if not self.looks_at_query():
            raise self.unexpected("SELECT or VALUES")
        self.skip_to_end()
        return self.span_from(first)

    def looks_at_query(self) -> bool:
        """Whether a query begins here, in brackets or not."""
        at = self.at
        while self.keys[at] == "(":
            at += 1
        return self.keys[at] in (*QUERIES, "TABLE", PLACEHOLDER)

    def table_columns(self, table: model.CreateTable, parts: _Parts) -> model.CreateTable:
        """'(' (column | constraint | watermark) {',' …} ')'"""
        first = self.starts[self.at]

        def element() -> None:
            key = self.keys[self.at]
            if key not in _CONSTRAINTS:
                parts.columns.append(self.column(parts))
            elif key == "WATERMARK":
                parts.watermarks.append(self.watermark())
            else:
                self.table_constraint(parts)

        self.bracketed_list(element)
        return table._replace(
            columns=tuple(parts.columns),
            primary_keys=tuple(parts.primary_keys),
            uniques=tuple(parts.uniques),
            watermarks=tuple(parts.watermarks),
            columns_span=self.span_from(first),
        )

    def column(self, parts: _Parts) -> model.Column:
        """name (AS expression | type [NOT NULL] (METADATA [FROM text] [VIRTUAL] | [constraint])) [COMMENT text]"""
        at, start = self.at, self.starts[self.at]
        name = self.column_name()
        if self.keys[self.at] == "AS" and self.at == at + 1:
            self.at += 1
            expression = ExpressionReader(self, self.grammar).read()
            comment = self.column_comment() if self.keys[self.at] == "COMMENT" else None
            return model.Column(name, "computed", self.span_from(start), expression=expression, comment=comment)
        of_type = self.types.read()
        key = self.keys[self.at]
        if key in (",", ")"):
            return model.Column(name, "physical", self.span_from(self.starts[at]), of_type)
        if key == "METADATA":
            self.at += 1
            metadata_key = self.string("the metadata key in single quotes") if self.accept("FROM") else None
            virtual = self.accept("VIRTUAL")
            comment = self.column_comment() if self.keys[self.at] == "COMMENT" else None
            span = self.span_from(start)
            return model.Column(name, "metadata", span, of_type, None, metadata_key, virtual, comment)
        if key in ("PRIMARY", "UNIQUE", "CONSTRAINT"):
            self.column_constraint(name, parts)
        comment = self.column_comment() if self.keys[self.at] == "COMMENT" else None
        return model.Column(name, "physical", self.span_from(start), of_type, comment=comment)

    def column_name(self) -> Name:
        """name; from 1.17 also `a.b`, of which Flink keeps the first part"""
        name = self.name("a column's name", self.types.starts)
        while self.keys[self.at] == "." and "compound-column" in self.grammar.features:
            self.at += 1
            self.name("a name")
        return name

    def column_comment(self) -> Text:
        """COMMENT text, which some versions let be several literals, or prefixed ones"""
        self.at += 1
        if "column-comment-prefixed" not in self.grammar.features:
            return self.plain_string("the column's comment in single quotes")
        first = self.at
        comment = self.string("the column's comment in single quotes")
        if self.at > first + 1 and "column-comment-concatenated" not in self.grammar.features:
            message = f"Flink {self.grammar.version} takes a column's comment as one string, not as several"
            self.problems.append(Problem(message, self.span(first + 1)))
        return comment

    def column_constraint(self, name: Name, parts: _Parts) -> None:
        """[CONSTRAINT name] (PRIMARY KEY | UNIQUE) [[NOT] ENFORCED]"""
        start = self.starts[self.at]
        if self.accept("CONSTRAINT"):
            self.name("the constraint's name")
        if self.accept("UNIQUE"):
            kind: type[model.PrimaryKey | model.Unique] = model.Unique
        else:
            self.expect_words("PRIMARY", "KEY")
            kind = model.PrimaryKey
        self.constraint(kind, (name,), start, self.span(self.at - 1), parts, inline=True)

    def table_constraint(self, parts: _Parts) -> None:
        """[CONSTRAINT name] (PRIMARY KEY | UNIQUE) '(' columns ')' [[NOT] ENFORCED]"""
        start = self.starts[self.at]
        if self.accept("CONSTRAINT"):
            self.name("the constraint's name")
        kind: type[model.PrimaryKey | model.Unique] = model.Unique
        if not self.accept("UNIQUE"):
            kind = model.PrimaryKey
            self.expect("PRIMARY", "PRIMARY KEY or UNIQUE")
            self.expect("KEY")
        columns = self.names("a column")
        self.constraint(kind, columns, start, self.span(self.at - 1), parts, inline=False)

    def constraint(
        self,
        kind: type[model.PrimaryKey | model.Unique],
        columns: tuple[Name, ...],
        start: int,
        place: Span,
        parts: _Parts,
        *,
        inline: bool,
    ) -> None:
        """[[NOT] ENFORCED]; without a word a constraint is enforced. `place` is where Flink reports that."""
        enforced = True
        if self.accept("NOT"):
            self.expect("ENFORCED", "ENFORCED")
            enforced, place = False, self.span(self.at - 1)
        elif self.accept("ENFORCED"):
            place = self.span(self.at - 1)
        node = kind(columns, self.span_from(start), enforced, place, inline)
        if isinstance(node, model.PrimaryKey):
            parts.primary_keys.append(node)
        else:
            parts.uniques.append(node)

    def watermark(self) -> model.Watermark:
        """WATERMARK FOR path AS expression"""
        start = self.starts[self.at]
        self.at += 1
        self.expect("FOR", "FOR")
        column = self.compound_name("the rowtime column's name")
        self.expect("AS", "AS")
        expression = ExpressionReader(self, self.grammar).read()
        return model.Watermark(column, expression, self.span_from(start))

    def distribution(self) -> model.Distribution:
        """DISTRIBUTED (BY [HASH | RANGE] '(' columns ')' [INTO n BUCKETS] | INTO n BUCKETS)"""
        start = self.starts[self.at]
        self.at += 1
        kind, buckets = "", None
        columns: tuple[Name, ...] = ()
        by = self.accept("BY")
        if by:
            if self.keys[self.at] in ("HASH", "RANGE"):
                kind = self.keys[self.at]
                self.at += 1
            columns = self.names("a column")
        if self.keys[self.at] == "INTO" or not by:
            self.expect("INTO", "BY (columns) or INTO n BUCKETS")
            digits = self.texts[self.at]
            self.expect(INTEGER, "a number of buckets")
            buckets = int(digits) if len(digits) < 12 else 10**12
            self.expect("BUCKETS", "BUCKETS")
        return model.Distribution(kind, columns, buckets, self.span_from(start))

    def option(self) -> model.Option:
        """string '=' string"""
        key = self.string("an option's name in single quotes")
        self.expect("=", f"'=' after the option '{key.value}'")
        return model.Option(key, self.string(f"the value of '{key.value}' in single quotes"))

    def like(self) -> model.Like:
        """LIKE path ['(' {(INCLUDING | EXCLUDING | OVERWRITING) feature} ')']"""
        start = self.starts[self.at]
        self.at += 1
        table = self.path("the name of the table to be like")
        options: list[model.LikeOption] = []
        if self.keys[self.at] == "(":
            self.open()
            while self.keys[self.at] in ("INCLUDING", "EXCLUDING", "OVERWRITING"):
                options.append(self.like_option())
            self.close("INCLUDING, EXCLUDING, OVERWRITING or ')'")
        return model.Like(table, tuple(options), self.span_from(start))

    def like_option(self) -> model.LikeOption:
        """(INCLUDING | EXCLUDING | OVERWRITING) feature"""
        start, strategy = self.starts[self.at], self.keys[self.at]
        self.at += 1
        feature = self.keys[self.at]
        known = feature in _LIKE_FEATURES and (feature != "DISTRIBUTION" or "distribution" in self.grammar.features)
        if not known or strategy not in _LIKE_FEATURES[feature]:
            wanted = (name for name, strategies in _LIKE_FEATURES.items() if strategy in strategies)
            raise self.unexpected(", ".join(wanted))
        self.at += 1
        return model.LikeOption(strategy, feature, self.span_from(start))

    def skip_to_end(self) -> None:
        """Over a query or a statement of no interest, whose brackets and strings must close all the same."""
        cases = 0
        while (key := self.keys[self.at]) not in (";", END):
            if key in NEVER:
                raise Unexpected(self.unexpected("a query").problem._replace(help=NEVER[key]))
            if key == "(":
                self.open_brackets.append(self.at)
            elif key == "CASE":
                cases += 1
            elif key == "END":
                if not cases:
                    raise self.unexpected("';' or the end of the query")
                cases -= 1
            elif key == ")":
                if not self.open_brackets:
                    raise self.unexpected("';' or the end of the statement")
                self.open_brackets.pop()
            self.at += 1
        if self.open_brackets:
            raise self.unexpected("')'")

    def clause_starts(self) -> tuple[str, ...]:
        """What follows a column list: a list that runs into it was never closed."""
        return ("WITH", "PARTITIONED", "DISTRIBUTED", "LIKE")


class _Parts:
    """The elements of a column list as they come."""

    __slots__ = ("columns", "primary_keys", "uniques", "watermarks")

    def __init__(self) -> None:
        self.columns: list[model.Column] = []
        self.primary_keys: list[model.PrimaryKey] = []
        self.uniques: list[model.Unique] = []
        self.watermarks: list[model.Watermark] = []
