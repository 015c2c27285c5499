"""First names by sex and, if the locale defines it, generation."""

from __future__ import annotations

import datetime as dt

from tablewright.data.load import WeightedPool, customs, people
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    SearchSorted,
    least,
    parts,
    weighted,
    weighted_by,
    when,
    word,
)
from tablewright.people import Name
from tablewright.spec import Fields

_BORN = (1950, 1975, 2000)
"""Where one generation of names ends and the next begins."""
_FADING = (250, 63, 15, 5)
"""How common a name is some generations away from its own, in percent of the others."""


def name(fields: Fields, locale: str, gender: Expr, born: Field) -> Name:
    """A first name by sex and generation and a family name.

    Parameters
    ----------
    gender : Expr
        0 for male, 1 for female, 2 for either.
    born : Field
        Days from 1970-01-01 to the birth.
    """
    known = people(locale)
    pools = (known.first_male, known.first_female)
    size = max(len(pool.words) for pool in pools)
    first_roll, last_roll, coin = parts(fields("name dice", Draw("", 63)), 31, 31, 1)
    sex = fields("name sex", when(gender < 2, least(gender, 1)).otherwise(coin.value))
    edges = tuple(_days(year) for year in _BORN)
    generation = SearchSorted(edges, born)
    rows = [
        [*_weights(pool, locale, era), *[0] * (size - len(pool.words))]
        for pool in pools
        for era in range(len(_BORN) + 1)
    ]
    row = sex * (len(_BORN) + 1) + generation
    chosen = fields("first", sex * size + weighted_by(rows, row, first_roll))
    last = fields("last", weighted(known.last.weights, last_roll))
    return Name(
        word(_padded(pools, size, "words"), chosen),
        word(known.last.words, last),
        word(_padded(pools, size, "slugs"), chosen),
        word(known.last.slugs, last),
    )


def _padded(pools: tuple[WeightedPool, ...], size: int, part: str) -> tuple[str, ...]:
    made: list[str] = []
    for pool in pools:
        words: tuple[str, ...] = getattr(pool, part)
        made.extend([*words, *[words[0]] * (size - len(words))])
    return tuple(made)


def _weights(pool: WeightedPool, locale: str, era: int) -> list[int]:
    own = {
        each: number for number, names in enumerate(customs(locale).generations) for each in names
    }
    factors = [_FADING[abs(own[word] - era)] if word in own else 100 for word in pool.words]
    return [weight * factor for weight, factor in zip(pool.weights, factors, strict=True)]


def _days(year: int) -> int:
    return dt.date(year, 1, 1).toordinal() - dt.date(1970, 1, 1).toordinal()
