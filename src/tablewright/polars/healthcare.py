"""Healthcare tables as Polars frames: patients, encounters, claims.

Functions that are given the same seed, sizes, window and locale make tables that fit together.
``tablewright.healthcare(rows=...)`` makes all of them with sizes that do.
"""

# Rendered from tools/functions/healthcare.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt

import polars as pl

from tablewright import checks
from tablewright.api import TableRequest
from tablewright.polars.requests import frame

Date = dt.date | str | None

__all__ = [
    "generate_claims",
    "generate_encounters",
    "generate_patients",
]


def generate_patients(
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Make patients, all of them born when the window opens.

    Parameters
    ----------
    rows : int
        Number of patients (≥ 0).
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. At most a century. Ages are those at its
        start.
    locale : str
        One of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        patient_id Int64, mrn, first_name, last_name String, date_of_birth Date, gender, ssn_last4,
        email, phone, address, city, state, zip_code, insurance_id String, is_active Boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.patients``.

    Examples
    --------
    >>> generate_patients(rows=3)["patient_id"].to_list()
    [1000000, 1000001, 1000002]
    """
    sizes = {"patients": checks.rows("rows", rows)}
    return frame("healthcare.patients", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_encounters(
    rows: int = 30_000,
    n_patients: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Make visits and stays, in the order of admission.

    Only fits tables generated with the same sizes: pass the same ``n_patients`` to all. With
    different sizes, patients are missing, or others come, and no error is raised. ``n_patients`` is
    10,000 unless you give it.

    ``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of encounters (≥ 0).
    n_patients : int
        Rows of the patients table; at least 1 if there are encounters.
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. At most a century. Its end is the day as of
        which visits are open, and no stay is known to last beyond it.
    locale : str
        One of `tablewright.locales()`: where patients live, and so which facilities they go to.

    Returns
    -------
    polars.DataFrame
        encounter_id, patient_id, provider_id, facility_id Int64, encounter_type String,
        admit_datetime, discharge_datetime Datetime(us, UTC), status, chief_complaint String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.encounters``.

    Examples
    --------
    >>> generate_encounters(rows=2, n_patients=5)["encounter_id"].to_list()
    [1, 2]
    """
    sizes = {
        "patients": checks.rows("n_patients", n_patients),
        "encounters": checks.rows("rows", rows),
    }
    return frame("healthcare.encounters", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_claims(
    rows: int = 30_000,
    n_encounters: int = 30_000,
    n_patients: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Make bills for Completed encounters, in the order of encounters.

    Only fits tables generated with the same sizes: pass the same ``n_encounters`` and
    ``n_patients`` to all. With different sizes, bills are for other visits, and no error is raised.
    ``n_encounters`` is 30,000 unless you give it.

    ``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of claims (≥ 0). At most 4,096 for each Completed encounter on average.
    n_encounters : int
        Rows of the encounters table; at least 1 if there are claims.
    n_patients : int
        Rows of the patients table; at least 1 if there are claims.
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. At most a century. Its end is the day as of
        which claims are pending.

    Returns
    -------
    polars.DataFrame
        claim_id, encounter_id, patient_id Int64, payer_id, claim_type String, service_date Date,
        billed_amount, allowed_amount, paid_amount Decimal(12,2), status String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.claims``.

    Examples
    --------
    >>> generate_claims(rows=2, n_encounters=5)["claim_id"].to_list()
    [1, 2]
    """
    sizes = {
        "patients": checks.rows("n_patients", n_patients),
        "encounters": checks.rows("n_encounters", n_encounters),
        "claims": checks.rows("rows", rows),
    }
    return frame("healthcare.claims", seed, TableRequest(sizes, start_date, end_date))
