"""Which machines will fail within a day? A classifier learns it from generated sensor readings.

``python examples/failures.py`` prints the AUC on machines that it has not seen. It needs
scikit-learn.
"""

from __future__ import annotations

import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

import tablewright as tw

SENSORS = [f"sensor_{name}" for name in "ABCDEF"]
LAST = 8


def labelled(rows: int, seed: int) -> pl.DataFrame:
    """Readings with what a model may know, and whether the machine fails within a day.

    Of each sensor it knows the value, and the mean size of the machine's last eight readings in
    proportion to what is usual for the machine.
    """
    sizes = {"equipment": rows, "sensor_data": 60 * rows, "maintenance_records": 10 * rows}
    world = tw.manufacturing(sizes=sizes, seed=seed)
    failures = (
        world["maintenance_records"]
        .frame()
        .filter(pl.col("maintenance_type").is_in(["Corrective", "Emergency"]))
        .select("equipment_id", timestamp="scheduled_date", fails="scheduled_date")
        .sort("timestamp")
    )
    usual = [pl.col(name).abs().median().over("equipment_id") + 0.1 for name in SENSORS]
    recent = [
        pl.col(name).abs().rolling_mean(LAST, min_samples=1).over("equipment_id")
        for name in SENSORS
    ]
    return (
        world["sensor_data"]
        .frame()
        .join_asof(
            failures,
            on="timestamp",
            by="equipment_id",
            strategy="forward",
            check_sortedness=False,
        )
        .with_columns(
            (mean / median).alias(f"{name}_risen")
            for name, mean, median in zip(SENSORS, recent, usual, strict=True)
        )
        .with_columns(
            failing=(pl.col("fails") - pl.col("timestamp") <= pl.duration(days=1)).fill_null(False)
        )
    )


def auc(rows: int = 3_000, seed: int = 7) -> float:
    """How often a failing machine is ranked above another one, for machines not learnt."""
    readings = labelled(rows, seed)
    names = [*SENSORS, "energy", *(f"{name}_risen" for name in SENSORS)]
    features = readings.select(pl.col(names).cast(pl.Float32)).to_numpy()
    learnt = readings["equipment_id"].to_numpy() % 3 != 0
    truth = readings["failing"].to_numpy()
    model = HistGradientBoostingClassifier(max_iter=80, random_state=1)
    model.fit(features[learnt], truth[learnt])
    return float(roc_auc_score(truth[~learnt], model.predict_proba(features[~learnt])[:, 1]))


if __name__ == "__main__":
    print(f"AUC on machines that were not learnt: {auc():.3f}")
