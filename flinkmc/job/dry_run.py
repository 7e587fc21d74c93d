"""The dry run: the same INSERTs on the same columns, with `print` in the place of every sink and sources that end.

A temporary table hides a permanent one of its name, and `LIKE … (EXCLUDING OPTIONS)` copies columns without the
connector. So job.sql stays as it is, and a few statements after its tables turn it into a dry run. One thing is
different in Flink 1.13: its `print` takes no partitioned table, and LIKE copies partitions even where they are excluded
(measured), so a partitioned sink is spelt out there.
"""

from __future__ import annotations

from collections.abc import Iterable

from flinkmc.flink.versions import order
from flinkmc.job import sql
from flinkmc.job.connectors import connector, ends
from flinkmc.job.model import DryRun, Refused
from flinkmc.job.source import datagen_for
from flinkmc.job.sql import Pair
from flinkmc.lint.project import FlinkTable, Job

ROW_MARK = "flinkmc row of "
_COPY = "flinkmc_dry_run_"
_FAST = Pair("rows-per-second", "1000")
_PRINT_TAKES_PARTITIONS = "1.15"


def decide(
    written: Iterable[FlinkTable], read: Iterable[FlinkTable], jobs: Iterable[Job], rows: int, version: str
) -> DryRun:
    """How the tables that the job writes, and those that it reads as the user has them, are replaced."""
    old = order(version) < order(_PRINT_TAKES_PARTITIONS)
    if old and any(job.insert.partition for job in jobs):
        return DryRun(refusal=f"the print connector of Flink {version} takes no INSERT … PARTITION (…)")
    statements: list[str] = []
    notes: list[str] = []
    for table in written:
        pairs = [Pair("connector", "print"), Pair("print-identifier", f"{ROW_MARK}{table.name}")]
        if old and table.table.partition_keys:
            statements += _hidden(table, _spelt_out(table, pairs))
        else:
            statements += _hidden(table, _like(table, pairs, options=False))
    for table in read:
        if ends(table):
            continue
        if connector(table) == "datagen":
            pairs = [Pair("number-of-rows", str(rows)), _FAST]
            statements += _hidden(table, _like(table, pairs, options=True))
            notes.append(f"the source {table.name} ends after {rows} rows")
            continue
        try:
            pairs = [*datagen_for(table, rows, version), _FAST]
        except Refused as refused:
            why = refused.faults[0].message
            return DryRun(refusal=f"the source {table.name} ('{connector(table)}') may never end, and {why}")
        statements += _hidden(table, _like(table, pairs, options=False))
        notes.append(
            f"the source {table.name} ('{connector(table)}') is replaced by {rows} made-up rows of its columns"
        )
    return DryRun(tuple(statements), tuple(notes))


def _hidden(table: FlinkTable, other: str) -> list[str]:
    """Statements after which `other`, a table that is made from it, stands under the table's name."""
    copy, own = sql.name(f"{_COPY}{table.name}"), sql.path(table.table.path)
    made = [f"CREATE TEMPORARY TABLE {copy} {other}"]
    if table.declared.temporary:
        made.append(f"DROP TEMPORARY TABLE {own}")
    made.append(f"CREATE TEMPORARY TABLE {own} LIKE {copy}")
    return made


def _like(table: FlinkTable, pairs: Iterable[Pair], *, options: bool) -> str:
    """The same columns with other options, on top of the table's own or instead of them."""
    excluded = "" if options else " (EXCLUDING OPTIONS)"
    return f"WITH (\n{sql.options(pairs)}\n) LIKE {sql.path(table.table.path)}{excluded}"


def _spelt_out(table: FlinkTable, pairs: Iterable[Pair]) -> str:
    """The columns that are written, and the key."""
    lines = [f"{sql.name(each.name.text)} {sql.type_sql(each.type)}" for each in table.written if each.type is not None]
    if table.table.primary_key is not None:
        key = ", ".join(sql.name(column.text) for column in table.table.primary_key.columns)
        lines.append(f"PRIMARY KEY ({key}) NOT ENFORCED")
    return "(\n  " + ",\n  ".join(lines) + f"\n) WITH (\n{sql.options(pairs)}\n)"
