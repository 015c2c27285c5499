"""How visits are coded: diagnoses (ICD-10-CM) and groups of stays (MS-DRG).

Both are works of the US government, in the public domain; ``data/codes.json`` holds their titles.
"""

from __future__ import annotations

import itertools

from tablewright.data.load import codes
from tablewright.ops import Expr, Roll, below, lookup, when, word
from tablewright.tables.healthcare.complaints import COMPLAINTS
from tablewright.tables.healthcare.conditions import CONDITIONS, NONE, PREGNANCY

_TURNS = 60
"""Divisible by 1 to 6, so that each code of a list is as likely."""
_ACUTE = {
    "Abdominal pain": ("R10.9 K52.9 K30 N39.0", "R10.9 R10.13 K52.9 K80.20 K57.32"),
    "Chest pain": ("R07.9 R07.89", "R07.9 R07.89 R07.2 I20.9"),
    "Fever": ("R50.9 J06.9 J02.9 B34.9", "A41.9 N39.0 J18.9 L03.115 R50.9"),
    "Shortness of breath": ("R06.02 R06.00 J20.9", "J18.9 R06.02 I26.99 J96.01"),
    "Headache": ("R51.9 G44.209 J01.90", "R51.9 G44.209 G44.1"),
    "Cough": ("J06.9 R05.9 J20.9 J40", "J06.9 J20.9 J18.9 R05.9"),
    "Back pain": ("M54.50 M54.2 S39.012A", "M54.50 S39.012A M54.9 N20.0"),
    "Dizziness": ("R42 H81.10 H81.399", "R42 R55 H81.10 E86.0"),
    "Fatigue": ("R53.83 D64.9 E55.9", "E86.0 D64.9 R53.1 E87.1"),
    "Follow-up": ("Z09 Z09 L70.0 J30.9 H66.90", "Z09"),
    "Routine checkup": ("Z00.00 Z00.00 Z00.01 Z23", "Z00.00"),
    "Lab review": ("R73.03 E78.5 E78.00 Z13.220", "R79.9"),
    "Medication refill": ("Z76.0 J30.9 E78.5 L20.9", "Z76.0"),
    "Post-surgical": ("Z48.815 Z48.817 Z47.89 Z48.89", "K80.20 K35.80 S72.001A K40.90 K56.609"),
}
"""Codes of what is acute: of visits to clinics, and of emergencies and stays."""
_CHILDREN = {
    "Chest pain": ("R07.9 R07.89", "R07.9 R07.89"),
    "Abdominal pain": ("R10.9 K52.9 K59.00", "R10.9 K52.9 K35.80 A08.4"),
    "Fever": ("R50.9 J06.9 J02.9 H66.90 B34.9", "R50.9 J06.9 B34.9 N39.0 J18.9"),
    "Shortness of breath": ("R06.02 J20.9", "J21.9 J18.9 R06.02"),
    "Cough": ("J06.9 R05.9 J05.0", "J06.9 J05.0 J21.9"),
    "Routine checkup": ("Z00.129 Z00.129 Z00.121 Z23", "Z00.129"),
    "Lab review": ("Z13.88 D50.9 E55.9", "R79.9"),
    "Post-surgical": ("Z48.815 Z48.817 Z47.89", "K35.80 K40.90 J35.3"),
}
"""Where those below 18 have others."""
_EXPECTING = ("Z34.90 Z34.80 O26.891", "O47.00 O60.00 O21.0 O26.891")
_BIRTH = ("Z34.90 Z34.83", "O80 O80 O70.1 O34.219 O42.90 O69.81X0")
_AFTER = ("Z39.2 Z39.1", "O90.89 O86.4 O72.1")
_NEAR = 21
"""Days from when a child is due within which it is born."""
_GROUPS = {
    "A41.9": "871 872 872", "N39.0": "689 690 690", "J18.9": "193 194 195", "L03.115": "602 603",
    "R50.9": "864", "R10.9": "391 392 392", "R10.13": "391 392 392", "K52.9": "391 392 392",
    "K30": "391 392 392", "K57.32": "391 392 392", "K80.20": "444 445 446", "R07.9": "313",
    "R07.89": "313", "R07.2": "313", "I20.9": "311", "R06.02": "204", "I26.99": "175 176",
    "J96.01": "189", "R51.9": "102 103", "G44.209": "102 103", "G44.1": "102 103",
    "J06.9": "152 153", "J20.9": "202 203", "R05.9": "204", "M54.50": "551 552",
    "S39.012A": "562 563", "M54.9": "551 552", "N20.0": "693 694", "R42": "149", "R55": "312",
    "H81.10": "149", "E86.0": "640 641", "D64.9": "811 812", "R53.1": "947 948",
    "E87.1": "640 641", "A08.4": "391 392 392", "B34.9": "865 866", "J21.9": "202 203",
    "J05.0": "152 153", "I10": "304 305", "I16.0": "304 305", "I16.1": "304 305",
    "E11.65": "637 638 639", "E11.649": "637 638 639", "E11.10": "637 638 639",
    "J44.1": "190 191 192", "J44.0": "190 191 192", "J45.901": "202 203", "J45.41": "202 203",
    "I50.23": "291 292 293", "I50.33": "291 292 293", "I50.43": "291 292 293",
    "I25.110": "302 303", "I25.119": "302 303", "I48.91": "308 309 310", "I48.0": "308 309 310",
    "I48.19": "308 309 310", "N18.4": "682 683 684", "N18.5": "682 683 684",
    "N18.9": "682 683 684", "F33.2": "885", "F32.2": "885", "F41.0": "880",
    "M54.16": "551 552", "M54.41": "551 552", "G43.911": "102 103", "G43.901": "102 103",
    "G43.919": "102 103", "K21.00": "391 392 392", "K57.92": "391 392 392", "K29.70": "391 392 392",
    "M17.11": "553 554", "M17.12": "553 554", "M16.11": "553 554", "C18.9": "374 375 376",
    "C34.90": "180 181 182", "C64.9": "686 687 688", "C67.9": "686 687 688",
    "E03.9": "643 644 645", "E05.90": "643 644 645", "O80": "807", "O70.1": "805 806 807",
    "O34.219": "786 787 788", "O42.90": "805 806 807", "O69.81X0": "805 806 807",
    "O47.00": "831 832 833", "O60.00": "831 832 833", "O21.0": "831 832 833",
    "O26.891": "831 832 833", "O90.89": "776", "O86.4": "776", "O72.1": "776",
    "K35.80": "371 372 373", "S72.001A": "535 536", "K40.90": "393 394 395",
    "K56.609": "388 389 390", "J35.3": "152 153",
}  # fmt: skip
"""The groups of stays without an operation: severe, complicated and others."""
_OPERATED = {
    "K80.20": "417 418 419", "K35.80": "338 339 340", "S72.001A": "480 481 482",
    "K40.90": "350 351 352", "K56.609": "329 330 331", "J35.3": "143 144 145", "M17.11": "469 470",
    "M17.12": "469 470", "M16.11": "469 470", "C18.9": "329 330 331", "C34.90": "163 164 165",
    "C64.9": "656 657 658", "C67.9": "653 654 655", "I25.110": "246 247", "I25.119": "246 247",
    "I48.91": "273 274", "I48.0": "273 274", "I48.19": "273 274", "M54.50": "518 519 520",
    "M54.16": "518 519 520", "M54.41": "518 519 520",
}  # fmt: skip
"""The groups of those who were operated on."""
_ANY_OPERATION = "981 982 983"
_OTHER = "951"
"""Other factors: of what is never admitted."""
_SEVERITIES = 3
SURGERY = COMPLAINTS.index("Post-surgical")


def _lists() -> list[str]:
    """The codes by (urgent, child, complaint), by (urgent, condition), and by (urgent, stage)."""
    acute = [
        _CHILDREN.get(each, _ACUTE[each])[urgent] if child else _ACUTE[each][urgent]
        for urgent in (0, 1)
        for child in (0, 1)
        for each in COMPLAINTS
    ]
    chronic = [(each.usual, each.acute)[urgent] for urgent in (0, 1) for each in CONDITIONS]
    stages = [stage[urgent] for urgent in (0, 1) for stage in (_EXPECTING, _BIRTH, _AFTER)]
    return [*acute, *chronic, *stages]


def used() -> tuple[set[str], set[str]]:
    """The diagnoses and the groups that can occur."""
    diagnoses = set(" ".join(_lists()).split())
    groups = [*_GROUPS.values(), *_OPERATED.values(), _ANY_OPERATION, _OTHER]
    return diagnoses, set(" ".join(groups).split())


def diagnosis(
    condition: Expr,
    complaint: Expr,
    urgent: Expr,
    child: Expr,
    since: Expr,
    rolls: tuple[Roll, Roll],
) -> Expr:
    """The number of a code.

    Parameters
    ----------
    condition, complaint : Expr
        What the visit is for.
    urgent : Expr
        1 for emergencies and stays, otherwise 0.
    child : Expr
        1 below 18, otherwise 0.
    since : Expr
        Days from when a child is due.
    rolls : tuple of Roll
        The visit's own, and the patient's: usual visits for a condition always have one code.
    """
    known = codes("icd10cm")
    index = {code: number for number, code in enumerate(known)}
    split = [each.split() for each in _lists()]
    table = [index[some[turn % len(some)]] for some in split for turn in range(_TURNS)]
    many, conditions = len(COMPLAINTS), len(CONDITIONS)
    acute = (urgent * 2 + child) * many + complaint
    chronic = 4 * many + urgent * conditions + condition
    stage = when(since < -_NEAR, 0).when(since <= _NEAR, 1).otherwise(2)
    birth = 4 * many + 2 * conditions + urgent * 3 + stage
    which = when(condition.eq(NONE), acute).when(condition.eq(PREGNANCY), birth).otherwise(chronic)
    fixed = (urgent < 1) & condition.ne(NONE) & condition.ne(PREGNANCY)
    own, theirs = (below(_TURNS, roll) for roll in rolls)
    return lookup(table, which * _TURNS + when(fixed, theirs).otherwise(own))


def code(number: Expr) -> Expr:
    """The code of a diagnosis."""
    return word(codes("icd10cm"), number)


def group(diagnosis: Expr, operated: Expr, severity: Expr) -> Expr:
    """The group of a stay.

    Parameters
    ----------
    diagnosis : Expr
        The number of its code.
    operated : Expr
        Whether there was an operation.
    severity : Expr
        0 severe, 1 complicated, 2 neither.
    """
    names = codes("msdrg")
    index = {name: number for number, name in enumerate(names)}
    table = []
    for surgical, known in ((False, _GROUPS), (True, _OPERATED)):
        for each in codes("icd10cm"):
            some = known.get(each, _ANY_OPERATION if surgical else _OTHER).split()
            table.append([index[some[min(s, len(some) - 1)]] for s in range(_SEVERITIES)])
    flat = list(itertools.chain.from_iterable(table))
    which = when(operated, len(codes("icd10cm"))).otherwise(0) + diagnosis
    return word(names, lookup(flat, which * _SEVERITIES + severity))
