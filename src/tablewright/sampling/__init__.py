"""Sampling: assigns classes and children to rows with exact totals and shares.

Each construction is a closed form in both directions, built from operations of `tablewright.ops`.
"""

from tablewright.sampling.apportionment import Apportionment
from tablewright.sampling.feistel import feistel_permutation
from tablewright.sampling.permuted_blocks import PermutedBlocks, shuffled
from tablewright.sampling.quantiles import lognormal, normal, shipped
from tablewright.sampling.round_robin import RoundRobin
from tablewright.sampling.stratified_blocks import StratifiedBlocks

__all__ = [
    "Apportionment",
    "PermutedBlocks",
    "RoundRobin",
    "StratifiedBlocks",
    "feistel_permutation",
    "lognormal",
    "normal",
    "shipped",
    "shuffled",
]
