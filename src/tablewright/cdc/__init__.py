"""Change data capture: batches of changes to a table as functions of their number.

Declare a feed once with `feed`. Each of its batches, and the table after each, is a declared table
like any other; either engine generates it without earlier batches.
"""

from tablewright.cdc.feed import Feed, feed
from tablewright.cdc.settings import ChangeSettings
from tablewright.cdc.shapes import Nested, Shaped
from tablewright.cdc.tables import batch, endless, state

__all__ = ["ChangeSettings", "Feed", "Nested", "Shaped", "batch", "endless", "feed", "state"]
