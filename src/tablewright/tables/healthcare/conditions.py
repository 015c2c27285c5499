"""What patients have for long, how often, what they complain of and how it is coded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tablewright.ops import Expr, Roll, aliased_by

_FEMALE, _GENDERS = 1, 3
"""As in `patients.GENDERS`."""
NONE = 0
"""No condition: what comes is acute."""


class Condition(NamedTuple):
    """A condition: its codes of usual visits and of emergencies and stays (ICD-10-CM), and what its
    patients complain of, as often as others do unless it says so."""

    name: str
    usual: str
    acute: str
    complaints: Mapping[str, float]


_CARE = {"Follow-up": 4.0, "Medication refill": 4.0, "Lab review": 4.0}
CONDITIONS = (
    Condition("none", "Z00.00", "R69", {}),
    Condition(
        "hypertension", "I10 I10 I10 I11.9", "I16.0 I16.1 I10",
        {**_CARE, "Headache": 6, "Dizziness": 8, "Chest pain": 2},
    ),
    Condition(
        "diabetes", "E11.9 E11.9 E11.65 E11.22 E11.42", "E11.65 E11.649 E11.10",
        {**_CARE, "Lab review": 8, "Fatigue": 10, "Dizziness": 4, "Abdominal pain": 1.5},
    ),
    Condition(
        "COPD", "J44.9", "J44.1 J44.1 J44.0",
        {**_CARE, "Shortness of breath": 12, "Cough": 10},
    ),
    Condition(
        "asthma", "J45.20 J45.30 J45.40 J45.909", "J45.901 J45.901 J45.41",
        {**_CARE, "Shortness of breath": 10, "Cough": 12},
    ),
    Condition(
        "heart failure", "I50.22 I50.32 I50.9", "I50.23 I50.33 I50.43",
        {**_CARE, "Shortness of breath": 14, "Fatigue": 4, "Chest pain": 1.5},
    ),
    Condition(
        "coronary disease", "I25.10 I25.10 I25.118", "I25.110 I25.110 I25.119",
        {**_CARE, "Chest pain": 14, "Shortness of breath": 1.5},
    ),
    Condition(
        "atrial fibrillation", "I48.20 I48.91 I48.0", "I48.91 I48.0 I48.19",
        {**_CARE, "Dizziness": 8, "Chest pain": 5, "Fatigue": 5, "Shortness of breath": 4},
    ),
    Condition(
        "kidney disease", "N18.30 N18.31 N18.32 N18.4", "N18.4 N18.5 N18.9",
        {**_CARE, "Lab review": 9, "Fatigue": 9, "Fever": 2},
    ),
    Condition(
        "mood", "F33.1 F32.A F41.1 F41.9", "F33.2 F32.2 F41.0",
        {**_CARE, "Fatigue": 8, "Headache": 3, "Chest pain": 2, "Dizziness": 3},
    ),
    Condition(
        "back", "M54.50 M54.16 M48.061", "M54.50 M54.16 M54.41",
        {"Follow-up": 3.0, "Medication refill": 3.0, "Back pain": 25},
    ),
    Condition(
        "migraine", "G43.909 G43.709 G43.109", "G43.911 G43.901 G43.919",
        {"Follow-up": 3.0, "Medication refill": 3.0, "Headache": 30, "Dizziness": 2},
    ),
    Condition(
        "digestive", "K21.9 K58.9 K58.0", "K21.00 K57.92 K29.70",
        {"Follow-up": 3.0, "Medication refill": 3.0, "Abdominal pain": 14, "Chest pain": 1.2},
    ),
    Condition(
        "joints", "M17.11 M17.12 M16.11 M17.0", "M17.11 M17.12 M16.11",
        {"Follow-up": 6.0, "Medication refill": 3.0, "Post-surgical": 14, "Back pain": 4},
    ),
    Condition(
        "cancer", "C18.9 C34.90 C64.9 C67.9", "C18.9 C34.90 C64.9 C67.9",
        {**_CARE, "Fatigue": 8, "Fever": 4, "Post-surgical": 5, "Abdominal pain": 3,
         "Lab review": 8},
    ),
    Condition(
        "thyroid", "E03.9 E03.9 E05.90", "E03.9 E05.90 E05.90",
        {**_CARE, "Lab review": 9, "Fatigue": 14},
    ),
    Condition(
        "pregnancy", "Z34.90", "O80",
        {"Follow-up": 8.0, "Abdominal pain": 14, "Headache": 2, "Fatigue": 2, "Dizziness": 2},
    ),
)  # fmt: skip
PREGNANCY = len(CONDITIONS) - 1
_HOW_OFTEN: tuple[Mapping[str, float], ...] = (
    {"none": 74, "asthma": 16, "mood": 5, "migraine": 3, "digestive": 2},
    {"none": 33, "mood": 20, "asthma": 10, "back": 11, "migraine": 8, "digestive": 8,
     "hypertension": 5, "diabetes": 3, "thyroid": 2},
    {"none": 8, "hypertension": 23, "diabetes": 17, "back": 11, "mood": 10, "joints": 8,
     "digestive": 6, "coronary disease": 6, "COPD": 5, "heart failure": 2, "cancer": 4},
    {"none": 2, "hypertension": 17, "diabetes": 16, "COPD": 11, "heart failure": 11,
     "coronary disease": 11, "joints": 9, "kidney disease": 8, "atrial fibrillation": 7,
     "cancer": 6, "thyroid": 2},
    {"none": 2, "heart failure": 21, "hypertension": 16, "atrial fibrillation": 14,
     "kidney disease": 12, "coronary disease": 11, "COPD": 9, "joints": 8, "diabetes": 7},
)  # fmt: skip
"""Percent of patients by age class (about as the Chronic Conditions Chartbook of CMS has them)."""
_WOMEN = {"migraine": 1.5, "thyroid": 2.5, "mood": 1.3, "coronary disease": 0.7, "back": 0.9}
"""How often against men."""


def shares(age: int, gender: int) -> list[float]:
    """How often each condition is the main one, in an age class and gender."""
    often = _HOW_OFTEN[age]
    tilt = _WOMEN if gender == _FEMALE else {}
    return [often.get(each.name, 0.0) * tilt.get(each.name, 1.0) for each in CONDITIONS]


def condition(age_class: Expr, gender: Expr, roll: Roll) -> Expr:
    """One of a patient's conditions."""
    rows = [
        [round(each * 1000) for each in shares(age, gender_)]
        for age in range(len(_HOW_OFTEN))
        for gender_ in range(_GENDERS)
    ]
    return aliased_by(rows, age_class * _GENDERS + gender, roll)
