"""Types, manufacturers and models of machines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.sampling import shuffled

TYPES = ("CNC", "Robot", "Conveyor", "Press", "Welder", "Packaging", "Scanner", "HVAC")
MANUFACTURERS = ("Siemens", "ABB", "Fanuc", "Bosch", "Honeywell")

MAKERS = (
    (40, 0, 60, 0, 0),
    (0, 70, 30, 0, 0),
    (20, 40, 0, 40, 0),
    (0, 40, 0, 60, 0),
    (0, 10, 70, 20, 0),
    (30, 0, 0, 40, 30),
    (30, 0, 0, 0, 70),
    (40, 0, 0, 0, 60),
)
"""Percent of each manufacturer, by type."""
_MODEL_SHARES = (30, 25, 20, 15, 10)
_FACTOR_LOW, _FACTOR_HIGH = 700, 1500
"""How often models fail, in thousandths."""


@dataclass(frozen=True)
class Models:
    """Three to five models for each type and manufacturer that makes it."""

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """Every type with every manufacturer that makes it."""
        return [(t, m) for t, row in enumerate(MAKERS) for m, share in enumerate(row) if share]

    @cached_property
    def counts(self) -> list[int]:
        """How many models each pair has."""
        return [3 + number % 3 for number in shuffled(len(self.pairs), 3)]

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """The number of the first model by type and manufacturer."""
        firsts = [0] * (len(TYPES) * len(MANUFACTURERS))
        for number, (kind, maker) in enumerate(self.pairs):
            firsts[kind * len(MANUFACTURERS) + maker] = sum(self.counts[:number])
        return tuple(firsts)

    @cached_property
    def weights(self) -> list[list[int]]:
        """The shares of a pair's models, by type and manufacturer."""
        rows = [[1, 0, 0, 0, 0]] * (len(TYPES) * len(MANUFACTURERS))
        for (kind, maker), count in zip(self.pairs, self.counts, strict=True):
            shares = [*_MODEL_SHARES[:count], *[0] * (len(_MODEL_SHARES) - count)]
            rows[kind * len(MANUFACTURERS) + maker] = shares
        return rows

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Initials of the manufacturer and the type, and a number."""
        return tuple(
            f"{MANUFACTURERS[maker][:2].upper()}-{TYPES[kind][:3].upper()}-{100 * (1 + index)}"
            for (kind, maker), count in zip(self.pairs, self.counts, strict=True)
            for index in range(count)
        )

    @cached_property
    def factors(self) -> tuple[int, ...]:
        """How often each model fails, in thousandths."""
        count = sum(self.counts)
        span = _FACTOR_HIGH - _FACTOR_LOW
        return tuple(_FACTOR_LOW + span * rank // (count - 1) for rank in shuffled(count, 7))

    @cached_property
    def mean_factor(self) -> float:
        """The mean of the factors over machines."""
        total = 0.0
        for (kind, maker), count in zip(self.pairs, self.counts, strict=True):
            pair = kind * len(MANUFACTURERS) + maker
            shares = self.weights[pair]
            ours = self.factors[self.firsts[pair] : self.firsts[pair] + count]
            mean = sum(s * f for s, f in zip(shares, ours, strict=False)) / sum(shares)
            total += mean * MAKERS[kind][maker] / sum(MAKERS[kind])
        return total / len(TYPES)
