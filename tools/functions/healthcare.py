"""Healthcare."""

from __future__ import annotations

from functions.declared import Module, TableFunction

_DATES = "start_date end_date"
_CENTURY = "At most a century."

MODULE = Module(
    industry="healthcare",
    title="Healthcare",
    same="seed, sizes, window and locale",
    tables=(
        TableFunction(
            "patients",
            "Make patients, all of them born when the window opens.",
            f"rows seed * {_DATES} locale",
            "patients",
            ('generate_patients(rows=3)["patient_id"].to_list()', "[1000000, 1000001, 1000002]"),
            more={"start_date, end_date": f"{_CENTURY} Ages are those at its start."},
        ),
        TableFunction(
            "encounters",
            "Make visits and stays, in the order of admission.",
            f"rows n_patients seed * {_DATES} locale",
            "encounters",
            ('generate_encounters(rows=2, n_patients=5)["encounter_id"].to_list()', "[1, 2]"),
            parameters={
                "locale": "One of `tablewright.locales()`: where patients live, and so which "
                "facilities they go to."
            },
            more={
                "start_date, end_date": f"{_CENTURY} Its end is the day as of which visits are "
                "open, and no stay is known to last beyond it."
            },
            misfit="patients are missing, or others come",
        ),
        TableFunction(
            "claims",
            "Make bills for Completed encounters, in the order of encounters.",
            f"rows n_encounters n_patients seed * {_DATES}",
            "claims",
            ('generate_claims(rows=2, n_encounters=5)["claim_id"].to_list()', "[1, 2]"),
            more={
                "rows": "At most 4,096 for each Completed encounter on average.",
                "start_date, end_date": f"{_CENTURY} Its end is the day as of which claims are "
                "pending.",
            },
            misfit="bills are for other visits",
        ),
    ),
)
