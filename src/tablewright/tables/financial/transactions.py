"""Bank transactions: deposits, withdrawals, transfers, payments, fees and interest."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tablewright.calendars import DayTypeTimes
from tablewright.calendars.day_types import DAY
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    SearchSorted,
    chance,
    clip,
    greatest,
    least,
    lookup,
    weighted,
    weighted_by,
    when,
    word,
)
from tablewright.ops.random import DRAW_BITS
from tablewright.sampling import normal
from tablewright.sampling.quantiles import curve, exponential
from tablewright.spec import (
    Boolean,
    Column,
    Decimal,
    Fields,
    ForeignKey,
    Int64,
    Table,
    Text,
    Timestamp,
    Window,
)
from tablewright.tables.financial import accounts as kinds
from tablewright.tables.financial import transaction_times as acts
from tablewright.tables.financial.accounts import (
    CLOSED,
    DORMANT,
    EMPTY,
    FIRST_ID,
    JPY,
    YEN,
    Accounts,
)
from tablewright.tables.financial.counterparties import CATEGORIES, parties
from tablewright.tables.financial.transaction_times import CHANNELS, FEE, INTEREST, TransactionTimes

STATES = ("Completed", "Pending", "Failed", "Reversed")
_BY_ACCOUNT = (
    (15, 4, 1, 0, 0, 0),
    (12.5, 2.5, 0, 0, 0, 0),
    (7.5, 3, 3, 1.5, 0, 0),
    (10, 2.5, 2, 0.5, 0, 0),
    (13, 0, 0, 0, 8.5, 3.5),
    (1.5, 0, 1, 0.5, 1.7, 0.3),
    (0.5, 2, 1, 0.5, 0.8, 0.2),
)
"""Percent of all transactions, by type and by type of account."""
_KINDS = (
    # median, log-sd in thousandths
    (1_200, 900),  # deposit
    (500, 1_000),  # withdrawal other than at an ATM
    (500, 1_150),  # transfer in
    (500, 1_150),  # transfer out
    (85, 1_100),  # payment
    (12_000, 1_200),  # wire
    (320, 550),  # instalment of a loan
)
_WIRE_KIND, _INSTALMENT_KIND = 5, 6
_WIRES_IN_LIMIT = 0.961
"""The share of LN(12,000, 1.2) up to the limit: wires come from below it only."""
_CASH = (
    *(20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300),
    *(340, 360, 400, 440, 460, 500, 540, 600, 660, 700, 800, 900, 1_000),
)
_CASH_WEIGHTS = (
    *(60, 90, 90, 75, 130, 55, 40, 45, 20, 145, 15, 20, 20, 15, 70),
    *(10, 10, 48, 5, 5, 38, 3, 22, 2, 7, 10, 2, 11),
)
"""Dollars from an ATM (Federal Reserve Payments Study 2022: 198 on average)."""
_FEES = {2_50: 28, 5_00: 20, 12_00: 18, 15_00: 10, 25_00: 8, 34_00: 10, 35_00: 6}
"""Cents: ATM use, account keeping, wires, overdrafts."""
_RATES = (50, 420, 300, 300, 2_100, 720)
"""Interest of a year by type of account, in 1/10,000."""
_LEAST, _MOST = 1_00, 100_000_00
"""Cents, or their worth in yen."""
_ABROAD = (5.5, 4.0, 6.0, 0.2, 30.0)
"""Percent international, by channel."""
_ABROAD_PULL = (0.7, 1.2, 2.2)
"""By risk; 1 on average, but 1.15 over wires, which follow risk too."""
_WIRE_MEAN = 1.15
_PENDING, _FAILED, _REVERSED = 0.05, 0.03, 0.02
_SETTLED = 12
"""Multiple of the mean after which nothing is open."""
_OUTFLOWS = (acts.WITHDRAWAL, acts.TRANSFER_OUT, acts.PAYMENT)
_CLOSING = 1 / 3


def transactions(rows: int, accounts: Accounts, window: Window) -> Table:
    """Transactions in time order."""
    f = Fields("financial.transactions", rows)
    found = accounts.types_found()
    by_account = [
        [share if there else 0.0 for share, there in zip(shares, found, strict=True)]
        for shares in _BY_ACCOUNT
    ]
    weights = tuple(sum(shares) for shares in by_account)
    schedule = TransactionTimes(window, weights)
    times = schedule.times(rows)
    moment = f("txn_timestamp", times.instant())
    day = f("day", times.day(moment))
    sort, hour = times.kind(day), moment % DAY // (DAY // 24)
    part = f("part", schedule.part(sort, hour))
    act = f("act", schedule.type(sort, part))
    owners = [shares if any(shares) else [1.0] * len(shares) for shares in by_account]
    # Accounts that were closed in the window were used in its first third.
    late = day >= max(1, round(accounts.window.days * _CLOSING))
    booked = act.eq(FEE) | act.eq(INTEREST)

    def barred(trait: Expr) -> Expr:
        closed = trait.eq(CLOSED) & (late | act.eq(INTEREST))
        return closed | (trait.eq(DORMANT) & ~booked) | (trait.eq(EMPTY) & act.eq(INTEREST))

    account = f(
        "account",
        accounts.choose(
            [(kind,) for kind in range(len(kinds.TYPES))],
            weighted_by(owners, act, "type of account"),
            day + window.first_day,
            "gamma2 ranks",
            barred,
        ),
    )
    risk = accounts.risk.at(account)
    channel = f("way", schedule.channel(part, act, risk))
    worth = f("worth", _worth(act, channel, account, accounts))
    amount = f("amount", _amount(act, worth, account, accounts))
    closed = accounts.state.at(account).eq(CLOSED)
    loan = accounts.kind.at(account).eq(kinds.LOAN)
    who = parties(f, act, worth, account, loan, channel)
    state = f("state", _state(moment, act, times, weights, closed))
    return Table(
        "financial.transactions",
        rows,
        (
            Column(f("txn_id", Row() + 1), Int64(), "1 + row, in the order of time"),
            Column(
                f("account_id", account + FIRST_ID),
                Int64(),
                "of a type that has such transactions; exists by then; gamma(2) use; "
                "Dormant only Fee and Interest",
            ),
            Column(
                f("txn_type", word(acts.TYPES, act)),
                Text(),
                "Deposit 20, Withdrawal 15, Transfers 15 and 15, Payment 25, Fee 5, Interest 5 %",
            ),
            Column(
                amount,
                Decimal(12, 2),
                "log-normal by type; ATM multiples of 20, mean 198; wires around 12,000, "
                "instalments around 320; half of the transfers round; "
                "Interest is balance * rate / 12; 1 to 100,000 USD, JPY x150 and whole",
            ),
            Column(
                moment,
                Timestamp(),
                "deposits x3 on the 1st, 15th and last workday; payments x1.5 on days 1 to 5; "
                "interest at the end of the month; most at 17 to 21 h",
            ),
            Column(
                f("channel", word(CHANNELS, channel)),
                Text(),
                "by type: Online 35, Mobile 30, ATM 15, Branch 15, Wire 5 %; "
                "null for Fee and Interest",
                null_when=booked,
            ),
            Column(
                f("is_international", _abroad(channel, risk) & ~booked),
                Boolean(),
                "5 %: Wire 30, ATM 6, Online 5.5, Mobile 4, Branch 0.2 %; more at high risk",
            ),
            Column(
                f("status", word(STATES, state)),
                Text(),
                "Pending near the end of the window, 5 % in all; Failed 3 % (outflows); "
                "Reversed 2 %",
            ),
            Column(
                f("counterparty", who.name),
                Text(),
                "merchants by power law, half of the time one that the account knows; employers, "
                "banks, cash; null for Fee and Interest",
                null_when=booked,
            ),
            Column(
                f("merchant_category", word(CATEGORIES, who.category)),
                Text(),
                "of payments other than instalments, by their worth",
                null_when=~who.at_merchant,
            ),
        ),
        primary_key="txn_id",
        foreign_keys=(ForeignKey("account_id", "financial.accounts", "account_id"),),
        doc="Entries of bank accounts, in the order of time.",
    )


def _worth(act: Expr, channel: Expr, account: Field, accounts: Accounts) -> Expr:
    """In cents of a dollar, other than interest."""
    wire = channel.eq(acts.WIRE)
    owed = act.eq(acts.PAYMENT) & accounts.kind.at(account).eq(kinds.LOAN)
    kind = when(wire, _WIRE_KIND).when(owed, _INSTALMENT_KIND).otherwise(least(act, acts.PAYMENT))
    draw: Expr = Draw("z")
    # 1/1024 is fine enough a share for the limit.
    draw = when(wire, draw // 1024 * round(1024 * _WIRES_IN_LIMIT)).otherwise(draw)
    middles = [round(math.log(median) * 10**6) for median, _ in _KINDS]
    z = curve(normal(), draw) * lookup([sigma for _, sigma in _KINDS], kind) // 1000
    usual = exponential(lookup(middles, kind) + z, 0, math.log(_MOST // 100), 100)
    transfer = act.eq(acts.TRANSFER_IN) | act.eq(acts.TRANSFER_OUT) | channel.eq(acts.BRANCH)
    step = lookup((5_00, 10_00, 50_00, 100_00), SearchSorted((100_00, 500_00, 2_000_00), usual))
    # Half of what people choose themselves is a round sum.
    rounded = transfer & (usual >= 10_00) & chance(0.5, "round")
    usual = when(rounded, usual // step * step).otherwise(usual)
    usual = clip(usual, _LEAST, _MOST)
    cash = lookup(_CASH, weighted(_CASH_WEIGHTS, "cash")) * 100
    fee = lookup(list(_FEES), weighted(list(_FEES.values()), "fee"))
    usd = when(act.eq(FEE), fee).when(act.eq(acts.WITHDRAWAL) & channel.eq(acts.ATM), cash)
    return usd.otherwise(usual)


def _amount(act: Expr, worth: Expr, account: Field, accounts: Accounts) -> Expr:
    """In hundredths of the account's currency."""
    yen = accounts.money.at(account).eq(JPY)
    drawn = when(yen, worth * YEN // 100 * 100).otherwise(worth)

    rate = lookup(_RATES, accounts.kind.at(account))
    month = accounts.balance.at(account) * rate // (12 * 10_000)
    month = when(yen, clip(month // 100 * 100, _LEAST * YEN, _MOST * YEN)).otherwise(
        clip(month, _LEAST, _MOST)
    )
    return when(act.eq(INTEREST), month).otherwise(drawn)


def _abroad(channel: Expr, risk: Expr) -> Expr:
    shares: list[float] = []
    for number, percent in enumerate(_ABROAD):
        mean = _WIRE_MEAN if number == acts.WIRE else 1.0
        shares.extend(percent / 100 * pull / mean for pull in _ABROAD_PULL)
    limits = [round(share * 2**DRAW_BITS) for share in shares]
    return Draw("abroad") < lookup(limits, channel * len(_ABROAD_PULL) + risk)


def _state(
    moment: Expr, act: Expr, times: DayTypeTimes, shares: Sequence[float], closed: Expr
) -> Expr:
    """Open at the end of the window, else failed (outflows only), reversed or done."""
    outflow = sum(shares[number] for number in _OUTFLOWS) / (sum(shares) or 1.0)
    failed = min(0.5, _FAILED / (1 - _PENDING) / outflow) if outflow else 0.0
    reversed_ = _REVERSED / (1 - _PENDING)
    rows = [[1 - failed - reversed_, failed, reversed_], [1 - reversed_, 0.0, reversed_]]
    later = lookup([0 if n in _OUTFLOWS else 1 for n in range(len(acts.TYPES))], act)
    final = lookup((0, 2, 3), weighted_by(rows, later, "final"))
    window = times.window
    ahead = clip(window.end_day * 86_400 - moment // 1_000_000, 0, window.days * 86_400)
    past = ahead * 10**6 // max(1, round(_settling(times) * 86_400))
    open_ = exponential(greatest(-_SETTLED * 10**6, 0 - past), -_SETTLED, 0, 2**DRAW_BITS)
    return when((Draw("pending") < open_) & ~closed, 1).otherwise(final)


def _settling(times: DayTypeTimes) -> float:
    """The mean days that leave the wanted share open: 18 in a year, less if its end is busy."""
    low, high = 0.0, float(len(times.weights))
    for _ in range(40):
        middle = (low + high) / 2
        within = [_mean_decay(profile, middle) for profile in times.profiles]
        days = enumerate(zip(reversed(times.weights), reversed(times.kinds), strict=True))
        share = sum(weight * within[kind] * math.exp(-d / middle) for d, (weight, kind) in days)
        low, high = (middle, high) if share < _PENDING * sum(times.weights) else (low, middle)
    return low


def _mean_decay(profile: Sequence[float], mean: float) -> float:
    """What a day with this profile leaves open at its end."""
    parts = len(profile)
    left = (w * math.exp(-(1 - (i + 0.5) / parts) / mean) for i, w in enumerate(profile))
    return sum(left) / sum(profile)
