"""What a stream's, a device's, a site's and a day's rows have in common: I-a to I-i."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import polars as pl

from tablewright.spec import TableSet
from tablewright.tables.iot import INDUSTRY
from tests.lives.statistics import Measured, rows
from tests.support.corruptions import Frames
from tests.support.judged import Judged

_CONTROLLED = "HVAC Controller"


def judged_by(name: str) -> Callable[[Judged], str]:
    """The value of an expectation, or the range of its parts."""
    [rule] = [each for each in INDUSTRY.expectations if each.name == name]

    def measured(made: Judged) -> str:
        values = [part["value"] for part in made.parts(rule) if part["value"] is not None]
        if not values:
            return "not judged here"
        if len(values) == 1:
            return f"{values[0]:.3f}"
        return f"{min(values):.2f} to {max(values):.2f} ({len(values)} parts)"

    return measured


def coverage(declared: TableSet, frames: Frames) -> str:
    streams = (
        frames["sensor_readings"]
        .group_by("device_id", "metric_name")
        .agg(n=pl.len(), span=pl.col("timestamp").max() - pl.col("timestamp").min())
    )
    many = (streams["n"] >= 24).mean()
    hours = streams["span"].median() / dt.timedelta(hours=1)
    return f"{many:.1%} of {streams.height:,} have 24, median {hours:,.0f} h; {declared.notes}"


def _local(frames: Frames) -> pl.DataFrame:
    """Temperatures of the air with the local time of their site."""
    air = (
        frames["sensor_readings"]
        .filter(pl.col("metric_name") == "temperature", ~pl.col("is_anomaly"))
        .join(frames["devices"], on="device_id")
        .filter(pl.col("device_type") != _CONTROLLED)
        .join(frames["sites"], on="site_id")
    )
    zones = [
        part.with_columns(
            local=pl.col("timestamp").dt.convert_time_zone(str(zone)).dt.replace_time_zone(None)
        )
        for (zone,), part in air.group_by("timezone")
    ]
    return pl.concat(zones)


def peak(_: TableSet, frames: Frames) -> str:
    hours = _local(frames).group_by(hour=pl.col("local").dt.hour()).agg(pl.mean("metric_value"))
    top = hours.sort("metric_value").tail(3)["hour"].to_list()
    return f"the warmest hours are {sorted(top)}"


def silence(_: TableSet, frames: Frames) -> str:
    """Readings of a site within four hours after its first pair of lost and offline devices."""
    events = frames["events"].join(frames["devices"].select("device_id", "site_id"), on="device_id")
    lost, gone = (
        events.filter(pl.col("event_type") == kind).sort("timestamp")
        for kind in ("Connection Lost", "Device Offline")
    )
    pairs = lost.join(gone, on="device_id", suffix="_gone").filter(
        (pl.col("timestamp_gone") - pl.col("timestamp")).is_between(
            dt.timedelta(minutes=4), dt.timedelta(minutes=31)
        )
    )
    readings = frames["sensor_readings"].join(
        frames["devices"].select("device_id", "site_id"), on="device_id"
    )
    begun = readings["timestamp"].quantile(0.1)
    pairs = pairs.filter(pl.col("timestamp") >= begun)
    within = pairs.select("site_id", "timestamp", "timestamp_gone").join(
        readings.select("site_id", read="timestamp"), on="site_id"
    )
    seen = within.filter(pl.col("read").is_between(pl.col("timestamp"), pl.col("timestamp_gone")))
    silent = pairs.height - seen.select("site_id", "timestamp").unique().height
    return f"{silent} of {pairs.height} pairs are within a silence of their whole site"


def turns(_: TableSet, frames: Frames) -> str:
    pings = frames["telemetry"].sort("device_id", "timestamp")
    pings = pings.with_columns(
        seconds=pl.col("timestamp").diff().over("device_id").dt.total_seconds(),
        turn=(pl.col("heading") - pl.col("heading").shift(1).over("device_id") + 540) % 360 - 180,
    ).filter(pl.col("seconds") <= 5)
    return f"{(pings['turn'].abs() > 30).mean():.3%}"


def runs(_: TableSet, frames: Frames) -> str:
    days = (
        frames["telemetry"]
        .select("device_id", day=pl.col("timestamp").dt.date())
        .unique()
        .sort("device_id", "day")
        .filter(pl.col("day").dt.weekday() < 7)
        .with_columns(gap=pl.col("day").diff().over("device_id").dt.total_days())
    )
    return f"{(days['gap'].fill_null(99) <= 2).mean():.1%} of days follow another of the vehicle"


def shaking(_: TableSet, frames: Frames) -> str:
    speed = frames["telemetry"].sort("timestamp").select("device_id", "timestamp", "speed")
    shaken = (
        frames["sensor_readings"]
        .filter(pl.col("metric_name") == "vibration", ~pl.col("is_anomaly"))
        .sort("timestamp")
        .join_asof(speed, on="timestamp", by="device_id", tolerance="1m", check_sortedness=False)
        .drop_nulls(["speed", "metric_value"])
    )
    if shaken.height < 30:
        return f"{shaken.height} pairs"
    r = np.corrcoef(shaken["speed"].to_numpy(), shaken["metric_value"].to_numpy())[0, 1]
    return f"{r:.2f} ({shaken.height} pairs)"


MEASURES = [
    Measured("I-a", "streams with 24 readings; hours covered", "≥ 90 %", rows(coverage)),
    Measured("I-a2", "the same, regular and of the same time", "≥ .9", judged_by("L1")),
    Measured("I-b", "difference from the city's normal", "within 3 °C", judged_by("L2")),
    Measured("I-b2", "daily peak, local", "14–17 h", rows(peak)),
    Measured("I-b3", "15 h less 05 h, local", "8–11", judged_by("E3")),
    Measured("I-d", "pairs of lost and offline devices", "their site is silent", rows(silence)),
    Measured("I-d2", "outages with a lost connection", "–", judged_by("L8")),
    Measured("I-d3", "events a day, variance ÷ mean", "≥ 1.5 at 2,000", judged_by("L6")),
    Measured("I-e", "charges that rise within a turn", "0", judged_by("L7")),
    Measured("I-f", "quality score against anomalies, AUC", ".70–.80", judged_by("L3")),
    Measured("I-g", "corr(HVAC power, |outdoor − 21|)", "≥ .6", judged_by("L4")),
    Measured("I-h", "heading changes above 30° in 5 s", "≥ .5 %", rows(turns)),
    Measured("I-h2", "corr(tracker vibration, speed)", "≥ .5", rows(shaking)),
    Measured("I-h3", "days of a vehicle in a row", "runs of 5", rows(runs)),
    Measured("I-i", "robust z against anomalies, AUC", ".74–.89", judged_by("L5")),
]
