"""Healthcare tables as Polars frames: facilities, providers, payers, patients, encounters, claims.

Tables fit together if their functions get the same seed, sizes, window and locale.
``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit.
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
    "generate_facilities",
    "generate_patients",
    "generate_payers",
    "generate_providers",
]


def generate_facilities(
    rows: int = 101,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate the facilities, which are the same for every seed.

    Parameters
    ----------
    rows : int
        Number of facilities (≥ 0). The other functions know 101.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Whose country; one of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        facility_id Int64, facility_name, city, state String, beds Int32, timezone String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.facilities``.

    Examples
    --------
    >>> generate_facilities(rows=2)["facility_id"].to_list()
    [100, 101]
    """
    sizes = {"facilities": checks.rows("rows", rows)}
    return frame("healthcare.facilities", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_providers(
    rows: int = 5_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate the providers of all facilities.

    Parameters
    ----------
    rows : int
        Number of providers (≥ 0). The other functions know 5,000.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Whose names; one of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        provider_id Int64, npi, first_name, last_name, specialty String, facility_id Int64.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.providers``.

    Examples
    --------
    >>> generate_providers(rows=2)["provider_id"].to_list()
    [5000, 5001]
    """
    sizes = {"providers": checks.rows("rows", rows)}
    return frame("healthcare.providers", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_payers(
    rows: int = 7,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate who pays for care, which is the same for every seed.

    Parameters
    ----------
    rows : int
        Number of payers (≥ 0). The other functions know 7.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Whose country; one of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        payer_id, kind, state String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.payers``.

    Examples
    --------
    >>> generate_payers(rows=2)["payer_id"].to_list()
    ['Medicare', 'Medicaid']
    """
    sizes = {"payers": checks.rows("rows", rows)}
    return frame("healthcare.payers", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_patients(
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate patients, all of them born when the window opens.

    Parameters
    ----------
    rows : int
        Number of patients (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. At most a century. Ages are as of
        the first day.
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
    """Generate outpatient visits and hospital stays, in order of admission.

    Only fits tables generated with the same sizes: pass the same ``n_patients`` to all. With
    different sizes, encounters refer to patients that do not exist, or to other patients, and no
    error is raised. ``n_patients`` defaults to 10,000.

    ``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of encounters (≥ 0).
    n_patients : int
        Number of rows of the patients table; at least 1 if there are encounters.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. At most a century. Visits are
        open as of the last day, and no stay ends after it.
    locale : str
        Locale of the patients, which determines their facilities; one of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        encounter_id, patient_id, provider_id, facility_id Int64, encounter_type String,
        admit_datetime, discharge_datetime Datetime(us, UTC), status, chief_complaint,
        diagnosis_code String.

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
    locale: str = "en",
) -> pl.DataFrame:
    """Generate bills for Completed encounters, in encounter order.

    Only fits tables generated with the same sizes: pass the same ``n_encounters`` and
    ``n_patients`` to all. With different sizes, claims refer to other encounters, and no error is
    raised. ``n_encounters`` defaults to 30,000.

    ``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of claims (≥ 0). At most 4,096 per Completed encounter on average.
    n_encounters : int
        Number of rows of the encounters table; at least 1 if there are claims.
    n_patients : int
        Number of rows of the patients table; at least 1 if there are claims.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. At most a century. Claims are
        pending as of the last day.
    locale : str
        Locale of the patients, which determines who pays; one of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        claim_id, encounter_id, patient_id Int64, payer_id, claim_type String, service_date Date,
        billed_amount, allowed_amount, paid_amount Decimal(12,2), status, drg String.

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
    return frame("healthcare.claims", seed, TableRequest(sizes, start_date, end_date, locale))
