"""Errands and frauds: money comes to an account, and leaves it in the entries that follow.

Many people put money aside for a journey or a sofa and spend it in an hour; now and then it is
somebody else who has the keys. Both look alike: an entry tells little, an account's habits
more. After the last entry, the balance is what it was before the first.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

from tablewright.ops import Draw, Expr, Field, greatest, least, lift, lookup, when
from tablewright.tables.financial.acts import (
    ACTS,
    DEPOSIT,
    PAYMENT,
    TRANSFER_IN,
    TRANSFER_OUT,
    WITHDRAWAL,
)
from tablewright.tables.financial.schedule import (
    ENERGY,
    INSTALMENT,
    PAY,
    PHONE,
    RENT,
    REPAYMENT,
)
from tablewright.xxh64 import hash_pair

LENGTH = 5
"""Entries of an errand, and of a fraud."""
SHARE, _EVERY = 0.004, 30
"""The share of all entries that are of frauds, and how many errands one of them is among."""
NIGHTS = 0.08
"""The share of errands at night."""
GAPS = (PAY, RENT, ENERGY, PHONE, INSTALMENT, REPAYMENT)
"""Scheduled streams after which there is some time in the night."""
_IN, _BROUGHT, _OUT, _PAID, _TAKEN = TRANSFER_IN, DEPOSIT, TRANSFER_OUT, PAYMENT, WITHDRAWAL
_ERRANDS = (
    (_IN, _PAID, _PAID, _OUT, _PAID),
    (_IN, _PAID, _OUT, _PAID, _PAID),
    (_BROUGHT, _PAID, _PAID, _OUT, _PAID),
    (_IN, _OUT, _PAID, _PAID, _OUT),
    (_BROUGHT, _IN, _PAID, _OUT, _PAID),
    (_IN, _BROUGHT, _OUT, _PAID, _TAKEN),
    (_BROUGHT, _IN, _OUT, _PAID, _PAID),
    (_IN, _BROUGHT, _PAID, _PAID, _PAID),
)
_FRAUDS = (
    (_IN, _OUT, _PAID, _PAID, _PAID),
    (_IN, _PAID, _OUT, _PAID, _OUT),
    (_BROUGHT, _OUT, _PAID, _PAID, _PAID),
    (_IN, _PAID, _PAID, _OUT, _PAID),
    (_BROUGHT, _IN, _OUT, _PAID, _PAID),
    (_IN, _BROUGHT, _OUT, _PAID, _OUT),
    (_BROUGHT, _IN, _PAID, _OUT, _TAKEN),
    (_IN, _BROUGHT, _PAID, _TAKEN, _OUT),
)
"""What the entries are, by kind."""
_KINDS, _SPLITS, _SIZES = 8, 16, 16
_PARTS = 1024
_SMALL, _LARGE = (70, 123), (72, 124)
"""The money of errands and of frauds: the least, in thousandths of what the account moves in a
month, and what the next size has in hundredths."""
_LEAST, _MOST = 60_00, 90_000_00
_ABROAD, _STRUCK_ABROAD = (0.02, 0.02, 0.02, 0.03, 0.05, 0.08, 0.16, 0.30), (0.12,) * 8
"""How many entries are abroad, by kind."""
_KEY = 0x5F2A_71C3


def errands(rows: int) -> int:
    """How many errands there are among some entries, with frauds."""
    return round(rows * SHARE / LENGTH * _EVERY)


def gap(day: int) -> int:
    """The stream after which errands are, in the night of a day."""
    return GAPS[hash_pair(_KEY, day) % len(GAPS)]


def fraudulent(table: str, errand: Expr) -> Expr:
    """Whether an errand is a fraud: one of each thirty."""
    which = Field(table, "which errand", Draw() % _EVERY).at(errand // _EVERY)
    return which.eq(errand % _EVERY)


def _kind(fraud: Expr, fate: Expr) -> Expr:
    return when(fraud, _KINDS).otherwise(0) + fate % _KINDS


def act(fraud: Expr, fate: Expr, turn: Expr, checking: Expr) -> Expr:
    """What an entry of an errand is; only checking accounts pay."""
    table = [one for acts in (*_ERRANDS, *_FRAUDS) for one in acts]
    found = lookup(table, _kind(fraud, fate) * LENGTH + turn)
    return when(found.eq(PAYMENT) & ~checking, WITHDRAWAL).otherwise(found)


def usual(checking: float) -> list[float]:
    """How many entries of an errand are of each type, given the share on checking accounts."""
    table = [0.0] * ACTS
    for kinds, weight in ((_ERRANDS, _EVERY - 1), (_FRAUDS, 1)):
        for one in itertools.chain.from_iterable(kinds):
            table[one] += weight / _EVERY / _KINDS
    saved = table[PAYMENT] * (1 - checking)
    table[PAYMENT] -= saved
    table[WITHDRAWAL] += saved
    return table


def abroad() -> float:
    """The share of errands' entries that are abroad."""
    return (sum(_ABROAD) * (_EVERY - 1) + sum(_STRUCK_ABROAD)) / _KINDS / _EVERY


def chance_abroad(fraud: Expr, fate: Expr, bits: int) -> Expr:
    """The chance that an entry is abroad."""
    shares = [round(share * 2**bits) for share in (*_ABROAD, *_STRUCK_ABROAD)]
    return lookup(shares, _kind(fraud, fate))


def left(scale: Expr, fraud: Expr, fate: Expr, turn: Expr) -> Expr:
    """How much of the money is there before an entry, in cents of a dollar."""
    sizes = [
        least_ * (step / 100) ** number
        for least_, step in (_SMALL, _LARGE)
        for number in range(_SIZES)
    ]
    size = when(fraud, _SIZES).otherwise(0) + fate // (_KINDS * _SPLITS)
    money = scale * lookup(list(map(round, sizes)), size) // 1000
    money = least(greatest(money, lift(_LEAST)), lift(_MOST))
    place = _kind(fraud, fate) * _SPLITS + fate // _KINDS % _SPLITS
    return money * lookup(_splits(), place * (LENGTH + 1) + turn) // _PARTS


@cache
def _splits() -> tuple[int, ...]:
    """By kind and split: what is left of the money before each entry, and after the last."""
    sizes = [
        [hash_pair(_KEY + 1, number * LENGTH + turn) % 60 + 12 for turn in range(LENGTH)]
        for number in range(_SPLITS)
    ]
    kinds = itertools.product((*_ERRANDS, *_FRAUDS), sizes)
    return tuple(part for acts, sizes_ in kinds for part in _split(acts, sizes_))


def _split(acts: Sequence[int], sizes: Sequence[int]) -> list[int]:
    ways = [1 if act in (_IN, _BROUGHT) else -1 for act in acts]
    moved = {way: sum(s for s, w in zip(sizes, ways, strict=True) if w == way) for way in (1, -1)}
    found = [0.0]
    for size, way in zip(sizes, ways, strict=True):
        found.append(found[-1] + way * size / moved[way])
    return [round(part * _PARTS) for part in found]
