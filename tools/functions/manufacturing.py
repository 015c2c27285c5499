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
            "Generate machine readings, of all machines side by side.",
            f"rows n_equipment fault_rate seed * n_maintenance_records {_DATES} interval",
            "readings",
            ('generate_sensor_data(rows=2, n_equipment=5)["reading_id"].to_list()', "[1, 2]"),
            parameters={
                "n_maintenance_records": "Number of rows of the maintenance_records table: "
                "sensors rise before failures, and a machine under maintenance uses little "
                "energy. Default: {maintenance_records} per machine.",
                "interval": 'Time between a machine\'s readings, such as ``"10 seconds"`` or '
                '``"1 hour"``, at most 24 hours. By default the finest of 10 seconds, 1 minute, 10 '
                "minutes, 1, 3 and 6 hours that covers 15 days. Readings are the last before 92 % "
                "of the window; if they do not fit, time is divided by an integer.",
            },
            more={
                "fault_rate": "15 % of their readings are anomalies; sensors of any machine rise "
                "before most of its failures.",
                "start_date, end_date": "Readings stop at 92 % of the window.",
            },
            misfit="sensors announce failures that are not among the orders",
            follows=_ORDERS,
        ),
        TableFunction(
            "technicians",
            "Generate the technicians of a plant: one for every 200 orders, at least 101.",
            f"n_maintenance_records seed * {_DATES}",
            "technicians",
            (
                'generate_technicians(n_maintenance_records=5)["technician_id"].to_list()[:3]',
                "[100, 101, 102]",
            ),
            more={
                "n_maintenance_records": "It decides the number of technicians.",
                "start_date, end_date": "Technicians were hired in the 18 years before the window.",
            },
            misfit="orders refer to technicians that do not exist",
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
