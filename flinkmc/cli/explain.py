"""`flinkmc explain`: a rule's page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from flinkmc.cli.terminal import Failure, colour, is_terminal, width, write
from flinkmc.report.rule_page import blocks

if TYPE_CHECKING:
    from flinkmc.lint.rule import Rule

_HELP = (
    "Show the page of a rule: what it finds, why that matters, and how it is written right. RULE is a code or a name."
)


@click.command(help=_HELP)
@click.argument("rule", metavar="RULE")
def command(rule: str) -> None:
    """The command; its help is `_HELP`."""
    found = _find(rule)
    if is_terminal(sys.stdout) and colour(sys.stdout):
        write(_styled(found, width(sys.stdout)))
    else:
        write(f"{_title(found)}\n\n{found.page}\n")


def _find(word: str) -> Rule:
    """The rule of a code or of a name. Raises Failure with the nearest."""
    from flinkmc.connectors.nearest import nearest
    from flinkmc.lint.config import meant
    from flinkmc.rules import load

    rules = load()
    for rule in rules.values():
        if word.upper() == rule.code or word.lower() == rule.name:
            return rule
    close = nearest(word.upper(), rules) or nearest(word.lower(), [rule.name for rule in rules.values()])
    raise Failure(f"unknown rule '{word}'; {meant(close) or 'flinkmc rules lists them'}")


def _title(rule: Rule) -> str:
    fix = f", {rule.fixable} fix" if rule.fixable else ""
    return f"{rule.code} {rule.name} ({rule.severity}{fix}, since {rule.since})"


def _styled(rule: Rule, columns: int) -> str:
    """The page for a terminal: paragraphs as wide as it is, and SQL in colour."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.syntax import Syntax
    from rich.text import Text

    console = Console(width=min(columns, 100), force_terminal=True, color_system="standard")
    with console.capture() as capture:
        console.print(Text(_title(rule), style="bold"))
        for kind, text in blocks(rule.page):
            console.print()
            if kind == "code":
                sql = Syntax(text, "sql", theme="ansi_dark", background_color="default", word_wrap=True)
                console.print(Padding(sql, (0, 0, 0, 4)))
            else:
                console.print(Text(text, style="bold cyan" if kind == "heading" else ""))
    return capture.get()
