"""What a patient's, a facility's, a payer's and a provider's rows have in common: H-a to H-l."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import polars as pl

from tablewright.data.load import places
from tablewright.spec import TableSet
from tests.lives.statistics import Measured, icc, learnt_auc, rows
from tests.support.corruptions import Frames

_DAY = 86_400
_CLINIC = ("Outpatient", "Telehealth")


def _end(declared: TableSet) -> dt.datetime:
    day = dt.date.fromisoformat(str(declared.parameters["end_date"])) + dt.timedelta(days=1)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.timezone.utc)


def _seen(frames: Frames) -> pl.DataFrame:
    """Encounters with their patient, whose age is in years at the admission."""
    seen = frames["encounters"].join(frames["patients"], on="patient_id", maintain_order="left")
    born = pl.col("admit_datetime").dt.date() - pl.col("date_of_birth")
    condition = pl.col("chief_complaint")
    if "diagnosis_code" in seen.columns:
        condition = pl.col("diagnosis_code").str.slice(0, 3)
    return seen.with_columns(
        age=born.dt.total_days() / 365.25,
        condition=condition.fill_null("none"),
        hours=(pl.col("discharge_datetime") - pl.col("admit_datetime")).dt.total_seconds() / 3600,
    )


def complaints(_: TableSet, frames: Frames) -> str:
    pairs = _seen(frames).sort("patient_id", "admit_datetime", "encounter_id")
    told = pairs.select("patient_id", "chief_complaint", "condition")

    def alike(frame: pl.DataFrame) -> tuple[float, float]:
        complaint, condition = pl.col("chief_complaint"), pl.col("condition")
        before = [each.shift(1).over("patient_id") for each in (complaint, condition)]
        both = frame.select(
            same=complaint == before[0], either=(complaint == before[0]) | (condition == before[1])
        ).drop_nulls()
        return float(both["same"].mean() or 0), float(both["either"].mean() or 0)

    mixed = told.with_columns(pl.struct("chief_complaint", "condition").shuffle(1).alias("both"))
    mixed = mixed.select("patient_id", pl.col("both").struct.unnest())
    same, either = alike(told)
    by_chance = alike(mixed)
    return f"{either:.1%}; complaint alone {same:.1%}; by chance {by_chance[1]:.1%}"


def admitted(_: TableSet, frames: Frames) -> str:
    stays = frames["encounters"]
    emergencies = stays.filter(
        (pl.col("encounter_type") == "Emergency") & pl.col("discharge_datetime").is_not_null()
    )
    inpatients = stays.filter(pl.col("encounter_type") == "Inpatient")
    pairs = emergencies.join(
        inpatients,
        left_on=["patient_id", "facility_id", "discharge_datetime"],
        right_on=["patient_id", "facility_id", "admit_datetime"],
    )
    hours = (pairs["discharge_datetime"] - pairs["admit_datetime"]).dt.total_minutes() / 60
    return (
        f"{pairs.height / max(1, emergencies.height):.1%}; "
        f"{pairs.height / max(1, inpatients.height):.1%} (hours {hours.quantile(0.1) or 0:.1f}, "
        f"{hours.median() or 0:.1f}, {hours.quantile(0.9) or 0:.1f})"
    )


def _dummies(frame: pl.DataFrame, column: str) -> np.ndarray:
    kinds = sorted(frame[column].unique())
    places_ = frame[column].replace_strict(kinds, range(len(kinds))).to_numpy()
    return np.eye(len(kinds))[places_]


def stays(declared: TableSet, frames: Frames) -> str:
    """R² of a linear regression, adjusted for its number of columns."""
    visits = frames["encounters"].group_by("patient_id").len("visits")
    known = (
        _seen(frames)
        .filter((pl.col("encounter_type") == "Inpatient") & pl.col("hours").is_not_null())
        .filter(pl.col("admit_datetime") < _end(declared) - dt.timedelta(days=31))
        .join(visits, on="patient_id")
        .with_columns(
            pl.col("chief_complaint").fill_null("none"),
            ages=(pl.col("age") // 10).clip(0, 9).cast(pl.Int64),
            often=pl.col("visits").clip(1, 20),
        )
    )
    if known.height < 300:
        return "too few"
    log = known["hours"].log().to_numpy()
    shown = []
    for names in (("chief_complaint", "ages", "facility_id", "often"), ("condition",)):
        design = np.concatenate([_dummies(known, name) for name in names], axis=1)
        fit, *_ = np.linalg.lstsq(design, log, rcond=None)
        left = ((log - design @ fit) ** 2).sum() / (len(log) - np.linalg.matrix_rank(design))
        shown.append(1 - left / log.var(ddof=1))
    return f"{shown[0]:.3f}; by condition {shown[1]:.3f}"


def _decided(frames: Frames) -> pl.DataFrame:
    """Claims that are decided, with what is known before; payers and providers by their rates."""
    stay = _seen(frames).select(
        "encounter_id", "encounter_type", "facility_id", "provider_id", "chief_complaint",
        "condition", "age", "gender", "hours",
    )  # fmt: skip
    claims = frames["claims"].filter(pl.col("status") != "Pending")
    return claims.join(stay, on="encounter_id", maintain_order="left").with_columns(
        denied=pl.col("status").is_in(["Denied", "Appealed"]),
        billed=pl.col("billed_amount").cast(pl.Float64).log(),
        form=(pl.col("claim_type") == "Institutional").cast(pl.Int64),
    )


_CODED = ("payer_id", "encounter_type", "facility_id", "provider_id", "condition")


def denials(_: TableSet, frames: Frames) -> str:
    """Categories are coded by their rate among the claims of the other two folds' patients."""
    known = _decided(frames).with_columns(fold=pl.col("patient_id").hash(1) % 3)
    known = known.with_columns(pl.col("condition").fill_null("none"))
    overall = float(known["denied"].mean() or 0)
    for name in _CODED:
        inside = pl.col("denied").sum().over(name) - pl.col("denied").sum().over(name, "fold")
        others = pl.len().over(name) - pl.len().over(name, "fold")
        known = known.with_columns(((inside + 20 * overall) / (others + 20)).alias(f"_{name}"))
    features = [f"_{name}" for name in _CODED] + ["billed", "form", "age"]
    found = learnt_auc(known, features, "denied")
    payers = known.group_by("payer_id").agg(pl.len(), rate=pl.col("denied").mean())
    payers = payers.filter((pl.col("len") >= 50) & (pl.col("payer_id") != _self_pay(frames)))
    each = (
        known.group_by("provider_id")
        .agg(n=pl.len(), rate=pl.col("denied").mean())
        .filter(pl.col("n") >= 10)
    )
    chance = (overall * (1 - overall) / each["n"]).mean() or float("nan")
    excess = ((each["rate"] - overall) ** 2).mean() or float("nan")
    return (
        f"{found:.3f}; {payers['rate'].min() or 0:.1%} to {payers['rate'].max() or 0:.1%}; "
        f"{excess / chance:.2f} ({each.height} providers)"
    )


def _self_pay(frames: Frames) -> str:
    known = frames["patients"].filter(pl.col("insurance_id").is_null())["patient_id"]
    paid = frames["claims"].filter(pl.col("patient_id").is_in(known.implode()))["payer_id"]
    return paid[0] if paid.len() else "Self-Pay"


def charges(_: TableSet, frames: Frames) -> str:
    known = frames["claims"].join(
        frames["encounters"].select(
            "encounter_id", "facility_id", "encounter_type", "chief_complaint"
        ),
        on="encounter_id",
    )
    known = known.with_columns(x=pl.col("billed_amount").cast(pl.Float64).log())
    usual = pl.col("x") - pl.col("x").mean().over("encounter_type", "claim_type")
    within = icc(known.with_columns(x=usual), "facility_id", "x")
    bills = known.filter(
        (pl.col("encounter_type") == "Inpatient") & (pl.col("claim_type") == "Institutional")
    )
    each = {
        name: bills.filter(pl.col("chief_complaint") == name)["billed_amount"].median()
        for name in ("Post-surgical", "Dizziness")
    }
    ratio = float(each["Post-surgical"] or 0) / float(each["Dizziness"] or 1)
    return f"{icc(known, 'facility_id', 'x'):.3f} ({within:.3f} within a type); {ratio:.2f}"


def open_visits(declared: TableSet, frames: Frames) -> str:
    active = frames["encounters"].filter(pl.col("status") == "Active")
    since = pl.lit(_end(declared)) - pl.col("admit_datetime")
    known = active.select(
        clinic=pl.col("encounter_type").is_in(_CLINIC), days=since.dt.total_seconds() / _DAY
    )
    clinic = known.filter(pl.col("clinic"))["days"].max()
    mix = frames["encounters"]["status"].value_counts(normalize=True).sort("status")
    shares = " ".join(f"{name} {share:.2%}" for name, share in mix.rows())
    return (
        f"clinic visits {clinic if clinic is None else round(float(clinic), 3)} days, all "
        f"{known['days'].max() or 0:.1f}; {shares}"
    )


def overlaps(declared: TableSet, frames: Frames) -> str:
    stays = (
        frames["encounters"]
        .filter((pl.col("encounter_type") == "Inpatient") & (pl.col("status") != "Cancelled"))
        .with_columns(end=pl.col("discharge_datetime").fill_null(_end(declared)))
        .sort("patient_id", "admit_datetime")
        .with_columns(before=pl.col("end").cum_max().shift(1).over("patient_id"))
        .with_columns(gap=(pl.col("admit_datetime") - pl.col("before")).dt.total_days())
    )
    many = stays.filter(pl.col("admit_datetime") < pl.col("before")).height
    again = stays.filter(pl.col("gap") < 30).height
    return f"{many} of {stays.height:,}; {again} come again within 30 days"


def admissions(_: TableSet, frames: Frames) -> str:
    stays = _seen(frames).filter(pl.col("encounter_type") == "Inpatient")
    ages = [0, 18, 45, 65, 85, 120]
    window = frames["encounters"]["admit_datetime"].min()
    people = frames["patients"].with_columns(
        age=(pl.lit(window).dt.date() - pl.col("date_of_birth")).dt.total_days() / 365.25
    )

    def count(frame: pl.DataFrame, low: int, high: int, gender: str | None = None) -> int:
        found = frame.filter((pl.col("age") >= low) & (pl.col("age") < high))
        return found.height if gender is None else found.filter(pl.col("gender") == gender).height

    rates = [
        count(stays, low, high) / max(1, count(people, low, high))
        for low, high in itertools.pairwise(ages)
    ]
    women, men = (
        count(stays, 18, 45, gender) / max(1, count(people, 18, 45, gender)) for gender in "FM"
    )
    maternal = float("nan")
    if "diagnosis_code" in stays.columns:
        own = stays.filter((pl.col("gender") == "F") & pl.col("age").is_between(18, 45))
        maternal = float(own["diagnosis_code"].str.starts_with("O").mean() or 0)
    shown = " ".join(f"{rate:.2f}" for rate in rates)
    return (
        f"stays a patient by age {shown}; women ÷ men {women / max(men, 1e-9):.2f}; {maternal:.1%}"
    )


def diagnoses(_: TableSet, frames: Frames) -> str:
    seen = _seen(frames)
    if "diagnosis_code" not in seen.columns:
        return "no column"
    code = pl.col("diagnosis_code")
    pregnant = seen.filter(code.str.starts_with("O"))
    wrong = pregnant.filter((pl.col("gender") == "M") | ~pl.col("age").is_between(12, 60)).height
    drg = frames["claims"].join(
        frames["encounters"].select("encounter_id", "encounter_type"), on="encounter_id"
    )
    due = (pl.col("encounter_type") == "Inpatient") & (pl.col("claim_type") == "Institutional")
    misplaced = drg.filter(due == pl.col("drg").is_null()).height
    return (
        f"{seen['diagnosis_code'].n_unique()} codes, {seen['diagnosis_code'].null_count()} null; "
        f"{wrong} of {pregnant.height} maternal ones misplaced; {drg['drg'].n_unique() - 1} DRGs, "
        f"{misplaced} misplaced"
    )


def kinds(_: TableSet, frames: Frames) -> str:
    bills = frames["claims"].join(
        frames["encounters"].select("encounter_id", "encounter_type"), on="encounter_id"
    )
    own = bills.filter(pl.col("encounter_type") == "Inpatient").group_by("encounter_id")
    whole = own.agg((pl.col("claim_type") == "Institutional").any().alias("has"))["has"].mean()
    count = {name: bills.filter(pl.col("status") == name).height for name in ("Appealed", "Denied")}
    last = bills["service_date"].max()
    appeals = bills.filter(pl.col("status") == "Appealed")["service_date"].max()
    return (
        f"{whole or 0:.1%}; {count['Appealed'] / max(1, count['Denied']):.2f}; the last appeal is "
        f"{(last - appeals).days if last and appeals else None} days old"
    )


def payers(declared: TableSet, frames: Frames) -> str:
    named = sorted(frames["claims"]["payer_id"].unique())
    policies = frames["patients"]["insurance_id"].drop_nulls()
    return f"{declared.parameters['locale']}: {', '.join(named)}; {policies[0]}"


def postcodes(declared: TableSet, frames: Frames) -> str:
    known = places(str(declared.parameters["locale"]))
    fits = {
        (region.code, city.name, code)
        for region in known.regions
        for city in region.cities
        for code in city.postal_prefixes
    }
    real = [row in fits for row in frames["patients"].select("state", "city", "zip_code").rows()]
    return f"{np.mean(real):.1%} are listed for the city"


MEASURES = [
    Measured("H-a", "same complaint or condition as the last", "30–45 %", rows(complaints)),
    Measured("H-b", "emergencies admitted; inpatients so", "15–20 %; 11–15 %", rows(admitted)),
    Measured("H-c", "log length of stay, R²", ".15–.35", rows(stays)),
    Measured("H-d", "denial, AUC; payers; providers", ".70–.80; 8–30 %; ≥ 2", rows(denials)),
    Measured("H-e", "ICC(log billed, facility); surgery", ".05–.15; ≥ 3", rows(charges)),
    Measured("H-f", "Active visits; statuses", "< 1 day; 5 94.5 .5", rows(open_visits)),
    Measured("H-g", "overlapping stays", "0", rows(overlaps)),
    Measured("H-h", "admissions by age; sex; maternal", "rise; 1.8–2.5; 20 %", rows(admissions)),
    Measured("H-i", "diagnoses; DRGs", "valid, plausible", rows(diagnoses)),
    Measured("H-j", "stays billed by the hospital; appeals", "100 %; 1 : 2", rows(kinds)),
    Measured("H-k", "payers; policies", "the locale's", rows(payers)),
    Measured("H-l", "ZIP codes", "100 %", rows(postcodes)),
]
