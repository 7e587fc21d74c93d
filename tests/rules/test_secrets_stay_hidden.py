"""No rule says the value of a secret, whatever is wrong with the statement around it."""

import pytest

from flinkmc.lint.config import Selection
from tests.rules.linting import DEFAULT, lint

CANARY = "Xq7CanaryZ3v9Kd"
EVERYTHING = DEFAULT._replace(selections=(Selection(("ALL",)),))


@pytest.mark.parametrize(
    "options",
    [
        "'connector' = 'maxcompute', 'odps.access.key' = 'CANARY'",
        "'connector' = 'maxcompute', 'odps.access.key' = CANARY",
        "'connector' = 'maxcompute', 'odps.access.key' = \"CANARY\"",
        "'connector' = 'maxcompute', 'odps.access.key' 'CANARY'",
        "'connector' = 'maxcompute', 'odps.access.key' CANARY",
        "'connector' = 'maxcompute', odps.access.key = 'CANARY'",
        "'connector' = 'maxcompute', 'odps.access.key = 'CANARY'",
        "'connector' = 'maxcompute', 'odps.access.key' = 'CANARY",
        "'connector' = 'maxcompute', 'odps.access.key' = 'CANARY', 'odps.access.key' = 'CANARY'",
        "'connector' = 'maxcompute', 'accessKey' = 'CANARY', 'odps.access.id' = 'CANARY'",
        "'connector' = 'maxcompute', 'odps.acess.key' = 'CANARY', 'odps.access.ID' = 'CANARY'",
        "'connector' = 'odps', 'accessKey' = 'CANARY', 'odps.access.id' = 'CANARY', 'table.name' = 't'",
        "'type' = 'odps', 'accessKey' = 'CANARY', 'accessId' = 'CANARY', 'endPoint' = 'x', 'tableName' = 't'",
        "'connector' = 'mysql', 'password' = CANARY",
    ],
)
@pytest.mark.parametrize("language", ["flink", "maxcompute"])
def test_no_rule_says_a_secret(options: str, language: str) -> None:
    clause = {"flink": "WITH", "maxcompute": "TBLPROPERTIES"}[language]
    text = f"CREATE TABLE t (\n  id BIGINT\n)\n{clause} (\n  {options.replace('CANARY', CANARY)}\n);\n"
    for found in lint(text, EVERYTHING):
        said = [found.message, found.label, found.help, *(note.message for note in found.notes)]
        said += [found.fix.message, *(edit.content for edit in found.fix.edits)] if found.fix else []
        assert CANARY not in " ".join(said), f"{found.code} says it"
