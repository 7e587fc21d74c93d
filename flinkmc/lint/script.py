"""A text as a file of a project: its statements in both languages, and what either language refuses of it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from flinkmc.flink import model as flink
from flinkmc.flink import parser as flink_parser
from flinkmc.lint.language import runs
from flinkmc.maxcompute import model as maxcompute
from flinkmc.text.nodes import Problem
from flinkmc.text.scanner import Comment, Language, scan
from flinkmc.text.source import Source

Target: TypeAlias = Literal["self-managed", "vvp"]


class Environment(NamedTuple):
    """What a file is linted for: the Flink version, where its job will run, the vocabulary its sinks are held to.

    `placeholders` are regular expressions of what stands for a value not known yet, besides `${x}` and `{{ x }}`.
    `connectors` are the user's own option vocabularies by name, each as JSON of its tables.
    """

    flink_version: str
    target: Target = "self-managed"
    connector: str = "auto"
    placeholders: tuple[str, ...] = ()
    connectors: tuple[tuple[str, str], ...] = ()


class File(NamedTuple):
    """A file: Flink statements and MaxCompute statements, each in their order, and what was refused, by language.

    `bom` says that a byte order mark stands before the text.
    """

    source: Source
    environment: Environment
    flink: tuple[flink.Statement, ...] = ()
    maxcompute: tuple[maxcompute.Statement, ...] = ()
    flink_problems: tuple[Problem, ...] = ()
    maxcompute_problems: tuple[Problem, ...] = ()
    comments: tuple[Comment, ...] = ()
    bom: bool = False


def read(
    source: Source,
    environment: Environment,
    *,
    language: Language | Literal["auto"] = "auto",
    placeholders: bool = True,
) -> File:
    """Reads a text. Never raises for what stands in it.

    With `auto` each statement's language is seen from the statement. Without `placeholders` the text is held to what
    Flink itself reads.
    """
    text = _in_our_form(source.text, environment.placeholders) if environment.placeholders else source.text
    if language == "maxcompute":
        return _maxcompute_file(source, text, environment, placeholders)
    tokens = scan(text, "flink", placeholders=placeholders)
    parts = runs(text, tokens) if language == "auto" else []
    if len(parts) < 2 and (not parts or parts[0].language == "flink"):
        script = flink_parser.parse_tokens(tokens, environment.flink_version)
        return File(source, environment, script.statements, (), script.problems, (), script.comments)
    file = File(source, environment)
    for part in parts:
        if part.language == "flink":
            piece = flink_parser.parse(
                text, environment.flink_version, start=part.start, end=part.end, placeholders=placeholders
            )
            file = file._replace(
                flink=file.flink + piece.statements,
                flink_problems=file.flink_problems + piece.problems,
                comments=file.comments + piece.comments,
            )
        else:
            from flinkmc.maxcompute.parser import parse

            other = parse(text, part.start, part.end, placeholders=placeholders)
            file = file._replace(
                maxcompute=file.maxcompute + other.statements,
                maxcompute_problems=file.maxcompute_problems + other.problems,
                comments=file.comments + other.comments,
            )
    return file


def _in_our_form(text: str, placeholders: tuple[str, ...]) -> str:
    """The text with what the configuration calls placeholders as `${…}` of the same length, which parsers know."""
    import re

    def ours(match: re.Match[str]) -> str:
        length = match.end() - match.start()
        return "${" + "_" * (length - 3) + "}" if length > 3 else match[0]

    for expression in placeholders:
        text = re.sub(expression, ours, text)
    return text


def _maxcompute_file(source: Source, text: str, environment: Environment, placeholders: bool) -> File:
    from flinkmc.maxcompute.parser import parse

    script = parse(text, placeholders=placeholders)
    return File(source, environment, (), script.statements, (), script.problems, script.comments)
