"""Goods: noun, brand and pack of a product, and the price and the weight that follow from them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tablewright.data.load import Brand, Noun, ProductWords, products
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Roll,
    aliased_by,
    below,
    clip,
    concat,
    lookup,
    parts,
    round_half_up,
    weighted,
    when,
    word,
)
from tablewright.sampling import normal
from tablewright.sampling.quantiles import curve
from tablewright.spec import Fields
from tablewright.tables.retail.chain import Category, Chain
from tablewright.tables.retail.money import Money

SHELVES = 2
"""Of each category: cheap and usual brands are on the first, usual and dear ones on the second."""
_TIERS = (math.log(0.75), 0.0, 0.35)
"""What cheap, usual and dear brands add to the logarithm of a price."""
_NOUN = 0.55
"""The share of the variance of log prices within a category that the noun explains."""
_PACKS, _PACK_SHARES = (0.5, 1.0, 2.0), (0.30, 0.45, 0.25)
"""Packs, in middle ones, and how common they are."""
_PACK_POWER = {"g": 0.6, "ml": 0.45}
"""How a price rises with the size of the pack: large packs are cheaper by weight."""
_LIGHTEST, _HEAVIEST = 5, 50_00
"""In 10 g."""
_UNIT = 10**6
T = TypeVar("T")


@dataclass(frozen=True)
class Goods:
    """The fields of products that say what they are.

    Parameters
    ----------
    fields : Fields
        Of products.
    chain : Chain
        What it sells.
    category, shelf : Expr
        Of the current product.
    locale : str
        Whose words and money.
    """

    fields: Fields
    chain: Chain
    category: Expr
    shelf: Expr
    locale: str

    @cached_property
    def brand(self) -> Field:
        """The number of the brand."""
        rows = itertools.chain.from_iterable(_shelved(each, self.chain) for each in self._kinds)
        shelf = self.category * SHELVES + self.shelf
        return self.fields("maker", aliased_by([*rows], shelf, self._rolls[0]))

    @cached_property
    def _rolls(self) -> tuple[Roll, ...]:
        """For brand, noun, pack and the end of the price."""
        return parts(self.fields("goods dice", Draw("", 63)), 20, 16, 12, 12)

    @property
    def _kinds(self) -> tuple[Category, ...]:
        return self.chain.categories

    @cached_property
    def _nouns(self) -> list[Noun]:
        """The nouns of each category, filled up to the same number."""
        return _filled([kind.nouns(self.locale) for kind in self._kinds])

    @cached_property
    def _noun(self) -> Field:
        """The number of the noun."""
        sizes = [len(kind.nouns(self.locale)) for kind in self._kinds]
        first = self.category * max(sizes)
        return self.fields("noun", first + below(self._of(sizes), self._rolls[1], most=max(sizes)))

    @cached_property
    def _pack(self) -> Field:
        return self.fields("pack", weighted(_PACK_SHARES, self._rolls[2]))

    def _of(self, values: list[int]) -> Expr:
        return lookup(values, self.category)

    @cached_property
    def _log_price(self) -> Field:
        laws = [_Law.of(kind, self.chain) for kind in self._kinds]
        nouns = [_whole(each) for each in _filled([law.nouns for law in laws])]
        packs = [_whole(each) for some in _filled([law.packs for law in laws]) for each in some]
        tiers = lookup([_whole(_TIERS[brand.tier]) for brand in self.chain.brands], self.brand)
        noise = curve(normal(), Draw("price z")) * self._of(
            [round(1_000 * law.noise) for law in laws]
        )
        return self.fields(
            "log price",
            self._of([_whole(law.middle) for law in laws])
            + lookup(nouns, self._noun)
            + lookup(packs, self._noun * len(_PACKS) + self._pack)
            + tiers
            + noise // 1_000,
        )

    @cached_property
    def price(self) -> Field:
        """In hundredths, ending as is usual in the country."""
        money = Money(self.locale)
        return self.fields("unit_price", money.price(self._log_price, self._rolls[3]))

    @cached_property
    def weight(self) -> Field:
        """In 10 g: a pack and its wrapping, or what such a thing weighs."""
        grams = [
            round(1_000 * noun.weight * (pack if noun.unit else 1))
            for noun in self._nouns
            for pack in _PACKS
        ]
        packed = lookup([1 if noun.unit else 0 for noun in self._nouns], self._noun).eq(1)
        extra = when(packed, 1_040 + below(220, "wrapping")).otherwise(850 + below(350, "built"))
        value = round_half_up(lookup(grams, self._noun * len(_PACKS) + self._pack) * extra, 10_000)
        return self.fields("weight_kg", clip(value, _LIGHTEST, _HEAVIEST))

    @cached_property
    def name(self) -> Expr:
        """Brand, noun, variant and pack."""
        nouns, words = self._nouns, products(self.locale)
        labels = [_label(noun.weight * pack, noun.unit, words) for noun in nouns for pack in _PACKS]
        known = sorted(set(labels))
        pools = [
            tuple(words.joint + each for each in kind.variants(self.locale)) or ("",)
            for kind in self._kinds
        ]
        sizes = [len(pool) for pool in pools]
        first = self.category * max(sizes)
        return concat(
            word(tuple(brand.name for brand in self.chain.brands), self.brand),
            " ",
            word(tuple(noun.name for noun in nouns), self._noun),
            word(
                tuple(_filled(pools)),
                first + below(self._of(sizes), "variant", most=max(sizes)),
            ),
            word(
                tuple(known),
                lookup(
                    [known.index(label) for label in labels],
                    self._noun * len(_PACKS) + self._pack,
                ),
            ),
        )


@dataclass(frozen=True)
class _Law:
    """The terms of log prices in a category, whose sum has its median and spread."""

    middle: float
    nouns: tuple[float, ...]
    packs: tuple[tuple[float, ...], ...]
    noise: float

    @classmethod
    def of(cls, kind: Category, chain: Chain) -> _Law:
        """The law of a category: what nouns, brands and packs leave is noise."""
        nouns = kind.nouns("en")
        logs = [math.log(noun.price) for noun in nouns]
        usual = sum(logs) / len(logs)
        apart = math.sqrt(sum((each - usual) ** 2 for each in logs) / len(logs))
        scale = math.sqrt(_NOUN) * kind.spread / apart if apart else 0.0
        packs = [
            [_PACK_POWER.get(noun.unit, 0.0) * math.log(pack) for pack in _PACKS] for noun in nouns
        ]
        packed = _moments(
            [
                (each, share)
                for some in packs
                for each, share in zip(some, _PACK_SHARES, strict=True)
            ]
        )
        total = [sum(shelf) for shelf in zip(*_shelved(kind, chain), strict=True)]
        branded = _moments(
            [(_TIERS[b.tier], share) for b, share in zip(chain.brands, total, strict=True)]
        )
        left = kind.spread**2 - (_NOUN * kind.spread**2 if apart else 0) - packed[1] - branded[1]
        return cls(
            math.log(kind.price) - packed[0] - branded[0],
            tuple(scale * (each - usual) for each in logs),
            tuple(map(tuple, packs)),
            math.sqrt(max(left, 0.04 * kind.spread**2)),
        )


def _filled(pools: Sequence[Sequence[T]]) -> list[T]:
    """Pools one after another, each repeating its first member up to the length of the longest."""
    widest = max(map(len, pools))
    return [pool[i if i < len(pool) else 0] for pool in pools for i in range(widest)]


def _moments(weighed: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The mean and the variance of values with weights."""
    total = sum(weight for _, weight in weighed)
    mean = sum(value * weight for value, weight in weighed) / total
    return mean, sum((value - mean) ** 2 * weight for value, weight in weighed) / total


def _shelved(kind: Category, chain: Chain) -> tuple[list[float], list[float]]:
    """The share of each brand on both shelves of a category, which are equally long."""
    at_home = [_sells(brand, kind) for brand in chain.brands]
    weights = [
        b.share if home or not any(at_home) else 0.0
        for b, home in zip(chain.brands, at_home, strict=True)
    ]
    total = sum(weights)
    cheap, dear = (
        sum(w for w, brand in zip(weights, chain.brands, strict=True) if brand.tier == tier) / total
        for tier in (0, 2)
    )
    if max(cheap, dear) > 0.5 or cheap + dear >= 1:
        return weights, list(weights)
    usual = (0.5 - cheap) / (1 - cheap - dear)
    first = [w * (1, usual, 0)[brand.tier] for w, brand in zip(weights, chain.brands, strict=True)]
    return first, [w - on_first for w, on_first in zip(weights, first, strict=True)]


def _sells(brand: Brand, kind: Category) -> bool:
    return not brand.homes or kind.name in brand.homes


def _label(kilograms: float, unit: str, words: ProductWords) -> str:
    if not unit:
        return ""
    small = round(1_000 * kilograms)
    number = str(small)
    if small >= 1_000 and small % 500 == 0:
        number = f"{small / 1_000:g}".replace(".", words.decimal_mark)
        unit = "kg" if unit == "g" else words.litre
    return words.joint + words.pack.format(number=number, unit=unit)


def _whole(value: float) -> int:
    return round(value * _UNIT)
