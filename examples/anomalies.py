"""Detect anomalies in sensor readings with scikit-learn, on devices that it has not seen.

``python examples/anomalies.py`` prints how well: the area under the ROC curve, and the average
precision, beside a rule that has learnt nothing.
"""

from __future__ import annotations

import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

import tablewright as tw

FEATURES = ("distance", "step", "same", "hours", "quality_score", "missing")


def features(readings: pl.DataFrame) -> pl.DataFrame:
    """What a stream's own readings say of each: nothing that comes later."""
    stream = ("device_id", "metric_name")
    value = pl.col("metric_value").forward_fill().over(stream, order_by="timestamp")
    step = value.diff().over(stream, order_by="timestamp")
    usual = value.rolling_median(48, min_samples=6).over(stream, order_by="timestamp")
    spread = step.abs().rolling_median(48, min_samples=6).over(stream, order_by="timestamp")
    return readings.sort(*stream, "timestamp").with_columns(
        distance=(value - usual).abs() / (spread + 0.01),
        step=step.abs() / (spread + 0.01),
        same=(step == 0).cast(pl.Int8).rolling_sum(4, min_samples=1).over(stream),
        hours=pl.col("timestamp").dt.hour(),
        missing=pl.col("metric_value").is_null(),
    )


def scores(seed: int = 7) -> tuple[float, float, float]:
    """The model's AUC and average precision, and the AUC of the distance alone."""
    world = tw.iot(sizes={"devices": 400, "sensor_readings": 200_000}, seed=seed)
    known = features(world["sensor_readings"].frame())
    # A third of the devices is kept for the test: none of its streams is learnt from.
    held = pl.col("device_id").hash(1) % 3 == 0
    learn, test = known.filter(~held), known.filter(held)
    model = HistGradientBoostingClassifier(max_iter=80, random_state=0)
    model.fit(learn.select(FEATURES).to_numpy(), learn["is_anomaly"].to_numpy())
    found = model.predict_proba(test.select(FEATURES).to_numpy())[:, 1]
    truth, alone = test["is_anomaly"].to_numpy(), test["distance"].fill_null(0).to_numpy()
    return (
        float(roc_auc_score(truth, found)),
        float(average_precision_score(truth, found)),
        float(roc_auc_score(truth, alone)),
    )


if __name__ == "__main__":
    learnt, precision, alone = scores()
    print(f"AUC {learnt:.2f}, average precision {precision:.2f}; distance alone: AUC {alone:.2f}")
