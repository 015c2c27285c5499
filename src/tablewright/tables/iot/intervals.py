"""Intervals as Spark writes them: ``"1 minute"``, ``"5 seconds"``."""

from __future__ import annotations

from tablewright.errors import ArgumentError, ArgumentTypeError

_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}


def seconds(name: str, value: object, most: int) -> int:
    """Seconds of an interval, from 1 to ``most``."""
    remedy = f"give a number and a unit, such as '5 seconds', of at most {most:,} seconds"
    if not isinstance(value, str):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not str; {remedy}")
    number, _, unit = value.strip().partition(" ")
    scale = _UNITS.get(unit.strip().lower().removesuffix("s"))
    if scale is None or not (number.isascii() and number.isdigit()):
        raise ArgumentError(f"{name}={value!r} is not an interval; {remedy}")
    if not 1 <= int(number) * scale <= most:
        raise ArgumentError(f"{name}={value!r} is out of range; {remedy}")
    return int(number) * scale
