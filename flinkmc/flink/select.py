"""How many columns a query yields: read from its tokens, and not said where anything is unsure.

Only the outermost SELECT list matters, and of set operations the first. `*` is as wide as the one table, view, WITH
query or subquery that stands after FROM; beside a join, only `t.*` has a width that is sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from flinkmc.text.scanner import END, PLACEHOLDER, QUOTED, Tokens, scan
from flinkmc.text.source import Span

WidthOf: TypeAlias = Callable[[str], int | None]
Known: TypeAlias = Mapping[str, int | None]

_DEEPEST = 50
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_SET_OPERATIONS = frozenset(("UNION", "INTERSECT", "EXCEPT", "MINUS"))
_AFTER_SOURCES = frozenset(("WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH"))
_AFTER_LIST = _SET_OPERATIONS | _AFTER_SOURCES | {"FROM", END, ";"}
_NO_ENDS = frozenset((("DISTINCT", "FROM"), ("WITHIN", "GROUP")))
_JOINS = frozenset(("JOIN", ",", "NATURAL", "CROSS", "INNER", "LEFT", "RIGHT", "FULL"))
_NO_ALIAS = _AFTER_LIST | _JOINS | {"ON", "USING", "FOR", "TABLESAMPLE", "MATCH_RECOGNIZE", "("}


class _Unsure(Exception):  # noqa: N818 - control flow, never seen outside
    """The number of columns cannot be told from the tokens."""


def output_count(text: str, query: Span, width_of: WidthOf) -> int | None:
    """How many columns the query at `query` yields; None where that is unsure.

    `width_of` says how many columns `SELECT *` takes from a table or view of this name, as it stands in queries (parts
    joined by dots); None where it does not know.
    """
    tokens = scan(text, start=query.start, end=query.end)
    keys, texts = _without_hints(tokens)
    try:
        return _Query(keys, texts, width_of).query({}, 0)
    except (_Unsure, IndexError):
        return None


def sources(text: str, query: Span) -> Iterator[tuple[str, Span]]:
    """The tables and views that a query names after FROM and JOIN, at any depth, and where; parts joined by dots.

    What WITH names is left out.
    """
    tokens = scan(text, start=query.start, end=query.end)
    keys = tokens.keys
    named = {_plain(tokens.texts[at - 1]) for at, key in enumerate(keys) if at and key == "AS" and keys[at + 1] == "("}
    for at, key in enumerate(keys):
        if key in ("FROM", "JOIN") and keys[at - 1] != "DISTINCT" and _is_name(keys[at + 1]):
            stop = at + 2
            while keys[stop] == "." and _is_name(keys[stop + 1]):
                stop += 2
            name = ".".join(_plain(part) for part in tokens.texts[at + 1 : stop : 2])
            if name not in named and keys[stop] != "(":
                yield name, Span(tokens.starts[at + 1], tokens.span(stop - 1).end)


def _without_hints(tokens: Tokens) -> tuple[list[str], list[str]]:
    """Keys and texts without `/*+ … */`, which says how to run a query, and not what it yields."""
    keys: list[str] = []
    texts: list[str] = []
    hint = False
    for key, text in zip(tokens.keys, tokens.texts, strict=True):
        hint = key == "/*+" or (hint and key not in ("*/", END))
        if not hint and key != "*/":
            keys.append(key)
            texts.append(text)
    return keys, texts


class _Query:
    """A place in the tokens of a query; every method takes the piece that its first line names."""

    __slots__ = ("at", "keys", "texts", "width_of")

    def __init__(self, keys: list[str], texts: list[str], width_of: WidthOf) -> None:
        self.keys = keys
        self.texts = texts
        self.width_of = width_of
        self.at = 0

    def query(self, known: Known, depth: int) -> int:
        """[WITH name ['(' names ')'] AS '(' query ')' {',' …}] term …"""
        if depth > _DEEPEST:
            raise _Unsure
        if self.keys[self.at] != "WITH":
            return self.term(known, depth)
        here = dict(known)
        while self.keys[self.at] in ("WITH", ","):
            self.at += 1
            name = self.name()
            columns = self.items() if self.keys[self.at] == "(" else None
            if self.keys[self.at : self.at + 2] != ["AS", "("]:
                raise _Unsure
            self.at += 1
            width = self.subquery(here, depth)
            here[name] = columns or width
        return self.term(here, depth)

    def subquery(self, known: Known, depth: int) -> int | None:
        """'(' query ')', whose width may be unsure where nobody asks for it"""
        behind = self.behind_bracket()
        self.at += 1
        try:
            width: int | None = self.query(known, depth + 1)
        except _Unsure:
            width = None
        self.at = behind
        return width

    def term(self, known: Known, depth: int) -> int:
        """SELECT … | VALUES … | TABLE path | '(' query ')', of which a set operation has several"""
        key = self.keys[self.at]
        if key == "(":
            width = self.subquery(known, depth)
        elif key == "TABLE":
            self.at += 1
            width = self.width(self.path(), known)
        elif key == "VALUES":
            width = self.row()
        elif key == "SELECT":
            return self.select(known, depth)
        else:
            raise _Unsure
        if width is None:
            raise _Unsure
        return width

    def row(self) -> int:
        """VALUES ('(' items ')' | ROW '(' items ')' | expression) {',' …}"""
        self.at += 1
        if self.keys[self.at] == "ROW":
            self.at += 1
        if self.keys[self.at] in _AFTER_LIST:
            raise _Unsure
        if self.keys[self.at] != "(":
            return 1
        width = self.items()
        if self.keys[self.at] not in _AFTER_LIST | _CLOSING | {","}:
            raise _Unsure
        return width

    def select(self, known: Known, depth: int) -> int:
        """SELECT [ALL | DISTINCT] item {',' item} [FROM sources]"""
        self.at += 1
        if self.keys[self.at] in ("ALL", "DISTINCT"):
            self.at += 1
        stars: list[str] = []
        plain = 0
        while True:
            first, last = self.item()
            if PLACEHOLDER in self.keys[first:last] or first == last:
                raise _Unsure
            if self.keys[last - 1] == "*":
                stars.append(self.qualifier(first, last - 1))
            else:
                plain += 1
            if self.keys[self.at] != ",":
                break
            self.at += 1
        if not stars:
            return plain
        if self.keys[self.at] != "FROM":
            raise _Unsure
        sources = self.sources(known, depth)
        return plain + sum(_width(star, sources) for star in stars)

    def item(self) -> tuple[int, int]:
        """The tokens of an item of a SELECT list: up to the ',' or the word that ends it, on this level of brackets."""
        first = self.at
        while True:
            key = self.keys[self.at]
            if key in _OPENING:
                self.at = self.behind_bracket()
                continue
            operator = self.at > first and (self.keys[self.at - 1], key) in _NO_ENDS
            if key == "," or key in _CLOSING or (key in _AFTER_LIST and not operator):
                return first, self.at
            self.at += 1

    def qualifier(self, first: int, star: int) -> str:
        """What stands before the '*' of `*`, `t.*` or `db.t.*`, without the last dot."""
        if first == star:
            return ""
        if self.keys[star - 1] != "." or not all(key == "." for key in self.keys[first + 1 : star : 2]):
            raise _Unsure
        return ".".join(_plain(self.texts[index]) for index in range(first, star, 2))

    def sources(self, known: Known, depth: int) -> list[tuple[str, int | None]]:
        """FROM source {(',' | JOIN) source …}, each with the name that it goes by and its width"""
        found = []
        while True:
            key = self.keys[self.at]
            if key in ("FROM", ",", "JOIN"):
                self.at += 1
                found.append(self.source(known, depth))
            elif key in _OPENING:
                self.at = self.behind_bracket()
            elif key == "MATCH_RECOGNIZE":
                raise _Unsure
            elif key in _CLOSING or key in _AFTER_SOURCES or key in _SET_OPERATIONS or key in (END, ";"):
                return found
            else:
                self.at += 1

    def source(self, known: Known, depth: int) -> tuple[str, int | None]:
        """(path | '(' query ')') [FOR SYSTEM_TIME AS OF …] [[AS] alias ['(' names ')']]; any other has no sure width"""
        if self.keys[self.at] == "(":
            name, width = "", self.subquery(known, depth)
        elif self.keys[self.at] in ("LATERAL", "UNNEST", "TABLE") or self.keys[self.at + 1] == "(":
            return "", None
        else:
            name = self.path()
            width = self.width(name, known)
        if self.keys[self.at] == "FOR":
            while self.keys[self.at] not in ("AS", END) or self.keys[self.at + 1] == "OF":
                if self.keys[self.at] in _AFTER_LIST or self.keys[self.at] in _JOINS:
                    return name, width
                self.at = self.behind_bracket() if self.keys[self.at] in _OPENING else self.at + 1
        if self.keys[self.at] == "AS" or self.keys[self.at] not in _NO_ALIAS | _CLOSING:
            self.at += self.keys[self.at] == "AS"
            name = self.name()
            width = self.items() if self.keys[self.at] == "(" else width
        return name, width

    # -- pieces -------------------------------------------------------------------------------------------------------

    def width(self, name: str, known: Known) -> int | None:
        """How many columns `*` takes from a query of WITH, or else from a table or view."""
        return known[name] if name in known else self.width_of(name)

    def name(self) -> str:
        """One name."""
        if not _is_name(self.keys[self.at]):
            raise _Unsure
        self.at += 1
        return _plain(self.texts[self.at - 1])

    def path(self) -> str:
        """name {'.' name}"""
        names = [self.name()]
        while self.keys[self.at] == ".":
            self.at += 1
            names.append(self.name())
        return ".".join(names)

    def items(self) -> int:
        """'(' item {',' item} ')', counted"""
        behind = self.behind_bracket()
        count, self.at = 0, self.at + 1
        while self.at < behind:
            first, last = self.item()
            if first == last or PLACEHOLDER in self.keys[first:last]:
                raise _Unsure
            count += 1
            self.at += 1
        self.at = behind
        return count

    def behind_bracket(self) -> int:
        """The place behind the bracket that closes the one here."""
        depth = 0
        for at in range(self.at, len(self.keys)):
            depth += (self.keys[at] in _OPENING) - (self.keys[at] in _CLOSING)
            if not depth:
                return at + 1
        raise _Unsure


def _width(star: str, sources: list[tuple[str, int | None]]) -> int:
    """How many columns `*` (an empty `star`) or `star.*` stands for."""
    fitting = [width for name, width in sources if not star or name == star or name.endswith(f".{star}")]
    if len(fitting) != 1 or fitting[0] is None:
        raise _Unsure
    return fitting[0]


def _is_name(key: str) -> bool:
    """Whether a token may be a name: the keys of words are upper-case, those of other tokens are not."""
    return key == QUOTED or (key[0] in "_$" and key != PLACEHOLDER) or (key[0].isalpha() and not key[0].islower())


def _plain(text: str) -> str:
    return text[1:-1].replace("``", "`") if text.startswith("`") else text
