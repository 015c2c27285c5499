"""IoT."""

from __future__ import annotations

from functions.declared import Module, StreamFunction, TableFunction

_DATES = "start_date end_date"

MODULE = Module(
    industry="iot",
    title="IoT",
    same="seed, sizes, rates and window",
    tables=(
        TableFunction(
            "sites",
            "Generate the sites of a number of devices: twenty devices are at one, on average.",
            f"n_devices seed * {_DATES}",
            "sites",
            (
                'generate_sites(n_devices=50)["site_id"].to_list()',
                "[100, 101, 102]",
            ),
            more={"n_devices": "It decides the number of sites."},
            misfit="sites have no device, or devices no site",
        ),
        TableFunction(
            "devices",
            "Generate a registry of devices, in the order in which sites were rolled out.",
            f"rows seed * {_DATES}",
            "devices",
            (
                'generate_devices(rows=3)["device_type"].to_list()',
                "['GPS Tracker', 'Temperature Sensor', 'Humidity Sensor']",
            ),
            more={
                "rows": "Devices come in groups of eight, one of each type; in a larger registry, "
                "an incomplete last group has no readings.",
                "start_date, end_date": "Devices are installed during the window and the four "
                "windows before it.",
            },
        ),
        TableFunction(
            "sensor_readings",
            "Generate readings of temperature, humidity, pressure, power and vibration.",
            f"rows n_devices anomaly_rate seed * {_DATES} interval",
            "readings",
            (
                'generate_sensor_readings(rows=5, n_devices=8)["unit"].to_list()',
                "['celsius', 'hPa', 'mm/s', 'percent', 'kWh']",
            ),
            more={
                "n_devices": "With fewer than five devices, some metrics are missing.",
                "anomaly_rate": "It is exact in expectation, including 0 and 1.",
            },
            misfit="readings refer to devices that do not exist or are not installed yet",
            spark_order=f"rows n_devices {_DATES} interval anomaly_rate seed *",
        ),
        TableFunction(
            "events",
            "Generate device events, in time order.",
            f"rows n_devices seed * n_readings anomaly_rate {_DATES} interval",
            "events",
            ('generate_events(rows=3, n_devices=8)["event_id"].to_list()', "[1, 2, 3]"),
            parameters={
                "n_readings": "Number of rows of the sensor_readings table, whose anomalies raise "
                "events; default: {sensor_readings} per event. Most "
                "Threshold Exceeded events since the first reading follow an anomalous one.",
                "interval": "As in `generate_sensor_readings`.",
            },
            misfit="events follow anomalies that are not among the readings",
            follows={"sensor_readings": "events"},
        ),
        TableFunction(
            "telemetry",
            "Generate vehicle pings (position, speed, fuel, engine), a thousand per vehicle and "
            "day.",
            f"rows n_devices seed * {_DATES} interval",
            "pings",
            ('generate_telemetry(rows=3, n_devices=8)["speed"].to_list()', "[0.0, 0.0, 11.0]"),
            parameters={
                "interval": "Time between the pings of a trip, from 1 to {ping_interval} seconds; "
                'default: ``"5 seconds"``.'
            },
            more={"n_devices": "An eighth of them are GPS Trackers, which send the pings."},
            misfit="pings refer to vehicles that do not exist or are not installed yet",
            spark_order=f"rows n_devices {_DATES} interval seed *",
        ),
    ),
    stream=StreamFunction(
        "sensors",
        "Stream sensor readings; seasons and times of day follow their times.",
        like="generate_sensor_readings",
        whose="the devices",
        rates=("anomaly_rate",),
    ),
)
