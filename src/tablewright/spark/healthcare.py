"""Healthcare tables in Spark: facilities, providers, payers, patients, encounters, claims.

The rows equal those of `tablewright.polars.healthcare` for the same arguments; the default sizes
differ, including those of tables that are not requested. Tables fit together if their functions get
the same seed, sizes, window and locale. ``tablewright.healthcare(rows=...)`` makes all tables with
sizes that fit.

Each function returns one lazy frame of Spark's own expressions. ``partitions`` defaults to one per
250,000 rows and does not affect values.
"""

# Rendered from tools/functions/healthcare.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.api import TableRequest
from tablewright.spark import cdc
from tablewright.spark.demo import Demo, DemoReport, Mode, Raw
from tablewright.spark.requests import built, generator

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.engines.spark.generator import TableGenerator

Date = dt.date | str | None

__all__ = [
    "claims_generator",
    "encounters_generator",
    "facilities_generator",
    "generate_claims",
    "generate_encounters",
    "generate_facilities",
    "generate_healthcare_cdc",
    "generate_healthcare_demo",
    "generate_patients",
    "generate_payers",
    "generate_providers",
    "patients_generator",
    "payers_generator",
    "providers_generator",
]


def generate_facilities(
    spark: SparkSession,
    rows: int = 101,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate the facilities, which are the same for every seed.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of facilities (≥ 0). The other functions know 101.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Whose country; one of `tablewright.locales()`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        facility_id bigint, facility_name, city, state string, beds int, timezone string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.facilities``.
    """
    return built(
        facilities_generator(
            spark,
            rows,
            seed,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def facilities_generator(
    spark: SparkSession,
    rows: int = 101,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_facilities`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"facilities": checks.rows("rows", rows)}
    return generator(
        spark,
        "healthcare.facilities",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


def generate_providers(
    spark: SparkSession,
    rows: int = 5_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate the providers of all facilities.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of providers (≥ 0). The other functions know 5,000.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Whose names; one of `tablewright.locales()`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        provider_id bigint, npi, first_name, last_name, specialty string, facility_id bigint.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.providers``.
    """
    return built(
        providers_generator(
            spark,
            rows,
            seed,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def providers_generator(
    spark: SparkSession,
    rows: int = 5_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_providers`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"providers": checks.rows("rows", rows)}
    return generator(
        spark,
        "healthcare.providers",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


def generate_payers(
    spark: SparkSession,
    rows: int = 7,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate who pays for care, which is the same for every seed.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of payers (≥ 0). The other functions know 7.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Whose country; one of `tablewright.locales()`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        payer_id, kind, state string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.payers``.
    """
    return built(
        payers_generator(
            spark,
            rows,
            seed,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def payers_generator(
    spark: SparkSession,
    rows: int = 7,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_payers`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"payers": checks.rows("rows", rows)}
    return generator(
        spark,
        "healthcare.payers",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


def generate_patients(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate patients, all of them born when the window opens.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of patients (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. At most a century. Ages are as of
        the first day.
    locale : str
        One of `tablewright.locales()`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        patient_id bigint, mrn, first_name, last_name string, date_of_birth date, gender, ssn_last4,
        email, phone, address, city, state, zip_code, insurance_id string, is_active boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.patients``.
    """
    return built(
        patients_generator(
            spark,
            rows,
            seed,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def patients_generator(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_patients`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"patients": checks.rows("rows", rows)}
    return generator(
        spark,
        "healthcare.patients",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


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
) -> DataFrame:
    """Generate outpatient visits and hospital stays, in order of admission.

    Only fits tables generated with the same sizes: pass the same ``n_patients`` to all. With
    different sizes, encounters refer to patients that do not exist, or to other patients, and no
    error is raised. ``n_patients`` defaults to 100,000.

    ``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
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
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        encounter_id, patient_id, provider_id, facility_id bigint, encounter_type string,
        admit_datetime, discharge_datetime timestamp, status, chief_complaint,
        diagnosis_code string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.encounters``.
    """
    return built(
        encounters_generator(
            spark,
            rows,
            n_patients,
            seed,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def encounters_generator(
    spark: SparkSession,
    rows: int = 500_000,
    n_patients: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_encounters`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {
        "patients": checks.rows("n_patients", n_patients),
        "encounters": checks.rows("rows", rows),
    }
    return generator(
        spark,
        "healthcare.encounters",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


def generate_claims(
    spark: SparkSession,
    rows: int = 500_000,
    n_encounters: int = 500_000,
    n_patients: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate bills for Completed encounters, in encounter order.

    Only fits tables generated with the same sizes: pass the same ``n_encounters`` and
    ``n_patients`` to all. With different sizes, claims refer to other encounters, and no error is
    raised. ``n_encounters`` defaults to 500,000.

    ``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
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
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        claim_id, encounter_id, patient_id bigint, payer_id, claim_type string, service_date date,
        billed_amount, allowed_amount, paid_amount decimal(12,2), status, drg string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe healthcare.claims``.
    """
    return built(
        claims_generator(
            spark,
            rows,
            n_encounters,
            n_patients,
            seed,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def claims_generator(
    spark: SparkSession,
    rows: int = 500_000,
    n_encounters: int = 500_000,
    n_patients: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_claims`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {
        "patients": checks.rows("n_patients", n_patients),
        "encounters": checks.rows("n_encounters", n_encounters),
        "claims": checks.rows("rows", rows),
    }
    return generator(
        spark,
        "healthcare.claims",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


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
) -> DemoReport:
    """Write all healthcare tables: raw JSON to a volume, clean Delta tables to a catalog.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    catalog : str
        An existing catalog: on Databricks any; elsewhere ``spark_catalog``, or the name of an
        open-source Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``.
    schema : str
        Created if missing.
    volume : str
        Created if missing; without Unity Catalog, a folder in the warehouse.
    n_patients : int
        Number of rows of the patients table (≥ 1); the others scale with it. Default total:
        1,105,108 rows: 100,000 patients, 500,000 encounters, 500,000 claims, 101 facilities, 5,000
        providers, 7 payers.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    raw : bool or "dirty"
        Whether to write each table as JSON too, one object per line, to a folder of the volume.
        ``"dirty"`` adds nulls, malformed and impossible values, type drift, duplicates and late
        arrivals, and a table ``answer_key`` that lists each fault.
    tables : sequence of str, optional
        Write only these tables; they still fit the others.
    mode : {"error", "overwrite"}
        Replace existing tables (``"overwrite"``), or fail before writing anything if one exists.
    progress : bool
        Print one line per table to stderr.
    storage : str, optional
        Location for the tables of an open-source Unity Catalog; default: the session's warehouse.
    dirt : mapping, optional
        Shares of rows, by the names in `tablewright.faults.RATES`, instead of the defaults.

    Returns
    -------
    DemoReport
        Each table's name, rows, location and seconds.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).
    CatalogError
        If the catalog is unreachable, refuses the token or a permission, or fails. Every Delta
        table is complete or absent; repeat the call with ``mode="overwrite"`` to write the rest.
    """
    return Demo(
        spark,
        "healthcare",
        catalog,
        schema,
        volume,
        n_patients,
        seed,
        raw,
        tables,
        mode,
        progress,
        storage,
        dirt,
    ).run()


def generate_healthcare_cdc(
    spark: SparkSession,
    volume_path: str,
    n_patients: int = 100_000,
    n_batches: int = 5,
    seed: int = 42,
    *,
    weights: Mapping[str, float] | None = None,
    batch_size: int | float | None = None,
    interval: dt.timedelta | float = 86_400,
    start: dt.datetime | dt.date | str | None = None,
    resurrect: float = 0.0,
    late: float = 0.0,
    duplicates: float = 0.0,
    out_of_order: float = 0.0,
    shape: str = "tablewright",
    tombstones: bool = False,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
    format: str = "json",
    overwrite: bool = False,
    partitions: int | None = None,
) -> list[str]:
    """Write the patients table and changes to it to a volume, in batches.

    Batch 0 is the full load; each later batch appends new keys, and updates and deletes live keys.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    volume_path : str
        The output folder, such as ``/Volumes/main/demo/landing/patients``; batches are written to
        ``batch_0`` and so on in it.
    n_patients : int
        Number of rows of batch 0, the full patients table (1 to 2**31).
    n_batches : int
        Number of batches (≥ 1), including batch 0.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    weights : mapping, optional
        Weights of APPEND, UPDATE and DELETE; see `tablewright.ChangeSettings`.
    batch_size : int or float, optional
        Changes per batch; a float is a fraction of the rows.
    interval : timedelta or float
        Time covered by a batch; a number is in seconds.
    start : datetime, date or str, optional
        Start of the first batch of changes; default: after the window.
    resurrect : float
        Fraction of deleted keys that are re-inserted later.
    late : float
        Fraction of events that arrive one batch late.
    duplicates : float
        Fraction of events that arrive twice.
    out_of_order : float
        Fraction of rows that are out of order.
    shape : str
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether each delete is followed by a row that has only the key.
    start_date, end_date : date or str, optional
        First or last day of the base table's window; default: 2024.
    locale : str
        One of `tablewright.locales()`.
    format : str
        json, parquet or delta; see docs/CDC.md.
    overwrite : bool
        Replace existing batches.
    partitions : int, optional
        Number of files per batch; default: one per 250,000 rows.

    Returns
    -------
    list of str
        The folders.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).
    """
    return cdc.generate_cdc(
        "healthcare",
        spark,
        volume_path,
        n_patients,
        n_batches,
        seed,
        weights=weights,
        batch_size=batch_size,
        interval=interval,
        start=start,
        resurrect=resurrect,
        late=late,
        duplicates=duplicates,
        out_of_order=out_of_order,
        shape=shape,
        tombstones=tombstones,
        start_date=start_date,
        end_date=end_date,
        locale=locale,
        format=format,
        overwrite=overwrite,
        partitions=partitions,
        rows_name="n_patients",
    )
