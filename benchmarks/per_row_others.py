"""The per-row baselines of healthcare, financial, IoT and manufacturing; see `per_row`."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable, Mapping, Sequence

import polars as pl
from mimesis import Address, Person
from mimesis.locales import Locale

from benchmarks.per_row import MONEY, SEED, STATE_WEIGHTS, STATES, moments

Columns = Mapping[str, Sequence[object]]
Baseline = Callable[[int], pl.DataFrame]


def _ids(first: int, rows: int) -> list[int]:
    return [first + row for row in range(rows)]


def _parents(first: int, count: int, rows: int) -> list[int]:
    return [first + random.randrange(count) for _ in range(rows)]


def _maybe(share: float, values: list[object]) -> list[object]:
    return [None if random.random() < share else value for value in values]


def _flags(share: float, rows: int) -> list[bool]:
    return [random.random() < share for _ in range(rows)]


def _lognormal(median: float, sigma: float, rows: int) -> list[float]:
    return [round(random.lognormvariate(math.log(median), sigma), 2) for _ in range(rows)]


def _pick(text: str, rows: int, weights: Sequence[float] | None = None) -> list[str]:
    return random.choices(text.split("|"), weights, k=rows)


def _days(first: dt.date, days: int, rows: int) -> list[dt.date]:
    return [first + dt.timedelta(days=random.randrange(days)) for _ in range(rows)]


def _frame(columns: Columns, *money: str) -> pl.DataFrame:
    return pl.DataFrame(columns).with_columns(pl.col(list(money)).cast(MONEY))


def patients(rows: int) -> pl.DataFrame:
    person, address = Person(Locale.EN, seed=SEED), Address(Locale.EN, seed=SEED)
    first = [person.first_name() for _ in range(rows)]
    last = [person.last_name() for _ in range(rows)]
    mails = [f"{f.lower()}.{n.lower()}@example.org" for f, n in zip(first, last, strict=True)]
    phones = [
        f"({random.randrange(201, 990)}) 555-01{random.randrange(100):02}" for _ in range(rows)
    ]
    return _frame(
        {
            "patient_id": _ids(1_000_000, rows),
            "mrn": [f"MRN{random.randrange(10**10):010}" for _ in range(rows)],
            "first_name": first,
            "last_name": last,
            "date_of_birth": _days(dt.date(1924, 1, 1), 36_500, rows),
            "gender": _pick("M|F|Other", rows, (49, 49, 2)),
            "ssn_last4": [f"{random.randrange(1, 10_000):04}" for _ in range(rows)],
            "email": _maybe(0.05, list(mails)),
            "phone": _maybe(0.02, list(phones)),
            "address": [address.address() for _ in range(rows)],
            "city": [address.city() for _ in range(rows)],
            "state": random.choices(STATES, STATE_WEIGHTS, k=rows),
            "zip_code": [f"{random.randrange(100_000):05}" for _ in range(rows)],
            "insurance_id": [f"INS-{random.randrange(10**8):08}" for _ in range(rows)],
            "is_active": _flags(0.9, rows),
        }
    )


def encounters(rows: int) -> pl.DataFrame:
    admitted = moments(rows)
    types = "Outpatient|Inpatient|Emergency|Observation|Telehealth"
    complaints = "Chest pain|Abdominal pain|Fever|Headache|Cough|Back pain|Follow-up|Lab review"
    return _frame(
        {
            "encounter_id": _ids(1, rows),
            "patient_id": _parents(1_000_000, 10_000, rows),
            "provider_id": _parents(5_000, 5_000, rows),
            "facility_id": _parents(100, 101, rows),
            "encounter_type": _pick(types, rows, (50, 20, 15, 10, 5)),
            "admit_datetime": admitted,
            "discharge_datetime": [
                None
                if random.random() < 0.15
                else at + dt.timedelta(hours=random.expovariate(1 / 20))
                for at in admitted
            ],
            "status": _pick("Completed|Active|Cancelled", rows, (85, 10, 5)),
            "chief_complaint": _maybe(0.01, list(_pick(complaints, rows))),
        }
    )


def claims(rows: int) -> pl.DataFrame:
    billed = _lognormal(600, 1.0, rows)
    allowed = [round(amount * random.uniform(0.6, 0.9), 2) for amount in billed]
    payers = "BlueCross|Medicare|Medicaid|Aetna|United|Cigna|Self-Pay"
    return _frame(
        {
            "claim_id": _ids(1, rows),
            "encounter_id": _parents(1, 30_000, rows),
            "patient_id": _parents(1_000_000, 10_000, rows),
            "payer_id": _pick(payers, rows, (25, 20, 15, 15, 15, 8, 2)),
            "claim_type": _pick("Professional|Institutional", rows, (70, 30)),
            "service_date": _days(dt.date(2024, 1, 1), 366, rows),
            "billed_amount": billed,
            "allowed_amount": allowed,
            "paid_amount": [
                None if random.random() < 0.15 else round(amount * random.uniform(0.7, 1), 2)
                for amount in allowed
            ],
            "status": _pick("Paid|Pending|Denied|Appealed", rows, (70, 15, 10, 5)),
        },
        "billed_amount",
        "allowed_amount",
        "paid_amount",
    )


def accounts(rows: int) -> pl.DataFrame:
    types = "Checking|Savings|Investment|Retirement|Credit Card|Loan"
    return _frame(
        {
            "account_id": _ids(1_000_000, rows),
            "customer_id": _parents(500_000, 8_000, rows),
            "account_number": [f"{random.randrange(10**11, 10**12)}" for _ in range(rows)],
            "account_type": _pick(types, rows, (30, 25, 20, 10, 10, 5)),
            "status": _pick("Active|Dormant|Closed", rows, (85, 10, 5)),
            "open_date": _days(dt.date(2015, 1, 1), 3_650, rows),
            "balance": _lognormal(5_000, 1.5, rows),
            "currency": _pick("USD|EUR|GBP|JPY", rows, (70, 15, 10, 5)),
            "risk_rating": _maybe(0.01, list(_pick("Low|Medium|High", rows, (60, 30, 10)))),
        },
        "balance",
    )


def trades(rows: int) -> pl.DataFrame:
    quantities = [random.randrange(1, 10_001) for _ in range(rows)]
    prices = [round(random.uniform(10, 1_000), 4) for _ in range(rows)]
    values = [round(n * price, 2) for n, price in zip(quantities, prices, strict=True)]
    at = moments(rows)
    return _frame(
        {
            "trade_id": _ids(1, rows),
            "account_id": _parents(1_000_000, 10_000, rows),
            "symbol": _pick("AAPL|GOOGL|MSFT|AMZN|META|NVDA|TSLA|JPM|BAC|WMT", rows),
            "trade_type": _pick("BUY|SELL", rows, (55, 45)),
            "order_type": _pick("Market|Limit|Stop|Stop-Limit", rows, (60, 25, 10, 5)),
            "quantity": quantities,
            "price": prices,
            "trade_value": values,
            "commission": [max(0.99, round(value * 0.001, 2)) for value in values],
            "trade_timestamp": at,
            "volume_factor": [{9: 3.0, 10: 3.0, 15: 2.5}.get(t.hour, 1.0) for t in at],
            "status": _pick("Filled|Partial|Cancelled|Rejected", rows, (90, 5, 3, 2)),
            "execution_venue": _pick("NYSE|NASDAQ|ARCA|BATS", rows, (35, 35, 15, 15)),
        },
        "price",
        "trade_value",
        "commission",
    )


def bank_transactions(rows: int) -> pl.DataFrame:
    types = "Deposit|Withdrawal|Transfer In|Transfer Out|Payment|Fee|Interest"
    channels = list(_pick("Online|Mobile|ATM|Branch|Wire", rows, (35, 30, 15, 15, 5)))
    return _frame(
        {
            "txn_id": _ids(1, rows),
            "account_id": _parents(1_000_000, 10_000, rows),
            "txn_type": _pick(types, rows, (20, 15, 15, 15, 25, 5, 5)),
            "amount": _lognormal(300, 1.2, rows),
            "txn_timestamp": moments(rows),
            "channel": _maybe(0.1, list(channels)),
            "is_international": _flags(0.05, rows),
            "status": _pick("Completed|Pending|Failed|Reversed", rows, (90, 5, 3, 2)),
        },
        "amount",
    )


def devices(rows: int) -> pl.DataFrame:
    types = (
        "Temperature Sensor|Humidity Sensor|Pressure Sensor|Smart Meter|Camera|"
        "HVAC Controller|Motion Detector|GPS Tracker"
    )
    return _frame(
        {
            "device_id": _ids(1_000, rows),
            "device_serial": [f"DEV-{random.randrange(10**8):08}" for _ in range(rows)],
            "device_type": _pick(types, rows),
            "manufacturer": _pick("Siemens|Honeywell|Bosch|Schneider|ABB", rows),
            "install_date": _days(dt.date(2020, 1, 1), 1_827, rows),
            "latitude": [round(random.uniform(25, 48), 5) for _ in range(rows)],
            "longitude": [round(random.uniform(-125, -70), 5) for _ in range(rows)],
            "status": _pick("Online|Offline|Maintenance|Decommissioned", rows, (85, 8, 5, 2)),
        }
    )


def sensor_readings(rows: int) -> pl.DataFrame:
    at = moments(rows)
    units = {
        "temperature": "celsius",
        "humidity": "percent",
        "pressure": "hPa",
        "power": "kWh",
        "vibration": "mm/s",
    }
    metrics = random.choices(list(units), k=rows)
    return _frame(
        {
            "reading_id": _ids(1, rows),
            "device_id": _parents(1_000, 1_000, rows),
            "timestamp": at,
            "metric_name": metrics,
            "metric_value": [
                20 + 5 * math.sin(2 * math.pi * (t.hour - 9) / 24) + random.gauss(0, 1) for t in at
            ],
            "unit": [units[metric] for metric in metrics],
            "quality_score": [80 + int(20 * random.betavariate(5, 2)) for _ in range(rows)],
            "is_anomaly": _flags(0.02, rows),
        }
    )


def events(rows: int) -> pl.DataFrame:
    types = (
        "Threshold Exceeded|Device Offline|Connection Lost|Battery Low|Calibration Required|"
        "Maintenance Due|Firmware Update"
    )
    kinds = _pick(types, rows)
    return _frame(
        {
            "event_id": _ids(1, rows),
            "device_id": _parents(1_000, 1_000, rows),
            "timestamp": moments(rows),
            "event_type": kinds,
            "severity": _pick("Critical|Warning|Info", rows, (10, 30, 60)),
            "description": _maybe(0.05, [f"{kind} reported by the device" for kind in kinds]),
            "acknowledged": _flags(0.7, rows),
            "resolved": _flags(0.56, rows),
        }
    )


def telemetry(rows: int) -> pl.DataFrame:
    fuel: list[object] = [round(random.uniform(10, 100), 1) for _ in range(rows)]
    heat: list[object] = [round(random.gauss(200, 10), 1) for _ in range(rows)]
    return _frame(
        {
            "telemetry_id": _ids(1, rows),
            "device_id": _parents(1_000, 1_000, rows),
            "timestamp": moments(rows),
            "latitude": [round(random.uniform(37, 38), 6) for _ in range(rows)],
            "longitude": [round(random.uniform(-122.5, -121.5), 6) for _ in range(rows)],
            "speed": [round(random.uniform(0, 80), 1) for _ in range(rows)],
            "heading": [random.randrange(360) for _ in range(rows)],
            "fuel_level": _maybe(0.02, fuel),
            "engine_temp": _maybe(0.01, heat),
        }
    )


def equipment(rows: int) -> pl.DataFrame:
    types = "CNC|Robot|Conveyor|Press|Welder|Packaging|Scanner|HVAC"
    return _frame(
        {
            "equipment_id": _ids(1_000, rows),
            "serial_number": [f"EQ-{random.randrange(10**8):08}" for _ in range(rows)],
            "equipment_type": _pick(types, rows),
            "manufacturer": _pick("Fanuc|Siemens|ABB|Bosch|Honeywell", rows),
            "model": [f"M-{random.randrange(100, 1_000)}" for _ in range(rows)],
            "install_date": _days(dt.date(2015, 1, 1), 3_650, rows),
            "location_zone": _pick("A|B|C|D|E|F", rows),
            "status": _pick("Operational|Maintenance|Idle|Decommissioned", rows, (80, 10, 7, 3)),
            "last_maintenance_date": _days(dt.date(2024, 1, 1), 366, rows),
            "expected_lifespan_years": [
                min(25, max(5, round(random.gauss(15, 5)))) for _ in range(rows)
            ],
        }
    )


def sensor_data(rows: int) -> pl.DataFrame:
    flat = {
        f"sensor_{name}": [round(random.uniform(-s, s), 4) for _ in range(rows)]
        for name, s in (("A", 1), ("B", 2), ("C", 3))
    }
    waves = {
        f"sensor_{name}": [
            round(2 * math.exp(math.sin(step * row)) + random.uniform(-a, a), 4)
            for row in range(rows)
        ]
        for name, step, a in (("D", 0.1, 1.5), ("E", 0.01, 2), ("F", 0.2, 1))
    }
    power: list[object] = [round(random.uniform(0, 100), 2) for _ in range(rows)]
    return _frame(
        {
            "reading_id": _ids(1, rows),
            "equipment_id": _parents(1_000, 500, rows),
            "timestamp": moments(rows),
            **flat,
            **waves,
            "energy": _maybe(0.005, power),
            "is_anomaly": _flags(0.015, rows),
        }
    )


def maintenance_records(rows: int) -> pl.DataFrame:
    scheduled = moments(rows)
    return _frame(
        {
            "maintenance_id": _ids(1, rows),
            "equipment_id": _parents(1_000, 500, rows),
            "scheduled_date": scheduled,
            "completion_date": [
                None
                if random.random() < 0.2
                else at + dt.timedelta(hours=random.expovariate(1 / 24))
                for at in scheduled
            ],
            "maintenance_type": _pick(
                "Preventive|Corrective|Predictive|Emergency", rows, (50, 30, 15, 5)
            ),
            "priority": _pick("Critical|High|Medium|Low", rows, (5, 20, 50, 25)),
            "duration_hours": [random.randrange(1, 73) for _ in range(rows)],
            "cost": _lognormal(1_000, 0.9, rows),
            "technician_id": _parents(100, 101, rows),
            "description": [f"WO-{random.randrange(10**6)}: inspection" for _ in range(rows)],
            "status": _pick("Completed|In Progress|Scheduled|Cancelled", rows, (80, 10, 8, 2)),
            "parts_replaced": [random.randrange(0, 11) for _ in range(rows)],
        },
        "cost",
    )


def baselines() -> Mapping[str, Baseline]:
    """The baseline of each table."""
    return {
        "healthcare.patients": patients,
        "healthcare.encounters": encounters,
        "healthcare.claims": claims,
        "financial.accounts": accounts,
        "financial.trades": trades,
        "financial.transactions": bank_transactions,
        "iot.devices": devices,
        "iot.sensor_readings": sensor_readings,
        "iot.events": events,
        "iot.telemetry": telemetry,
        "manufacturing.equipment": equipment,
        "manufacturing.sensor_data": sensor_data,
        "manufacturing.maintenance_records": maintenance_records,
    }
