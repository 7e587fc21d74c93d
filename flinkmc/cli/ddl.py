"""`flinkmc ddl`: the MaxCompute table of every sink."""
# ruff: noqa: PTH103, PTH105, PTH118, PTH123

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from flinkmc.cli.terminal import ANY_PATH, Failure, write
from flinkmc.lint.diagnostic import Diagnostic

if TYPE_CHECKING:
    from flinkmc.job.tables import SinkTable

_HELP = """Write the MaxCompute DDL of every sink table: a Delta table where rows are upserted, else a standard one.

PATH is a file, a folder of *.sql files, or - for standard input. The DDL goes to standard output, or with -o to one
file a table; what is wrong goes to standard error. A table whose columns, types, key, partitions, name or mode are
wrong is not written at all. What had to be assumed is said in a comment.

Exit code: 0 done, 1 a table could not be written or --check found differences, 2 the call is wrong.
"""
_MARK = "made by flinkmc ddl"


@click.command(help=_HELP)
@click.argument("paths", metavar="PATH...", type=ANY_PATH, nargs=-1, required=True)
@click.option("-o", "--output-dir", metavar="DIR", type=ANY_PATH, help="Write one file a table into this folder.")
@click.option("--check", is_flag=True, help="Compare with the files in --output-dir, and change nothing.")
@click.option("--format", "output_format", type=click.Choice(["sql", "json"]), default="sql", show_default=True)
@click.option("--bucket-num", type=click.IntRange(1, 4096), metavar="N", help="Buckets, whatever the sinks say.")
@click.option("--retain-hours", type=click.IntRange(0, 168), metavar="N", help="Hours of time travel.  [default: 24]")
@click.option("--lifecycle", type=click.IntRange(1), metavar="DAYS", help="How long data is kept.")
@click.option("--if-not-exists/--no-if-not-exists", default=True, show_default=True)
@click.option("--table", "tables", multiple=True, metavar="NAME", help="Only this sink, or this MaxCompute table.")
@click.option("--flink-version", metavar="V", help="The Flink that the SQL is for, such as 1.17.")
@click.option("--connector", metavar="NAME", help="The connector that sinks are written for.  [default: auto]")
@click.option("--config", metavar="FILE", type=ANY_PATH, help="Use this configuration for all files.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    output_dir: str | None,
    check: bool,
    output_format: str,
    bucket_num: int | None,
    retain_hours: int | None,
    lifecycle: int | None,
    if_not_exists: bool,
    tables: tuple[str, ...],
    flink_version: str | None,
    connector: str | None,
    config: str | None,
    isolated: bool,
) -> None:
    """The command; its help is `_HELP`."""
    from flinkmc.cli.project import load, report
    from flinkmc.job.tables import Choice, sink_tables

    if check and output_dir is None:
        raise click.UsageError("--check compares with files: say where they are with --output-dir", ctx)
    loaded = load(paths, flink_version=flink_version, connector=connector, config=config, isolated=isolated)
    choice = Choice(bucket_num, retain_hours, lifecycle, if_not_exists, tables)
    found = sink_tables(loaded.project, loaded.diagnostics, choice)
    if not found:
        raise Failure(_nothing(tables, [sink.name for sink in loaded.project.sinks]))
    report(_refusals(found))
    texts = [(entry, _text(entry, output_format)) for entry in found if entry.table is not None]
    different = False
    if output_dir is None:
        write(_joined(texts, output_format))
    elif check:
        different = _compare(texts, output_dir, output_format)
    else:
        _store(texts, output_dir, output_format)
    ctx.exit(1 if different or len(texts) < len(found) else 0)


def _nothing(wanted: Sequence[str], known: Sequence[str]) -> str:
    if wanted and known:
        from flinkmc.connectors.nearest import nearest

        close = nearest(wanted[0], known)
        meant = f"did you mean '{close[0]}'?" if close else f"there are {', '.join(known)}"
        return f"no sink is called '{wanted[0]}'; {meant}"
    return "none of these files has a table with 'connector' = 'maxcompute' (or 'odps')"


def _refusals(found: Sequence[SinkTable]) -> list[Diagnostic]:
    """Each finding that keeps a table from being written, once."""
    return list(dict.fromkeys(diagnostic for entry in found for diagnostic in _against(entry)))


def _against(entry: SinkTable) -> Sequence[Diagnostic]:
    """What the rules have against a table, else what its translation has."""
    faults = entry.translation.faults
    source = entry.sink.source
    return entry.refusals or [
        Diagnostic("DDL", "no-table", "error", source, fault.span, fault.message) for fault in faults
    ]


def _text(entry: SinkTable, output_format: str) -> str:
    if output_format == "json":
        import json

        from flinkmc.report.structure import maxcompute_table

        assert entry.table is not None
        described = {
            "sink": entry.sink.name,
            "table": maxcompute_table(entry.table),
            "assumed": entry.translation.assumed,
        }
        return json.dumps(described, ensure_ascii=False, indent=2)
    from flinkmc.maxcompute.writer import write as write_table

    assert entry.table is not None
    notes = [f"The table that the Flink sink {entry.sink.name} writes; {_MARK}."]
    notes += [f"Assumed: {assumed}." for assumed in entry.translation.assumed]
    return write_table(entry.table, notes)


def _joined(texts: Sequence[tuple[SinkTable, str]], output_format: str) -> str:
    if output_format == "json":
        import textwrap

        return "[\n" + ",\n".join(textwrap.indent(text, "  ") for _, text in texts) + "\n]\n"
    from flinkmc.maxcompute.writer import settings

    return "\n".join([settings(), *(text for _, text in texts)]) if texts else ""


def _files(texts: Sequence[tuple[SinkTable, str]], folder: str, output_format: str) -> Iterator[tuple[str, str]]:
    from flinkmc.maxcompute.writer import settings

    for entry, text in texts:
        path = os.path.join(folder, f"{entry.name}.{output_format}")
        yield path, f"{settings()}\n{text}" if output_format == "sql" else f"{text}\n"


def _compare(texts: Sequence[tuple[SinkTable, str]], folder: str, output_format: str) -> bool:
    """Prints how the files differ from what would be written; whether they do."""
    import difflib

    different = False
    for path, text in _files(texts, folder, output_format):
        there = _present(path)
        if there != text:
            different = True
            before, after = (there or "").splitlines(keepends=True), text.splitlines(keepends=True)
            write("".join(difflib.unified_diff(before, after, path, f"{path} (from the sinks)")))
    if not different:
        write(f"{len(texts)} tables are as their sinks need them.\n", sys.stderr)
    return different


def _store(texts: Sequence[tuple[SinkTable, str]], folder: str, output_format: str) -> None:
    """Writes the files; raises Failure before any is touched if one is there that flinkmc did not make."""
    files = list(_files(texts, folder, output_format))
    for path, text in files:
        there = _present(path)
        if there is not None and there != text and output_format == "sql" and _MARK not in there:
            raise Failure(f"{path} was not made by flinkmc: move it away, or choose another folder")
    try:
        os.makedirs(folder, exist_ok=True)
        for path, text in files:
            with open(f"{path}.tmp", "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            os.replace(f"{path}.tmp", path)
            write(f"{path}\n", sys.stderr)
    except OSError as error:
        raise Failure(f"cannot write into {folder}: {(error.strerror or str(error)).lower()}") from error


def _present(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"cannot read {path}: {error}") from error
