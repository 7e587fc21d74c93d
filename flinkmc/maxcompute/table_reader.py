"""CREATE TABLE: columns, key and clauses, read from the table's name on.

Every function stands beside the piece of Alibaba's grammar that it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from flinkmc.maxcompute.model import AutoPartition, Column, Number, PrimaryKey, Property, Table
from flinkmc.maxcompute.reader import NUMBERS, STRINGS, Reader
from flinkmc.text.cursor import Unexpected
from flinkmc.text.nodes import Name, Problem, Text
from flinkmc.text.scanner import END, PLACEHOLDER, TYPED_NUMBER, Tokens
from flinkmc.text.source import Span

ENDS = frozenset((";", END))
_ELEMENT_ENDS = frozenset((",", ")"))
_QUERIES = frozenset(("SELECT", "FROM", "WITH", "MAP", "REDUCE"))
_LITERALS = frozenset((*NUMBERS, TYPED_NUMBER, PLACEHOLDER, "TRUE", "FALSE"))
_NOW = frozenset(("CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP"))
_DATES = frozenset(("DATE", "DATETIME", "TIMESTAMP", "TIMESTAMP_NTZ"))
_UNITS = "YEAR YEARS MONTH MONTHS DAY DAYS HOUR HOURS MINUTE MINUTES SECOND SECONDS".split()
_SMALLER_UNITS = {
    "YEAR": ("MONTH",),
    "DAY": ("HOUR", "MINUTE", "SECOND"),
    "HOUR": ("MINUTE", "SECOND"),
    "MINUTE": ("SECOND",),
}
_MOST_DAYS = 1e9


class TableReader(Reader):
    """Takes tables from tokens."""

    __slots__ = ("inline_key",)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.inline_key: list[Name] = []

    def clause_starts(self) -> tuple[str, ...]:
        """Clauses by which one knows that a list was never closed before them."""
        return ("TBLPROPERTIES", "PARTITIONED", "LIFECYCLE", "CLUSTERED", "STORED")

    def table(self, start: int) -> Table:
        """[IF NOT EXISTS] name (LIKE name | ['(' columns [',' key] ')']) clauses"""
        if_not_exists = self.accept("IF")
        if if_not_exists:
            self.expect_words("NOT", "EXISTS")
        table = Table(self.path("the table's name"), if_not_exists=if_not_exists)
        if self.accept("LIKE"):
            table = table._replace(like=self.path("the name of the table to copy"))
        elif self.keys[self.at] == "(":
            table = self.columns(table)
        return self.clauses(table)._replace(span=self.span_from(start))

    # -- columns ------------------------------------------------------------------------------------------------------

    def columns(self, table: Table) -> Table:
        """'(' column {',' column} [',' key] ')'"""
        self.inline_key.clear()
        start, before = self.starts[self.at], len(self.problems)
        elements = self.bracketed_list(self.column_or_key)
        span = self.span_from(start)
        columns = tuple(element for element in elements if isinstance(element, Column))
        keys = [element for element in elements if isinstance(element, PrimaryKey)]
        if len(keys) > 1:
            self.problems.append(Problem("a table has one PRIMARY KEY", keys[1].span))
        elif keys and (elements[-1] is not keys[0] or (not columns and len(self.problems) == before)):
            self.problems.append(Problem("PRIMARY KEY must stand last, after the columns", keys[0].span))
        key = keys[0] if keys else None
        if key is None and self.inline_key:
            key = PrimaryKey(tuple(self.inline_key), self.inline_key[0].span)
        return table._replace(columns=columns, primary_key=key, columns_span=span)

    def column_or_key(self) -> Column | PrimaryKey:
        """PRIMARY and CONSTRAINT are names, too: of a column, if a type follows."""
        key = self.keys[self.at]
        if key == "PRIMARY" and self.keys[self.at + 1] in ("KEY", "("):
            return self.primary_key()
        if key == "CONSTRAINT":
            after = tuple(self.keys[self.at + 1 : self.at + 5])
            if after[0] not in self.types or after[1:3] == ("PRIMARY", "(") or after[1:] == ("PRIMARY", "KEY", "("):
                return self.primary_key()
        return self.column()

    def primary_key(self) -> PrimaryKey:
        """[CONSTRAINT name] PRIMARY [KEY] '(' names ')' [ENABLE|DISABLE] [VALIDATE|NOVALIDATE] [RELY|NORELY]"""
        start = self.starts[self.at]
        if self.accept("CONSTRAINT"):
            self.name("the constraint's name")
        self.expect("PRIMARY", "PRIMARY KEY")
        self.accept("KEY")
        names = self.bracketed_list(self.column_name)
        for choice in (("ENABLE", "DISABLE"), ("VALIDATE", "NOVALIDATE"), ("RELY", "NORELY")):
            if self.keys[self.at] in choice:
                self.at += 1
        key = PrimaryKey(names, self.span_from(start))
        if self.looks_at("NOT", "ENFORCED"):
            place = Span(self.starts[self.at], self.span(self.at + 1).end)
            self.problems.append(Problem("MaxCompute's PRIMARY KEY takes no NOT ENFORCED", place, help="remove it"))
            self.at += 2
        return key

    def column_name(self) -> Name:
        """columnName := identifier"""
        return self.name("a column's name")

    def column(self) -> Column:
        """identifier type {[NOT] NULL | DEFAULT constant | PRIMARY [KEY]} [COMMENT stringLiteral]"""
        name = self.name("a column's name")
        of_type = self.type()
        nullable, default, comment = True, None, None
        while (key := self.keys[self.at]) not in _ELEMENT_ENDS:
            if key == "NOT":
                self.at += 1
                self.expect("NULL", "NULL after NOT")
                nullable = False
            elif key == "NULL":
                self.at += 1
            elif key == "DEFAULT":
                self.at += 1
                default = self.constant()
            elif key == "PRIMARY":
                self.at += 1
                self.accept("KEY")
                self.inline_key.append(name)
            elif key == "COMMENT":
                self.at += 1
                comment = self.strings("the comment in quotes")
                break
            else:
                break
        return Column(name, of_type, Span(name.span.start, self.at_end()), nullable, comment, default)

    def partition_column(self) -> Column:
        """identifier type [[NOT] NULL] [COMMENT stringLiteral]"""
        name = self.name("a partition column's name")
        if self.keys[self.at] in _ELEMENT_ENDS:
            problem = self.problem(f"partition column '{name.text}' lacks its type")
            help_text = "MaxCompute's partition columns are declared here, and not among the columns"
            raise Unexpected(problem._replace(help=help_text))
        of_type = self.type()
        nullable = not self.accept("NOT")
        if not nullable:
            self.expect("NULL", "NULL after NOT")
        else:
            self.accept("NULL")
        comment = self.strings("the comment in quotes") if self.accept("COMMENT") else None
        return Column(name, of_type, Span(name.span.start, self.at_end()), nullable, comment)

    def constant(self) -> Text:
        """A number, strings, TRUE, DATE '…', CURRENT_DATE, INTERVAL '…' DAY or _charset '…', as it is written."""
        first = self.at
        key = self.keys[first]
        if key in STRINGS:
            self.strings("a string")
        elif key in _LITERALS or key in _NOW:
            self.at += 1
        elif key in _DATES or (key.startswith("_") and self.keys[first + 1] in STRINGS):
            self.at += 1
            self.string(f"the {self.texts[first]} in quotes")
        elif key == "INTERVAL":
            self.interval()
        else:
            raise self.unexpected("a literal")
        span = self.span_from(self.starts[first])
        return Text(self.tokens.text[span.start : span.end], span)

    def interval(self) -> None:
        """INTERVAL (stringLiteral unit [precision] [TO unit [precision]] | number unit)"""
        self.at += 1
        if self.keys[self.at] not in STRINGS:
            self.number("the length of the interval")
            self.unit(_UNITS)
            return
        self.strings("a string")
        unit = self.unit(_UNITS)
        self.precision()
        if unit in _SMALLER_UNITS and self.accept("TO"):
            self.unit(_SMALLER_UNITS[unit])
            self.precision()

    def unit(self, units: Collection[str]) -> str:
        """YEAR, MONTHS, …"""
        key = self.keys[self.at]
        if key not in units:
            raise self.unexpected(f"the interval's unit: {', '.join(units)}")
        self.at += 1
        return key

    def precision(self) -> None:
        """['(' Number ')']"""
        if self.keys[self.at] == "(":
            self.open()
            self.number("a number of digits")
            self.close("')'")

    # -- clauses ------------------------------------------------------------------------------------------------------

    def clauses(self, table: Table) -> Table:
        """The clauses, each once and in their order; what is out of it is reported and read all the same."""
        place, previous = (_AFTER_COPY, "LIKE") if table.like else (0, "")
        seen: set[str] = set()
        while (key := self.keys[self.at]) not in ENDS:
            try:
                clause = _CLAUSES.get(key)
                if clause is None or (table.like and clause.place > _LAST_OF_COPY):
                    raise self.unexpected("a clause of CREATE TABLE or ';'")
                late = key == "LOCATION" and key not in seen and place > clause.place
                own = _LOCATION_AFTER_FORMAT if late else clause.place
                if own <= place:
                    message = f"{key} stands twice" if key in seen else f"{key} must stand before {previous}"
                    self.problems.append(self.problem(message))
                else:
                    place, previous = own, key
                seen.add(key)
                table = clause.read(self, table)
            except Unexpected as error:
                self.report(error)
                self.leave(0)
                self.to_clause()
        return table

    def to_clause(self) -> None:
        """To the next clause that is known by its first word alone, or the statement's end."""
        stops = (*self.clause_starts(), ";", END)
        while self.keys[self.at] not in stops:
            self.at += 1

    def comment(self, table: Table) -> Table:
        """COMMENT stringLiteral"""
        self.at += 1
        return table._replace(comment=self.strings("the comment in quotes"))

    def partitioned(self, table: Table) -> Table:
        """PARTITIONED BY '(' column {',' column} ')'"""
        self.at += 1
        self.expect("BY", "BY after PARTITIONED")
        return table._replace(partition_columns=self.bracketed_list(self.partition_column))

    def auto_partitioned(self, table: Table) -> Table:
        """AUTO PARTITIONED BY '(' TRUNC_TIME '(' column ',' unit ')' [AS name] ')'"""
        start = self.starts[self.at]
        self.at += 1
        self.expect_words("PARTITIONED", "BY")
        self.open()
        self.expect("TRUNC_TIME", "TRUNC_TIME(column, 'unit')")
        self.open()
        column = self.name("a column's name")
        self.expect(",", "',' and the unit")
        unit = self.string("the unit in quotes: 'year', 'month', 'day' or 'hour'")
        self.close("')'")
        name = self.name("the partition column's name") if self.accept("AS") else None
        self.close("')'")
        return table._replace(auto_partition=AutoPartition(column, unit, name, self.span_from(start)))

    def clustered(self, table: Table) -> Table:
        """[RANGE] CLUSTERED BY '(' … ')' [SORTED BY '(' … ')'] [INTO n BUCKETS], the last left out with RANGE only"""
        start = self.starts[self.at]
        by_range = self.accept("RANGE")
        self.expect_words("CLUSTERED", "BY")
        self.bracketed_list(self.ordered_name)
        if self.accept("SORTED"):
            self.expect("BY", "BY after SORTED")
            self.bracketed_list(self.ordered_name)
        if not by_range or self.looks_at("INTO"):
            self.expect("INTO", "INTO n BUCKETS")
            self.number("the number of buckets")
            self.expect("BUCKETS", "BUCKETS")
        return table._replace(clustered_by=self.span_from(start))

    def ordered_name(self) -> Name:
        """identifier [ASC | DESC] [NULLS (FIRST | LAST)]"""
        name = self.name("a column's name")
        if not self.accept("ASC"):
            self.accept("DESC")
        if self.accept("NULLS") and not self.accept("FIRST"):
            self.expect("LAST", "FIRST or LAST")
        return name

    def skewed(self, table: Table) -> Table:
        """SKEWED BY '(' names ')' ON '(' constants or lists of them ')' [STORED AS DIRECTORIES]"""
        self.at += 1
        self.expect("BY", "BY after SKEWED")
        self.bracketed_list(self.column_name)
        self.expect("ON", "ON and the values")
        paired = self.looks_at("(", "(")
        self.bracketed_list(lambda: self.bracketed_list(self.constant) if paired else self.constant())
        self.accept("STORED", "AS", "DIRECTORIES")
        return table

    def row_format(self, table: Table) -> Table:
        """ROW FORMAT (SERDE stringLiteral [WITH SERDEPROPERTIES properties] | DELIMITED {delimiter})"""
        start = self.starts[self.at]
        self.at += 1
        self.expect("FORMAT", "FORMAT after ROW")
        if self.accept("SERDE"):
            self.strings("the class in quotes")
            self.serde_properties()
        else:
            self.expect("DELIMITED", "SERDE or DELIMITED")
            for words in _DELIMITERS:
                if self.accept(*words):
                    self.strings("the delimiter in quotes")
                    if words[0] == "FIELDS" and self.accept("ESCAPED", "BY"):
                        self.strings("the escape character in quotes")
        return table._replace(stored_as=self.span_from(start))

    def stored(self, table: Table) -> Table:
        """STORED AS name | STORED AS INPUTFORMAT '…' OUTPUTFORMAT '…' [drivers] | STORED BY '…' [properties]"""
        start = self.starts[self.at]
        self.at += 1
        if self.accept("BY"):
            self.strings("the class in quotes")
            self.serde_properties()
        else:
            self.expect("AS", "AS or BY after STORED")
            if self.keys[self.at] == "INPUTFORMAT" and self.keys[self.at + 1] in STRINGS:
                self.at += 1
                self.strings("the format's class in quotes")
                self.expect("OUTPUTFORMAT")
                self.strings("the format's class in quotes")
                if self.accept("INPUTDRIVER"):
                    self.string("the driver's class in quotes")
                    self.expect("OUTPUTDRIVER")
                    self.string("the driver's class in quotes")
            else:
                self.name("the format's name")
        return table._replace(stored_as=self.span_from(start))

    def serde_properties(self) -> None:
        """[WITH SERDEPROPERTIES '(' property {',' property} ')']"""
        if self.accept("WITH"):
            self.expect("SERDEPROPERTIES")
            self.bracketed_list(self.table_property)

    def place_of_files(self, table: Table) -> Table:
        """(LOCATION | USING) stringLiteral"""
        self.at += 1
        self.strings("its place in quotes")
        return table

    def properties(self, table: Table) -> Table:
        """TBLPROPERTIES '(' property {',' property} ')'"""
        self.at += 1
        start = self.starts[self.at]
        entries = self.bracketed_list(self.table_property)
        return table._replace(properties=entries, properties_span=self.span_from(start))

    def table_property(self) -> Property:
        """keyValueProperty := simpleStringLiteral '=' simpleStringLiteral"""
        key = self.string("a property's name in quotes")
        self.expect("=", f"'=' after '{key.value}'")
        return Property(key, self.string(f"the value of '{key.value}' in quotes"))

    def lifecycle(self, table: Table) -> Table:
        """LIFECYCLE Number: grammar takes 1.5, of which the whole days are kept; a placeholder says no number"""
        self.at += 1
        span = self.span()
        days = self.number("a number of days")
        if self.keys[self.at - 1] == PLACEHOLDER:
            return table
        return table._replace(lifecycle=Number(int(min(float(days), _MOST_DAYS)), span))

    def shards(self, table: Table) -> Table:
        """INTO Number SHARDS"""
        self.at += 1
        self.number("the number of shards")
        self.expect("SHARDS")
        return table

    def one_number(self, table: Table) -> Table:
        """(HUBLIFECYCLE | CHANGELOGS) Number"""
        self.at += 1
        self.number("a number")
        return table

    def query(self, table: Table) -> Table:
        """AS query, which is stepped over"""
        self.at += 1
        start = self.starts[self.at]
        if not self.looks_at_query():
            raise self.unexpected("a query after AS")
        while self.keys[self.at] not in ENDS:
            self.at += 1
        return table._replace(query=self.span_from(start))

    def looks_at_query(self) -> bool:
        """Whether a query begins here, in brackets or not."""
        at = self.at
        while self.keys[at] == "(":
            at += 1
        return self.keys[at] in _QUERIES


class _Clause(NamedTuple):
    """A clause by its place in the order of all."""

    place: int
    read: Callable[[TableReader, Table], Table]


_CLAUSES = {
    "COMMENT": _Clause(1, TableReader.comment),
    "PARTITIONED": _Clause(2, TableReader.partitioned),
    "AUTO": _Clause(2, TableReader.auto_partitioned),
    "CLUSTERED": _Clause(3, TableReader.clustered),
    "RANGE": _Clause(3, TableReader.clustered),
    "SKEWED": _Clause(4, TableReader.skewed),
    "LOCATION": _Clause(5, TableReader.place_of_files),
    "ROW": _Clause(6, TableReader.row_format),
    "STORED": _Clause(7, TableReader.stored),
    "USING": _Clause(9, TableReader.place_of_files),
    "TBLPROPERTIES": _Clause(10, TableReader.properties),
    "LIFECYCLE": _Clause(11, TableReader.lifecycle),
    "INTO": _Clause(12, TableReader.shards),
    "HUBLIFECYCLE": _Clause(13, TableReader.one_number),
    "CHANGELOGS": _Clause(14, TableReader.one_number),
    "AS": _Clause(15, TableReader.query),
}
_LOCATION_AFTER_FORMAT = 8
_AFTER_COPY = 4  # CREATE TABLE … LIKE goes on with how the table is stored,
_LAST_OF_COPY = 11  # and ends with LIFECYCLE
_DELIMITERS = (
    ("FIELDS", "TERMINATED", "BY"),
    ("COLLECTION", "ITEMS", "TERMINATED", "BY"),
    ("MAP", "KEYS", "TERMINATED", "BY"),
    ("LINES", "TERMINATED", "BY"),
    ("NULL", "DEFINED", "AS"),
)
