"""Distributions of numeric columns, under their statistical names."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tablewright import checks
from tablewright.declare import quantiles
from tablewright.declare.sources import Slot, Source
from tablewright.declare.values import Value, number
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.ops import Draw, Expr, below, round_half_up
from tablewright.sampling.quantiles import CELLS, curve
from tablewright.spec import Distribution

_FINER = 3
"""Extra decimals drawn beyond those of the column, so that rounding does not bias values."""
_TAIL = 64
"""Points in the last cell of a quantile table; its end knot preserves their mean."""
_MOST = 2**40
_FEW = 2**20
"""Cells up to which a uniform draw chooses one of them, each equally often."""
_LARGEST = 1e15
_MOST_SIGMA = 20


@dataclass(frozen=True)
class Continuous(Source):
    """A continuous distribution with its parameters.

    Parameters
    ----------
    name : str
        For example ``normal``.
    parameters : tuple of (name, value)
        The parameters, named as in its function.
    low, high : float, optional
        Truncation limits; the mass outside is redistributed inside in proportion.
    """

    name: str
    parameters: tuple[tuple[str, float], ...]
    low: float | None = None
    high: float | None = None

    def value(self, slot: Slot) -> Value:
        """The value in a column of numbers."""
        if slot.kind != "number":
            raise ArgumentTypeError(f"{self} makes numbers, not a {slot.kind}; use t.double(...)")
        if self.name == "uniform" and (ends := self._whole(slot.scale)) is not None:
            # Rounding would give the two ends half of what the others get.
            low, high = ends
            return number(below(high - low + 1, slot.draw(self.name)) + low, slot.scale)
        knots = self.knots(10 ** (slot.scale + _FINER))
        drawn = round_half_up(curve(knots, lift_draw(slot, self.name)), 10**_FINER)
        return number(drawn, slot.scale)

    def _whole(self, scale: int) -> tuple[int, int] | None:
        """Return the limits of few cells, if both are cells of the scale."""
        low, high = (Fraction(str(value)) * 10**scale for _, value in self.parameters)
        if low.denominator != 1 or high.denominator != 1 or high - low > _FEW:
            return None
        return int(low), int(high)

    def knots(self, unit: int) -> tuple[int, ...]:
        """Return 1,025 quantiles in units of ``1 / unit``; the ends preserve the tails' means."""
        return _knots(self, unit)

    def quantile(self, share: float) -> float:
        """The value that a share of all is below."""
        values = dict(self.parameters)
        first, last = (self._share(end) for end in (self.low, self.high))
        inside = (first or 0.0) + share * ((1.0 if last is None else last) - (first or 0.0))
        found = _FAMILIES[self.name](values, inside)
        low = -math.inf if self.low is None else self.low
        return min(max(found, low), math.inf if self.high is None else self.high)

    def distribution(self, scale: int) -> Distribution:
        """Return the share of values below each number, before they are rounded."""
        whole = self._whole(scale) if self.name == "uniform" else None
        if whole is None:
            return Distribution(below=functools.partial(_share_under, self.quantile))
        low, high = (
            (2 * end + side) / (2 * 10**scale) for end, side in zip(whole, (-1, 1), strict=True)
        )
        return Distribution(below=functools.partial(_share_under, uniform(low, high).quantile))

    def _share(self, end: float | None) -> float | None:
        """Return the share of the untruncated distribution below a limit."""
        return None if end is None else _share_below(self.name, self.parameters, end)

    def __str__(self) -> str:
        shown = [f"{name}={value:g}" for name, value in self.parameters]
        shown += [
            f"{n}={v:g}" for n, v in (("low", self.low), ("high", self.high)) if v is not None
        ]
        return f"{self.name}({', '.join(shown)})"


def lift_draw(slot: Slot, purpose: str) -> Expr:
    """Return a 32-bit draw."""
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
    _small(one, found, unit)
    return found


def _small(one: Source, knots: tuple[int, ...], unit: int) -> None:
    """Refuse quantiles that leave no room for drawing between them."""
    most = max(map(abs, knots))
    if most > _MOST:
        raise ArgumentError(
            f"{one} reaches {most / unit:,.4g}, and with {len(str(unit)) - 1 - _FINER} decimals "
            f"at most {_MOST / unit:,.4g} can be drawn; give narrower limits or fewer decimals, or "
            "draw thousands and multiply"
        )


@functools.lru_cache(maxsize=1_024)
def _share_below(name: str, parameters: tuple[tuple[str, float], ...], end: float) -> float:
    return _share_under(functools.partial(_FAMILIES[name], dict(parameters)), end)


def _share_under(family: Callable[[float], float], end: float) -> float:
    """Return the share of values below a number, of a distribution given by its quantiles."""
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
    """Draw from the uniform distribution from ``low`` to ``high``.

    In a column of integers every integer from ``low`` to ``high`` is equally likely.
    """
    _ordered(low, high)
    return Continuous("uniform", (("low", float(low)), ("high", float(high))))


def normal(
    mean: float, sd: float, *, low: float | None = None, high: float | None = None
) -> Continuous:
    """Draw from the normal distribution, truncated to ``low`` and ``high`` if given."""
    return _cut("normal", low, high, mean=_finite("mean", mean), sd=_positive("sd", sd))


def lognormal(
    median: float, sigma: float, *, low: float | None = None, high: float | None = None
) -> Continuous:
    """Draw from the log-normal distribution; ``sigma`` is the logarithm's standard deviation."""
    median, sigma = _positive("median", median), _positive("sigma", sigma)
    if sigma > _MOST_SIGMA:
        raise ArgumentError(f"sigma={sigma:g} is out of range; give at most {_MOST_SIGMA}")
    return _cut("lognormal", low, high, median=median, sigma=sigma)


def exponential(mean: float, *, low: float | None = None, high: float | None = None) -> Continuous:
    """Draw from the exponential distribution."""
    return _cut("exponential", low, high, mean=_positive("mean", mean))


def gamma(
    mean: float, shape: float, *, low: float | None = None, high: float | None = None
) -> Continuous:
    """Draw from the gamma distribution with this mean.

    ``shape`` 1 is the exponential distribution; a larger shape gives fewer small values.
    """
    return _cut("gamma", low, high, mean=_positive("mean", mean), shape=_shape("shape", shape))


def beta(a: float, b: float, *, low: float = 0.0, high: float = 1.0) -> Continuous:
    """Draw from the beta distribution with parameters ``a`` and ``b``, scaled to the limits."""
    _ordered(low, high)
    shapes = ("a", _shape("a", a)), ("b", _shape("b", b))
    return Continuous("beta", (*shapes, ("low", float(low)), ("high", float(high))))


@dataclass(frozen=True)
class Empirical(Source):
    """A distribution given by quantiles; see `empirical`."""

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
        """Return 1,025 quantiles in units of ``1 / unit``."""
        ends = (self.values[0], self.values[-1])
        inner = (self.quantile(i / CELLS) for i in range(1, CELLS))
        found = tuple(round(quantiles.rounded(v) * unit) for v in (ends[0], *inner, ends[1]))
        _small(self, found, unit)
        return found

    def value(self, slot: Slot) -> Value:
        """The value in a column of numbers."""
        if slot.kind != "number":
            raise ArgumentTypeError(f"{self} makes numbers, not a {slot.kind}; use t.double(...)")
        knots = self.knots(10 ** (slot.scale + _FINER))
        drawn = round_half_up(curve(knots, lift_draw(slot, "empirical")), 10**_FINER)
        return number(drawn, slot.scale)

    def distribution(self, scale: int) -> Distribution:
        """Return the share of values below each number, before they are rounded."""
        return Distribution(below=functools.partial(_share_under, self.quantile))

    def __str__(self) -> str:
        return f"{len(self.values)} quantiles from {self.values[0]:g} to {self.values[-1]:g}"


def empirical(quantiles: Mapping[float, float] | Sequence[float]) -> Empirical:
    """Draw from a distribution given by its quantiles, interpolated linearly.

    Parameters
    ----------
    quantiles : mapping or sequence
        Shares from 0 to 1 with their values, such as ``{0: 0, 0.5: 20, 1: 500}``; the quantiles
        of a sequence are evenly spaced.
    """
    remedy = "give a mapping of shares to values, such as {0: 0, 0.5: 20, 1: 500}, or a list"
    given: object = quantiles
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise checks.wrong_type("quantiles", given, "a mapping or a list", remedy)
    if isinstance(quantiles, Mapping):
        pairs = [(_finite("quantiles", s), _finite("quantiles", v)) for s, v in quantiles.items()]
        pairs.sort()
    else:
        values = [_finite("quantiles", value) for value in quantiles]
        pairs = [(i / max(1, len(values) - 1), value) for i, value in enumerate(values)]
    if len(pairs) < 2 or pairs[0][0] != 0 or pairs[-1][0] != 1:
        shown = checks.shown(quantiles)
        raise ArgumentError(f"quantiles={shown} does not go from share 0 to share 1; {remedy}")
    for (_, left), (_, right) in itertools.pairwise(pairs):
        if right < left:
            raise ArgumentError(
                f"quantiles decrease from {left:g} to {right:g}; give rising values"
            )
    return Empirical(tuple(s for s, _ in pairs), tuple(v for _, v in pairs))


def _cut(name: str, low: float | None, high: float | None, **parameters: float) -> Continuous:
    low = None if low is None else _finite("low", low)
    high = None if high is None else _finite("high", high)
    if low is not None and high is not None:
        _ordered(low, high)
    one = Continuous(name, tuple(parameters.items()))
    ends = (one.quantile(0.0), one.quantile(1.0))
    if (low is not None and low >= ends[1]) or (high is not None and high <= ends[0]):
        raise ArgumentError(f"{one} has no mass between low={low} and high={high}; widen them")
    return Continuous(name, one.parameters, low, high)


def _ordered(low: float, high: float) -> None:
    if not _finite("low", low) < _finite("high", high):
        raise ArgumentError(f"high={high} is not above low={low}; give a higher one")


def _finite(name: str, value: float) -> float:
    remedy = f"give one from -{_LARGEST:.0e} to {_LARGEST:.0e}"
    found = checks.number(name, value, "a number", remedy)
    if not -_LARGEST <= found <= _LARGEST:
        raise ArgumentError(f"{name}={checks.shown(value)} is out of range; {remedy}")
    return found


def _shape(name: str, value: float) -> float:
    found = _finite(name, value)
    if not 0.05 <= found <= 1_000:
        raise ArgumentError(f"{name}={value} is out of range; give 0.05 to 1,000")
    return found


def _positive(name: str, value: float) -> float:
    found = _finite(name, value)
    if found <= 0:
        raise ArgumentError(f"{name}={value} is not above 0; give a positive number")
    return found
