"""flinkmc from Python: three functions over plain, frozen data. Import them from `flinkmc` itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TypeAlias

from flinkmc.flink.model import CreateTable
from flinkmc.flink.versions import default_version
from flinkmc.job.tables import Choice, wanted
from flinkmc.lint import files
from flinkmc.lint.config import Config, Selection, default
from flinkmc.lint.diagnostic import Diagnostic, Severity
from flinkmc.lint.engine import Linter
from flinkmc.lint.linking import as_sink, build
from flinkmc.lint.project import FlinkTable
from flinkmc.lint.script import Environment, File, Target, read
from flinkmc.rules import load
from flinkmc.text.source import Source
from flinkmc.translate.table import Translation
from flinkmc.translate.table import translate as translate_table

Script: TypeAlias = File
Paths: TypeAlias = os.PathLike[str] | Iterable[os.PathLike[str]]


def lint(
    text_or_paths: str | Paths,
    *,
    flink_version: str | None = None,
    target: Target = "self-managed",
    connector: str = "auto",
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    min_severity: Severity = "info",
    filename: str = "<text>",
) -> list[Diagnostic]:
    """What is wrong in an SQL text, or in files and folders of `*.sql` files that are one project.

    A string is SQL; paths are `os.PathLike` objects. No configuration file is read. `select` and `ignore` hold codes of
    rules or beginnings of codes. Offsets and columns count code points. Raises `flinkmc.lint.files.Unreadable` for a
    path that cannot be read, `flinkmc.flink.versions.UnknownVersionError` for a version that is not known.
    """
    selection = Selection(None if select is None else tuple(select), (), tuple(ignore))
    config = default(flink_version)._replace(
        target=target, connector=connector, selections=(selection,), min_severity=min_severity
    )
    if isinstance(text_or_paths, str):
        documents = [files.Document(Source(filename, text_or_paths))]
    else:
        paths = [text_or_paths] if isinstance(text_or_paths, os.PathLike) else list(text_or_paths)
        documents = [files.read(path) for path in files.find([os.fspath(path) for path in paths])]
    return Linter(load(), _for_all(config)).lint(documents)


def _for_all(config: Config) -> Callable[[str], Config]:
    return lambda _: config


def parse(text: str, *, flink_version: str | None = None, filename: str = "<text>") -> Script:
    """The statements of a text, Flink SQL and MaxCompute DDL, and what either language refuses of it.

    Never raises for what stands in the text. Raises `flinkmc.flink.versions.UnknownVersionError`.
    """
    return read(Source(filename, text), Environment(flink_version or default_version()))


def translate(
    table: CreateTable,
    *,
    buckets: int | None = None,
    retain_hours: int | None = None,
    lifecycle: int | None = None,
    if_not_exists: bool = True,
) -> Translation:
    """The MaxCompute table that a Flink sink table writes, as `flinkmc ddl` makes it.

    `buckets` is a count, `retain_hours` counts hours of time travel (24 unless told), `lifecycle` days. What cannot be
    translated is said in `Translation.faults`, and then there is no table. Raises ValueError for a table whose
    connector does not write to MaxCompute.
    """
    file = File(Source("<table>", ""), Environment(default_version()))
    by_key = {option.key.value: option for option in table.options}
    sink = as_sink(FlinkTable(file, table, table, by_key=by_key))
    if sink is None:
        raise ValueError(f"the connector of '{table.path[-1].text}' does not write to MaxCompute")
    choice = Choice(buckets, retain_hours, lifecycle, if_not_exists)
    return translate_table(table, wanted(sink, build([]), choice))
