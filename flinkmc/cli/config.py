"""`flinkmc config`: what is configured for a file, and where each value comes from; and the schema of it."""

from __future__ import annotations

import os
import sys
from typing import Any, NamedTuple

import click

from flinkmc.cli.terminal import colour, is_terminal, width, write

_HELP = """Show the configuration that is in force for PATH, a file or a folder, and the line that says so.

The nearest flinkmc.toml, or pyproject.toml with a table [tool.flinkmc], above a file holds for it.
"""
_BY_DEFAULT = "default"


class _Shown(NamedTuple):
    """The path, its configuration file (if any), the values with their places, and the rules that run."""

    path: str
    file: str | None
    values: list[tuple[str, Any, str]]
    rules: dict[str, str]


@click.command(help=_HELP)
@click.argument("path", metavar="[PATH]", default=os.curdir)
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--schema", is_flag=True, help="Print a JSON Schema of the configuration instead.")
def command(path: str, output_format: str, schema: bool) -> None:
    """The command; its help is `_HELP`."""
    if schema:
        write(_schema())
    else:
        shown = _shown(path)
        write(_json(shown) if output_format == "json" else _text(shown))


def _schema() -> str:
    from json import dumps

    from flinkmc.lint.config_schema import schema
    from flinkmc.rules import load

    return dumps(schema(load()), indent=2) + "\n"


def _shown(path: str) -> _Shown:
    """What holds for a path. Raises Failure for a configuration that cannot be used."""
    from flinkmc.lint.config import default, levels
    from flinkmc.lint.config_file import ConfigError, load, nearest_file, said
    from flinkmc.lint.engine import codes
    from flinkmc.rules import load as load_rules

    rules = load_rules()
    try:
        inside = os.path.join(path, "") if os.path.isdir(path) else path  # noqa: PTH112, PTH118 - pathlib is slow to load
        file = nearest_file(os.path.join(inside, "x") if inside != path else path)  # noqa: PTH118
        config = load(file, codes(rules)) if file else default()
        shown = file and os.path.relpath(file)
        values = [(key, value, f"{shown}:{line}" if line else _BY_DEFAULT) for key, value, line in said(file, config)]
    except ConfigError as error:
        from flinkmc.cli.project import located

        raise located(error) from None
    on: dict[str, str] = {code: level or rules[code].severity for code, level in levels(config, codes(rules)).items()}
    return _Shown(path, shown, values, on)


def _json(shown: _Shown) -> str:
    from json import dumps

    values = {key: {"value": value, "from": place} for key, value, place in shown.values}
    return dumps({"path": shown.path, "file": shown.file, "values": values, "rules": shown.rules}, indent=2) + "\n"


def _text(shown: _Shown) -> str:
    from flinkmc.cli.table import Table, laid_out
    from flinkmc.report.paint import palette

    rows = [(key, _toml(value), place) for key, value, place in shown.values]
    screen = width(sys.stdout) if is_terminal(sys.stdout) else None
    table = laid_out(Table(("key", "value", "from"), rows, _spelt), screen, palette(colour(sys.stdout)))
    return f"{shown.path}: {shown.file or 'no configuration file'}, {len(shown.rules)} rules\n\n{table}"


def _spelt(row: tuple[str, ...]) -> tuple[str, str]:
    key, value, place = row
    return f"{key} = {value}", f"from {place}"


def _toml(value: Any) -> str:
    """A value as TOML."""
    from json import dumps

    if isinstance(value, dict):
        return "{ " + ", ".join(f"{dumps(key)} = {_toml(item)}" for key, item in value.items()) + " }" if value else ""
    if not value:
        return ""
    return dumps(value, ensure_ascii=False)
