"""A dataset of one table, for tests of the language."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

import tablewright as tw

ROWS = 20_000


def frame(
    declare: Callable[[tw.TableDraft], object], rows: int = ROWS, seed: int = 42
) -> pl.DataFrame:
    """The rows of a table that a function declares, after its key."""
    one = tw.Dataset("small", rows={"things": rows})

    def things(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        declare(t)

    one.table(things)
    return one(seed=seed)["things"].frame()
