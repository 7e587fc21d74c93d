"""Who judges a statement: the specification, flinkmc's readers, and a real Flink."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from flinkmc.flink.model import CreateTable
from flinkmc.flink.model import Other as FlinkOther
from flinkmc.flink.parser import parse as parse_flink
from flinkmc.flink.validate import validate
from flinkmc.flink.versions import grammar
from flinkmc.lint.script import Environment, read
from flinkmc.maxcompute.model import Other as MaxComputeOther
from flinkmc.maxcompute.parser import parse as parse_maxcompute
from flinkmc.report.structure import file_structure
from flinkmc.text.source import Source
from tests.grammars.derive import Word
from tests.real_flink import FlinkCheck

QUERY_WORDS = frozenset(("SELECT", "VALUES", "WITH", "TABLE", "FROM", "MAP", "REDUCE"))
SINK = "CREATE TABLE sink (a INT) WITH ('connector' = 'blackhole')"
_ABSENT = ("Cannot find table", "Object '", "not found in the catalog")
_OF_SYNTAX = (
    "SqlParser",
    "TokenMgrError",
    "AssertionError",
    "ClassCastException",
    "IllegalArgumentException",
    "NullPointerException",
)


class Reading(NamedTuple):
    """What a reader of flinkmc says; a statement that it knows by its first words only is stepped over."""

    complaints: list[str]
    stepped_over: bool


class Verdict(NamedTuple):
    """What Flink says. A refusal is `of_syntax`, or it is about what a statement means."""

    accepted: bool
    of_syntax: bool = False
    error: str = ""


def read_flink(text: str, version: str) -> Reading:
    """What the reader refuses of each statement by itself: its syntax, and what hangs on no column that exists."""
    script = parse_flink(text, version, placeholders=False)
    of_version = grammar(version)
    problems = list(script.problems)
    for statement in script.statements:
        if isinstance(statement, CreateTable):
            problems += validate(statement, of_version, known_columns=False)
    return Reading([each.message for each in problems], _has(script.statements, FlinkOther))


def read_flink_file(text: str, version: str) -> Reading:
    """What `flinkmc parse` says of a file."""
    file = read(Source("t.sql", text), Environment(version), language="flink", placeholders=False)
    return Reading([error["message"] for error in file_structure(file)["errors"]], _has(file.flink, FlinkOther))


def read_maxcompute(text: str) -> Reading:
    """What the reader refuses."""
    script = parse_maxcompute(text, placeholders=False)
    return Reading([each.message for each in script.problems], _has(script.statements, MaxComputeOther))


def ask_flink(check: FlinkCheck, statement: str) -> Verdict:
    """What a real Flink says of one statement; that a table or a connector is absent is no fault of the statement's."""
    answer = check.plan([SINK, statement])
    last = answer.results[-1]
    if answer.ok or last.stage in ("apply", "plan") or any(word in answer.error for word in _ABSENT):
        return Verdict(True)
    return Verdict(False, last.errors[0].startswith(_OF_SYNTAX), answer.error)


def exceptions(language: str, kind: str) -> dict[str, str]:
    """What may differ, and why, from `exceptions.toml`."""
    found: dict[str, str] = _exceptions()[language][kind]
    return found


def agree(language: str, accepted: bool, reading: Reading, touched: list[Word]) -> bool:
    """Whether specification and reader say the same, as far as they have to; `touched` is what a mutant changed."""
    if accepted:
        beyond = exceptions(language, "beyond-grammar")
        return all(any(re.search(says, complaint) for says in beyond) for complaint in reading.complaints)
    return bool(reading.complaints) or reading.stepped_over or is_stepped_over(language, touched)


def is_stepped_over(language: str, touched: list[Word]) -> bool:
    """Whether a mutant was changed where the reader does not read everything, or a query begins where none was."""
    rules = exceptions(language, "stepped-over")
    begun = any(word.text.upper() in QUERY_WORDS for word in touched)
    return begun or any(rule in word.within for word in touched for rule in rules)


def is_not_seen(verdict: Verdict) -> bool:
    """Whether Flink refuses for a reason that the reader does not look for."""
    return any(re.search(says, verdict.error) for says in exceptions("real-flink", "not-seen"))


def _has(statements: tuple[object, ...], kind: type[object]) -> bool:
    return any(isinstance(statement, kind) for statement in statements)


@cache
def _exceptions() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("exceptions.toml").read_text(encoding="utf-8"))
