"""Manufacturing tables as Polars frames: equipment, sensor_data, technicians, maintenance_records.

Tables fit together if their functions get the same seed, sizes, fault rate and window.
``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit.
"""

# Rendered from tools/functions/manufacturing.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt

import polars as pl

from tablewright import checks
from tablewright.api import Derived, TableRequest, rows_or
from tablewright.polars.requests import frame

Date = dt.date | str | None

__all__ = [
    "generate_equipment",
    "generate_maintenance_records",
    "generate_sensor_data",
    "generate_technicians",
]


def generate_equipment(
    rows: int = 500,
    seed: int = 42,
    *,
    n_maintenance_records: int | None = None,
    fault_rate: float = 0.1,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate the machines of a plant, in order of installation.

    Only fits tables generated with the same sizes: pass the same ``n_maintenance_records`` to all.
    With different sizes, dates do not match those of the orders, and no error is raised.
    ``n_maintenance_records`` defaults to 10 per row of equipment.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of machines (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_maintenance_records : int, optional
        Number of rows of the maintenance_records table, which determine when a machine was last
        maintained; default: 10 per machine.
    fault_rate : float
        The share of faulty machines (0 to 1). Faulty machines fail more often.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Machines are installed during the
        window and the nine years before it.

    Returns
    -------
    polars.DataFrame
        equipment_id Int64, serial_number, equipment_type, manufacturer, model String,
        install_date Date, location_zone, status String, last_maintenance_date Date,
        expected_lifespan_years Int32.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe manufacturing.equipment``.

    Examples
    --------
    >>> generate_equipment(rows=3)["equipment_id"].to_list()
    [1000, 1001, 1002]
    """
    equipment = checks.rows("rows", rows)
    sizes = {
        "equipment": equipment,
        "maintenance_records": rows_or(
            "n_maintenance_records", n_maintenance_records, Derived.each(10, "rows", equipment)
        ),
    }
    return frame(
        "manufacturing.equipment",
        seed,
        TableRequest(sizes, start_date, end_date, rates={"fault_rate": fault_rate}),
    )


def generate_sensor_data(
    rows: int = 25_000,
    n_equipment: int = 500,
    fault_rate: float = 0.1,
    seed: int = 42,
    *,
    n_maintenance_records: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
) -> pl.DataFrame:
    """Generate machine readings, of all machines side by side.

    Only fits tables generated with the same sizes: pass the same ``n_equipment`` and
    ``n_maintenance_records`` to all. With different sizes, sensors announce failures that are not
    among the orders, and no error is raised. ``n_equipment`` defaults to 500.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of readings (≥ 0).
    n_equipment : int
        Number of rows of the equipment table; at least 1 if there are readings.
    fault_rate : float
        The share of faulty machines (0 to 1). 15 % of their readings are anomalies; sensors of any
        machine rise before most of its failures.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_maintenance_records : int, optional
        Number of rows of the maintenance_records table: sensors rise before failures, and a machine
        under maintenance uses little energy. Default: 10 per machine.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Readings stop at 92 % of the
        window.
    interval : str, optional
        Time between a machine's readings, such as ``"10 seconds"`` or ``"1 hour"``, at most 24
        hours. By default the finest of 10 seconds, 1 minute, 10 minutes, 1, 3 and 6 hours that
        covers 15 days. Readings are the last before 92 % of the window; if they do not fit, time is
        divided by an integer.

    Returns
    -------
    polars.DataFrame
        reading_id, equipment_id Int64, timestamp Datetime(us, UTC), sensor_A, sensor_B, sensor_C,
        sensor_D, sensor_E, sensor_F, energy Float64, is_anomaly Boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe manufacturing.sensor_data``.

    Examples
    --------
    >>> generate_sensor_data(rows=2, n_equipment=5)["reading_id"].to_list()
    [1, 2]
    """
    equipment = checks.rows("n_equipment", n_equipment)
    sizes = {
        "equipment": equipment,
        "sensor_data": checks.rows("rows", rows),
        "maintenance_records": rows_or(
            "n_maintenance_records",
            n_maintenance_records,
            Derived.each(10, "n_equipment", equipment),
        ),
    }
    return frame(
        "manufacturing.sensor_data",
        seed,
        TableRequest(
            sizes,
            start_date,
            end_date,
            rates={"fault_rate": fault_rate},
            intervals={"interval": interval},
        ),
    )


def generate_technicians(
    n_maintenance_records: int = 5_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate the technicians of a plant: one for every 200 orders, at least 101.

    Only fits tables generated with the same sizes: pass the same ``n_maintenance_records`` to all.
    With different sizes, orders refer to technicians that do not exist, and no error is raised.
    ``n_maintenance_records`` defaults to 5,000.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    n_maintenance_records : int
        Number of rows of the maintenance_records table. It decides the number of technicians.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Technicians were hired in the 18
        years before the window.

    Returns
    -------
    polars.DataFrame
        technician_id Int64, skills, shift String, hired Date.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe manufacturing.technicians``.

    Examples
    --------
    >>> generate_technicians(n_maintenance_records=5)["technician_id"].to_list()[:3]
    [100, 101, 102]
    """
    sizes = {
        "equipment": 1,
        "maintenance_records": checks.rows("n_maintenance_records", n_maintenance_records),
    }
    return frame("manufacturing.technicians", seed, TableRequest(sizes, start_date, end_date))


def generate_maintenance_records(
    rows: int = 5_000,
    n_equipment: int = 500,
    seed: int = 42,
    *,
    fault_rate: float = 0.1,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate work orders, in scheduling order.

    Only fits tables generated with the same sizes: pass the same ``n_equipment`` to all. With
    different sizes, dates do not match those of the machines, and no error is raised.
    ``n_equipment`` defaults to 500.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of work orders (≥ 0).
    n_equipment : int
        Number of rows of the equipment table; at least 1 if there are work orders.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    fault_rate : float
        The share of faulty machines (0 to 1). Faulty machines fail more often.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Orders due after 92 % of the
        window are still open.

    Returns
    -------
    polars.DataFrame
        maintenance_id, equipment_id Int64, scheduled_date, completion_date Datetime(us, UTC),
        maintenance_type, priority String, duration_hours Int32, cost Decimal(12,2),
        technician_id Int64, description, status String, parts_replaced Int32.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe manufacturing.maintenance_records``.

    Examples
    --------
    >>> generate_maintenance_records(rows=2, n_equipment=5)["maintenance_id"].to_list()
    [1, 2]
    """
    sizes = {
        "equipment": checks.rows("n_equipment", n_equipment),
        "maintenance_records": checks.rows("rows", rows),
    }
    return frame(
        "manufacturing.maintenance_records",
        seed,
        TableRequest(sizes, start_date, end_date, rates={"fault_rate": fault_rate}),
    )
