"""Healthcare's expectations, E1-E9; `lives` has the others."""

from __future__ import annotations

from tablewright.spec import Expectation
from tablewright.tables.healthcare.lives import LIVES
from tablewright.tables.rule_sql import clustered_share, mean, median, share, shares

TYPES = {"Outpatient": 50, "Inpatient": 20, "Emergency": 15, "Observation": 10, "Telehealth": 5}
STATUSES = {"Completed": 94.6, "Active": 0.4, "Cancelled": 5}
PAYERS = {
    "Medicare": 25,
    "Medicaid": 15,
    "BlueCross": 20,
    "Aetna": 15,
    "United": 15,
    "Cigna": 8,
    "Self-Pay": 2,
}
_US = "getvariable('locale') = 'en'"
"""Payers have their own names and shares elsewhere."""
CLAIM_TYPES = {"Professional": 70, "Institutional": 30}
CLAIM_STATUSES = {"Paid": 70, "Pending": 15, "Denied": 10, "Appealed": 5}

# Patients keep the payer of their age when the window opens; who turns 65 within it is left out.
_OLD = "date_of_birth <= getvariable('w0') - INTERVAL 65 YEAR"
_YOUNG = "date_of_birth > getvariable('w1') - INTERVAL 65 YEAR"
_SELDOM = "getvariable('encounters') <= 10 * getvariable('patients')"
"""Patients who come more often have shorter stays, at other times: nobody is in two beds."""
_STAY_DAYS = "epoch(discharge_datetime - admit_datetime) / 86400"
# Stays end with the window: only those that began early enough have the length they would have.
_INPATIENT = (
    "encounters WHERE encounter_type = 'Inpatient' AND status = 'Completed' "
    f"AND admit_datetime < getvariable('w1') - INTERVAL 31 DAY AND {_SELDOM}"
)
_EMERGENCY = (
    "encounters WHERE encounter_type = 'Emergency' AND status = 'Completed' "
    f"AND admit_datetime < getvariable('w1') - INTERVAL 1 DAY AND {_SELDOM}"
)


_WEEKS = 28
"""In shorter windows weekends and holidays weigh too much."""
_OFTEN = 120
"""In shorter windows patients cannot come as often as their age suggests: nobody is in two beds."""
_BILLED, _DECIDED = 91, 182
"""Stays that are not over have no claims yet, and appeals come 45 days after a denial."""
_UNPAID, _UNFINISHED = 61, 150
"""What is newest is Pending or Active, for a time in proportion to the window: in shorter ones it
matters with which days of the week they end."""

EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "E1a",
        "encounter types have their shares (deviations)",
        ("encounters",),
        shares(f"encounters WHERE {_SELDOM}", "encounter_type", TYPES),
        -0.01,
        0.01,
        min_days=_WEEKS,
    ),
    Expectation(
        "E1b",
        "encounter statuses have their shares (deviations)",
        ("encounters",),
        shares("encounters", "status", STATUSES),
        -0.01,
        0.01,
        min_days=_UNFINISHED,
    ),
    Expectation(
        "E1c",
        "payers have their shares of claims (deviations)",
        ("claims",),
        f"SELECT * FROM ({shares('claims', 'payer_id', PAYERS, cluster='patient_id')}) WHERE {_US}",
        -0.01,
        0.01,
        min_days=_OFTEN,
    ),
    Expectation(
        "E1d",
        "claim types have their shares (deviations)",
        ("claims",),
        shares(f"claims WHERE {_SELDOM}", "claim_type", CLAIM_TYPES),
        -0.01,
        0.01,
        min_days=_BILLED,
    ),
    Expectation(
        "E1e",
        "claim statuses have their shares (deviations)",
        ("claims",),
        shares("claims", "status", CLAIM_STATUSES),
        -0.01,
        0.01,
        min_days=_DECIDED,
    ),
    Expectation(
        "E2a",
        "the mean Inpatient stay is 4.4 days",
        ("encounters",),
        mean(_INPATIENT, _STAY_DAYS),
        4.1,
        4.7,
    ),
    Expectation(
        "E2b",
        "the median Inpatient stay is 3 days",
        ("encounters",),
        median(_INPATIENT, _STAY_DAYS),
        2.7,
        3.3,
    ),
    Expectation(
        "E3",
        "the mean Emergency stay is 195 minutes",
        ("encounters",),
        mean(_EMERGENCY, f"1440 * {_STAY_DAYS}"),
        180,
        210,
        min_days=7,
    ),
    Expectation(
        "E4",
        "99 % of Outpatient and Telehealth admissions are Monday to Friday, 08 to 18",
        ("encounters",),
        share(
            f"encounters WHERE encounter_type IN ('Outpatient', 'Telehealth') AND {_SELDOM}",
            "isodow(admit_datetime) <= 5 AND hour(admit_datetime) BETWEEN 8 AND 17",
        ),
        0.99,
        1.0,
    ),
    Expectation(
        "E5a",
        "Medicare pays 88 % of the claims of patients from 65",
        ("claims", "patients"),
        clustered_share(
            f"(SELECT patient_id, payer_id FROM claims JOIN patients USING (patient_id) "
            f"WHERE {_OLD} AND {_US})",
            "payer_id = 'Medicare'",
            "patient_id",
        ),
        0.86,
        0.90,
    ),
    Expectation(
        "E5b",
        "Medicare pays below 3 % of the claims of patients below 65",
        ("claims", "patients"),
        clustered_share(
            f"(SELECT patient_id, payer_id FROM claims JOIN patients USING (patient_id) "
            f"WHERE {_YOUNG} AND {_US})",
            "payer_id = 'Medicare'",
            "patient_id",
        ),
        0.0,
        0.03,
    ),
    Expectation(
        "E6a",
        "Paid Professional claims pay 60 to 72 % of the billed amount (mean ratio)",
        ("claims",),
        mean(
            "claims WHERE status = 'Paid' AND claim_type = 'Professional'",
            "paid_amount::DOUBLE / billed_amount::DOUBLE",
        ),
        0.60,
        0.72,
    ),
    Expectation(
        "E6b",
        "Paid Institutional claims pay 30 to 42 % of the billed amount (mean ratio)",
        ("claims",),
        mean(
            "claims WHERE status = 'Paid' AND claim_type = 'Institutional'",
            "paid_amount::DOUBLE / billed_amount::DOUBLE",
        ),
        0.30,
        0.42,
    ),
    Expectation(
        "E7",
        "paid_amount is null for 15 % of the claims",
        ("claims",),
        share("claims", "paid_amount IS NULL"),
        0.14,
        0.16,
        min_days=_UNPAID,
    ),
    Expectation(
        "E8",
        "patients from 65 have 1.8 times the encounters of the others",
        ("encounters", "patients"),
        f"""
        WITH counted AS (SELECT patient_id, count(*) AS n FROM encounters GROUP BY ALL),
        ages AS (
            SELECT {_OLD} AS old, avg(coalesce(n, 0)) AS mean,
                stddev_samp(coalesce(n, 0)) / sqrt(count(*)) AS se, count(*) AS units
            FROM patients LEFT JOIN counted USING (patient_id) GROUP BY ALL
        )
        SELECT old.mean / rest.mean AS value,
            old.mean / rest.mean * sqrt((old.se / old.mean) ** 2 + (rest.se / rest.mean) ** 2)
                AS se,
            least(old.units, rest.units) AS units
        FROM ages AS old, ages AS rest WHERE old.old AND NOT rest.old AND {_SELDOM}
        """,
        1.65,
        1.95,
        min_days=_OFTEN,
    ),
    Expectation(
        "E9",
        "from 04 to 05 h there are less than half the Emergency admissions of noon",
        ("encounters",),
        """
        SELECT night / noon AS value, (night + 1) / noon * sqrt(1 / (night + 1) + 1 / noon) AS se,
            noon AS units
        FROM (
            SELECT count(*) FILTER (hour(admit_datetime) = 4) AS night,
                count(*) FILTER (hour(admit_datetime) = 12) AS noon
            FROM encounters WHERE encounter_type = 'Emergency'
        )
        """,
        0.0,
        0.5,
    ),
    *LIVES,
)
