"""What Flink or MaxCompute itself refuses to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flinkmc.flink.validate import validate
from flinkmc.flink.versions import grammar
from flinkmc.lint.diagnostic import Finding, Note, replace
from flinkmc.lint.project import FlinkTable
from flinkmc.lint.rule import rule
from flinkmc.lint.script import File
from flinkmc.lint.secrets import discreet, secret_spans
from flinkmc.text.nodes import Problem


@rule("FMC001", "syntax-error", severity="error", needs=File)
def syntax_error(file: File) -> Iterator[Finding]:
    """Flink's parser refuses the statement.

    Nothing of a script runs that Flink cannot read; `sql-client.sh -f` stops at the first such statement, prints
    `[ERROR]`, and exits with 0 all the same. The place is the one that Flink's own message names or, where a bracket, a
    string or a comment is never closed, the place where it was opened.

    Bad:
        CREATE TABLE t (
          id BIGINT,
        ) WITH ('connector' = 'maxcompute');

    Good:
        CREATE TABLE t (
          id BIGINT
        ) WITH ('connector' = 'maxcompute');

    Source: measured on the planners of Flink 1.13 to 2.3.
    """
    return _findings(file, (problem for problem in file.flink_problems if problem.code == "syntax-error"))


@rule("FMC002", "unsupported-in-version", severity="error", needs=File)
def unsupported_in_version(file: File) -> Iterator[Finding]:
    """Another version of Flink accepts this, the one in use does not.

    Flink's grammar grows and, rarely, shrinks. The version is what `--flink-version` or the configuration says.

    Bad, with flink=1.15:
        CREATE TABLE big_orders WITH ('connector' = 'print') AS SELECT * FROM orders;

    Good, with flink=1.16:
        CREATE TABLE big_orders WITH ('connector' = 'print') AS SELECT * FROM orders;

    Source: measured on the planners of Flink 1.13 to 2.3.
    """
    return _findings(file, (problem for problem in file.flink_problems if problem.code == "unsupported-in-version"))


@rule("FMC003", "reserved-word", severity="error", needs=File, fix="safe")
def reserved_word(file: File) -> Iterator[Finding]:
    """A reserved word stands as a name without back-quotes.

    Flink's parser takes the word for a part of its grammar and refuses the statement. In back-quotes every word is a
    name, and names mean the same with and without them.

    Bad:
        CREATE TABLE t (user STRING) WITH ('connector' = 'print');

    Good:
        CREATE TABLE t (`user` STRING) WITH ('connector' = 'print');

    Source: measured on the planners of Flink 1.13 to 2.3; the words differ by version.
    """
    for problem in file.flink_problems:
        if problem.code == "reserved-word":
            word = file.source.slice(problem.span)
            fix = replace(problem.span, f"`{word}`", "put the name in back-quotes")
            yield Finding(problem.span, problem.message, help=problem.help, fix=fix)


@rule("FMC005", "invalid-table", severity="error", needs=FlinkTable)
def invalid_table(table: FlinkTable) -> Iterator[Finding]:
    """Flink can read the table's definition, and refuses the table.

    Such as two columns of one name, a key or a partition on a column that does not exist or is not stored, a key that
    Flink would have to enforce, a type that it does not have, or a watermark on a column that cannot carry one. Names
    are compared with their case.

    Bad:
        CREATE TABLE t (id BIGINT, PRIMARY KEY (ID) NOT ENFORCED) WITH ('connector' = 'print');

    Good:
        CREATE TABLE t (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'print');

    Source: measured on the planners of Flink 1.13 to 2.3.
    """
    here = table.declared.span
    found = [problem for problem in table.file.flink_problems if problem.code == "invalid-table"]
    known = table.complete and table.table.query is None
    found += validate(table.table, grammar(table.environment.flink_version), known_columns=known)
    for problem in found:
        if here.start <= problem.span.start <= here.end:
            yield Finding(problem.span, problem.message, help=problem.help)


@rule("FMC006", "duplicate-option", severity="error", needs=FlinkTable)
def duplicate_option(table: FlinkTable) -> Iterator[Finding]:
    """One option is given twice.

    Flink takes the last one and says nothing of the others, so whoever edits the first wonders why nothing changes.
    Keys that differ in case are two keys to Flink.

    Bad:
        CREATE TABLE t (id BIGINT) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.parallelism' = '4', 'sink.parallelism' = '8'
        );

    Good:
        CREATE TABLE t (id BIGINT) WITH (
          'connector' = 'maxcompute', 'table.name' = 'orders', 'sink.parallelism' = '8'
        );

    Source: measured on the planners of Flink 1.13 to 2.3.
    """
    given: dict[str, list[Note]] = {}
    for option in table.declared.options:
        key, notes = option.key.value, given.setdefault(option.key.value, [])
        if notes:
            advice = "remove all but the one that is meant"
            yield Finding(
                option.key.span, f"the option '{key}' is given again: this one wins", "", tuple(notes), advice
            )
        notes.append(Note(option.key.span, "without effect"))


@rule("FMC010", "maxcompute-syntax-error", severity="error", needs=File)
def maxcompute_syntax_error(file: File) -> Iterator[Finding]:
    """MaxCompute's grammar refuses the statement.

    Its DDL looks like Hive's, with differences that cost an evening: clauses have one order, the primary key stands
    last in the list and is never NOT ENFORCED, comments begin with `--` only, a string is closed by its own quote
    unless a backslash stands before it.

    Bad:
        -- maxcompute
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true')
        COMMENT 'all orders';

    Good:
        -- maxcompute
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        COMMENT 'all orders'
        TBLPROPERTIES ('transactional' = 'true');

    Source: measured with the grammar that Alibaba's own SQL tools carry.
    """
    return _findings(file, (problem for problem in file.maxcompute_problems if problem.code != "reserved-word"))


def _findings(file: File, problems: Iterable[Problem]) -> Iterator[Finding]:
    """Problems as findings: each at what was never closed, where that is the cause."""
    listed = list(problems)
    secrets = secret_spans(file) if listed else ()
    for problem in listed:
        message = discreet(problem.message, problem.span, file.source.text, secrets)
        if problem.opened is None or "never closed" in message:
            yield Finding(problem.opened or problem.span, message, help=problem.help)
        else:
            yield Finding(problem.opened, "this bracket is never closed", notes=(Note(problem.span, message),))
