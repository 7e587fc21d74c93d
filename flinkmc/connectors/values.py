"""Reads the values of options exactly as Flink reads them.

Every reader returns the value or a Problem and never raises. What is accepted was measured on the released flink-core
1.13.6, 1.14.6, 1.15.4, 1.16.3, 1.17.2, 1.20.3, 2.1.0 and 2.3.0 and, for partition specs, on odps-sdk-commons 0.57.1.
Where the versions differ, the reader takes `flink`, a version such as "1.17".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from flinkmc.connectors import guess, units
from flinkmc.connectors.nearest import nearest

Type = Literal["string", "int", "long", "boolean", "memory", "duration", "enum"]
TYPES: tuple[Type, ...] = ("string", "int", "long", "boolean", "memory", "duration", "enum")
Value = bool | int | str
PartitionSpec = tuple[tuple[str, str], ...]

MAX_INT = 2**31 - 1
MAX_LONG = 2**63 - 1


class Problem(NamedTuple):
    """Why a text is refused, or (`certain` is False) why it is read and yet probably not what was meant.

    `reason` is a clause that follows the text in a message; `suggestion` the right text, "" where none is certain;
    `offset` where in the text it lies, in code points.
    """

    reason: str
    suggestion: str = ""
    offset: int = 0
    certain: bool = True


def is_placeholder(text: str) -> bool:
    """Whether `text` holds a `${x}`, `${secret_values.x}` or `{{ x }}`: its value is not known before the job runs."""
    dollar, braces = text.find("${"), text.find("{{")
    return (dollar >= 0 and text.find("}", dollar) > 0) or (braces >= 0 and text.find("}}", braces) > 0)


def read(kind: Type, text: str, *, unit: str = "", values: Sequence[str] = (), flink: str = "1.17") -> Value | Problem:
    """Reads `text` as an option of this type: memory in bytes, durations in milliseconds, enums as in `values`."""
    match kind:
        case "int":
            return read_int(text, unit)
        case "long":
            return read_long(text, unit)
        case "boolean":
            return read_boolean(text)
        case "memory":
            return read_memory(text)
        case "duration":
            return read_duration(text, flink)
        case "enum":
            return read_enum(text, values)
        case "string":
            return read_word(text, values) if values else text


def read_int(text: str, unit: str = "") -> int | Problem:
    """A Java int. `unit` ("s", "ms", "bytes", "MB" or any word) is what the number counts, for the suggestion alone."""
    return _integer(text, "an int", MAX_INT, unit)


def read_long(text: str, unit: str = "") -> int | Problem:
    """A Java long; `unit` as for `read_int`."""
    return _integer(text, "a long", MAX_LONG, unit)


def _integer(text: str, name: str, limit: int, unit: str) -> int | Problem:
    """[sign] digits, without blanks; digits of any script, as long as Java keeps each in one char."""
    sign, digits = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    if digits.isdecimal() and max(digits) <= "\uffff":
        number = -_bounded(digits) if sign == "-" else _bounded(digits)
        return number if -limit - 1 <= number <= limit else Problem(f"{name} reaches from {-limit - 1} to {limit}")
    counted = {"": "", "s": ", which count seconds", "ms": ", which count milliseconds"}.get(
        unit, f", which count {unit}"
    )
    meant = guess.integer(text, unit)
    fits = meant and -limit - 1 <= int(meant) <= limit
    return Problem(f"{name} takes digits alone{counted}", meant if fits else "")


def read_boolean(text: str) -> bool | Problem:
    """true or false in any case, without blanks."""
    word = text.upper()
    return word == "TRUE" if word in ("TRUE", "FALSE") else Problem("a boolean is true or false", guess.boolean(text))


def read_memory(text: str) -> int | Problem:
    """A memory size, in bytes: digits and perhaps a unit in any case; a bare number is bytes, 1 kb is 1024 of them."""
    number, unit = units.split_amount(text)
    factor = units.BYTES.get(unit)
    if not number or factor is None:
        return Problem("a memory size is a whole number and b, kb, mb, gb or tb", guess.memory(text))
    size = _bounded(number) * factor
    return size if size <= MAX_LONG else Problem(f"a memory size ends at {MAX_LONG} bytes")


def read_duration(text: str, flink: str = "1.17") -> int | Problem:
    """A duration of an option or a SET, in milliseconds (finer parts cut off): a bare number is milliseconds.

    `m` for minutes is read from Flink 1.15 on, ISO 8601 (`PT3M`) from 2.0 on.
    """
    version = _version(flink)
    number, unit = units.split_amount(text)
    minute = units.MINUTE if unit == "m" and version >= (1, 15) else None
    factor = units.NANOSECONDS.get(unit, minute)
    nanoseconds = _bounded(number) * factor if number and factor is not None else None
    if not number and version >= (2, 0):
        nanoseconds = units.iso_duration(text)
    if nanoseconds is None or nanoseconds < 0:
        return Problem("a duration is a whole number and ms, s, min, h or d", guess.duration(text))
    if nanoseconds >= (MAX_LONG + 1) * units.SECOND or (_bounded(number) > MAX_LONG and version < (2, 0)):
        return Problem("Flink cannot hold so long a duration")
    return nanoseconds // units.MILLISECOND


def read_enum(text: str, values: Sequence[str]) -> str | Problem:
    """One of `values` in any case, returned as it is spelt there."""
    known = {value.upper(): value for value in values}
    return known[text.upper()] if text.upper() in known else _not_among(text, values)


def read_word(text: str, values: Sequence[str]) -> str | Problem:
    """One of `values` for an option that is a string to Flink: what another case means, only the connector knows."""
    if text in values:
        return text
    known = {value.upper() for value in values}
    return _not_among(text, values)._replace(certain=text.upper() not in known)


def _not_among(text: str, values: Sequence[str]) -> Problem:
    trimmed = text.strip()
    close = (trimmed,) if trimmed in values else nearest(trimmed, values)
    return Problem(f"it is one of {', '.join(map(repr, values))}", close[0] if len(close) == 1 else "")


def read_partition_spec(text: str) -> PartitionSpec | Problem:
    """key=value groups between `,` or `/`, without blanks and quotes; of a repeated key the last value holds.

    Read as MaxCompute's SDK for Java does, which splits at `,` and `/` inside quotes too.
    """
    found: dict[str, str] = {}
    offset = 0
    for group in re.split("[,/]", text.rstrip(",/")):
        parts = group.rstrip("=").split("=")
        key = parts[0].strip(units.JAVA_BLANKS)
        value = parts[1].strip(units.JAVA_BLANKS).replace("'", "").replace('"', "") if len(parts) == 2 else ""
        if not key or not value:
            return Problem("a partition is key=value[,key=value]", offset=offset)
        found[key] = value
        offset += len(group) + 1
    return tuple(found.items())


def suspicious_memory(text: str, default: str) -> Problem | None:
    """A bare number where a unit was probably forgotten: it reads as less than a thousandth of the option's default."""
    number, unit = units.split_amount(text)
    usual = read_memory(default)
    if not number or unit or isinstance(usual, Problem) or not 0 < _bounded(number) < usual / 1000:
        return None
    size = _bounded(number)
    usual_unit = units.format_memory(usual).partition(" ")[2]
    suggestion = f"{size} {usual_unit}" if size <= 1024 else ""
    return Problem("a bare number counts bytes", suggestion, certain=False)


def _bounded(digits: str) -> int:
    """The number, or one beyond every limit: Python itself refuses to read some thousand digits."""
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) < 40 else 10**40


def _version(flink: str) -> tuple[int, ...]:
    return tuple(int(part) for part in flink.split(".") if part.isdecimal())
