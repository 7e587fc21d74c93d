"""`flinkmc rules`: all rules, as a table or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import click

from flinkmc.cli.terminal import colour, is_terminal, width, write
from flinkmc.report.rule_page import summary

_HELP = "List all rules: code, name, severity, which fixes they offer, and what they find."


@click.command(help=_HELP)
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(output_format: str) -> None:
    """The command; its help is `_HELP`."""
    from flinkmc.rules import load

    rules = load().values()
    write(_json(rules) if output_format == "json" else _text(rules))


def _json(rules: Iterable[Any]) -> str:
    from json import dumps

    described = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "fix": rule.fixable.split(", ") if rule.fixable else [],
            "since": rule.since,
            "summary": summary(rule),
            "page": rule.page,
        }
        for rule in rules
    ]
    return dumps(described, indent=2) + "\n"


def _text(rules: Iterable[Any]) -> str:
    from flinkmc.cli.table import Table, laid_out
    from flinkmc.report.paint import palette

    headers = ("code", "name", "severity", "fix", "finds")
    rows = [(rule.code, rule.name, rule.severity, rule.fixable, summary(rule)) for rule in rules]
    screen = width(sys.stdout) if is_terminal(sys.stdout) else None
    return laid_out(Table(headers, rows, _spelt), screen, palette(colour(sys.stdout)))


def _spelt(row: tuple[str, ...]) -> tuple[str, str]:
    code, name, severity, fix, finds = row
    return f"{code} {name}", f"{severity}{f', {fix} fix' if fix else ''}: {finds}"
