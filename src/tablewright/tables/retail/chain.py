"""A retail chain: stores, assortment, payment methods, and the traits to change them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tablewright import checks
from tablewright.data.load import Brand, Noun, customs
from tablewright.data.load import products as product_words
from tablewright.errors import ArgumentError
from tablewright.sampling.permuted_blocks import shuffled

MOST_STORES = 10_000
_WEIGHT = 0.7
"""In kg, of what nothing else is known."""


def _of_months(percent: str) -> tuple[float, ...]:
    return tuple(int(each) / 100 for each in percent.split())


@dataclass(frozen=True)
class Category:
    """A kind of product.

    Parameters
    ----------
    name : str
        What the column holds.
    share : float
        Of lines, in any unit.
    price : float
        The median, in US dollars: prices of other currencies are in proportion.
    spread : float
        Standard deviation of the logarithm of prices.
    cost : tuple of int
        The least and the most of a price, in percent.
    months : tuple of float
        How much of it is sold in each month, in average ones (after the Census Bureau's factors).
    bulk : float
        How much of the weight of quantity 1 moves to the larger ones.
    words : tuple of str
        What products are called after their brand; the category's own nouns if empty.
    """

    name: str
    share: float = 1
    price: float = 30
    spread: float = 0.7
    cost: tuple[int, int] = (45, 70)
    months: tuple[float, ...] = (1.0,) * 12
    bulk: float = 0.0
    words: tuple[str, ...] = ()

    def nouns(self, locale: str) -> tuple[Noun, ...]:
        """What its products are; words of one's own are as dear as they come, in no order."""
        known = product_words(locale).nouns
        if not self.words and self.name in known:
            return known[self.name]
        words = self.words or (self.name,)
        prices = (math.exp(place / len(words)) for place in shuffled(len(words), 4))
        return tuple(Noun(word, price, _WEIGHT) for word, price in zip(words, prices, strict=True))

    def variants(self, locale: str) -> tuple[str, ...]:
        """What follows the noun."""
        return () if self.words else product_words(locale).variants.get(self.name, ())


CATEGORIES = (
    Category(
        "Electronics",
        8,
        120,
        0.9,
        (60, 70),
        _of_months("95 90 95 88 92 95 95 98 98 95 115 140"),
        -0.22,
    ),
    Category(
        "Clothing",
        18,
        32,
        0.6,
        (40, 52),
        _of_months("78 82 97 97 103 96 97 102 95 98 105 158"),
        -0.10,
    ),
    Category(
        "Home",
        14,
        38,
        0.8,
        (45, 70),
        _of_months("88 87 97 99 105 102 102 103 100 103 107 107"),
        -0.03,
    ),
    Category(
        "Sports",
        9,
        36,
        0.8,
        (45, 70),
        _of_months("80 82 97 100 105 106 103 102 93 88 94 158"),
        -0.03,
    ),
    Category(
        "Beauty",
        12,
        16,
        0.6,
        (40, 52),
        _of_months("93 94 100 98 104 99 99 100 97 98 100 118"),
        0.03,
    ),
    Category(
        "Grocery",
        24,
        3.2,
        1.0,
        (60, 70),
        _of_months("97 94 100 98 102 100 102 101 98 100 102 106"),
        0.18,
    ),
    Category(
        "Toys", 8, 20, 0.6, (45, 70), _of_months("72 75 85 88 90 90 92 93 92 105 130 188"), 0.03
    ),
    Category(
        "Auto",
        7,
        30,
        0.8,
        (45, 70),
        _of_months("92 90 103 103 105 104 104 104 100 100 97 93"),
        -0.03,
    ),
)
BRANDS = product_words("en").brands
"""Invented ones, each at home in one to three categories, and Generic in all."""


@dataclass(frozen=True)
class Chain:
    """A chain of stores.

    Parameters
    ----------
    stores : int
        How many there are.
    regions : mapping
        How many are in each region, by its code; as customers are if empty.
    payments : mapping
        Names with their shares, in any unit; those of the country if it is None.
    brands : tuple of Brand
        Who makes what is sold.
    categories : tuple of Category
        What is sold, in equal parts of the catalogue.
    discounted, at_home : float
        The share of receipts with a discount, and of those in the customer's own store.
    """

    stores: int = 51
    regions: Mapping[str, int] | None = None
    payments: Mapping[str, float] | None = None
    brands: tuple[Brand, ...] = BRANDS
    categories: tuple[Category, ...] = CATEGORIES
    discounted: float = 0.45
    at_home: float = 0.80

    def methods(self, locale: str) -> Mapping[str, float]:
        """Payment methods with their shares, of which that of cash falls with the amount."""
        return customs(locale).payments if self.payments is None else self.payments

    @classmethod
    def of(cls, traits: Mapping[str, object]) -> Chain:
        """A chain that differs in some traits, which are named in `TRAITS`."""
        one = cls()
        for name, value in traits.items():
            match name:
                case "stores":
                    one = _with_stores(one, value)
                case "payment_methods":
                    one = replace(one, payments=_shares(name, value))
                case "brands":
                    shares = _shares(name, value).items()
                    made = (Brand(each, _tier(each), share) for each, share in shares)
                    one = replace(one, brands=tuple(made))
                case "categories":
                    one = replace(one, categories=_categories(value))
                case "discounted":
                    one = replace(one, discounted=checks.rate(name, value))
                case "home_store":
                    one = replace(one, at_home=checks.rate(name, value))
        return one


TRAITS: Mapping[str, str] = {
    "stores": "how many stores there are, or how many in each region: 51",
    "payment_methods": f"methods with their shares: {', '.join(customs('en').payments)}",
    "brands": f"brands with their shares: Generic and {len(BRANDS) - 1} invented ones",
    "categories": "categories, each with its share, price, cost and words: "
    + ", ".join(category.name for category in CATEGORIES),
    "discounted": "the share of receipts with a discount, 2 % of which are null: 0.45",
    "home_store": "the share of receipts in the customer's own store: 0.8",
}
"""The traits that an extending dataset can set, with their defaults."""


def _tier(brand: str) -> int:
    return 0 if brand == "Generic" else 1


def _with_stores(one: Chain, value: object) -> Chain:
    if not isinstance(value, Mapping):
        return replace(one, stores=checks.integer("stores", value, 1, MOST_STORES))
    given = checks.mapping("stores", value)
    counts = {
        code: checks.integer(f"stores[{code!r}]", n, 0, MOST_STORES) for code, n in given.items()
    }
    total = checks.integer("stores", sum(counts.values()), 1, MOST_STORES)
    return replace(one, stores=total, regions=counts)


def _shares(name: str, value: object) -> dict[str, float]:
    if not isinstance(value, Mapping):
        remedy = "give a mapping of names to shares"
        raise checks.wrong_type(name, value, "a mapping", remedy)
    checks.at_least_one(name, tuple(value))
    given = checks.mapping(name, value)
    return {each: checks.positive(f"{name}[{each!r}]", share) for each, share in given.items()}


def _categories(value: object) -> tuple[Category, ...]:
    remedy = "give categories by name, each with share=, price=, cost= and words= as needed"
    if not isinstance(value, Mapping):
        raise checks.wrong_type("categories", value, "a mapping", remedy)
    checks.at_least_one("categories", tuple(value))
    known = {category.name: category for category in CATEGORIES}
    found = []
    for name, given in checks.mapping("categories", value).items():
        where = f"categories[{name!r}]"
        traits = checks.named(where, given, ("share", "price", "cost", "words"))
        one = known.get(name, Category(name))
        if "share" in traits:
            one = replace(one, share=checks.positive(f"{where} share", traits["share"]))
        if "price" in traits:
            price = checks.positive(f"{where} price", traits["price"])
            if not 5 <= price <= 400:
                raise ArgumentError(f"{where} price={price:g} is out of range; give 5 to 400")
            one = replace(one, price=price)
        if "cost" in traits:
            one = replace(one, cost=_cost(f"{where} cost", traits["cost"]))
        if "words" in traits:
            one = replace(one, words=_words(f"{where} words", traits["words"]))
        found.append(one)
    return tuple(found)


def _cost(name: str, value: object) -> tuple[int, int]:
    remedy = "give the least and the most in percent of the price, such as (40, 60)"
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise checks.wrong_type(name, value, "two numbers", remedy)
    ends = [checks.integer(name, end, 1, 95, remedy=remedy) for end in value]
    if len(ends) != 2 or ends[0] > ends[1]:
        raise ArgumentError(f"{name}={checks.shown(value)} are not two rising numbers; {remedy}")
    return ends[0], ends[1]


def _words(name: str, value: object) -> tuple[str, ...]:
    remedy = "give a list of texts"
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise checks.wrong_type(name, value, "a list", remedy)
    words = tuple(value)
    checks.at_least_one(name, words)
    for word in words:
        if not isinstance(word, str) or not word:
            raise checks.wrong_type(name, word, "a word", remedy)
    return words
