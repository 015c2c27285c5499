"""Telemetry: where the vehicles with GPS trackers go, and how they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Floor,
    Interpolation,
    Row,
    SearchSorted,
    ToFloat,
    below,
    chance,
    clip,
    greatest,
    least,
    lift,
    lookup,
    when,
)
from tablewright.sampling import normal
from tablewright.sampling.quantiles import curve
from tablewright.sampling.round_robin import SHARE_BITS, Group, RoundRobin
from tablewright.spec import (
    Column,
    Fields,
    Float64,
    ForeignKey,
    Int32,
    Int64,
    Table,
    Timestamp,
)
from tablewright.tables.iot import fleet as kinds
from tablewright.tables.iot.clock import DAY, HOUR, SECOND, MaintenanceClock
from tablewright.tables.iot.fleet import DECOMMISSIONED, FIRST_ID, Fleet
from tablewright.tables.iot.routes import (
    CENTIMETRES_PER_MILE,
    DAYS,
    LOOPS,
    PER_DAY,
    SPAN,
    Routes,
    Segment,
    around,
)
from tablewright.tables.iot.signals import outdoors

_DAWN = 5 * HOUR
_TURNS = 4
_TURN = 360 // _TURNS
_SCALE = 2**14
_SINES = tuple(round(_SCALE * math.sin(2 * math.pi * i / _TURNS)) for i in range(_TURNS))
_COSINES = tuple(round(_SCALE * math.cos(2 * math.pi * i / _TURNS)) for i in range(_TURNS))
_WIDENING = tuple(round(1_024 / math.cos(math.radians(degree))) for degree in range(24, 50))
"""How many more degrees of longitude a distance is than degrees of latitude, by latitude."""
_CM_PER_UNIT = 111_195
"""Centimetres in 1/100 degree of latitude."""
_MINUTE = 60 * SECOND
_DECAY = tuple(round(10**6 * math.exp(-i / 4)) for i in range(33))
"""A quarter of a time constant apart."""
_HEAT_UP, _COOL_DOWN = 3 * _MINUTE, 45 * _MINUTE
_OVERHEATED = 20
_RUN = 6
"""Days in a row: a week's without the Sunday."""


def decay(passed: Expr, constant: int) -> Expr:
    """What is left of a difference after a time, in millionths."""
    quarters = clip(passed * 4 * 2**10 // constant, 0, 32 * 2**10 - 1)
    return Interpolation(_DECAY, 10, quarters, lift(0))


@dataclass(frozen=True)
class Telemetry:
    """Pings of vehicles, day by day.

    The pings of a vehicle's day are consecutive rows. Days are dealt to trackers in rounds, and
    each tracker goes through the same sixteen days of trips from a place of its own: how far it
    had gone by any ping is a closed form.
    """

    rows: int
    fleet: Fleet
    clock: MaintenanceClock
    interval: int

    @cached_property
    def _fields(self) -> Fields:
        return Fields("iot.telemetry", self.rows)

    @cached_property
    def _routes(self) -> Routes:
        return Routes(self.interval * SECOND)

    # Which tracker, on which of its days.

    @property
    def _days(self) -> int:
        return -(-self.rows // PER_DAY)

    def _worked(self, day: int) -> int:
        """Return how many of the first days of the window are not Sundays."""
        weekday = self.clock.weekday
        return sum((weekday + each) % 7 != 6 for each in range(day))

    @cached_property
    def _resting(self) -> bool:
        """Whether Sundays are free, unless some vehicle could then never drive."""
        return self._worked(self._quiet) > 0

    @property
    def _quiet(self) -> int:
        """Days of the window on which those who are decommissioned still drive."""
        window = self.fleet.window
        return window.days - window.scaled(30) or window.days

    @cached_property
    def _end_days(self) -> tuple[int, int]:
        """Days of driving, and those of the decommissioned."""
        early = int(self._by_clocks)
        ends = (self.fleet.window.days - early, self._quiet - early)
        return (self._worked(ends[0]), self._worked(ends[1])) if self._resting else ends

    @property
    def _by_clocks(self) -> bool:
        """Whether vehicles drive by the clocks of their sites, which ends a day early in UTC."""
        return self.fleet.window.days > 2 * _RUN and self._quiet > _RUN

    @cached_property
    def _run(self) -> int:
        """How many days in a row a vehicle is followed; one where days are divided."""
        several = min(self._end_days) >= 2 * _RUN and self._dealt(_RUN).divisor == 1
        return _RUN if several else 1

    @cached_property
    def _rounds(self) -> RoundRobin:
        return self._dealt(self._run)

    def _dealt(self, run: int) -> RoundRobin:
        groups = []
        end, gone = (days // run for days in self._end_days)
        for group in self.fleet.cohorts:
            start = -(-(self._worked(group.day) if self._resting else group.day) // run)
            room = gone if group.first == 0 else max(0, end - start)
            groups.append(Group(group.first, group.octets, start, room))
        return RoundRobin.deal("iot.telemetry", "day", -(-self._days // run), groups, 1)

    @property
    def _runs(self) -> int:
        return -(-self._days // self._run)

    @cached_property
    def _visit(self) -> Field:
        """The number of the vehicle's run of days, of all."""
        return self._fields("run", self._unit // self._run)

    @cached_property
    def _unit(self) -> Field:
        """The number of the vehicle's day, of all."""
        return self._fields("vehicle day", Row() // PER_DAY)

    def _once(self, name: str, value: Expr) -> Expr:
        """A value drawn once for a vehicle's day."""
        return Field("iot.telemetry", name, value, self._days).at(self._unit)

    @cached_property
    def _octet(self) -> Field:
        return self._fields("octet", self._rounds.parent(self._visit))

    @cached_property
    def device(self) -> Field:
        """The tracker: a row number."""
        return self._fields("device", self.fleet.member(self._octet, kinds.GPS))

    @cached_property
    def _route(self) -> Field:
        """Which of the sixteen days it is, counted from the tracker's first, without wrapping."""
        begin = Field("iot.devices", "first route", below(DAYS), self.fleet.octets)
        day = self._rounds.round(self._visit) * self._run + self._unit % self._run
        return self._fields("route", day + begin.at(self._octet))

    @cached_property
    def _segment(self) -> Field:
        ping = Row() % PER_DAY
        return self._fields("segment", self._routes.segment(self._route % DAYS, ping))

    def _of(self, what: Callable[[Segment], int]) -> Expr:
        return lookup(tuple(what(each) for each in self._routes.segments), self._segment)

    @cached_property
    def _ping(self) -> Expr:
        """The number of a ping in its segment."""
        return clip(Row() % PER_DAY - self._of(lambda s: s.first), 0, PER_DAY - 1)

    @cached_property
    def _moving(self) -> Field:
        """Whether it is on a trip, standing or not."""
        return self._fields("on a trip", self._of(lambda s: int(s.rest > 0)).eq(1))

    # When.

    @cached_property
    def passed(self) -> Field:
        """When a ping is sent, in microseconds of the window."""
        rounds, shifts = self._rounds, self._rounds.divisor
        gone = self.fleet.status.at(self.device).eq(DECOMMISSIONED)
        begin = rounds.start(self._visit)
        ends = tuple(days // self._run for days in self._end_days)
        end = when(gone, ends[1]).otherwise(ends[0])
        slots = greatest(end - begin, 1) * shifts
        pace = ToFloat(slots) / ToFloat(rounds.rounds(self._visit))
        most = ends[0] * shifts
        round_ = rounds.round(self._visit)
        first = least(Floor(ToFloat(round_) * pace, 0, 2**62), most)
        width = clip(least(Floor(ToFloat(round_ + 1) * pace, 0, 2**62), most) - first, 1, most)
        some = Field("iot.telemetry", "some day", Draw(bits=16), self._runs).at(self._visit)
        slot = first + width * some // 2**16
        day = (begin + slot // shifts) * self._run + self._unit % self._run
        if self._resting:
            # Every six days of driving, one is left out.
            day = day + (day + self.clock.weekday) // 6
        late = self._routes.lasting
        spare = tuple(max(1, (SPAN - each) // SECOND) for each in late)
        delay = self._once("delay", Draw(bits=24))
        route = self._route % DAYS
        within = delay * lookup(spare, route) // 2**24 * SECOND
        within = within + self._of(lambda s: s.start) + self._ping * self._of(lambda s: s.step)
        time = day * DAY + _DAWN + slot % shifts * (SPAN // shifts) + within // shifts
        if self._by_clocks:
            time = self.fleet.sites.utc(self.fleet.site(self._octet), time)
        return self._fields("passed", clip(time, 0, self.clock.length - 1))

    # Where: a loop from home for each trip, somehow turned.

    @cached_property
    def _way(self) -> Expr:
        """Centimetres since the trip began."""
        driven = self._routes.driven
        cycle = self._of(lambda s: s.cycle)
        at = clip(cycle + when(self._moving, self._ping).otherwise(0), 0, len(driven) - 1)
        trip = lookup(driven, at) - lookup(driven, cycle)
        return when(self._moving, trip).otherwise(self._of(lambda s: s.length))

    @cached_property
    def _trip(self) -> Expr:
        """The number of the trip, of all that there could be: what it draws is keyed by it."""
        return self._unit * 8 + self._of(lambda s: s.trip)

    @cached_property
    def _shape(self) -> Expr:
        rows = self._days * 8
        return Field("iot.telemetry", "loop", below(LOOPS * _TURNS), rows).at(self._trip)

    @cached_property
    def _share(self) -> Expr:
        length = greatest(self._of(lambda s: s.length), 1)
        return greatest(self._way, 0) * (1 << SHARE_BITS) // length

    @cached_property
    def _offsets(self) -> tuple[Expr, Expr]:
        """East and north of home, in centimetres."""
        loop, turn = self._shape // _TURNS, self._shape % _TURNS
        length = self._of(lambda s: s.length) // self._rounds.divisor
        x, y = (around(what, loop, self._share) for what in ("east", "north"))
        sine, cosine = lookup(_SINES, turn), lookup(_COSINES, turn)
        east = (x * cosine + y * sine) // _SCALE
        north = (y * cosine - x * sine) // _SCALE
        return east * length // 10**6, north * length // 10**6

    @cached_property
    def _home(self) -> tuple[Expr, Expr]:
        return self.fleet.latitude.at(self.device), self.fleet.longitude.at(self.device)

    @cached_property
    def _heading(self) -> Expr:
        loop, turn = self._shape // _TURNS, self._shape % _TURNS
        bearing = around("bearing", loop, self._share)
        return (bearing + turn * _TURN + 3_600) % 360

    @cached_property
    def _speed(self) -> Field:
        """In tenths of a mile per hour; a little off while moving."""
        speeds = self._routes.speeds
        cycle = self._of(lambda s: s.cycle)
        at = clip(cycle + when(self._moving, self._ping).otherwise(0), 0, len(speeds) - 1)
        exact = lookup(speeds, at)
        off = clip(exact + below(11, "off") - 5, 1, 800)
        return self._fields("speed", when(exact.eq(0), 0).otherwise(off))

    # Fuel: one tank lasts a range, and is filled before the trip on which it would end.

    @cached_property
    def _fuel(self) -> Expr:
        routes, shifts = self._routes, self._rounds.divisor
        turn = routes.odometer[-1]
        day = self._route % DAYS
        begun = self._route // DAYS * turn + lookup(routes.odometer, day)
        begun = begun + self._of(lambda s: s.before)
        mile = CENTIMETRES_PER_MILE
        miles = Field("iot.devices", "range", 300 + below(151), self.fleet.rows).at(self.device)
        range_ = miles * mile * shifts
        tanks = (begun + self._of(lambda s: s.length)) // range_
        emptied = greatest(tanks * range_ - 1, 0)
        departure = SearchSorted(routes.departures[1:], emptied % turn)
        filled = emptied // turn * turn + lookup(routes.departures, departure)
        used = greatest(begun + self._way - filled, 0)
        longest = max(s.length for s in routes.segments)
        return clip(1_000 - used // shifts * 900 // (miles * mile + longest), 0, 1_000)

    # The engine.

    @cached_property
    def _ambient(self) -> Expr:
        """The air, in tenths of a degree Fahrenheit."""
        site, sites = self.fleet.site(self._octet), self.fleet.sites
        celsius = outdoors(sites, site, sites.local(site, self.passed) + DAY)
        return 320 + celsius * 18 // 100

    @cached_property
    def _engine(self) -> Expr:
        """In tenths of a degree: warm after eight minutes, cooling while parked."""
        ambient = self._ambient
        noise = curve(normal(), Field("iot.telemetry", "engine", Draw()).at(self._trip))
        running = 2_000 + noise * 60 // 10**6 + when(ambient > 900, 60).otherwise(0)
        shifts = self._rounds.divisor
        since = self._ping * self._of(lambda s: s.step) // shifts
        pause = self._of(lambda s: 0 if s.rest else s.step) // shifts
        cold = 10**6 - decay(self._of(lambda s: s.rest) // shifts, _COOL_DOWN)
        warmth = when(self._moving, 10**6 - cold * decay(since, _HEAT_UP) // 10**6)
        warm = warmth.otherwise(decay(since + pause, _COOL_DOWN))
        idle = self._moving & self._speed.eq(0) & (since > 8 * _MINUTE)
        usual = ambient + (running - ambient) * warm // 10**6 + when(idle, 40).otherwise(0)
        usual = usual + curve(normal(), Draw("engine now")) * 8 // 10**6
        return clip(when(self._hot, greatest(usual, 2_330) + 60).otherwise(usual), -200, 2_600)

    @cached_property
    def _hot(self) -> Expr:
        """An overheating engine: on one of ten days, late on the longest trip."""
        longest = [0] * DAYS
        for s in self._routes.segments:
            if s.rest and s.pings > 200:
                longest[s.day] = max(longest[s.day], s.first + s.pings)
        last = lookup(tuple(longest), self._route % DAYS)
        left = last - Row() % PER_DAY
        unlucky = self._once("overheating", chance(0.002 * PER_DAY / _OVERHEATED))
        return unlucky & (left > 20) & (left <= 20 + _OVERHEATED) & (last > 0)

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        east, north = self._offsets
        latitude, longitude = self._home
        degree = clip(latitude // 100_000 - 24, 0, len(_WIDENING) - 1)
        wide = lookup(_WIDENING, degree)
        columns = (
            Column(f("telemetry_id", Row() + 1), Int64(), "1 + row, by vehicle and day"),
            Column(f("device_id", self.device + FIRST_ID), Int64(), "GPS Trackers"),
            Column(
                f("timestamp", self.passed + self.clock.begin),
                Timestamp(),
                "UTC; two to six trips a day of 60 to 600 pings, 5 s apart, 05 to 21 h of the "
                "site's time, not on Sundays; a heartbeat every 15 minutes while parked",
            ),
            Column(
                f("latitude", latitude + north * 1_000 // _CM_PER_UNIT),
                Float64(5),
                "a closed loop of streets from home for each trip, by distance",
            ),
            Column(
                f("longitude", longitude + east * wide // 1_024 * 1_000 // _CM_PER_UNIT),
                Float64(5),
                "as latitude",
            ),
            Column(self._speed, Float64(1), "mph; one driving cycle: 18 % standing, 22 % highway"),
            Column(
                f("heading", self._heading), Int32(), "bearing of the street, kept while standing"
            ),
            Column(
                f("fuel_level", self._fuel),
                Float64(1),
                "percent, by distance; filled at the begin of a trip; 2 % null",
                null_when=chance(0.02, "absent"),
            ),
            Column(
                f("engine_temp", self._engine),
                Float64(1),
                "Fahrenheit; N(200, 6) when warm, cooling while parked; 1 % null",
                null_when=chance(0.01, "absent"),
            ),
        )
        return Table(
            "iot.telemetry",
            self.rows,
            columns,
            primary_key="telemetry_id",
            foreign_keys=(ForeignKey("device_id", "iot.devices", "device_id"),),
            doc="Pings of vehicles, by vehicle and runs of six days.",
        )
