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
            "Make the machines of a plant, in the order in which they were installed.",
            f"rows seed * n_maintenance_records fault_rate {_DATES}",
            "machines",
            ('generate_equipment(rows=3)["equipment_id"].to_list()', "[1000, 1001, 1002]"),
            parameters={
                "n_maintenance_records": "Rows of the maintenance_records table, which say when a "
                "machine was last maintained; {maintenance_records} for each machine by default.",
            },
            more={
                "fault_rate": "They fail more often.",
                "start_date, end_date": "Machines are installed in the nine years before it and "
                "in it.",
            },
            misfit="dates differ from those of the orders",
            follows=_ORDERS,
        ),
        TableFunction(
            "sensor_data",
            "Make readings of machines, every ten seconds in sampled hours.",
            f"rows n_equipment fault_rate seed * n_maintenance_records {_DATES}",
            "readings",
            ('generate_sensor_data(rows=2, n_equipment=5)["reading_id"].to_list()', "[1, 2]"),
            parameters={
                "n_maintenance_records": "Rows of the maintenance_records table: anomalies gather "
                "before failures, and a machine that is worked on uses no energy. "
                "{maintenance_records} for each machine by default.",
            },
            more={
                "fault_rate": "15 % of their readings are anomalies.",
                "start_date, end_date": "Readings stop at 92 % of it.",
            },
            misfit="anomalies come before failures that are not among the orders",
            follows=_ORDERS,
        ),
        TableFunction(
            "maintenance_records",
            "Make work orders, in the order in which they are scheduled.",
            f"rows n_equipment seed * fault_rate {_DATES}",
            "work orders",
            (
                'generate_maintenance_records(rows=2, n_equipment=5)["maintenance_id"].to_list()',
                "[1, 2]",
            ),
            more={
                "fault_rate": "They fail more often.",
                "start_date, end_date": "What is due after 92 % of it is still to come.",
            },
            misfit="dates differ from those of the machines",
        ),
    ),
)
