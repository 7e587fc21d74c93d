"""The settings that SET may change, by version, from `grammars/flink/settings.tsv`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from flinkmc.data import read_text
from flinkmc.flink.versions import order


class Setting(NamedTuple):
    """A setting. `type` is Flink's word for it (duration, boolean, …); `values` those of an enum.

    It is declared under this name from version `first` to `last`; `older` are names it is read by as well. `newer` is
    the name that took its place from version `newer_since` on, which still reads this one.
    """

    key: str
    first: str
    last: str
    type: str
    values: tuple[str, ...] = ()
    default: str = ""
    older: tuple[str, ...] = ()
    newer: str = ""
    newer_since: str = ""

    def is_declared(self, version: str) -> bool:
        """Whether Flink `version` declares it under this name."""
        return order(self.first) <= order(version) <= order(self.last)


@cache
def settings() -> dict[str, Setting]:
    """All settings of all versions, by their name."""
    rows = [line.split("\t") for line in read_text("flink", "settings.tsv").splitlines() if not line.startswith("#")]
    return {row[0]: _setting(row) for row in rows[1:]}


@cache
def read_by(version: str) -> dict[str, Setting]:
    """The settings that Flink `version` reads, by every name that it reads them by."""
    found: dict[str, Setting] = {}
    for setting in settings().values():
        if setting.is_declared(version):
            found.update({name: setting for name in setting.older if name not in found})
            found[setting.key] = setting
    return found


def _setting(row: list[str]) -> Setting:
    key, versions, kind, default, older, newer = row
    first, _, last = versions.partition("-")
    word, _, values = kind.partition(" ")
    name, _, since = newer.partition(" (")
    return Setting(
        key,
        first,
        last or first,
        word,
        tuple(values.split("|")) if word == "enum" else (),
        default,
        tuple(older.split(",")) if older else (),
        name,
        since.rstrip(")").partition("-")[0],
    )
