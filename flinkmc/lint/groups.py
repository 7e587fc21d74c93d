"""Which files of a project have to do with one another: those that name the same tables. Each group is linted alone.

So what is found in a file depends on its group and on nothing else, which is what lets findings be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flinkmc.flink import model as flink
from flinkmc.lint.script import File
from flinkmc.maxcompute import model as maxcompute

_WORD = re.compile(r"\w+")


class Words(NamedTuple):
    """The words of the tables that a file declares or writes, and those that may name another's; in lower case."""

    declared: frozenset[str]
    mentioned: frozenset[str]


def words(file: File) -> Words:
    """The words that tie a file to others. Too many do no harm, too few would."""
    declared: list[str] = []
    mentioned: list[str] = []
    for statement in (*file.flink, *file.maxcompute):
        if isinstance(statement, flink.CreateTable):
            declared += [statement.path[-1].text, *_tables_of(statement)]
            if statement.like is not None:
                mentioned.append(statement.like.table[-1].text)
            if statement.query is not None:
                mentioned.append(file.source.slice(statement.span))
        elif isinstance(statement, maxcompute.Table):
            declared.append(statement.path[-1].text)
        else:
            mentioned.append(file.source.slice(statement.span))
    return Words(frozenset(_split(declared)), frozenset(_split(mentioned)))


def _tables_of(statement: flink.CreateTable) -> list[str]:
    """What its options say of a MaxCompute table: two sinks of one have to do with each other."""
    named = (option.value.value for option in statement.options if "table" in option.key.value.lower())
    return [text.rpartition(".")[2] for text in named]


def _split(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(text.lower())


def groups(of_files: Sequence[Words]) -> list[list[int]]:
    """The files, by their numbers, in groups of which none declares what another declares or mentions."""
    leader = list(range(len(of_files)))

    def led_by(number: int) -> int:
        while leader[number] != number:
            leader[number] = number = leader[leader[number]]
        return number

    declares: dict[str, int] = {}
    for number, tied in enumerate(of_files):
        for word in tied.declared:
            leader[led_by(number)] = led_by(declares.setdefault(word, number))
    for number, tied in enumerate(of_files):
        for word in tied.mentioned & declares.keys():
            leader[led_by(number)] = led_by(declares[word])
    found: dict[int, list[int]] = {}
    for number in range(len(of_files)):
        found.setdefault(led_by(number), []).append(number)
    return list(found.values())
