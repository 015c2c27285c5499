"""Choices among a few values: by share, in turn, by rank, or by another column."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tablewright import checks
from tablewright.declare import quantiles
from tablewright.declare.plain import Plain
from tablewright.declare.sources import Filling, Slot, Source, made_of
from tablewright.declare.values import Value, constant, number, picked
from tablewright.errors import ArgumentError
from tablewright.ops import Draw, Row, weighted
from tablewright.ops.text import SEPARATOR
from tablewright.spec import Distribution


@dataclass(frozen=True)
class Choice(Source):
    """A choice among plain values, in proportion to their shares; see `choice`."""

    values: tuple[Plain, ...]
    shares: tuple[float, ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column."""
        index = weighted(self.shares, Draw(slot.draw("choice")))
        return picked([constant(each) for each in self.values], index)

    def distribution(self, scale: int) -> Distribution:
        """Return the shares."""
        total = sum(self.shares)
        pairs = zip(self.values, self.shares, strict=True)
        return Distribution(tuple((_written(value), share / total) for value, share in pairs))

    def __str__(self) -> str:
        total = sum(self.shares)
        shown = [
            f"{value} {100 * share / total:.3g} %"
            for value, share in zip(self.values[:8], self.shares, strict=False)
        ]
        more = [f"{len(self.values) - 8} more"] if len(self.values) > 8 else []
        return ", ".join([*shown, *more])


def choice(shares: Mapping[Plain, float] | Sequence[Plain]) -> Choice:
    """Choose among a few values.

    Parameters
    ----------
    shares : mapping or sequence
        Values with their shares, in any unit: ``{"private": 70, "business": 30}``. The values of a
        sequence are equally likely.

    Examples
    --------
    >>> print(choice({"private": 3, "business": 1}))
    private 75 %, business 25 %
    """
    if isinstance(shares, str) or not isinstance(shares, Mapping | Sequence):
        remedy = "give a mapping of values to shares, or a list of values"
        raise checks.wrong_type("shares", shares, "a mapping", remedy)
    pairs = dict(shares) if isinstance(shares, Mapping) else dict.fromkeys(shares, 1.0)
    if not pairs:
        raise ArgumentError("shares={} is empty; give at least one value")
    for value, share in pairs.items():
        usable(value)
        number_ = checks.number(f"shares[{value!r}]", share, "a number", "give a share")
        if not 0 <= number_ < math.inf:
            raise ArgumentError(f"shares[{value!r}]={share} is not a share; give 0 or more")
    if not any(pairs.values()):
        raise ArgumentError(f"shares={checks.shown(shares)} are all 0; give at least one above")
    return Choice(tuple(pairs), tuple(float(share) for share in pairs.values()))


@dataclass(frozen=True)
class Each(Source):
    """Values in turn, by row number; see `each`."""

    values: tuple[Plain, ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column."""
        index = Row() % len(self.values)
        return picked([constant(value) for value in self.values], index)

    def __str__(self) -> str:
        more = ", ..." if len(self.values) > 8 else ""
        return f"in turn {', '.join(map(str, self.values[:8]))}{more}"


def each(*values: Plain) -> Each:
    """Use the values in turn, one per row, starting over after the last.

    For small lookup tables: ``t.text("name", each("Basic", "Plus", "Pro"))``.
    """
    if not values:
        raise ArgumentError("each() has no value; give at least one")
    for value in values:
        usable(value)
    return Each(values)


@dataclass(frozen=True)
class Zipf(Source):
    """Integers from 1, with Zipf weights; see `zipf`."""

    exponent: float
    most: int

    def weights(self, count: int) -> tuple[float, ...]:
        """Return the weights of the first ``count`` numbers."""
        # Rounded, because powers differ in their last bits between machines.
        return tuple(quantiles.rounded((1 + i) ** -self.exponent) for i in range(count))

    def value(self, slot: Slot) -> Value:
        """The value in a column of numbers."""
        return number(1 + weighted(self.weights(self.most), Draw(slot.draw("zipf"))))

    def distribution(self, scale: int) -> Distribution:
        """Return the shares."""
        weights = self.weights(self.most)
        total = sum(weights)
        return Distribution(tuple((str(i), w / total) for i, w in enumerate(weights, 1)))

    def __str__(self) -> str:
        return f"zipf({self.exponent:g}, most={self.most})"


def zipf(exponent: float = 1.0, most: int = 1_000) -> Zipf:
    """Draw integers from 1 to ``most`` (at most 10,000) with weights ``k ** -exponent``."""
    power = checks.number("exponent", exponent, "a number", "give 0 to 10")
    if not 0 <= power <= 10:
        raise ArgumentError(f"exponent={exponent} is out of range; give 0 to 10")
    return Zipf(power, checks.integer("most", most, 1, 10_000))


@dataclass(frozen=True)
class By(Source):
    """A source for each option of a text; see `by`."""

    which: Value
    sources: tuple[tuple[str, Filling], ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column."""
        made = {option: made_of(source, slot.inner(option)) for option, source in self.sources}
        return self.which.map(made)

    def __str__(self) -> str:
        return "; ".join(f"{option}: {source!s}" for option, source in self.sources)


def by(which: Value, sources: Mapping[str, Filling]) -> By:
    """Use a separate source for each option of a text.

    Parameters
    ----------
    which : Value
        A text with fixed options, such as a column of `choice`.
    sources : mapping
        For every option a distribution, a plain value or a value of the table.
    """
    if not isinstance(which, Value) or not which.options:
        remedy = "give a text with fixed options, such as tw.choice"
        raise checks.wrong_type("which", which, "such a text", remedy)
    given = checks.mapping("sources", sources)
    for option in given:
        which._option(option)
    missing = [option for option in which.options if option not in given]
    if missing:
        raise ArgumentError(f"sources={missing[0]!r} is missing; give a source for each option")
    return By(which, tuple(given.items()))


def usable(value: object) -> None:
    """Refuse what is no plain value, and what text files cannot tell from null."""
    constant(value)
    if isinstance(value, str) and SEPARATOR in value:
        raise ArgumentError(
            f"value={checks.shown(value)} holds {SEPARATOR!r}, which separates words on Spark; "
            "give a text without it"
        )
    if isinstance(value, str) and not value:
        raise ArgumentError(
            "value='' equals null in text files; give another text, or null= of the column"
        )


def _written(value: Plain) -> str:
    """Return a value as databases write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
