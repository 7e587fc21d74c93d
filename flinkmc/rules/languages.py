"""Words of one language in a statement of the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from flinkmc.lint.diagnostic import Finding
from flinkmc.lint.rule import rule
from flinkmc.lint.script import File
from flinkmc.maxcompute import model as maxcompute
from flinkmc.text.nodes import Problem

_WORDS = re.compile(r"[A-Za-z_]+(?:\s+ENFORCED\b)?", re.IGNORECASE)
_FLINKS = {
    "NOT ENFORCED": "a key of MaxCompute is written without these words",
    "ENFORCED": "a key of MaxCompute is written without this word",
    "WITH": "properties of a MaxCompute table stand in TBLPROPERTIES (…)",
    "WATERMARK": "a MaxCompute table has no watermark",
    "METADATA": "a MaxCompute table has no metadata columns",
    "DISTRIBUTED": "buckets of a MaxCompute table are set by write.bucket.num in TBLPROPERTIES (…)",
}
_MAXCOMPUTES = {
    "TBLPROPERTIES": "options of a Flink table stand in WITH (…)",
    "LIFECYCLE": "it belongs to the table in MaxCompute, not to Flink's",
    "CLUSTERED": "it belongs to the table in MaxCompute, not to Flink's",
    "STORED": "it belongs to the table in MaxCompute, not to Flink's",
    "AUTO": "Flink partitions by columns alone: PARTITIONED BY (column)",
}


@rule("FMC011", "wrong-language", severity="warning", needs=File)
def wrong_language(file: File) -> Iterator[Finding]:
    """A word of Flink stands in DDL for MaxCompute, or the other way round.

    The two look alike, and a table copied from one to the other keeps what the other does not know. Which language a
    statement is in is seen from its clauses; `-- flinkmc: language=maxcompute` (or `flink`) above it settles that.

    Bad:
        -- maxcompute
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id) NOT ENFORCED)
        TBLPROPERTIES ('transactional' = 'true');

    Good:
        -- maxcompute
        CREATE TABLE orders (id BIGINT NOT NULL, PRIMARY KEY (id))
        TBLPROPERTIES ('transactional' = 'true');

    Source: measured on the planners of Flink 1.13 to 2.3, and with the grammar of Alibaba's own SQL tools.
    """
    yield from _found(file, file.maxcompute_problems, _FLINKS, "Flink's: here is DDL for MaxCompute")
    yield from _found(file, file.flink_problems, _MAXCOMPUTES, "MaxCompute's: this is a table of Flink")
    for statement in file.maxcompute:
        if isinstance(statement, maxcompute.Table):
            for entry in statement.properties:
                if entry.key.value == "connector":
                    message = "'connector' is an option of Flink's, which MaxCompute keeps and never reads"
                    yield Finding(entry.key.span, message, help="a table of Flink has WITH in place of TBLPROPERTIES")


def _found(file: File, problems: Iterable[Problem], words: Mapping[str, str], whose: str) -> Iterator[Finding]:
    """Those of the problems that a word of the other language makes."""
    for problem in problems:
        match = _WORDS.match(file.source.text, problem.span.start)
        word = " ".join(match[0].upper().split()) if match else ""
        if match and word in words:
            yield Finding(problem.span, f"{word} is {whose}", help=words[word])
