"""Words in memory, for Arrow's string views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tablewright.engines.local.kernels import Array

INLINE = 12
"""Maximum bytes of a text stored inline in a view."""
SPARE = 64
"""Bytes that may be read or written beyond a text, since pieces are copied by the register."""


@dataclass(frozen=True)
class Pool:
    """Concatenated words and their positions."""

    data: Array
    entries: Array
    views: Array
    longest: int

    @classmethod
    def of(cls, words: Sequence[str]) -> Pool:
        """Return the words' bytes, with padding."""
        coded = [word.encode() for word in words]
        data = np.frombuffer(b"".join(coded) + bytes(SPARE), np.uint8)
        lengths = np.fromiter(map(len, coded), "<i8", len(coded))
        starts = np.cumsum(lengths) - lengths
        # The first twelve bytes of each word; of a long one four, a buffer's number, the place.
        first = data[starts[:, None] + np.arange(INLINE)]
        first[np.arange(INLINE) >= lengths[:, None]] = 0
        views = np.zeros((len(coded), 16), np.uint8)
        views[:, :4] = lengths.astype("<u4")[:, None].view(np.uint8)
        views[:, 4:] = first
        long = lengths > INLINE
        views[long, 8:12] = 0
        views[long, 12:] = starts[long].astype("<u4")[:, None].view(np.uint8)
        entries = starts << 20 | lengths
        return cls(data, entries, views.view("<i8"), int(lengths.max(initial=0)))
