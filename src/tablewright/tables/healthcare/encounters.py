"""Encounters: patient, provider, facility, type, times, status and complaint."""

from __future__ import annotations

import datetime as dt
import itertools
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
    clip,
    least,
    lift,
    lookup,
    parts,
    weighted,
    when,
    word,
)
from tablewright.sampling.feistel import coprime
from tablewright.spec import Column, Fields, ForeignKey, Int64, Table, Text, Timestamp
from tablewright.tables.healthcare import calendar as times
from tablewright.tables.healthcare.admissions import Admissions
from tablewright.tables.healthcare.calendar import Calendar
from tablewright.tables.healthcare.complaints import (
    BY_APPOINTMENT,
    CHRONIC,
    COMPLAINTS,
    complaint,
)
from tablewright.tables.healthcare.conditions import NONE, PREGNANCY
from tablewright.tables.healthcare.diagnoses import code, diagnosis
from tablewright.tables.healthcare.facilities import EMERGENCY as URGENT
from tablewright.tables.healthcare.facilities import (
    FACILITIES,
    FIRST_FACILITY,
    HOSPITAL,
    SPECIAL,
    busy,
    provider_number,
)
from tablewright.tables.healthcare.patients import FIRST_ID as FIRST_PATIENT
from tablewright.tables.healthcare.patients import OLD, Patients, age_of
from tablewright.tables.healthcare.stays import (
    EMERGENCY,
    INPATIENT,
    OBSERVATION,
    OUTPATIENT,
    TELEHEALTH,
    TYPES,
    end_second,
    longer,
)

COMPLETED, ACTIVE, CANCELLED = range(3)
STATUSES = ("Completed", "Active", "Cancelled")
_OLD_SHARE = 0.269
"""Of encounters, those of patients from 65: 17 % of the patients, 1.8 times as often."""
_HOURS = 2
"""Of rows, in which order an emergency and its stay are free."""
_DENSE = 4
"""Rows within those hours, from which on an emergency never ends at once."""
_LONG_WINDOW = 4_000
"""Days; in longer windows each pair is looked at."""
_STRIDE = 7_919
"""A prime, by which each block's order is turned."""
_URGENT = 0.29
"""Of stays without appointment, so that 17.5 % of emergencies become one."""
_SHORTEST, _LONGEST = 15 * 60, 23 * 3600
_MAIN = 0.85
"""Of the visits for a condition, those for the main one."""


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
        """For the kind of care, whether it is online, whether it is planned."""
        return parts(self._fields("outcome dice", Draw("", 63)), 31, 16, 16)

    @cached_property
    def admissions(self) -> Admissions:
        """Which encounters are stays, and whose."""
        return Admissions("healthcare.encounters", self.patients, self.calendar, self.sample)

    @cached_property
    def _taken(self) -> tuple[Field, Field]:
        """Whether a Completed encounter is a stay; its number among stays, or that among the
        encounters that are not Completed."""
        taken, number = self.admissions.beds.of(Row())
        others = Row() - self.sample.before(Row())
        return (
            self._fields("taken", taken),
            self._fields("bed number", when(self.completed, number).otherwise(others)),
        )

    @cached_property
    def _has_room(self) -> Expr:
        """Whether there is a patient for a stay: always, unless there are few."""
        if self.admissions.always_room:
            return lift(True)
        piece, _, turn = self.admissions.place(self.completed, self._taken[1])
        return turn < lookup(self.admissions.room, piece)

    @cached_property
    def _stay(self) -> Field:
        """Whether it is an inpatient's stay that is over."""
        return self._fields("stay", self.completed & self._taken[0] & self._has_room)

    @cached_property
    def _planned(self) -> Field:
        """Whether an inpatient comes by appointment."""
        if not self.rows:
            return self._fields("planned", lift(False))
        piece, _ = self.sample.position(Row())
        share = lookup([self.calendar.planned[span] for span in self.sample.spans], piece)
        return self._fields("planned", self._outcome_rolls[2].value < share)

    @property
    def _together(self) -> int:
        """Rows that are likely to lie within some hours."""
        return max(1, self.rows * _HOURS // (24 * self.calendar.window.days))

    @cached_property
    def _always_in_time(self) -> bool:
        """Whether a stay always begins soon enough after its emergency."""
        size, window = self._together, self.calendar.window
        if size < _DENSE or window.days > _LONG_WINDOW:
            return False
        return self.calendar.longest((3 * size + 2) / self.rows) * 3600 <= _LONGEST

    @cached_property
    def _later(self) -> Field:
        """The row of a stay that this encounter may lead to, two to six hours later at a usual
        pace: blocks of rows lead to the one after the next, in another order."""
        size = self._together
        block, place = Row() // size, Row() % size
        found = (block + 2) * size + (place * coprime(size) + block % size * _STRIDE) % size
        return self._fields("later", found)

    @cached_property
    def _admitted(self) -> Field:
        """Whether it is an emergency that becomes a stay."""
        last = max(0, self.rows - 1)
        later = self._next
        stay = self._stay.at(later) & ~self._planned.at(later) & self._urgent.at(later)
        able = self.completed & ~self._stay & (self._later <= last)
        # Rows that are sparse can lie far apart.
        in_time = (self._wait >= _SHORTEST) & (self._wait <= _LONGEST)
        found = able & stay if self._always_in_time else able & stay & in_time
        return self._fields("admitted", found)

    @cached_property
    def _next(self) -> Field:
        return self._fields("next", least(self._later, max(0, self.rows - 1)))

    @cached_property
    def _urgent(self) -> Field:
        """Whether a stay that is not planned begins with an emergency, where there can be one."""
        # The roll for visits that could be online.
        return self._fields("urgent", self._outcome_rolls[1].value < round(_URGENT * 2**16))

    @cached_property
    def _wait(self) -> Field:
        """Seconds until the later stay begins."""
        days = self.day.at(self._next) - self.day
        return self._fields("wait", days * DAY_SECONDS + self.second.at(self._next) - self.second)

    @cached_property
    def _source(self) -> Field:
        """The row that says who comes, where and why: that of the stay it leads to, or its own."""
        return self._fields("source", when(self._admitted, self._next).otherwise(Row()))

    @cached_property
    def _place_rolls(self) -> tuple[Roll, ...]:
        """For how near a facility is, which is near, which is anywhere, whether it is usual."""
        dice = self._fields("place dice", Draw("", 63)).at(self._source)
        return parts(dice, 16, 16, 16, 15)

    @cached_property
    def _reason_rolls(self) -> tuple[Roll, ...]:
        """For the condition it is for, the complaint, the code of the diagnosis."""
        dice = self._fields("reason dice", Draw("", 63)).at(self._source)
        return parts(dice, 16, 31, 16)

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
        # Observed on the last day; earlier that would be over.
        last = self.day >= self.calendar.window.days - 1
        turned_away = when(last, OBSERVATION).otherwise(OUTPATIENT)
        online = self._outcome_rolls[1].value < round(times.TELEHEALTH_SHARE * 2**16)
        found = (
            when(self._stay, INPATIENT)
            .when(self._admitted, EMERGENCY)
            .when(care.eq(times.CLINIC) & online, TELEHEALTH)
            .when(care.eq(times.INPATIENT) & ~self._has_room, turned_away)
            .otherwise(care)
        )
        return self._fields("kind", found)

    @cached_property
    def status(self) -> Field:
        """Completed; of what is not over, visits to clinics are Cancelled, others Active."""
        clinic = self.kind.eq(OUTPATIENT) | self.kind.eq(TELEHEALTH)
        other = when(clinic, CANCELLED).otherwise(ACTIVE)
        return self._fields("outcome", when(self.completed, COMPLETED).otherwise(other))

    @cached_property
    def _in_bed(self) -> Expr:
        """Whether the patient is an inpatient's, now or soon."""
        return self.kind.eq(INPATIENT) | self._admitted

    @cached_property
    def patient(self) -> Field:
        """The patient's row: who lies in the bed; otherwise by age given the type, and habit."""
        share = lookup([round(part * 2**32) for part in self._old_shares], self.kind)
        old = self._fields("old", Draw() < share)
        anyone = self.patients.choose(old, self.status.eq(ACTIVE))
        own = self._taken[1]
        number = when(self._admitted, own.at(self._next)).otherwise(own)
        inpatient = self.admissions.patient(*self.admissions.place(self.completed, number))
        return self._fields("patient", when(self._in_bed, inpatient).otherwise(anyone))

    @cached_property
    def _old_shares(self) -> list[float]:
        """The share of patients from 65 by encounter type."""
        faces = self.patients.deck.faces
        weights = self.patients.admission_weights
        full = len(self.patients.deck.cards) or len(faces)
        pairs = list(zip(faces, weights, strict=True))[:full]
        old = sum(weight for card, weight in pairs if age_of(card) >= OLD)
        inpatients = old / max(1e-9, sum(weight for _, weight in pairs))
        # Of emergencies, those that become a stay are inpatients' too.
        part = 0.20 + 0.15 * times.ADMITTED
        others = max(0.0, (_OLD_SHARE - part * inpatients) / (1 - part))
        return [inpatients if i == INPATIENT else others for i in range(len(TYPES))]

    @cached_property
    def facility(self) -> Field:
        """The facility's number."""
        patients = self.patients
        region = patients.address.region.at(self.patient)
        which, turn, other, _ = self._place_rolls
        home, near = patients.home.at(self.patient), patients.facilities.near(region, turn)
        where, anywhere = weighted([70, 19, 11], which), below(FACILITIES, other)
        return self._fields(
            "facility", when(where.eq(0), home).when(where.eq(1), near).otherwise(anywhere)
        )

    @cached_property
    def provider(self) -> Field:
        """The provider's number within the facility."""
        clinic = self.kind.eq(OUTPATIENT) | self.kind.eq(TELEHEALTH)
        usual = self.patients.doctor.at(self.patient)
        regular = clinic & chance(0.6, self._place_rolls[3])
        group = lookup((SPECIAL, HOSPITAL, URGENT, HOSPITAL, SPECIAL), self.kind)
        place = when(regular, usual).otherwise(busy(group, self._stay_rolls[2]))
        return self._fields("place", place)

    @cached_property
    def lasts_to(self) -> Field:
        """The second at which it ends, counted from the midnight before it began, but for
        emergencies that become a stay."""
        days = self.calendar.window.days
        length, leaving, _ = self._stay_rolls
        patients = self.patients
        age, level = patients.age_class.at(self.patient), patients.level.at(self.patient)
        more = longer(self.complaint, age, level, self.facility)
        end = end_second(self.kind, self.day, self.second, more, days, (length, leaving))
        return self._fields("lasts to", end)

    @cached_property
    def end(self) -> Field:
        """The second at which it ends, counted from the midnight before it began."""
        stay = self.second + clip(self._wait, 0, _LONGEST)
        return self._fields("end", when(self._admitted, stay).otherwise(self.lasts_to))

    @cached_property
    def _mix(self) -> Expr:
        """The mix of complaints it is of: the type's, or the stay's."""
        planned = self.kind.eq(INPATIENT) & self._planned
        return when(planned, BY_APPOINTMENT).when(self._in_bed, INPATIENT).otherwise(self.kind)

    @cached_property
    def condition(self) -> Field:
        """The condition that it is for."""
        patients = self.patients
        roll = self._reason_rolls[0]
        chronic = lookup([round(share * 2**16) for share in CHRONIC], self._mix)
        main = lookup([round(share * _MAIN * 2**16) for share in CHRONIC], self._mix)
        since = self.day - patients.due(self.patient)
        pregnant = patients.expecting.at(self.patient) & (since >= -280) & (since <= 60)
        own = patients.condition(self.patient, roll.value < main)
        found = when(roll.value < chronic, own).otherwise(NONE)
        return self._fields("visit condition", when(pregnant, PREGNANCY).otherwise(found))

    @cached_property
    def complaint(self) -> Field:
        """The number of the chief complaint."""
        start = self.calendar.window.start
        months = [(start + dt.timedelta(days=d)).month for d in range(self.calendar.window.days)]
        winter = lookup([int(month in (12, 1, 2)) for month in months], self.day)
        age = self.patients.age_class.at(self.patient)
        found = complaint(self._mix, age, winter, self.condition, self._reason_rolls[1])
        return self._fields("complaint", found)

    @cached_property
    def diagnosis(self) -> Field:
        """The number of the diagnosis' code."""
        clinic = self.kind.eq(OUTPATIENT) | self.kind.eq(TELEHEALTH)
        patients = self.patients
        child = when(patients.age_class.at(self.patient).eq(0), 1).otherwise(0)
        since = self.day - patients.due(self.patient)
        rolls = (self._reason_rolls[2], patients.habit(self.patient))
        urgent = when(clinic, 0).otherwise(1)
        found = diagnosis(self.condition, self.complaint, urgent, child, since, rolls)
        return self._fields("diagnosis", found)

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
                "by age class (0.8, 0.8, 1.1, 1.6, 1.6) and gamma(1.5) habit; stays never overlap",
            ),
            Column(
                f("provider_id", provider_number(self.facility, self.provider)),
                Int64(),
                "one of the facility's 48, by type; 60 % of clinic visits at the usual one's",
            ),
            Column(
                f("facility_id", self.facility + FIRST_FACILITY),
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
                "clinics Monday to Friday from 08 h, emergencies at any hour (Karaca 2012); "
                "17.5 % of these become a stay that begins at their discharge",
            ),
            Column(
                f("discharge_datetime", self._instant(self.end)),
                Timestamp(),
                "log-normal by type: 35 min, 3 d, 135 min, 24 h, 18 min; stays by complaint, age, "
                "frailty and facility; null unless Completed",
                null_when=~self.completed,
            ),
            Column(
                f("status", word(STATUSES, self.status)),
                Text(),
                "Completed 94.5, Cancelled 5 %; Active: what is not over when the window ends",
            ),
            Column(
                f("chief_complaint", word(COMPLAINTS, self.complaint)),
                Text(),
                "by type, age, season and the patient's conditions; 1 % null",
                null_when=chance(0.01, "absent"),
            ),
            Column(
                f("diagnosis_code", code(self.diagnosis)),
                Text(),
                "ICD-10-CM, by complaint or the patient's condition, age and gender",
            ),
        )
        return Table(
            "healthcare.encounters",
            self.rows,
            columns,
            primary_key="encounter_id",
            foreign_keys=(
                ForeignKey("patient_id", "healthcare.patients", "patient_id"),
                ForeignKey("provider_id", "healthcare.providers", "provider_id"),
                ForeignKey("facility_id", "healthcare.facilities", "facility_id"),
            ),
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
