"""Who encounters and claims speak of: facilities, providers and payers."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.data.load import customs, people, places
from tablewright.ops import Expr, Row, concat, digits, lift, lookup, weighted_by, when, word
from tablewright.people import name
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.spec import Column, Fields, ForeignKey, Int32, Int64, Table, Text
from tablewright.tables.healthcare.facilities import (
    EMERGENCY,
    FACILITIES,
    FIRST_FACILITY,
    FIRST_PROVIDER,
    HOSPITAL,
    PRIMARY,
    PROVIDERS,
    Facilities,
    provider_place,
)

_SPECIALTIES = {
    EMERGENCY: {"Emergency Medicine": 10},
    HOSPITAL: {"Hospital Medicine": 6, "Internal Medicine": 3, "General Surgery": 2,
               "Critical Care": 1, "Obstetrics and Gynecology": 1},
    PRIMARY: {"Family Medicine": 6, "Internal Medicine": 4, "Pediatrics": 2},
}  # fmt: skip
_OTHERS = {
    "Cardiology": 4, "Orthopedics": 4, "Endocrinology": 3, "Pulmonology": 3, "Psychiatry": 3,
    "Neurology": 3, "Gastroenterology": 3, "Obstetrics and Gynecology": 3, "Oncology": 2,
    "Nephrology": 2, "Family Medicine": 2,
}  # fmt: skip
PAYERS = 7
"""In every locale."""
_BEDS = (60, 480)
_NPI = 9
"""First digit; numbers that are issued begin with 1 or 2."""
_SCATTER = 618_033
"""Coprime to all powers of ten."""


def facilities(home: Facilities, rows: int) -> Table:
    """The facilities of a locale; the same for every seed."""
    f = Fields("healthcare.facilities", rows)
    known = places(home.locale)
    streets = people(home.locale).streets
    form = customs(home.locale).hospital
    regions = [known.regions[number] for number in home.regions]
    cities = [region.cities[at] for region, at in zip(regions, home.cities, strict=True)]
    roads = [streets[at % len(streets)] for at in shuffled(max(len(streets), FACILITIES), 5)]
    names = [
        form.format(street=road, city=city.name) for road, city in zip(roads, cities, strict=False)
    ]
    low, high = _BEDS
    beds = [low + (high - low) * at // FACILITIES // 10 * 10 for at in shuffled(FACILITIES, 7)]
    zone = customs(home.locale)
    zones = [zone.timezone_by_region.get(region.code, zone.timezone) for region in regions]

    def of_facility(words: Sequence[str]) -> Expr:
        return word(tuple(words), Row() % FACILITIES)

    columns = (
        Column(f("facility_id", Row() + FIRST_FACILITY), Int64(), f"{FIRST_FACILITY} + row"),
        Column(f("facility_name", of_facility(names)), Text(), "street and city"),
        Column(
            f("city", of_facility([city.name for city in cities])),
            Text(),
            "a real city of the state; larger ones have more",
        ),
        Column(f("state", of_facility([r.code for r in regions])), Text(), "as patients are"),
        Column(f("beds", lookup(beds, Row() % FACILITIES)), Int32(), "60 to 480"),
        Column(f("timezone", of_facility(zones)), Text(), "of the state (IANA)"),
    )
    return Table(
        "healthcare.facilities",
        rows,
        columns,
        primary_key="facility_id",
        doc="The facilities that patients come to; the same for every seed.",
    )


def providers(home: Facilities, rows: int) -> Table:
    """The providers of all facilities."""
    f = Fields("healthcare.providers", rows)
    who = name(f, home.locale)
    facility, place = provider_place(Row() % PROVIDERS)
    groups = [*(_SPECIALTIES[group] for group in (EMERGENCY, HOSPITAL, PRIMARY)), _OTHERS]
    every = tuple(dict.fromkeys(each for group in groups for each in group))
    weights = [[float(group.get(each, 0)) for each in every] for group in groups]
    number = _NPI * 10**8 + Row() * _SCATTER % 10**8
    columns = (
        Column(f("provider_id", Row() + FIRST_PROVIDER), Int64(), f"{FIRST_PROVIDER} + row"),
        Column(
            f("npi", concat(digits(number, 9), digits(_check(number), 1))),
            Text(),
            "ten digits with a valid check digit; they begin with 9, which is never issued",
        ),
        Column(f("first_name", who.first), Text(), "by how common it is"),
        Column(f("last_name", who.last), Text(), "by how common it is"),
        Column(
            f("specialty", word(every, weighted_by(weights, place % len(groups)))),
            Text(),
            "a quarter each: emergency medicine, hospital, primary care, other specialties",
        ),
        Column(
            f("facility_id", facility + FIRST_FACILITY), Int64(), "the one facility they work in"
        ),
    )
    return Table(
        "healthcare.providers",
        rows,
        columns,
        primary_key="provider_id",
        foreign_keys=(ForeignKey("facility_id", "healthcare.facilities", "facility_id"),),
        unique=("npi",),
        doc="Who treats patients.",
    )


def _check(number: Expr) -> Expr:
    """The check digit of nine digits behind the prefix 80840 (Luhn)."""
    total: Expr = lift(24)
    for place in range(9):
        digit = number // 10**place % 10
        # From the right, every other digit counts twice, beginning with the last.
        total = (lookup((0, 2, 4, 6, 8, 1, 3, 5, 7, 9), digit) if place % 2 == 0 else digit) + total
    return (10 - total % 10) % 10


def payers(locale: str, rows: int) -> Table:
    """Who pays, in a locale's country."""
    f = Fields("healthcare.payers", rows)
    known = customs(locale).payers
    regions = [region.code for region in places(locale).regions if region.healthcare_weight]
    # Those that the whole country has, and patients, are at home in no state.
    national = [int(each.kind != "Commercial") for each in known]
    homes = [regions[at % len(regions)] for at in shuffled(max(len(regions), len(known)), 11)]
    which = Row() % len(known)
    called: Expr = word(tuple(each.name for each in known), which)
    if rows > len(known):
        again = Row() // len(known)
        called = concat(called, when(again.eq(0), "").otherwise(concat(" ", digits(again + 1))))
    columns = (
        Column(
            f("payer_id", called),
            Text(),
            "the name that claims have",
        ),
        Column(
            f("kind", word(tuple(each.kind for each in known), which)),
            Text(),
            "Medicare, Medicaid, Statutory, Commercial or Self-Pay",
        ),
        Column(
            f("state", word(tuple(homes[: len(known)]), which)),
            Text(),
            "where a commercial one is at home; null for the others",
            null_when=lookup(national, which).eq(1),
        ),
    )
    return Table(
        "healthcare.payers",
        rows,
        columns,
        primary_key="payer_id",
        doc="Who pays for care; the same for every seed.",
    )
