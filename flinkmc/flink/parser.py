"""Flink SQL text to statements: recursive descent, exact spans, and on after an error.

Every function stands beside the piece of grammar that it reads. What a version accepts is asked of
`flinkmc.flink.versions`; what Flink refuses beyond grammar is found by `flinkmc.flink.validate`.
"""

from __future__ import annotations

from flinkmc.flink import model
from flinkmc.flink.expression import QUERIES, ExpressionReader
from flinkmc.flink.types import TypeReader
from flinkmc.flink.versions import Grammar, grammar
from flinkmc.text.cursor import Cursor, Unexpected
from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.scanner import (
    APPROXIMATE,
    DECIMAL,
    DOUBLE_QUOTED,
    END,
    ILLEGAL,
    INTEGER,
    PLACEHOLDER,
    PREFIXED_STRING,
    QUOTED,
    STRING,
    UNCLOSED_COMMENT,
    UNCLOSED_QUOTED,
    UNCLOSED_STRING,
    Tokens,
    scan,
)
from flinkmc.text.source import Span

_NOT_WORDS = frozenset(
    (APPROXIMATE, DECIMAL, DOUBLE_QUOTED, END, ILLEGAL, INTEGER, PREFIXED_STRING, QUOTED, STRING)
    + (UNCLOSED_COMMENT, UNCLOSED_QUOTED, UNCLOSED_STRING)
    + tuple("( ) , ; = < > . : + - * / % ? { } [ ] | ^ & ~ ! <> <= >= != == || => -> :: .. /*+ */ \"".split())
)
_LONGEST_NAME = 128
_AFTER_TABLE_NAME = frozenset(("(", ".", "WITH", "LIKE", "AS", "COMMENT", "PARTITIONED", ";", END))
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


def parse(
    text: str, version: str, *, start: int = 0, end: int | None = None, placeholders: bool = True
) -> model.Script:
    """The statements of `text[start:end]` as Flink `version` reads them, one after the other, each ended by `;`.

    Offsets are those of the whole text. With `placeholders`, `${x}` and `{{ x }}` may stand for names and values.
    Never raises for what stands in the text. Raises `flinkmc.flink.versions.UnknownVersion`.
    """
    return parse_tokens(scan(text, "flink", start=start, end=end, placeholders=placeholders), version)


def parse_tokens(tokens: Tokens, version: str) -> model.Script:
    """The statements of tokens that are already there."""
    parser = Parser(tokens, grammar(version))
    return model.Script(tuple(parser.script()), tuple(parser.problems), tuple(tokens.comments))


class Parser(Cursor):
    """Reads statements; `problems` holds what was refused on the way."""

    __slots__ = ("grammar", "not_names", "types")

    def __init__(self, tokens: Tokens, of_version: Grammar) -> None:
        super().__init__(tokens)
        self.grammar = of_version
        self.not_names = of_version.reserved | _NOT_WORDS
        self.types = TypeReader(self, of_version)

    def script(self) -> list[model.Statement]:
        """script := { [statement] ';' }"""
        statements: list[model.Statement] = []
        while self.keys[self.at] != END:
            if self.accept(";"):
                continue
            first = self.at
            try:
                statements.append(self.statement())
                if self.keys[self.at] not in (";", END):
                    raise self.unexpected("';' or the end of the statement")
            except Unexpected as error:
                self.report(error)
                self.skip_statement(first)
            self.open_brackets.clear()
        return statements

    def skip_statement(self, first: int) -> None:
        """To the next `;`. The statement itself is lost, or was kept already when only what follows it is wrong."""
        self.at = max(self.at, first)
        while self.keys[self.at] not in (";", END):
            self.at += 1

    def clause_starts(self) -> tuple[str, ...]:
        """What follows a column list: a list that runs into it was never closed."""
        return ("WITH", "PARTITIONED", "DISTRIBUTED", "LIKE")

    # -- statements ---------------------------------------------------------------------------------------------------

    def statement(self) -> model.Statement:
        """One statement, told by its first words."""
        key = self.keys[self.at]
        if key in ("CREATE", "REPLACE"):
            return self.create()
        if key == "INSERT":
            return self.insert()
        if key in ("BEGIN", "STATEMENT") or (key == "EXECUTE" and self.looks_at("EXECUTE", "STATEMENT")):
            return self.statement_set()
        if key == "SET":
            return self.set()
        if key == "RESET":
            return self.reset()
        return self.other()

    def other(self) -> model.Other:
        """A statement that is recognised by its first words and stepped over."""
        first = self.at
        words = (self.keys[first], self.keys[min(first + 1, len(self.keys) - 1)])
        three = (*words, self.keys[min(first + 2, len(self.keys) - 1)])
        known = self.grammar.statements
        for candidate in (three, words, words[:1]):
            if candidate in known or (candidate == words[:1] and words[0] == "("):
                self.skip_to_end()
                return model.Other("_".join(candidate).lower(), self.span_from(self.starts[first]))
            if candidate in self.grammar.later_statements:
                since = self.grammar.later_statements[candidate]
                message = f"{' '.join(candidate)} is a statement from Flink {since} on, not in {self.grammar.version}"
                raise Unexpected(Problem(message, self.span(), "unsupported-in-version"))
        raise self.unexpected("a statement: CREATE, INSERT, SET, SELECT, …")

    def skip_to_end(self) -> None:
        """Over a query or a statement of no interest, whose brackets and strings must close all the same."""
        while (key := self.keys[self.at]) not in (";", END):
            if key in (ILLEGAL, UNCLOSED_COMMENT, UNCLOSED_QUOTED, UNCLOSED_STRING):
                raise self.unexpected("a query")
            if key == "(":
                self.open_brackets.append(self.at)
            elif key == ")":
                if not self.open_brackets:
                    raise self.unexpected("';' or the end of the statement")
                self.open_brackets.pop()
            self.at += 1
        if self.open_brackets:
            raise self.unexpected("')'")

    def set(self) -> model.Set:
        """SET [key '=' value]; both quoted, or both bare"""
        start = self.starts[self.at]
        self.at += 1
        if self.keys[self.at] in (";", END):
            return model.Set(None, None, self.span_from(start))
        if self.keys[self.at] == STRING:
            key = self.string("the setting's name")
            self.expect("=", "'='")
            return model.Set(key, self.string("the setting's value in single quotes"), self.span_from(start))
        key = self.bare(frozenset(("=",)), "the setting's name")
        self.expect("=", "'='")
        value = self.bare(frozenset(), "the setting's value")
        return model.Set(key, value, self.span_from(start))

    def bare(self, stops: frozenset[str], wanted: str) -> Text:
        """Tokens up to `stops` as one text, as sql-client reads what is not quoted."""
        first = self.at
        while self.keys[self.at] not in stops and self.keys[self.at] not in (";", END):
            self.at += 1
        if self.at == first:
            raise self.unexpected(wanted)
        span = self.span_from(self.starts[first])
        return Text(self.tokens.text[span.start : span.end], span)

    def reset(self) -> model.Reset:
        """RESET [key]"""
        start = self.starts[self.at]
        self.at += 1
        if self.keys[self.at] in (";", END):
            return model.Reset(None, self.span_from(start))
        quoted = self.keys[self.at] == STRING
        key = self.string("the setting's name") if quoted else self.bare(frozenset(), "the setting's name")
        return model.Reset(key, self.span_from(start))

    def statement_set(self) -> model.StatementSet:
        """BEGIN STATEMENT SET ';' {insert ';'} END | EXECUTE STATEMENT SET BEGIN {insert ';'} END"""
        start, form = self.starts[self.at], self.keys[self.at]
        if form == "EXECUTE" and "execute-statement-set" not in self.grammar.features:
            raise self.not_in_version("execute-statement-set")
        if form == "STATEMENT":
            raise self.unexpected("EXECUTE STATEMENT SET BEGIN, or BEGIN STATEMENT SET;")
        self.at += 1
        self.expect_words("STATEMENT", "SET")
        if form == "EXECUTE":
            self.expect("BEGIN", "BEGIN")
        head = self.span_from(start)
        inserts: list[model.Insert] = []
        while True:
            while self.accept(";"):
                pass
            if self.keys[self.at] == "END":
                self.at += 1
                break
            if self.keys[self.at] != "INSERT":
                if form == "BEGIN":
                    break
                raise self.unexpected("INSERT or END")
            inserts.append(self.insert())
        return model.StatementSet("EXECUTE" if form == "EXECUTE" else "BEGIN", tuple(inserts), self.span_from(start), head)

    def insert(self) -> model.Insert:
        """INSERT (INTO | OVERWRITE [INTO]) [TABLE] path [hints] [PARTITION (…)] ['(' columns ')'] query"""
        start = self.starts[self.at]
        self.at += 1
        overwrite = self.accept("OVERWRITE")
        if not overwrite or self.keys[self.at] == "INTO":
            self.expect("INTO", "INTO or OVERWRITE")
        self.accept("TABLE")
        target = self.path("the sink table's name")
        hints = self.hints()
        partition = self.partition() if self.accept("PARTITION") else ()
        columns: tuple[Name, ...] = ()
        if self.keys[self.at] == "(" and self.keys[self.at + 1] not in (*QUERIES, "("):
            columns = self.names("a column")
        first = self.starts[self.at]
        if self.keys[self.at] not in (*QUERIES, "(", "TABLE", PLACEHOLDER):
            raise self.unexpected("SELECT or VALUES")
        self.skip_to_end()
        query = self.span_from(first)
        return model.Insert(target, query, self.span_from(start), columns, partition, hints, overwrite)

    def hints(self) -> tuple[model.Option, ...]:
        """`/*+ OPTIONS('key' = 'value', …) */`"""
        if not self.accept("/*+"):
            return ()
        options: tuple[model.Option, ...] = ()
        while self.keys[self.at] not in ("*/", ";", END):
            if self.accept("OPTIONS"):
                options += self.bracketed_list(self.option)
            else:
                self.at += 1
        self.expect("*/", "'*/'")
        return options

    def partition(self) -> tuple[model.PartitionValue, ...]:
        """'(' name ['=' literal] {',' …} ')'"""
        return self.bracketed_list(self.partition_value)

    def partition_value(self) -> model.PartitionValue:
        """name ['=' literal]"""
        key = self.name("a partition column")
        if not self.accept("="):
            return model.PartitionValue(key, None)
        if self.keys[self.at] in (STRING, PREFIXED_STRING):
            return model.PartitionValue(key, self.string("a value"))
        span = self.span()
        value = Text(self.texts[self.at], span)
        self.at += 1
        if self.keys[self.at] == STRING:
            value = Text(self.string("a value").value, span)
        return model.PartitionValue(key, value)

    # -- CREATE -------------------------------------------------------------------------------------------------------

    def create(self) -> model.Statement:
        """CREATE [OR REPLACE] [TEMPORARY] (TABLE | VIEW | …), or REPLACE TABLE"""
        first, start = self.at, self.starts[self.at]
        replace = self.accept("REPLACE")
        if replace and "replace-table" not in self.grammar.features:
            self.at = first
            raise self.not_in_version("replace-table")
        if not replace:
            self.at += 1
            replace = self.accept("OR", "REPLACE")
        temporary = self.accept("TEMPORARY")
        if self.accept("TABLE"):
            return self.create_table(start, temporary=temporary, replace=replace)
        if self.accept("VIEW"):
            return self.create_view(start, temporary=temporary)
        if self.keys[self.at] == "MATERIALIZED" and "materialized-table" in self.grammar.features:
            self.skip_to_end()
            return model.Other("create_materialized_table", self.span_from(start))
        wrong = self.at
        self.at = first
        if (self.keys[first], self.keys[first + 1]) in self.grammar.statements or temporary:
            return self.other()
        self.at = wrong
        raise self.unexpected("TABLE, VIEW, FUNCTION, DATABASE or CATALOG")

    def create_view(self, start: int, *, temporary: bool) -> model.CreateView:
        """VIEW [IF NOT EXISTS] path ['(' columns ')'] [COMMENT text] AS query"""
        self.accept("IF", "NOT", "EXISTS")
        path = self.path("the view's name")
        columns = self.names("a column") if self.keys[self.at] == "(" else ()
        if self.accept("COMMENT"):
            self.string("the view's comment")
        self.expect("AS", "AS")
        first = self.starts[self.at]
        self.skip_to_end()
        return model.CreateView(path, columns, self.span_from(first), self.span_from(start), temporary)

    def create_table(self, start: int, *, temporary: bool, replace: bool) -> model.CreateTable:
        """TABLE [IF NOT EXISTS] path [columns] [COMMENT text] [DISTRIBUTED …] [PARTITIONED BY …] [WITH …] [LIKE …|AS …]"""
        if_not_exists = self.accept("IF", "NOT", "EXISTS")
        path = self.path("the table's name")
        parts = _Parts()
        table = model.CreateTable(path, Span(start, start), temporary=temporary, if_not_exists=if_not_exists, replace=replace)
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
            options = self.bracketed_list(self.option)
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
        if self.keys[self.at] not in (*QUERIES, "(", "TABLE"):
            raise self.unexpected("SELECT or VALUES")
        self.skip_to_end()
        return self.span_from(first)

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
        if self.keys[self.at] == "AS":
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
            kind, place = model.Unique, self.span(self.at - 1)
        else:
            self.expect("PRIMARY", "PRIMARY KEY or UNIQUE")
            kind, place = model.PrimaryKey, self.span()
            self.expect("KEY", "KEY")
        self.constraint(kind, (name,), start, place, parts, inline=True)

    def table_constraint(self, parts: _Parts) -> None:
        """[CONSTRAINT name] (PRIMARY KEY | UNIQUE) '(' columns ')' [[NOT] ENFORCED]"""
        start = self.starts[self.at]
        if self.accept("CONSTRAINT"):
            self.name("the constraint's name")
        kind: type[model.PrimaryKey | model.Unique] = model.Unique
        if not self.accept("UNIQUE"):
            kind = model.PrimaryKey
            self.expect("PRIMARY", "PRIMARY KEY or UNIQUE")
            self.expect("KEY", "KEY")
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
            place = self.span(self.at - 1)
            self.expect("ENFORCED", "ENFORCED")
            enforced, place = False, Span(place.start, self.span(self.at - 1).end)
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
        column = self.path("the rowtime column's name")
        self.expect("AS", "AS")
        expression = ExpressionReader(self, self.grammar).read()
        return model.Watermark(column, expression, self.span_from(start))

    def distribution(self) -> model.Distribution:
        """DISTRIBUTED ([BY [HASH | RANGE] '(' columns ')'] [INTO n BUCKETS])"""
        start = self.starts[self.at]
        self.at += 1
        kind, columns, buckets = "", (), None
        if self.accept("BY"):
            if self.keys[self.at] != "(":
                kind = self.keys[self.at]
                self.at += 1
            columns = self.names("a column")
        if self.accept("INTO"):
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

    # -- names and strings --------------------------------------------------------------------------------------------

    def path(self, wanted: str) -> model.ObjectPath:
        """name {'.' name}"""
        names = [self.name(wanted, _AFTER_TABLE_NAME)]
        while self.accept("."):
            names.append(self.name("a name"))
        return tuple(names)

    def names(self, wanted: str) -> tuple[Name, ...]:
        """'(' name {',' name} ')'"""
        return self.bracketed_list(lambda: self.name(wanted, frozenset((",", ")"))))

    def name(self, wanted: str, followers: frozenset[str] = frozenset()) -> Name:
        """An identifier. A reserved word before one of `followers` is taken for a name that lacks its quotes."""
        at = self.at
        key = self.keys[at]
        start, text = self.starts[at], self.texts[at]
        span = Span(start, start + len(text))
        if key == QUOTED:
            self.at = at + 1
            name = Name(text[1:-1].replace("``", "`"), span, True)
        elif key not in self.not_names:
            self.at = at + 1
            name = Name(text, span)
        elif key in self.grammar.reserved and self.keys[at + 1] in followers:
            self.at = at + 1
            message = f"'{text}' is a reserved word of Flink: as a name it needs back-quotes"
            self.problems.append(Problem(message, span, "reserved-word", help=f"write `{text}`"))
            return Name(text, span)
        else:
            raise self.unexpected(wanted)
        if len(name.text) > _LONGEST_NAME:
            message = f"a name has at most {_LONGEST_NAME} characters, this one has {len(name.text)}"
            self.problems.append(Problem(message, span))
        return name

    def plain_string(self, wanted: str) -> Text:
        """One string literal without a prefix."""
        text, span = self.texts[self.at], self.span()
        self.expect(STRING, wanted)
        return Text(text[1:-1].replace("''", "'"), span)

    def string(self, wanted: str) -> Text:
        """A string literal; literals that follow one another are one, as the SQL standard has it."""
        at = self.at
        text = self.texts[at]
        if self.keys[at] == STRING and self.keys[at + 1] != STRING:
            self.at = at + 1
            start = self.starts[at]
            value = text[1:-1].replace("''", "'") if "''" in text else text[1:-1]
            return Text(value, Span(start, start + len(text)))
        if self.keys[at] not in (STRING, PREFIXED_STRING) or text[0] in "xX":
            raise self.unexpected(wanted)
        values = [_unprefixed(text)]
        self.at += 1
        while self.keys[self.at] == STRING:
            values.append(_unprefixed(self.texts[self.at]))
            self.at += 1
        return Text("".join(values), self.span_from(self.starts[at]))

    def not_in_version(self, feature: str) -> Unexpected:
        """The error that another version accepts what stands here."""
        from flinkmc.flink.versions import feature as named

        what = named(feature)
        when = f"from Flink {what.since} on" if what.since else f"up to Flink {what.until}"
        message = f"{what.says} is accepted {when}, not by {self.grammar.version}"
        return Unexpected(Problem(message, self.span(), "unsupported-in-version"))


class _Parts:
    """The elements of a column list as they come."""

    __slots__ = ("columns", "primary_keys", "uniques", "watermarks")

    def __init__(self) -> None:
        self.columns: list[model.Column] = []
        self.primary_keys: list[model.PrimaryKey] = []
        self.uniques: list[model.Unique] = []
        self.watermarks: list[model.Watermark] = []


def _unprefixed(text: str) -> str:
    quote = text.index("'")
    value = text[quote + 1 : -1].replace("''", "'")
    return _unicode(value) if text[:quote].upper() == "U&" else value


def _unicode(value: str) -> str:
    r"""`\4f60` and `\+01f600` of a U& literal as characters; what is no such escape stays."""
    import re

    return re.sub(r"\\(?:\\|([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6}))", _unicode_character, value)


def _unicode_character(match: object) -> str:
    groups = match.groups()  # type: ignore[attr-defined]
    code = groups[0] or groups[1]
    return chr(int(code, 16)) if code and int(code, 16) < 0x110000 else "\\"
