"""Claims: billed, allowed and paid amounts for Completed encounters."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tablewright.calendars.seasonal import DAY_SECONDS
from tablewright.data.load import Payer
from tablewright.ops import (
    Draw,
    Expr,
    Roll,
    Row,
    below,
    chance,
    clip,
    least,
    lift,
    lookup,
    parts,
    round_half_up,
    when,
    word,
)
from tablewright.sampling import Apportionment, normal
from tablewright.sampling.quantiles import curve, exponential
from tablewright.spec import Column, Date, Decimal, Fields, ForeignKey, Int64, Table, Text, Window
from tablewright.tables.healthcare.complaints import COMPLAINTS
from tablewright.tables.healthcare.denials import denied, log_odds
from tablewright.tables.healthcare.diagnoses import SURGERY, group
from tablewright.tables.healthcare.encounters import Encounters
from tablewright.tables.healthcare.facilities import FACILITIES
from tablewright.tables.healthcare.patients import (
    FIRST_ID as FIRST_PATIENT,
)
from tablewright.tables.healthcare.patients import SELF_PAY
from tablewright.tables.healthcare.stays import INPATIENT, MOST_NIGHTS, TYPES, deviates

CLAIM_TYPES = ("Professional", "Institutional")
STATUSES = ("Paid", "Pending", "Denied", "Appealed")
PAID, PENDING, DENIED, APPEALED = range(4)
_INSTITUTIONAL = (0.045, 1.0, 0.30, 0.31, 0.0)
"""Share of a type's claims, but one for each stay at most; 837I against 837P, together 30 %."""
_PROFESSIONAL_BILLS = ((220, 0.6), (1500, 0.7), (600, 0.6), (800, 0.6), (120, 0.4))
_INSTITUTIONAL_BILLS = ((1200, 0.8), (4500, 0.5), (2500, 0.7), (6000, 0.5), (120, 0.4))
"""Median and log-standard deviation by encounter type; inpatient stays cost days**0.8 times as
much (HCUP costs times the charge-to-cost ratio of Bai & Anderson 2015)."""
_LEAST, _MOST = 50_00, 50_000_00
_PENDING_DAYS = 56
"""Days after which a share 1/e of the claims is still Pending, per year of window."""
_APPEALS_AFTER = 45
"""Days after a service before which a denial is not appealed yet."""
_APPEALED = 0.35
"""Of denials since, those that are appealed: one for two that stay Denied, in a year."""
_WIDTHS = {"Medicaid": 100_000, "Self-Pay": 600_000}
"""Of the range of what is allowed, in millionths of what is billed; 300,000 for the others."""
_FACILITY = 0.7
"""Of the log-standard deviation of bills, a facility's own prices."""
_LEFT = 0.71
"""What is left: the root of what is not the facility's."""
_BY_COMPLAINT = {
    "Post-surgical": 0.75, "Shortness of breath": 0.05, "Chest pain": -0.05, "Abdominal pain": -0.1,
    "Back pain": -0.1, "Fever": -0.1, "Fatigue": -0.35, "Dizziness": -0.55, "Headache": -0.45,
}  # fmt: skip
"""Of stays: the log of their bills against usual ones."""


def even_sizes(parents: int, children: int) -> list[int]:
    """Sizes that differ by one at most."""
    each, more = divmod(children, parents)
    return [each + 1] * more + [each] * (parents - more)


def claims(rows: int, encounters: Encounters, window: Window) -> Table:
    """The declaration; claims are in the order of their encounters."""
    c = Fields("healthcare.claims", rows)
    visits = encounters.sample.count
    called = ("n_claims", f"the {visits:,} Completed of n_encounters={encounters.rows:,}")
    split = Apportionment("healthcare.claims", "visits", visits, rows, even_sizes, called)
    visit = c("visit", split.parent(Row()), rising=True)
    number = c("number", Row() - split.first(visit))
    encounter = c("encounter", encounters.sample.nth(visit))
    done = {encounters.completed: lift(True)}
    kind = c("kind", encounters.kind.at(encounter, done))
    patient = c("patient", encounters.patient.at(encounter, done))
    payers = encounters.patients.payers
    payer = c("payer", encounters.patients.payer.at(patient))
    facility = c("facility", encounters.facility.at(encounter, done))
    complaint = c("complaint", encounters.complaint.at(encounter, done))
    condition = c("condition", encounters.condition.at(encounter, done))
    begins = c("begins", encounters.day.at(encounter, done))
    # Nights matter of stays only.
    ends = encounters.lasts_to.at(encounter, done)
    nights = c("nights", least(ends // DAY_SECONDS, window.days - 1 - begins))

    # One place in the visit's pile of claims is the hospital's, or none.
    lot = Fields("healthcare.claims", visits)("lot", Draw()).at(visit)
    each = max(1, rows // max(1, visits))
    few = clip(split.size(visit) - each, 0, 2)
    share = lookup(_hospital_shares(rows, max(1, visits), each), kind * 3 + few)
    number_most = clip(number, 0, split.most)
    hospital = c("hospital", (number_most * share <= lot) & (lot < (number_most + 1) * share))
    form = when(hospital, 1).otherwise(0)

    served_roll, pending_roll, judged_roll = parts(c("course dice", Draw("", 63)), 16, 31, 16)
    billed_roll, allowed_roll, part_roll = parts(c("amount dice", Draw("", 63)), 31, 16, 16)
    appeal_roll, severity_roll, _ = parts(c("grouping dice", Draw("", 63)), 16, 16, 31)
    days = when(kind.eq(INPATIENT) & ~hospital, least(nights, MOST_NIGHTS)).otherwise(0)
    served = c("served", begins + below(days + 1, served_roll, most=MOST_NIGHTS + 1))
    stay = clip(nights, 1, MOST_NIGHTS)
    billed = c("billed_amount", _billed(kind, form, stay, facility, complaint, billed_roll))
    granted = _allowed(form, payer, payers, allowed_roll)
    allowed = c("allowed_amount", round_half_up(billed * granted, 10**6))
    left = [(window.days - day - 0.5) * 366 / window.days for day in range(window.days)]
    waiting = [round(math.exp(-each / _PENDING_DAYS) * 2**31) for each in left]
    pending = c("pending", pending_roll.value < lookup(waiting, least(served, window.days - 1)))
    unusual = Roll(billed_roll.value, billed_roll.bits)
    odds = log_odds(payer, payers, facility, kind, form, condition, unusual)
    old_enough = least(served, window.days - 1) <= window.days - 1 - _APPEALS_AFTER
    refused = when(old_enough & chance(_APPEALED, appeal_roll), APPEALED).otherwise(DENIED)
    judged = when(judged_roll.value < denied(odds, judged_roll.bits), refused).otherwise(PAID)
    status = c("outcome", when(pending, PENDING).otherwise(judged))
    covered = round_half_up(allowed * _paid(payer, payers, part_roll), 10**6)
    patients = encounters.patients
    frail = patients.level.at(patient) + stay // 3
    turn = severity_roll.value + frail * 2_000
    severity = when(turn > 58_000, 0).when(turn > 30_000, 1).otherwise(2)
    diagnosis = encounters.diagnosis.at(encounter, done)
    drg = group(diagnosis, complaint.eq(SURGERY), severity)
    paid = when(status.eq(PAID), covered).otherwise(0)

    columns = (
        Column(c("claim_id", Row() + 1), Int64(), "1 + row, in the order of encounters"),
        Column(
            c("encounter_id", encounter + 1),
            Int64(),
            "Completed encounters, as many claims for each as come out even: 1 or 2",
        ),
        Column(c("patient_id", patient + FIRST_PATIENT), Int64(), "the encounter's"),
        Column(
            c("payer_id", word(tuple(each.name for each in payers), payer)),
            Text(),
            "the patient's, one of the locale's; in en Medicare 88 % from 65, 25 % in all",
        ),
        Column(
            c("claim_type", word(CLAIM_TYPES, form)),
            Text(),
            "Institutional: one for each stay; Observation 31, Emergency 30, Outpatient 4.5 %",
        ),
        Column(
            c("service_date", served + window.first_day),
            Date(),
            "the day of admission; Professional claims of inpatients: any day of the stay",
        ),
        Column(
            billed,
            Decimal(12, 2),
            "log-normal by claim and encounter type, 50 to 50,000; hospital stays by days**0.8",
        ),
        Column(
            allowed,
            Decimal(12, 2),
            "Professional 60 to 90 %, Institutional 25 to 55 % of billed (Hamavid 2016)",
        ),
        Column(
            c("paid_amount", paid),
            Decimal(12, 2),
            "Medicare mostly 80, private 70 to 95, Medicaid 97 to 100 % of allowed; "
            "0 if Denied or Appealed, null while Pending",
            null_when=pending,
        ),
        Column(
            c("status", word(STATUSES, status)),
            Text(),
            "Paid 70, Pending 15 (towards the end), Denied 10, Appealed 5 %; denials by payer, "
            "facility, type, condition and amount",
        ),
        Column(
            c("drg", drg),
            Text(),
            "MS-DRG of Institutional claims of stays, by diagnosis, operation and frailty",
            null_when=~(kind.eq(INPATIENT) & hospital),
        ),
    )
    return Table(
        "healthcare.claims",
        rows,
        columns,
        primary_key="claim_id",
        foreign_keys=(
            ForeignKey("encounter_id", "healthcare.encounters", "encounter_id"),
            ForeignKey("patient_id", "healthcare.patients", "patient_id"),
            ForeignKey("payer_id", "healthcare.payers", "payer_id"),
        ),
        doc="Bills for Completed encounters, in the order of encounters.",
    )


def _hospital_shares(rows: int, visits: int, each: int) -> list[int]:
    """By encounter type and claims of a visit (from ``each`` up), a claim's chance to be
    Institutional: alike in all visits, as far as a visit has only one."""
    more = rows - rows // visits * visits
    counts = {rows // visits: visits - more, rows // visits + 1: more}
    table: list[int] = []
    for wanted in _INSTITUTIONAL:
        low, high = 0.0, 1.0
        for _ in range(60):
            rate = (low + high) / 2
            reached = sum(n * min(1.0, rate * size) for size, n in counts.items())
            low, high = (rate, high) if reached < wanted * rows else (low, rate)
        # A hair below 1 / size, so that the places of a visit fit side by side.
        table.extend(int(min(low, 1 / size) * 2**32) for size in (each, each + 1, each + 2))
    return table


def _billed(
    kind: Expr, form: Expr, days: Expr, facility: Expr, complaint: Expr, roll: Roll
) -> Expr:
    laws = (*_PROFESSIONAL_BILLS, *_INSTITUTIONAL_BILLS)
    law = form * len(TYPES) + kind
    longer = [round(0.8 * math.log(n) * 10**6) for n in range(1, MOST_NIGHTS + 1)]
    stay = when(law.eq(len(TYPES) + INPATIENT), lookup(longer, days - 1)).otherwise(0)
    reasons = [round(_BY_COMPLAINT.get(each, 0.0) * 10**6) for each in COMPLAINTS]
    reason = when(kind.eq(INPATIENT), lookup(reasons, complaint)).otherwise(0)
    middle = lookup([round(math.log(median) * 10**6) for median, _ in laws], law) + stay + reason
    sigma = lookup([round(sigma * 1000) for _, sigma in laws], law)
    own = lookup([round(_FACILITY * z) for z in deviates(FACILITIES, 2)], facility)
    z = own + curve(normal(), roll) * round(_LEFT * 1000) // 1000
    raw = exponential(middle + z * sigma // 1000, math.log(10), math.log(500_000), 100)
    # What lies outside is folded back, so that no amount is more common than its neighbours.
    low = when(raw < _LEAST, 2 * _LEAST - raw).otherwise(raw)
    return clip(when(low > _MOST, _MOST - low % (_MOST // 5)).otherwise(low), _LEAST, _MOST)


def _allowed(form: Expr, payer: Expr, payers: Sequence[Payer], roll: Roll) -> Expr:
    """In millionths of what is billed."""
    alone = lookup([int(each.kind == SELF_PAY) for each in payers], payer)
    low = when(alone.eq(1), 400_000).otherwise(lookup((600_000, 250_000), form))
    width = lookup([_WIDTHS.get(each.kind, 300_000) for each in payers], payer)
    return low + (roll.value * width) // (1 << roll.bits)


def _paid(payer: Expr, payers: Sequence[Payer], roll: Roll) -> Expr:
    """In millionths of what is allowed; Medicare leaves 20 % to the patient (Part B)."""
    lows = {"Medicare": 800_000, "Medicaid": 970_000, "Self-Pay": 500_000, "Statutory": 900_000}
    widths = {"Medicare": 180_000, "Medicaid": 30_000, "Self-Pay": 500_000, "Statutory": 100_000}
    low = lookup([lows.get(each.kind, 700_000) for each in payers], payer)
    width = lookup([widths.get(each.kind, 250_000) for each in payers], payer)
    part_b = lookup([int(each.kind == "Medicare") for each in payers], payer)
    width = when(part_b.eq(1) & chance(0.75, roll), 0).otherwise(width)
    return low + (Draw() * width) // 2**32
