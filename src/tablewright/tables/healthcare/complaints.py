"""Chief complaints by encounter type, age and season."""

from __future__ import annotations

from tablewright.ops import Expr, weighted_by

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


def complaint(mix: Expr, age_class: Expr, winter: Expr) -> Expr:
    """The number of a complaint.

    Parameters
    ----------
    mix : Expr
        The encounter type, or `BY_APPOINTMENT`.
    age_class : Expr
        Of the patient.
    winter : Expr
        1 from December to February, otherwise 0: respiratory complaints are half as many again.
    """
    rows = [
        [round(_WEIGHT * weights.get(each, 0) * _tilt(each, ages, cold)) for each in COMPLAINTS]
        for weights in _MIXES
        for ages in _AGES
        for cold in (False, True)
    ]
    return weighted_by(rows, (mix * len(_AGES) + age_class) * 2 + winter)


def _tilt(each: str, ages: dict[str, float], cold: bool) -> float:
    """How much more often in an age and season than on average."""
    shares = zip(_VISITS, _AGES, strict=True)
    usual = sum(share * others.get(each, 1.0) for share, others in shares)
    winter = _WINTER if each in _RESPIRATORY else 1.0
    return ages.get(each, 1.0) / usual * (winter if cold else 1.0) / (1 + (winter - 1) / 4)
