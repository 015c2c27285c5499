"""Laws that tables share: how parents accumulate, how children are dealt, when events fall.

Each law is a closed form in both directions, made of operations of `tablewright.ops`.
"""

from tablewright.calendars.cumulative_arrivals import CumulativeArrivals
from tablewright.calendars.day_types import DayTypeTimes
from tablewright.calendars.intraday import IntradayTimes
from tablewright.calendars.seasonal import SeasonalTimes
from tablewright.sampling.apportionment import Apportionment
from tablewright.sampling.feistel import feistel_permutation
from tablewright.sampling.permuted_blocks import PermutedBlocks, shuffled
from tablewright.sampling.quantiles import lognormal, normal, shipped
from tablewright.sampling.round_robin import RoundRobin
from tablewright.sampling.stratified_blocks import StratifiedBlocks
from tablewright.sampling.systematic_sample import SystematicSample

__all__ = [
    "Apportionment",
    "CumulativeArrivals",
    "DayTypeTimes",
    "IntradayTimes",
    "PermutedBlocks",
    "RoundRobin",
    "SeasonalTimes",
    "StratifiedBlocks",
    "SystematicSample",
    "lognormal",
    "normal",
    "scattered",
    "shipped",
    "shuffled",
]
