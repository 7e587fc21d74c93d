"""The SETs of a job: those that a sink of MaxCompute needs, each with its reason, and the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flinkmc.connectors import values
from flinkmc.connectors.values import Problem
from flinkmc.flink import model as flink
from flinkmc.flink.versions import order
from flinkmc.job.model import Fault, Mode, Refused, Setting
from flinkmc.lint.project import Sink
from flinkmc.text.source import Source

INTERVAL = "execution.checkpointing.interval"
TIMEOUT = "execution.checkpointing.timeout"
TOLERABLE = "execution.checkpointing.tolerable-failed-checkpoints"
MODE = "execution.runtime-mode"
NAME = "pipeline.name"
WAIT = "table.dml-sync"

_MINUTE = 60_000
_LEAST_INTERVAL = 3 * _MINUTE
_INTERVAL = 4 * _MINUTE
_TIMEOUT = 20 * _MINUTE
_COMMIT_TIMEOUT = "upsert.commit.timeout"


class Given(NamedTuple):
    """A SET of the user's: its value with variables in the place of secrets, and where it stands."""

    statement: flink.Set
    source: Source
    value: str


def restart_key(version: str) -> str:
    """What the restart strategy is called in this version."""
    return "restart-strategy.type" if order(version) >= (1, 17) else "restart-strategy"


def mode(given: Mapping[str, Given]) -> Mode:
    """Streaming, unless the user asked for batch."""
    asked = given.get(MODE)
    return "batch" if asked is not None and asked.value.lower() == "batch" else "streaming"


def decide(given: Mapping[str, Given], sinks: tuple[Sink, ...], version: str, *, ends: bool) -> tuple[Setting, ...]:
    """All settings, the job's own first. Raises Refused for a duration that Flink cannot read."""
    name = f"{', '.join(sink.name for sink in sinks)} to MaxCompute"
    decided = [
        _kept(given, NAME, name, "what the job is called in Flink's web page"),
        _kept(given, MODE, "streaming", "rows are committed at every checkpoint, while the job runs"),
    ]
    if mode(given) == "streaming":
        decided += _checkpoints(given, sinks, version)
    if ends:
        decided += [
            _kept(
                given,
                WAIT,
                "true",
                "every source ends, so run.sh waits and sees whether the job failed; not for a source without end",
            ),
            _kept(
                given,
                restart_key(version),
                "none",
                "a job that fails says so, and does not begin again; for a job that stays, leave this out",
            ),
        ]
    known = {setting.key for setting in decided}
    own = [Setting(key, each.value, "yours", own=True) for key, each in given.items() if key not in known]
    return (*decided, *own)


def _kept(given: Mapping[str, Given], key: str, value: str, why: str) -> Setting:
    if key in given:
        return Setting(key, given[key].value, "yours", own=True)
    return Setting(key, value, why)


def _checkpoints(given: Mapping[str, Given], sinks: tuple[Sink, ...], version: str) -> Iterator[Setting]:
    interval = _duration(given, INTERVAL, version)
    if interval is not None and interval > _LEAST_INTERVAL:
        yield Setting(INTERVAL, given[INTERVAL].value, "yours", own=True)
    else:
        why = "rows are committed at checkpoints; more often than every three minutes is too often for MaxCompute"
        yield Setting(INTERVAL, _minutes(_INTERVAL), why, _changed(given, INTERVAL))
    commit = _commit_timeout(sinks)
    timeout = _duration(given, TIMEOUT, version)
    if timeout is not None and timeout > commit:
        yield Setting(TIMEOUT, given[TIMEOUT].value, "yours", own=True)
    else:
        why = "a checkpoint waits for the commit of its rows"
        if commit:
            why += f", which may take {_minutes(commit)} ('{_COMMIT_TIMEOUT}')"
        yield Setting(TIMEOUT, _minutes(max(_TIMEOUT, 2 * commit)), why, _changed(given, TIMEOUT))
    yield _kept(given, TOLERABLE, "3", "one slow commit is no reason to start the job again")


def _changed(given: Mapping[str, Given], key: str) -> str:
    return given[key].value if key in given else ""


def _duration(given: Mapping[str, Given], key: str, version: str) -> int | None:
    """Milliseconds; None where it is not set. A placeholder is taken for long enough."""
    if key not in given:
        return None
    each = given[key]
    if values.is_placeholder(each.value):
        return 2**62
    read = values.read_duration(each.value, version)
    if isinstance(read, Problem):
        place = each.statement.value.span if each.statement.value else each.statement.span
        raise Refused(Fault(f"'{each.value}' is no duration: {read.reason}", each.source, place))
    return read


def _commit_timeout(sinks: tuple[Sink, ...]) -> int:
    """The longest time, in milliseconds, that a commit of these sinks may take; 0 where none upserts."""
    longest = 0
    for sink in sinks:
        text = sink.effective(_COMMIT_TIMEOUT)
        seconds = values.read_int(text) if text is not None else None
        if sink.mode == "upsert" and isinstance(seconds, int):
            longest = max(longest, seconds * 1000)
    return longest


def _minutes(milliseconds: int) -> str:
    return f"{milliseconds // _MINUTE} min" if milliseconds % _MINUTE == 0 else f"{milliseconds // 1000} s"
