"""Chief complaints by encounter type, condition, age and season."""

from __future__ import annotations

from functools import cache

from tablewright.ops import Expr, Roll, aliased_by, when
from tablewright.sampling.raking import raked
from tablewright.tables.healthcare.conditions import CONDITIONS, NONE, shares
from tablewright.tables.healthcare.patients import GENDER_SHARES

COMPLAINTS = (
    "Abdominal pain", "Chest pain", "Fever", "Shortness of breath", "Headache", "Cough",
    "Back pain", "Dizziness", "Fatigue", "Follow-up", "Routine checkup", "Lab review",
    "Medication refill", "Post-surgical",
)  # fmt: skip
_MIXES = (
    # Outpatient
    {"Follow-up": 25, "Routine checkup": 25, "Lab review": 10, "Back pain": 10,
     "Medication refill": 8, "Cough": 5, "Headache": 4, "Fatigue": 4, "Fever": 3,
     "Abdominal pain": 3, "Post-surgical": 2, "Dizziness": 1},
    # Inpatient through the emergency department
    {"Shortness of breath": 28, "Chest pain": 24, "Abdominal pain": 22, "Fever": 17,
     "Dizziness": 5, "Fatigue": 3, "Back pain": 1},
    # Emergency
    {"Abdominal pain": 20, "Chest pain": 17, "Fever": 12, "Shortness of breath": 12,
     "Headache": 9, "Cough": 9, "Back pain": 9, "Dizziness": 7, "Fatigue": 5},
    # Observation
    {"Chest pain": 35, "Shortness of breath": 17, "Abdominal pain": 17, "Dizziness": 14,
     "Headache": 6, "Fever": 5, "Back pain": 4, "Fatigue": 2},
    # Telehealth
    {"Medication refill": 30, "Follow-up": 30, "Lab review": 10, "Cough": 8, "Headache": 6,
     "Fatigue": 6, "Back pain": 5, "Fever": 5},
    # Inpatient by appointment
    {"Post-surgical": 38, "Abdominal pain": 20, "Back pain": 14, "Chest pain": 14,
     "Shortness of breath": 10, "Fatigue": 4},
)  # fmt: skip
"""Percent; pain, chest pain, fever and headache lead emergency visits (NHAMCS)."""
BY_APPOINTMENT = 5
_YOUNG = {
    "Fever": 2.5, "Cough": 2.0, "Abdominal pain": 1.2, "Chest pain": 0.15, "Back pain": 0.2,
    "Dizziness": 0.4, "Shortness of breath": 0.7, "Fatigue": 0.5, "Medication refill": 0.6,
}  # fmt: skip
_OLD = {
    "Shortness of breath": 1.5, "Dizziness": 1.4, "Chest pain": 1.1, "Fatigue": 1.3,
    "Headache": 0.6, "Fever": 0.8, "Lab review": 1.2, "Medication refill": 1.2,
}  # fmt: skip
_AGES: tuple[dict[str, float], ...] = (_YOUNG, {}, {}, _OLD, _OLD)
"""How often against adults below 65, by age class."""
_VISITS = (0.174, 0.285, 0.272, 0.238, 0.031)
"""Shares of the age classes in encounters."""
_RESPIRATORY = ("Cough", "Shortness of breath", "Fever")
_WINTER = 1.5
_WEIGHT = 10**6
CHRONIC = (0.7, 0.7, 0.5, 0.6, 0.8, 0.7)
"""Of the visits of who has a condition, those for it; by mix."""
_ELSE = 0.15
"""How often a complaint that a condition does not bring comes with it, against others."""


def complaint(mix: Expr, age_class: Expr, winter: Expr, condition: Expr, roll: Roll) -> Expr:
    """The number of a complaint.

    Parameters
    ----------
    mix : Expr
        The encounter type, or `BY_APPOINTMENT`.
    age_class : Expr
        Of the patient.
    winter : Expr
        1 from December to February, otherwise 0: acute respiratory complaints are half as many
        again.
    condition : Expr
        What the visit is for, `NONE` if it is acute.
    roll : Roll
        Draws it.
    """
    acute = (mix * len(_AGES) + age_class) * 2 + winter
    chronic = len(_MIXES) * len(_AGES) * 2 + mix * len(CONDITIONS) + condition
    return aliased_by(_rows(), when(condition.eq(NONE), acute).otherwise(chronic), roll)


@cache
def _rows() -> list[list[int]]:
    """Weights of complaints: acute by mix, age and winter, then by mix and condition.

    All together they have the mix's shares.
    """
    acute: list[list[int]] = []
    chronic: list[list[int]] = []
    for number, weights in enumerate(_MIXES):
        wanted = [float(weights.get(each, 0)) for each in COMPLAINTS]
        often = _often(number)
        factors = [[ages.get(each, 1.0) for each in COMPLAINTS] for ages in _AGES]
        factors += [
            [known.complaints.get(each, _ELSE if known.complaints else 1.0) for each in COMPLAINTS]
            for known in CONDITIONS
        ]
        made = raked(wanted, factors, often)
        for row in made[: len(_AGES)]:
            for cold in (False, True):
                tilted = zip(row, COMPLAINTS, strict=True)
                acute.append([round(_WEIGHT * part * _season(each, cold)) for part, each in tilted])
        chronic.extend([round(_WEIGHT * part) for part in row] for row in made[len(_AGES) :])
    return [*acute, *chronic]


def _often(mix: int) -> list[float]:
    """How often visits of a mix are acute, by age class, and for each condition."""
    acute = []
    conditions = [1e-9] * len(CONDITIONS)
    for age, visits in enumerate(_VISITS):
        left = visits
        for gender, part in enumerate(GENDER_SHARES):
            found = shares(age, gender)
            for number, share in enumerate(found):
                if number != NONE:
                    own = visits * part * share / sum(found) * CHRONIC[mix]
                    conditions[number] += own
                    left -= own
        acute.append(left)
    return [*acute, *conditions]


def _season(each: str, cold: bool) -> float:
    """How much more often in a season than on average."""
    winter = _WINTER if each in _RESPIRATORY else 1.0
    return (winter if cold else 1.0) / (1 + (winter - 1) / 4)
