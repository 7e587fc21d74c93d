"""What the job knows of connectors and of datagen, from `grammars/flink/connectors.toml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from flinkmc.data import read_text
from flinkmc.flink.versions import order
from flinkmc.lint.project import FlinkTable


@cache
def _data() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(read_text("flink", "connectors.toml"))


def connector(table: FlinkTable) -> str:
    """The connector of a table; empty where it is absent or a placeholder."""
    return table.text("connector") or ""


def ships(name: str) -> bool:
    """Whether every Flink has this connector."""
    entry = _data()["connector"].get(name)
    return entry is not None and not entry.get("managed_only", False)


def stand_in(name: str) -> str:
    """The connector that stands in for one that only managed Flink ships; empty for any other."""
    return str(_data()["connector"].get(name, {}).get("becomes", ""))


def ends(table: FlinkTable) -> bool | None:
    """Whether a table that is read ends by itself; None where nothing is known of its connector."""
    entry = _data()["connector"].get(connector(table))
    if entry is None:
        return None
    keys = {option.key.value: option.value.value for option in table.table.options}
    if "ends_with" in entry:
        sequence = any(key.endswith(".kind") and value == "sequence" for key, value in keys.items())
        return entry["ends_with"] in keys or sequence
    return entry.get("ends_without", "") not in keys


def datagen_can(what: str, version: str) -> bool:
    """Whether datagen of this version has `binary`, `decimal_bounds` or `max_past`."""
    return order(version) >= order(_data()["datagen"][f"{what}_since"])


def faker_length(expression: str) -> int:
    """About how many characters a faker expression makes."""
    lengths: dict[str, int] = _data()["faker"]["length"]
    return next(length for start, length in lengths.items() if expression.lower().startswith(start))
