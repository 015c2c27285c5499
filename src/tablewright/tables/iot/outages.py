"""Outages: for hours now and then, a site has no power or no connection."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, below, greatest, least, lift, when
from tablewright.tables.iot.clock import DAY, HOUR, MaintenanceClock

_BLOCK = 30 * DAY
_LASTS = 4 * HOUR
"""Like the weekly maintenance, a multiple of the steps of readings: their grids stay."""
_SHARE = 2**20


@dataclass(frozen=True)
class Outages:
    """One outage of each site in every month or so.

    The window's active time is cut into equal blocks. In a block, sites take turns, so that the
    sites that are down at a time are known as well as the time when a site is down.

    Parameters
    ----------
    clock : MaintenanceClock
        Active time; a site's outages are cut out of it, and what is left is its own time.
    sites : int
        How many sites there are.
    """

    clock: MaintenanceClock
    sites: int

    @cached_property
    def blocks(self) -> int:
        """How many blocks there are."""
        return max(1, round(self.clock.most / _BLOCK))

    @cached_property
    def lasts(self) -> int:
        """How long an outage is; 0 in windows of less than half a block."""
        return _LASTS if 2 * self.clock.most >= _BLOCK else 0

    @property
    def block(self) -> int:
        """Active time of a block."""
        return self.clock.most // self.blocks

    @property
    def up(self) -> int:
        """A site's own time in a block."""
        return self.block - self.lasts

    @property
    def most(self) -> int:
        """A site's own time in the window."""
        return self.blocks * self.up

    @cached_property
    def _stride(self) -> int:
        """Scatters sites, unless products would be too large."""
        return scattering(self.sites, 0.618) if self.sites < 2**31 else 1

    @cached_property
    def _turn(self) -> Field:
        return Field("iot.sites", "turn of outages", below(self.sites), self.blocks)

    @cached_property
    def _late(self) -> Field:
        return Field("iot.sites", "outage", Draw(bits=20), self.blocks * self.sites)

    def start(self, site: Expr, block: Expr) -> Expr:
        """When in a block a site's outage begins."""
        place = (site * self._stride + self._turn.at(block)) % self.sites
        return self._begin(place, block)

    def _begin(self, place: Expr, block: Expr) -> Expr:
        share = (place * _SHARE + self._late.at(block * self.sites + place)) // self.sites
        return share * (self.up >> 20)

    def near(self, active: Expr) -> tuple[Expr, Expr]:
        """A site with an outage at about a time, and when it begins, both in active time."""
        block = least(active // self.block, self.blocks - 1)
        share = least((active - block * self.block) // max(1, self.up >> 20), _SHARE - 1)
        place = share * self.sites // _SHARE
        turned = (place - self._turn.at(block) + self.sites) % self.sites
        site = (
            turned * pow(self._stride, -1, self.sites) % self.sites if self.sites > 1 else lift(0)
        )
        return site, block * self.block + self._begin(place, block)

    def active(self, site: Expr, own: Expr) -> Expr:
        """The active time at which a given own time of a site has elapsed."""
        if not self.lasts:
            return own
        block = own // self.up
        inside = own % self.up
        down = inside >= self.start(site, least(block, self.blocks - 1))
        return own + block * self.lasts + when(down, self.lasts).otherwise(0)

    def own(self, site: Expr, active: Expr) -> Expr:
        """A site's own time that has elapsed by an active time."""
        if not self.lasts:
            return active
        block = least(active // self.block, self.blocks - 1)
        inside = active - block * self.block
        start = self.start(site, block)
        passed = when(inside >= start + self.lasts, inside - self.lasts).otherwise(
            least(inside, start)
        )
        return least(block * self.up + passed, self.most)

    def guesses(self, active: Expr) -> tuple[Expr, Expr]:
        """The own time of sites whose outage is not in the same half of a block, and of others."""
        if not self.lasts:
            return active, active
        block = least(active // self.block, self.blocks - 1)
        inside = active - block * self.block
        late = inside * 2 >= self.block
        first, second = (
            least(block * self.up + greatest(inside - when(late, one).otherwise(other), 0), most)
            for one, other, most in ((self.lasts, 0, self.most), (0, self.lasts, self.most))
        )
        return first, second

    def surely(self, active: int) -> int:
        """The most own time that any site has by an active time, for planning."""
        if not self.lasts:
            return active
        block = min(active // self.block, self.blocks - 1)
        return block * self.up + min(active - block * self.block, self.up)


def scattering(count: int, share: float) -> int:
    """A stride through ``count`` numbers that reaches all: a share of them, or a little less."""
    stride = max(1, int(count * share))
    while math.gcd(stride, count) != 1:
        stride -= 1
    return stride
