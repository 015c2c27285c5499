"""Manufacturing."""

from __future__ import annotations

from functions.declared import Module, TableFunction

_DATES = "start_date end_date"
_ORDERS = {"maintenance_records": "equipment"}

MODULE = Module(
    industry="manufacturing",
    title="Manufacturing",
    same="seed, sizes, fault rate and window",
    tables=(
        TableFunction(
            "equipment",
            "Generate the machines of a plant, in order of installation.",
            f"rows seed * n_maintenance_records fault_rate {_DATES}",
            "machines",
            ('generate_equipment(rows=3)["equipment_id"].to_list()', "[1000, 1001, 1002]"),
            parameters={
                "n_maintenance_records": "Number of rows of the maintenance_records table, which "
                "determine when a machine was last maintained; default: {maintenance_records} per "
                "machine.",
            },
            more={
                "fault_rate": "Faulty machines fail more often.",
                "start_date, end_date": "Machines are installed during the window and the nine "
                "years before it.",
            },
            misfit="dates do not match those of the orders",
            follows=_ORDERS,
        ),
        TableFunction(
            "sensor_data",
            "Generate machine readings, every ten seconds in sampled hours.",
            f"rows n_equipment fault_rate seed * n_maintenance_records {_DATES}",
            "readings",
            ('generate_sensor_data(rows=2, n_equipment=5)["reading_id"].to_list()', "[1, 2]"),
            parameters={
                "n_maintenance_records": "Number of rows of the maintenance_records table: "
                "anomalies cluster before failures, and a machine under maintenance uses little "
                "energy. Default: {maintenance_records} per machine.",
            },
            more={
                "fault_rate": "15 % of their readings are anomalies.",
                "start_date, end_date": "Readings stop at 92 % of the window.",
            },
            misfit="anomalies precede failures that are not among the orders",
            follows=_ORDERS,
        ),
        TableFunction(
            "maintenance_records",
            "Generate work orders, in scheduling order.",
            f"rows n_equipment seed * fault_rate {_DATES}",
            "work orders",
            (
                'generate_maintenance_records(rows=2, n_equipment=5)["maintenance_id"].to_list()',
                "[1, 2]",
            ),
            more={
                "fault_rate": "Faulty machines fail more often.",
                "start_date, end_date": "Orders due after 92 % of the window are still open.",
            },
            misfit="dates do not match those of the machines",
        ),
    ),
)
