"""The shares that are traded: those of 2024 in 2024, invented ones at any other time."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tablewright.spec import Window

_YEAR = 365.25
_MOST_YEARS = 10
"""The years after which prices no longer rise."""


@dataclass(frozen=True)
class Symbol:
    """A share: its price when its path begins, how much it grows, and its volatility in a year.

    ``growth`` is that of a year's logarithm.
    """

    name: str
    first: float
    growth: float
    volatility: float
    at_nyse: bool = False

    def last(self, window: Window) -> float:
        """The logarithm of the price at the end of a window."""
        years = min(window.days / _YEAR, _MOST_YEARS)
        return math.log(self.first) + self.growth * years


def _listed(
    name: str, first: float, last: float, volatility: float, at_nyse: bool = False
) -> Symbol:
    return Symbol(name, first, math.log(last / first) * _YEAR / YEAR.days, volatility, at_nyse)


YEAR = Window()
"""2024, whose prices are known."""
LISTED = (
    _listed("AAPL", 192.53, 250.42, 0.23),
    _listed("GOOGL", 139.69, 189.30, 0.28),
    _listed("MSFT", 376.04, 421.50, 0.20),
    _listed("AMZN", 151.94, 219.39, 0.28),
    _listed("META", 353.96, 585.51, 0.36),
    _listed("NVDA", 49.52, 134.29, 0.52),
    _listed("TSLA", 248.48, 403.84, 0.63),
    _listed("JPM", 170.10, 239.71, 0.23, at_nyse=True),
    _listed("BAC", 33.67, 43.95, 0.23, at_nyse=True),
    _listed("WMT", 52.55, 90.35, 0.19, at_nyse=True),
)
"""Closes of 29 December 2023 and 31 December 2024, adjusted for splits."""
INVENTED = (
    Symbol("ALDRA", 187.20, 0.09, 0.24),
    Symbol("BOREN", 142.65, 0.11, 0.28),
    Symbol("CASTO", 361.40, 0.08, 0.20),
    Symbol("DELVO", 158.30, 0.10, 0.28),
    Symbol("FERRA", 334.75, 0.14, 0.36),
    Symbol("HALDO", 61.85, 0.21, 0.52),
    Symbol("KESTO", 229.10, 0.03, 0.60),
    Symbol("MORVA", 164.55, 0.07, 0.23, at_nyse=True),
    Symbol("NESTA", 35.95, 0.05, 0.23, at_nyse=True),
    Symbol("TELVA", 58.40, 0.08, 0.19, at_nyse=True),
)
"""Names of five letters, which the New York Stock Exchange does not give to common shares."""


def traded(window: Window) -> tuple[Symbol, ...]:
    """The shares of a window: real prices belong to their time."""
    return LISTED if within_year(window) else INVENTED


def within_year(window: Window) -> bool:
    """Whether a window lies within `YEAR`."""
    return YEAR.start <= window.start and window.end <= YEAR.end
