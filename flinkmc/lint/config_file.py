"""Reads `flinkmc.toml` and `[tool.flinkmc]` of `pyproject.toml`. What is wrong in them is said with its place.

An unknown key is an error: a misspelt one that passed silently would leave on what it was meant to switch off.
"""
# ruff: noqa: PTH100, PTH113, PTH118, PTH119, PTH120, PTH123
# os.path is loaded in any Python; pathlib would cost every lint some milliseconds.

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from flinkmc.connectors.nearest import nearest
from flinkmc.lint import config
from flinkmc.lint.config import Config, Selection, UnknownWordError
from flinkmc.lint.diagnostic import SEVERITIES
from flinkmc.text.source import NOWHERE, Source, Span

OWN = "flinkmc.toml"
SHARED = "pyproject.toml"
_OUR_TABLE = ("tool", "flinkmc")


class ConfigError(Exception):
    """A configuration that cannot be used: where, what is wrong, and what to write instead."""

    def __init__(self, source: Source, span: Span, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.source = source
        self.span = span
        self.message = message
        self.hint = hint


def load(path: str, codes: Collection[str]) -> Config:
    """The configuration that a file holds; `codes` are those of all rules. Raises ConfigError."""
    source = _source(path)
    above = _OUR_TABLE if os.path.basename(path) == SHARED else ()
    read = config.default()._replace(root=os.path.dirname(os.path.abspath(path)))
    for key, value in _table(source, above).items():
        try:
            read = _with(read, key, value, codes)
        except _WrongError as wrong:
            from flinkmc.lint.toml_place import place

            raise ConfigError(source, place(source, (*above, key, *wrong.keys), wrong.word), *wrong.args) from None
    return read._replace(baseline=os.path.join(read.root, read.baseline)) if read.baseline else read


class Said(NamedTuple):
    """What is in force under a key, as TOML would have it, and the line that says so; 0 where nothing does."""

    key: str
    value: Any
    line: int


def said(path: str | None, read: Config) -> list[Said]:
    """All keys, with their values in a configuration that was read from a file, or from none."""
    source = _source(path) if path else Source("", "")
    above = _OUR_TABLE if path and os.path.basename(path) == SHARED else ()
    table = _table(source, above)
    return [Said(key, _value(read, key), _line(source, (*above, key)) if key in table else 0) for key in KEYS]


def _value(read: Config, key: str) -> Any:
    """What a configuration has under a key, in the words of a file."""
    field = KEYS[key].field
    selection = read.selections[0] if read.selections else Selection()
    value = getattr(selection, field) if field in Selection._fields else getattr(read, field)
    if field in ("severity", "per_file_ignores"):
        return {name: list(said) if isinstance(said, tuple) else said for name, said in value}
    if field == "connectors":
        return {name: "own options" for name, _ in value}
    if field == "min_severity":
        return read.reported
    if field == "baseline" and value:
        return os.path.relpath(value, read.root)
    return list(value) if isinstance(value, tuple) else value


def _line(source: Source, keys: tuple[str, ...]) -> int:
    from flinkmc.lint.toml_place import place

    return source.position(place(source, keys).start).line


def nearest_file(path: str) -> str | None:
    """The configuration file in force for a path: that of the nearest folder above it. Raises ConfigError."""
    folder = os.path.abspath(path)
    while (above := os.path.dirname(folder)) != folder:
        folder = above
        if (file := _file_in(folder)) is not None:
            return file
    return None


class Configs:
    """The configuration in force for each file: what the nearest file above it says, then what the call says.

    `adjust` puts the call's own options on top. With `file` that one holds for all; `isolated` reads none.
    """

    def __init__(
        self,
        codes: Collection[str],
        adjust: Callable[[Config], Config] = lambda read: read,
        *,
        file: str | None = None,
        isolated: bool = False,
    ) -> None:
        self.codes = codes
        self.adjust = adjust
        self.for_all = adjust(load(file, codes)) if file else adjust(config.default()) if isolated else None
        self.by_folder: dict[str, Config] = {}

    def of(self, path: str) -> Config:
        """The configuration for a file. Raises ConfigError."""
        return self.for_all or self._in(os.path.dirname(os.path.abspath(path)))

    def _in(self, folder: str) -> Config:
        if folder not in self.by_folder:
            file, above = _file_in(folder), os.path.dirname(folder)
            if file is None and above != folder:
                self.by_folder[folder] = self._in(above)
            else:
                self.by_folder[folder] = self.adjust(load(file, self.codes) if file else config.default())
        return self.by_folder[folder]


def _file_in(folder: str) -> str | None:
    """The configuration file in a folder. A `pyproject.toml` is one where it has a table for flinkmc."""
    if os.path.isfile(own := os.path.join(folder, OWN)):
        return own
    shared = os.path.join(folder, SHARED)
    return shared if os.path.isfile(shared) and _has_our_table(shared) else None


def _has_our_table(path: str) -> bool:
    source = _source(path)
    return "flinkmc" in source.text and bool(_table(source, _OUR_TABLE))


def _source(path: str) -> Source:
    near = os.path.relpath(path)
    shown = path if near.startswith(os.pardir) else near
    try:
        with open(path, "rb") as file:
            return Source(shown, file.read().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(Source(shown, ""), NOWHERE, f"cannot read it: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(Source(shown, ""), NOWHERE, f"byte {error.start + 1} is no UTF-8") from error


def _table(source: Source, keys: tuple[str, ...]) -> dict[str, Any]:
    import tomllib

    try:
        found: Any = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(source, str(error)) from error
    for key in keys:
        found = found.get(key, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}


def _toml_error(source: Source, text: str) -> ConfigError:
    import re

    message, _, where = text.partition(" (at ")
    numbers = [int(number) for number in re.findall(r"\d+", where)]
    offset = len(source.text)
    if len(numbers) == 2:
        offset = min(source.line_starts[numbers[0] - 1] + numbers[1] - 1, offset)
    return ConfigError(source, Span(offset, offset), f"this is no TOML: {message[:1].lower()}{message[1:]}")


# -- keys -------------------------------------------------------------------------------------------------------------


class _WrongError(Exception):
    """What a key does not take: message and hint. `keys` lead from the key to the place, `word` is what is wrong."""

    def __init__(self, message: str, hint: str, word: str = "", keys: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.word = word
        self.keys = keys


_Reader = Callable[[Any, Collection[str]], Any]


class _Key(NamedTuple):
    """The field of Config or of Selection that a key sets, and what reads its value."""

    field: str
    read: _Reader


def _with(read: Config, name: str, value: Any, codes: Collection[str]) -> Config:
    key = KEYS.get(name)
    if key is None:
        hint = config.meant(nearest(name, KEYS)) or f"the keys are {', '.join(KEYS)}"
        raise _WrongError(f"unknown key '{name}'", hint)
    said = {key.field: _checked(key.read, value, codes)}
    if key.field not in Selection._fields:
        return read._replace(**said)
    selection = read.selections[0] if read.selections else Selection()
    return read._replace(selections=(selection._replace(**said),))


def _checked(check: Callable[..., Any], value: Any, *more: Any, within: tuple[str, ...] = ()) -> Any:
    """What `check` makes of a value; an unknown word becomes an error `within` these keys."""
    try:
        return check(value, *more)
    except UnknownWordError as unknown:
        raise _WrongError(unknown.message, unknown.hint, value if isinstance(value, str) else "", within) from None


def _words(value: Any, example: str, within: tuple[str, ...] = ()) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _WrongError("this takes a list of strings", f"such as {example}", "", within)
    return tuple(value)


def _items(value: Any, example: str) -> Collection[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise _WrongError("this takes a table", f"such as {example}")
    return value.items()


def _selectors(value: Any, codes: Collection[str], within: tuple[str, ...] = ()) -> tuple[str, ...]:
    words = _words(value, '["FMC4", "FMC502"]', within)
    return tuple(_checked(config.selector, word, codes, within=within) for word in words)


def _severities(value: Any, codes: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            _checked(config.selector, code, codes, within=(code,)),
            _checked(config.one_of, level, config.LEVELS, "severity", within=(code,)),
        )
        for code, level in _items(value, '{ FMC502 = "error" }')
    )


def _ignores(value: Any, codes: Collection[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = _items(value, '{ "legacy/*.sql" = ["FMC7"] }')
    return tuple(
        (_checked(config.pattern, pattern, within=(pattern,)), _selectors(ignored, codes, (pattern,)))
        for pattern, ignored in entries
    )


def _patterns(value: Any, codes: Collection[str]) -> tuple[str, ...]:
    del codes
    return tuple(_checked(config.pattern, word) for word in _words(value, '["legacy/"]'))


def _globs(value: Any, codes: Collection[str]) -> tuple[str, ...]:
    del codes
    return _words(value, '["ddl/**/*.sql"]')


def _expressions(value: Any, codes: Collection[str]) -> tuple[str, ...]:
    del codes
    example = '["@[a-z_]+@"]'
    for word in (words := _words(value, example)):
        try:
            if re.compile(word).match(""):
                raise _WrongError("this expression matches nothing at all", f"write one such as {example}", word)
        except re.error as error:
            raise _WrongError(f"this is no regular expression: {error}", f"write one such as {example}", word) from None
    return words


def _vocabularies(value: Any, codes: Collection[str]) -> tuple[tuple[str, str], ...]:
    import json

    from flinkmc.connectors.vocabulary import VocabularyError
    from flinkmc.lint.linking import own_vocabulary

    del codes
    found = []
    for name, tables in _items(value, '{ maxcompute = { option = { "our.option" = { type = "int" } } } }'):
        text = json.dumps(tables, sort_keys=True, default=str)
        try:
            own_vocabulary(name, text)
        except VocabularyError as error:
            raise _WrongError(str(error), "CONTRIBUTING.md shows an option", "", (name,)) from None
        found.append((name, text))
    return tuple(found)


def _text(value: Any, codes: Collection[str]) -> str:
    del codes
    if not isinstance(value, str) or not value:
        raise _WrongError("this takes a string", 'such as "flinkmc-baseline.json"')
    return value


def _choice(words: Collection[str], what: str) -> _Reader:
    return lambda value, _codes: config.one_of(value, words, what)


KEYS: dict[str, _Key] = {
    "select": _Key("select", _selectors),
    "extend-select": _Key("extend_select", _selectors),
    "ignore": _Key("ignore", _selectors),
    "severity": _Key("severity", _severities),
    "min-severity": _Key("min_severity", _choice(SEVERITIES, "severity")),
    "fail-on": _Key("fail_on", _choice(config.FAIL_ON, "severity")),
    "flink-version": _Key("flink_version", lambda value, _codes: config.flink_version(value)),
    "target": _Key("target", _choice(config.TARGETS, "target")),
    "connector": _Key("connector", lambda value, _codes: config.connector(value)),
    "exclude": _Key("exclude", _patterns),
    "per-file-ignores": _Key("per_file_ignores", _ignores),
    "baseline": _Key("baseline", _text),
    "tables": _Key("tables", _globs),
    "placeholders": _Key("placeholders", _expressions),
    "connectors": _Key("connectors", _vocabularies),
}
"""The keys of a configuration."""
