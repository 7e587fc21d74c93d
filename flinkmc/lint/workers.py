"""Linting in several processes: texts are read, and groups of them linted, wherever there is time.

What a group's findings are depends on the group alone, so it makes no difference who finds them.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from flinkmc.lint.cache import from_plain, to_plain
from flinkmc.lint.config import Config
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import ConfigOf, Linter
from flinkmc.lint.files import Document
from flinkmc.lint.groups import Words
from flinkmc.lint.rule import Rule
from flinkmc.text.source import Source

_SHARES = 4
"""Into how many pieces the work of each process is cut, so that none waits long for the last."""


class _Text(NamedTuple):
    """A document and its configuration, as they go to another process."""

    path: str
    text: str
    bom: bool
    config: Config


class Workers:
    """Processes that lint. To be left when the work is done: `with Workers(…) as workers`."""

    def __init__(self, number: int, rules: Mapping[str, Rule], config_of: ConfigOf) -> None:
        self.number = number
        self.config_of = config_of
        self.pool = ProcessPoolExecutor(number, initializer=_start, initargs=(dict(rules),))

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def words(self, documents: Sequence[Document]) -> list[Words]:
        """The words that tie documents to others, in their order."""
        texts = [self._text(document) for document in documents]
        return list(self.pool.map(_words, texts, chunksize=self._share(len(texts))))

    def findings(self, groups: Sequence[Sequence[Document]]) -> list[list[Diagnostic]]:
        """What is found in groups, in their order."""
        texts = [[self._text(document) for document in group] for group in groups]
        found = self.pool.map(_findings, texts, chunksize=self._share(len(texts)))
        sources = [{document.path: document.source for document in group} for group in groups]
        return [[from_plain(one, known) for one in each] for each, known in zip(found, sources, strict=True)]

    def _text(self, document: Document) -> _Text:
        return _Text(document.path, document.source.text, document.bom, self.config_of(document.path))

    def _share(self, count: int) -> int:
        return max(1, count // (self.number * _SHARES))


_configs: dict[str, Config] = {}
_linter: list[Linter] = []
"""What a process of its own lints with."""


def _start(rules: Mapping[str, Rule]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    _linter[:] = [Linter(rules, _configs.__getitem__)]


def _document(text: _Text) -> Document:
    _configs[text.path] = text.config
    return Document(Source(text.path, text.text), text.bom)


def _words(text: _Text) -> Words:
    return _linter[0].words_of(_document(text))


def _findings(texts: Sequence[_Text]) -> list[list[object]]:
    return [to_plain(found) for found in _linter[0].group([_document(text) for text in texts])]
