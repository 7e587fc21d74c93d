"""Statement sets: several INSERTs as one job, in the form that the version knows."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Edit, Finding, Fix
from flinkmc.lint.rule import rule
from flinkmc.lint.script import File


@rule("FMC512", "statement-set-syntax", severity="error", needs=File, fix="safe")
def statement_set_syntax(file: File) -> Iterator[Finding]:
    """A statement set is begun in a way that the version of Flink does not know.

    `BEGIN STATEMENT SET;` … `END;` is known to every version, `EXECUTE STATEMENT SET BEGIN` … `END;` from 1.15 on, and
    `STATEMENT SET BEGIN`, which looks like both, to none. sql-client stops at it, and no INSERT of the set runs.

    Bad:
        STATEMENT SET BEGIN
        INSERT INTO a SELECT 1;
        INSERT INTO b SELECT 2;
        END;

    Good:
        BEGIN STATEMENT SET;
        INSERT INTO a SELECT 1;
        INSERT INTO b SELECT 2;
        END;

    Bad, with flink=1.13:
        EXECUTE STATEMENT SET BEGIN
        INSERT INTO a SELECT 1;
        END;

    Good, with flink=1.13:
        BEGIN STATEMENT SET;
        INSERT INTO a SELECT 1;
        END;

    Source: measured with the sql-client of Flink 1.13 to 1.17.
    """
    messages = {p.span.start: p.message for p in file.flink_problems if p.code == "statement-set-syntax"}
    for statement in file.flink:
        if isinstance(statement, flink.StatementSet) and statement.span.start in messages:
            head = statement.head
            fix = Fix((Edit(head, "BEGIN STATEMENT SET;"),))
            yield Finding(
                head, messages[head.start], help="write BEGIN STATEMENT SET; which every version knows", fix=fix
            )
