"""Colours, or none: ANSI codes of our own, because a library for them costs more than a whole lint."""

from __future__ import annotations

from typing import NamedTuple

from flinkmc.lint.diagnostic import Severity

_RESET = "\x1b[0m"


class Palette(NamedTuple):
    """What each part of a report begins with; all empty without colour."""

    error: str = ""
    warning: str = ""
    info: str = ""
    strong: str = ""
    star: str = ""
    gutter: str = ""
    help: str = ""
    removed: str = ""
    added: str = ""

    def severity(self, severity: Severity) -> str:
        """The style of a severity."""
        return {"error": self.error, "warning": self.warning, "info": self.info}[severity]


PLAIN = Palette()
_COLOURED = Palette(
    error="\x1b[1;31m",
    warning="\x1b[1;33m",
    info="\x1b[1;34m",
    strong="\x1b[1m",
    star="\x1b[36m",
    gutter="\x1b[1;34m",
    help="\x1b[1;36m",
    removed="\x1b[31m",
    added="\x1b[32m",
)


def palette(colour: bool) -> Palette:
    """The colours, or none."""
    return _COLOURED if colour else PLAIN


def paint(text: str, style: str) -> str:
    """The text in a style of a palette."""
    return f"{style}{text}{_RESET}" if style and text else text
