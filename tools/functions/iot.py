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
            "devices",
            "Make a registry of devices, in the order in which their sites were rolled out.",
            f"rows seed * {_DATES}",
            "devices",
            (
                'generate_devices(rows=3)["device_type"].to_list()',
                "['GPS Tracker', 'Temperature Sensor', 'Humidity Sensor']",
            ),
            more={
                "rows": "They come in octets, one of each type; from the last, incomplete octet "
                "of a larger registry nothing is read.",
                "start_date, end_date": "Devices are installed during the four windows before it "
                "and in it.",
            },
        ),
        TableFunction(
            "sensor_readings",
            "Make readings of temperature, humidity, pressure, power and vibration.",
            f"rows n_devices anomaly_rate seed * {_DATES} interval",
            "readings",
            (
                'generate_sensor_readings(rows=5, n_devices=8)["unit"].to_list()',
                "['celsius', 'percent', 'hPa', 'kWh', 'mm/s']",
            ),
            more={
                "n_devices": "With fewer than five devices some metrics are missing.",
                "anomaly_rate": "It is exact in expectation, 0 and 1 included.",
            },
            misfit="devices are missing, or read before they are there",
            spark_order=f"rows n_devices {_DATES} interval anomaly_rate seed *",
        ),
        TableFunction(
            "events",
            "Make events of devices, in the order of time.",
            f"rows n_devices seed * n_readings anomaly_rate {_DATES} interval",
            "events",
            ('generate_events(rows=3, n_devices=8)["event_id"].to_list()', "[1, 2, 3]"),
            parameters={
                "n_readings": "Rows of the sensor_readings table, whose anomalies raise events; "
                "{sensor_readings} for each event by default. From 500 for each event on, most "
                "Threshold Exceeded events follow an anomalous reading.",
                "interval": "As for `generate_sensor_readings`.",
            },
            misfit="events follow anomalies that are not among the readings",
            follows={"sensor_readings": "events"},
        ),
        TableFunction(
            "telemetry",
            "Make pings of vehicles: position, speed, fuel and engine, a thousand for a "
            "vehicle's day.",
            f"rows n_devices seed * {_DATES} interval",
            "pings",
            ('generate_telemetry(rows=3, n_devices=8)["speed"].to_list()', "[0.0, 0.0, 11.0]"),
            parameters={
                "interval": "Time between the pings of a trip, from 1 to {ping_interval} seconds; "
                '``"5 seconds"`` by default.'
            },
            more={"n_devices": "An eighth of them are GPS Trackers, which ping."},
            misfit="vehicles are missing, or drive before they are there",
            spark_order=f"rows n_devices {_DATES} interval seed *",
        ),
    ),
    stream=StreamFunction(
        "sensors",
        "Stream readings of sensors; seasons and times of day follow their time.",
        like="generate_sensor_readings",
        whose="the devices",
        rates=("anomaly_rate",),
    ),
)
