"""What breaks each statistic of healthcare, and the rows that it is judged of."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.support.corruptions import Corruption, every_row, later, mixed, named, times

BASES: dict[str, dict[str, Any]] = {
    "usual": {"rows": 20_000},
}
"""What `api.declare` is told."""


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
    },
}
"""Where each statistic is judged, and what makes it a breach."""
