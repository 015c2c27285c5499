"""The shipped words and places as frozen values. ``locales/README.md`` describes the files."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from tablewright import checks

ANY = -1
"""As one of the ends of prices: a price ends as it comes."""


@dataclass(frozen=True)
class WeightedPool:
    """Words by falling weight; ``slugs`` holds the same words in a-z, at the same positions."""

    words: tuple[str, ...]
    weights: tuple[int, ...]
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class People:
    """Names of people and streets of one locale."""

    first_female: WeightedPool
    first_male: WeightedPool
    last: WeightedPool
    streets: tuple[str, ...]


@dataclass(frozen=True)
class City:
    """A city; its postal codes begin with one of ``postal_prefixes``."""

    name: str
    weight: int
    postal_prefixes: tuple[str, ...]
    area_codes: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A state or its like; ``postal_prefix_ranges`` are inclusive and given for ``en`` only."""

    code: str
    name: str
    weight: int
    healthcare_weight: int
    postal_prefix_ranges: tuple[tuple[str, str], ...]
    cities: tuple[City, ...]


@dataclass(frozen=True)
class Places:
    """The regions of one country and the forms of its addresses.

    In the patterns ``#`` is a random digit, ``@`` one of ``postal_letters``, a run of ``A`` the
    city's whole area code or postal prefix, and anything else stands for itself. In a postal
    pattern without ``A``, the prefix takes the places of the first digits. House numbers run from 1
    to ``number_max``.
    """

    source: str
    country: str
    postal_pattern: str
    phone_pattern: str
    address_pattern: str
    number_max: int
    regions: tuple[Region, ...]
    postal_letters: str = ""


class Ending(NamedTuple):
    """How prices from ``start`` on end: in steps of ``step``, by weight; `ANY` leaves a price."""

    start: int
    step: int
    ends: tuple[int, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True)
class Currency:
    """The currency of a country; amounts are in hundredths, also where there are none.

    ``smallest`` is the smallest amount, ``scale`` what prices are multiplied by that are known in
    US dollars; prices are from ``least`` to ``most``.
    """

    code: str
    smallest: int
    scale: float
    least: int
    most: int
    endings: tuple[Ending, ...]


class Payer(NamedTuple):
    """Who pays for care: the kind, the percent of patients below and from 65, and the percent of
    claims that are denied."""

    name: str
    kind: str
    young: float
    old: float
    denied: float


@dataclass(frozen=True)
class Customs:
    """Other data of a locale.

    Taxes on sales are in 1/10,000; ``tax`` holds for regions without one of their own.
    Regions have the time zone ``timezone`` unless they have one of their own. ``holidays`` are the
    factors by which shops sell more or less on some days. ``payments`` are percent of payments.
    ``hospital`` is what one is called by its street and city, ``policy`` begins the number of a
    health insurance. ``generations`` are names of one time, the oldest first.
    """

    tax: int
    tax_by_region: Mapping[str, int]
    timezone: str
    timezone_by_region: Mapping[str, str]
    holidays: Mapping[str, float]
    currency: Currency
    payments: Mapping[str, float]
    hospital: str
    policy: str
    payers: tuple[Payer, ...]
    generations: tuple[tuple[str, ...], ...]


class Noun(NamedTuple):
    """What a product is: its usual price and weight in kg, and the unit of its packs: g, ml or
    none. Both are of a middle pack."""

    name: str
    price: float
    weight: float
    unit: str = ""


class Brand(NamedTuple):
    """A brand: cheap (0), usual (1) or dear (2), and the categories that it is of, all if none."""

    name: str
    tier: int
    share: float
    homes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProductWords:
    """Product nouns and variants by category, and brands.

    Every noun of a category goes with every variant. ``joint`` stands between the parts of a name.
    ``pack`` has a ``{number}`` with this decimal mark and a ``{unit}``, which may be a ``litre``.
    """

    nouns: Mapping[str, tuple[Noun, ...]]
    variants: Mapping[str, tuple[str, ...]]
    brands: tuple[Brand, ...]
    joint: str
    pack: str
    decimal_mark: str
    litre: str


@functools.cache
def locales() -> tuple[str, ...]:
    """The locales that names and places can be of: ``"de"``, ``"en"`` and so on, sorted."""
    home = files("tablewright.data") / "locales"
    return tuple(sorted(entry.name for entry in home.iterdir() if entry.is_dir()))


@functools.cache
def people(locale: str) -> People:
    """The names and streets of ``locale``, one of `locales`."""
    data = read(locale, "words")
    return People(
        first_female=_weighted(data, "first_female"),
        first_male=_weighted(data, "first_male"),
        last=_weighted(data, "last"),
        streets=tuple(data["street"]),
    )


@functools.cache
def places(locale: str) -> Places:
    """The regions and cities of the country of ``locale``, one of `locales`."""
    data = read(locale, "places")
    regions = tuple(_region(region) for region in data.pop("regions"))
    return Places(regions=regions, **data)


@functools.cache
def customs(locale: str) -> Customs:
    """The taxes, time zones, holidays and money of ``locale``, one of `locales`."""
    data = read(locale, "locale")
    return Customs(
        tax=data["tax"],
        tax_by_region=MappingProxyType(data["tax_by_region"]),
        timezone=data["timezone"],
        timezone_by_region=MappingProxyType(data["timezone_by_region"]),
        holidays=MappingProxyType(data["holidays"]),
        currency=_currency(data["money"], data["endings"]),
        payments=MappingProxyType(data["payments"]),
        hospital=data["hospital"],
        policy=data["policy"],
        payers=tuple(Payer(*payer) for payer in data["payers"]),
        generations=tuple(tuple(" ".join(names).split()) for names in data["generations"]),
    )


@functools.cache
def products(locale: str) -> ProductWords:
    """The product words of all categories in the language of ``locale``, one of `locales`.

    What has no word there has the English one.
    """
    data, own = _json("products.json"), read(locale, "products")
    nouns = {
        key: tuple(Noun(own["nouns"].get(key, {}).get(name, name), *more) for name, *more in some)
        for key, some in data["nouns"].items()
    }
    variants = {
        key: tuple(own["variants"].get(key, {}).get(name, name) for name in some)
        for key, some in data["variants"].items()
    }
    brands = [
        Brand(name, tier, share, tuple(homes)) for name, tier, share, *homes in data["brands"]
    ]
    signs = (own[key] for key in ("joint", "pack", "decimal_mark", "litre"))
    return ProductWords(MappingProxyType(nouns), MappingProxyType(variants), tuple(brands), *signs)


@functools.cache
def codes(system: str) -> tuple[str, ...]:
    """The codes of ``icd10cm`` or ``msdrg`` that are used, sorted."""
    return tuple(sorted(_json("codes.json")[system]))


def read(locale: str, name: str) -> dict[str, Any]:
    """One of the files of ``locale``, such as ``names``."""
    checks.choice("locale", locale, locales())
    return _json(f"locales/{locale}/{name}.json")


def _json(name: str) -> dict[str, Any]:
    path = files("tablewright.data").joinpath(name)
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def _weighted(data: Mapping[str, Sequence[Any]], key: str) -> WeightedPool:
    words, weights = zip(*data[key], strict=True)
    return WeightedPool(words, weights, tuple(data[f"{key}_slug"]))


def _region(region: Mapping[str, Any]) -> Region:
    cities = tuple(
        City(
            name=city["name"],
            weight=city["weight"],
            postal_prefixes=tuple(city["postal_prefixes"]),
            area_codes=tuple(city["area_codes"]),
        )
        for city in region["cities"]
    )
    return Region(
        code=region["code"],
        name=region["name"],
        weight=region["weight"],
        healthcare_weight=region.get("healthcare_weight", region["weight"]),
        postal_prefix_ranges=tuple(
            (low, high) for low, high in region.get("postal_prefix_ranges", ())
        ),
        cities=cities,
    )


def _currency(money: Mapping[str, Any], endings: Sequence[Sequence[Any]]) -> Currency:
    return Currency(
        money["code"],
        10 ** (2 - money["decimals"]),
        money["scale"],
        _hundredths(money["least"]),
        _hundredths(money["most"]),
        tuple(
            Ending(
                _hundredths(start),
                _hundredths(step),
                tuple(ANY if end == "any" else _hundredths(end) for end in ends),
                tuple(ends.values()),
            )
            for start, step, ends in endings
        ),
    )


def _hundredths(amount: float | str) -> int:
    return round(float(amount) * 100)
