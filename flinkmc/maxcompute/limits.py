"""What MaxCompute's tables are limited to, and which table properties are known."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from flinkmc import data

BUCKETS = "write.bucket.num"
RETENTION = "acid.data.retain.hours"


class Doubted(NamedTuple):
    """Whole numbers from `minimum` to `maximum` that the service takes but one source refuses, and which."""

    minimum: int
    maximum: int
    why: str


class Limit(NamedTuple):
    """The least and the most that are allowed, both included; `None` where there is no such end.

    `confidence` is documented, code, measured, recalled or seen: on what is only recalled, warn and never refuse.
    """

    minimum: int | None
    maximum: int | None
    unit: str
    source: str
    confidence: str
    pattern: str = ""

    def allows(self, amount: int) -> bool:
        """Whether `amount`, in the limit's unit, is within it."""
        return (self.minimum is None or amount >= self.minimum) and (self.maximum is None or amount <= self.maximum)


class TableProperty(NamedTuple):
    """A table property that is known.

    `type` is boolean, integer, string or column; `default` is what the service takes where it is absent, `None` where
    that is not established; `requires` are other properties without which it says nothing; `alterable` whether ALTER
    TABLE reaches it, `None` where that is not established.
    """

    name: str
    type: str
    limit: Limit
    summary: str
    default: str | None = None
    doubted: Doubted | None = None
    alterable: bool | None = None
    requires: tuple[tuple[str, str], ...] = ()

    def fault(self, value: str) -> str | None:
        """What is wrong with `value`, such as "not a whole number"; `None` if nothing is."""
        if self.type == "boolean":
            return None if value.lower() in ("true", "false") else "neither true nor false"
        if self.type != "integer":
            return None if value else "empty"
        if not value.isascii() or not value.removeprefix("-").isdigit():
            return "not a whole number"
        number = _whole(value)
        if self.limit.minimum is not None and number < self.limit.minimum:
            return f"below {self.limit.minimum}"
        if self.limit.maximum is not None and number > self.limit.maximum:
            return f"above {self.limit.maximum}"
        return None

    def doubt(self, value: str) -> str | None:
        """Why a value without fault may be refused all the same; `None` if there is no doubt."""
        if self.doubted is None or self.fault(value) is not None:
            return None
        return self.doubted.why if self.doubted.minimum <= _whole(value) <= self.doubted.maximum else None


@lru_cache(maxsize=1)
def limits() -> Mapping[str, Limit]:
    """Every limit by name: table-name, column-name, comment, columns, partition-levels, lifecycle, …"""
    entries = tomllib.loads(data.read_text("maxcompute", "limits.toml"))["limit"]
    return {name: _limit(entry) for name, entry in entries.items()}


@lru_cache(maxsize=1)
def table_properties() -> Mapping[str, TableProperty]:
    """The table properties that are known, by name, in the order in which DDL gives them."""
    entries = tomllib.loads(data.read_text("maxcompute", "properties.toml"))["property"]
    return {name: _table_property(name, entry) for name, entry in entries.items()}


def _limit(entry: dict[str, Any]) -> Limit:
    return Limit(
        entry.get("minimum"),
        entry.get("maximum"),
        entry.get("unit", ""),
        entry["source"],
        entry["confidence"],
        entry.get("pattern", ""),
    )


def _table_property(name: str, entry: dict[str, Any]) -> TableProperty:
    doubted = entry.get("doubted")
    return TableProperty(
        name,
        entry["type"],
        _limit(entry),
        entry["summary"],
        entry.get("default"),
        None if doubted is None else Doubted(**doubted),
        entry.get("alterable"),
        tuple(entry.get("requires", {}).items()),
    )


def _whole(digits: str) -> int:
    """Sixteen digits tell whether a number is too large; Python refuses to read several thousand."""
    return int(digits[:16])
