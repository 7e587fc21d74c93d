"""What a query or an expression of Flink SQL gives. The only room that imports sqlglot, so import it late.

sqlglot reads the structure; Flink's own forms and rules are in `plain`, `functions` and `type_rules` of this room. What
sqlglot cannot read, or nobody measured, is "not known", never an error.
"""

from __future__ import annotations

from collections.abc import Mapping

from flinkmc.flink.functions import planned
from flinkmc.flink.model import Type
from flinkmc.flink.plain import plain_expression
from flinkmc.flink.plain_query import plain_query
from flinkmc.flink.query.expressions import Expressions
from flinkmc.flink.query.relations import Queries
from flinkmc.flink.query.tree import expression_tree, query_tree
from flinkmc.flink.relation import UNKNOWN, Catalog, OutputColumn, QueryFacts, Relation
from flinkmc.text.source import Span

__all__ = ["expression_type", "query_facts"]


def expression_type(text: str, span: Span, columns: Mapping[str, Type | None], version: str) -> Type | None:
    """The type of the computed column's or watermark's expression at `span`, which may read `columns`.

    None where it is not known. Never raises for what stands in the text.
    """
    plain = plain_expression(text, span, version)
    tree = plain and expression_tree(plain)
    if plain is None or tree is None:
        return None
    known = tuple(OutputColumn(name, of_type and planned(of_type, version)) for name, of_type in columns.items())
    return Expressions(plain.types, version, ((("",), Relation(known)),)).type_of(tree)


def query_facts(text: str, span: Span, catalog: Catalog, version: str) -> QueryFacts:
    """What the query at `span` gives in streaming mode, and what it reads.

    `catalog` says what is known of a table or view by the parts of its name; None where it does not know it. In batch
    mode every query is append-only. Never raises for what stands in the text.
    """
    plain = plain_query(text, span, version)
    tree = plain and query_tree(plain)
    if plain is None or tree is None:
        return QueryFacts(UNKNOWN)
    return Queries(plain, version, catalog).facts(tree)
