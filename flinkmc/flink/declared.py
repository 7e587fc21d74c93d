"""The tables and views that the statements of one text declare, one after the other, as queries see them."""

from __future__ import annotations

from flinkmc.flink.computed import table_relation
from flinkmc.flink.like import merge
from flinkmc.flink.model import CreateTable, CreateView, Statement
from flinkmc.flink.relation import UNKNOWN, Catalog, OutputColumn, Relation


class Declared:
    """Knows what was declared before, by the last part of its name, and asks `elsewhere` for anything else.

    What tables and views hold is worked out when a query asks for it: a text without queries costs nothing.
    """

    __slots__ = ("_elsewhere", "_relations", "_tables", "_text", "_version", "_waiting")

    def __init__(self, text: str, version: str, elsewhere: Catalog = lambda _: None) -> None:
        self._text = text
        self._version = version
        self._elsewhere = elsewhere
        self._waiting: list[CreateTable | CreateView] = []
        self._tables: dict[str, CreateTable] = {}
        self._relations: dict[str, Relation] = {}

    def add(self, statement: Statement) -> None:
        """The next statement; what is neither a table nor a view does not matter."""
        if isinstance(statement, CreateTable | CreateView):
            self._waiting.append(statement)

    def find(self, path: tuple[str, ...]) -> Relation | None:
        """What is known of a table or view."""
        waiting, self._waiting = self._waiting, []
        for statement in waiting:
            self._relations[statement.path[-1].text] = self._relation(statement)
        return self._relations.get(path[-1]) or self._elsewhere(path)

    def query(self, statement: CreateTable | CreateView) -> Relation:
        """What the query of a CREATE VIEW or CREATE TABLE … AS gives, over what was declared before."""
        if statement.query is None:
            return UNKNOWN
        from flinkmc.flink.query import query_facts

        relation = query_facts(self._text, statement.query, self.find, self._version).relation
        names = [name.text for name in statement.columns] if isinstance(statement, CreateView) else []
        return _named(relation, names) if names else relation

    def _relation(self, statement: CreateTable | CreateView) -> Relation:
        if isinstance(statement, CreateView) or (statement.query is not None and not statement.columns):
            return self.query(statement)
        base = None if statement.like is None else self._tables.get(statement.like.table[-1].text)
        if statement.query is not None or (statement.like is not None and base is None):
            return UNKNOWN
        table = statement if base is None else merge(statement, base, elsewhere=False)
        self._tables[statement.path[-1].text] = table
        return table_relation(table, self._text, self._version)


def _named(relation: Relation, names: list[str]) -> Relation:
    """A view's columns under the names that it gives them."""
    if relation.columns is None or len(relation.columns) != len(names):
        return relation._replace(columns=tuple(OutputColumn(name) for name in names))
    columns = (column._replace(name=name) for column, name in zip(relation.columns, names, strict=True))
    return relation._replace(columns=tuple(columns))
