"""`flinkmc parse`: what Flink itself would say of each file, and what it would resolve."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Literal

import click

from flinkmc.cli.terminal import ANY_PATH
from flinkmc.flink.versions import default_version, versions
from flinkmc.lint.files import STDIN, Document, Unreadable, decode, find, read
from flinkmc.lint.script import Environment
from flinkmc.lint.script import read as read_script
from flinkmc.text.source import Source

_HELP = """Print what Flink (or MaxCompute) makes of each file, as JSON.

Strict: no placeholders and no lint rules, only what the language itself accepts, in the version asked for. PATH is a
file, a folder of *.sql files, or - for standard input. Exit code 1 means that something was refused.
"""


@click.command(help=_HELP)
@click.argument("paths", metavar="PATH...", type=ANY_PATH, nargs=-1, required=True)
@click.option("--format", "output_format", type=click.Choice(["json", "jsonl"]), default="json", show_default=True)
@click.option(
    "--flink-version", type=click.Choice(versions()), default=default_version(), show_default=True, metavar="V"
)
@click.option(
    "--language",
    type=click.Choice(["auto", "flink", "maxcompute"]),
    default="auto",
    show_default=True,
    help="Which language the files are in; auto sees it from each statement.",
)
def command(
    paths: tuple[str, ...],
    output_format: str,
    flink_version: str,
    language: Literal["auto", "flink", "maxcompute"],
) -> None:
    """The command; its help is `_HELP`."""
    environment = Environment(flink_version)
    refused = False
    try:
        answers = _answers(find(paths), environment, language)
        refused = _print_lines(answers) if output_format == "jsonl" else _print_list(answers)
    except Unreadable as error:
        raise click.ClickException(str(error)) from error
    sys.exit(1 if refused else 0)


def _answers(
    files: list[str], environment: Environment, language: Literal["auto", "flink", "maxcompute"]
) -> Iterator[dict[str, Any]]:
    from flinkmc.report.structure import file_structure, unreadable

    for path in files:
        document = decode("<stdin>", sys.stdin.buffer.read()) if path == STDIN else read(path)
        if document.refusal is not None and "\0" not in document.source.text:
            yield unreadable(
                document.source, environment.flink_version, document.refusal.span, document.refusal.message
            )
        else:
            source = _with_mark(document)
            yield file_structure(read_script(source, environment, language=language, placeholders=False))


def _with_mark(document: Document) -> Source:
    """The text with its byte order mark, which Flink trips over."""
    source = document.source
    return Source(source.path, "\ufeff" + source.text) if document.bom else source


def _print_lines(answers: Iterator[dict[str, Any]]) -> bool:
    import json

    refused = False
    for answer in answers:
        click.echo(json.dumps(answer, ensure_ascii=False))
        refused = refused or bool(answer["errors"])
    return refused


def _print_list(answers: Iterator[dict[str, Any]]) -> bool:
    import json

    listed = list(answers)
    click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    return any(answer["errors"] for answer in listed)
