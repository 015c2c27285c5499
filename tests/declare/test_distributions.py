"""What is drawn has the distribution that its name says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import tablewright as tw
from tests.support.small import frame

ROWS = 40_000
CRITICAL = 1.95 / math.sqrt(ROWS)
"""The Kolmogorov-Smirnov distance that one sample in a thousand exceeds."""

FAMILIES = {
    "uniform": (tw.uniform(-3, 8), stats.uniform(-3, 11)),
    "normal": (tw.normal(100, 15), stats.norm(100, 15)),
    "lognormal": (tw.lognormal(20, 0.8), stats.lognorm(0.8, scale=20)),
    "exponential": (tw.exponential(12), stats.expon(scale=12)),
    "gamma": (tw.gamma(30, shape=0.5), stats.gamma(0.5, scale=60)),
    "gamma 9": (tw.gamma(30, shape=9), stats.gamma(9, scale=30 / 9)),
    "beta": (tw.beta(2, 5), stats.beta(2, 5)),
    "beta u": (tw.beta(0.5, 0.5, low=10, high=30), stats.beta(0.5, 0.5, loc=10, scale=20)),
    "truncated": (tw.normal(40, 12, low=18, high=50), stats.truncnorm(-22 / 12, 10 / 12, 40, 12)),
    "empirical": (tw.empirical([0, 10, 100]), None),
}


def drawn(source: object, seed: int = 7) -> np.ndarray:
    return frame(lambda t: t.double("x", source, decimals=4), ROWS, seed)["x"].to_numpy()


@pytest.mark.parametrize("name", FAMILIES)
def test_continuous(name: str) -> None:
    source, wanted = FAMILIES[name]
    values = drawn(source)
    cdf = wanted.cdf if wanted else lambda x: np.interp(x, [0, 10, 100], [0, 0.5, 1])
    assert stats.kstest(values, cdf).statistic < CRITICAL


@pytest.mark.parametrize("name", ["lognormal", "exponential", "gamma", "gamma 9", "normal"])
def test_tails_keep_the_mean(name: str) -> None:
    source, wanted = FAMILIES[name]
    values = drawn(source)
    assert values.mean() == pytest.approx(wanted.mean(), abs=4 * wanted.std() / math.sqrt(ROWS))


def test_truncation_leaves_no_pile_at_the_ends() -> None:
    values = frame(lambda t: t.integer("age", tw.normal(40, 12, low=18, high=65)), ROWS)["age"]
    counts = np.bincount(values.to_numpy())
    assert counts[:18].sum() == 0
    assert len(counts) == 66
    wanted = stats.truncnorm(-22 / 12, 25 / 12, 40, 12)
    # The first and the last whole number have half a unit each.
    assert counts[18] == pytest.approx(ROWS * wanted.cdf(18.5), abs=5 * math.sqrt(ROWS * 0.004))
    assert counts[65] == pytest.approx(ROWS * wanted.sf(64.5), abs=5 * math.sqrt(ROWS * 0.004))


def test_choices_have_their_shares() -> None:
    made = frame(lambda t: t.text("x", tw.choice({"a": 1, "b": 3, "c": 0})), ROWS)["x"]
    assert set(made) == {"a", "b"}
    assert (made == "a").mean() == pytest.approx(0.25, abs=4 * math.sqrt(0.1875 / ROWS))


def test_zipf_falls_off_by_its_power() -> None:
    counts = np.bincount(frame(lambda t: t.integer("x", tw.zipf(1.5, most=50)), ROWS)["x"])
    wanted = np.array([0, *(k**-1.5 for k in range(1, 51))])
    wanted = wanted / wanted.sum() * ROWS
    assert stats.chisquare(counts[1:], wanted[1:]).pvalue > 0.001


def test_by_draws_each_option_from_its_own() -> None:
    def declare(t: tw.TableDraft) -> None:
        kind = t.text("kind", tw.choice(["a", "b"]))
        t.double("x", tw.by(kind, {"a": tw.normal(0, 1), "b": tw.uniform(5, 6)}), decimals=4)

    made = frame(declare, ROWS)
    a = made.filter(made["kind"] == "a")["x"].to_numpy()
    b = made.filter(made["kind"] == "b")["x"].to_numpy()
    assert stats.kstest(a, "norm").statistic < 1.95 / math.sqrt(len(a))
    assert stats.kstest(b, stats.uniform(5, 1).cdf).statistic < 1.95 / math.sqrt(len(b))


def test_each_takes_its_values_in_turn() -> None:
    made = frame(lambda t: t.decimal("fee", tw.each(0, 9.99, 49)), 7)["fee"]
    assert [str(fee) for fee in made] == ["0.00", "9.99", "49.00"] * 2 + ["0.00"]


def test_columns_are_independent_of_each_other() -> None:
    def declare(t: tw.TableDraft) -> None:
        for name in ("a", "b", "c"):
            t.double(name, tw.normal(0, 1), decimals=4)

    made = frame(declare, ROWS).to_numpy()[:, 1:]
    correlations = np.corrcoef(made, rowvar=False) - np.eye(3)
    assert np.abs(correlations).max() < 4.5 / math.sqrt(ROWS)


REFUSED = {
    "sd": lambda: tw.normal(1, 0),
    "low": lambda: tw.uniform(3, 3),
    "nothing between": lambda: tw.exponential(2, high=-1),
    "nan": lambda: tw.normal(math.nan, 1),
    "bool": lambda: tw.exponential(True),
    "text": lambda: tw.normal("1", 1),  # type: ignore[arg-type]
    "shape": lambda: tw.gamma(1, shape=0),
    "no choice": lambda: tw.choice({}),
    "text choice": lambda: tw.choice("abc"),
    "negative share": lambda: tw.choice({"a": -1}),
    "all zero": lambda: tw.choice({"a": 0}),
    "huge share": lambda: tw.choice({"a": math.inf}),
    "falls": lambda: tw.empirical([3, 1]),
    "no ends": lambda: tw.empirical({0.5: 1}),
    "exponent": lambda: tw.zipf(-1),
    "each": lambda: tw.each(),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_are_one_line(name: str) -> None:
    with pytest.raises((ValueError, TypeError)) as caught:
        REFUSED[name]()
    assert len(str(caught.value).splitlines()) == 1
