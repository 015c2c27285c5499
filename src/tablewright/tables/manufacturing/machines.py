"""Machines: what they are, where they stand, how old, how worn and how faulty they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars import CumulativeArrivals
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    below,
    clip,
    greatest,
    least,
    lookup,
    weighted_by,
    when,
)
from tablewright.sampling import PermutedBlocks, normal
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.quantiles import Z_UNIT, quantile
from tablewright.spec import Fields, Window
from tablewright.tables.manufacturing.models import MAKERS, MANUFACTURERS, TYPES, Models
from tablewright.tables.manufacturing.schedule import DAY, snapshot

TABLE = "manufacturing.equipment"
FAULT_RATE = 0.10
"""The share of machines with visible trouble, by default."""
FIRST_ID = 1000
ZONES = ("Zone-A", "Zone-B", "Zone-C", "Zone-D", "Zone-E", "Zone-F")
STATUSES = ("Operational", "Maintenance", "Idle", "Decommissioned")
OPERATIONAL, MAINTENANCE, IDLE, DECOMMISSIONED = range(4)

_LIFESPANS = (16, 12, 19, 19, 12, 14, 10, 17)
"""Mean years in service, by type."""
_GONE = ((5, 14, 1, 1, 14, 9, 24, 4), (2, 5, 0, 0, 5, 3, 9, 0), (0,) * 8, (0,) * 8)
"""Percent that are Decommissioned, by quarter of installation and type: 3 % in all."""
_HOMES = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (0, 3), (1, 4))
"""The two zones that hold 60 % of each type."""
_YEARS = 9
"""Before the window; machines outlive any window, so their age is in real years."""
_LINE = 8
_AGEING = 90
"""Per mille more failures for each year of age."""
FAULTY = 1600
"""Per mille of the failures of a machine that is not faulty."""
ALONE = 96
"""In plants with fewer machines, all are there before the window, and none are turned."""
FAILING = 692
"""Per mille of the orders in working hours that are not Preventive: the machine failed."""
MOST_FAILING = 970
"""The same of one machine, at most."""
_BLOCK = 64
_RATE_BITS = 20


def _home_shares() -> list[list[int]]:
    """Percent of each type that stands in each zone, by zone."""
    return [[30 if zone in home else 10 for home in _HOMES] for zone in range(len(ZONES))]


@dataclass(frozen=True)
class Machines:
    """The machines of a plant, in the order in which their lines were installed.

    Parameters
    ----------
    rows : int
        Machines.
    window : Window
        When they are watched.
    fault_rate : float
        The share of faulty ones.
    growing : float
        For what share of the window machines are still being installed; at most to the snapshot.
    """

    rows: int
    window: Window
    fault_rate: float
    growing: float

    @cached_property
    def fields(self) -> Fields:
        """Makes the fields of the table."""
        return Fields(TABLE, self.rows)

    @cached_property
    def line_size(self) -> int:
        """Machines of a line: installed together in one zone."""
        return min(_LINE, max(1, self.rows // 60))

    @property
    def _lines(self) -> int:
        return -(-self.rows // self.line_size)

    @cached_property
    def growth(self) -> CumulativeArrivals:
        """Lines at a steady pace, over nine years and part of the window."""
        start = self.window.first_day
        end = min(start + int(self.window.days * self.growing), snapshot(self.window) // DAY)
        return CumulativeArrivals.of(self._lines, [(start - round(_YEARS * 365.25), end, 1)])

    @cached_property
    def installed(self) -> Field:
        """The day since which they are there."""
        return self.fields("install_date", self.growth.day(Row() // self.line_size))

    def count(self, day: Expr) -> Expr:
        """How many there are on a day: a prefix of the rows, at least 1."""
        found = self.growth.count(day) * self.line_size
        return clip(found, min(1, self.rows), self.rows)

    def count_on(self, day: int) -> int:
        """The same for a day that is known beforehand."""
        ((_, lines, start, days),) = self.growth.pieces
        passed = min(max(day + 1 - start, 0), days)
        return min(self.rows, max(1, (passed * lines + days - 1) // days * self.line_size))

    @cached_property
    def zone(self) -> Field:
        """The number of the zone, the same for a line."""
        homes = [sum(zone in home for home in _HOMES) for zone in range(len(ZONES))]
        weights = [0.3 * home + 0.1 * (len(TYPES) - home) for home in homes]

        def deal(count: int) -> list[int]:
            shares = largest_remainders(weights, count)
            return [zone for zone, many in enumerate(shares) for _ in range(many)]

        blocks = PermutedBlocks.of(TABLE, "zone", self._lines, 40, deal)
        line = Field(TABLE, "line zone", blocks.card(Row()), self._lines)
        return self.fields("zone", line.at(Row() // self.line_size))

    @cached_property
    def kind(self) -> Field:
        """The number of the type; a zone has mostly the types at home there."""
        return self.fields("kind", weighted_by(_home_shares(), self.zone))

    @cached_property
    def maker(self) -> Field:
        """The number of the manufacturer."""
        return self.fields("maker", weighted_by(MAKERS, self.kind))

    @cached_property
    def models(self) -> Models:
        """What there is to choose from."""
        return Models()

    @cached_property
    def model(self) -> Field:
        """The number of the model."""
        pair = self.kind * len(MANUFACTURERS) + self.maker
        first = lookup(self.models.firsts, pair)
        number = first + weighted_by(self.models.weights, pair)
        return self.fields("model number", least(number, len(self.models.names) - 1))

    @cached_property
    def standing(self) -> Field:
        """The number of the status that is meant; `Maintenance` needs an order besides."""
        blocks = PermutedBlocks.of(TABLE, "standing", self.rows, 100, _ranks)
        quarter = least(Row() * 4 // max(1, self.rows), 3)
        gone = lookup([share for row in _GONE for share in row], quarter * len(TYPES) + self.kind)
        # A window of one day ends before a machine could have been silent for long.
        gone = gone if self.window.days > 1 else gone * 0
        rank = blocks.card(Row())
        status = (
            when(rank < 10, MAINTENANCE)
            .when(rank < 17, IDLE)
            .when(rank >= 100 - gone, DECOMMISSIONED)
            .otherwise(OPERATIONAL)
        )
        return self.fields("standing", when(Row().eq(0), OPERATIONAL).otherwise(status))

    @cached_property
    def age(self) -> Expr:
        """Days in service at the snapshot."""
        return greatest(snapshot(self.window) // DAY - self.installed, 0)

    @cached_property
    def lifespan(self) -> Field:
        """Years; a Decommissioned machine has reached them, or is at the end of its fifth."""
        spread = quantile(normal()) * 25 // (10 * Z_UNIT)
        usual = clip(lookup(_LIFESPANS, self.kind) + spread, 5, 25)
        reached = least(usual, greatest(self.age * 4 // 1461, 5))
        value = when(self.standing.eq(DECOMMISSIONED), reached).otherwise(usual)
        return self.fields("expected_lifespan_years", value)

    @cached_property
    def _number(self) -> Field:
        """The row, turned within its block, so that faulty machines are scattered."""
        cut = Field(TABLE, "fault cut", below(_BLOCK), self.rows // _BLOCK + 1)
        block = Row() // _BLOCK
        inside = (Row() % _BLOCK * 37 + cut.at(block)) % _BLOCK
        full = block < self.rows // _BLOCK
        return self.fields("fault number", when(full, block * _BLOCK + inside).otherwise(Row()))

    @cached_property
    def _phase(self) -> Field:
        return Field(TABLE, "fault phase", Draw(bits=_RATE_BITS), 1)

    def _faults_before(self, number: Expr) -> Expr:
        share = round(self.fault_rate * (1 << _RATE_BITS))
        return (number * share + self._phase.at(0)) // (1 << _RATE_BITS)

    @cached_property
    def fault_rank(self) -> Field:
        """How many faulty machines are counted before."""
        return self.fields("fault rank", self._faults_before(self._number))

    @cached_property
    def faulty(self) -> Field:
        """Whether it fails more often, and its sensors show it: exactly at the rate."""
        return self.fields("faulty", self._faults_before(self._number + 1) > self.fault_rank)

    @cached_property
    def _mean_hazard(self) -> float:
        """What a hazard of 1 is: the mean of model times age times fault."""
        ages = self._ages()
        ageing = 1 + _AGEING / 1000 * sum(ages) / len(ages) / 365.25
        faults = 1 + (FAULTY / 1000 - 1) * self.fault_rate
        return self.models.mean_factor * ageing * faults

    @cached_property
    def hazard(self) -> Field:
        """How often it fails, in thousandths of the mean: model, age and fault."""
        ageing = 1000 + self.age * _AGEING * 4 // 1461
        worn = lookup(self.models.factors, self.model) * ageing // 1000
        fault = when(self.faulty, FAULTY).otherwise(1000)
        return self.fields("hazard", worn * fault // max(1, round(self._mean_hazard)))

    @cached_property
    def failing(self) -> int:
        """What to multiply hazards by, in thousandths, so that their mean is `FAILING`.

        The products are per mille, and no more than `MOST_FAILING`.
        """
        share = FAILING
        faults = ((FAULTY, self.fault_rate), (1000, 1 - self.fault_rate))
        hazards = [
            (factor * (1 + _AGEING / 1000 * age / 365.25) * fault / self._mean_hazard, weight)
            for factor in self.models.factors
            for age in self._ages()
            for fault, weight in faults
        ]
        whole = sum(weight for _, weight in hazards)
        low, high = share, 8 * share
        while low < high:
            scale = (low + high) // 2
            mean = sum(min(h * scale / 1000, MOST_FAILING) * w for h, w in hazards) / whole
            low, high = (scale + 1, high) if mean < share else (low, scale)
        return low

    def _ages(self) -> list[float]:
        """Days in service at the snapshot, over the machines."""
        ((_, _, start, days),) = self.growth.pieces
        now = snapshot(self.window) // DAY
        return [now - start - days * (i + 0.5) / _PROBES for i in range(_PROBES)]


_PROBES = 16


def _ranks(count: int) -> list[int]:
    return [i * 100 // count for i in range(count)]
