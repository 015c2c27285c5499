"""No value follows the order of the rows, unless it is a time's or a path's."""

import polars as pl
import pytest

import tablewright as tw
from tablewright.tables import INDUSTRY_NAMES

PATHS = {
    "telemetry.speed",
    "telemetry.heading",
    "telemetry.fuel_level",
    "telemetry.engine_temp",
    "telemetry.latitude",
    "telemetry.longitude",
    "trades.volume_factor",
}
"""Of these a row follows the one before: a vehicle's, or a day's with its hours."""


def _rises(frame: pl.DataFrame, column: str, within: str | None) -> pl.DataFrame:
    value = pl.col(column).cast(pl.Float64)
    before = value.shift(1).over(within) if within else value.shift(1)
    pairs = frame.select(value=value, before=before).drop_nulls()
    return pairs.filter(pl.col.value != pl.col.before)


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_values_rise_as_often_as_they_fall(name: str) -> None:
    found = []
    world = tw.find(name)(rows=4000, seed=3)
    for table in world.declared.tables:
        frame = world[table.short_name].rows(0, min(table.rows, 20_000))
        ids = {column.name for column in table.columns if column.name.endswith("_id")}
        numbers = [c for c in frame.columns if frame[c].dtype.is_numeric() and c not in ids]
        classes = [
            c
            for c in frame.columns
            if frame[c].dtype in (pl.String, pl.Boolean) and frame[c].n_unique() <= 30
        ]
        for column in numbers:
            if f"{table.short_name}.{column}" in PATHS:
                continue
            for within in (None, *classes):
                pairs = _rises(frame, column, within)
                rises = pairs.select((pl.col.value > pl.col.before).mean()).item()
                if pairs.height >= 400 and not 0.4 < rises < 0.6:
                    found.append((table.short_name, column, within, round(rises, 2)))
    assert not found
