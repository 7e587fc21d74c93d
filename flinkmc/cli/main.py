"""The command `flinkmc`: its commands are modules of this room, imported when they are called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from flinkmc import __version__
from flinkmc.cli.terminal import Failure, silence

COMMANDS = {
    "lint": "Find what is wrong in Flink SQL for MaxCompute, and fix it.",
    "ddl": "Write the MaxCompute tables that the sinks need.",
    "job": "Write a Flink job that runs, with its table and its scripts.",
    "parse": "Print what Flink itself makes of a file.",
    "explain": "Show a rule's page.",
    "rules": "List all rules.",
    "options": "List the options of a connector, or show one.",
    "config": "Show the configuration of a file, and where it comes from.",
    "init": "Write a first configuration.",
}
"""The commands with their one-line help. Each is `command` of the module of its name."""

INTERRUPTED = 130


class Commands(click.Group):
    """A group that imports a command when it is called, and that says what is wrong with a call in its own words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports one; None for a name that is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"flinkmc.cli.{cmd_name}").command
        command.name = cmd_name
        command.short_help = COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"unknown command '{name}'{_meant_command(name)}", ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without any word, the help."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Runs the command line and exits: 0, 1 for findings, 2 for a call that is wrong, 130 when interrupted."""
        _forgive_encodings()
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except click.ClickException as error:
            from flinkmc.cli.complain import complain

            complain(error)
            code = 2
        except (click.Abort, KeyboardInterrupt):
            code = INTERRUPTED
        except BrokenPipeError:
            code = 1
        finally:
            _flush()
        sys.exit(code if isinstance(code, int) else 0)


def _meant_command(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, COMMANDS, n=1)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; did you mean 'flinkmc lint {name}'?" if os.path.exists(name) else ""  # noqa: PTH110


def _forgive_encodings() -> None:
    """A character that the screen's encoding lacks is escaped, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Empties the streams while somebody can still say that it failed quietly."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            silence(stream)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="flinkmc %(version)s")
def main() -> None:
    """Lints Flink SQL for the MaxCompute connector, writes the MaxCompute tables it needs, and jobs that run.

    Begin with: flinkmc lint FOLDER
    """


__all__ = ["COMMANDS", "Failure", "main"]
