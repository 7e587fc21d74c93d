"""Secrets that a text gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flinkmc.connectors.values import is_placeholder
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Finding
from flinkmc.lint.linking import as_sink
from flinkmc.lint.project import FlinkTable, Sink
from flinkmc.lint.rule import rule
from flinkmc.lint.secrets import names_access_key
from flinkmc.rules.given import meant

_STAND_IN = re.compile(
    r"[*…]|\.\.\.|^[<\[{%$@]|^(.)\1*$|x{4}"  # starred out, in brackets, a variable, one letter again and again
    r"|your|example|sample|dummy|fake|placeholder|change.?me|redacted"
    r"|^(?:(?:aliyun|odps|access|secret|key|id|ak|sk)[-_ .]?)+$",
    re.IGNORECASE,
)


@rule("FMC701", "secret-in-clear", severity="error", needs=FlinkTable)
def secret_in_clear(table: FlinkTable) -> Iterator[Finding]:
    """An access key stands in the text as it is.

    Whoever can read the repository can write to the project with it, and its history keeps it. Flink prints all
    options, this one too, in every message about a wrong one, and its client writes statements to a history file. Put a
    placeholder in its place, and give the value to the job where it runs; then make the old key invalid. The value
    itself appears in no output of flinkmc.

    Bad:
        'odps.access.key' = 'q3Jx0pV9sTnW4bYz7LmC2dRf8GhKaE'

    Good:
        'odps.access.key' = '${ODPS_ACCESS_KEY}'

    Source: what Flink prints was measured on 1.13 to 2.1; managed Flink documents ${secret_values.name} for secrets.
    """
    sink = as_sink(table)
    for option in (*table.declared.options, *table.hints):
        value = option.value.value.strip()
        if not value or is_placeholder(value) or _STAND_IN.search(value) or not _is_secret(sink, option):
            continue
        message = f"the value of '{option.key.value}' stands here in clear"
        yield Finding(option.value.span, message, help=f"write {_placeholder(table, option)}, and replace the key")


def _is_secret(sink: Sink | None, option: flink.Option) -> bool:
    """Whether a key, whatever is wrong with it, stands for a secret, or calls itself an access key."""
    of_connector = meant(sink, option.key.value) if sink else None
    return of_connector.secret if of_connector else names_access_key(option.key.value)


def _placeholder(table: FlinkTable, option: flink.Option) -> str:
    """A placeholder as the target has them."""
    name = "id" if option.key.value.lower().endswith("id") else "key"
    if table.environment.target == "vvp":
        return f"${{secret_values.access_{name}}}"
    return f"${{ODPS_ACCESS_{name.upper()}}}"
