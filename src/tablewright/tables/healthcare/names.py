"""First names by sex and generation, as far as a locale's names have a time of their own."""

from __future__ import annotations

import datetime as dt

from tablewright.data.load import WeightedPool, people
from tablewright.ops import (
    Bucket,
    Draw,
    Expr,
    Field,
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
_GENERATIONS = {
    "en": (
        "Dorothy Helen Ruth Virginia Margaret Frances Alice Jean Evelyn Rose Marjorie Edna "
        "Lucille Irene Louise Lois Norma Geraldine Phyllis Gloria Marilyn Joan Beverly Barbara "
        "Josephine Lorraine Eleanor Martha Rosemary Annie Marie Rita Loretta Joanne "
        "Joyce Judith Dolores Juanita Wanda Maxine Vivian Harold Walter Raymond Albert Ralph "
        "Howard Eugene Stanley Leonard Ernest Melvin Norman Leroy Francis Clarence Earl Fred "
        "Gordon Marvin Vernon Herbert Clifford Clyde Warren Gilbert Lloyd Floyd Alvin Herman "
        "Harvey Donald Gerald Richard Roy Louis Carl Lawrence Arthur",
        "Linda Susan Deborah Debra Karen Donna Lisa Cynthia Sandra Pamela Brenda Diane Cheryl "
        "Janet Carolyn Kathleen Nancy Sharon Patricia Carol Teresa Theresa Denise Lori Tammy "
        "Dawn Tina Wendy Robin Rhonda Sheila Connie Peggy Bonnie Paula Suzanne Jill Sherry "
        "Darlene Gail Vicki Cindy Becky Terri Sheryl Belinda Marsha Marcia Jodi Stacy Kelly "
        "Kimberly Michelle Julie Janice Judy Ellen Anne Jeanne Jeanette Toni Sonya Tonya "
        "Maureen Gary Larry Dennis Jerry Douglas Roger Terry Bruce Randy Wayne Craig Todd Scott "
        "Keith Jeffrey Mark Steven Kenneth Ronald Gregory Alan Glenn Barry Duane Ricky Dale "
        "Darrell Darren Kurt Kirk Neil Randall Lonnie Dwight Ronnie Danny Jimmy Billy Bobby "
        "Johnny Rodney Stephen Timothy Paul Brian",
        "Jennifer Jessica Ashley Amanda Melissa Nicole Stephanie Heather Megan Lauren Brittany "
        "Samantha Tiffany Amber Danielle Kayla Courtney Crystal Erin Vanessa Erica Allison "
        "Chelsea Kristen Lindsey Caitlin Kaitlyn Katelyn Shelby Whitney Krystal Kelsey Brooke "
        "Morgan Taylor Alexis Alyssa Katie Jasmine Cassandra Holly Kristin Monica April Jamie "
        "Natasha Meghan Jenna Bethany Latoya Ebony Kendra Candace Rachel Sara Amy Angela "
        "Christina Christopher Joshua Matthew Brandon Justin Ryan Tyler Zachary Kyle Dustin "
        "Cody Travis Bradley Jeremy Jared Derek Corey Sean Shawn Brett Trevor Marcus Chad Casey "
        "Garrett Devin Jesse Nicholas Jonathan Austin Jason Eric Adam Dylan",
        "Emma Olivia Sophia Isabella Ava Mia Charlotte Amelia Harper Abigail Madison Addison "
        "Aubrey Zoey Lily Layla Aria Penelope Nevaeh Aaliyah Ariana Makayla Trinity Avery Riley "
        "Brianna Kylie Ximena Chloe Ella Zoe Autumn Maya Naomi Stella Violet Hazel "
        "Claire Savannah Noah Ethan Logan Elijah Mason Liam Lucas Aiden Jackson Jayden Wyatt "
        "Owen Levi Brayden Landon Hudson Carter Gavin Sebastian Caleb Hunter Isaac Luke Jacob "
        "Dominic Xavier Chase Colton Miles Eli Julian Connor Evan Diego Santiago Lincoln Henry",
    ),
}
"""Names that belong to one generation (Social Security Administration, by decade; recalled)."""


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
    generation = Bucket(edges, born)
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
        each: number
        for number, names in enumerate(_GENERATIONS.get(locale, ()))
        for each in names.split()
    }
    factors = [_FADING[abs(own[word] - era)] if word in own else 100 for word in pool.words]
    return [weight * factor for weight, factor in zip(pool.weights, factors, strict=True)]


def _days(year: int) -> int:
    return dt.date(year, 1, 1).toordinal() - dt.date(1970, 1, 1).toordinal()
