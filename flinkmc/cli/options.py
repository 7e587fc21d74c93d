"""`flinkmc options`: what is known of connectors and their options."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from flinkmc.cli.terminal import Failure, colour, is_terminal, width, write

if TYPE_CHECKING:
    from flinkmc.connectors.model import Option, Vocabulary

_HELP = """List the connectors; with CONNECTOR its options; with KEY all that is known of one of them.

How sure the source of an option is: documented by the connector's page, seen in code, or inferred.
"""
_REQUIRED = "required"


@click.command(help=_HELP)
@click.argument("connector", metavar="[CONNECTOR]", required=False)
@click.argument("key", metavar="[KEY]", required=False)
def command(connector: str | None, key: str | None) -> None:
    """The command; its help is `_HELP`."""
    if connector is None:
        write(_connectors())
    elif key is None:
        write(_options(_vocabulary(connector)))
    else:
        write(_page(_vocabulary(connector), key))


def _vocabulary(name: str) -> Vocabulary:
    from flinkmc.connectors.vocabulary import VocabularyError, load

    try:
        return load(name)
    except VocabularyError as error:
        raise Failure(str(error)) from None


def _table(
    headers: tuple[str, ...], rows: Sequence[tuple[str, ...]], spelt: Callable[[tuple[str, ...]], tuple[str, str]]
) -> str:
    from flinkmc.cli.table import Table, laid_out
    from flinkmc.report.paint import palette

    screen = width(sys.stdout) if is_terminal(sys.stdout) else None
    return laid_out(Table(headers, rows, spelt), screen, palette(colour(sys.stdout)))


def _connectors() -> str:
    from flinkmc.connectors.vocabulary import load, names

    rows = []
    for name in names():
        known = load(name)
        rows.append((name, f"'{known.identifier_key}' = '{known.identifier}'", str(len(known.options)), known.title))
    return _table(("connector", "chosen by", "options", "what it is"), rows, _spelt_connector)


def _spelt_connector(row: tuple[str, ...]) -> tuple[str, str]:
    name, chosen, number, title = row
    return name, f"{title}\n{chosen}, {number} options"


def _options(vocabulary: Vocabulary) -> str:
    headers = ("option", "type", "default", "allowed", "acts when", "since", "source", "what it is")
    rows = [
        (
            option.key,
            _type(option),
            _default(option),
            _allowed(option),
            _when(option),
            option.since,
            vocabulary.confidence(option),
            option.summary,
        )
        for option in vocabulary.options.values()
    ]
    return _table(headers, rows, _spelt_option)


def _spelt_option(row: tuple[str, ...]) -> tuple[str, str]:
    key, of_type, default, allowed, when, since, source, summary = row
    told = default if default in ("", _REQUIRED) else f"default {default}"
    acts = f"acts when {when}" if when else ""
    facts = [part for part in (of_type, told, allowed, acts, f"since {since}" if since else "", source) if part]
    return key, f"{'; '.join(facts)}\n{summary}"


def _type(option: Option) -> str:
    unit = f" ({option.unit})" if option.unit and option.type != "memory" else ""
    return f"{option.type}{unit}"


def _default(option: Option) -> str:
    return _REQUIRED if option.required else option.default or ""


def _allowed(option: Option) -> str:
    """Values or bounds, in words."""
    if option.values:
        return " or ".join(option.values)
    if option.min is not None and option.max is not None:
        return f"{option.min} to {option.max}"
    bound = f"from {option.min}" if option.min is not None else f"to {option.max}" if option.max is not None else ""
    return ", ".join(part for part in (bound, f"at most {option.at_most}" if option.at_most else "") if part)


def _when(option: Option) -> str:
    conditions = [f"{key} = {value}" for key, value in option.when]
    return ", ".join([*conditions, "the table is partitioned"] if option.partitioned else conditions)


def _page(vocabulary: Vocabulary, key: str) -> str:
    option = vocabulary.find(key)
    if option is None:
        raise Failure(_unknown(vocabulary, key))
    from flinkmc.report.paint import paint, palette

    colours = palette(colour(sys.stdout))
    screen = width(sys.stdout) if is_terminal(sys.stdout) else None
    lines = [paint(option.key, colours.strong), *_wrapped(option.summary, "", screen), ""]
    known = [(name, text) for name, text in facts(vocabulary, option) if text]
    margin = max(len(name) for name, _ in known) + 2
    for name, text in known:
        first, *more = _wrapped(text, " " * margin, screen)
        lines += [f"{paint(f'{name:<{margin}}', colours.gutter)}{first.strip()}", *more]
    return "".join(f"{line}\n" for line in lines)


def _wrapped(text: str, indent: str, screen: int | None) -> list[str]:
    from textwrap import wrap

    if screen is None:
        return [indent + text]
    return wrap(text, screen, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def facts(vocabulary: Vocabulary, option: Option) -> Iterator[tuple[str, str]]:
    """All that is known of an option, as names and texts; a text is empty where nothing is known."""
    yield "connector", f"{vocabulary.name}: {vocabulary.title}"
    yield "type", _type(option)
    yield "required", ("where it acts" if option.when else "yes") if option.required else ""
    yield "default", option.default or ""
    yield "allowed", _allowed(option)
    yield "acts when", _when(option)
    yield "since", option.since
    yield "secret", "yes: never write it into a file, use a placeholder" if option.secret else ""
    yield "caution", option.caution
    yield "note", option.note
    for field, name in option.source:
        of_field = "source" if field == "option" else f"{field} from"
        known = vocabulary.sources.get(name)
        yield of_field, f"{known.title} ({known.confidence})" if known else name


def _unknown(vocabulary: Vocabulary, key: str) -> str:
    """What is said of a key that this connector does not have: its name here, or the nearest."""
    from flinkmc.connectors.nearest import nearest
    from flinkmc.connectors.vocabulary import rename

    known = rename(vocabulary, key)
    if known is not None and known.to:
        return f"connector {vocabulary.name} has no option '{key}'; it is {' and '.join(map(repr, known.to))} here"
    close = nearest(key, vocabulary.options)
    hint = (
        f"did you mean {' or '.join(map(repr, close))}?" if close else f"flinkmc options {vocabulary.name} lists them"
    )
    return f"connector {vocabulary.name} has no option '{key}'; {hint}"
