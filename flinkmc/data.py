"""Finds and reads `grammars/`, the data that the program runs on: options, keywords, types, limits.

A wheel carries the folder inside the package, an sdist and a checkout beside it. Every other module asks here.
"""
# ruff: noqa: PTH100, PTH110, PTH112, PTH118, PTH120, PTH123, PTH208
# os.path is loaded in any Python; pathlib would cost every lint some milliseconds.

import os
from functools import lru_cache

PACKAGE = os.path.dirname(os.path.abspath(__file__))


class DataError(Exception):
    """A part of `grammars/` is missing or cannot be read: the installation is broken."""


@lru_cache(maxsize=1)
def root() -> str:
    """The folder `grammars/` itself. Raises DataError where there is none."""
    places = (os.path.join(PACKAGE, "grammars"), os.path.join(os.path.dirname(PACKAGE), "grammars"))
    for place in places:
        if os.path.isdir(place):
            return place
    raise DataError(f"flinkmc is installed without its data: neither {places[0]} nor {places[1]} is there")


def grammar(*parts: str) -> str:
    """The path of a file or folder of `grammars/`, as in `grammar("connectors", "maxcompute.toml")`.

    Raises DataError where it does not exist.
    """
    path = os.path.join(root(), *parts)
    if not os.path.exists(path):
        raise DataError(f"flinkmc is installed without {path}")
    return path


def read_text(*parts: str) -> str:
    """The text (UTF-8) of one file of `grammars/`. Raises DataError where it is absent or unreadable."""
    path = grammar(*parts)
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {error}") from error


def files(*parts: str, suffix: str) -> tuple[str, ...]:
    """The names, without `suffix`, of the files of one folder of `grammars/`, in alphabetical order."""
    return tuple(sorted(name.removesuffix(suffix) for name in os.listdir(grammar(*parts)) if name.endswith(suffix)))
