"""The edge of the program: what the screen can show, text put on it, and failures said to the person."""

from __future__ import annotations

import os
import sys
from typing import IO, Any, AnyStr, TextIO

import click

PIPE_WIDTH = 120
_NARROWEST = 40


ANY_PATH = click.Path(readable=False)
"""A path for the shell to complete. Whether it can be read is said by what reads it."""


class Failure(click.ClickException):
    """The call cannot be carried out as it stands: a message, and exit code 2. `located` is shown as it is instead."""

    exit_code = 2

    def __init__(self, message: str, located: str = "") -> None:
        super().__init__(message)
        self.located = located


def colour(stream: TextIO | None) -> bool:
    """Whether to colour what goes there: NO_COLOR says no, FORCE_COLOR yes, else a terminal that can."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads what goes there."""
    return stream is not None and not stream.closed and stream.isatty()


def width(stream: TextIO | None) -> int:
    """The columns of the terminal; in a pipe the same for everyone."""
    if stream is None or not is_terminal(stream):
        return PIPE_WIDTH
    told = os.environ.get("COLUMNS", "")
    try:
        columns = int(told) if told.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 80
    return max(_NARROWEST, columns or 80)


def write(text: str, stream: TextIO | None = None) -> None:
    """Puts a text on standard output (or another stream) at once.

    A reader that has gone away, as in `flinkmc lint | head -1`, ends it quietly: what was found is still the exit code.
    Raises Failure where the text cannot be written, on a full disk for one.
    """
    target: TextIO | None = stream or sys.stdout
    if target is not None:  # the program may have been started without one
        _put(text, target)


def write_bytes(data: bytes) -> None:
    """Puts bytes on standard output as they are, as `write` puts text."""
    target: TextIO | None = sys.stdout
    if target is not None:
        _put("", target)
        _put(data, target.buffer)


def _put(content: AnyStr, target: IO[AnyStr]) -> None:
    try:
        target.write(content)
        target.flush()
    except BrokenPipeError:
        silence(target)
    except OSError as error:
        silence(target)
        raise Failure(f"cannot write the output: {(error.strerror or str(error)).lower()}") from error


def silence(stream: IO[Any]) -> None:
    """Leads a stream whose reader is gone to nowhere, so that the interpreter's last flush does not complain."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
