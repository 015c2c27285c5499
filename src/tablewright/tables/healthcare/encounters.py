"""Encounters: patient, provider, facility, type, times, status and complaint."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.seasonal import DAY_SECONDS, SECOND
from tablewright.calendars.systematic_sample import SystematicSample
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Roll,
    Row,
    below,
    chance,
    lookup,
    parts,
    weighted,
    when,
    word,
)
from tablewright.spec import Column, Fields, ForeignKey, Int64, Table, Text, Timestamp
from tablewright.tables.healthcare import calendar as times
from tablewright.tables.healthcare.calendar import Calendar
from tablewright.tables.healthcare.complaints import BY_APPOINTMENT, COMPLAINTS, complaint
from tablewright.tables.healthcare.facilities import (
    FACILITIES,
    FIRST_FACILITY,
    busy,
    provider_number,
)
from tablewright.tables.healthcare.patients import FIRST_ID as FIRST_PATIENT
from tablewright.tables.healthcare.patients import OLD, Patients
from tablewright.tables.healthcare.stays import (
    INPATIENT,
    OUTPATIENT,
    TELEHEALTH,
    TYPES,
    end_second,
)

COMPLETED, ACTIVE, CANCELLED = range(3)
STATUSES = ("Completed", "Active", "Cancelled")
_OLD_SHARE = 0.269
"""Of encounters, those of patients from 65: 17 % of the patients, 1.8 times as often."""
_OLD_ODDS = 2.5
"""Odds of being an inpatient from 65, against below."""


@dataclass(frozen=True)
class Encounters:
    """The encounters of a window, in the order of admission."""

    rows: int
    patients: Patients
    calendar: Calendar

    @cached_property
    def _fields(self) -> Fields:
        return Fields("healthcare.encounters", self.rows)

    @cached_property
    def sample(self) -> SystematicSample:
        """Which encounters are Completed."""
        return SystematicSample(self.rows, self.calendar.rhythm.edges, self.calendar.completed)

    @cached_property
    def completed(self) -> Field:
        """Whether it is Completed."""
        return self._fields("completed", self.sample.passes(Row()))

    @cached_property
    def _mass(self) -> Field:
        return self._fields("mass", self.sample.mass(self.completed))

    @cached_property
    def _span(self) -> Field:
        return self._fields("span", self.calendar.rhythm.span(self._mass))

    @cached_property
    def day(self) -> Field:
        """The day of the window on which it begins."""
        return self._fields("day", self.calendar.rhythm.day(self._span))

    @cached_property
    def second(self) -> Field:
        """The second of the day at which it begins."""
        return self._fields("second", self.calendar.rhythm.second(self._mass, self._span))

    @cached_property
    def _outcome_rolls(self) -> tuple[Roll, ...]:
        """For the kind of care, whether it is online, whether it is cancelled."""
        return parts(self._fields("outcome dice", Draw("", 63)), 31, 16, 16)

    @cached_property
    def _place_rolls(self) -> tuple[Roll, ...]:
        """For how near a facility is, which is near, which is anywhere, whether it is usual."""
        return parts(self._fields("place dice", Draw("", 63)), 16, 16, 16, 15)

    @cached_property
    def _stay_rolls(self) -> tuple[Roll, ...]:
        """For the length of a stay, when an inpatient leaves, which provider it is."""
        return parts(self._fields("stay dice", Draw("", 63)), 31, 16, 16)

    @cached_property
    def _kind_of_day(self) -> Expr:
        return lookup(self.calendar.kinds, self.day)

    @cached_property
    def kind(self) -> Field:
        """The encounter type, by time and by whether it is Completed."""
        known = self.calendar
        other = when(self.completed, 0).otherwise(1)
        # As `Calendar.mix` numbers them.
        days = zip(known.ages, known.kinds, strict=True)
        mix = lookup([known.mix(0, age, kind, 0) for age, kind in days], self.day)
        mix = mix + other * known.mix(1, 0, 0, 0) + self.second // 3600
        care = self._fields("care", _one_of_four(known.mixes, mix, self._outcome_rolls[0]))
        online = self._outcome_rolls[1].value < lookup(self._online, self.day * 2 + other)
        return self._fields(
            "kind", when(care.eq(times.CLINIC) & online, TELEHEALTH).otherwise(care)
        )

    @cached_property
    def _open(self) -> list[float]:
        """For each day, the share of Outpatient visits that is still open."""
        days = range(self.calendar.window.days)
        left = (self.calendar.days_left(day + 0.5) for day in days)
        return [times.still_open(times.CLINIC, each) for each in left]

    @cached_property
    def _online(self) -> list[int]:
        """For each day, the share of Telehealth in clinic visits: Completed, and the others."""
        online = times.TELEHEALTH_SHARE
        visited, cancelled = 1 - times.CANCELLED, times.CANCELLED
        return [
            round(share * 2**16)
            for still in self._open
            for share in (
                online / (1 - still * (1 - online)),
                online * cancelled / (cancelled + visited * still * (1 - online)),
            )
        ]

    @cached_property
    def status(self) -> Field:
        """Completed; otherwise Active or, in clinics, Cancelled."""
        visited, cancelled = 1 - times.CANCELLED, times.CANCELLED
        shares = [round(cancelled / (cancelled + visited * e) * 2**16) for e in self._open]
        missed = self.kind.eq(TELEHEALTH) | (
            self.kind.eq(OUTPATIENT) & (self._outcome_rolls[2].value < lookup(shares, self.day))
        )
        other = when(missed, CANCELLED).otherwise(ACTIVE)
        return self._fields("outcome", when(self.completed, COMPLETED).otherwise(other))

    @cached_property
    def patient(self) -> Field:
        """The patient's row: by age given the type, then by habit."""
        share = lookup([round(part * 2**32) for part in _old_shares()], self.kind)
        old = self._fields("old", Draw() < share)
        return self._fields("patient", self.patients.choose(old, self.status.eq(ACTIVE)))

    @cached_property
    def _facility(self) -> Field:
        patients = self.patients
        region = patients.address.region.at(self.patient)
        which, turn, other, _ = self._place_rolls
        home, near = patients.home.at(self.patient), patients.facilities.near(region, turn)
        where, anywhere = weighted([70, 19, 11], which), below(FACILITIES, other)
        return self._fields(
            "facility", when(where.eq(0), home).when(where.eq(1), near).otherwise(anywhere)
        )

    @cached_property
    def _provider(self) -> Expr:
        clinic = self.kind.eq(OUTPATIENT) | self.kind.eq(TELEHEALTH)
        usual = self.patients.doctor.at(self.patient)
        regular = clinic & chance(0.6, self._place_rolls[3])
        place = when(regular, usual).otherwise(busy(self._stay_rolls[2]))
        return provider_number(self._facility, place)

    @cached_property
    def end(self) -> Field:
        """The second at which it ends, counted from the midnight before it began."""
        old = self.patients.age_class.at(self.patient) >= OLD
        days = self.calendar.window.days
        length, leaving, _ = self._stay_rolls
        end = end_second(self.kind, self.day, self.second, old, days, (length, leaving))
        return self._fields("end", end)

    @cached_property
    def _complaint(self) -> Expr:
        morning = (self.second >= 6 * 3600) & (self.second < 11 * 3600)
        planned = self.kind.eq(INPATIENT) & morning & (self._kind_of_day <= times.MIDWEEK)
        start = self.calendar.window.start
        months = [(start + dt.timedelta(days=d)).month for d in range(self.calendar.window.days)]
        winter = lookup([int(month in (12, 1, 2)) for month in months], self.day)
        age = self.patients.age_class.at(self.patient)
        return complaint(when(planned, BY_APPOINTMENT).otherwise(self.kind), age, winter)

    def _instant(self, second: Expr) -> Expr:
        midnight = (self.day + self.calendar.window.first_day) * DAY_SECONDS
        return (midnight + second) * SECOND

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        columns = (
            Column(f("encounter_id", Row() + 1), Int64(), "1 + row, in the order of admission"),
            Column(
                f("patient_id", self.patient + FIRST_PATIENT),
                Int64(),
                "by age class (0.8, 0.8, 1.1, 1.6, 1.6) and gamma(1.5) habit",
            ),
            Column(
                f("provider_id", self._provider),
                Int64(),
                "one of the facility's 49 (Zipf 0.5); 60 % of clinic visits at the usual one's",
            ),
            Column(
                f("facility_id", self._facility + FIRST_FACILITY),
                Int64(),
                "90 % in the patient's state, 70 % the patient's home facility",
            ),
            Column(
                f("encounter_type", word(TYPES, self.kind)),
                Text(),
                "Outpatient 50, Inpatient 20, Emergency 15, Observation 10, Telehealth 5 %",
            ),
            Column(
                f("admit_datetime", self._instant(self.second)),
                Timestamp(),
                "clinics Monday to Friday from 08 h, emergencies at any hour (Karaca 2012)",
            ),
            Column(
                f("discharge_datetime", self._instant(self.end)),
                Timestamp(),
                "log-normal by type: 35 min, 2.8 d, 160 min, 24 h, 18 min; null unless Completed",
                null_when=~self.completed,
            ),
            Column(
                f("status", word(STATUSES, self.status)),
                Text(),
                "Completed 85, Active 10, Cancelled 5 %; Active towards the end, by type",
            ),
            Column(
                f("chief_complaint", word(COMPLAINTS, self._complaint)),
                Text(),
                "by type, age and season; 1 % null",
                null_when=chance(0.01, "absent"),
            ),
        )
        return Table(
            "healthcare.encounters",
            self.rows,
            columns,
            primary_key="encounter_id",
            foreign_keys=(ForeignKey("patient_id", "healthcare.patients", "patient_id"),),
            doc="Visits and stays, in the order of admission.",
        )


def _one_of_four(mixes: list[list[int]], which: Expr, roll: Roll) -> Expr:
    """Draw as `weighted_by`; for many mixes of few kinds, comparisons are faster."""
    limits = list(zip(*(_limits(mix, roll.bits) for mix in mixes), strict=True))
    first, second, third = (roll.value < lookup(limit, which) for limit in limits)
    return when(first, 0).when(second, 1).when(third, 2).otherwise(3)


def _limits(weights: list[int], bits: int) -> list[int]:
    """As `thresholds`, of whole weights."""
    total = sum(weights)
    return [((part << bits) + total // 2) // total for part in itertools.accumulate(weights)][:-1]


def _old_shares() -> Sequence[float]:
    """The share of patients from 65 by encounter type."""
    shares = (0.50, 0.20, 0.15, 0.10, 0.05)
    inpatients = shares[INPATIENT]
    low, high = 0.0, 1.0
    for _ in range(60):
        old = (low + high) / 2
        young = (inpatients - old * _OLD_SHARE) / (1 - _OLD_SHARE)
        less = old * (1 - young) < _OLD_ODDS * young * (1 - old)
        low, high = (old, high) if less else (low, old)
    others = (1 - low) * _OLD_SHARE / (1 - inpatients)
    return [low * _OLD_SHARE / inpatients if i == INPATIENT else others for i in range(len(shares))]
