"""Healthcare tables as Spark frames: patients, encounters, claims.

The rows are those of `tablewright.polars.healthcare` for the same arguments; the default sizes
differ, also those of tables that are not requested. Functions that are given the same seed, sizes,
window and locale make tables that fit together. ``tablewright.healthcare(rows=...)`` makes all of
them with sizes that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
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
    "generate_claims",
    "generate_encounters",
    "generate_healthcare_cdc",
    "generate_healthcare_demo",
    "generate_patients",
    "patients_generator",
]


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
    """Make patients, all of them born when the window opens.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of patients (≥ 0).
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. At most a century. Ages are those at its
        start.
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
    """The generator of `generate_patients`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    """Make visits and stays, in the order of admission.

    Only fits tables generated with the same sizes: pass the same ``n_patients`` to all. With
    different sizes, patients are missing, or others come, and no error is raised. ``n_patients`` is
    100,000 unless you give it.

    ``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
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
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        encounter_id, patient_id, provider_id, facility_id bigint, encounter_type string,
        admit_datetime, discharge_datetime timestamp, status, chief_complaint string.

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
    """The generator of `generate_encounters`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    partitions: int | None = None,
) -> DataFrame:
    """Make bills for Completed encounters, in the order of encounters.

    Only fits tables generated with the same sizes: pass the same ``n_encounters`` and
    ``n_patients`` to all. With different sizes, bills are for other visits, and no error is raised.
    ``n_encounters`` is 500,000 unless you give it.

    ``tablewright.healthcare(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
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
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        claim_id, encounter_id, patient_id bigint, payer_id, claim_type string, service_date date,
        billed_amount, allowed_amount, paid_amount decimal(12,2), status string.

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
    partitions: int | None = None,
) -> TableGenerator:
    """The generator of `generate_claims`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
    """
    sizes = {
        "patients": checks.rows("n_patients", n_patients),
        "encounters": checks.rows("n_encounters", n_encounters),
        "claims": checks.rows("rows", rows),
    }
    return generator(
        spark, "healthcare.claims", seed, TableRequest(sizes, start_date, end_date), partitions
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
    """Write all healthcare tables: raw JSON into a volume, clean Delta tables into a catalog.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    catalog : str
        On Databricks any that exists; elsewhere ``spark_catalog``, or the name of an open-source
        Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``. Never made.
    schema : str
        Made if it is missing.
    volume : str
        Made if it is missing; without Unity Catalog a folder in the warehouse.
    n_patients : int
        Rows of the patients table (≥ 1); the others grow with it. By default 1,100,000 rows in all:
        100,000 patients, 500,000 encounters, 500,000 claims.
    seed : int
        Any signed 64-bit integer.
    raw : bool or "dirty"
        Whether each table is also written as JSON, one object per line, to a folder of the volume.
        ``"dirty"``: with nulls, malformed and impossible values, types that drift, duplicates and
        late arrivals, and a table ``answer_key`` that names every one of them.
    tables : sequence of str, optional
        Only these; they fit the others anyway.
    mode : {"error", "overwrite"}
        Whether tables that exist are replaced; if not, one that does stops everything before the
        first byte.
    progress : bool
        One line on stderr for each table.
    storage : str, optional
        Where the tables of an open-source Unity Catalog are put; the session's warehouse by
        default.
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
        If the catalog cannot be reached, refuses the token or a permission, or failed. Every Delta
        table is whole or absent; the same call with ``mode="overwrite"`` completes the rest.
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
    """Write the patients table and the changes that follow it to a volume, in batches.

    Batch 0 is the full load; every later one appends new keys, and updates and deletes live ones.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    volume_path : str
        Where to, such as ``/Volumes/main/demo/landing/patients``; batches go to ``batch_0`` and so
        on in it.
    n_patients : int
        Rows of batch 0, the whole patients table: from 1 to 2**31.
    n_batches : int
        Number of batches (≥ 1), batch 0 included.
    seed : int
        Any signed 64-bit integer.
    weights : mapping, optional
        Shares of APPEND, UPDATE and DELETE; see `tablewright.cdc.feed`.
    batch_size : int or float, optional
        Changes in a batch; a float is a share of the rows.
    interval : timedelta or float
        The time that a batch covers; a number is in seconds.
    start : datetime, date or str, optional
        When the first batch of changes begins; after the window by default.
    resurrect : float
        Fraction of deleted keys that are re-inserted later.
    late : float
        Fraction of events that arrive one batch late.
    duplicates : float
        Fraction of events that arrive twice.
    out_of_order : float
        Fraction of rows that stand in the place of another.
    shape : str
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether a delete is followed by a row with nothing but its key.
    start_date, end_date : date or str, optional
        The window of the base table, both days included; 2024 by default.
    locale : str
        One of `tablewright.locales()`.
    format : str
        json (one object per line), parquet or delta (every batch is a table).
    overwrite : bool
        Replace batches that are there.
    partitions : int, optional
        Files of a batch; one for each 250,000 rows by default.

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
