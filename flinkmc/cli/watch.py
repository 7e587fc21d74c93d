"""Linting again whenever a file changes."""
# ruff: noqa: PTH112, PTH116, PTH118, PTH120
# os.path is loaded in any Python; pathlib would cost every lint some milliseconds.

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import click

from flinkmc.cli.complain import complain
from flinkmc.cli.terminal import is_terminal, write
from flinkmc.lint.config_file import OWN, SHARED, ConfigError, nearest_file

_PAUSE = 0.3
_CLEAR = "\x1b[H\x1b[2J"

State: TypeAlias = frozenset[tuple[str, int, int]]


def watch(run: Callable[[], int], paths: Iterable[str]) -> int:
    """Runs at once and after every change below these paths, until it is interrupted. The exit code of the last run."""
    watched = tuple(_folders(paths))
    while True:
        before = _state(watched)
        if is_terminal(sys.stdout):
            write(_CLEAR)
        code = _attempt(run)
        write("Watching for changes; Ctrl+C ends it.\n", sys.stderr)
        try:
            while _state(watched) == before:
                time.sleep(_PAUSE)
        except KeyboardInterrupt:
            return code


def _attempt(run: Callable[[], int]) -> int:
    """The exit code. What is wrong with a file while it is being edited is said, and no reason to end."""
    try:
        return run()
    except click.ClickException as error:
        complain(error)
        return error.exit_code


def _folders(paths: Iterable[str]) -> Iterator[str]:
    """The paths, and the folder whose configuration holds for each."""
    for path in paths:
        yield path
        try:
            file = nearest_file(os.path.join(path, OWN) if os.path.isdir(path) else path)
        except ConfigError:
            file = None
        if file is not None:
            yield os.path.dirname(file)


def _state(paths: Iterable[str]) -> State:
    """All that could change what is found: files with their sizes and times."""
    found = []
    for path in _files(paths):
        try:
            status = os.stat(path)
        except OSError:
            continue
        found.append((path, status.st_size, status.st_mtime_ns))
    return frozenset(found)


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not os.path.isdir(path):
            yield path
        for folder, below, names in os.walk(path):
            below[:] = [name for name in below if not name.startswith(".")]
            yield from (
                os.path.join(folder, name)
                for name in names
                if name.lower().endswith(".sql") or name in (OWN, SHARED, ".gitignore")
            )
