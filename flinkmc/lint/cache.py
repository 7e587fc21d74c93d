"""What was found before, kept in one file: of each text the words that tie it to others, of each group its findings.

A text is known by its content, its configuration, and the program with its data. One that shows a secret is never kept.
"""
# ruff: noqa: PTH103, PTH105, PTH118, PTH123
# os.path is loaded in any Python; pathlib would cost every lint some milliseconds.

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from flinkmc import data
from flinkmc.lint import secrets
from flinkmc.lint.diagnostic import Diagnostic, Edit, Fix, Note
from flinkmc.lint.files import Document
from flinkmc.lint.groups import Words
from flinkmc.text.source import Source, Span

FOLDER = ".flinkmc_cache"
_FILE = "findings.json"
_SURPLUS = 4
"""How many times more than was needed in a run is kept of earlier runs."""


class Cache:
    """What was found before. `describe` says all that decides, apart from a text, what is found in a path."""

    def __init__(self, folder: str, describe: Callable[[str], str]) -> None:
        self.folder = folder
        self.describe = describe
        self.version = _version()
        self.keys: dict[Source, str] = {}
        self.discreet: dict[Source, bool] = {}
        self.words_before, self.findings_before = self._load()
        self.words_now: dict[str, Any] = {}
        self.findings_now: dict[str, Any] = {}

    def words(self, document: Document) -> Words | None:
        """The words of a document, if they are known."""
        key = self._key(document)
        found = self.words_before.get(key)
        if found is None:
            return None
        self.words_now[key] = found
        return Words(frozenset(found[0]), frozenset(found[1]))

    def keep_words(self, document: Document, words: Words) -> None:
        """Keeps the words of a document."""
        if self._may_keep(document):
            self.words_now[self._key(document)] = [sorted(words.declared), sorted(words.mentioned)]

    def findings(self, group: Sequence[Document]) -> list[Diagnostic] | None:
        """What was found in a group, if that is known."""
        key = self._group_key(group)
        found = self.findings_before.get(key)
        if found is None:
            return None
        self.findings_now[key] = found
        sources = {document.path: document.source for document in group}
        return [from_plain(each, sources) for each in found]

    def keep_findings(self, group: Sequence[Document], found: Iterable[Diagnostic]) -> None:
        """Keeps what was found in a group."""
        if all(map(self._may_keep, group)):
            self.findings_now[self._group_key(group)] = [to_plain(each) for each in found]

    def save(self) -> None:
        """Writes it, if there is anything new. Where the folder cannot be written, the next run works anew."""
        if (
            self.words_now.keys() <= self.words_before.keys()
            and self.findings_now.keys() <= self.findings_before.keys()
        ):
            return
        content = {
            "version": self.version,
            "words": _merged(self.words_before, self.words_now),
            "findings": _merged(self.findings_before, self.findings_now),
        }
        temporary = os.path.join(self.folder, f"{_FILE}.{os.getpid()}.tmp")
        try:
            os.makedirs(self.folder, exist_ok=True)
            with open(os.path.join(self.folder, ".gitignore"), "w", encoding="utf-8") as file:
                file.write("*\n")
            with open(temporary, "w", encoding="utf-8") as file:
                json.dump(content, file, separators=(",", ":"))
            os.replace(temporary, os.path.join(self.folder, _FILE))
        except OSError:
            return

    def _load(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        try:
            with open(os.path.join(self.folder, _FILE), encoding="utf-8") as file:
                read = json.load(file)
            if read["version"] == self.version:
                return read["words"], read["findings"]
        except (OSError, ValueError, TypeError, KeyError):
            pass
        return {}, {}

    def _key(self, document: Document) -> str:
        source = document.source
        if source not in self.keys:
            self.keys[source] = _digest(f"{self.describe(source.path)}\0{document.bom}\0{source.text}")
        return self.keys[source]

    def _group_key(self, group: Sequence[Document]) -> str:
        return _digest(repr([(document.path, self._key(document)) for document in group]))

    def _may_keep(self, document: Document) -> bool:
        source = document.source
        if source not in self.discreet:
            self.discreet[source] = not secrets.spans(source.text)
        return self.discreet[source]


def _merged(before: Mapping[str, Any], now: Mapping[str, Any]) -> Mapping[str, Any]:
    return now if len(before) > _SURPLUS * len(now) else {**before, **now}


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _version() -> str:
    """What tells this program and its data from any other state of them."""
    files = [
        f"{entry.path} {entry.stat().st_size} {entry.stat().st_mtime_ns}"
        for root in (data.PACKAGE, data.root())
        for folder, _, _ in os.walk(root)
        if not folder.endswith("__pycache__")
        for entry in os.scandir(folder)
        if entry.is_file()
    ]
    return _digest("\n".join(sorted(files)))


def to_plain(found: Diagnostic) -> list[Any]:
    """A finding as plain data; texts by their paths."""
    notes = [[*note.span, note.message, note.source.path if note.source else None] for note in found.notes]
    fix = found.fix and [
        [[*edit.span, edit.content] for edit in found.fix.edits],
        found.fix.applicability,
        found.fix.message,
    ]
    plain = (found.code, found.name, found.severity, found.path, *found.span, found.message, found.label, found.help)
    return [*plain, notes, fix]


def from_plain(found: Sequence[Any], sources: Mapping[str, Source]) -> Diagnostic:
    """The finding again; `sources` are texts by their paths."""
    code, name, severity, path, start, end, message, label, help_text, notes, fix = found
    return Diagnostic(
        code,
        name,
        severity,
        sources[path],
        Span(start, end),
        message,
        label,
        tuple(Note(Span(*note[:2]), note[2], sources[note[3]] if note[3] else None) for note in notes),
        help_text,
        fix and Fix(tuple(Edit(Span(*edit[:2]), edit[2]) for edit in fix[0]), fix[1], fix[2]),
    )
