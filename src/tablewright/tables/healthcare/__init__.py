"""Healthcare: patients, their encounters, and the claims for them."""

from __future__ import annotations

from tablewright.errors import ArgumentError
from tablewright.spec import Declaration, Sizes, TableSet, WorldOptions
from tablewright.tables.healthcare.calendar import Calendar
from tablewright.tables.healthcare.changes import CHANGES
from tablewright.tables.healthcare.claims import claims
from tablewright.tables.healthcare.encounters import Encounters
from tablewright.tables.healthcare.facilities import Facilities
from tablewright.tables.healthcare.patients import Patients
from tablewright.tables.healthcare.rules import EXPECTATIONS, INVARIANTS

_MOST_DAYS = 100 * 366


def declare(sizes: Sizes, options: WorldOptions) -> TableSet:
    """The three tables, for some sizes."""
    for child, parent in (("encounters", "patients"), ("claims", "encounters")):
        if sizes[child] and not sizes[parent]:
            raise ArgumentError(
                f"n_{parent}=0 leaves {sizes[child]:,} rows of {child} without a parent; "
                f"give n_{parent} of at least 1, or no rows of {child}"
            )
    window, locale = options.window, options.locale
    if window.days > _MOST_DAYS:
        raise ArgumentError(
            f"end_date={window.end} is more than a century after start_date={window.start}, and "
            "patients live through the whole window; give an earlier one"
        )
    calendar = Calendar(window)
    patients = Patients(sizes["patients"], window, locale, Facilities(locale))
    encounters = Encounters(sizes["encounters"], patients, calendar)
    parameters: dict[str, int | float | str] = {
        **sizes,
        "start_date": window.start.isoformat(),
        "end_date": window.end.isoformat(),
        "locale": locale,
    }
    tables = (patients.table, encounters.table, claims(sizes["claims"], encounters, window))
    return TableSet("healthcare", tables, parameters)


INDUSTRY = Declaration(
    name="healthcare",
    doc="Patients in eight states: why they came, how long they stayed, who paid how much.",
    main="patients",
    default_rows={"patients": 10_000, "encounters": 30_000, "claims": 30_000},
    cluster_rows={"patients": 100_000, "encounters": 500_000, "claims": 500_000},
    demo_rows={
        "patients": 100_000,
        "encounters": 500_000,
        "claims": 500_000,
    },
    floor={"patients": 20},
    declare=declare,
    changes={"patients": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
)
