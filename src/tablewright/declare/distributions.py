"""Distributions: what a column's cells are drawn from, by the names statisticians use."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tablewright.declare import quantiles
from tablewright.declare.values import Kind, Plain, Value, constant, number, picked
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.laws.quantiles import CELLS, curve
from tablewright.ops import Draw, Expr, Row, round_half_up, weighted

_FINER = 3
"""Decimals that are drawn beyond those of the column, so that rounding is not felt."""
_TAIL = 64
"""Points of the last cell of a table of quantiles, whose mean its end keeps."""
_MOST = 2**40


class Slot(Protocol):
    """The column that a source fills."""

    @property
    def kind(self) -> Kind:
        """What its cells are."""

    @property
    def scale(self) -> int:
        """Of numbers, the digits after the point."""

    @property
    def locale(self) -> str:
        """The language of names and places."""

    @property
    def rows(self) -> int:
        """Of the table."""

    def draw(self, purpose: str) -> str:
        """The purpose of a draw, which no other source of the column has."""

    def inner(self, name: str) -> Slot:
        """The same column for a source inside this one."""


class Source(Protocol):
    """What a column can be filled from, besides plain values and values of the table."""

    def value(self, slot: Slot) -> Value:
        """The value in a column."""


@dataclass(frozen=True)
class Choice:
    """One of a few plain values, in the proportion of their shares; see `choice`."""

    values: tuple[Plain, ...]
    shares: tuple[float, ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column."""
        index = weighted(self.shares, Draw(slot.draw("choice")))
        return picked([constant(each) for each in self.values], index)

    def __str__(self) -> str:
        total = sum(self.shares)
        shown = [
            f"{value} {100 * share / total:.3g} %"
            for value, share in zip(self.values[:8], self.shares, strict=False)
        ]
        more = [f"{len(self.values) - 8} more"] if len(self.values) > 8 else []
        return ", ".join([*shown, *more])


def choice(shares: Mapping[Plain, float] | Sequence[Plain]) -> Choice:
    """One of a few values.

    Parameters
    ----------
    shares : mapping or sequence
        Values with their shares, in any unit: ``{"private": 70, "business": 30}``. Of a sequence
        all are as likely.

    Examples
    --------
    >>> print(choice({"private": 3, "business": 1}))
    private 75 %, business 25 %
    """
    if isinstance(shares, str) or not isinstance(shares, Mapping | Sequence):
        raise ArgumentTypeError(
            f"shares={shares!r:.60} is of type {type(shares).__name__}; give a mapping of values "
            "to shares, or a list of values"
        )
    pairs = dict(shares) if isinstance(shares, Mapping) else dict.fromkeys(shares, 1.0)
    if not pairs:
        raise ArgumentError("shares={} leaves nothing to choose; give at least one value")
    for value, share in pairs.items():
        constant(value)
        if isinstance(share, bool) or not isinstance(share, int | float):
            raise ArgumentTypeError(f"shares[{value!r}]={share!r:.40} is no number; give a share")
        if not 0 <= share < math.inf:
            raise ArgumentError(f"shares[{value!r}]={share} is no share; give 0 or more")
    if not any(pairs.values()):
        raise ArgumentError("shares are all 0; give at least one above")
    return Choice(tuple(pairs), tuple(float(share) for share in pairs.values()))


@dataclass(frozen=True)
class Each:
    """The values in turn, by the row's number; see `each`."""

    values: tuple[Plain, ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column."""
        index = Row() % len(self.values)
        return picked([constant(value) for value in self.values], index)

    def __str__(self) -> str:
        more = ", ..." if len(self.values) > 8 else ""
        return f"in turn {', '.join(map(str, self.values[:8]))}{more}"


def each(*values: Plain) -> Each:
    """The values in turn: the first in the first row, and from the beginning after the last.

    For small tables that are typed out: ``t.text("name", each("Basic", "Plus", "Pro"))``.
    """
    if not values:
        raise ArgumentError("each() has no value; give at least one")
    for value in values:
        constant(value)
    return Each(values)


@dataclass(frozen=True)
class Continuous:
    """A continuous distribution, as its name and parameters.

    Parameters
    ----------
    name : str
        For instance ``normal``.
    parameters : tuple of (name, value)
        As the function that makes it names them.
    low, high : float, optional
        Where it is cut off; what is outside is spread over the inside in proportion.
    """

    name: str
    parameters: tuple[tuple[str, float], ...]
    low: float | None = None
    high: float | None = None

    def value(self, slot: Slot) -> Value:
        """The value in a column of numbers."""
        if slot.kind != "number":
            raise ArgumentTypeError(f"{self} makes numbers, not a {slot.kind}")
        knots = self.knots(10 ** (slot.scale + _FINER))
        drawn = round_half_up(curve(knots, lift_draw(slot, self.name)), 10**_FINER)
        return number(drawn, slot.scale)

    def knots(self, unit: int) -> tuple[int, ...]:
        """1,025 quantiles in integers of ``1 / unit``, the ends of which keep the tails' means."""
        return _knots(self, unit)

    def quantile(self, share: float) -> float:
        """The value that a share of all is below."""
        values = dict(self.parameters)
        first, last = (self._share(end) for end in (self.low, self.high))
        inside = (first or 0.0) + share * ((1.0 if last is None else last) - (first or 0.0))
        found = _FAMILIES[self.name](values, inside)
        low = -math.inf if self.low is None else self.low
        return min(max(found, low), math.inf if self.high is None else self.high)

    def _share(self, end: float | None) -> float | None:
        """The share of the whole distribution that is below an end."""
        return None if end is None else _share_below(self.name, self.parameters, end)

    def __str__(self) -> str:
        shown = [f"{name}={value:g}" for name, value in self.parameters]
        shown += [
            f"{n}={v:g}" for n, v in (("low", self.low), ("high", self.high)) if v is not None
        ]
        return f"{self.name}({', '.join(shown)})"


def lift_draw(slot: Slot, purpose: str) -> Expr:
    """A draw of 32 bits."""
    return Draw(slot.draw(purpose))


@functools.lru_cache(maxsize=256)
def _knots(one: Continuous, unit: int) -> tuple[int, ...]:
    inner = [one.quantile(i / CELLS) for i in range(1, CELLS)]
    first, last = (
        sum(one.quantile((cell + (i + 0.5) / _TAIL) / CELLS) for i in range(_TAIL)) / _TAIL
        for cell in (0, CELLS - 1)
    )
    ends = (2 * first - inner[0], 2 * last - inner[-1])
    low = -math.inf if one.low is None else one.low
    high = math.inf if one.high is None else one.high
    knots = (max(ends[0], low), *inner, min(ends[1], high))
    found = tuple(round(quantiles.rounded(knot) * unit) for knot in knots)
    if max(map(abs, found)) > _MOST:
        raise ArgumentError(
            f"{one} reaches {max(map(abs, knots)):.3g}, too much for this column; give high=, or "
            "fewer decimals"
        )
    return found


def _share_below(name: str, parameters: tuple[tuple[str, float], ...], end: float) -> float:
    family = functools.partial(_FAMILIES[name], dict(parameters))
    if family(0.0) >= end:
        return 0.0
    if family(1.0) <= end:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if family(middle) < end else (low, middle)
    return (low + high) / 2


_NEARLY = 1 - 1e-9

_FAMILIES: Mapping[str, Callable[[Mapping[str, float], float], float]] = {
    "uniform": lambda p, u: p["low"] + (p["high"] - p["low"]) * u,
    "normal": lambda p, u: p["mean"] + p["sd"] * quantiles.normal(u),
    "lognormal": lambda p, u: p["median"] * math.exp(p["sigma"] * quantiles.normal(u)),
    "exponential": lambda p, u: -p["mean"] * math.log1p(-min(u, _NEARLY)),
    "gamma": lambda p, u: p["mean"] / p["shape"] * quantiles.gamma(p["shape"], u),
    "beta": lambda p, u: p["low"] + (p["high"] - p["low"]) * quantiles.beta(p["a"], p["b"], u),
}


def uniform(low: float, high: float) -> Continuous:
    """Any number from ``low`` to ``high``, all as likely."""
    _ordered(low, high)
    return Continuous("uniform", (("low", low), ("high", high)))


def normal(
    mean: float, sd: float, *, low: float | None = None, high: float | None = None
) -> Continuous:
    """The normal distribution, cut off below ``low`` and above ``high`` if they are given."""
    return _cut("normal", low, high, mean=_finite("mean", mean), sd=_positive("sd", sd))


def lognormal(
    median: float, sigma: float, *, low: float | None = None, high: float | None = None
) -> Continuous:
    """The log-normal distribution; ``sigma`` is the standard deviation of the logarithm."""
    median, sigma = _positive("median", median), _positive("sigma", sigma)
    return _cut("lognormal", low, high, median=median, sigma=sigma)


def exponential(mean: float, *, low: float | None = None, high: float | None = None) -> Continuous:
    """The exponential distribution."""
    return _cut("exponential", low, high, mean=_positive("mean", mean))


def gamma(
    mean: float, shape: float, *, low: float | None = None, high: float | None = None
) -> Continuous:
    """The gamma distribution of that mean; ``shape`` is 1 for the exponential, and above for
    fewer small values."""
    if not 0.05 <= shape <= 1_000:
        raise ArgumentError(f"shape={shape} is out of range; give 0.05 to 1,000")
    return _cut("gamma", low, high, mean=_positive("mean", mean), shape=shape)


def beta(a: float, b: float, *, low: float = 0.0, high: float = 1.0) -> Continuous:
    """The beta distribution with parameters ``a`` and ``b``, stretched over ``low`` to ``high``."""
    for name, value in (("a", a), ("b", b)):
        if not 0.05 <= value <= 1_000:
            raise ArgumentError(f"{name}={value} is out of range; give 0.05 to 1,000")
    _ordered(low, high)
    return Continuous("beta", (("a", a), ("b", b), ("low", low), ("high", high)))


@dataclass(frozen=True)
class Empirical:
    """Quantiles that are given; see `empirical`."""

    shares: tuple[float, ...]
    values: tuple[float, ...]

    def quantile(self, share: float) -> float:
        """The value that a share of all is below."""
        at = min(
            next((i for i, s in enumerate(self.shares) if s > share), len(self.shares) - 1),
            len(self.shares) - 1,
        )
        left, right = self.shares[at - 1], self.shares[at]
        part = (share - left) / (right - left)
        return self.values[at - 1] + (self.values[at] - self.values[at - 1]) * part

    def knots(self, unit: int) -> tuple[int, ...]:
        """1,025 quantiles in integers of ``1 / unit``."""
        ends = (self.values[0], self.values[-1])
        inner = (self.quantile(i / CELLS) for i in range(1, CELLS))
        return tuple(round(quantiles.rounded(v) * unit) for v in (ends[0], *inner, ends[1]))

    def value(self, slot: Slot) -> Value:
        """The value in a column of numbers."""
        if slot.kind != "number":
            raise ArgumentTypeError(f"empirical quantiles make numbers, not a {slot.kind}")
        knots = self.knots(10 ** (slot.scale + _FINER))
        drawn = round_half_up(curve(knots, lift_draw(slot, "empirical")), 10**_FINER)
        return number(drawn, slot.scale)

    def __str__(self) -> str:
        return f"{len(self.values)} quantiles from {self.values[0]:g} to {self.values[-1]:g}"


def empirical(quantiles: Mapping[float, float] | Sequence[float]) -> Empirical:
    """A distribution given by its quantiles, straight between them.

    Parameters
    ----------
    quantiles : mapping or sequence
        Shares from 0 to 1 with their values, such as ``{0: 0, 0.5: 20, 1: 500}``; of a sequence
        the shares are evenly spaced.
    """
    if isinstance(quantiles, Mapping):
        pairs = sorted(quantiles.items())
    else:
        pairs = [(i / max(1, len(quantiles) - 1), v) for i, v in enumerate(quantiles)]
    if len(pairs) < 2 or pairs[0][0] != 0 or pairs[-1][0] != 1:
        raise ArgumentError("quantiles need the shares 0 and 1 and at least those two")
    shares, values = zip(*pairs, strict=True)
    for left, right in itertools.pairwise(values):
        if right < left:
            raise ArgumentError(f"quantiles fall from {left} to {right}; give rising values")
    return Empirical(tuple(map(float, shares)), tuple(map(float, values)))


@dataclass(frozen=True)
class Zipf:
    """Whole numbers from 1, each in proportion to its power; see `zipf`."""

    exponent: float
    most: int

    def weights(self, count: int) -> tuple[float, ...]:
        """The weights of the first ``count`` numbers."""
        # Rounded, because powers differ between machines in their last bits.
        return tuple(quantiles.rounded((1 + i) ** -self.exponent) for i in range(count))

    def value(self, slot: Slot) -> Value:
        """The value in a column of numbers."""
        return number(1 + weighted(self.weights(self.most), Draw(slot.draw("zipf"))))

    def __str__(self) -> str:
        return f"zipf({self.exponent:g}, most={self.most})"


def zipf(exponent: float = 1.0, most: int = 1_000) -> Zipf:
    """Whole numbers from 1 to ``most`` (at most 10,000), ``k`` as often as ``k ** -exponent``."""
    if not 0 <= exponent <= 10:
        raise ArgumentError(f"exponent={exponent} is out of range; give 0 to 10")
    if not 1 <= most <= 10_000:
        raise ArgumentError(f"most={most} is out of range; give 1 to 10,000")
    return Zipf(float(exponent), most)


Distribution = Continuous | Empirical


@dataclass(frozen=True)
class By:
    """A source for each option of a text; see `by`."""

    which: Value
    sources: tuple[tuple[str, object], ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column."""
        made = {option: made_of(source, slot.inner(option)) for option, source in self.sources}
        return self.which.map(made)

    def __str__(self) -> str:
        return "; ".join(f"{option}: {source}" for option, source in self.sources)


def by(which: Value, sources: Mapping[str, object]) -> By:
    """A distribution of its own for each option of a text that is one of a few.

    Parameters
    ----------
    which : Value
        Such as a column of `choice`.
    sources : mapping
        A distribution, a plain value or a value of the table for every option.
    """
    if not isinstance(which, Value) or not which.options:
        raise ArgumentTypeError("which: needs a text that is one of a few, as tw.choice makes")
    return By(which, tuple(sources.items()))


def made_of(source: object, slot: Slot) -> Value:
    """The value of anything that a column can be filled from."""
    if isinstance(source, Value):
        return source
    if hasattr(source, "value") and not isinstance(source, type):
        found: Value = source.value(slot)
        return found
    return constant(source)


def _cut(name: str, low: float | None, high: float | None, **parameters: float) -> Continuous:
    if low is not None and high is not None:
        _ordered(low, high)
    one = Continuous(name, tuple(parameters.items()))
    ends = (one.quantile(0.0), one.quantile(1.0))
    if (low is not None and low >= ends[1]) or (high is not None and high <= ends[0]):
        raise ArgumentError(f"{one} has nothing between low={low} and high={high}; widen them")
    return Continuous(name, one.parameters, low, high)


def _ordered(low: float, high: float) -> None:
    if not _finite("low", low) < _finite("high", high):
        raise ArgumentError(f"high={high} is not above low={low}; give a higher one")


def _finite(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ArgumentTypeError(f"{name}={value!r:.40} is no number; give one")
    if not math.isfinite(value):
        raise ArgumentError(f"{name}={value} is not finite; give a number")
    return float(value)


def _positive(name: str, value: float) -> float:
    if _finite(name, value) <= 0:
        raise ArgumentError(f"{name}={value} is not above 0; give a positive number")
    return float(value)
