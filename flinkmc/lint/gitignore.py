"""Patterns of paths as Git reads them: what it ignores of a folder, and what a configuration leaves out."""
# ruff: noqa: PTH100, PTH110, PTH113, PTH118, PTH120, PTH123
# os.path is loaded in any Python; pathlib would cost every lint some milliseconds.

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FILE = ".gitignore"


class Ignores:
    """The `.gitignore` files met so far; the one nearest to a path that says anything of it decides."""

    def __init__(self, folder: str) -> None:
        self.by_folder: dict[str, GitIgnoreSpec] = {}
        for above in _folders_above(os.path.abspath(folder)):
            self._read(above)
        if self.match(os.path.join(folder, "")):  # it was asked for all the same
            self.by_folder.clear()

    def enter(self, folder: str) -> None:
        """Takes in the patterns of a folder."""
        self._read(os.path.abspath(folder))

    def match(self, path: str) -> bool:
        """Whether a path is ignored; that of a folder ends with a separator."""
        if not self.by_folder:
            return False
        whole = os.path.abspath(path)
        folder = os.path.dirname(whole)
        while True:
            spec = self.by_folder.get(folder)
            if spec is not None:
                said = spec.check_file(_below(folder, whole) + _slash(path)).include
                if said is not None:
                    return said
            above = os.path.dirname(folder)
            if above == folder:
                return False
            folder = above

    def _read(self, folder: str) -> None:
        file = os.path.join(folder, FILE)
        if folder not in self.by_folder and os.path.isfile(file):
            self.by_folder[folder] = patterns(filter(_is_pattern, _lines(file)))


def patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """Patterns as Git reads them. Raises ValueError for what is none."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def matches(lines: tuple[str, ...], root: str, path: str) -> bool:
    """Whether a path (that of a folder ends with a separator) matches patterns that are meant from a folder `root`."""
    return _cached(lines).match_file(_below(root, os.path.abspath(path)) + _slash(path))


@cache
def _cached(lines: tuple[str, ...]) -> GitIgnoreSpec:
    return patterns(lines)


def _below(folder: str, path: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _slash(path: str) -> str:
    return "/" if path.endswith(os.sep) else ""


def _is_pattern(line: str) -> bool:
    """Whether a line can be read; Git passes over the others."""
    try:
        patterns([line])
    except ValueError:
        return False
    return True


def _lines(file: str) -> list[str]:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as text:
            return text.read().splitlines()
    except OSError:
        return []


def _folders_above(folder: str) -> list[str]:
    """The folders from the repository's own down to the one above; none outside a repository."""
    found: list[str] = []
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return []
        found.append(above)
        folder = above
    return found[::-1]
