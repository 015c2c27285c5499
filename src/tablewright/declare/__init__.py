"""The declaration language: plain values, distributions, references."""

from tablewright.declare.cases import concat, maximum, minimum, when
from tablewright.declare.choices import by, choice, each, zipf
from tablewright.declare.distributions import (
    beta,
    empirical,
    exponential,
    gamma,
    lognormal,
    normal,
    uniform,
)
from tablewright.declare.references import Reference
from tablewright.declare.sources import Source
from tablewright.declare.tables import TableDraft
from tablewright.declare.texts import uuid, words
from tablewright.declare.times import between, clock, growth, season
from tablewright.declare.values import Value
from tablewright.declare.worlds import TableFunction, WorldDraft

__all__ = [
    "Reference",
    "Source",
    "TableDraft",
    "TableFunction",
    "Value",
    "WorldDraft",
    "beta",
    "between",
    "by",
    "choice",
    "clock",
    "concat",
    "each",
    "empirical",
    "exponential",
    "gamma",
    "growth",
    "lognormal",
    "maximum",
    "minimum",
    "normal",
    "season",
    "uniform",
    "uuid",
    "when",
    "words",
    "zipf",
]
