"""Healthcare: patients, encounters and claims, with their facilities, providers and payers."""

from __future__ import annotations

from tablewright.errors import ArgumentError
from tablewright.spec import Declaration, DeclaredTables, Sizes, WorldOptions, remembered
from tablewright.tables.healthcare.calendar import Calendar
from tablewright.tables.healthcare.changes import CHANGES
from tablewright.tables.healthcare.claims import claims
from tablewright.tables.healthcare.directory import PAYERS, facilities, payers, providers
from tablewright.tables.healthcare.encounters import Encounters
from tablewright.tables.healthcare.facilities import FACILITIES, PROVIDERS, Facilities
from tablewright.tables.healthcare.patients import Patients
from tablewright.tables.healthcare.rules import EXPECTATIONS, INVARIANTS

_MOST_DAYS = 100 * 366
_DIRECTORY = {"facilities": FACILITIES, "providers": PROVIDERS, "payers": PAYERS}
_CLUSTER_ROWS = {"patients": 100_000, "encounters": 500_000, "claims": 500_000, **_DIRECTORY}


def tables(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The six tables, for some sizes."""
    window, locale = options.window, options.locale
    if window.days > _MOST_DAYS:
        raise ArgumentError(
            f"end_date={window.end} is more than a century after start_date={window.start}, and "
            "patients live through the whole window; give an earlier one"
        )
    for table, rows in _DIRECTORY.items():
        if sizes["encounters"] and 0 < sizes[table] < rows:
            raise ArgumentError(
                f"{table}={sizes[table]:,} is fewer than the {rows:,} that encounters and claims "
                f"refer to; leave {table} out"
            )
    calendar = Calendar(window)
    home = Facilities(locale)
    patients = Patients(sizes["patients"], window, locale, home)
    encounters = Encounters(sizes["encounters"], patients, calendar)
    return DeclaredTables(
        (
            facilities(home, sizes["facilities"]),
            providers(home, sizes["providers"]),
            payers(locale, sizes["payers"]),
            patients.table,
            encounters.table,
            claims(sizes["claims"], encounters, window),
        )
    )


INDUSTRY = Declaration(
    name="healthcare",
    doc="Patients in eight states: why they came, how long they stayed, who paid how much.",
    main="patients",
    default_rows={"patients": 10_000, "encounters": 30_000, "claims": 30_000, **_DIRECTORY},
    cluster_rows=_CLUSTER_ROWS,
    demo_rows=_CLUSTER_ROWS,
    floor={"patients": 20},
    fixed=tuple(_DIRECTORY),
    tables=remembered(tables),
    changes={"patients": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
)
