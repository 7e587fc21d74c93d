"""What a person meant by a value that Flink refuses: the right text, or "" where that is not certain."""

from __future__ import annotations

import re

from flinkmc.connectors import units

_LONGEST = 100  # nobody means anything by more

_WORD_UNITS = units.NANOSECONDS | {
    "us": 1000,
    **dict.fromkeys(("m", "mins"), units.MINUTE),
    **dict.fromkeys(("hr", "hrs"), units.HOUR),
    **dict.fromkeys(("w", "week", "weeks"), 7 * units.DAY),
}
_AMOUNT = r"([0-9]{1,15})(?:\.([0-9]{1,6}))?\s*([a-zµ]+)\s*"
_MEMORY = (
    r"([0-9]{1,15})(?:\.([0-9]{1,6}))?\s*"
    r"(b|[kmgtp](?:i?b)?|bytes?|(?:ki|me|gi|te|pe)bibytes?|(?:kilo|mega|giga|tera|peta)bytes?)"
)


def integer(text: str, unit: str) -> str:
    """`600` for `10 min` and `600 s` where seconds count, `16` for ` 16 `, `16.0` and `0x10`, `1000` for `1,000`."""
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    scale = {"s": 1000, "ms": 1, "MB": units.MIB, "bytes": 1}.get(unit)
    amount = _milliseconds(text) if unit in ("s", "ms") else _bytes(text)
    if scale and amount is not None:
        return str(amount // scale) if amount % scale == 0 else ""
    grouped_or_not = r"([+-]?[0-9]{1,3}(?:[_,][0-9]{3})+|[+-]?[0-9]+)"
    plain = re.fullmatch(rf"{grouped_or_not}(?:\.00?)?(?:\s*{re.escape(unit)})?", text)
    if plain:
        return re.sub("[_,]", "", plain[1])
    return str(int(text, 16)) if re.fullmatch("0[xX][0-9a-fA-F]{1,8}", text) else ""


def boolean(text: str) -> str:
    """`true` for `1`, `yes`, `on` and ` true`, `false` for their opposites."""
    meant = text.strip().casefold()
    if meant in ("true", "1", "yes", "y", "on", "t"):
        return "true"
    return "false" if meant in ("false", "0", "no", "n", "off", "f") else ""


def memory(text: str) -> str:
    """`64 mb` for `64 MiB`, `1536 kb` for `1.5m`."""
    size = _bytes(text)
    return "" if size is None else units.format_memory(size)


def duration(text: str) -> str:
    """`90 s` for `1.5 min`, `90 min` for `1 h 30 min`, `3 min` for `PT3M` and `3 mins`."""
    milliseconds = _milliseconds(text)
    return "" if milliseconds is None else units.format_duration(milliseconds)


def _milliseconds(text: str) -> int | None:
    """Whole milliseconds of amounts with units, added up; None for a bare number and for what is no duration."""
    text = text.strip().lower()
    nanoseconds = units.iso_duration(text)
    if nanoseconds is None:
        if len(text) > _LONGEST or not re.fullmatch(f"(?:{_AMOUNT})+", text):
            return None
        amounts = [_scaled(whole, part, _WORD_UNITS.get(unit)) for whole, part, unit in re.findall(_AMOUNT, text)]
        if None in amounts:
            return None
        nanoseconds = sum(amount for amount in amounts if amount is not None)
    return _exact(nanoseconds, units.MILLISECOND) if nanoseconds >= 0 else None


def _bytes(text: str) -> int | None:
    """Whole bytes of a number with a unit, 1 MiB and 1 MB alike 1024 * 1024; None for a bare number."""
    parts = re.fullmatch(_MEMORY, text.strip().lower())
    return _scaled(parts[1], parts[2] or "", 1024 ** "bkmgtp".index(parts[3][0])) if parts else None


def _scaled(whole: str, fraction: str, factor: int | None) -> int | None:
    return None if factor is None else _exact(int(whole + fraction) * factor, 10 ** len(fraction))


def _exact(amount: int, divisor: int) -> int | None:
    quotient, rest = divmod(amount, divisor)
    return None if rest else quotient
