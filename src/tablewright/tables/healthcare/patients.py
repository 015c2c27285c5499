"""Patients: identity, address, payer and frequency of visits."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.seasonal import inverse
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    below,
    chance,
    clip,
    concat,
    digits,
    lift,
    weighted_by,
    when,
    word,
)
from tablewright.people import Address, Name, address
from tablewright.sampling import PermutedBlocks, shipped
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.feistel import feistel_permutation
from tablewright.sampling.quantiles import curve, middles
from tablewright.spec import Boolean, Column, Date, Fields, Int64, Table, Text, Window
from tablewright.tables.healthcare.facilities import Facilities, busy
from tablewright.tables.healthcare.names import name as name_of

FIRST_ID = 1_000_000
RECORD_WIDTH, INSURANCE_WIDTH = 10, 8
GENDERS = ("M", "F", "Other")
PAYERS = ("Medicare", "Medicaid", "BlueCross", "Aetna", "United", "Cigna", "Self-Pay")
SELF_PAY = PAYERS.index("Self-Pay")
MEDICARE = PAYERS.index("Medicare")
_PAYERS_YOUNG = (1.7, 19.8, 25.9, 19.8, 19.4, 10.6, 2.8)
_PAYERS_OLD = (88, 2, 4, 2, 3, 1, 0)
"""Percent below and from 65; together 25/15/20/15/15/8/2 of the claims."""
YEARS = (0, 18, 45, 65, 85, 100)
"""Where age classes begin, and the greatest age, when the window opens."""
OLD = 3
"""The first age class from 65."""
_AGE_SHARES = (0.22, 0.36, 0.25, 0.15, 0.02)
_PYRAMIDS = ((1, 1), (1, 1), (1, 1), (55, 46, 33, 20), (12, 6, 1.5))
"""How equal parts of an age class compare (Census 2020)."""
VISITS = (0.8, 0.8, 1.1, 1.6, 1.6)
"""Relative rates of visits of the age classes."""
_OLDEST = 110
_BLOCK = 400
_CELLS = 64


@dataclass(frozen=True)
class Patients:
    """The patients of all facilities; all of them exist when the window opens."""

    rows: int
    window: Window
    locale: str
    facilities: Facilities

    @cached_property
    def _fields(self) -> Fields:
        return Fields("healthcare.patients", self.rows)

    @cached_property
    def _deck(self) -> PermutedBlocks:
        return PermutedBlocks.of("healthcare.patients", "class", self.rows, _BLOCK, _deal)

    @cached_property
    def card(self) -> Field:
        """The patient's class: age class and, in the last bit, whether inactive."""
        return self._fields("class", self._deck.card(Row()))

    @cached_property
    def age_class(self) -> Field:
        """The number of the age class."""
        return self._fields("age class", self.card // 2)

    @cached_property
    def active(self) -> Field:
        """Whether they are still treated; row 0 always is."""
        return self._fields("is_active", (self.card % 2).eq(0) | Row().eq(0))

    @cached_property
    def born(self) -> Field:
        """The day of birth."""
        ends = self._class_ends
        tables = [
            [low + day for day in inverse(pyramid, high - low, _CELLS)]
            for pyramid, low, high in zip(_PYRAMIDS, ends, ends[1:], strict=False)
        ]
        knots = tuple(itertools.chain.from_iterable(tables))
        age = curve(knots, Draw(), self.age_class, len(_PYRAMIDS))
        return self._fields("date_of_birth", self.window.first_day - clip(age, 0, ends[-1]))

    @cached_property
    def _class_ends(self) -> list[int]:
        """The ages of `YEARS` in days; who could pass 110 within a long window is younger."""
        oldest = min(YEARS[-1], _OLDEST - -(-self.window.days // 365))
        ends = [_days_ago(self.window.start, min(years, oldest)) for years in YEARS]
        return [min(end, ends[-1] - len(YEARS) + i) for i, end in enumerate(ends[:-1])] + ends[-1:]

    @cached_property
    def gender(self) -> Field:
        """Male, female or other; women live longer."""
        older = when(self.age_class.eq(len(VISITS) - 1), 1).otherwise(0)
        return self._fields("sex", weighted_by([[49, 49, 2], [34, 64, 2]], older))

    @cached_property
    def payer(self) -> Field:
        """The payer: mostly Medicare from 65, insurers and Medicaid below."""
        old = when(self.age_class >= OLD, 1).otherwise(0)
        return self._fields("payer", weighted_by([_PAYERS_YOUNG, _PAYERS_OLD], old))

    @cached_property
    def home(self) -> Field:
        """The facility they usually go to."""
        return self._fields("home facility", self.facilities.near(self.address.region))

    @cached_property
    def doctor(self) -> Field:
        """Which of a facility's providers they usually see."""
        return self._fields("doctor", busy())

    @cached_property
    def address(self) -> Address:
        """The address."""
        return address(self._fields, self.locale, self.facilities.region_weights, "street")

    @cached_property
    def name(self) -> Name:
        """The name."""
        return name_of(self._fields, self.locale, self.gender, self.born)

    def choose(self, old: Expr, active: Expr) -> Expr:
        """Draw a patient by age class and personal habit.

        Parameters
        ----------
        old : Expr
            Whether to select a patient aged 65 or older; any patient if there is none.
        active : Expr
            Whether the patient must be active.
        """
        which = when(old, 1).otherwise(0) + when(active, 2).otherwise(0)
        return self._deck.choose(lift(self.rows), self._habits(), which, "patient")

    def _habits(self) -> list[list[float]]:
        """The rate of visits of each card, for each ``which`` of `choose`."""
        faces = self._deck.faces
        full = len(self._deck.cards)
        rows: list[list[float]] = [[] for _ in range(4)]
        for cards in (faces[:full], faces[full:]):
            rates = _rates(cards)
            for which, row in enumerate(rows):
                treated = [which < 2 or card % 2 == 0 for card in cards]
                fits = [(card // 2 >= OLD) == bool(which % 2) for card in cards]
                rest = [rate * able for rate, able in zip(rates, treated, strict=True)]
                best = [rate * fit for rate, fit in zip(rest, fits, strict=True)]
                row.extend(best if sum(best) else rest)
        return rows

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        who, place = self.name, self.address
        number = f("patient_id", Row() + FIRST_ID)
        record, record_width = feistel_permutation(Row(), self.rows, RECORD_WIDTH)
        insured, insured_width = feistel_permutation(Row(), self.rows, INSURANCE_WIDTH, salt=1)
        email = concat(who.first_slug, ".", who.last_slug, "+", digits(number), "@example.org")
        elderly = self.window.first_day - self.born >= _days_ago(self.window.start, 75)
        columns = (
            Column(number, Int64(), "1,000,000 + row"),
            Column(
                f("mrn", concat("MRN", digits(record, record_width))),
                Text(),
                "MRN and 10 scattered digits",
            ),
            Column(
                f("first_name", who.first),
                Text(),
                "by how common it is; by gender and, in en, generation",
            ),
            Column(f("last_name", who.last), Text(), "by how common it is"),
            Column(
                self.born,
                Date(),
                "0-17: 22, 18-44: 36, 45-64: 25, 65-84: 15, 85+: 2 % when the window opens",
            ),
            Column(
                f("gender", word(GENDERS, self.gender)),
                Text(),
                "M 49, F 49, Other 2 %; F 64 % from 85",
            ),
            Column(
                f("ssn_last4", digits(1 + below(9_999), 4)),
                Text(),
                "0001 to 9999: the serial number 0000 is never issued",
            ),
            Column(
                f("email", email),
                Text(),
                "first.last+id@example.org (RFC 2606); 4 % null, 12 % from 75",
                null_when=Draw("absent")
                < when(elderly, _threshold(0.12)).otherwise(_threshold(0.04)),
            ),
            Column(
                f("phone", place.phone),
                Text(),
                "an area code of the city, a number reserved for fiction; 2 % null",
                null_when=chance(0.02, "absent"),
            ),
            Column(f("address", place.line), Text(), "number and street"),
            Column(f("city", place.city), Text(), "a real city of the state, by population"),
            Column(f("state", place.code), Text(), "MA NY IL TX AZ CA FL PA, by population"),
            Column(f("zip_code", place.postal), Text(), "a postal prefix of the city"),
            Column(
                f("insurance_id", concat("INS-", digits(insured, insured_width))),
                Text(),
                "INS- and 8 scattered digits; null for who pays alone",
                null_when=self.payer.eq(SELF_PAY),
            ),
            Column(self.active, Boolean(), "90 %"),
        )
        return Table(
            "healthcare.patients",
            self.rows,
            columns,
            primary_key="patient_id",
            unique=("mrn", "insurance_id"),
            doc="The patients of all facilities.",
        )


def _deal(count: int) -> list[int]:
    """Age class and, in the last bit, whether no longer treated: every tenth, in all classes."""
    ages = largest_remainders(list(_AGE_SHARES), count)
    classes = itertools.chain.from_iterable([age] * many for age, many in enumerate(ages))
    return [2 * age + (i % 10 == 5) for i, age in enumerate(classes)]


def _rates(cards: Sequence[int]) -> list[float]:
    """The rate of visits of each card: its age class's, times gamma(1.5) spread over the class."""
    rates = [0.0] * len(cards)
    for age, visits in enumerate(VISITS):
        own = [slot for slot, card in enumerate(cards) if card // 2 == age]
        habits = middles(shipped("gamma1.5"), len(own))
        for slot, habit in zip(own, habits, strict=True):
            rates[slot] = visits * habit * len(own) / sum(habits)
    return rates


def _days_ago(start: dt.date, years: int) -> int:
    """Days from the same date some years before."""
    year = max(1, start.year - years)
    leap = (start.month, start.day) == (2, 29)
    return (start - (dt.date(year, 2, 28) if leap else start.replace(year=year))).days


def _threshold(share: float) -> int:
    return round(share * 2**32)
