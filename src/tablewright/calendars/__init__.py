"""Calendars: arrivals of parents, and event times in row order.

Each construction is a closed form in both directions, built from operations of `tablewright.ops`.
"""

from tablewright.calendars.cumulative_arrivals import CumulativeArrivals
from tablewright.calendars.day_types import DayTypeTimes
from tablewright.calendars.intraday import IntradayTimes
from tablewright.calendars.restless import RestlessTimes
from tablewright.calendars.seasonal import SeasonalTimes
from tablewright.calendars.systematic_sample import SystematicSample

__all__ = [
    "CumulativeArrivals",
    "DayTypeTimes",
    "IntradayTimes",
    "RestlessTimes",
    "SeasonalTimes",
    "SystematicSample",
]
