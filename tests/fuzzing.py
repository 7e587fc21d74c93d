"""Broken SQL by the thousand, and what must hold of it: no exception, no hang, no place outside of the text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Literal

from flinkmc import rules
from flinkmc.flink.versions import grammar, versions
from flinkmc.lint.config import default
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import lint
from flinkmc.lint.files import Document, decode
from flinkmc.lint.script import Environment, read
from flinkmc.report import Report, render
from flinkmc.report.structure import file_structure
from flinkmc.text.scanner import scan
from flinkmc.text.source import Source, Span
from tests.grammars import specification, writers
from tests.grammars.derive import Deriver, text_of

ROOT = Path(__file__).parents[1]
SECONDS_PER_10_KB = 0.05
Choice = Literal["auto", "flink", "maxcompute"]
LANGUAGES: tuple[Choice, ...] = ("auto", "flink", "maxcompute")
_LONGEST_SEED = 4000
_DERIVED_FOR = ("1.13", "1.17", "1.20")
_PIECES = [
    *("'", '"', "`", "\\", "(", ")", "<", ">", "[", "]", "{", "}", ",", ";", "=", ".", ":", "@", "$", "?"),
    *("/*", "*/", "/*+", "--", "//", "://", "''", "\\'", ";\nCREATE ", "-- noqa: ", "-- flinkmc: disable=", "IN", "AS"),
    *("\n", "\r", "\t", "\0", "\f", "\ufeff", "\u00a0", "\u2028", "\u200b", "é", "𝄞", "（", "，", "；"),
    *("${x}", "{{ y }}", "{{", "1.", "1e", "U&'\\d83d'", "E'", "\ud83d"),
]
_BYTES = ["\xff", "\xfe\xff", "\xc3", "\xe4\xb8", "\xf0\x9f\x98", "\xed\xa0\x80", "\xef\xbb\xbf", "\x00", "\r", "'"]


def inputs(seed: int) -> Iterator[bytes]:
    """Files without end: statements that are known or derived, of which bytes, characters or tokens are changed."""
    number = 0
    while True:
        yield one_input(seed, number)
        number += 1


def one_input(seed: int, number: int) -> bytes:
    """The input of this number; the same in every run with this seed."""
    dice = Random(f"{seed} {number}")
    text = "".join(_statement(dice) for _ in range(dice.choice((1, 1, 1, 2, 3))))
    how = dice.choice((_tokens_changed, _tokens_changed, _characters_changed, _characters_changed, None))
    if how is not None:
        return how(text, dice).encode("utf-8", "surrogatepass")
    return _bytes_changed(text.encode("utf-8"), dice)


def check(data: bytes, dice: Random) -> None:
    """Reads, lints and reports a file as the commands do. Raises AssertionError, or what ought not to be raised."""
    document = decode("t.sql", data)
    version, placeholders = dice.choice(versions()), dice.random() < 0.5
    for language in LANGUAGES:
        _in_time(document, partial(_check_reading, document.source, version, language, placeholders))
    _in_time(document, partial(_check_lint, document, version))


def _check_reading(source: Source, version: str, language: Choice, placeholders: bool) -> None:
    file = read(source, Environment(version), language=language, placeholders=placeholders)
    for span in spans((file.flink, file.maxcompute, file.flink_problems, file.maxcompute_problems, file.comments)):
        assert 0 <= span.start <= span.end <= len(source.text), span
    json.dumps(file_structure(file), ensure_ascii=False).encode("utf-8", "surrogatepass")


def _check_lint(document: Document, version: str) -> None:
    config = default(version)
    found = lint([document], rules.load(), lambda _: config)
    for diagnostic in found:
        for source, span in places(diagnostic):
            assert 0 <= span.start <= span.end <= len(source.text), (diagnostic.code, span)
    for name in ("full", "json"):
        render(name, Report(found, 1))


def places(diagnostic: Diagnostic) -> Iterator[tuple[Source, Span]]:
    """Every place that a diagnostic names."""
    yield diagnostic.source, diagnostic.span
    for note in diagnostic.notes:
        yield note.source or diagnostic.source, note.span
    for edit in diagnostic.fix.edits if diagnostic.fix else ():
        yield diagnostic.source, edit.span


def spans(node: Any) -> Iterator[Span]:
    """Every span in a node of the models."""
    if isinstance(node, Span):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from spans(part)


def _in_time(document: Document, work: Callable[[], None]) -> None:
    """A slow run may be the machine's fault, three are not."""
    allowed = SECONDS_PER_10_KB * max(1.0, len(document.source.text) / 10_000)
    for _ in range(3):
        started = time.process_time()
        work()
        taken = time.process_time() - started
        if taken <= allowed:
            return
    raise AssertionError(f"{taken:.3f} s, where {allowed:.3f} are allowed")


# -- what is changed ---------------------------------------------------------------------------------------------------


@cache
def seeds() -> list[str]:
    """What the samples and the fixtures of the tests hold, no longer than a statement or some."""
    files = [*ROOT.glob("samples/**/*.sql"), *ROOT.glob("tests/**/*.sql")]
    texts = [path.read_bytes().decode("utf-8", "replace")[:_LONGEST_SEED] for path in sorted(files)]
    verdicts = (ROOT / "tests" / "flink" / "verdicts.tsv").read_text(encoding="utf-8").splitlines()
    return [*texts, *(line.split("\t")[1] + ";\n" for line in verdicts if "\t" in line)]


@cache
def _deriver(version: str) -> Deriver:
    return Deriver(specification.flink(version) if version else specification.maxcompute())


def _statement(dice: Random) -> str:
    if dice.random() < 0.5:
        return dice.choice(seeds())
    version = dice.choice((*_DERIVED_FOR, ""))
    write = writers.flink(dice, grammar(version)) if version else writers.maxcompute(dice)
    return text_of(_deriver(version).statement(dice, write), dice) + ";\n"


def _tokens_changed(text: str, dice: Random) -> str:
    tokens = _tokens(text)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(tokens) + 1)
        other = dice.choice((*tokens, *_PIECES, *_tokens(dice.choice(seeds())[:300])))
        tokens[at : at + dice.choice((0, 1, 1, 2))] = dice.choice(([], [other], [other, " "], tokens[at : at + 2] * 2))
    return "".join(tokens)


def _tokens(text: str) -> list[str]:
    """The text cut before every token, so that together the pieces are the text."""
    starts = [0, *sorted({*scan(text).starts} - {0}), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _characters_changed(text: str, dice: Random, pieces: Sequence[str] = _PIECES) -> str:
    for _ in range(dice.randint(1, 6)):
        at, length = dice.randrange(len(text) + 1), dice.randrange(12)
        piece = dice.choice((dice.choice(pieces), "", text[at : at + length] * 2, dice.choice(text or " ")))
        text = text[:at] + piece + text[at + dice.randrange(length + 1) :]
    return text


def _bytes_changed(data: bytes, dice: Random) -> bytes:
    return _characters_changed(data.decode("latin-1"), dice, _BYTES).encode("latin-1")
