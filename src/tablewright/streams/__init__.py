"""Streams: tables whose rows are told their time instead of drawing it.

A row of a stream is a function of its number ``k`` and its time ``t``, the same on every engine
and after every restart. `stream_rows` makes any of them on this machine.
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
