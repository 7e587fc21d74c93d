"""The units of memory sizes and durations that Flink reads, and how such amounts are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

KIB, MIB, GIB, TIB = 2**10, 2**20, 2**30, 2**40
MILLISECOND = 10**6
SECOND, MINUTE, HOUR, DAY = 1000 * MILLISECOND, 60_000 * MILLISECOND, 3_600_000 * MILLISECOND, 86_400_000 * MILLISECOND

# By their names in lower case; "" is a bare number. Flink reads no other names, but for `m` (from 1.15 on a minute).
BYTES = {
    **dict.fromkeys(("", "b", "bytes"), 1),
    **dict.fromkeys(("k", "kb", "kibibytes"), KIB),
    **dict.fromkeys(("m", "mb", "mebibytes"), MIB),
    **dict.fromkeys(("g", "gb", "gibibytes"), GIB),
    **dict.fromkeys(("t", "tb", "tebibytes"), TIB),
}
NANOSECONDS = {
    **dict.fromkeys(("ns", "nano", "nanos", "nanosecond", "nanoseconds"), 1),
    **dict.fromkeys(("µs", "micro", "micros", "microsecond", "microseconds"), 1000),
    **dict.fromkeys(("", "ms", "milli", "millis", "millisecond", "milliseconds"), MILLISECOND),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), SECOND),
    **dict.fromkeys(("min", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
}

# java.time.Duration's own grammar.
_ISO_DURATION = (
    r"([+-]?)P(?:([+-]?[0-9]{1,19})D)?"
    r"(?:T(?=[+-]?[0-9])(?:([+-]?[0-9]{1,19})H)?(?:([+-]?[0-9]{1,19})M)?(?:([+-]?[0-9]{1,19})(?:[.,]([0-9]{0,9}))?S)?)?"
)

JAVA_BLANKS = "".join(map(chr, range(0x21)))  # what Java's trim() takes away; Python's strip() takes more


def split_amount(text: str) -> tuple[str, str]:
    """The leading ASCII digits of `text` and the unit behind them in lower case, parted as Flink parts them."""
    trimmed = text.strip(JAVA_BLANKS)
    unit = trimmed.lstrip("0123456789")
    return trimmed[: len(trimmed) - len(unit)], unit.strip(JAVA_BLANKS).lower()


def iso_duration(text: str) -> int | None:
    """Nanoseconds of an ISO 8601 duration such as PT3M or P1DT1.5S; None for anything else."""
    parts = re.fullmatch(_ISO_DURATION, text.strip(JAVA_BLANKS), re.IGNORECASE | re.ASCII)
    if not parts or not any(parts.groups()[1:]):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in parts.group(2, 3, 4, 5))
    fraction = int((parts[6] or "").ljust(9, "0")) * (-1 if (parts[5] or "").startswith("-") else 1)
    total = days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + fraction
    return -total if parts[1] == "-" else total


def format_memory(size: int) -> str:
    """The shortest exact text of a size in bytes that Flink reads back, such as "64 mb"."""
    return _format(size, ((TIB, "tb"), (GIB, "gb"), (MIB, "mb"), (KIB, "kb"), (1, "b")))


def format_duration(milliseconds: int) -> str:
    """The shortest exact text of a duration that every Flink reads back, such as "3 min"."""
    return _format(milliseconds, ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"), (1, "ms")))


def _format(amount: int, units: Sequence[tuple[int, str]]) -> str:
    factor, unit = next(pair for pair in units if (amount and amount % pair[0] == 0) or pair is units[-1])
    return f"{amount // factor} {unit}"
