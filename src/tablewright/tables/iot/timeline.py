"""Times of events: over days that are more or less busy, except firmware campaigns at night."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Floor,
    Row,
    SearchSorted,
    ToFloat,
    greatest,
    least,
    lookup,
)
from tablewright.sampling import normal
from tablewright.spec import Fields
from tablewright.tables.iot.clock import DAY, HOUR, SECOND, MaintenanceClock
from tablewright.xxh64 import hash_pair

_CAMPAIGNS = (0.11, 0.34, 0.59, 0.81)
"""Where in the window firmware is rolled out; before the decommissioned fall silent."""
_NIGHTS = 3
_FIRMWARE = 7
"""One in this many events is a firmware update."""
_JITTER_BITS = 20
_MOST_PARTS = 4_096
_NOISE = 0.15
"""By how much days differ, besides what counts do."""
_QUIETEST, _BUSIEST = 0.6, 1.6


@dataclass(frozen=True)
class Piece:
    """A stretch of time with evenly spaced events, in microseconds of the window."""

    start: int
    end: int
    first: int
    rows: int
    campaign: int | None
    others: int
    """Events before it that belong to no campaign."""


@dataclass(frozen=True)
class Timeline:
    """The times of events; each has a slot, and slots follow one another.

    Parameters
    ----------
    rows : int
        Events.
    quiet : int
        The first of the last days, on which the decommissioned are silent.
    """

    rows: int
    clock: MaintenanceClock
    quiet: int

    @cached_property
    def nights(self) -> tuple[tuple[int, int], ...]:
        """Campaign and day of each night of a roll-out, in the order of time."""
        days = max(1, min(self.clock.window.days, self.quiet))
        nights = _NIGHTS if days >= 30 else 1
        found: dict[int, int] = {}
        for campaign, place in enumerate(_CAMPAIGNS):
            for night in range(nights):
                found.setdefault(min(int(place * days) + night, days - 1), campaign)
        return tuple((found[day], day) for day in sorted(found))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The stretches, in order; a seventh of the events is in the campaigns' nights."""
        spans: list[tuple[int, int, int | None]] = []
        at = 0
        for campaign, day in self.nights:
            night = day * DAY + 2 * HOUR
            spans += [(at, night, None), (night, night + 3 * HOUR, campaign)]
            at = night + 3 * HOUR
        spans.append((at, self.clock.length, None))
        updates = self.rows // _FIRMWARE
        spans = list(self._by_days(spans, self.rows - updates))
        lengths = {
            kind: sum(self._weight(start, end, c) for start, end, c in spans if (c is None) == kind)
            for kind in (True, False)
        }
        totals = {True: self.rows - updates, False: updates}
        pieces: list[Piece] = []
        done, dealt = {True: 0, False: 0}, {True: 0, False: 0}
        for start, end, within in spans:
            kind = within is None
            done[kind] += self._weight(start, end, within)
            upto = totals[kind] * done[kind] // lengths[kind]
            rows = upto - dealt[kind]
            if rows:
                first = dealt[True] + dealt[False]
                pieces.append(Piece(start, end, first, rows, within, dealt[True]))
            dealt[kind] = upto
        return tuple(pieces) or (Piece(0, self.clock.length, 0, 1, None, 0),)

    def _by_days(
        self, spans: list[tuple[int, int, int | None]], rows: int
    ) -> Iterator[tuple[int, int, int | None]]:
        """The spans, cut at midnights unless there are few events."""
        days = self.clock.length // DAY
        part = max(1, -(-days // _MOST_PARTS)) * DAY
        for start, end, within in spans:
            at = start
            while within is None and rows >= 4 * days and at // part < (end - 1) // part:
                yield at, (at // part + 1) * part, within
                at = (at // part + 1) * part
            yield at, end, within

    def _weight(self, start: int, end: int, within: int | None) -> int:
        """How many events a span has, in proportion; the same day is as busy for every seed."""
        if within is not None:
            return end - start
        mean = max(4.0, self.rows * (_FIRMWARE - 1) / _FIRMWARE * DAY / self.clock.length)
        spread = math.sqrt(_NOISE**2 + 1 / mean)
        day = self.clock.begin // DAY + start // DAY
        chance = normal()[1 + hash_pair(_FIRMWARE, day) % 1_023] / 10**6
        busy = min(max(1 + spread * chance, _QUIETEST), _BUSIEST)
        return (end - start) // SECOND * round(busy * 1_000)

    def _of(self, what: list[int], piece: Expr) -> Expr:
        return lookup(tuple(what), piece)

    def piece(self, row: Expr) -> Expr:
        """The number of a row's piece."""
        return SearchSorted(tuple(piece.first for piece in self.pieces[1:]), row)

    def campaign(self, piece: Expr) -> Expr:
        """Whether a piece is a night of a campaign."""
        return self._of([int(p.campaign is not None) for p in self.pieces], piece).eq(1)

    def inside(self, row: Expr, piece: Expr) -> Expr:
        """The number of a row within its piece."""
        most = max(p.rows for p in self.pieces) - 1
        first = self._of([p.first for p in self.pieces], piece)
        return least(greatest(row - first, 0), most)

    def other(self, row: Expr, piece: Expr) -> Expr:
        """The number of a row among those that belong to no campaign."""
        return self._of([p.others for p in self.pieces], piece) + self.inside(row, piece)

    def row(self, other: Expr) -> Expr:
        """The row of an event that belongs to no campaign, by its number among them."""
        plain = [p for p in self.pieces if p.campaign is None] or list(self.pieces)
        which = SearchSorted(tuple(p.others for p in plain[1:]), other)
        shift = lookup(tuple(p.first - p.others for p in plain), which)
        return least(greatest(other + shift, 0), max(0, self.rows - 1))

    @cached_property
    def others(self) -> int:
        """How many events belong to no campaign."""
        return sum(p.rows for p in self.pieces if p.campaign is None)

    @cached_property
    def spacing(self) -> float:
        """Microseconds between two of them."""
        plain = [p for p in self.pieces if p.campaign is None]
        return sum(p.end - p.start for p in plain) / max(1, self.others)

    def at(self, row: Expr, place: Expr) -> Expr:
        """A time in a row's slot: ``place`` is a float, 0 for its begin, 1 for its end."""
        piece = self.piece(row)
        length = ToFloat(self._of([p.end - p.start for p in self.pieces], piece))
        rows = ToFloat(self._of([p.rows for p in self.pieces], piece))
        share = (ToFloat(self.inside(row, piece)) + place) * length / rows
        past = least(Floor(share, 0, 2**62), max(p.end - p.start for p in self.pieces))
        start = self._of([p.start for p in self.pieces], piece)
        return least(start + past, self.clock.length - 1)

    @cached_property
    def drawn(self) -> Field:
        """When a row's event happens by itself, in microseconds of the window."""
        jitter = ToFloat(Draw("jitter", _JITTER_BITS)) * 2.0**-_JITTER_BITS
        return Fields("iot.events", self.rows)("drawn", self.at(Row(), jitter))
