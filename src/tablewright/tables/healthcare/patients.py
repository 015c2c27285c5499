"""Patients: identity, address, payer and frequency of visits."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.seasonal import inverse
from tablewright.data.load import Payer, customs
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Roll,
    Row,
    aliased_by,
    below,
    chance,
    clip,
    concat,
    digits,
    lift,
    lookup,
    parts,
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
from tablewright.tables.healthcare.conditions import condition
from tablewright.tables.healthcare.facilities import PRIMARY, Facilities, busy
from tablewright.tables.healthcare.names import name as name_of

FIRST_ID = 1_000_000
RECORD_WIDTH, INSURANCE_WIDTH = 10, 8
GENDERS = ("M", "F", "Other")
MALE, FEMALE, OTHER = range(3)
GENDER_SHARES = (0.49, 0.49, 0.02)
_GENDERS_OLDEST = (0.34, 0.64, 0.02)
"""From 85: women live longer."""
SELF_PAY = "Self-Pay"
"""The kind of payer of those who have no policy."""
YEARS = (0, 18, 45, 65, 85, 100)
"""Where age classes begin, and the greatest age, when the window opens."""
OLD = 3
"""The first age class from 65."""
_AGE_SHARES = (0.22, 0.36, 0.25, 0.15, 0.02)
_PYRAMIDS = ((1, 1), (1, 1), (1, 1), (55, 46, 33, 20), (12, 6, 1.5))
"""How equal parts of an age class compare (Census 2020)."""
VISITS = (0.8, 0.8, 1.1, 1.6, 1.6)
"""Relative rates of visits of the age classes."""
FERTILE = 1
"""The age class, 18 to 44, in which some of the women expect a child."""
_EXPECTING = 6
"""One in this number of women."""
LEVELS = 8
"""Of frailty: equal parts of an age class, by how often they come."""
_STAYS = ((0.4, 0.4, 0.4), (0.48, 0.9, 0.6), (1.2, 1.1, 1.1), (2.8, 2.7, 2.8), (3.9, 3.7, 3.8))
"""Relative rates of stays by age class and gender (HCUP Brief 235)."""
_EXPECTING_STAYS = 2.2
"""Of women who expect a child, in those of the others."""
_OLDEST = 110
_BLOCK = 400
_CARDS = 2 * len(GENDERS)
"""Of an age class."""
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
    def deck(self) -> PermutedBlocks:
        """The classes of patients, in blocks."""
        return PermutedBlocks.of("healthcare.patients", "class", self.rows, _BLOCK, _deal)

    @cached_property
    def slot(self) -> Field:
        """The slot in the deck, with which class and habits go."""
        return self._fields("slot", self.deck.slot(Row()))

    @cached_property
    def card(self) -> Field:
        """The patient's class: age class, gender and, in the last bit, whether inactive."""
        return self._fields("class", lookup(self.deck.faces, self.slot) if self.rows else lift(0))

    @cached_property
    def age_class(self) -> Field:
        """The number of the age class."""
        return self._fields("age class", self.card // _CARDS)

    @cached_property
    def gender(self) -> Field:
        """Male, female or other."""
        return self._fields("sex", self.card // 2 % len(GENDERS))

    @cached_property
    def active(self) -> Field:
        """Whether they are still treated; row 0 always is."""
        return self._fields("is_active", (self.card % 2).eq(0) | Row().eq(0))

    def by_slot(self, values: list[int]) -> Expr:
        """What is known of each slot."""
        return lookup(values, self.slot) if self.rows else lift(0)

    @cached_property
    def level(self) -> Field:
        """How frail they are, from 0 to `LEVELS`."""
        return self._fields("frailty", self.by_slot(self._levels))

    @cached_property
    def expecting(self) -> Field:
        """Whether she expects a child in the window."""
        return self._fields("expecting", self.by_slot([int(e) for e in self._expecting]).eq(1))

    @cached_property
    def _ranks(self) -> list[tuple[int, int]]:
        """Each slot's rank in its age class, by how often they come, and the size of that."""
        faces, full = self.deck.faces, len(self.deck.cards)
        made: list[tuple[int, int]] = []
        for cards in (faces[:full], faces[full:]):
            sizes = [0] * len(VISITS)
            ranks = []
            for card in cards:
                ranks.append(sizes[card // _CARDS])
                sizes[card // _CARDS] += 1
            made.extend((r, sizes[c // _CARDS]) for r, c in zip(ranks, cards, strict=True))
        return made

    @cached_property
    def _levels(self) -> list[int]:
        return [rank * LEVELS // size for rank, size in self._ranks]

    @cached_property
    def _expecting(self) -> list[bool]:
        """Every sixth of the women below 45."""
        seen = 0
        made = []
        for card in self.deck.faces:
            able = card // 2 == FERTILE * len(GENDERS) + FEMALE
            made.append(able and seen % _EXPECTING == _EXPECTING // 2)
            seen += able
        return made

    @cached_property
    def admission_weights(self) -> list[float]:
        """How likely each slot's patients are to be admitted."""
        made = []
        for card, level, expecting in zip(
            self.deck.faces, self._levels, self._expecting, strict=True
        ):
            rate = _STAYS[card // _CARDS][card // 2 % len(GENDERS)]
            made.append(rate * (5 + 2 * level) / 12 * (_EXPECTING_STAYS if expecting else 1))
        return made

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
    def payer(self) -> Field:
        """The payer's number: in en mostly Medicare from 65, insurers and Medicaid below."""
        old = when(self.age_class >= OLD, 1).otherwise(0)
        rows = [[each.young for each in self.payers], [each.old for each in self.payers]]
        return self._fields("payer", weighted_by(rows, old))

    @property
    def payers(self) -> tuple[Payer, ...]:
        """Who pays, in the locale's country."""
        return customs(self.locale).payers

    @property
    def self_pay(self) -> int:
        """The number of those who pay themselves."""
        return [each.kind for each in self.payers].index(SELF_PAY)

    @cached_property
    def home(self) -> Field:
        """The facility they usually go to."""
        return self._fields("home facility", self.facilities.near(self.address.region))

    @cached_property
    def doctor(self) -> Field:
        """Which of a facility's providers they usually see."""
        return self._fields("doctor", busy(lift(PRIMARY)))

    @cached_property
    def _life(self) -> Field:
        return self._fields("life dice", Draw("", 63))

    def _life_at(self, patient: Expr) -> tuple[Roll, ...]:
        """For the main condition, another one, when a child is due."""
        return parts(self._life.at(patient), 16, 16, 31)

    def condition(self, patient: Expr, main: Expr) -> Expr:
        """A patient's main condition, or another one, which may be the same."""
        first, other, _ = self._life_at(patient)
        roll = Roll(when(main, first.value).otherwise(other.value), first.bits)
        return condition(self.age_class.at(patient), self.gender.at(patient), roll)

    def due(self, patient: Expr) -> Expr:
        """The day of the window on which the child of who expects one is due."""
        return below(self.window.days, self._life_at(patient)[2])

    def habit(self, patient: Expr) -> Roll:
        """What stays the same in all visits of a patient; independent of their conditions."""
        return self._life_at(patient)[2]

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
        return self.deck.choose(lift(self.rows), self._habits(), which, "patient", aliased_by)

    def _habits(self) -> list[list[float]]:
        """The rate of visits of each card, for each ``which`` of `choose`."""
        faces = self.deck.faces
        full = len(self.deck.cards)
        rows: list[list[float]] = [[] for _ in range(4)]
        for cards in (faces[:full], faces[full:]):
            rates = _rates(cards)
            for which, row in enumerate(rows):
                treated = [which < 2 or card % 2 == 0 for card in cards]
                fits = [(card // _CARDS >= OLD) == bool(which % 2) for card in cards]
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
            Column(
                f("zip_code", place.postal),
                Text(),
                "a ZIP code of the city; in other locales, a postal prefix of it and digits",
            ),
            Column(
                f(
                    "insurance_id",
                    concat(customs(self.locale).policy, digits(insured, insured_width)),
                ),
                Text(),
                "INS- (or the locale's sign) and 8 scattered digits; null for who pays alone",
                null_when=self.payer.eq(self.self_pay),
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


def age_of(card: int) -> int:
    """The age class of a card."""
    return card // _CARDS


def is_active(card: int) -> bool:
    """Whether a card's patients are still treated."""
    return card % 2 == 0


def _deal(count: int) -> list[int]:
    """Cards: every tenth is no longer treated, in all classes and genders."""
    cards: list[int] = []
    for age, many in enumerate(largest_remainders(list(_AGE_SHARES), count)):
        shares = _GENDERS_OLDEST if age == len(VISITS) - 1 else GENDER_SHARES
        for gender, own in enumerate(largest_remainders(list(shares), many)):
            cards.extend([(age * len(GENDERS) + gender) * 2] * own)
    return [card + (i % 10 == 5) for i, card in enumerate(cards)]


def _rates(cards: Sequence[int]) -> list[float]:
    """The rate of visits of each card: its age class's, times gamma(1.5) spread over the class."""
    rates = [0.0] * len(cards)
    for age, visits in enumerate(VISITS):
        own = [slot for slot, card in enumerate(cards) if card // _CARDS == age]
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
