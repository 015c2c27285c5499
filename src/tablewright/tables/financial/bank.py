"""The bank: which accounts have ledgers, what is due when, and how much that can be.

What an account earns and spends follows from its balance at the end, so that no checking account
is ever overdrawn.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, least, lookup
from tablewright.sampling.ledgers import Bursts, Ledgers, Stream
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.spec import Window
from tablewright.tables.financial import frauds
from tablewright.tables.financial.accounts import (
    ACTIVE,
    CARD,
    CHECKING,
    INVESTMENT,
    LOAN,
    RETIREMENT,
    SAVINGS,
    TYPES,
    Accounts,
)
from tablewright.tables.financial.acts import (
    SHARES,
    TRANSFER_IN,
)
from tablewright.tables.financial.habits import LENGTH, NOTE, SHARE, Habit, shared
from tablewright.tables.financial.noise import day_noise
from tablewright.tables.financial.schedule import SAVED, STREAMS, Schedule, Seat, parts_of

TABLE = "financial.transactions"
_SPENT, _EACH = 640, 60
"""What is left to spend, in thousandths of the income of a month, and by visit at most; what
remains goes to another bank."""
_REPAID, _BOUGHT = 400, 100
"""Of what is owed on a card at the end, the thousandths that are paid every month, and by visit at
most."""
_ENTRIES_A_YEAR = 30
_SCHEDULED = 0.45
"""The most that may be scheduled of all entries."""
_ACTIVITY = {CHECKING: 8, SAVINGS: 4, INVESTMENT: 6, RETIREMENT: 5, CARD: 4, LOAN: 0}
_ERRANT = {CHECKING: 3, SAVINGS: 1}
"""Who has errands, and how often."""
_SUPPORT = (
    (15, 4, 0.5, 0, 0, 0),
    (12.5, 2.5, 0, 0, 0, 0),
    (7.5, 3, 4, 2, 0, 0),
    (10, 3, 4, 2, 0, 0),
    (13, 0, 0, 0, 8.5, 0),
    (1.5, 0, 1, 0.5, 1.7, 0),
    (0, 0, 0.1, 0.1, 0, 0),
)
"""How usual a type of entry is on a visit, by type of account."""
_ENDLESS = (0, 0, 0, 0, 4, 0)
"""Where nothing is scheduled, cards are paid on visits too."""
_OPEN, _FAILED, _REVERSED = 0.05, 0.03, 0.02
"""Shares of all entries."""
_STEPS = 64
_AHEAD = 2.5
"""By how many visits an account may be before or behind its pace."""
_WEEKEND = (1.0, 1.0, 1.0, 1.0, 1.15, 1.25, 0.95)


@dataclass(frozen=True)
class Bank:
    """Ledgers of the accounts that have one.

    Parameters
    ----------
    accounts : Accounts
        All accounts.
    rows : int
        Entries.
    window : Window
        The days of the entries.
    endless : bool
        Whether nothing is scheduled, because the times of rows are not known.
    """

    accounts: Accounts
    rows: int
    window: Window
    endless: bool = False

    @cached_property
    def schedule(self) -> Schedule:
        """What is due when."""
        return Schedule(tuple(self.seats), self.window)

    @cached_property
    def months(self) -> float:
        """How many months the window has."""
        return self.window.days / 30.44

    @cached_property
    def units(self) -> int:
        """Blocks of accounts that were opened before the window."""
        return max(1, self.accounts.openings.ready // self.accounts.block)

    @cached_property
    def seats(self) -> list[Seat]:
        """The accounts of a block that have a ledger: all of some customers."""
        found: list[Seat] = []
        entries = due = 0.0
        budget = self.rows / self.units
        for turn, slots in enumerate(self._customers()):
            mine = [self._seat(slot, turn) for slot in slots]
            due += sum(self._due_of(seat.kind) for seat in mine)
            entries += len(mine) * _ENTRIES_A_YEAR * self.window.days / 366
            if found and (entries > budget or due > budget * _SCHEDULED):
                break
            first = len(found)
            kinds = [seat.kind for seat in mine]
            if CHECKING in kinds and SAVINGS in kinds:
                a, b = kinds.index(CHECKING), kinds.index(SAVINGS)
                far = self.accounts.households.shift(b) - self.accounts.households.shift(a)
                mine[a] = mine[a]._replace(partner=first + b, shift=far % self.units)
                mine[b] = mine[b]._replace(partner=first + a, shift=-far % self.units)
            found += mine
        return found

    @property
    def note(self) -> str:
        """How many accounts have a ledger."""
        found = min(self.units * len(self.seats), self.accounts.rows)
        return f"transactions: {found:,} of {self.accounts.rows:,} accounts have a ledger"

    def _customers(self) -> list[list[int]]:
        """The slots of customers all of whose accounts are Active and from before the window."""
        whole = self.accounts.openings.ready >= self.accounts.block
        known = self.accounts.block if whole else max(1, self.accounts.openings.ready)
        deck = self.accounts.deck
        held = self.accounts.households.held(known)
        order = [held[place] for place in shuffled(len(held), 11)]
        usable = [s for s in order if all(deck[i].trait == ACTIVE and i < known for i in s)]
        # Somebody with a checking account is first; without customers, the first account.
        usable.sort(key=lambda slots: not any(deck[i].type == CHECKING for i in slots))
        return usable[:1] + [slots for slots in order if slots in usable[1:]] or [[0]]

    def _seat(self, slot: int, turn: int) -> Seat:
        card = self.accounts.deck[slot]
        return Seat(slot, card.type, card.currency, turn)

    def _due_of(self, kind: int) -> float:
        each = {CHECKING: 6.5, SAVINGS: 1.3, LOAN: 1.7, CARD: 1.7}
        return self.months * each.get(kind, 0.5)

    @cached_property
    def ledgers(self) -> Ledgers:
        """All entries."""
        activity = tuple(_ACTIVITY[seat.kind] for seat in self.seats)
        if not any(activity):
            activity = (1,) * len(activity)
        errands = frauds.errands(self.rows) if self._errant else 0
        if self.endless:
            left = self.rows - frauds.LENGTH * errands
            return self._ledgers((), activity, (left,), (errands,))
        none = (0,) * self.window.days
        streams = self.schedule.streams
        due = Ledgers("", self.units, streams, activity, none).rows
        if due > self.rows - 1:
            # Too few for any schedule.
            streams, due = tuple(Stream((-1,) * len(activity), ()) for _ in streams), 0
        visited = max(1, self.rows) - due
        errands = min(errands, visited // (2 * frauds.LENGTH))
        night = round(errands * frauds.NIGHTS) if due else 0
        first = self.window.first_day
        return self._ledgers(
            streams,
            activity,
            self._spread(visited - frauds.LENGTH * errands),
            self._spread(errands - night),
            tuple((many, frauds.gap(first + day)) for day, many in enumerate(self._spread(night))),
        )

    def _ledgers(
        self,
        streams: tuple[Stream, ...],
        activity: tuple[int, ...],
        visits: tuple[int, ...],
        many: tuple[int, ...],
        nights: tuple[tuple[int, int], ...] = (),
    ) -> Ledgers:
        bursts = Bursts(frauds.LENGTH, self._errant or (0,), many, nights)
        return Ledgers(TABLE, self.units, streams, activity, visits, bursts)

    @cached_property
    def _errant(self) -> tuple[int, ...]:
        """The seats that have errands, each as often as its share of them."""
        seats = enumerate(self.seats)
        return tuple(n for n, seat in seats for _ in range(_ERRANT.get(seat.kind, 0)))

    @property
    def errands(self) -> int:
        """How many errands there are."""
        return sum(run.bursts for run in self.ledgers.runs)

    def _spread(self, rows: int) -> tuple[int, ...]:
        """Share rows among days."""
        mean = self.rows / 2 / self.window.days
        weights = [
            _WEEKEND[day.weekday()] * day_noise(day, mean, "bank") for day in self.schedule.dates
        ]
        sums = [round(part / sum(weights) * rows) for part in itertools.accumulate(weights)]
        return tuple(b - a for a, b in itertools.pairwise([0, *sums]))

    # What is scheduled, as one number by what is due when.

    @cached_property
    def _profiles(self) -> tuple[list[int], list[int]]:
        """By seat, the number of its profile: accounts of one have the same days; and a seat of
        each."""
        keys = [
            (seat.kind, *(stream.wheel[n] for stream in self.ledgers.streams))
            for n, seat in enumerate(self.seats)
        ]
        known = list(dict.fromkeys(keys))
        return [known.index(key) for key in keys], [keys.index(key) for key in known]

    def _spent(self, seat: int) -> float:
        """What a checking account spends on visits, in thousandths of the income of a month."""
        return min(_SPENT * 0.6, self.rates[seat] * _EACH)

    def _repaid(self, seat: int) -> float:
        """What is bought with a card in a month, in thousandths of what is owed at the end."""
        return min(_REPAID, self.rates[seat] * _BOUGHT)

    @cached_property
    def _until(self) -> list[list[int]]:
        """By profile, what is scheduled before the first run, and until after each."""
        if not self.ledgers.streams:
            return [[0] * (len(self.ledgers.runs) + 1) for _ in self._profiles[1]]
        found = []
        for seat in self._profiles[1]:
            # Who has no savings account here saves elsewhere.
            elsewhere = SAVED if self.seats[seat].partner < 0 else 0
            away = _SPENT - round(self._spent(seat)) + elsewhere
            repaid = round(self._repaid(seat))
            found.append(self.ledgers.until(seat, self.schedule.amounts(seat, away, repaid)))
        return found

    def scheduled(self, seat: Expr, runs: Expr) -> Expr:
        """What is scheduled for an account in the first ``runs`` runs, as one number."""
        width = len(self.ledgers.runs) + 1
        values = list(itertools.chain.from_iterable(self._until))
        return lookup(values, lookup(self._profiles[0], seat) * width + runs)

    def whole(self, seat: int) -> tuple[int, int, int]:
        """Thousandths, standing orders and months of interest of a seat in all."""
        return parts_of(self._until[self._profiles[0][seat]][-1])

    # How many visits, of what kind.

    @cached_property
    def rates(self) -> list[float]:
        """By seat: visits in a month."""
        ledgers = self.ledgers
        each = sum(ledgers.visits) / max(1, ledgers.cycle) / self.months
        return [max(0.01, many * each) for many in ledgers.activity]

    @cached_property
    def _scheduled_share(self) -> tuple[list[float], float]:
        """Entries that are scheduled or of errands, by type, and all visits."""
        checking = sum(self.seats[seat].kind == CHECKING for seat in self._errant)
        each = frauds.usual(checking / max(1, len(self._errant)))
        many = [self.errands * often for often in each]
        for run in self.ledgers.runs:
            if run.stream < len(self.ledgers.streams):
                many[STREAMS[run.stream]] += run.rows
        return many, float(max(1, sum(self.ledgers.visits)))

    @property
    def visited_share(self) -> float:
        """The share of all entries that are visits."""
        return self._scheduled_share[1] / max(1, self.rows)

    @cached_property
    def habits(self) -> list[Habit]:
        """By type of account, what its accounts do on visits."""
        many, visits = self._scheduled_share
        needs = [max(0.0, s / 100 * self.rows - n) for s, n in zip(SHARES, many, strict=True)]
        activity = [
            sum(
                a
                for a, seat in zip(self.ledgers.activity, self.seats, strict=True)
                if seat.kind == kind
            )
            for kind in range(len(TYPES))
        ]
        counted = [visits * part / max(1, sum(activity)) for part in activity]
        support = [list(row) for row in _SUPPORT]
        if self.endless:
            support[TRANSFER_IN][CARD] = _ENDLESS[CARD]
        counts = shared(needs, counted, support)
        failed = min(4.0, _FAILED * self.rows / visits * LENGTH * 1.1)
        reversed_ = min(2.0, _REVERSED * self.rows / visits * LENGTH)
        found = []
        for kind in range(len(TYPES)):
            first = next((n for n, seat in enumerate(self.seats) if seat.kind == kind), 0)
            monthly = {CHECKING: -self._spent(first) / 1000, CARD: self._repaid(first) / 1000}.get(
                kind, 0.0
            )
            net = 0.0 if self.endless else monthly * LENGTH / self.rates[first]
            found.append(Habit(kind, counts[kind], net, failed, reversed_, self.endless))
        return found

    def notes(self, number: int) -> float:
        """How many notes of cash an account takes in all."""
        visits = self.rates[number] * self.months
        return self.habits[self.seats[number].kind].notes / LENGTH * visits

    # How far a balance can rise, in thousandths of its unit.

    @cached_property
    def rises(self) -> list[int]:
        """By seat: how far its balance rises at most above an earlier one."""
        found = [self._rise(seat) for seat in self._profiles[1]]
        return [found[profile] for profile in self._profiles[0]]

    def _rise(self, number: int) -> int:
        seat, ledgers = self.seats[number], self.ledgers
        if seat.kind != CHECKING:
            return 1000
        habit = self.habits[seat.kind]
        paths = [habit.path(slots) for slots in habit.orders]
        low, high = min(map(min, paths)) * 1000, max(map(max, paths)) * 1000
        line = (habit.total / SHARE - habit.notes * NOTE) * 1000 / LENGTH
        pace = ledgers.activity[number] / max(1, ledgers.cycle)
        until = list(map(parts_of, self._until[self._profiles[0][number]]))
        gone = [
            sorted(
                line * max(0.0, ledgers.visits_until[day + k] * pace + s * _AHEAD)
                for k, s in ((0, -1), (1, 1))
            )
            for day in range(ledgers.days)
        ]
        worst = high - low
        for saved in (0, SAVED) if seat.partner >= 0 else (0,):
            least_ = low
            moved = [parts - legs * saved for parts, legs, _ in until]
            for run, before, after in zip(ledgers.runs, moved[:-1], moved[1:], strict=True):
                few, many = gone[run.day]
                worst = max(worst, max(before, after) + many + high - least_)
                least_ = min(least_, min(before, after) + few + low)
            if self.endless:
                break
        return math.ceil(worst * 1.08) + 1

    # Where an account is.

    def slot(self, seat: Expr) -> Expr:
        """The slot of an account in its block."""
        return lookup([each.slot for each in self.seats], seat)

    def row(self, unit: Expr, seat: Expr) -> Expr:
        """The row of an account."""
        row = self.accounts.row(least(unit, self.units - 1), self.slot(seat))
        return least(row, max(0, self.accounts.rows - 1))

    def partner(self, unit: Expr, seat: Expr) -> tuple[Expr, Expr]:
        """The row and the seat of the customer's other account; its own if there is none."""
        partners = [n if s.partner < 0 else s.partner for n, s in enumerate(self.seats)]
        moved = unit + lookup([seat.shift for seat in self.seats], seat)
        there = lookup(partners, seat)
        return self.row(moved % self.units, there), there

    @cached_property
    def settled(self) -> Field:
        """The day of the window from which an account's entries are still pending."""
        left = lookup([self.window.days - day for day in self._open_days], Draw("settled", 6))
        return Field(TABLE, "settled", left)

    @cached_property
    def _open_days(self) -> list[int]:
        """Exponential numbers of days at the end, which have their share of the entries."""
        many = [0] * self.window.days
        for run in self.ledgers.runs:
            many[-1 - run.day] += run.rows
        since = list(itertools.accumulate(many, initial=0))

        def days(mean: float) -> list[int]:
            each = (-math.log((n + 0.5) / _STEPS) * mean for n in range(_STEPS))
            return [min(self.window.days, round(part)) for part in each]

        low, high = 0.0, float(self.window.days)
        for _ in range(30):
            middle = (low + high) / 2
            share = sum(since[day] for day in days(middle)) / _STEPS
            low, high = (middle, high) if share < _OPEN * since[-1] else (low, middle)
        return days(low)
