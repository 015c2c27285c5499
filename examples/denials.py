"""Which claims will be denied? A classifier learns it from generated claims.

``python examples/denials.py`` prints the AUC on patients that it has not seen. It needs
scikit-learn.
"""

from __future__ import annotations

import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import OrdinalEncoder

import tablewright as tw

CATEGORIES = ["payer_id", "claim_type", "encounter_type", "facility_id", "chief_complaint", "drg"]
NUMBERS = ["billed_amount", "allowed_amount", "age"]


def decided(rows: int, seed: int) -> pl.DataFrame:
    """Claims that are decided, with what was known before."""
    world = tw.healthcare(rows=rows, seed=seed)
    patients = world["patients"].frame().select("patient_id", "date_of_birth")
    visits = world["encounters"].frame().drop("patient_id", "status")
    return (
        world["claims"]
        .frame()
        .filter(pl.col("status") != "Pending")
        .join(visits, on="encounter_id")
        .join(patients, on="patient_id")
        .with_columns(
            denied=pl.col("status").is_in(["Denied", "Appealed"]),
            diagnosis=pl.col("diagnosis_code").str.slice(0, 3),
            age=(pl.col("service_date") - pl.col("date_of_birth")).dt.total_days() / 365.25,
        )
    )


def auc(rows: int = 10_000, seed: int = 7) -> float:
    """How often a denied claim is ranked above a paid one, for patients that were not learnt."""
    claims = decided(rows, seed)
    names = [*CATEGORIES, "diagnosis"]
    codes = OrdinalEncoder().fit_transform(
        claims.select(pl.col(names).cast(pl.String).fill_null("none")).to_numpy()
    )
    numbers = claims.select(pl.col(NUMBERS).cast(pl.Float64))
    features = numbers.with_columns(
        pl.Series(name, codes[:, place]) for place, name in enumerate(names)
    ).to_numpy()
    learnt = claims["patient_id"].to_numpy() % 3 != 0
    model = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.08,
        max_leaf_nodes=12,
        min_samples_leaf=40,
        categorical_features=range(len(NUMBERS), len(NUMBERS) + len(names)),
        random_state=1,
    )
    truth = claims["denied"].to_numpy()
    model.fit(features[learnt], truth[learnt])
    return float(roc_auc_score(truth[~learnt], model.predict_proba(features[~learnt])[:, 1]))


if __name__ == "__main__":
    print(f"AUC on patients that were not learnt: {auc():.3f}")
