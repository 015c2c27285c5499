"""The inputs of a declaration: sizes of tables, and options of a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tablewright.calendars.window import Window

Sizes: TypeAlias = Mapping[str, int]


@dataclass(frozen=True)
class WorldOptions:
    """The inputs of a declaration other than sizes.

    ``rates`` holds shares by name, such as ``anomaly_rate``; ``intervals`` holds seconds by name.
    Omitted ones have the dataset's defaults.
    """

    window: Window = field(default_factory=Window)
    locale: str = "en"
    rates: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, int] = field(default_factory=dict)
