"""The types of expressions, from sqlglot's trees and the columns that they may read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sqlglot import exp

from flinkmc.flink.functions import Argument, kind, result_type
from flinkmc.flink.made_types import field, number_type, text_type, type_of
from flinkmc.flink.model import Type
from flinkmc.flink.plain import NILADIC_MARK, TYPE_MARK
from flinkmc.flink.relation import OutputColumn, Relation

# A source of columns: the parts of the name that it goes by, and what it holds.
Source: TypeAlias = tuple[tuple[str, ...], Relation]

_DEEPEST = 150
_BINARY: dict[type[exp.Expression], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.DPipe: "||",
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.And: "AND",
    exp.Or: "OR",
    exp.Like: "LIKE",
    exp.SimilarTo: "SIMILAR TO",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
    exp.Is: "IS",
}
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_PREDICATES = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Like, exp.SimilarTo, exp.Is, exp.In, exp.Between)
Seen: TypeAlias = Callable[[tuple[str, ...], str], None]


class Expressions:
    """Types expressions over `sources`.

    `grouped` is None where there are no groups, False where all rows are one: aggregates may be NULL then. `seen` is
    told of each column that is read.
    """

    __slots__ = ("grouped", "seen", "sources", "types", "version")

    def __init__(
        self,
        types: Sequence[Type],
        version: str,
        sources: Sequence[Source],
        *,
        grouped: bool | None = None,
        seen: Seen | None = None,
    ) -> None:
        self.types = types
        self.version = version
        self.sources = sources
        self.grouped = grouped
        self.seen = seen

    def type_of(self, node: exp.Expression, depth: int = 0) -> Type | None:
        """The type of an expression; None where it is not known."""
        if depth > _DEEPEST:
            return None
        if isinstance(node, exp.Paren | exp.Escape | exp.Alias):
            return self.type_of(node.this, depth + 1)
        if isinstance(node, exp.Column):
            found = self.column(node)
            return found and found.type
        for family, method in _METHODS:
            if isinstance(node, family):
                return method(self, node, depth + 1)
        return None

    def call(self, name: str, nodes: Sequence[exp.Expression], depth: int) -> Type | None:
        """What a function or operator gives."""
        arguments = [Argument(self.type_of(node, depth), _literal(node)) for node in nodes]
        return result_type(name, arguments, self.version, grouped=bool(self.grouped))

    # -- columns ------------------------------------------------------------------------------------------------------

    def column(self, node: exp.Expression) -> OutputColumn | None:
        """A column, a field of one, a function without brackets, or a type that stands for itself."""
        parts = _parts(node)
        if len(parts) == 1 and parts[0].startswith(TYPE_MARK):
            return OutputColumn("", self.types[int(parts[0][1:])])
        if len(parts) == 1 and parts[0].startswith(NILADIC_MARK):
            return OutputColumn(parts[0][1:], result_type(parts[0][1:], (), self.version))
        names = [part[1:] for part in parts]
        found = self.lookup(names)
        if found is None:
            return None
        column, fields = found
        for name in fields:
            of_type = column.type and field(column.type, name)
            column = OutputColumn(name, of_type)
        return column

    def lookup(self, names: list[str]) -> tuple[OutputColumn, list[str]] | None:
        """The column that a path of names begins with, and the fields that follow it."""
        for name, relation in self.sources:
            for length in range(1, min(len(names), 4)):
                if tuple(names[:length]) == name[-length:] and (column := relation.column(names[length])):
                    self.note(name, column)
                    return column, names[length + 1 :]
        fitting = [(name, column) for name, relation in self.sources if (column := relation.column(names[0]))]
        if len(fitting) != 1:
            return None
        self.note(*fitting[0])
        return fitting[0][1], names[1:]

    def note(self, source: tuple[str, ...], column: OutputColumn) -> None:
        """Tells of a column that is read."""
        if self.seen is not None:
            self.seen(source, column.name)

    # -- kinds of expressions -----------------------------------------------------------------------------------------

    def binary(self, node: exp.Expression, depth: int) -> Type | None:
        """An operator between two operands. Where sqlglot binds closer than Flink, nothing is said."""
        operands = [node.this, node.expression]
        if isinstance(node, exp.DPipe) and any(isinstance(operand, _ARITHMETIC) for operand in operands):
            return None
        if isinstance(node, _PREDICATES) and any(isinstance(operand, _PREDICATES) for operand in operands):
            return None
        types = [self.type_of(operand, depth) for operand in operands]
        if isinstance(node, _PREDICATES) and any(of_type and of_type.root == "ROW" for of_type in types):
            return None
        return self.call(_BINARY[type(node)], operands, depth)

    def several(self, node: exp.Expression, depth: int) -> Type | None:
        """NOT, BETWEEN, IN, a sign, an index and a row of values."""
        if isinstance(node, exp.Neg):
            return self.literal(node, depth) if _literal(node) else self.call("-", [node.this], depth)
        if isinstance(node, exp.Not):
            return self.call("NOT", [node.this], depth)
        if isinstance(node, exp.Between):
            return self.call("BETWEEN", [node.this, node.args["low"], node.args["high"]], depth)
        if isinstance(node, exp.In):
            return None if node.args.get("query") else self.call("IN", [node.this, *node.expressions], depth)
        if isinstance(node, exp.Bracket):
            return self.call("[]", [node.this, *node.expressions], depth) if len(node.expressions) == 1 else None
        return self.call("ROW", node.expressions, depth)

    def literal(self, node: exp.Expression, _: int) -> Type | None:
        """A string, a number (its sign belongs to it), TRUE, FALSE or NULL."""
        if isinstance(node, exp.Null):
            return type_of("NULL")
        if isinstance(node, exp.Boolean):
            return type_of("BOOLEAN")._replace(nullable=False)
        if isinstance(node, exp.Literal) and node.is_string:
            return text_type(str(node.this))
        return number_type(_literal(node))

    def case(self, node: exp.Expression, depth: int) -> Type | None:
        """CASE: the branches, of which a missing ELSE is NULL."""
        branches = [branch.args["true"] for branch in node.args["ifs"]]
        return self.call("CASE", [*branches, node.args.get("default") or exp.null()], depth)

    def dot(self, node: exp.Expression, depth: int) -> Type | None:
        """A field of what is no plain column."""
        of_type = self.type_of(node.this, depth)
        if of_type is None or not isinstance(node.expression, exp.Identifier):
            return None
        return field(of_type, node.expression.name[1:])

    def function(self, node: exp.Expression, depth: int) -> Type | None:
        """A call; an aggregate has its arguments within DISTINCT, too."""
        name = called(node)
        nodes = [inner for outer in node.expressions for inner in _within_distinct(outer)]
        if kind(name) in ("aggregate", "over", "window") and self.grouped is None:
            return None
        return self.call(name, [inner for inner in nodes if not isinstance(inner, exp.Star)], depth)

    def over(self, node: exp.Expression, depth: int) -> Type | None:
        """An aggregate OVER rows; where the rows have bounds, there may be none of them."""
        inner = node.this
        if not isinstance(inner, exp.Anonymous) or kind(called(inner)) not in ("aggregate", "over"):
            return None
        grouped, self.grouped = self.grouped, node.args.get("spec") is None
        try:
            return self.function(inner, depth)
        finally:
            self.grouped = grouped

    def filtered(self, node: exp.Expression, depth: int) -> Type | None:
        """An aggregate FILTERed, which may see no row."""
        if self.grouped is None or not isinstance(node.this, exp.Anonymous):
            return None
        grouped, self.grouped = self.grouped, False
        try:
            return self.function(node.this, depth)
        finally:
            self.grouped = grouped


_METHODS: tuple[
    tuple[tuple[type[exp.Expression], ...], Callable[[Expressions, exp.Expression, int], Type | None]], ...
] = (
    ((exp.Literal, exp.Boolean, exp.Null), Expressions.literal),
    (tuple(_BINARY), Expressions.binary),
    ((exp.Neg, exp.Not, exp.Between, exp.In, exp.Bracket, exp.Tuple), Expressions.several),
    ((exp.Anonymous,), Expressions.function),
    ((exp.Case,), Expressions.case),
    ((exp.Dot,), Expressions.dot),
    ((exp.Window,), Expressions.over),
    ((exp.Filter,), Expressions.filtered),
)


def called(node: exp.Expression) -> str:
    """The name of the function that a call names."""
    return str(node.name)[1:]


def _parts(node: exp.Expression) -> list[str]:
    """The names that a column is written with, each with its mark."""
    return [part.name for part in node.parts if isinstance(part, exp.Identifier)]  # type: ignore[attr-defined]


def _within_distinct(node: exp.Expression) -> list[exp.Expression]:
    return list(node.expressions) if isinstance(node, exp.Distinct) else [node]


def _literal(node: exp.Expression) -> str:
    """The text of a literal, a number with its sign."""
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal) and not node.this.is_string:
        return f"-{node.this.this}"
    return str(node.this) if isinstance(node, exp.Literal) else ""
