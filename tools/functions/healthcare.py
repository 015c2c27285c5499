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
            "facilities",
            "Generate the facilities, which are the same for every seed.",
            f"rows seed * {_DATES} locale",
            "facilities",
            ('generate_facilities(rows=2)["facility_id"].to_list()', "[100, 101]"),
            parameters={"locale": "Whose country; one of `tablewright.locales()`."},
            more={"rows": "The other functions know 101."},
        ),
        TableFunction(
            "providers",
            "Generate the providers of all facilities.",
            f"rows seed * {_DATES} locale",
            "providers",
            ('generate_providers(rows=2)["provider_id"].to_list()', "[5000, 5001]"),
            parameters={"locale": "Whose names; one of `tablewright.locales()`."},
            more={"rows": "The other functions know 5,000."},
        ),
        TableFunction(
            "payers",
            "Generate who pays for care, which is the same for every seed.",
            f"rows seed * {_DATES} locale",
            "payers",
            ('generate_payers(rows=2)["payer_id"].to_list()', "['Medicare', 'Medicaid']"),
            parameters={"locale": "Whose country; one of `tablewright.locales()`."},
            more={"rows": "The other functions know 7."},
        ),
        TableFunction(
            "patients",
            "Generate patients, all of them born when the window opens.",
            f"rows seed * {_DATES} locale",
            "patients",
            ('generate_patients(rows=3)["patient_id"].to_list()', "[1000000, 1000001, 1000002]"),
            more={"start_date, end_date": f"{_CENTURY} Ages are as of the first day."},
        ),
        TableFunction(
            "encounters",
            "Generate outpatient visits and hospital stays, in order of admission.",
            f"rows n_patients seed * {_DATES} locale",
            "encounters",
            ('generate_encounters(rows=2, n_patients=5)["encounter_id"].to_list()', "[1, 2]"),
            parameters={
                "locale": "Locale of the patients, which determines their facilities; one of "
                "`tablewright.locales()`."
            },
            more={
                "start_date, end_date": f"{_CENTURY} Visits are open as of the last day, and no "
                "stay ends after it."
            },
            misfit="encounters refer to patients that do not exist, or to other patients",
        ),
        TableFunction(
            "claims",
            "Generate bills for Completed encounters, in encounter order.",
            f"rows n_encounters n_patients seed * {_DATES} locale",
            "claims",
            ('generate_claims(rows=2, n_encounters=5)["claim_id"].to_list()', "[1, 2]"),
            parameters={
                "locale": "Locale of the patients, which determines who pays; one of "
                "`tablewright.locales()`."
            },
            more={
                "rows": "At most 4,096 per Completed encounter on average.",
                "start_date, end_date": f"{_CENTURY} Claims are pending as of the last day.",
            },
            misfit="claims refer to other encounters",
        ),
    ),
)
