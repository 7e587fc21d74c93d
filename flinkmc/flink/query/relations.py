"""What queries give: their columns, from those of the tables that they read, and their changelog."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from flinkmc.flink.functions import Argument, result_type
from flinkmc.flink.made_types import field
from flinkmc.flink.model import Type
from flinkmc.flink.plain import NAME_MARK, NILADIC_MARK, Plain
from flinkmc.flink.plain_query import WINDOW_COLUMNS
from flinkmc.flink.query.changelogs import Changelogs, aggregates, combined, has_bounds, may_have_bounds, unsure
from flinkmc.flink.query.expressions import Expressions, Source, called
from flinkmc.flink.relation import APPEND, UNKNOWN, Catalog, Changelog, OutputColumn, QueryFacts, Relation

_RANKS = frozenset(("ROW_NUMBER", "RANK", "DENSE_RANK"))
_SETS = (exp.Union, exp.Except, exp.Intersect)
_GROUPING_SETS = (exp.GroupingSets, exp.Rollup, exp.Cube)
_DEEPEST = 100


class Queries:
    """Reads the queries of one statement."""

    __slots__ = ("catalog", "changelogs", "columns", "plain", "tables", "version")

    def __init__(self, plain: Plain, version: str, catalog: Catalog) -> None:
        self.plain = plain
        self.version = version
        self.catalog = catalog
        self.changelogs = Changelogs(plain.words)
        self.tables: list[tuple[str, ...]] = []
        self.columns: set[tuple[tuple[str, ...], str]] = set()

    def facts(self, tree: exp.Expression) -> QueryFacts:
        """What the whole query gives and reads."""
        relation = self.query(tree, {}, 0)
        return QueryFacts(relation, tuple(dict.fromkeys(self.tables)), frozenset(self.columns))

    def query(self, node: exp.Expression, named: dict[str, Relation], depth: int) -> Relation:
        """[WITH …] (SELECT | VALUES | set operation | bracketed query)"""
        if depth > _DEEPEST:
            return UNKNOWN
        named = self.named(node, named, depth)
        if isinstance(node, exp.Select):
            return self.select(node, named, depth)
        if isinstance(node, _SETS):
            return self.changelogs.limited(node, self.set_operation(node, named, depth))
        if isinstance(node, exp.Subquery):
            return self.changelogs.limited(node, _renamed(self.query(node.this, named, depth + 1), node))
        if isinstance(node, exp.Values):
            return _renamed(self.values(node), node)
        return UNKNOWN

    def named(self, node: exp.Expression, named: dict[str, Relation], depth: int) -> dict[str, Relation]:
        """The queries that WITH names, besides those that are named already."""
        clause = node.args.get("with_") or node.args.get("with")
        if clause is None:
            return named
        found = dict(named)
        for one in clause.expressions:
            found[one.alias[1:]] = _renamed(self.query(one.this, found, depth + 1), one)
        return found

    # -- SELECT -------------------------------------------------------------------------------------------------------

    def select(self, node: exp.Select, named: dict[str, Relation], depth: int) -> Relation:
        """SELECT: its sources, its columns, and each clause's word on the changelog."""
        if node.args.get("laterals") or node.args.get("kind"):
            return UNKNOWN
        sources, changelog = self.sources(node, named, depth)
        expressions = self.expressions(sources, self.grouped(node))
        where = node.args.get("where")
        if where is not None:
            changelog = self.changelogs.filtered(
                where.this, changelog, expressions, lambda query: self.query(query, named, depth + 1)
            )
        changelog = self.changelogs.aggregated(node, changelog, expressions)
        columns = self.items(node, expressions)
        changelog = self.changelogs.distinct(node, changelog, columns)
        if any(item.find(exp.Subquery, exp.Exists, exp.Select) for item in node.expressions):
            changelog = unsure(changelog)
        return self.changelogs.limited(node, Relation(columns, changelog))

    def expressions(self, sources: Sequence[Source], grouped: bool | None = None) -> Expressions:
        """Types over some sources; what is read of them is noted."""
        return Expressions(self.plain.types, self.version, sources, grouped=grouped, seen=self.read)

    def read(self, source: tuple[str, ...], column: str) -> None:
        """Notes a column that an expression reads."""
        self.columns.add((source, column))

    def grouped(self, node: exp.Select) -> bool | None:
        """Whether rows are grouped; False where an aggregate takes them all, None where none does."""
        if node.args.get("group") is not None:
            return True
        return None if next(aggregates(node), None) is None else False

    # -- FROM ---------------------------------------------------------------------------------------------------------

    def sources(
        self, node: exp.Select, named: dict[str, Relation], depth: int
    ) -> tuple[list[Source], Changelog | None]:
        """FROM and its joins. The side of an outer join that may be missing has columns that may be NULL."""
        first = node.args.get("from_") or node.args.get("from")
        if first is None:
            return [], APPEND
        sources = [self.source(first.this, [], named, depth)]
        changelog = sources[0][1].changelog
        for join in node.args.get("joins") or ():
            name, relation = self.source(join.this, sources, named, depth)
            side = str(join.args.get("side") or "").upper()
            if side in ("RIGHT", "FULL"):
                sources = [(one, _nullable(other)) for one, other in sources]
            sources = [*sources, (name, _nullable(relation) if side in ("LEFT", "FULL") else relation)]
            changelog = self.changelogs.joined(join, relation, changelog, self.expressions(sources))
        return sources, changelog

    def source(self, node: exp.Expression, before: Sequence[Source], named: dict[str, Relation], depth: int) -> Source:
        """A table, a query, or a function of what stands before it, with the name that its columns go by."""
        alias = node.alias[1:]
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            path = tuple(part.name[1:] for part in node.parts if isinstance(part, exp.Identifier))
            relation = named.get(path[0]) if len(path) == 1 else None
            if relation is None:
                self.tables.append(path)
                relation = self.catalog(path) or UNKNOWN
            return ((alias,) if alias else path), _renamed(relation, node)
        if isinstance(node, exp.Select | exp.Subquery | exp.Values | _SETS[0] | _SETS[1] | _SETS[2]):
            return (alias,), self.query(node, named, depth + 1)
        if isinstance(node, exp.Unnest):
            return (alias,), _renamed(self.unnested(node, before), node)
        if isinstance(node, exp.Lateral) and isinstance(node.this, exp.Subquery):
            return (alias,), _renamed(self.query(node.this, named, depth + 1), node)
        if isinstance(node, exp.Lateral):
            return (alias,), _renamed(Relation(None, APPEND), node)
        return (alias,), UNKNOWN

    def unnested(self, node: exp.Unnest, before: Sequence[Source]) -> Relation:
        """UNNEST: the fields of the rows of an array, its elements, or the keys and values of a map."""
        of_type = self.expressions(before).type_of(node.expressions[0]) if len(node.expressions) == 1 else None
        if of_type is None or not of_type.children:
            return Relation(None, APPEND)
        element = of_type.children[0]
        columns = [OutputColumn(f"f{index}", child) for index, child in enumerate(of_type.children)]
        if element.root == "ROW":
            columns = [OutputColumn(one.name.text, field(element, one.name.text)) for one in element.fields]
        return Relation(tuple(columns), APPEND)

    # -- columns ------------------------------------------------------------------------------------------------------

    def items(self, node: exp.Select, expressions: Expressions) -> tuple[OutputColumn, ...] | None:
        """The columns of SELECT, those that `*` stands for included; None where these are not known."""
        group = node.args.get("group")
        sets = group is not None and group.find(*_GROUPING_SETS) is not None
        columns: list[OutputColumn] = []
        for item in node.expressions:
            if isinstance(item, exp.Star) or (isinstance(item, exp.Column) and isinstance(item.this, exp.Star)):
                found = self.star(item, node, expressions.sources)
                if found is None:
                    return None
                columns += found
            else:
                column = self.item(item, expressions, len(columns))
                columns.append(column._replace(type=None) if sets and not item.find(exp.Anonymous) else column)
        return _unique(columns)

    def star(
        self, item: exp.Expression, node: exp.Select, sources: Sequence[Source]
    ) -> tuple[OutputColumn, ...] | None:
        """What `*` or `t.*` stands for."""
        if isinstance(item, exp.Column):
            qualifier = tuple(part.name[1:] for part in item.parts if isinstance(part, exp.Identifier))
            sources = [source for source in sources if source[0][-len(qualifier) :] == qualifier]
            if len(sources) != 1:
                return None
        elif any(join.args.get("using") or join.args.get("method") for join in node.args.get("joins") or ()):
            return None
        if any(relation.columns is None for _, relation in sources):
            return None
        for name, relation in sources:
            self.columns.update((name, column.name) for column in relation.columns or ())
        return tuple(column for _, relation in sources for column in relation.columns or ())

    def item(self, item: exp.Expression, expressions: Expressions, index: int) -> OutputColumn:
        """One column of SELECT: its name, its type, and what the planner knows of it."""
        inner = item.this if isinstance(item, exp.Alias) else item
        column = expressions.column(inner) if isinstance(inner, exp.Column) else None
        if column is None:
            column = OutputColumn("", expressions.type_of(inner), self.role(inner, expressions))
        return column._replace(name=_name_of(item, index))

    def role(self, node: exp.Expression, expressions: Expressions) -> str:
        """What the planner knows of an expression besides its type."""
        if isinstance(node, exp.Anonymous):
            name = called(node)
            return name[1:] if name[1:] in WINDOW_COLUMNS else "proctime" if name.upper() == "PROCTIME" else ""
        if not isinstance(node, exp.Window) or called(node.this).upper() not in _RANKS:
            return ""
        by = [expressions.column(key) for key in node.args.get("partition_by") or () if isinstance(key, exp.Column)]
        if has_bounds(by) or may_have_bounds(by):
            return "window rank" if has_bounds(by) else "perhaps rank"
        order = node.args.get("order")
        keys = order.expressions if order is not None else []
        if len(keys) != 1 or keys[0].args.get("desc") or called(node.this).upper() != "ROW_NUMBER":
            return "rank"
        key = keys[0].this
        if isinstance(key, exp.Column):
            column = expressions.column(key)
            return "perhaps first" if column is None else "first" if column.role == "proctime" else "rank"
        return "first" if self.role(key, expressions) == "proctime" else "rank"

    # -- other queries ------------------------------------------------------------------------------------------------

    def set_operation(self, node: exp.Expression, named: dict[str, Relation], depth: int) -> Relation:
        """UNION ALL adds the rows of both; every other set operation takes rows back."""
        left = self.query(node.this, named, depth + 1)
        right = self.query(node.expression, named, depth + 1)
        changelog = combined(left.changelog, right.changelog)
        if not isinstance(node, exp.Union) or node.args.get("distinct"):
            word = type(node).__name__.upper()
            changelog = self.changelogs.updating(word, word, node.expression)
        if left.columns is None or right.columns is None or len(left.columns) != len(right.columns):
            return Relation(left.columns, changelog)
        pairs = zip(left.columns, right.columns, strict=True)
        columns = tuple(OutputColumn(one.name, self.least((one.type, other.type))) for one, other in pairs)
        return Relation(columns, changelog)

    def values(self, node: exp.Values) -> Relation:
        """VALUES: rows whose columns have one type each."""
        expressions = self.expressions(())
        rows = [list(row.expressions) if isinstance(row, exp.Tuple) else [row] for row in node.expressions]
        if len({len(row) for row in rows}) != 1:
            return UNKNOWN
        types = [self.least([expressions.type_of(value) for value in column]) for column in zip(*rows, strict=True)]
        columns = tuple(OutputColumn(f"EXPR${index}", of_type) for index, of_type in enumerate(types))
        return Relation(columns, APPEND)

    def least(self, types: Sequence[Type | None]) -> Type | None:
        """The type that holds values of all these."""
        return result_type("CASE", [Argument(of_type) for of_type in types], self.version)


def _nullable(relation: Relation) -> Relation:
    """The columns of the side of an outer join that may be missing."""
    if relation.columns is None:
        return relation
    columns = (column._replace(type=column.type and column.type._replace(nullable=True)) for column in relation.columns)
    return relation._replace(columns=tuple(columns))


def _renamed(relation: Relation, node: exp.Expression) -> Relation:
    """The relation under the column names that its alias gives, if any."""
    alias = node.args.get("alias")
    names = [name.name[1:] for name in alias.args.get("columns") or ()] if isinstance(alias, exp.TableAlias) else []
    if not names:
        return relation
    if relation.columns is None or len(relation.columns) != len(names):
        return relation._replace(columns=tuple(OutputColumn(name) for name in names))
    columns = (column._replace(name=name) for column, name in zip(relation.columns, names, strict=True))
    return relation._replace(columns=tuple(columns))


def _name_of(item: exp.Expression, index: int) -> str:
    """The name of a column of SELECT."""
    if isinstance(item, exp.Alias):
        return str(item.alias)[1:]
    name = item.name if _is_path(item) else ""
    return name[1:] if name[:1] in (NAME_MARK, NILADIC_MARK) else f"EXPR${index}"


def _is_path(item: exp.Expression) -> bool:
    """Whether an expression is names with dots between them, perhaps more of them than a column of sqlglot has."""
    while isinstance(item, exp.Dot) and isinstance(item.expression, exp.Identifier):
        item = item.this
    return isinstance(item, exp.Column)


def _unique(columns: Sequence[OutputColumn]) -> tuple[OutputColumn, ...]:
    """The columns with a number behind every name that was there before."""
    taken: set[str] = set()
    found: list[OutputColumn] = []
    for column in columns:
        name, number = column.name, 0
        while name in taken:
            name, number = f"{column.name}{number}", number + 1
        taken.add(name)
        found.append(column._replace(name=name))
    return tuple(found)
