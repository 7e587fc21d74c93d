"""The words of MaxCompute SQL: which fail as names, which are reserved, which open a statement."""

from __future__ import annotations

from functools import lru_cache

from flinkmc import data


@lru_cache(maxsize=1)
def refused_words() -> frozenset[str]:
    """The upper-case words that fail as a name unless they are back-quoted (measured with Alibaba's own grammar)."""
    return _marked("refused")


@lru_cache(maxsize=1)
def reserved_words() -> frozenset[str]:
    """The upper-case words that MaxCompute's documentation reserves; most of them work as names all the same."""
    return _marked("documented")


@lru_cache(maxsize=1)
def keywords() -> frozenset[str]:
    """All upper-case words that Alibaba's grammar knows."""
    return _marked("keyword")


@lru_cache(maxsize=1)
def statement_words() -> frozenset[str]:
    """The upper-case words that can open a statement."""
    return _marked("statement")


@lru_cache(maxsize=1)
def created_words() -> frozenset[str]:
    """What can follow CREATE [OR REPLACE]."""
    return _marked("created")


def _marked(mark: str) -> frozenset[str]:
    return frozenset(word for word, marks in _words().items() if mark in marks)


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    lines = data.read_text("maxcompute", "words.txt").splitlines()
    return {line.split()[0]: frozenset(line.split()[1:]) for line in lines if line and not line.startswith("#")}
