"""Whoever applies the batches, in whatever way that honours the sequence, arrives at the state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from deltalake import DeltaTable
from polars.testing import assert_frame_equal

from tablewright.cdc import ChangeSettings
from tablewright.polars import cdc
from tests.support.feeds import BATCHES, CASES, key_of


def merge(target: DeltaTable, batch: pl.DataFrame, key: str) -> None:
    """The MERGE of the documentation."""
    newest = batch.sort("sequence").unique(key, keep="last")
    (
        target.merge(newest, f"t.{key} = s.{key}", source_alias="s", target_alias="t")
        .when_matched_delete("s.operation = 'DELETE' AND s.sequence > t.sequence")
        .when_matched_update_all("s.operation <> 'DELETE' AND s.sequence > t.sequence")
        .when_not_matched_insert_all("s.operation <> 'DELETE'")
        .execute()
    )


def last_writers(folder: Path, batches: int, key: str, columns: list[str]) -> pl.DataFrame:
    """What DuckDB finds in the files of the first batches."""
    files = [f"{folder}/batch_{each}/*.parquet" for each in range(batches)]
    return duckdb.sql(
        f"""
        SELECT {", ".join(columns)} FROM read_parquet({files!r})
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY sequence DESC) = 1
            AND operation <> 'DELETE'
        ORDER BY {key}
        """
    ).pl()


def replayed(feed: cdc.Feed, batches: int, folder: Path) -> None:
    key = key_of(feed)
    cdc.write(feed, folder / "files", batches, format="parquet")
    for number in range(batches):
        written = pl.read_parquet(folder / "files" / f"batch_{number}")
        if number:
            merge(DeltaTable(folder / "delta"), written, key)
        else:
            written.write_delta(folder / "delta")
        state = cdc.state(feed, number)
        merged = pl.read_delta(str(folder / "delta")).select(state.columns).sort(key)
        assert_frame_equal(merged, state)
        folded = last_writers(folder / "files", number + 1, key, state.columns)
        assert_frame_equal(folded.cast(dict(state.schema)), state)


@pytest.mark.parametrize(("industry", "rows", "seed", "options"), CASES)
def test_merge_and_fold(
    industry: str, rows: int, seed: int, options: dict[str, Any], tmp_path: Path
) -> None:
    replayed(cdc.feed(industry, rows, seed, settings=ChangeSettings(**options)), BATCHES, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("batches", [1, 2, 23])
@pytest.mark.parametrize("seed", [1, -(2**63)])
@pytest.mark.parametrize(("industry", "rows", "first_seed", "options"), CASES)
def test_merge_and_fold_more(
    industry: str,
    rows: int,
    first_seed: int,
    options: dict[str, Any],
    seed: int,
    batches: int,
    tmp_path: Path,
) -> None:
    feed = cdc.feed(industry, 2 * rows, seed, settings=ChangeSettings(**options))
    replayed(feed, min(batches, feed.batches), tmp_path)


def test_a_wrong_order_is_noticed() -> None:
    feed = cdc.feed("retail", 211, settings=ChangeSettings(batch_size=0.5, duplicates=0.5))
    batches = [cdc.batch(feed, number) for number in range(4)]
    first = pl.concat(batches).unique("customer_id", keep="first", maintain_order=True)
    left = first.filter(pl.col("operation") != "DELETE")
    state = cdc.state(feed, 3)
    assert not left.select(state.columns).sort("customer_id").equals(state)
