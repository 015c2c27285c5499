"""Tables of quantiles."""

import itertools
import math

from tablewright.ops import Row
from tablewright.sampling import lognormal, normal
from tablewright.sampling.quantiles import exponential, middles
from tests.support.computed import made


def test_quantile_tables():
    z = normal()
    assert z[512] == 0
    assert z[0] == -z[-1]
    assert abs(sum(z[i] * z[i] for i in range(1025)) / 1025 / 10**12 - 1) < 0.03
    prices = lognormal(120, 0.9)
    assert prices[512] == 12_000
    mean = sum((a + b) / 2 for a, b in itertools.pairwise(prices)) / 1024 / 100
    assert abs(mean / (120 * math.exp(0.405)) - 1) < 0.01
    assert middles((0, 100), 2) == [25, 75]


def test_exponentials_are_close():
    values = made(2000, x=exponential(Row() * 5000 - 4_000_000, -3.0, 5.0, 10**6))["x"]
    for i, value in enumerate(values):
        exact = math.exp(min(5.0, max(-3.0, (i * 5000 - 4_000_000) / 10**6)))
        assert abs(value / 10**6 - exact) <= exact * 5e-5 + 2e-6
