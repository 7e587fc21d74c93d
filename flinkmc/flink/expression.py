"""Expressions of computed columns and watermarks: recognised, and asked for the columns and functions they use.

Flink's expression grammar is large; here stands what decides whether an expression may stand where it does. Inside
the brackets of a function call anything balanced is taken, since SQL's functions have many forms of their own.
"""

from __future__ import annotations

from flinkmc.flink.cursor import NEVER
from flinkmc.flink.model import Expression
from flinkmc.flink.versions import Grammar
from flinkmc.text.cursor import Cursor, Unexpected
from flinkmc.text.nodes import Name, Problem
from flinkmc.text.scanner import (
    APPROXIMATE,
    DECIMAL,
    END,
    INTEGER,
    PLACEHOLDER,
    PREFIXED_STRING,
    QUOTED,
    STRING,
)
from flinkmc.text.source import Span

LITERALS = frozenset(
    (INTEGER, DECIMAL, APPROXIMATE, PREFIXED_STRING, "TRUE", "FALSE", "NULL", "UNKNOWN", "?", PLACEHOLDER)
)
NILADIC = frozenset(
    "CURRENT_TIMESTAMP CURRENT_DATE CURRENT_TIME LOCALTIME LOCALTIMESTAMP CURRENT_ROW_TIMESTAMP PI".split()
)
BINARY = frozenset("+ - * / % || = <> < <= > >= AND OR OVERLAPS".split())
_PATTERNS = frozenset(("LIKE", "ILIKE", "RLIKE", "SIMILAR"))
UNITS = frozenset(
    "YEAR YEARS QUARTER QUARTERS MONTH MONTHS WEEK WEEKS DAY DAYS HOUR HOURS MINUTE MINUTES SECOND SECONDS".split()
)
_RANGES = {
    "YEAR": ("MONTH",),
    "DAY": ("HOUR", "MINUTE", "SECOND"),
    "HOUR": ("MINUTE", "SECOND"),
    "MINUTE": ("SECOND",),
}
QUERIES = frozenset(("SELECT", "VALUES", "WITH"))
_NO_NAME = frozenset(
    (
        *NEVER,
        END,
        STRING,
        PREFIXED_STRING,
        INTEGER,
        DECIMAL,
        APPROXIMATE,
        *"( ) , ; = < > . : + - * / % ? { } [ ]".split(),
    )
)


class ExpressionReader:
    """Reads one expression from a cursor."""

    __slots__ = ("columns", "cursor", "depth", "functions", "grammar")

    def __init__(self, cursor: Cursor, grammar: Grammar) -> None:
        self.cursor = cursor
        self.grammar = grammar
        self.depth = 0
        self.columns: list[Name] = []
        self.functions: list[Name] = []

    def read(self) -> Expression:
        """The expression that begins at the next token. Raises Unexpected."""
        first = self.cursor.at
        self.expression()
        literal = self.cursor.keys[first] == STRING and self.cursor.at == first + 1
        span = self.cursor.span_from(self.cursor.starts[first])
        return Expression(span, tuple(self.columns), tuple(self.functions), literal)

    def expression(self) -> None:
        """expression := operand { operator operand }"""
        self.operand()
        while self.operator():
            pass

    def operator(self) -> bool:
        """What may follow an operand; takes its right side, too."""
        cursor = self.cursor
        key = cursor.keys[cursor.at]
        if key in BINARY:
            cursor.at += 1
            self.operand()
        elif key in NEVER:
            raise self.never("an operator")
        elif key == "NOT" and cursor.keys[cursor.at + 1] in ("IN", "BETWEEN", *_PATTERNS):
            cursor.at += 1
        elif key == "IS":
            self.test()
        elif key == "BETWEEN":
            cursor.at += 1
            if cursor.keys[cursor.at] in ("SYMMETRIC", "ASYMMETRIC"):
                cursor.at += 1
            self.operand()
        elif key in _PATTERNS:
            cursor.at += 1
            if key == "SIMILAR":
                cursor.expect("TO", "TO")
            self.operand()
            if cursor.accept("ESCAPE"):
                self.operand()
        elif key == "IN":
            cursor.at += 1
            self.bracketed()
        elif key == "[":
            self.balanced("[", "]")
        elif key == ".":
            cursor.at += 1
            self.field()
        elif key in ("OVER", "FILTER") and cursor.keys[cursor.at + 1] == "(":
            cursor.at += 1
            self.balanced("(", ")")
        else:
            return False
        return True

    def test(self) -> None:
        """IS [NOT] (NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM operand | JSON …)"""
        cursor = self.cursor
        cursor.at += 1
        cursor.accept("NOT")
        if cursor.accept("DISTINCT"):
            cursor.expect("FROM", "FROM")
            self.operand()
        elif cursor.accept("JSON"):
            cursor.accept("VALUE") or cursor.accept("OBJECT") or cursor.accept("ARRAY") or cursor.accept("SCALAR")
        elif cursor.keys[cursor.at] in ("NULL", "TRUE", "FALSE", "UNKNOWN", "EMPTY", "A"):
            cursor.at += 1
        else:
            raise cursor.unexpected("NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM")

    def operand(self) -> None:
        """[sign | NOT] (literal | column | call | bracketed expression | CASE | CAST | INTERVAL)"""
        self.depth += 1
        self.cursor.check_depth(self.depth)
        self.signed_operand()
        self.depth -= 1

    def signed_operand(self) -> None:
        """An operand, no deeper than can be followed."""
        cursor = self.cursor
        key = cursor.keys[cursor.at]
        while key in ("+", "-", "NOT"):
            cursor.at += 1
            key = cursor.keys[cursor.at]
        if key in (STRING, PREFIXED_STRING):
            self.string()
        elif key in LITERALS:
            cursor.at += 1
        elif key == "(":
            self.bracketed()
        elif key == "CASE":
            self.case()
        elif key == "INTERVAL":
            self.interval()
        elif key == "EXISTS":
            cursor.at += 1
            self.bracketed()
        elif key in ("DATE", "TIME", "TIMESTAMP") and cursor.keys[cursor.at + 1] == STRING:
            cursor.at += 2
        elif key in ("ARRAY", "MAP", "MULTISET") and cursor.keys[cursor.at + 1] == "[":
            cursor.at += 1
            self.balanced("[", "]")
        elif key in NILADIC and cursor.keys[cursor.at + 1] != "(":
            cursor.at += 1
        else:
            self.column_or_call()

    def string(self) -> None:
        """A literal of one or more pieces, of U& with [UESCAPE text]"""
        cursor = self.cursor
        prefix = cursor.texts[cursor.at].upper()[:2]
        unicode = prefix == "U&"
        if prefix == "E'" and "escape-string" not in self.grammar.features:
            raise cursor.unexpected("an expression")
        cursor.at += 1
        while cursor.keys[cursor.at] == STRING:
            between = cursor.tokens.text[cursor.span(cursor.at - 1).end : cursor.starts[cursor.at]]
            if "\n" not in between:
                message = "in an expression, a literal that goes on does so on a new line"
                cursor.problems.append(Problem(message, cursor.span()))
            cursor.at += 1
        if unicode and cursor.accept("UESCAPE"):
            cursor.expect(STRING, "the escape character in single quotes")

    def bracketed(self) -> None:
        """`(` expression {`,` expression} `)`; a query is refused, as Flink refuses it."""
        cursor = self.cursor
        if self.is_query_next():
            cursor.problems.append(cursor.problem("a query cannot stand in a column's or watermark's expression"))
            self.balanced("(", ")")
            return
        cursor.open()
        self.expression()
        while cursor.accept(","):
            self.expression()
        cursor.close()

    def is_query_next(self) -> bool:
        """Whether a query follows in brackets; EXISTS takes nothing else."""
        keys, at = self.cursor.keys, self.cursor.at
        return keys[at] == "(" and (keys[at + 1] in QUERIES or keys[at - 1] == "EXISTS")

    def case(self) -> None:
        """CASE [expression] (WHEN expression THEN expression)+ [ELSE expression] END"""
        cursor = self.cursor
        cursor.at += 1
        if cursor.keys[cursor.at] != "WHEN":
            self.expression()
        if cursor.keys[cursor.at] != "WHEN":
            raise cursor.unexpected("WHEN")
        while cursor.accept("WHEN"):
            self.expression()
            while cursor.accept(","):
                self.expression()
            cursor.expect("THEN", "THEN")
            self.expression()
        if cursor.accept("ELSE"):
            self.expression()
        cursor.expect("END", "END")

    def interval(self) -> None:
        """INTERVAL ['+' | '-'] 'text' unit [(precision [, scale])] [TO unit [(precision)]]"""
        cursor = self.cursor
        first = cursor.at
        cursor.at += 1
        if cursor.keys[cursor.at] in ("+", "-"):
            cursor.at += 1
        if cursor.keys[cursor.at] != STRING:
            return self.expression_interval()
        text = cursor.texts[cursor.at].strip("'")
        cursor.at += 1
        unit = self.unit()
        precision = self.precision(unit)
        until = _RANGES.get(unit.removesuffix("S"), ())
        ranged = cursor.keys[cursor.at] == "TO" and cursor.keys[cursor.at + 1].removesuffix("S") in until
        if ranged:
            cursor.at += 2
            self.precision(cursor.keys[cursor.at - 1])
        if not ranged and text.strip("+- ").isdigit() and len(text.strip("+- ")) > precision:
            message = (
                f"the interval '{text}' has more digits than {unit} takes: write {unit}({len(text.strip('+- '))}) "
                "for that many"
            )
            span = Span(cursor.starts[first], cursor.span(cursor.at - 1).end)
            cursor.problems.append(cursor.problem(message, "invalid-table")._replace(span=span, opened=None))
        return None

    def expression_interval(self) -> None:
        """INTERVAL expression unit"""
        self.operand()
        self.precision(self.unit())

    def unit(self) -> str:
        """A unit of time. Raises Unexpected."""
        cursor = self.cursor
        key = cursor.keys[cursor.at]
        if key not in UNITS:
            raise cursor.unexpected("a unit after the interval: SECOND, MINUTE, HOUR, DAY, …")
        cursor.at += 1
        return key

    def precision(self, unit: str) -> int:
        """`(` number [`,` number] `)`, the second with SECOND only; or the two digits that a unit has otherwise."""
        cursor = self.cursor
        if cursor.keys[cursor.at] != "(":
            return 2
        cursor.open()
        digits = cursor.texts[cursor.at]
        cursor.expect(INTEGER, "a number of digits")
        if unit in ("SECOND", "SECONDS") and cursor.accept(","):
            cursor.expect(INTEGER, "a number of digits")
        cursor.close("')'")
        return int(digits) if len(digits) < 4 else 1000

    def column_or_call(self) -> None:
        """name {'.' name} [ '(' … ')' ], or a function whose name is reserved."""
        cursor = self.cursor
        key, first = cursor.keys[cursor.at], cursor.at
        if key in _NO_NAME or (key in self.grammar.reserved and cursor.keys[first + 1] != "("):
            raise cursor.unexpected("an expression")
        cursor.at += 1
        while cursor.keys[cursor.at] == "." and cursor.keys[cursor.at + 1] != "(":
            cursor.at += 1
            self.field()
        if cursor.keys[cursor.at] == "(":
            self.functions.append(Name(cursor.texts[first].strip("`"), cursor.span(first), key == QUOTED))
            self.balanced("(", ")")
        else:
            text = cursor.texts[first]
            name = text[1:-1].replace("``", "`") if key == QUOTED else text
            self.columns.append(Name(name, cursor.span(first), key == QUOTED))

    def field(self) -> None:
        """A name after a dot, or `*`."""
        cursor = self.cursor
        key = cursor.keys[cursor.at]
        if (key in _NO_NAME and key != "*") or key in self.grammar.reserved:
            raise cursor.unexpected("a field's name")
        cursor.at += 1

    def balanced(self, opening: str, closing: str) -> None:
        """Everything up to the bracket that closes this one; the columns named on the way are kept."""
        cursor = self.cursor
        cursor.expect(opening, f"'{opening}'")
        cursor.open_brackets.append(cursor.at - 1)
        depth, type_depth, keys = 1, 0, cursor.keys
        while depth:
            key = keys[cursor.at]
            if key == END or key == ";" or key in NEVER:
                raise self.never(f"'{closing}'")
            if key in (",", ")", "]") and keys[cursor.at - 1] in ((",", "(", "[") if key == "," else (",",)):
                raise cursor.unexpected("an argument")
            if key in ("(", "["):
                depth += 1
            elif key in (")", "]"):
                depth -= 1
                type_depth = type_depth if depth >= type_depth else 0
            elif key == "AS":
                type_depth = type_depth or depth
            elif not type_depth and self.is_plain_column(cursor.at):
                self.columns.append(self.name_at(cursor.at))
            cursor.at += 1
        cursor.open_brackets.pop()

    def never(self, wanted: str) -> Unexpected:
        """The error that the next token cannot stand here, with what to write for it."""
        problem = self.cursor.unexpected(wanted).problem
        return Unexpected(problem._replace(help=NEVER.get(self.cursor.keys[self.cursor.at], "")))

    def is_plain_column(self, at: int) -> bool:
        """Whether a token in a call's brackets can only be a column: no keyword, no call, no field, no alias."""
        keys = self.cursor.keys
        key = keys[at]
        if keys[at + 1] in ("(", STRING) or keys[at - 1] in (".", "AS", "=>") or keys[at + 1] in ("->", "=>", "."):
            return False
        if key == QUOTED:
            return True
        return key not in _NO_NAME and key not in self.grammar.keywords and (key[0].isalpha() or key[0] in "_")

    def name_at(self, at: int) -> Name:
        """The name that a token is."""
        text, quoted = self.cursor.texts[at], self.cursor.keys[at] == QUOTED
        return Name(text[1:-1].replace("``", "`") if quoted else text, self.cursor.span(at), quoted)
