"""Change data capture: batches of changes to a table as functions of their number.

A feed is declared once with `feed`; any of its batches, and the table after any of them, is a
declared table like every other, made by either engine without the batches before.
"""

from tablewright.cdc.feed import SHAPES, Feed, feed
from tablewright.cdc.tables import Nested, Shaped, batch, endless, state

__all__ = ["SHAPES", "Feed", "Nested", "Shaped", "batch", "endless", "feed", "state"]
