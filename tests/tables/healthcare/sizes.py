"""Healthcare at sizes where something runs out: patients, visits, claims, parts of a day."""

from __future__ import annotations

from tablewright.polars import healthcare

DIRECTORY = (101, 5_000, 7)
"""Facilities, providers and payers."""
AWKWARD = {
    "nothing": (0, 0, 0, *DIRECTORY),
    "only patients": (5, 0, 0, *DIRECTORY),
    "one of each": (1, 1, 1, *DIRECTORY),
    "no claim": (1, 1, 0, *DIRECTORY),
    "many claims for one visit": (1, 1, 4_096, *DIRECTORY),
    "one patient": (1, 900, 700, *DIRECTORY),
    "one visit": (401, 1, 9, *DIRECTORY),
    "few claims": (50, 4_000, 20, *DIRECTORY),
    "more patients than visits": (3_000, 900, 700, *DIRECTORY),
    "two claims for each visit": (400, 1_200, 2_040, *DIRECTORY),
    "ten claims for each visit": (400, 1_200, 12_000, *DIRECTORY),
    "a row for each part of a day": (20, 1_098, 1_098, *DIRECTORY),
}
WINDOWS = {
    "a year": ("2024-01-01", "2024-12-31"),
    "six weeks": ("2023-02-01", "2023-03-15"),
    "Christmas": ("2024-12-25", "2024-12-25"),
    "a leap day and the next": ("2024-02-29", "2024-03-01"),
    "across a century": ("1999-11-20", "2003-01-31"),
}
IN_WINDOWS = [(seed, (700, 2_100, 2_100, *DIRECTORY)) for seed in (0, 2**63 - 1)]
_SIX_WEEKS = dict(zip(("start_date", "end_date"), WINDOWS["six weeks"], strict=True))
JUDGED = {
    "three visits each": (42, (50_000, 150_000, 150_000, *DIRECTORY), {}, 12),
    "five visits each": (42, (10_000, 50_000, 50_000, *DIRECTORY), {}, 12),
    "six weeks": (42, (50_000, 60_000, 60_000, *DIRECTORY), _SIX_WEEKS, 12),
}
SLICED = [(900, 1_700, 1_900, *DIRECTORY)]
HUGE = [(10**12, 10**12, 10**12, *DIRECTORY), (2**42, 2**42, 2**42, *DIRECTORY)]
ALONE = {
    "facilities": lambda n, **more: healthcare.generate_facilities(n[3], **more),
    "providers": lambda n, **more: healthcare.generate_providers(n[4], **more),
    "payers": lambda n, **more: healthcare.generate_payers(n[5], **more),
    "patients": lambda n, **more: healthcare.generate_patients(n[0], **more),
    "encounters": lambda n, **more: healthcare.generate_encounters(n[1], n[0], **more),
    "claims": lambda n, **more: healthcare.generate_claims(n[2], n[1], n[0], **more),
}
IN_ORDER = {"encounters": "admit_datetime"}
