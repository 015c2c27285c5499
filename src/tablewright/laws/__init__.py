"""Laws that tables share: how parents accumulate, how children are dealt, when events fall.

Each law is a closed form in both directions, made of operations of `tablewright.ops`.
"""

from tablewright.laws.deck import Deck, shuffled
from tablewright.laws.growth import Growth
from tablewright.laws.quantiles import lognormal, normal, shipped
from tablewright.laws.rhythm import Rhythm
from tablewright.laws.roster import Roster
from tablewright.laws.rounds import Rounds
from tablewright.laws.scatter import scattered
from tablewright.laws.season import Season
from tablewright.laws.sieve import Sieve
from tablewright.laws.split import Split
from tablewright.laws.timetable import Timetable

__all__ = [
    "Deck",
    "Growth",
    "Rhythm",
    "Roster",
    "Rounds",
    "Season",
    "Sieve",
    "Split",
    "Timetable",
    "lognormal",
    "normal",
    "scattered",
    "shipped",
    "shuffled",
]
