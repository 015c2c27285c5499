"""Healthcare: patients, encounters and claims."""

from __future__ import annotations

from tablewright.errors import ArgumentError
from tablewright.spec import Declaration, DeclaredTables, Sizes, WorldOptions, remembered
from tablewright.tables.healthcare.calendar import Calendar
from tablewright.tables.healthcare.changes import CHANGES
from tablewright.tables.healthcare.claims import claims
from tablewright.tables.healthcare.encounters import Encounters
from tablewright.tables.healthcare.facilities import Facilities
from tablewright.tables.healthcare.patients import Patients
from tablewright.tables.healthcare.rules import EXPECTATIONS, INVARIANTS

_MOST_DAYS = 100 * 366
_CLUSTER_ROWS = {"patients": 100_000, "encounters": 500_000, "claims": 500_000}


def tables(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The three tables, for some sizes."""
    window, locale = options.window, options.locale
    if window.days > _MOST_DAYS:
        raise ArgumentError(
            f"end_date={window.end} is more than a century after start_date={window.start}, and "
            "patients live through the whole window; give an earlier one"
        )
    calendar = Calendar(window)
    patients = Patients(sizes["patients"], window, locale, Facilities(locale))
    encounters = Encounters(sizes["encounters"], patients, calendar)
    return DeclaredTables(
        (patients.table, encounters.table, claims(sizes["claims"], encounters, window))
    )


INDUSTRY = Declaration(
    name="healthcare",
    doc="Patients in eight states: why they came, how long they stayed, who paid how much.",
    main="patients",
    default_rows={"patients": 10_000, "encounters": 30_000, "claims": 30_000},
    cluster_rows=_CLUSTER_ROWS,
    demo_rows=_CLUSTER_ROWS,
    floor={"patients": 20},
    tables=remembered(tables),
    changes={"patients": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
)
