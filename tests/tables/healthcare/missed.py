"""What breaks each statistic of healthcare, and the rows that it is judged of."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.support.corruptions import Corruption, both, every_row, later, mixed, named, times

BASES: dict[str, dict[str, Any]] = {
    "usual": {"rows": 20_000},
    "many": {"rows": 50_000},
}
"""What `api.declare` is told."""


HALF_APPEALED = (
    pl.when((pl.col("status") == "Denied") & (pl.col("claim_id") % 2 == 0))
    .then(pl.lit("Appealed"))
    .otherwise(pl.col("status"))
)


def shuffled(table: str, *columns: str) -> Corruption:
    """Deal columns anew."""
    return both(*(every_row(table, each, pl.col(each).shuffle(1)) for each in columns))


MISSED: dict[str, dict[str, Corruption]] = {
    "usual": {
        "E1a": named("encounters", "encounter_type", "Telehealth", "Outpatient"),
        "E1b": named("encounters", "status", "Cancelled", "Completed"),
        "E1c": named("claims", "payer_id", "Cigna", "Aetna"),
        "E1d": named("claims", "claim_type", "Institutional", "Professional"),
        "E1e": named("claims", "status", "Denied", "Paid"),
        "E2a": later("encounters", "discharge_datetime", "1d"),
        "E2b": later("encounters", "discharge_datetime", "1d"),
        "E3": later("encounters", "discharge_datetime", "1h"),
        "E4": later("encounters", "admit_datetime", "6h"),
        "E5a": named("claims", "payer_id", "Medicare", "Aetna"),
        "E5b": named("claims", "payer_id", "Medicaid", "Medicare"),
        "E6a": times("claims", "paid_amount", 1.3),
        "E6b": times("claims", "paid_amount", 1.5),
        "E7": every_row("claims", "paid_amount", pl.col("paid_amount").fill_null(0)),
        "E8": mixed("patients", "date_of_birth"),
        "E9": later("encounters", "admit_datetime", "8h"),
        "L1": shuffled("encounters", "patient_id"),
        "L2": later("encounters", "discharge_datetime", "1s"),
        "L3": later("encounters", "discharge_datetime", "1s"),
        "L5": shuffled("claims", "payer_id"),
        "L6": shuffled("encounters", "facility_id"),
        "L7": shuffled("encounters", "facility_id"),
        "L8": shuffled("encounters", "chief_complaint"),
        "L11": every_row("claims", "status", HALF_APPEALED),
    },
    "many": {
        "L4": shuffled("encounters", "facility_id", "chief_complaint"),
        "L9": shuffled("encounters", "patient_id"),
        "L10": shuffled("encounters", "diagnosis_code"),
    },
}
"""Where each statistic is judged, and what makes it a breach."""
