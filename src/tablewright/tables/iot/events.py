"""Events raised by devices and their sensors."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    SearchSorted,
    below,
    chance,
    clip,
    concat,
    greatest,
    least,
    lift,
    lookup,
    weighted,
    weighted_by,
    when,
    word,
)
from tablewright.spec import Boolean, Column, Fields, ForeignKey, Int64, Table, Text, Timestamp
from tablewright.tables.iot.clock import DAY, SECOND, MaintenanceClock
from tablewright.tables.iot.fleet import BATTERY, FIRST_ID, TYPES, Fleet
from tablewright.tables.iot.incidents import DeviceIncidents
from tablewright.tables.iot.rollout import KINDS
from tablewright.tables.iot.series import Series
from tablewright.tables.iot.timeline import Timeline

THRESHOLD, GONE, LOST, BATTERY_LOW, CALIBRATION, SERVICE, FIRMWARE = range(7)
EVENTS = (
    "Threshold Exceeded",
    "Device Offline",
    "Connection Lost",
    "Battery Low",
    "Calibration Required",
    "Maintenance Due",
    "Firmware Update",
)
SEVERITIES = ("Critical", "Warning", "Info")
_SEVERITY = (
    (25, 55, 20),
    (30, 55, 15),
    (15, 45, 40),
    (0, 35, 65),
    (0, 10, 90),
    (0, 10, 90),
    (0, 0, 100),
)
"""Percent of each type of event; 10, 30 and 60 in all."""
_ACKNOWLEDGED = (0.95, 0.80, 0.608)
_RESOLVED = (0.90, 0.783, 0.783)
"""Of the acknowledged; 80 % in all."""
_TODAY = 0.5
"""How much less is acknowledged on the last day."""
_OUTAGES = 0.16
"""The most pairs, of all, that tell of a site's outage."""
_SEEN = 0.8
"""The share of outages that begin near a pair, at a site that is already there."""
_LINKED = 0.6
"""The share of Device Offline that follows the same device's Connection Lost."""
_LAGS = (6.0, 7.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0)
"""Minutes from one to the other."""
_STRIDE = 611_953
"""A prime: those who take turns are scattered."""
_MINUTE = 60 * SECOND
_SOON = 22 * SECOND
_WITHIN = 290 * SECOND
"""How long after an anomalous reading its event may come."""


@dataclass(frozen=True)
class DeviceEvents:
    """Events in the order of time.

    Firmware updates come in campaigns, each device at most once in turn. The others are evenly
    spaced, so that a Device Offline finds its Connection Lost a fixed number of rows earlier; and
    a Threshold Exceeded looks for an incident among the readings of its time.
    """

    rows: int
    fleet: Fleet
    series: Series
    incidents: DeviceIncidents
    clock: MaintenanceClock

    @cached_property
    def _fields(self) -> Fields:
        return Fields("iot.events", self.rows)

    @cached_property
    def _timeline(self) -> Timeline:
        return Timeline(self.rows, self.clock, self._quiet)

    @property
    def _quiet(self) -> int:
        window = self.fleet.window
        return window.days - window.scaled(30)

    @cached_property
    def _piece(self) -> Field:
        return self._fields("piece", self._timeline.piece(Row()))

    @cached_property
    def _campaign(self) -> Field:
        return self._fields("campaign", self._timeline.campaign(self._piece))

    # Pairs: the events that belong to no campaign form stretches, one for each lag, whose first
    # half is paired with the second.

    @cached_property
    def _steps(self) -> tuple[int, ...]:
        """For each lag, how many events later that is."""
        return tuple(max(1, round(lag * _MINUTE / self._timeline.spacing)) for lag in _LAGS)

    @cached_property
    def _other(self) -> Expr:
        return self._timeline.other(Row(), self._piece)

    @cached_property
    def _stretch(self) -> tuple[Expr, Expr, Expr]:
        """The lag of a row's stretch, its steps, and the row's place in the stretch."""
        starts = tuple(itertools.accumulate((2 * step for step in self._steps), initial=0))
        inside = self._other % starts[-1]
        lag = SearchSorted(starts[1:-1], inside)
        place = clip(inside - lookup(starts[:-1], lag), 0, 2 * max(self._steps) - 1)
        return lag, lookup(self._steps, lag), place

    @cached_property
    def _second(self) -> Field:
        """Whether a row is the later one of its pair."""
        _, steps, place = self._stretch
        return self._fields("second", place >= steps)

    @cached_property
    def _partner(self) -> Field:
        """The row of the earlier event of a row's pair."""
        _, steps, _ = self._stretch
        first = self._other - when(self._second, steps).otherwise(0)
        return self._fields("partner", self._timeline.row(greatest(first, 0)))

    @cached_property
    def _linked(self) -> Field:
        """Whether a row's pair is a Connection Lost and the Device Offline after it."""
        _, steps, _ = self._stretch
        told, share = self._told
        known = _SEEN * share * told
        usual = chance((2 * _LINKED / 6 - known) / (1 - known))
        pair = self._fields("pair", self._down | usual)
        whole = self._second | (self._other + steps < self._timeline.others)
        return self._fields("linked", ~self._campaign & whole & pair.at(self._partner))

    # Outages: the first pair after a site's begin is of one of its devices.

    @property
    def _told(self) -> tuple[float, float]:
        """The share of outages that a pair tells of, and of outages in pairs."""
        outages = self.series.outages
        many = outages.blocks * outages.sites if outages.lasts else 0
        share = min(1.0, many / max(1.0, self._timeline.others / 2))
        return min(1.0, _OUTAGES / max(share, _OUTAGES)), share

    @cached_property
    def _outage(self) -> tuple[Field, Field]:
        """The site whose outage begins at about a row's time, and when."""
        outages = self.series.outages
        site, start = outages.near(self.clock.active(greatest(self._slot[1] - 1, 0)))
        return self._fields("outage site", site), self._fields("outage", self.clock.wall(start))

    @cached_property
    def _down(self) -> Field:
        """Whether a row is the first of the pair that tells of an outage."""
        (begin, end), (site, start), (told, share) = self._slot, self._outage, self._told
        if not share:
            return self._fields("down", lift(0).eq(1))
        lag, steps, place = self._stretch
        # The rows before were seconds of their pairs.
        lags = lookup(tuple(round(each * _MINUTE) for each in _LAGS), lag)
        before = when(steps.eq(1), end - begin).otherwise(lags)
        reach = begin - when(place.eq(0), before).otherwise(0)
        day = begin // DAY + self.fleet.window.first_day
        there = self.fleet.growth.day(site) + self.fleet.settling < day
        here = (start >= reach) & (start < end) & there & ~self._second
        return self._fields("down", here & chance(told, "told"))

    @cached_property
    def _first(self) -> Field:
        """When a row's event happens unless it follows another: soon after an outage begins."""
        drawn = self._timeline.drawn
        soon = least(greatest(drawn, self._outage[1] + 5 * SECOND), greatest(self._slot[1] - 1, 0))
        return self._fields("first", when(self._down, soon).otherwise(drawn))

    @cached_property
    def kind(self) -> Field:
        """The number of the type."""
        # Without campaigns a type has a sixth. Pairs and the calibrations that are planned have
        # taken their parts of it, and of all rows.
        unpaired = 1 - 2 * _LINKED / 6
        rest = [1.0] * 6
        rest[GONE] = rest[LOST] = 1 - _LINKED
        rest[CALIBRATION] = 1 - unpaired
        paired = when(self._second, GONE).otherwise(LOST)
        other = when(self._planned, CALIBRATION).otherwise(weighted(rest, "type"))
        drawn = when(self._linked, paired).otherwise(other)
        return self._fields("kind", when(self._campaign, FIRMWARE).otherwise(drawn))

    @cached_property
    def _planned(self) -> Expr:
        """Whether a row is the one in its six that is a planned calibration."""
        chosen = self._fields("calibrated", below(6)).at(self._other // 6)
        return (self._other % 6).eq(chosen)

    @cached_property
    def _calibrated(self) -> Expr:
        """The device due for calibration: those installed before the window take turns."""
        return self._other // 6 % self._before * _STRIDE % self._before

    @property
    def _before(self) -> int:
        octets = self.fleet.known_octets_by(self.fleet.window.first_day - 1)
        return min(self.fleet.size, octets * KINDS)

    # Incidents.

    @cached_property
    def _incident(self) -> tuple[Field, Field, Field]:
        """An octet with an incident at about a row's time, its stream and its period's number.

        The first of some that have one.
        """
        series, octets = self.series, self.fleet.octets
        which = self._fields("which", Draw(bits=20))
        found: list[Expr] = []
        for visit, fits in reversed(series.visits_at(self._active)):
            some, stream = self.incidents.incident(visit, which)
            usable = some & fits
            found = [
                when(usable, here).otherwise(there)
                for here, there in zip((visit, stream), found or (visit, stream), strict=True)
            ]
        visit = self._fields("visit", found[0])
        octet = self._fields("incident octet", series.known(visit % octets))
        return octet, self._fields("stream", found[1]), visit

    @cached_property
    def _active(self) -> Field:
        return self._fields("active", self.clock.active(greatest(self._slot[1] - _SOON, 0)))

    def _of_reading(self, what: Expr, number: Expr) -> Expr:
        """A fact of a reading of the incident's stream."""
        series = self.series
        octet, stream, _ = self._incident
        known = {
            series.octet: octet,
            series.lane: series.lane_of(stream),
            series.back: series.back_of(stream, number),
        }
        return what.at(series.row(octet, stream, number), known)

    @cached_property
    def _number(self) -> Field:
        """Which reading is the incident's last by a row's time, counted from its stream's end."""
        octet, stream, _ = self._incident
        at = self._fields("last reading", self.series.number_at(octet, stream, self._active))
        first = self._of_reading(self.incidents.run_start, at)
        length = self._of_reading(self.incidents.run, at)
        inside = self._of_reading(self.series.inside, at)
        soonest, latest = inside - first - length + 1, inside - first
        # Counted from the end, an earlier reading has a larger number.
        number = at + when(soonest > 0, soonest).when(latest < 0, latest).otherwise(0)
        return self._fields("number", self.series.some(octet, stream, number))

    @cached_property
    def _after(self) -> Field:
        """The time nearest to a row's own that is soon after the reading."""
        read = self._of_reading(self.series.passed, self._number)
        soonest = read + SECOND + below(_SOON - 2 * SECOND, "delay")
        time = least(greatest(self._timeline.drawn, soonest), read + _WITHIN)
        return self._fields("after", time)

    @cached_property
    def _slot(self) -> tuple[Expr, Expr]:
        return self._timeline.at(Row(), lift(0.0)), self._timeline.at(Row(), lift(1.0))

    @cached_property
    def _raised(self) -> Field:
        """Whether a row was raised by an anomalous reading: if one is within reach of its slot."""
        begin, end = self._slot
        anomalous = self._of_reading(self.incidents.anomaly, self._number)
        known = self.kind.eq(THRESHOLD) & anomalous & (self._after >= begin) & (self._after < end)
        return self._fields("raised", known)

    # What follows from it.

    @property
    def _watched(self) -> bool:
        """Whether there are incidents at all."""
        return bool(self.series.watched and self.incidents.rate)

    @cached_property
    def passed(self) -> Field:
        """The time, in microseconds of the window."""
        before = self._first.at(self._partner)
        lag, _, _ = self._stretch
        wanted = before + lookup(tuple(round(each * _MINUTE) for each in _LAGS), lag)
        wanted = wanted + below(2 * _MINUTE, "lag") - _MINUTE
        begin, end = self._slot
        # Where nothing is between the two, the second need not wait for its slot.
        adjacent = (Row() - self._partner).eq(1)
        soonest = when(adjacent, before + SECOND).otherwise(begin)
        paired = greatest(soonest, least(wanted, greatest(end - 1, soonest)))
        time = when(self._linked & self._second, paired).otherwise(self._first)
        if self._watched:
            time = when(self._raised, self._after).otherwise(time)
        return self._fields("passed", clip(time, 0, self.clock.length - 1))

    @cached_property
    def _own_device(self) -> Field:
        """The device of an event, by type of event, eventfulness and time."""
        day = self._timeline.drawn // DAY
        weights = [
            [
                float(kind < self.fleet.kinds and (event != BATTERY_LOW or kind in BATTERY))
                for kind in range(KINDS)
            ]
            for event in range(len(EVENTS))
        ]
        kind = weighted_by(weights, self.kind, "device type")
        date = day + self.fleet.window.first_day
        empty = self.kind.eq(BATTERY_LOW)
        own = self.fleet.choose(kind, day >= self._quiet, date, empty)
        octet = self.fleet.octet_of(self._outage[0], below(3, "octet of the site"))
        silent = self.fleet.member(octet, below(self.fleet.kinds, "type at the site"))
        return self._fields("own device", when(self._down, silent).otherwise(own))

    @cached_property
    def _updated(self) -> Expr:
        """The device of a firmware update: the devices of a campaign take turns."""
        campaigns = [p for p in self._timeline.pieces if p.campaign is not None]
        if not campaigns:
            return lift(0)
        counts, starts = [], []
        for piece in self._timeline.pieces:
            day = piece.start // DAY + self.fleet.window.first_day - 1
            octets = self.fleet.known_octets_by(day) if piece.campaign is not None else 1
            counts.append(min(self.fleet.rows, max(1, octets) * KINDS))
            starts.append(piece.first - piece.others)
        turn = lookup(tuple(starts), self._piece) + self._timeline.inside(Row(), self._piece)
        count = lookup(tuple(counts), self._piece)
        return (turn * _STRIDE + 161_803) % count

    @cached_property
    def device(self) -> Field:
        """The device: a row number."""
        late = self.passed // DAY >= self._quiet
        due = self._planned & self.kind.eq(CALIBRATION)
        holder = when(self._linked & self._second, self._partner).otherwise(Row())
        chosen = self._own_device.at(holder)
        chosen = when(due, self._calibrated).otherwise(chosen)
        chosen = when(self._campaign, self._updated).otherwise(chosen)
        if self._watched:
            reporter = self._of_reading(self.series.device, self._number)
            chosen = when(self._raised, reporter).otherwise(chosen)
        return self._fields("device", self.fleet.unless_silent(chosen, late))

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        severity = f("severity number", weighted_by(_SEVERITY, self.kind))
        today = self.passed >= self.clock.length - self.fleet.window.scaled(1) * DAY
        rates = [round(share * 2**32) for share in _ACKNOWLEDGED]
        rate = lookup(
            (*rates, *(round(each * _TODAY) for each in rates)), self._band(severity, today)
        )
        acknowledged = f("acknowledged", Draw() < rate)
        solved = tuple(round(share * 2**32) for share in _RESOLVED)
        resolved = f("resolved", acknowledged & (Draw() < lookup(solved, severity)))
        columns = (
            Column(f("event_id", Row() + 1), Int64(), "1 + row, in the order of time"),
            Column(
                f("device_id", self.device + FIRST_ID),
                Int64(),
                "installed by then; negative-binomial counts, four times as many on troubled "
                "devices; Battery Low only of types with a battery",
            ),
            Column(
                f("timestamp", self.passed + self.clock.begin),
                Timestamp(),
                "UTC; days differ by chance; Firmware Update from 02 to 05 h in four campaigns; "
                "Device Offline after Connection Lost (60 %), in a site's outage; Threshold "
                "Exceeded after an anomalous reading",
            ),
            Column(f("event_type", word(EVENTS, self.kind)), Text(), "7, even"),
            Column(
                f("severity", word(SEVERITIES, severity)),
                Text(),
                "Critical 10, Warning 30, Info 60 %, by type",
            ),
            Column(
                f("description", self._description),
                Text(),
                "by type of event and device; 5 % null",
                null_when=chance(0.05, "absent"),
            ),
            Column(
                acknowledged,
                Boolean(),
                "Critical 95, Warning 80, Info 61 %; half as many on the last day",
            ),
            Column(resolved, Boolean(), "80 % of the acknowledged, 90 % if Critical"),
        )
        return Table(
            "iot.events",
            self.rows,
            columns,
            primary_key="event_id",
            foreign_keys=(ForeignKey("device_id", "iot.devices", "device_id"),),
            doc="Events of devices, in the order of time.",
        )

    def _band(self, severity: Expr, today: Expr) -> Expr:
        return severity + when(today, len(SEVERITIES)).otherwise(0)

    @property
    def _description(self) -> Expr:
        kind = self.fleet.kind.at(self.device)
        texts = tuple(_text(event, each) for event in range(len(EVENTS)) for each in range(KINDS))
        day = self.passed // DAY + self.fleet.window.first_day
        level = self.fleet.battery(self.device, day, self.passed % DAY)
        shown = when(self.kind.eq(BATTERY_LOW), level).otherwise(0)
        # A number at the end, for those texts that have one.
        suffix = ("", *(f" {value} %" for value in range(1, 20)))
        return concat(word(texts, self.kind * KINDS + kind), word(suffix, shown))


_MEASURES = (
    "Vibration",
    "Temperature",
    "Humidity",
    "Pressure",
    "Power",
    "Temperature",
    "Vibration",
    "Power",
)


def _text(event: int, kind: int) -> str:
    device = TYPES[kind]
    return (
        f"{_MEASURES[kind]} of the {device} outside its limits",
        f"{device} has not reported for longer than its timeout",
        f"Connection to the {device} lost, retrying",
        f"Battery of the {device} at",
        f"Calibration of the {device} is due",
        f"Scheduled maintenance of the {device} is due",
        f"Firmware of the {device} updated",
    )[event]
