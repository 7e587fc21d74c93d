"""Flink SQL text to statements: recursive descent, exact spans, and on after an error.

Every function stands beside the piece of grammar that it reads. What a version accepts is asked of
`flinkmc.flink.versions`; what Flink refuses beyond grammar is found by `flinkmc.flink.validate`.
"""

from __future__ import annotations

from bisect import bisect_left

from flinkmc.flink import model
from flinkmc.flink.create_table import TableParser
from flinkmc.flink.expression import LITERALS, ExpressionReader
from flinkmc.flink.versions import grammar
from flinkmc.text.cursor import Unexpected
from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.scanner import (
    APPROXIMATE,
    DECIMAL,
    END,
    INTEGER,
    PLACEHOLDER,
    PREFIXED_STRING,
    SLASHES,
    STRING,
    Tokens,
    scan,
)
from flinkmc.text.source import Span


def parse(
    text: str, version: str, *, start: int = 0, end: int | None = None, placeholders: bool = True
) -> model.Script:
    """The statements of `text[start:end]` as Flink `version` reads them, one after the other, each ended by `;`.

    Offsets are those of the whole text. With `placeholders`, `${x}` and `{{ x }}` may stand for names and values.
    Never raises for what stands in the text. Raises `flinkmc.flink.versions.UnknownVersionError`.
    """
    return parse_tokens(scan(text, "flink", start=start, end=end, placeholders=placeholders), version)


def parse_tokens(tokens: Tokens, version: str) -> model.Script:
    """The statements of tokens that are already there."""
    parser = Parser(tokens, grammar(version))
    return model.Script(tuple(parser.script()), tuple(parser.problems), tuple(tokens.comments))


class Parser(TableParser):
    """Reads statements; `problems` holds what was refused on the way."""

    __slots__ = ()

    def script(self) -> list[model.Statement]:
        """script := { [statement] ';' }"""
        statements: list[model.Statement] = []
        while self.keys[self.at] != END:
            if self.accept(";"):
                if "empty-statement" not in self.grammar.features and self.keys[self.at] == ";":
                    self.problems.append(self.not_in_version("empty-statement").problem)
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
            if candidate in known or candidate == ("(",):
                self.at += len(candidate) if candidate != ("(",) else 0
                named = known.get(candidate, False) and not self.accept("IF", "EXISTS")
                table = self.path("a table's name") if named else ()
                self.skip_to_end()
                return model.Other("_".join(candidate).lower(), self.span_from(self.starts[first]), table)
            if candidate in self.grammar.later_statements:
                since = self.grammar.later_statements[candidate]
                message = f"{' '.join(candidate)} is a statement from Flink {since} on, not in {self.grammar.version}"
                raise Unexpected(Problem(message, self.span(), "unsupported-in-version"))
        raise self.unexpected("a statement: CREATE, INSERT, SET, SELECT, …")

    def set(self) -> model.Set:
        """SET [key '=' value]; both quoted, or both bare"""
        start = self.starts[self.at]
        self.at += 1
        if self.keys[self.at] in (";", END):
            return model.Set(None, None, self.span_from(start))
        if self.keys[self.at] in (STRING, PREFIXED_STRING):
            key = self.string("the setting's name")
            self.expect("=", "'='")
            return model.Set(key, self.string("the setting's value in single quotes"), self.span_from(start))
        first = self.at
        key = self.bare("the setting's name", "=")
        self.expect("=", "'='")
        quoted = self.keys[self.at] == STRING and self.keys[self.at + 1] in (";", END)
        value = self.string("the setting's value") if quoted else self.bare("the setting's value")
        if self.keys[self.at] not in (";", END) or self.has_comment(start):
            self.at = first
            raise self.unexpected("SET 'name' = 'value': only a value without blanks and comments may stand bare")
        return model.Set(key, value, self.span_from(start))

    def bare(self, wanted: str, stop: str = ";") -> Text:
        """Tokens with no blank between them as one text, as sql-client reads what is not quoted.

        What looks like a comment in it is none, until Flink 1.17 takes it for one that swallows the ';', too.
        """
        first = self.at
        slashes = 0
        while self.keys[self.at] not in (stop, ";", END) and (self.at == first or self.touches()):
            slashes = self.at if self.keys[self.at] == SLASHES else slashes
            self.at += 1
        if self.at == first:
            raise self.unexpected(wanted)
        if slashes and self.keys[self.at] == ";" and "bare-slashes" not in self.grammar.features:
            self.problems.append(self.not_in_version("bare-slashes").problem._replace(span=self.span(slashes)))
        span = self.span_from(self.starts[first])
        text = Text(self.tokens.text[span.start : span.end], span)
        if " " in text.value:
            self.at = first
            raise self.unexpected(wanted)
        return text

    def has_comment(self, start: int) -> bool:
        """Whether a comment stands between `start` and the next token."""
        comments = self.tokens.comments
        after = bisect_left(comments, start, key=lambda comment: comment.span.start)
        return after < len(comments) and comments[after].span.start < self.starts[self.at]

    def touches(self) -> bool:
        """Whether the next token follows the last one without a blank."""
        return self.starts[self.at] == self.starts[self.at - 1] + len(self.texts[self.at - 1])

    def reset(self) -> model.Reset:
        """RESET [key]"""
        start = self.starts[self.at]
        self.at += 1
        if self.keys[self.at] in (";", END):
            return model.Reset(None, self.span_from(start))
        quoted = self.keys[self.at] in (STRING, PREFIXED_STRING)
        key = self.string("the setting's name") if quoted else self.bare("the setting's name")
        return model.Reset(key, self.span_from(start))

    def statement_set(self) -> model.StatementSet:
        """BEGIN STATEMENT SET ';' {insert ';'} END | EXECUTE STATEMENT SET BEGIN {insert ';'} END"""
        first, start, form = self.at, self.starts[self.at], self.keys[self.at]
        if form != "STATEMENT":
            self.at += 1
        self.expect_words("STATEMENT", "SET")
        if form != "BEGIN":
            self.expect("BEGIN", "BEGIN")
        elif self.keys[self.at] not in (";", END):
            raise self.unexpected("';'")
        head = self.span_from(start)
        if form == "STATEMENT":
            message = "a statement set begins with EXECUTE STATEMENT SET BEGIN, or with BEGIN STATEMENT SET;"
            self.problems.append(Problem(message, self.span(first), "statement-set-syntax"))
        elif form == "EXECUTE" and "execute-statement-set" not in self.grammar.features:
            message = f"Flink {self.grammar.version} knows BEGIN STATEMENT SET; … END; only"
            self.problems.append(Problem(message, self.span(first), "statement-set-syntax"))
        inserts = self.inserts_of_set(form)
        return model.StatementSet(form, inserts, self.span_from(start), head)

    def inserts_of_set(self, form: str) -> tuple[model.Insert, ...]:
        """{insert ';'} END; a broken INSERT costs itself, and a set that is begun by BEGIN may go on without END"""
        inserts: list[model.Insert] = []
        begun = allowed = self.at
        while True:
            while self.accept(";"):
                pass
            if form != "BEGIN" and self.at > allowed:
                message = "one ';' stands after each INSERT of this statement set, and nowhere else"
                self.problems.append(Problem(message, self.span(allowed)))
            first, key = self.at, self.keys[self.at]
            try:
                if key == "INSERT":
                    inserts.append(self.insert())
                    if self.keys[self.at] not in (";", END, "END"):
                        raise self.unexpected("';' or the end of the statement")
                elif key == "END" or form == "BEGIN":
                    if form != "BEGIN" and first == begun:
                        self.problems.append(self.unexpected("INSERT").problem)
                    self.at += key == "END"
                    return tuple(inserts)
                else:
                    raise self.unexpected("INSERT or END")
            except Unexpected as error:
                self.report(error)
                self.skip_statement(first)
                self.open_brackets.clear()
                if self.keys[self.at] == END:
                    return tuple(inserts)
            allowed = self.at + 1

    def insert(self) -> model.Insert:
        """INSERT (INTO | OVERWRITE) path [hints] [PARTITION (…)] ['(' columns ')'] query"""
        start = self.starts[self.at]
        self.at += 1
        overwrite = self.accept("OVERWRITE")
        if not overwrite:
            self.expect("INTO", "INTO or OVERWRITE")
        target = self.path("the sink table's name")
        hints = self.hints()
        if hints and not self.looks_at_query() and "hint-with-columns" not in self.grammar.features:
            self.problems.append(self.not_in_version("hint-with-columns").problem)
        partition = self.partition() if self.accept("PARTITION") else ()
        columns: tuple[Name, ...] = ()
        if self.keys[self.at] == "(" and not self.looks_at_query():
            columns = self.bracketed_list(self.insert_column)
        first = self.starts[self.at]
        if not self.looks_at_query():
            raise self.unexpected("SELECT or VALUES")
        self.skip_to_end()
        query = self.span_from(first)
        return model.Insert(target, query, self.span_from(start), columns, partition, hints, overwrite)

    def insert_column(self) -> Name:
        """name {'.' name}; of a field's path the column is kept"""
        column = self.name("a column", frozenset((",", ")")))
        while self.accept("."):
            self.name("a field")
        return column

    def hints(self) -> tuple[model.Option, ...]:
        """['/*+' OPTIONS '(' hint_option {',' hint_option} ')' {',' OPTIONS …} '*/']"""
        if not self.accept("/*+"):
            return ()
        options: tuple[model.Option, ...] = ()
        while True:
            if self.texts[self.at].strip("`").upper() != "OPTIONS":
                raise self.unexpected("OPTIONS, the only hint that INSERT takes")
            self.at += 1
            options += self.bracketed_list(self.hint_option)
            if not self.accept(","):
                break
        self.expect("*/", "'*/'")
        return options

    def hint_option(self) -> model.Option:
        """(string | name) '=' string, of one piece each"""
        first = self.at
        if self.keys[first] in (STRING, PREFIXED_STRING):
            key = self.string("an option's name")
        else:
            name = self.name("an option's name in single quotes", frozenset("="))
            key = Text(name.text, name.span)
        self.expect("=", f"'=' after the option '{key.value}'")
        value = self.string(f"the value of '{key.value}' in single quotes")
        if self.at > first + 3:
            place = Span(key.span.start, value.span.end)
            self.problems.append(Problem("Flink takes an option of a hint as one string, not as several", place))
        return model.Option(key, value)

    def partition(self) -> tuple[model.PartitionValue, ...]:
        """'(' name '=' literal {',' …} ')'"""
        return self.bracketed_list(self.partition_value)

    def partition_value(self) -> model.PartitionValue:
        """name '=' literal"""
        key = self.name("a partition column")
        self.expect("=", f"'=' and a value: PARTITION ({key.text} = …)")
        return model.PartitionValue(key, self.literal())

    def literal(self) -> Text:
        """string | [sign] number | INTERVAL … | TRUE | NULL | … | (DATE | TIME | TIMESTAMP) text"""
        first, key = self.at, self.keys[self.at]
        if key in (STRING, PREFIXED_STRING) and self.texts[first][0] not in "xX":
            return self.string("a value")
        if key in ("+", "-", INTEGER, DECIMAL, APPROXIMATE):
            self.at += key in ("+", "-")
            if self.keys[self.at] not in (INTEGER, DECIMAL, APPROXIMATE):
                raise self.unexpected("a number")
            self.at += 1
        elif key == "INTERVAL":
            ExpressionReader(self, self.grammar).interval()
        elif key in LITERALS or key in ("DATE", "TIME", "TIMESTAMP"):
            if key != PLACEHOLDER and "typed-partition-value" not in self.grammar.features:
                self.problems.append(self.not_in_version("typed-partition-value").problem)
            self.at += 1
            if key in ("DATE", "TIME", "TIMESTAMP"):
                return self.plain_string(f"the {key.lower()} in single quotes")
        else:
            raise self.unexpected("a value: text, a number or another literal")
        span = self.span_from(self.starts[first])
        return Text(self.tokens.text[span.start : span.end], span)

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
            table = self.create_table(start, temporary=temporary, replace=replace)
            if self.keys[first] == "REPLACE" and table.query is None:
                self.problems.append(self.unexpected("AS and a query").problem)
            return table._replace(created=self.keys[first] == "CREATE")
        if self.accept("VIEW"):
            return self.create_view(start, temporary=temporary)
        if self.keys[self.at] == "MATERIALIZED" and "materialized-table" in self.grammar.features:
            self.skip_to_end()
            return model.Other("create_materialized_table", self.span_from(start))
        wrong = self.at
        if replace and ("CREATE", self.keys[wrong]) in self.grammar.statements:
            self.skip_to_end()
            return model.Other(f"create_{self.keys[wrong].lower()}", self.span_from(start))
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
            self.plain_string("the view's comment in single quotes")
        return model.CreateView(path, columns, self.query(), self.span_from(start), temporary)
