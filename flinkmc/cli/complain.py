"""What is wrong with a call, said to the person: the word that is wrong, what was probably meant, where to read on."""

from __future__ import annotations

import sys

import click

from flinkmc.cli.terminal import Failure, colour, write
from flinkmc.report.paint import paint, palette


def complain(error: click.ClickException) -> None:
    """Writes the error to standard error."""
    if isinstance(error, Failure) and error.located:
        write(error.located, sys.stderr)
        return
    colours = palette(colour(sys.stderr))
    lines = [f"{paint('error', colours.error)}: {_message(error)}"]
    if isinstance(error, click.UsageError) and error.ctx is not None:
        usage = " ".join(error.ctx.get_usage().split()).removeprefix("Usage: ")
        lines += [f"{paint('usage', colours.help)}: {usage}", f"{paint(' help', colours.help)}: {_help(error.ctx)}"]
    write("".join(f"{line}\n" for line in lines), sys.stderr)


def _help(context: click.Context) -> str:
    return f"{context.command_path} --help"


def _message(error: click.ClickException) -> str:
    """click's message in our own manner: it begins small, ends without a dot, and quotes what it is about."""
    if isinstance(error, click.NoSuchOption):
        return f"unknown option '{error.option_name}'{_meant(error)}"
    text = error.format_message().rstrip(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _meant(error: click.NoSuchOption) -> str:
    from difflib import get_close_matches

    known = [name for option in error.ctx.command.get_params(error.ctx) for name in option.opts] if error.ctx else []
    close = get_close_matches(error.option_name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
