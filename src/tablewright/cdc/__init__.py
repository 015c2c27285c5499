"""Change data capture: batches of changes to a table as functions of their number.

Declare a feed once with `feed`. Each of its batches, and the table after each, is a declared table
like any other; either engine generates it without earlier batches.
"""

from tablewright.cdc.feed import SHAPES, Feed, feed
from tablewright.cdc.tables import Nested, Shaped, batch, endless, state

__all__ = ["SHAPES", "Feed", "Nested", "Shaped", "batch", "endless", "feed", "state"]
