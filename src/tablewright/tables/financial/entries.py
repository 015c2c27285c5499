"""Entries of ledgers: the table of bank transactions."""

from __future__ import annotations

from typing import NamedTuple

from tablewright.calendars.dates import weekday
from tablewright.calendars.day_types import DAY
from tablewright.calendars.seasonal import inverse
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Interpolation,
    Row,
    clip,
    greatest,
    least,
    lift,
    lookup,
    weighted_by,
    when,
    word,
)
from tablewright.ops.random import DRAW_BITS
from tablewright.sampling.ledgers import Entry
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
)
from tablewright.tables.financial import frauds
from tablewright.tables.financial.accounts import CHECKING, FIRST_ID, YEN
from tablewright.tables.financial.acts import (
    ACTS,
    BRANCH,
    CHANNELS,
    COMPLETED,
    DEPOSIT,
    FAILED,
    FEE,
    INTEREST,
    PAYMENT,
    PENDING,
    STATES,
    TRANSFER_IN,
    TRANSFER_OUT,
    TYPES,
    WITHDRAWAL,
)
from tablewright.tables.financial.bank import TABLE, Bank
from tablewright.tables.financial.calendar import last_bank_day
from tablewright.tables.financial.counterparties import CATEGORIES, parties
from tablewright.tables.financial.flows import Flows, Visits
from tablewright.tables.financial.schedule import STREAMS

_NIGHT = (300, 900, 1_800, 7_200, 7_230, 8_000, 9_000, 10_800, 12_600, 14_400, 16_200, 0)
_LENGTHS = (500, 800, 3_600, 25, 25, 900, 1_200, 1_200, 1_200, 1_200, 1_200, 0)
"""When in the night a stream is booked, and how long that takes, in seconds."""
_AFTER = 600
"""Seconds that errands after a stream take."""
_MORNING = 6
_HOURS = (10, 30, 60, 150, 180, 185, 180, 175, 175, 170, 160, 90, 80, 75, 70, 50, 30, 15)
"""Visits by hour, from the morning to midnight."""
_REGULAR = (0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0)
"""The channels of streams."""
_SHARES = (0.35, 0.30)
"""Of all entries with a channel, those online and by phone."""
_WIRE, _LIMIT = 5_000_00, 100_000_00
"""Cents: what may be wired, and what no entry is above."""
_SHUT, _OFFICE, _LATE, _SATURDAY = range(4)
_LARGE = ACTS
"""In place of a type: transfers in and out that are large enough for a wire."""
_NOTED = ACTS + 2
"""In place of a type: cash of a checking account."""
_USED = {
    DEPOSIT: ((38, 62, 0), (4, 24, 72)),
    WITHDRAWAL: ((100, 0, 0), (0, 0, 100)),
    TRANSFER_IN: ((100, 0, 0), (70, 0, 30)),
    TRANSFER_OUT: ((100, 0, 0), (54, 0, 46)),
    PAYMENT: ((100, 0, 0), (80, 0, 20)),
    _NOTED: ((0, 100, 0), (0, 80, 20)),
}
"""Of visits, those online or by phone, at a machine and at a branch: branches shut, and open."""
_VISITED = 0.68
"""The share of visits among entries for which that is; of more visits, fewer are at branches."""
_ABROAD = (6.0, 6.0, 7.0, 0.2, 30.0)
"""Percent of visits abroad, by channel."""
_PULL = (0.7, 1.2, 2.2)
_WIRED = (0.95, 0.97, 0.99)
"""By risk: how much likelier it is that something goes abroad, and that a large sum is wired."""


class _Errand(NamedTuple):
    """What an entry follows from if it is of an errand."""

    at: Expr
    """Whether it is."""
    fraud: Expr
    """Whether the errand is a fraud."""
    turn: Expr
    fate: Expr


class _Entry(NamedTuple):
    """What an entry is, before it has a channel and a counterparty."""

    stream: Expr
    account: Expr
    flows: Flows
    act: Expr
    state: Expr
    amount: Expr
    after: Expr
    noted: Expr
    """Whether it is cash of a checking account."""
    errand: _Errand
    moment: Field


def entries(bank: Bank) -> Table:
    """Entries, in the order of time."""
    f = Fields(TABLE, bank.rows)
    entry = (_at_any_time if bank.endless else _on_their_days)(f, bank)
    return _table(f, bank, entry)


def _on_their_days(f: Fields, bank: Bank) -> _Entry:
    """Entries of a window."""
    ledgers = bank.ledgers
    found = ledgers.entry(Row())
    visited = found.stream.eq(len(ledgers.streams))
    account = f("account", bank.row(found.unit, found.seat))
    flows = Flows(bank, found.unit, found.seat, account)
    settled = bank.settled.at(account)
    pending = found.day >= settled
    visits = flows.visits(found.visits)
    errand = _errand(found)
    own = visited & ~errand.at
    state = f("state", when(own, flows.slot(visits, lambda slot: slot.state)).otherwise(COMPLETED))
    moves = when(own & state.eq(COMPLETED), 1).otherwise(0)
    before = flows.scheduled(bank.scheduled(found.seat, found.run)) + flows.visited(visits)
    after = flows.scheduled(bank.scheduled(found.seat, found.run + 1)) + flows.visited(
        visits, moves
    )
    before = f("moved before", before + _money(flows, errand, 0))
    after = f("moved after", after + _money(flows, errand, 1))
    last = flows.visits(ledgers.visits_before(found.unit, found.seat, settled))
    runs = lookup(ledgers.first_run, settled)
    end = flows.scheduled(bank.scheduled(found.seat, runs)) + flows.visited(last)
    act = f(
        "act",
        when(errand.at, _errand_act(flows, errand))
        .when(visited, flows.slot(visits, lambda slot: slot.act))
        .otherwise(lookup([*STREAMS, 0], least(found.stream, len(STREAMS)))),
    )
    noted = own & act.eq(WITHDRAWAL) & flows.kind(CHECKING)
    clock = inverse(_HOURS, len(_HOURS) * 3_600, 64)
    share = (found.place * 4096 + Draw("jitter", 12)) // found.rows % 4096
    daytime = _MORNING * 3_600 + Interpolation(tuple(clock), 6, share, lift(0))
    ends = (start + length for start, length in zip(_NIGHT, _LENGTHS, strict=True))
    length = lookup([*_LENGTHS, *(_AFTER for _ in _LENGTHS)], found.stream)
    night = lookup([*_NIGHT, *ends], found.stream) + found.place * length // found.rows
    second = when(visited, daytime).otherwise(night)
    return _Entry(
        least(found.stream, len(STREAMS)),
        account,
        flows,
        act,
        when(pending, PENDING).otherwise(state),
        _amount(flows, visits, state, noted, after - before, flows.balance - end + before),
        when(pending, flows.balance).otherwise(flows.balance - end + after),
        noted,
        errand,
        f("txn_timestamp", (bank.window.first_day + found.day) * DAY + second * 1_000_000),
    )


def _at_any_time(f: Fields, bank: Bank) -> _Entry:
    """Visits without an end, at times that are given."""
    found = bank.ledgers.entry(Row())
    account = f("account", bank.row(found.unit, found.seat))
    flows = Flows(bank, found.unit, found.seat, account)
    visits = flows.visits(found.visits)
    errand = _errand(found)
    state = when(errand.at, COMPLETED).otherwise(flows.slot(visits, lambda slot: slot.state))
    start = flows.visited(flows.visits(lift(0)))
    moves = when(~errand.at & state.eq(COMPLETED), 1).otherwise(0)
    before = flows.visited(visits) - start + _money(flows, errand, 0)
    after = flows.visited(visits, moves) - start + _money(flows, errand, 1)
    act = when(errand.at, _errand_act(flows, errand)).otherwise(
        flows.slot(visits, lambda slot: slot.act)
    )
    noted = ~errand.at & act.eq(WITHDRAWAL) & flows.kind(CHECKING)
    moment = f("txn_timestamp", lift(bank.window.first_day * DAY) + Row() % DAY)
    return _Entry(
        lift(len(STREAMS)),
        account,
        flows,
        act,
        state,
        _amount(flows, visits, state, noted, after - before, flows.balance + before),
        flows.balance + after,
        noted,
        errand,
        moment,
    )


def _errand(found: Entry) -> _Errand:
    at = found.turn >= 0
    fraud = Field(TABLE, "fraud", at & frauds.fraudulent(TABLE, found.burst))
    return _Errand(at, fraud, greatest(found.turn, 0), found.fate)


def _money(flows: Flows, errand: _Errand, done: int) -> Expr:
    """What is there of an errand's money before an entry, or after it."""
    left = frauds.left(flows.scale, errand.fraud, errand.fate, errand.turn + done)
    return when(errand.at, flows.own(left)).otherwise(0)


def _errand_act(flows: Flows, errand: _Errand) -> Expr:
    return frauds.act(errand.fraud, errand.fate, errand.turn, flows.kind(CHECKING))


def _amount(
    flows: Flows, visits: Visits, state: Expr, noted: Expr, moved: Expr, available: Expr
) -> Expr:
    """What moved; of what did not, what was requested: of failed payments, more than there was."""
    asked = flows.asked(visits)
    beyond = greatest(available, 0) + asked
    asked = when(state.eq(FAILED) & ~noted, beyond).otherwise(asked)
    amount = when(state.eq(COMPLETED), when(moved < 0, 0 - moved).otherwise(moved)).otherwise(asked)
    return least(greatest(amount, 0), flows.own(lift(_LIMIT)))


def _table(f: Fields, bank: Bank, entry: _Entry) -> Table:
    act, flows, account = entry.act, entry.flows, entry.account
    amount = f("amount", entry.amount)
    worth = when(flows.yen, amount // YEN).otherwise(amount)
    visited = entry.stream.eq(len(STREAMS))
    booked = act.eq(FEE) | act.eq(INTEREST)
    risk = flows.risk
    way = _channel(entry, worth, risk)
    channel = f("way", when(visited, way).otherwise(lookup(_REGULAR, entry.stream)))
    who = parties(f, act, entry.stream, worth, account, channel, bank.rows)
    return Table(
        TABLE,
        bank.rows,
        (
            Column(f("txn_id", Row() + 1), Int64(), "1 + row, in the order of time"),
            Column(
                f("account_id", account + FIRST_ID),
                Int64(),
                "all accounts of as many customers as the rows allow at 30 entries a year each, of "
                "which less than half are scheduled",
            ),
            Column(
                f("txn_type", word(TYPES, act)),
                Text(),
                "Deposit 20, Withdrawal 15, Transfers 15 and 15, Payment 25, Fee 5, Interest 5 %; "
                "what is scheduled takes more of few entries",
            ),
            Column(
                amount,
                Decimal(12, 2),
                "by the account's income or balance; ATM multiples of 20, mean 200; Interest by "
                "the balance; 100,000 USD at most, JPY x150 and whole",
            ),
            Column(
                entry.moment,
                Timestamp(),
                "pay, rent, bills, instalments, standing orders and interest on their days at "
                "night; others from 6 h, most at 9 to 17 h",
            ),
            Column(
                f("channel", word(CHANNELS, channel)),
                Text(),
                "by type and hour: Online 35, Mobile 30, ATM 15, Branch 15, Wire 5 %; null for "
                "Fee and Interest",
                null_when=booked,
            ),
            Column(
                f("is_international", _abroad(entry, channel) & visited & ~booked),
                Boolean(),
                "5 %, of what is not scheduled; more by wire and at high risk",
            ),
            Column(
                f("status", word(STATES, entry.state)),
                Text(),
                "Pending 5 %, an account's last; Failed 3 %, most above the balance; Reversed 2 %",
            ),
            Column(
                f("balance_after", clip(entry.after, -(10**13), 10**13)),
                Decimal(15, 2),
                "the one before and the amount, if Completed; at last accounts.balance",
            ),
            Column(
                f("counterparty", who.name),
                Text(),
                "the account's employer, landlord and suppliers; merchants by power law, half of "
                "the time known ones; banks, cash; null for Fee and Interest",
                null_when=booked,
            ),
            Column(
                f("merchant_category", word(CATEGORIES, who.category)),
                Text(),
                "of payments other than instalments, by their worth",
                null_when=~who.at_merchant,
            ),
            Column(
                f("is_fraud", entry.errand.fraud),
                Boolean(),
                "0.4 %: money comes to an account and leaves it in the next four entries, as on "
                "errands, of which one in thirty is a fraud",
            ),
        ),
        primary_key="txn_id",
        foreign_keys=(ForeignKey("account_id", "financial.accounts", "account_id"),),
        doc="Entries of bank accounts, in the order of time.",
    )


def _channel(entry: _Entry, worth: Expr, risk: Expr) -> Expr:
    """The channel of a visit, by what it is and what is open."""
    moment: Expr = entry.moment
    day, hour = moment // DAY, moment % DAY // (DAY // 24)
    kind = when(last_bank_day(day).eq(day), 2).when(weekday(day).eq(5), 1).otherwise(0)
    open_ = lookup([_part(k, h) for k in range(3) for h in range(24)], kind * 24 + hour)
    act = entry.act
    large = (act.eq(TRANSFER_IN) | act.eq(TRANSFER_OUT)) & (worth >= _WIRE)
    group = (
        when(entry.noted, _NOTED)
        .when(large, act + (_LARGE - TRANSFER_IN))
        .otherwise(least(act, ACTS - 1))
    )
    bank = entry.flows.bank
    online, rare = _online(bank), min(1.0, _VISITED / bank.visited_share)
    rows = [
        _ways(part, number, pull, online, rare)
        for part in range(4)
        for number in range(_NOTED + 1)
        for pull in _WIRED
    ]
    return weighted_by(rows, (open_ * (_NOTED + 1) + group) * len(_WIRED) + risk, "channel")


def _part(kind: int, hour: int) -> int:
    """What is open at an hour of a workday (2), a Saturday (1) or another day."""
    if kind == 2 and 9 <= hour < 18:
        return _OFFICE if hour < 17 else _LATE
    return _SATURDAY if kind == 1 and 9 <= hour < 13 else _SHUT


def _ways(part: int, group: int, wired: float, online: float, rare: float) -> tuple[float, ...]:
    large = _LARGE <= group < _NOTED
    shut, office = _USED.get(group - _LARGE + TRANSFER_IN if large else group, _USED[PAYMENT])
    digital, machine, branch = office if part in (_OFFICE, _SATURDAY) else shut
    if digital:
        moved = (machine + branch) * (1 - rare)
        ways = (digital + moved, machine * rare, branch * rare)
    else:
        ways = (0.0, float(machine), float(branch))
    usual = (ways[0] * online, ways[0] * (1 - online), *ways[1:])
    wire = wired if large and part in (_OFFICE, _LATE) else 0.0
    return (*((1 - wire) * each for each in usual), 100 * wire)


def _online(bank: Bank) -> float:
    """Of visits that are either, the share online, so that all entries have theirs."""
    usual = [0.0, 0.0]
    for run in bank.ledgers.runs:
        if (
            not bank.endless
            and run.stream < len(STREAMS)
            and STREAMS[run.stream] not in (FEE, INTEREST)
        ):
            usual[_REGULAR[run.stream]] += run.rows
    with_channel = bank.rows * 0.9
    online, mobile = (
        max(0.0, part * with_channel - known) for part, known in zip(_SHARES, usual, strict=True)
    )
    return online / ((online + mobile) or 1.0)


def _abroad(entry: _Entry, channel: Expr) -> Expr:
    bank = entry.flows.bank
    errands = bank.errands * frauds.LENGTH / max(1, bank.rows) * frauds.abroad()
    scale = min(3.0, 0.75 * max(0.0, 1 - errands / 0.05) / max(0.01, bank.visited_share))
    shares = [min(0.9, p / 100 * pull * scale) for p in _ABROAD for pull in _PULL]
    limits = [round(share * 2**DRAW_BITS) for share in shares]
    usual = lookup(limits, channel * len(_PULL) + entry.flows.risk)
    errand = frauds.chance_abroad(entry.errand.fraud, entry.errand.fate, DRAW_BITS)
    away = entry.errand.at & channel.ne(BRANCH)
    return Draw("abroad") < when(away, errand).otherwise(usual)
