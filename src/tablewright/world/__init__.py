"""Worlds: a dataset's tables for one set of sizes and one seed, on any engine."""

from tablewright.world.feeds import Changes, Stream
from tablewright.world.table import WorldTable
from tablewright.world.world import World

__all__ = ["Changes", "Stream", "World", "WorldTable"]
