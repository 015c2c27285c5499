"""Streams: tables whose rows take their time as input instead of drawing it.

A row of a stream is a function of its number ``k`` and its time ``t``, the same on every engine
and after every restart. `stream_rows` generates any of them locally.
"""

from tablewright.spec import StreamDeclaration
from tablewright.streams.declared import (
    any_table,
    sensors,
    streamable,
    transactions,
)
from tablewright.streams.rows import stream_rows

__all__ = ["StreamDeclaration", "any_table", "sensors", "stream_rows", "streamable", "transactions"]
