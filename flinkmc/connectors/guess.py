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
# java.time.Duration's grammar without its negative amounts, which Flink refuses.
_ISO_DURATION = (
    r"\+?P(?:\+?([0-9]{1,18})D)?"
    r"(?:T(?=[+0-9])(?:\+?([0-9]{1,18})H)?(?:\+?([0-9]{1,18})M)?(?:\+?([0-9]{1,18})(?:[.,]([0-9]{0,9}))?S)?)?"
)


def integer(text: str, unit: str) -> str:
    """`600` for `600 s` and `10 min` where seconds are counted, `16` for ` 16 `, `16.0` and `0x10`, `1000` for `1,000`."""
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    amount, scale = {
        "s": (_milliseconds, 1000),
        "ms": (_milliseconds, 1),
        "MB": (_bytes, units.MIB),
    }.get(unit, (_bytes, 1))
    counted = amount(text)
    if counted is not None and unit in ("s", "ms", "MB", "bytes"):
        return str(counted // scale) if counted % scale == 0 else ""
    plain = re.fullmatch(
        rf"([+-]?[0-9]{{1,3}}(?:[_,][0-9]{{3}})+|[+-]?[0-9]+)(?:\.00?)?(?:\s*{re.escape(unit)})?", text
    )
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


def iso_duration(text: str) -> int | None:
    """Nanoseconds of an ISO 8601 duration such as PT3M or P1DT1.5S; None for anything else."""
    parts = re.fullmatch(_ISO_DURATION, text.strip(units.JAVA_BLANKS), re.IGNORECASE | re.ASCII)
    if not parts or not any(parts.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in parts.group(1, 2, 3, 4))
    fraction = int((parts[5] or "").ljust(9, "0"))
    return days * units.DAY + hours * units.HOUR + minutes * units.MINUTE + seconds * units.SECOND + fraction


def _milliseconds(text: str) -> int | None:
    """Whole milliseconds of amounts with units, added up; None for a bare number and for what is no duration."""
    text = text.strip().lower()
    nanoseconds = iso_duration(text)
    if nanoseconds is None:
        if len(text) > _LONGEST or not re.fullmatch(f"(?:{_AMOUNT})+", text):
            return None
        amounts = [_scaled(whole, part, _WORD_UNITS.get(unit)) for whole, part, unit in re.findall(_AMOUNT, text)]
        if None in amounts:
            return None
        nanoseconds = sum(amount for amount in amounts if amount is not None)
    return _exact(nanoseconds, units.MILLISECOND)


def _bytes(text: str) -> int | None:
    """Whole bytes of a number with a unit, 1 MiB and 1 MB alike 1024 * 1024; None for a bare number."""
    parts = re.fullmatch(_MEMORY, text.strip().lower())
    return _scaled(parts[1], parts[2] or "", 1024 ** "bkmgtp".index(parts[3][0])) if parts else None


def _scaled(whole: str, fraction: str, factor: int | None) -> int | None:
    return None if factor is None else _exact(int(whole + fraction) * factor, 10 ** len(fraction))


def _exact(amount: int, divisor: int) -> int | None:
    quotient, rest = divmod(amount, divisor)
    return None if rest else quotient
