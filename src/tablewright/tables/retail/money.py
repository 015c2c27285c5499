"""Money of a country: what prices are, how they end, and which amounts there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tablewright.data.load import ANY, Currency, customs
from tablewright.ops import (
    Expr,
    Roll,
    SearchSorted,
    clip,
    least,
    lookup,
    round_half_up,
    weighted,
    weighted_by,
    when,
)
from tablewright.sampling.quantiles import exponential

_TEN_DIGITS = 99_999_999_00
Amount = TypeVar("Amount", int, Expr)
"""In hundredths of a currency."""


@dataclass(frozen=True)
class Money:
    """The money of a locale; amounts are in hundredths, and multiples of the smallest one."""

    locale: str

    @cached_property
    def currency(self) -> Currency:
        """What is known of it."""
        return customs(self.locale).currency

    @property
    def range(self) -> str:
        """From where to where prices are."""
        least, most = self.currency.least / 100, self.currency.most / 100
        places = 0 if least.is_integer() else 2
        return f"{least:.{places}f} to {most:,.0f}"

    @property
    def ends(self) -> str:
        """How prices end."""
        if self.currency.code == "USD":
            return "65 % end in 9 (Levy et al. 2011)"
        return "they end as is usual in the country"

    def whole(self, amount: Amount) -> Amount:
        """The amount without what is less than the smallest one."""
        smallest = self.currency.smallest
        return amount if smallest == 1 else amount // smallest * smallest

    def rounded(self, amount: Expr, parts: int) -> Expr:
        """An amount divided by a number, rounded half up to the smallest one."""
        smallest = self.currency.smallest
        nearest = round_half_up(amount, parts * smallest)
        return nearest if smallest == 1 else nearest * smallest

    def held(self, amount: Expr) -> Expr:
        """The whole amount; in a small currency, at most what a column of ten digits holds.

        No receipt comes to as much, but one of thousands of the dearest lines would.
        """
        whole = self.whole(amount)
        return whole if self.currency.smallest == 1 else least(whole, _TEN_DIGITS)

    def of_dollars(self, amount: Amount) -> Amount:
        """What there is for an amount in US dollars."""
        if self.currency.scale == 1:
            return amount
        return self.whole(amount * round(100 * self.currency.scale) // 100)

    def at_the_till(self, amounts: Sequence[int]) -> tuple[int, ...]:
        """Amounts with tax, which are known in the United States."""
        here, there = (10_000 + customs(locale).tax for locale in (self.locale, "en"))
        return tuple(round(each * self.currency.scale * here / there) for each in amounts)

    def price(self, log_price: Expr, roll: Roll) -> Expr:
        """A price, whose logarithm is in millionths of one in dollars, as shops end it."""
        money = self.currency
        low, high = math.log(money.least / 100), math.log(money.most / 100)
        shift = round(math.log(money.scale) * 10**6)
        raw = exponential(log_price + shift if shift else log_price, low, high, 100)
        if len(money.endings) == 1:
            step: Expr | int = money.endings[0].step
            which = weighted(money.endings[0].weights, roll)
        else:
            band = SearchSorted(tuple(each.start for each in money.endings[1:]), raw)
            step = lookup([each.step for each in money.endings], band)
            which = weighted_by([each.weights for each in money.endings], band, roll)
            which = band * len(money.endings[0].ends) + which
        end = lookup([end for each in money.endings for end in each.ends], which)
        price = when(end.eq(ANY), self.whole(raw)).otherwise(raw // step * step + end)
        return clip(price, money.least, money.most)
