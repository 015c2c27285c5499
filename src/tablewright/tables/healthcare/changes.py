"""Changes of patients: insurer, address, name and activity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.week import Week
from tablewright.changing import Cycle, Revision, Turns, at_each, numbered
from tablewright.data.load import customs
from tablewright.ops import Expr, Field, concat, digits, when
from tablewright.spec import ChangeDeclaration, Moment, Sizes, Table, WorldOptions
from tablewright.tables.healthcare.facilities import Facilities
from tablewright.tables.healthcare.patients import (
    FIRST_ID,
    INSURANCE_WIDTH,
    RECORD_WIDTH,
    Patients,
)

TABLE = "healthcare.patients"
_HOME = ("phone", "address", "city", "state", "zip_code")


@dataclass(frozen=True)
class ChangingPatients:
    """Patients and their changes."""

    patients: Patients

    @cached_property
    def _cycle(self) -> Cycle:
        often = ("insurance", "home", "activity", "home")
        return Cycle(TABLE, (*often, *often, "insurance", "name"))

    def at(self, moment: Moment) -> Table:
        """The table at a moment of each patient."""
        patients, key = self.patients, moment.key
        turns = Turns(self._cycle, moment)
        facts: dict[Field, Expr] = {patients.card: patients.card.at(moment.model)}
        # Who comes later is as old then as others are when the window opens.
        since = when(moment.later, moment.came - patients.window.first_day).otherwise(0)
        facts[patients.born] = patients.born.at(key, facts) + since
        name, married = patients.name, turns.row("name")
        email = concat(
            name.first_slug.at(key, facts),
            ".",
            name.last_slug.at(married, facts),
            "+",
            digits(key + FIRST_ID),
            "@example.org",
        )
        record, record_width = numbered(key, patients.rows, RECORD_WIDTH, 0)
        policies = turns.count("insurance")
        policy, policy_width = numbered(key, patients.rows, INSURANCE_WIDTH, 1, policies)
        payer = patients.payer.at(turns.row("insurance"), facts)
        left = (turns.count("activity") % 2).eq(1)
        active = patients.active.at(key, facts) | moment.later
        return Revision(patients.table, key, facts).read(
            {**at_each(_HOME, turns.row("home")), "last_name": married},
            {
                "mrn": concat("MRN", digits(record, record_width)),
                "email": email,
                "insurance_id": concat(
                    customs(patients.locale).policy, digits(policy, policy_width)
                ),
                "is_active": (active & ~left) | (~active & left),
            },
            {"insurance_id": payer.eq(patients.self_pay)},
        )


def declare(sizes: Sizes, options: WorldOptions) -> ChangingPatients:
    """The patients of some facilities."""
    locale = options.locale
    return ChangingPatients(Patients(sizes["patients"], options.window, locale, Facilities(locale)))


_WEEK = Week(
    hours=(1, 1, 1, 1, 1, 2, 6, 16, 30, 34, 34, 32, 24, 28, 32, 30, 26, 16, 8, 5, 4, 3, 2, 1),
    days=(12, 12, 12, 12, 11, 3, 2),
)
"""Most is registered at front desks."""

CHANGES = ChangeDeclaration(
    "patients", {"APPEND": 50, "UPDATE": 40, "DELETE": 5}, 0.10, _WEEK, declare
)
