"""Tables without the places that they were read from, and tables that hypothesis makes."""

from typing import Any

from hypothesis import strategies as st

from flinkmc.maxcompute.model import Column, Field, Number, PrimaryKey, Property, Table, Type
from flinkmc.maxcompute.types import column_types
from flinkmc.text.nodes import Name, Text
from flinkmc.text.source import NOWHERE, Span


def without_places(node: Any) -> Any:
    """A node of the model with every span `NOWHERE` or absent, and every name quoted."""
    if isinstance(node, Span):
        return NOWHERE
    if isinstance(node, Name):
        return Name(node.text, NOWHERE, True)
    if isinstance(node, Table):
        node = node._replace(columns_span=None, properties_span=None, span=NOWHERE)
        node = node._replace(properties=tuple(sorted(node.properties, key=lambda entry: entry.key.value)))
    if isinstance(node, tuple):
        parts = [without_places(part) for part in node]
        return type(node)(*parts) if hasattr(node, "_fields") else tuple(parts)
    return node


def name(text: str) -> Name:
    """A name that stands nowhere."""
    return Name(text, NOWHERE, True)


def text(value: str) -> Text:
    """A string that stands nowhere."""
    return Text(value, NOWHERE)


names = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=8).map(name)
texts = st.text(max_size=12).map(text)


def _types() -> st.SearchStrategy[Type]:
    plain = [root for root, facts in column_types().items() if facts.parameters == "none"]
    simple = st.one_of(
        st.sampled_from([*plain, "DECIMAL"]).map(Type),
        st.tuples(st.integers(1, 38), st.none() | st.integers(0, 18)).map(lambda of: Type("DECIMAL", NOWHERE, *of)),
        st.tuples(st.sampled_from(["CHAR", "VARCHAR"]), st.just(NOWHERE), st.integers(1, 255)).map(
            lambda of: Type(*of)
        ),
    )
    return st.recursive(simple, _around, max_leaves=4)


def _around(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    fields = st.lists(st.tuples(names, inner, st.none() | texts).map(lambda of: Field(*of)), min_size=1, max_size=3)
    keys = st.sampled_from([Type("STRING"), Type("BIGINT"), Type("VARCHAR", NOWHERE, 9)])
    return st.one_of(
        inner.map(lambda element: Type("ARRAY", children=(element,))),
        st.tuples(keys, inner).map(lambda children: Type("MAP", children=children)),
        fields.map(lambda of: Type("STRUCT", fields=tuple(of))),
    )


def _columns(defaults: st.SearchStrategy[Text | None]) -> st.SearchStrategy[Column]:
    parts = st.tuples(names, types, st.just(NOWHERE), st.booleans(), st.none() | texts, defaults)
    return parts.map(lambda of: Column(*of))


types = _types()
_defaults = st.sampled_from(["0", "1.5", "'a;b'", "true", "DATE '2026-01-01'"]).map(text)


@st.composite
def columns(draw: st.DrawFn, least: int, most: int, default: st.SearchStrategy[Text | None]) -> tuple[Column, ...]:
    """Columns whose names differ, also where case does not count."""
    of = st.tuples(names, types, st.just(NOWHERE), st.booleans(), st.none() | texts, default)
    lists = st.lists(of, min_size=least, max_size=most, unique_by=lambda column: column[0].text.lower())
    return tuple(Column(*parts) for parts in draw(lists))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables with everything that DDL of flinkmc's may have."""
    properties = draw(st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=3))
    return Table(
        tuple(draw(st.lists(names, min_size=1, max_size=3))),
        draw(columns(1, 4, st.none() | _defaults)),
        draw(st.none() | st.lists(names, min_size=1, max_size=2).map(lambda of: PrimaryKey(tuple(of)))),
        draw(columns(0, 2, st.none())),
        properties=tuple(Property(text(key), text(value)) for key, value in properties.items()),
        comment=draw(st.none() | texts),
        lifecycle=draw(st.none() | st.integers(0, 10**6).map(Number)),
        if_not_exists=draw(st.booleans()),
        or_replace=draw(st.booleans()),
    )
