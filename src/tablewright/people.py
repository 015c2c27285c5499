"""People and places: consistent names, addresses and telephone numbers."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tablewright.data.load import Places, WeightedPool, people, places
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Roll,
    below,
    concat,
    digits,
    lookup,
    parts,
    weighted,
    weighted_by,
    word,
)
from tablewright.spec import Fields

_POOLED = 200_000
_TURNS = 60
"""Divisible by 2, 3, 4, 5 and 6, so that choosing among that many prefixes is uniform."""


@dataclass(frozen=True)
class Address:
    """The fields of an address; ``region`` is the number of its region in `Places`, ``place`` that
    of its city there."""

    region: Field
    place: Expr
    line: Expr
    city: Expr
    code: Expr
    postal: Expr
    phone: Expr


@dataclass(frozen=True)
class Name:
    """The parts of a name, and their ASCII forms for e-mail addresses."""

    first: Expr
    last: Expr
    first_slug: Expr
    last_slug: Expr


def joined(*pools: WeightedPool) -> WeightedPool:
    """Merge word lists."""
    return WeightedPool(
        tuple(itertools.chain.from_iterable(pool.words for pool in pools)),
        tuple(itertools.chain.from_iterable(pool.weights for pool in pools)),
        tuple(itertools.chain.from_iterable(pool.slugs for pool in pools)),
    )


def balanced(*pools: WeightedPool) -> WeightedPool:
    """Merge word lists with equal shares."""
    totals = [sum(pool.weights) for pool in pools]
    even = [
        WeightedPool(pool.words, tuple(w * 10**9 // total for w in pool.weights), pool.slugs)
        for pool, total in zip(pools, totals, strict=True)
    ]
    return joined(*even)


def name(fields: Fields, locale: str) -> Name:
    """Draw a first name of either sex and a family name, by frequency."""
    known = people(locale)
    firsts = balanced(known.first_female, known.first_male)
    first_roll, last_roll = parts(fields("name dice", Draw("", 63)), 31, 32)
    first = fields("first", weighted(firsts.weights, first_roll))
    last = fields("last", weighted(known.last.weights, last_roll))
    return Name(
        word(firsts.words, first),
        word(known.last.words, last),
        word(firsts.slugs, first),
        word(known.last.slugs, last),
    )


def address(fields: Fields, locale: str, weights: Sequence[float], street: str) -> Address:
    """Draw an address: region by weight, then city, postal code, telephone and street within it.

    Parameters
    ----------
    weights : sequence of float
        One per region of the locale's `Places`.
    street : str
        The name of the field for street and number.
    """
    known = places(locale)
    where, which, *turns = parts(fields("place dice", Draw("", 63)), 16, 16, 16, 15)
    region = fields("region", weighted(weights, where))
    widest = max(len(region.cities) for region in known.regions)
    by_region = [
        [c.weight for c in r.cities] + [0] * (widest - len(r.cities)) for r in known.regions
    ]
    padded = [[*r.cities, *[r.cities[0]] * (widest - len(r.cities))] for r in known.regions]
    cities = list(itertools.chain.from_iterable(padded))
    place = weighted_by(by_region, region, which)
    city = fields("place", region * widest + place)
    postal_digits, phone_digits, road = parts(fields("address dice", Draw("", 63)), 24, 24, 15)
    codes = [c.postal_prefixes for c in cities]
    postal = codes if "A" in known.postal_pattern else _levelled(codes)
    areas = [c.area_codes if "A" in known.phone_pattern else ("",) for c in cities]
    return Address(
        region,
        place,
        _street(fields, street, known, people(locale).streets, road),
        word(tuple(city.name for city in cities), city),
        word(tuple(region.code for region in known.regions), region),
        _filled_in(
            city, postal, known.postal_pattern, turns[0], postal_digits, known.postal_letters
        ),
        _filled_in(city, areas, known.phone_pattern, turns[1], phone_digits),
    )


def _turn(city: Expr, choices: Sequence[Sequence[str]], roll: Roll) -> Expr:
    """Choose one of a city's options, as an index into all distinct options."""
    index = {text: i for i, text in enumerate(_distinct(choices))}
    table = [index[some[turn % len(some)]] for some in choices for turn in range(_TURNS)]
    return lookup(table, city * _TURNS + below(_TURNS, roll))


def _distinct(choices: Sequence[Sequence[str]]) -> list[str]:
    return sorted(set(itertools.chain.from_iterable(choices)))


def _levelled(choices: Sequence[Sequence[str]]) -> list[list[str]]:
    """Extend prefixes to equal length, so that each leaves the same number of digits to draw."""
    longest = max(len(prefix) for some in choices for prefix in some)
    return [
        [
            prefix + str(10**missing * turn // spread).zfill(missing) if missing else prefix
            for prefix in some
            for missing in [longest - len(prefix)]
            for spread in [min(10**missing, max(1, _TURNS // len(some)))]
            for turn in range(spread)
        ]
        for some in choices
    ]


def _filled_in(
    city: Expr,
    choices: Sequence[Sequence[str]],
    pattern: str,
    turn: Roll,
    number: Roll,
    letters: str = "",
) -> Expr:
    """Fill a pattern with one of a city's prefixes and random digits for each ``#``.

    The prefix replaces ``AAA`` if the pattern has it, otherwise the first digits. Each ``@``
    becomes one of the ``letters``.
    """
    chosen = _turn(city, choices, turn)
    forms = [_filled(prefix, pattern) for prefix in _distinct(choices)]
    signs = {"#": "0123456789", "@": letters}
    left = math.prod(len(signs[mark]) for mark in re.findall("[#@]", forms[0]))
    drawn = below(left, number)
    if len(forms) * left <= _POOLED:
        pool = itertools.chain.from_iterable(_numbered(form, signs) for form in forms)
        return word(tuple(pool), chosen * left + drawn)
    heads = tuple(re.split("[#@]", form)[0] for form in forms)
    pieces: list[Expr | str] = [word(heads, chosen)]
    for run in re.findall("#+|@+|[^#@]+", forms[0][len(heads[0]) :]):
        if run[0] not in signs:
            pieces.append(run)
            continue
        span = len(signs[run[0]]) ** len(run)
        left //= span
        part = (drawn // left) % span
        spelled = itertools.product(letters, repeat=len(run))
        pieces.append(
            digits(part, len(run))
            if run[0] == "#"
            else word(tuple("".join(each) for each in spelled), part)
        )
    return concat(*pieces)


def _filled(prefix: str, pattern: str) -> str:
    """Replace ``AAA``, or the first digits, of the pattern by the prefix."""
    if "A" in pattern:
        return re.sub("A+", prefix, pattern)
    figures = iter(prefix)
    return "".join(next(figures, "#") if letter == "#" else letter for letter in pattern)


def _numbered(form: str, signs: Mapping[str, str]) -> Iterator[str]:
    """The form with each number in the places of its signs, in order."""
    return map("".join, itertools.product(*(signs.get(letter, letter) for letter in form)))


def _street(fields: Fields, field: str, known: Places, streets: Sequence[str], road: Roll) -> Expr:
    """Draw a house number (small ones more often) and a street, in the country's format."""
    end, number = parts(fields(f"{field} dice", Draw("", 63)), 31, 32)
    house = 1 + below(1 + below(known.number_max, end), number, most=known.number_max)
    pieces: list[Expr | str] = []
    for piece in re.findall(r"{\w+}|[^{]+", known.address_pattern):
        if piece == "{number}":
            pieces.append(digits(house))
        elif piece == "{street}":
            pieces.append(word(tuple(streets), below(len(streets), road)))
        else:
            pieces.append(piece)
    return concat(*pieces)
