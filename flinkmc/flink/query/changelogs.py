"""Whether the rows of a query are only added or changed later, too, clause by clause.

Measured with EXPLAIN CHANGELOG_MODE on Flink 1.17, in streaming mode. In batch mode all queries are append-only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from sqlglot import exp

from flinkmc.flink.functions import kind
from flinkmc.flink.plain import Word
from flinkmc.flink.plain_query import SNAPSHOT_MARK
from flinkmc.flink.query.expressions import Expressions, called
from flinkmc.flink.query.tree import place
from flinkmc.flink.relation import APPEND, Changelog, OutputColumn, Relation
from flinkmc.text.source import Span

_GROUP_WINDOWS = frozenset(("TUMBLE", "HOP", "SESSION"))
_WINDOW_BOUNDS = frozenset(("window_start", "window_end"))
_TIMES = frozenset(("TIMESTAMP", "TIMESTAMP_LTZ"))
_RANK_ROLES = frozenset(("rank", "perhaps rank", "first", "perhaps first", "window rank"))
_FIRST = {(exp.EQ, "1"), (exp.LTE, "1"), (exp.LT, "2")}
_FLIPPED = {(exp.EQ, "1"), (exp.GTE, "1"), (exp.GT, "2")}


def combined(*changelogs: Changelog | None) -> Changelog | None:
    """The changelog of rows from several sources."""
    for changelog in changelogs:
        if changelog is not None and changelog.kind == "updating":
            return changelog
    return None if None in changelogs else APPEND


def unsure(changelog: Changelog | None) -> Changelog | None:
    """The changelog of rows to which something is done of which it is not known whether it changes them later."""
    return changelog if changelog is not None and changelog.kind == "updating" else None


def aggregates(node: exp.Select) -> Iterator[exp.Anonymous]:
    """The aggregates of SELECT and HAVING that take groups of rows, and not rows OVER a window."""
    having = node.args.get("having")
    for clause in (*node.expressions, *([] if having is None else [having])):
        for call in clause.find_all(exp.Anonymous):
            outer = call.parent.parent if isinstance(call.parent, exp.Filter) else call.parent
            of_this = not isinstance(outer, exp.Window) and call.find_ancestor(exp.Select) is node
            if of_this and kind(called(call)) == "aggregate":
                yield call


def has_bounds(columns: Sequence[OutputColumn | None]) -> bool:
    """Whether both bounds of a window are among some columns."""
    return {column.role for column in columns if column} >= _WINDOW_BOUNDS


def may_have_bounds(columns: Sequence[OutputColumn | None]) -> bool:
    """Whether two columns or more are not known, which may be the bounds of a window."""
    return sum(column is None for column in columns) > 1


class Changelogs:
    """Says what each clause of a query, written with `words`, does to its changelog."""

    __slots__ = ("places",)

    def __init__(self, words: Sequence[Word]) -> None:
        self.places: dict[str, list[Span]] = {}
        for word in words:
            if word.kind == "word":
                self.places.setdefault(word.text, []).append(word.span)

    def updating(self, clause: str, keyword: str, node: exp.Expression) -> Changelog:
        """The verdict of a clause, which stands where its keyword stands last before the names of `node`."""
        start, places = place(node), self.places.get(keyword, [])
        behind = 0 if start is None else bisect_left(places, Span(start, start))
        return Changelog("updating", clause, places[behind - 1] if behind else None)

    def joined(
        self, join: exp.Join, right: Relation, changelog: Changelog | None, expressions: Expressions
    ) -> Changelog | None:
        """An outer join of tables takes back the rows that it sent with NULL.

        A lookup, an interval join and a window join do not: times in the condition may make it one of the latter.
        """
        lookup = isinstance(join.this, exp.Table) and join.this.name.startswith(SNAPSHOT_MARK)
        if lookup:
            return changelog
        changelog = combined(changelog, right.changelog)
        side = str(join.args.get("side") or "").upper()
        if not side or isinstance(join.this, exp.Lateral | exp.Unnest):
            return changelog
        if _has_times(join, expressions):
            return unsure(changelog)
        return self.updating(f"{side} JOIN", "JOIN", join)

    def filtered(
        self,
        where: exp.Expression,
        changelog: Changelog | None,
        expressions: Expressions,
        query: Callable[[exp.Expression], Relation],
    ) -> Changelog | None:
        """WHERE: what ROW_NUMBER gave and a condition limits is a Top-N; a subquery is a join."""
        for condition in _conjuncts(where):
            found = [expressions.column(column) for column in condition.find_all(exp.Column)]
            ranks = [column.role for column in found if column and column.role in _RANK_ROLES]
            if ranks:
                changelog = self.ranked(condition, ranks[0], changelog)
            if condition.find(exp.Subquery, exp.Exists, exp.Select):
                changelog = self.subquery_joined(condition, changelog, query)
        return changelog

    def ranked(self, condition: exp.Expression, role: str, changelog: Changelog | None) -> Changelog | None:
        """The first row in the order of a processing time never changes, nor does the Top-N of a window."""
        if role == "window rank":
            return changelog
        if role == "perhaps rank":
            return unsure(changelog)
        if role != "rank" and _takes_first(condition):
            return changelog if role == "first" else unsure(changelog)
        return self.updating("ROW_NUMBER", "WHERE", condition)

    def subquery_joined(
        self, condition: exp.Expression, changelog: Changelog | None, query: Callable[[exp.Expression], Relation]
    ) -> Changelog | None:
        """IN and EXISTS add rows, their opposites take rows back; of other subqueries nothing is said."""
        negated = isinstance(condition, exp.Not)
        inner = condition.this if negated else condition
        subquery = inner.args.get("query") if isinstance(inner, exp.In) else None
        subquery = inner.this if isinstance(inner, exp.Exists) else subquery
        if subquery is None:
            return unsure(changelog)
        if negated:
            words = "NOT IN" if isinstance(inner, exp.In) else "NOT EXISTS"
            return self.updating(words, "NOT", subquery)
        return combined(changelog, query(subquery).changelog)

    def aggregated(self, node: exp.Select, changelog: Changelog | None, expressions: Expressions) -> Changelog | None:
        """GROUP BY without a window, and an aggregate over all rows, change what they said before."""
        group = node.args.get("group")
        if group is not None:
            calls = {called(call).upper() for call in group.find_all(exp.Anonymous)}
            found = [expressions.column(column) for column in group.find_all(exp.Column)]
            if calls & _GROUP_WINDOWS or has_bounds(found):
                return APPEND
            return unsure(changelog) if may_have_bounds(found) else self.updating("GROUP BY", "GROUP BY", group)
        aggregate = next(aggregates(node), None)
        if aggregate is None:
            return changelog
        start, name = place(aggregate), called(aggregate)
        return Changelog(
            "updating", f"{name.upper()} without GROUP BY", None if start is None else Span(start, start + len(name))
        )

    def distinct(
        self, node: exp.Select, changelog: Changelog | None, columns: Sequence[OutputColumn] | None
    ) -> Changelog | None:
        """SELECT DISTINCT is a GROUP BY of all columns."""
        if node.args.get("distinct") is None:
            return changelog
        if has_bounds(columns or ()):
            return APPEND
        unknown = columns is None or may_have_bounds([column if column.type else None for column in columns])
        return unsure(changelog) if unknown else self.updating("DISTINCT", "DISTINCT", node)

    def limited(self, node: exp.Expression, relation: Relation) -> Relation:
        """ORDER BY with LIMIT is a Top-N, which takes rows back."""
        order = node.args.get("order")
        if order is None or node.args.get("limit") is None:
            return relation
        return relation._replace(changelog=self.updating("ORDER BY … LIMIT", "ORDER BY", order))


def _has_times(join: exp.Join, expressions: Expressions) -> bool:
    """Whether a join's condition has a time, or a column of which that is not known."""
    condition = join.args.get("on")
    if condition is None:
        return not join.args.get("using")
    for column in condition.find_all(exp.Column):
        found = expressions.column(column)
        if found is None or found.type is None or found.type.root in _TIMES:
            return True
    return False


def _takes_first(condition: exp.Expression) -> bool:
    """Whether a condition on a number from 1 on leaves only 1."""
    if not isinstance(condition, exp.Binary):
        return False
    left, right = condition.this, condition.expression
    for literal, forms in ((right, _FIRST), (left, _FLIPPED)):
        if isinstance(literal, exp.Literal) and (type(condition), str(literal.this)) in forms:
            return True
    return False


def _conjuncts(node: exp.Expression) -> list[exp.Expression]:
    """The conditions that AND joins."""
    found: list[exp.Expression] = []
    while isinstance(node, exp.And | exp.Paren):
        if isinstance(node, exp.And):
            found.append(node.expression)
        node = node.this
    return [node, *reversed(found)]
