"""`flinkmc init`: a first configuration."""

from __future__ import annotations

import os

import click

from flinkmc.cli.terminal import Failure, write

_HELP = """Write a first configuration, flinkmc.toml, and a pre-commit hook, into FOLDER; the one you are in by default.

What stands there already is left as it is. Where there is a .pre-commit-config.yaml, the hook is printed, to be put in.
"""
_CONFIG = """\
# Configuration of flinkmc. `flinkmc config` shows what is in force for a file, `flinkmc rules` lists the rules.

# The Flink that the SQL is for, and where it runs: "self-managed" or "vvp".
flink-version = "{version}"
target = "self-managed"

# Files that belong to every project, so that one sink alone is held against its table, too.
# tables = ["ddl/**/*.sql"]

# Rules to do without, and how grave others are.
# ignore = ["FMC203"]
# severity = {{ FMC502 = "error" }}

# Findings to put up with for now: flinkmc lint --write-baseline
# baseline = "flinkmc-baseline.json"
"""
_HOOK = """\
  - repo: local
    hooks:
      - id: flinkmc
        name: flinkmc lint
        entry: flinkmc lint
        language: system
        types: [sql]
"""
_CONFIG_FILE = "flinkmc.toml"
_HOOK_FILE = ".pre-commit-config.yaml"


@click.command(help=_HELP)
@click.argument("folder", metavar="[FOLDER]", default=os.curdir, type=click.Path(exists=True, file_okay=False))
def command(folder: str) -> None:
    """The command; its help is `_HELP`."""
    from flinkmc.flink.versions import default_version

    _make(folder, _CONFIG_FILE, _CONFIG.format(version=default_version()))
    if not _make(folder, _HOOK_FILE, f"repos:\n{_HOOK}"):
        write(f"For pre-commit, put this under its `repos:`:\n\n{_HOOK}")


def _make(folder: str, name: str, text: str) -> bool:
    """Writes a file where there is none, and says so. Raises Failure."""
    path = os.path.normpath(os.path.join(folder, name))  # noqa: PTH118 - pathlib is slow to load
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
            file.write(text)
    except FileExistsError:
        write(f"{path} stands there already; it is left as it is.\n")
        return False
    except OSError as error:
        from flinkmc.lint.files import reason

        raise Failure(f"cannot write {path}: {reason(error)}") from error
    write(f"Wrote {path}.\n")
    return True
