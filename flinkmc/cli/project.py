"""The project that a command works on: its files read, linked and linted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import click

from flinkmc.cli.terminal import Failure, colour, width, write
from flinkmc.lint.config import Config, UnknownWordError, one_of
from flinkmc.lint.config_file import ConfigError, Configs
from flinkmc.lint.diagnostic import Diagnostic
from flinkmc.lint.engine import Linter, codes
from flinkmc.lint.files import STDIN, Document, Unreadable, decode, find, read
from flinkmc.lint.linking import build
from flinkmc.lint.project import Project


class Loaded(NamedTuple):
    """A project, and what its rules find in it: all severities that are reported, errors among them always."""

    project: Project
    diagnostics: list[Diagnostic]
    documents: list[Document]


def load(
    paths: Sequence[str],
    *,
    flink_version: str | None = None,
    target: str | None = None,
    connector: str | None = None,
    config: str | None = None,
    isolated: bool = False,
) -> Loaded:
    """Reads and lints files as one project. Raises Failure for a path or a configuration that cannot be used."""
    from flinkmc.rules import load as load_rules

    rules = load_rules()
    adjust = _adjustment(flink_version, target, connector)
    try:
        configs = Configs(codes(rules), adjust, file=config, isolated=isolated)
        documents = [_document(path) for path in find(paths)]
        linter = Linter(rules, configs.of)
        diagnostics = linter.lint(documents)
        project = build([linter.file(document) for document in documents if document.refusal is None])
    except UnknownWordError as error:
        raise click.UsageError(f"{error.message}; {error.hint}") from None
    except ConfigError as error:
        raise located(error) from None
    except Unreadable as error:
        raise Failure(str(error)) from None
    return Loaded(project, diagnostics, documents)


def located(error: ConfigError) -> Failure:
    """A configuration's error with its place."""
    from flinkmc.report.full import complaint

    text = complaint(error.source, error.span, error.message, error.hint, colour(sys.stderr), width(sys.stderr))
    return Failure(error.message, text)


def _document(path: str) -> Document:
    return decode("<stdin>", sys.stdin.buffer.read()) if path == STDIN else read(path)


def _adjustment(flink_version: str | None, target: str | None, connector: str | None) -> Callable[[Config], Config]:
    """What the call says, put on top of what a file's configuration says. Raises UnknownWordError when it is used."""

    def adjust(found: Config) -> Config:
        from flinkmc.connectors.vocabulary import names
        from flinkmc.flink.versions import versions

        changes: dict[str, Any] = {}
        if flink_version is not None:
            changes["flink_version"] = one_of(flink_version, versions(), "Flink version")
        if target is not None:
            changes["target"] = target
        if connector is not None:
            changes["connector"] = one_of(connector, ("auto", *names()), "connector")
        return found._replace(**changes)

    return adjust


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Findings as text for people, on standard error."""
    from flinkmc.report import Report, render

    found = list(diagnostics)
    if found:
        files = len({diagnostic.path for diagnostic in found})
        shown = Report(found, files, colour=colour(sys.stderr), width=width(sys.stderr), footer=False)
        write(render("full", shown), sys.stderr)
