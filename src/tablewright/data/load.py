"""The shipped words and places as frozen values. ``words/README.md`` describes the files."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tablewright import checks

LOCALES: Mapping[str, str] = MappingProxyType(
    {"de": "de", "en": "us", "es": "es", "fr": "fr", "ja": "jp", "pt-br": "br"}
)
"""The locales and the country whose places go with each."""


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
    """A state or its like; ``postal_prefix_ranges`` are inclusive and given for ``us`` only."""

    code: str
    name: str
    weight: int
    healthcare_weight: int
    postal_prefix_ranges: tuple[tuple[str, str], ...]
    cities: tuple[City, ...]


@dataclass(frozen=True)
class Places:
    """The regions of one country and the forms of its addresses.

    In the patterns ``#`` is a random digit, a run of ``A`` the whole area code of the city and
    anything else stands for itself. A postal prefix takes the places of the first digits of the
    postal pattern. House numbers run from 1 to ``number_max``.
    """

    source: str
    country: str
    postal_pattern: str
    phone_pattern: str
    address_pattern: str
    number_max: int
    regions: tuple[Region, ...]


@dataclass(frozen=True)
class ProductWords:
    """Product nouns and variants by category; every noun of a category goes with every variant."""

    nouns: Mapping[str, tuple[str, ...]]
    variants: Mapping[str, tuple[str, ...]]


@functools.cache
def people(locale: str) -> People:
    """The names and streets of ``locale``, one of ``LOCALES``."""
    checks.choice("locale", locale, sorted(LOCALES))
    data = _read("words", locale)
    return People(
        first_female=_weighted(data, "first_female"),
        first_male=_weighted(data, "first_male"),
        last=_weighted(data, "last"),
        streets=tuple(data["street"]),
    )


@functools.cache
def places(country: str) -> Places:
    """The regions and cities of ``country``, one of the values of ``LOCALES``."""
    checks.choice("country", country, sorted(LOCALES.values()))
    data = _read("places", country)
    regions = tuple(_region(region) for region in data.pop("regions"))
    return Places(regions=regions, **data)


@functools.cache
def products() -> ProductWords:
    """The product words of all categories."""
    data = _read("words", "products")
    return ProductWords(nouns=_lists(data["nouns"]), variants=_lists(data["variants"]))


def _read(folder: str, name: str) -> dict[str, Any]:
    path = files("tablewright.data") / folder / f"{name}.json"
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


def _lists(entries: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(words) for key, words in entries.items()})
