"""The meaning of a draw with a known key."""

from __future__ import annotations

from tablewright.ops.random import KeyedDraw, Mixed
from tablewright.xxh64 import hash_pair

RULES = {
    Mixed: lambda op, row: row,
    KeyedDraw: lambda op, row: hash_pair(op.key, row) >> (64 - op.bits),
}
