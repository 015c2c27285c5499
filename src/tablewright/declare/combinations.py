"""Combinations of parents that occur at most once: the rows of a junction table."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tablewright.declare.drafts import Draft
from tablewright.errors import DeclarationError
from tablewright.ops import Expr, Field, Row, below
from tablewright.sampling.feistel import coprime
from tablewright.spec import Invariant

_ROUNDS = 2
_MOST = 2**62


def combined(draft: Draft, parents: Mapping[str, Draft]) -> dict[str, Field]:
    """Return the parent's row for each reference; no two rows have the same combination.

    The row's number has two digits, one for the first parent and one for the others together. Each
    round adds to one digit a random function of the other, which is invertible whatever the
    function: a Feistel network on exactly the combinations that there are.
    """
    counts = {name: max(1, parent.rows) for name, parent in parents.items()}
    most = math.prod(counts.values())
    names = ", ".join(parents)
    if draft.rows > most:
        raise DeclarationError(
            f"{draft.name}: distinct={names} has {most:,} combinations, fewer than the "
            f"{draft.rows:,} rows; give fewer rows, or more of the parents"
        )
    if most // min(counts.values()) > _MOST:
        raise DeclarationError(
            f"{draft.name}: distinct={names} has too many combinations; name fewer columns"
        )
    found: dict[str, Field] = {}
    number: Expr = Row()
    for name, *others in (list(parents)[at:] for at in range(len(parents))):
        rest = math.prod(counts[other] for other in others)
        if len(parents) == 1:
            # A step without a common divisor meets each once, far from its neighbours.
            digit = number * coprime(most, most) % most
        elif others:
            digit, number = _mixed(draft, name, number, counts[name], rest)
        else:
            digit = number
        found[name] = draft.fields(f"{name} row", digit)
        number = draft.fields(f"{name} rest", number)
    return found


def _mixed(draft: Draft, name: str, number: Expr, first: int, rest: int) -> tuple[Expr, Expr]:
    """Permute a number of two digits."""
    high, low = number // rest, number % rest
    for turn in range(_ROUNDS):
        of_low = Field(draft.full_name, f"{name} by rest {turn}", below(first, "mixed"), rest)
        high = draft.fields(f"{name} high {turn}", (high + of_low.at(low)) % first)
        of_high = Field(draft.full_name, f"rest by {name} {turn}", below(rest, "mixed"), first)
        low = draft.fields(f"{name} low {turn}", (low + of_high.at(high)) % rest)
    return high, low


def once(draft: Draft) -> Invariant | None:
    """Return the rule that combinations are distinct."""
    if not draft.distinct:
        return None
    names = list(draft.distinct)
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f'SELECT {columns} FROM "{draft.name}" GROUP BY {columns} HAVING count(*) > 1'
    text = f"no two rows have the same {' and '.join(names)}"
    return Invariant(f"{draft.name}.{', '.join(names)} distinct", text, (draft.name,), sql)
