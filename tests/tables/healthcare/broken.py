"""What breaks each rule of healthcare."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.support.corruptions import (
    Case,
    Corruption,
    Frames,
    Link,
    case,
    change,
    change_child,
    change_parent,
)

SIZES = {"patients": 600, "encounters": 3_000, "claims": 2_000}
AFTER = dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc)
NIGHT_BEFORE = dt.datetime(2023, 12, 31, 23, 59, 59, tzinfo=dt.timezone.utc)
CENT = pl.lit("0.01").cast(pl.Decimal(12, 2))

STAYS = Link("encounters", "patients", "patient_id")
BILLS = Link("claims", "encounters", "encounter_id")

STATUS = pl.col("status")
TYPE = pl.col("encounter_type")
ADMITTED = pl.col("admit_datetime")
PAID, PENDING, DENIED = STATUS == "Paid", STATUS == "Pending", STATUS == "Denied"
COMPLETED, ACTIVE, CANCELLED = (STATUS == status for status in ("Completed", "Active", "Cancelled"))
AUTUMN = dt.date(2024, 11, 20)
NEVER_IN_BED = ~(TYPE == "Inpatient").any().over("patient_id")
TELEHEALTH = TYPE == "Telehealth"
INSTITUTIONAL = pl.col("claim_type") == "Institutional"


def unclaimed(column: str, value: object, where: pl.Expr) -> Corruption:
    """Change a cell of an encounter that no claim speaks of."""

    def apply(frames: Frames) -> Frames:
        claimed = pl.col("encounter_id").is_in(frames["claims"]["encounter_id"].implode())
        return change("encounters", column, value, where & ~claimed)(frames)

    return apply


def claim_is_of_another_patient(frames: Frames) -> Frames:
    """The other has the same payer, so that only the encounter tells."""
    claims = frames["claims"]
    first = claims.row(0, named=True)
    alike = claims.filter(
        pl.col("payer_id") == first["payer_id"], pl.col("patient_id") != first["patient_id"]
    )
    return change("claims", "patient_id", alike["patient_id"][0])(frames)


def patient_is_born_a_day_late(frames: Frames) -> Frames:
    first = frames["encounters"].row(0, named=True)
    born = first["admit_datetime"].date() + dt.timedelta(days=1)
    return change_parent(STAYS, "date_of_birth", born)(frames)


def patient_is_111(frames: Frames) -> Frames:
    last = frames["encounters"].row(-1, named=True)
    day = last["admit_datetime"].date()
    this = pl.col("encounter_id") == last["encounter_id"]
    return change_parent(STAYS, "date_of_birth", day.replace(year=day.year - 111), this)(frames)


def service_is_off(edge: str, days: int) -> Corruption:
    """Serve some days from the admission or the discharge."""

    def apply(frames: Frames) -> Frames:
        stays = frames["encounters"].select("encounter_id", edge)
        first = frames["claims"].join(stays, on="encounter_id").row(0, named=True)
        day = first[edge].date() + dt.timedelta(days=days)
        this = pl.col("claim_id") == first["claim_id"]
        return change("claims", "service_date", day, this)(frames)

    return apply


def hospital_bills_twice(frames: Frames) -> Frames:
    """The second of two claims is made the first's, of a visit that is no stay."""
    stays = frames["encounters"].filter(INPATIENT)["encounter_id"]
    bills = frames["claims"].filter(INSTITUTIONAL, ~pl.col("encounter_id").is_in(stays.implode()))[
        "encounter_id"
    ]
    other = frames["claims"].filter(pl.col("claim_type") == "Professional")["claim_id"][0]
    moved = frames["encounters"].filter(pl.col("encounter_id") == bills[0]).row(0, named=True)
    this = pl.col("claim_id") == other
    claims = frames["claims"].with_columns(
        pl.when(this)
        .then(value)
        .otherwise(pl.col(column))
        .cast(frames["claims"].schema[column])
        .alias(column)
        for column, value in {
            "claim_type": pl.lit("Institutional"),
            "encounter_id": pl.lit(moved["encounter_id"]),
            "patient_id": pl.lit(moved["patient_id"]),
            "service_date": pl.lit(moved["admit_datetime"].date()),
            "payer_id": pl.lit(
                frames["claims"].filter(pl.col("encounter_id") == bills[0])["payer_id"][0]
            ),
        }.items()
    )
    return {**frames, "claims": claims}


def provider_works_elsewhere(frames: Frames) -> Frames:
    busy = pl.col("provider_id").is_duplicated() & (pl.col("facility_id") > 100)
    return change("encounters", "facility_id", pl.col("facility_id") - 1, busy)(frames)


def zip_of(state: str, code: str) -> Corruption:
    return change("patients", "zip_code", code, pl.col("state") == state)


def stays(kind: str, **span: int) -> Corruption:
    after = ADMITTED + pl.duration(**span)
    return change("encounters", "discharge_datetime", after, COMPLETED & (TYPE == kind))


def a_stay_lasts_into_the_next(frames: Frames) -> Frames:
    stays = frames["encounters"].filter(INPATIENT & COMPLETED)
    again = stays.filter(pl.col("patient_id").is_duplicated()).sort("patient_id", "admit_datetime")
    first, second = again.row(0, named=True), again.row(1, named=True)
    until = second["admit_datetime"] + dt.timedelta(hours=1)
    this = pl.col("encounter_id") == first["encounter_id"]
    return change("encounters", "discharge_datetime", until, this)(frames)


INPATIENT = TYPE == "Inpatient"
ONCE = INPATIENT.sum().over("patient_id") == 1
ALONE = ~pl.col("patient_id").is_duplicated()
BROKEN: list[Case] = [
    case("H2", "other patient", claim_is_of_another_patient),
    case("H3a", "unborn", patient_is_born_a_day_late),
    case("H3a", "too old", patient_is_111),
    case("H3b", "after", change("encounters", "admit_datetime", AFTER, STATUS == "Active")),
    case(
        "H3b",
        "before",
        change("encounters", "admit_datetime", NIGHT_BEFORE, STATUS == "Active"),
        "H17",
    ),
    case("H4", "never left", unclaimed("discharge_datetime", pl.lit(None), COMPLETED)),
    case("H4", "cancelled", unclaimed("status", "Cancelled", COMPLETED)),
    *(
        case(
            "H4",
            f"{status} and left",
            change(
                "encounters",
                "discharge_datetime",
                ADMITTED + pl.duration(minutes=1),
                STATUS == status,
            ),
        )
        for status in ("Active", "Cancelled")
    ),
    case("H4", "left at once", unclaimed("discharge_datetime", ADMITTED, COMPLETED)),
    case(
        "H4",
        "left after the window",
        change(
            "encounters",
            "discharge_datetime",
            AFTER + dt.timedelta(seconds=1),
            COMPLETED & INPATIENT & ONCE,
        ),
    ),
    case("H5", "other status", change_parent(BILLS, "status", "In Progress")),
    case("H5", "cancelled", change_parent(BILLS, "status", "Cancelled"), "H4"),
    case("H6", "before", service_is_off("admit_datetime", -1)),
    case("H6", "after", service_is_off("discharge_datetime", 1)),
    case("H7a", "second", hospital_bills_twice),
    case(
        "H7c",
        "no hospital",
        change_child(BILLS, INPATIENT, INSTITUTIONAL, claim_type="Professional", drg=None),
    ),
    case("H7b", "by video", change_child(BILLS, TELEHEALTH, claim_type="Institutional")),
    *(
        case("H8", complaint, change("encounters", "chief_complaint", complaint, TYPE == kind))
        for complaint, kind in (
            ("Routine checkup", "Emergency"),
            ("Medication refill", "Observation"),
            ("Lab review", "Inpatient"),
        )
    ),
    case(
        "H9a",
        "second payer",
        change("claims", "payer_id", "Cigna", ~ALONE & (pl.col("payer_id") != "Cigna")),
    ),
    case("H9b", "second facility", provider_works_elsewhere, "H9c"),
    case(
        "H9c",
        "another facility",
        change(
            "encounters",
            "facility_id",
            pl.col("facility_id") - 1,
            ~pl.col("provider_id").is_duplicated() & (pl.col("facility_id") > 100),
        ),
    ),
    case("H10", "inactive", change_parent(STAYS, "is_active", False, STATUS == "Active")),
    case("H11a", "allowed", change("claims", "allowed_amount", pl.col("billed_amount") + CENT)),
    case("H11a", "allowed below 0", change("claims", "allowed_amount", -1, PENDING)),
    case("H11a", "paid", change("claims", "paid_amount", pl.col("allowed_amount") + CENT, PAID)),
    case("H11a", "paid below 0", change("claims", "paid_amount", -1, DENIED), "H11b"),
    case("H11a", "dear", change("claims", "billed_amount", "50000.01")),
    case("H11a", "cheap", change("claims", "billed_amount", "49.99", PENDING)),
    case("H11b", "Paid nothing", change("claims", "paid_amount", 0, PAID)),
    case("H11b", "Paid unknown", change("claims", "paid_amount", pl.lit(None), PAID)),
    case("H11b", "Pending", change("claims", "paid_amount", 0, PENDING)),
    case("H11b", "Denied", change("claims", "paid_amount", "0.01", DENIED)),
    case("H11b", "Denied unknown", change("claims", "paid_amount", pl.lit(None), DENIED)),
    case("H11b", "Appealed", change("claims", "paid_amount", "0.01", STATUS == "Appealed")),
    case("H11b", "other status", change("claims", "status", "Lost")),
    *(
        case("H11c", status, change("claims", "payer_id", "Self-Pay", ALONE & (STATUS == status)))
        for status in ("Denied", "Appealed")
    ),
    *(
        case("H12a", digits, change("patients", "ssn_last4", digits))
        for digits in ("0000", "123", "12345", "12a4")
    ),
    case("H12b", "nowhere", change("patients", "zip_code", "00000"), "H12c"),
    case("H12b", "words", change("patients", "zip_code", "abcde"), "H12c"),
    case("H12b", "short", zip_of("CA", "90"), "H12c"),
    case("H12b", "gap", zip_of("AZ", "85401"), "H12c"),
    case("H12b", "other state", zip_of("PA", "10001"), "H12c"),
    case("H12b", "state", change("patients", "state", "WY"), "H12c"),
    case(
        "H12c",
        "another city",
        change("patients", "zip_code", "10001", pl.col("city") == "Brooklyn"),
    ),
    case(
        "H12c",
        "no such code",
        change("patients", "zip_code", "10000", pl.col("city") == "New York"),
    ),
    case("H14", "two beds", a_stay_lasts_into_the_next),
    case("H15", "none", change("claims", "drg", pl.lit(None), pl.col("drg").is_not_null())),
    case("H15", "of a visit", change("claims", "drg", "470", ~INSTITUTIONAL)),
    case("H16", "a man", change_child(STAYS, pl.col("gender") == "M", diagnosis_code="O80")),
    case(
        "H17",
        "a clinic",
        change_child(
            STAYS, pl.col("is_active"), (TYPE == "Outpatient") & CANCELLED, status="Active"
        ),
    ),
    *(
        case(
            "H17",
            kind,
            change_child(
                STAYS,
                pl.col("is_active"),
                (TYPE == "Outpatient") & CANCELLED,
                status="Active",
                encounter_type=kind,
                chief_complaint="Fever",
            ),
        )
        for kind in ("Emergency", "Observation")
    ),
    case(
        "H17",
        "a stay",
        change_child(
            STAYS,
            pl.col("is_active"),
            (TYPE == "Outpatient") & CANCELLED & NEVER_IN_BED,
            status="Active",
            encounter_type="Inpatient",
            chief_complaint="Fever",
        ),
    ),
    case(
        "H18",
        "at once",
        change("claims", "status", "Appealed", DENIED & (pl.col("service_date") > AUTUMN)),
    ),
    case("H13", "Emergency", stays("Emergency", hours=24, seconds=1)),
    case("H13", "Observation", stays("Observation", hours=48)),
    case("H13", "Outpatient", stays("Outpatient", hours=24)),
    case("H13", "Telehealth", stays("Telehealth", hours=24)),
]
KEYS = [
    "facilities: nulls",
    "facilities: primary key unique",
    "providers: nulls",
    "providers: primary key unique",
    "providers: npi unique",
    "providers: foreign key facility_id",
    "payers: nulls",
    "payers: primary key unique",
    "encounters: foreign key provider_id",
    "encounters: foreign key facility_id",
    "claims: foreign key payer_id",
    "patients: nulls",
    "patients: primary key unique",
    "patients: mrn unique",
    "patients: insurance_id unique",
    "encounters: nulls",
    "encounters: primary key unique",
    "encounters: foreign key patient_id",
    "claims: nulls",
    "claims: primary key unique",
    "claims: foreign key encounter_id",
    "claims: foreign key patient_id",
]
