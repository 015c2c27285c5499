"""Healthcare tables as Spark frames: patients, encounters, claims.

The rows are those of `tablewright.polars.healthcare` for the same arguments; the default sizes
differ, also those of tables that are not asked for. Functions that are given the same seed, sizes,
window and locale make tables that fit together. ``tablewright.healthcare(rows=...)`` makes all of
them in sizes that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.spark.cdc import named
from tablewright.spark.demo import Demo, Mode, Raw
from tablewright.spark.demo_functions import as_demo
from tablewright.spark.requests import SparkRequest, as_frame, as_generator

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Date = dt.date | str | None


@as_frame
def generate_patients(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> SparkRequest:
    """Make patients, all of them born when the window opens.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Patients, from 0.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window of the encounters, both days included, at most a century; 2024 by default.
        Ages are those at its start.
    locale : str
        One of `tablewright.locales()`.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        patient_id bigint, mrn, first_name, last_name string, date_of_birth date, gender,
        ssn_last4, email, phone, address, city, state, zip_code, insurance_id string, is_active
        boolean.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {"patients": checks.rows("rows", rows)}
    return SparkRequest(
        spark, "healthcare.patients", seed, sizes, partitions, start_date, end_date, locale
    )


@as_frame
def generate_encounters(
    spark: SparkSession,
    rows: int = 500_000,
    n_patients: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> SparkRequest:
    """Make visits and stays, in the order of admission.

    Fits only tables of the same sizes, here of the same ``n_patients``: with others patients are
    missing, or others come, and nothing says so. `tablewright.healthcare` makes all tables in
    sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Encounters, from 0.
    n_patients : int
        Rows of the patients table; at least 1 where there are encounters.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window, both days included, at most a century; 2024 by default. Its end is the day as
        of which visits are open, and no stay is known to last beyond it.
    locale : str
        One of `tablewright.locales()`: where patients live, and so which facilities they go to.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        encounter_id, patient_id, provider_id, facility_id bigint, encounter_type string,
        admit_datetime, discharge_datetime timestamp, status, chief_complaint string.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {
        "patients": checks.rows("n_patients", n_patients),
        "encounters": checks.rows("rows", rows),
    }
    return SparkRequest(
        spark, "healthcare.encounters", seed, sizes, partitions, start_date, end_date, locale
    )


@as_frame
def generate_claims(
    spark: SparkSession,
    rows: int = 500_000,
    n_encounters: int = 500_000,
    n_patients: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make bills for Completed encounters, in the order of encounters.

    Fits only tables of the same sizes, here of the same ``n_encounters`` and ``n_patients``: with
    others bills are for other visits, and nothing says so. `tablewright.healthcare` makes all
    tables in sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Claims, from 0; at most 4,096 for each Completed encounter on average.
    n_encounters : int
        Rows of the encounters table; at least 1 where there are claims.
    n_patients : int
        Rows of the patients table; at least 1 where there are encounters.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window, both days included, at most a century; 2024 by default. Its end is the day as
        of which claims are pending.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        claim_id, encounter_id, patient_id bigint, payer_id, claim_type string, service_date date,
        billed_amount, allowed_amount, paid_amount decimal(12,2), status string.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {
        "patients": checks.rows("n_patients", n_patients),
        "encounters": checks.rows("n_encounters", n_encounters),
        "claims": checks.rows("rows", rows),
    }
    return SparkRequest(spark, "healthcare.claims", seed, sizes, partitions, start_date, end_date)


@as_demo
def generate_healthcare_demo(
    spark: SparkSession,
    catalog: str,
    schema: str = "healthcare",
    volume: str = "raw_data",
    n_patients: int = 100_000,
    seed: int = 42,
    *,
    raw: Raw = True,
    tables: Sequence[str] | None = None,
    mode: Mode = "error",
    progress: bool = True,
    storage: str | None = None,
    dirt: Mapping[str, float] | None = None,
) -> Demo:
    """Write all healthcare tables: raw JSON into a volume, clean Delta tables into a catalog.

    n_patients : int
        From 1. At the default, 1.1 million rows: 5 encounters and 5 claims for each patient.
    """
    return Demo(
        *(spark, "healthcare", catalog, schema, volume, n_patients, seed),
        *(raw, tables, mode, progress, storage, dirt),
    )


patients_generator = as_generator(generate_patients)
encounters_generator = as_generator(generate_encounters)
claims_generator = as_generator(generate_claims)

generate_healthcare_cdc = named("healthcare", "n_patients", 100_000)
