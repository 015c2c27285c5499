"""What a machine's readings and orders have in common: M-a to M-i."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from tablewright.spec import TableSet
from tests.lives.statistics import Measured, rows
from tests.support.corruptions import Frames
from tests.support.judged import Judged

VALUES = [f"sensor_{name}" for name in "ABCDEF"] + ["energy"]
_FAILURE = pl.col("maintenance_type").is_in(["Corrective", "Emergency"])
_HISTORY, _TREES, _FOLDS = 8, 80, 3
_MOST_READINGS = 1_500_000
_CHANCE = 0.1
_NOW = """getvariable('w0')::TIMESTAMPTZ
    + INTERVAL 1 DAY * (0.92 * datediff('day', getvariable('w0'), getvariable('w1')))"""


def readings_with_failures(frames: Frames) -> pl.DataFrame:
    """Readings by machine and time, with the hours to the machine's next failure and features.

    Features are the seven values, and the mean of each sensor's size over the machine's last
    eight readings, divided by its own median.
    """
    failures = (
        frames["maintenance_records"]
        .filter(_FAILURE)
        .select("equipment_id", "scheduled_date", fails=pl.col("scheduled_date"))
        .sort("scheduled_date")
    )
    made = (
        frames["sensor_data"]
        .sort("timestamp")
        .join_asof(
            failures,
            left_on="timestamp",
            right_on="scheduled_date",
            by="equipment_id",
            strategy="forward",
            check_sortedness=False,
        )
    )
    sizes = [pl.col(name).abs().cast(pl.Float32) for name in VALUES[:6]]
    return made.sort("equipment_id", "timestamp").with_columns(
        ((pl.col("fails") - pl.col("timestamp")).dt.total_minutes() / 60).alias("hours"),
        *(
            (
                each.rolling_mean(_HISTORY, min_samples=1).over("equipment_id")
                / (each.median().over("equipment_id") + 0.1)
            ).alias(f"risen_{name}")
            for name, each in zip("ABCDEF", sizes, strict=True)
        ),
    )


FEATURES = [*VALUES, *(f"risen_{name}" for name in "ABCDEF")]


@lru_cache(1)
def _known(key: int, get: Callable[[], Frames]) -> pl.DataFrame:
    made = readings_with_failures(get())
    return made.filter(pl.col("equipment_id").hash(1) % 100 < 100 * _MOST_READINGS // made.height)


def _readings(frames: Frames) -> pl.DataFrame:
    return _known(id(frames["sensor_data"]), lambda: frames)


def predicted(
    frame: pl.DataFrame, target: npt.NDArray[np.float64], *, classify: bool
) -> npt.NDArray[np.float64]:
    """Out of fold, folds by machine, of gradient-boosted trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    x = frame.select(pl.col(FEATURES).cast(pl.Float32)).to_numpy()
    fold = frame["equipment_id"].to_numpy() * 7919 % _FOLDS
    found = np.zeros(len(x))
    for out in range(_FOLDS):
        learn = fold != out
        if classify:
            model = HistGradientBoostingClassifier(max_iter=_TREES).fit(x[learn], target[learn])
            found[~learn] = model.predict_proba(x[~learn])[:, 1]
        else:
            fitted = HistGradientBoostingRegressor(max_iter=_TREES).fit(x[learn], target[learn])
            found[~learn] = fitted.predict(x[~learn])
    return found


def _next_day(_: TableSet, frames: Frames) -> str:
    from sklearn.metrics import roc_auc_score

    made = _readings(frames)
    label = (made["hours"].fill_null(1e6) <= 24).to_numpy()
    return f"{roc_auc_score(label, predicted(made, label, classify=True)):.3f}"


def _remaining(_: TableSet, frames: Frames) -> str:
    from sklearn.metrics import r2_score

    made = _readings(frames).filter(pl.col("hours") <= 14 * 24)
    hours = made["hours"].to_numpy()
    return f"{r2_score(hours, predicted(made, hours, classify=False)):.3f}"


def _precursors(_: TableSet, frames: Frames) -> str:
    """The share of failures whose sensors stood high in the last 12 h, less what is chance."""
    made = _readings(frames)
    top = pl.max_horizontal([pl.col(f"risen_{name}") for name in "ABCDEF"])
    made = made.with_columns(top=top)
    usual = made.filter(pl.col("hours").fill_null(1e6) > 30 * 24)["top"].quantile(1 - _CHANCE)
    last = (
        made.filter(pl.col("hours") <= 12)
        .group_by("equipment_id", "fails")
        .agg(pl.col("top").last())
    )
    by_machine = frames["sensor_data"].filter("is_anomaly")["equipment_id"].n_unique()
    share = ((last["top"] > usual).mean() - _CHANCE) / (1 - _CHANCE)
    return (
        f"{share:.3f} of {last.height} failures; anomalies on "
        f"{by_machine / frames['equipment'].height:.3f} of the machines"
    )


def _forest(_: TableSet, frames: Frames) -> str:
    from sklearn.ensemble import IsolationForest
    from sklearn.metrics import roc_auc_score

    made = frames["sensor_data"]
    made = made.sample(min(made.height, 40_000), seed=0).with_columns(pl.col("energy").fill_null(0))
    x = made.select(VALUES).to_numpy()
    forest = IsolationForest(n_estimators=60, random_state=0).fit(x)
    return f"{roc_auc_score(made['is_anomaly'].to_numpy(), -forest.score_samples(x)):.4f}"


def _states(_: TableSet, frames: Frames) -> str:
    made = (
        frames["sensor_data"]
        .filter(~pl.col("is_anomaly"))
        .join(
            frames["equipment"].select("equipment_id", "status", "equipment_type"),
            on="equipment_id",
        )
    )
    by = dict(made.group_by("status").agg(pl.col("sensor_C").std()).iter_rows())
    types = made.group_by("equipment_type").agg(pl.col("sensor_C").std())["sensor_C"]
    return (
        f"sd of C: {by.get('Idle', 0):.2f} idle, {by.get('Operational', 0):.2f} running; "
        f"types {types.min():.2f} to {types.max():.2f}"
    )


_ORDERS = """
    WITH orders AS (
        SELECT equipment_id, scheduled_date AS due, maintenance_type AS kind,
            maintenance_type IN ('Corrective', 'Emergency') AS failure,
            lag(scheduled_date) OVER w AS before
        FROM maintenance_records WINDOW w AS (PARTITION BY equipment_id ORDER BY maintenance_id)
    )"""


def _uneven(made: Judged) -> str:
    year = """
        SELECT var_samp(n) / avg(n) FROM (
            SELECT equipment.equipment_id, count(maintenance_id) AS n
            FROM equipment LEFT JOIN maintenance_records USING (equipment_id)
            WHERE install_date < getvariable('w0') GROUP BY ALL)"""
    soon = f"""{_ORDERS}
        SELECT avg((due - before <= INTERVAL 7 DAY)::INT) FROM orders WHERE failure
            AND before IS NOT NULL"""
    infants = f"""
        WITH ends AS (SELECT equipment_id, install_date::TIMESTAMPTZ AS begun,
            ({_NOW}) AS now
            FROM equipment WHERE status <> 'Decommissioned'),
        spans AS (SELECT equipment_id, begun, now,
            greatest(begun, getvariable('w0')::TIMESTAMPTZ) AS first,
            least(greatest(begun + INTERVAL 90 DAY, getvariable('w0')::TIMESTAMPTZ), now) AS grown
            FROM ends),
        failed AS (SELECT equipment_id, scheduled_date AS due FROM maintenance_records
            WHERE maintenance_type IN ('Corrective', 'Emergency')),
        counts AS (SELECT
            (SELECT count(*) FROM failed JOIN spans USING (equipment_id)
                WHERE due < grown) AS young,
            (SELECT count(*) FROM failed JOIN spans USING (equipment_id)
                WHERE due >= grown) AS old,
            sum(greatest(0, epoch(grown - first))) AS young_time,
            sum(epoch(now - grown)) AS old_time FROM spans)
        SELECT young / young_time / (old / old_time), young FROM counts"""
    ratio, young = made.rows(infants)[0]
    return (
        f"{made.rows(year)[0][0]:.2f}; {made.rows(soon)[0][0]:.3f}; "
        f"{ratio or 0:.2f} ({young} early failures)"
    )


def _calendar(made: Judged) -> str:
    """AUC of a machine-day's hours since its last order for a failure on that day."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score

    found = made.rows(f"""{_ORDERS},
        days AS (SELECT equipment_id, unnest(generate_series(
            greatest(install_date::DATE, getvariable('w0')::DATE),
            ({_NOW})::DATE,
            INTERVAL 1 DAY))::TIMESTAMPTZ AS day FROM equipment USING SAMPLE 500 ROWS),
        known AS (SELECT days.equipment_id, day, due FROM days ASOF JOIN orders
            ON days.equipment_id = orders.equipment_id AND days.day >= orders.due),
        failures AS (SELECT DISTINCT equipment_id, date_trunc('day', due) AS day FROM orders
            WHERE failure)
        SELECT known.equipment_id, epoch(known.day - due) / 3600,
            failures.day IS NOT NULL FROM known LEFT JOIN failures
            ON failures.equipment_id = known.equipment_id AND failures.day = known.day""")
    machine, since, fails = (np.array(each) for each in zip(*found, strict=True))
    x, fold, score = since.astype(float)[:, None], machine * 7919 % _FOLDS, np.zeros(len(since))
    for out in range(_FOLDS):
        model = HistGradientBoostingClassifier(max_iter=_TREES).fit(
            x[fold != out], fails[fold != out]
        )
        score[fold == out] = model.predict_proba(x[fold == out])[:, 1]
    return f"{roc_auc_score(fails, score):.3f}"


def _people(made: Judged) -> str:
    overlaps = """
        WITH jobs AS (SELECT technician_id, completion_date AS stop,
            completion_date - to_hours(duration_hours) AS start FROM maintenance_records
            WHERE status = 'Completed'),
        ordered AS (SELECT *, max(stop) OVER (PARTITION BY technician_id ORDER BY start, stop
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy FROM jobs)
        SELECT count(*) FILTER (start < busy) FROM ordered"""
    parts = """SELECT avg((parts_replaced = 0)::INT) FROM maintenance_records
        WHERE status = 'Completed' AND description ILIKE '%replace%'"""
    nights = """SELECT avg((hour(completion_date) < 6)::INT) FROM maintenance_records
        WHERE status = 'Completed' AND maintenance_type = 'Preventive'"""
    found = [made.rows(query)[0][0] for query in (overlaps, parts, nights)]
    return f"{found[0]}; {found[1]:.3f}; {found[2]:.3f}"


def _aligned(made: Judged) -> str:
    series = """
        WITH steps AS (SELECT equipment_id, timestamp,
            timestamp - lag(timestamp) OVER (PARTITION BY equipment_id ORDER BY timestamp) AS step
            FROM sensor_data),
        each AS (SELECT equipment_id, count(*) AS n, min(timestamp) AS first,
            max(timestamp) AS last, mode(step) AS step FROM steps GROUP BY ALL)
        SELECT avg((n >= 24)::INT), median(n), epoch(mode(step)),
            epoch(median(last - first)) / 86400, count(DISTINCT first) FROM each"""
    share, n, step, days, firsts = made.rows(series)[0]
    return (
        f"{share:.3f} of the machines have 24 readings (median {n:g}), every {step:g} s over "
        f"{days:.1f} days, {firsts} beginnings"
    )


MEASURES = (
    Measured("M-a", "failure within 24 h from sensors, AUC", ".80-.86", rows(_next_day)),
    Measured("M-b", "remaining life within 14 days, R2", ".25-.40", rows(_remaining)),
    Measured(
        "M-c", "failures that stand out in the last 12 h", ".70-.75 preceded", rows(_precursors)
    ),
    Measured("M-d", "IsolationForest against is_anomaly, AUC", ".80-.97", rows(_forest)),
    Measured("M-e", "sensors by state and type", "clearly lower if idle", rows(_states)),
    Measured(
        "M-f",
        "orders a machine: variance / mean; failures within 7 days of an order; infants",
        ">= .5; .06-.13; 1.5-2.5",
        _uneven,
    ),
    Measured("M-g", "time since the last order alone, AUC", "<= .62", _calendar),
    Measured(
        "M-h",
        "overlapping jobs; Replace without a part; Preventive ends from 00 to 06",
        "0; <= .02; <= .02",
        _people,
    ),
    Measured("M-i", "aligned series", ">= .9", _aligned),
)
