"""The charts of a report, as Vega-Lite: of columns, tables and figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tablewright.reporting.columns import ColumnSummary
from tablewright.reporting.counts import Counts
from tablewright.reporting.drawing import ACCENT, INK, MUTED, RULE, WARM, Spec
from tablewright.reporting.relations import Associations, Children, Places, Rhythm
from tablewright.spec import Distribution
from tablewright.verification import Figure

WIDTH, HEIGHT = 230, 64
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORTEST = 3 * 86_400
_LATITUDE_LIMIT = 80


def of_column(column: ColumnSummary, counts: Counts) -> Spec:
    """Return the picture of a column."""
    if counts.labels:
        return _bars(counts, column.declared.distribution)
    if column.kind == "time":
        return _line(counts)
    return _histogram(counts, column)


def _bars(counts: Counts, like: Distribution | None) -> Spec:
    total = counts.total or 1
    declared = dict(like.shares) if like else {}
    rows: list[dict[str, Any]] = [
        {"at": n, "label": label, "share": count / total, "declared": declared.get(label)}
        for n, (label, count) in enumerate(zip(counts.labels, counts.counts, strict=True))
    ]
    if counts.other:
        rest = 1 - sum(declared.get(label, 0) for label in counts.labels) if declared else None
        other = {"at": len(rows), "label": "all others", "share": counts.other / total}
        rows.append({**other, "declared": rest})
    # The rest of many values would leave no room for the bars of the others.
    named = rows[: len(counts.labels)]
    most = max(float(row[key] or 0) for row in named for key in ("share", "declared"))
    y = {"field": "at", "type": "ordinal", "axis": None}
    x = {"field": "share", "type": "quantitative", "axis": None}
    scale = {"domain": [0, most or 1], "range": [96, WIDTH - 34], "clamp": True}
    is_other = {"test": "datum.label == 'all others'", "value": 0.35}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "height": {"band": 0.7}},
            "encoding": {
                "y": y,
                "x": {**x, "scale": scale},
                "opacity": {"condition": is_other, "value": 1},
            },
        },
        {
            "mark": {"type": "text", "align": "right", "x": 90, "limit": 80, "color": INK},
            "encoding": {"y": y, "text": {"field": "label"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 4, "color": MUTED},
            "encoding": {"y": y, "x": x, "text": {"field": "share", "format": ".1~%"}},
        },
    ]
    if declared:
        tick = {"type": "tick", "color": WARM, "thickness": 2, "height": {"band": 0.9}}
        layers.append({"mark": tick, "encoding": {"y": y, "x": {**x, "field": "declared"}}})
    return {"width": WIDTH, "height": 15 * len(rows), "data": {"values": rows}, "layer": layers}


def _histogram(counts: Counts, column: ColumnSummary) -> Spec:
    edges, number = counts.edges, len(counts.counts)
    shift = 0.5 if column.is_whole else 0.0
    rows: list[dict[str, Any]] = [
        {"low": edges[n] - shift, "high": edges[n + 1] - shift, "n": counts.counts[n]}
        for n in range(number)
    ]
    like = column.declared.distribution
    layers: list[Spec] = [
        {
            "mark": {"type": "bar"},
            "encoding": {
                "x": _numbers("low"),
                "x2": {"field": "high"},
                "y": {"field": "n", "type": "quantitative", "axis": None},
                "y2": {"datum": 0},
            },
        }
    ]
    if like is not None:
        for row, share in zip(rows, _expected(edges, shift, like), strict=True):
            row["declared"], row["middle"] = share * column.present, (row["low"] + row["high"]) / 2
    if column.is_whole and column.high is not None:
        _cut(rows[-1], column.high + 1 - shift)
    if like is not None:
        layers.append(
            {
                "mark": {"type": "line", "color": WARM, "strokeWidth": 1.5},
                "encoding": {
                    "x": _numbers("middle"),
                    "y": {"field": "declared", "type": "quantitative", "axis": None},
                },
            }
        )
    return {"width": WIDTH, "height": HEIGHT, "data": {"values": rows}, "layer": layers}


def _cut(bin_: dict[str, Any], end: float) -> None:
    """Narrow a bin that reaches beyond the largest number, and keep its area."""
    wide, left = bin_["high"] - bin_["low"], end - bin_["low"]
    if 0 < left < wide:
        bin_["high"] = end
        for height in ("n", "declared"):
            if height in bin_:
                bin_[height] *= wide / left


def _expected(edges: Sequence[float], shift: float, like: Distribution) -> list[float]:
    """Return the declared share of each bin; what lies outside is in the first and the last."""
    number = len(edges) - 1
    if like.below is None:
        shares = [(float(value), share) for value, share in like.shares]
        ends = [-math.inf, *edges[1:-1], math.inf]
        return [sum(s for v, s in shares if ends[n] <= v < ends[n + 1]) for n in range(number)]
    inner = [like.below(edge - shift) for edge in edges[1:-1]]
    ends = [0.0, *inner, 1.0]
    return [ends[n + 1] - ends[n] for n in range(number)]


def _numbers(field: str) -> Spec:
    axis = {"title": None, "tickCount": 4, "format": "~s", "labelFlush": True}
    scale = {"zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": scale}


def _line(counts: Counts) -> Spec:
    edges = counts.edges
    is_short = edges[-1] - edges[0] < _SHORTEST
    rows = [
        {"at": 1000 * (edges[n] + edges[n + 1]) / 2, "n": count}
        for n, count in enumerate(counts.counts)
    ]
    years = (edges[-1] - edges[0]) / 86_400 / 365
    pattern = "%H:%M" if is_short else "%d %b" if years < 0.2 else "%b %Y" if years < 4 else "%Y"
    axis = {"title": None, "tickCount": 4, "format": pattern, "labelFlush": True}
    encoding = {
        "x": {"field": "at", "type": "temporal", "scale": {"type": "utc"}, "axis": axis},
        "y": {"field": "n", "type": "quantitative", "axis": None, "scale": {"zero": True}},
    }
    shape = {"type": "point", "filled": True, "size": 30, "color": ACCENT}
    layers: list[Spec] = [{"mark": {"type": "area", "opacity": 0.18}}, {"mark": {"type": "line"}}]
    one = [{"mark": shape}]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": rows},
        "encoding": encoding,
        "layer": layers if len(rows) > 1 else one,
    }


def of_children(found: Children) -> Spec:
    """Return the number of children per parent."""
    rows = [{"low": n - 0.5, "high": n - 0.5 + found.step, "n": count} for n, count in found.counts]
    encoding = {
        "x": {**_numbers("low"), "scale": {"nice": False, "domainMin": -0.5}},
        "x2": {"field": "high"},
        "y": {"field": "n", "type": "quantitative", "axis": None},
        "y2": {"datum": 0},
    }
    mark = {"type": "bar"}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": rows},
        "mark": mark,
        "encoding": encoding,
    }


def of_rhythm(found: Rhythm) -> Spec:
    """Return the heat map of hours and days of the week."""
    known = {(day, hour): count for day, hour, count in found.counts}
    rows = [
        {"day": _DAYS[day - 1], "hour": hour, "n": known.get((day, hour), 0)}
        for day in range(1, 8)
        for hour in range(24)
    ]
    axis = {"title": None, "domain": False}
    hours = {**axis, "values": [0, 6, 12, 18, 23], "labelAngle": 0, "format": "02d"}
    return {
        "width": {"step": 15},
        "height": {"step": 15},
        "data": {"values": rows},
        "mark": {"type": "rect"},
        "encoding": {
            "x": {"field": "hour", "type": "ordinal", "axis": hours},
            "y": {"field": "day", "type": "ordinal", "sort": list(_DAYS), "axis": axis},
            "opacity": _strength("n", [0, max(max(known.values()), 1)]),
        },
    }


def of_associations(found: Associations) -> Spec:
    """Return the heat map of associations, the lower triangle."""
    names = list(found.columns)
    rows = [
        {"right": right, "left": left, "v": strength, "text": f"{strength:.1f}".lstrip("0")}
        for left, right, strength in found.pairs
    ]
    axis = {"title": None, "domain": False, "labelLimit": 110}
    encoding: Spec = {
        "x": {
            "field": "left",
            "type": "ordinal",
            "sort": names,
            "axis": {**axis, "labelAngle": -60},
        },
        "y": {"field": "right", "type": "ordinal", "sort": names, "axis": axis},
    }
    is_strong = {"test": "datum.v > 0.55", "value": "var(--paper)"}
    layers = [
        {"mark": {"type": "rect"}, "encoding": {"opacity": _strength("v", [0, 1])}},
        {
            "transform": [{"filter": "datum.v >= 0.095"}],
            "mark": {"type": "text", "fontSize": 9},
            "encoding": {
                "text": {"field": "text"},
                "color": {"condition": is_strong, "value": INK},
            },
        },
    ]
    return {
        "width": {"step": 22},
        "height": {"step": 18},
        "data": {"values": rows},
        "encoding": encoding,
        "layer": layers,
    }


def _strength(field: str, domain: Sequence[float]) -> Spec:
    scale = {"domain": list(domain), "range": [0.05, 1]}
    return {"field": field, "type": "quantitative", "scale": scale, "legend": None}


def of_places(found: Places) -> Spec:
    """Return the map: cells of a grid, larger where there are more rows."""
    rows = [{"east": east, "north": north, "n": n} for east, north, n in found.counts]
    wide, high = (max(values) - min(values) for values in _ends(found))
    middle = min(abs(sum(_ends(found)[1]) / 2), _LATITUDE_LIMIT)
    # A degree of longitude is shorter than one of latitude, except at the equator.
    ratio = (wide * math.cos(math.radians(middle)) + 1e-9) / (high + 1e-9)
    width, height = (420, 420 / ratio) if ratio > 1.4 else (300 * ratio, 300)
    axis = {
        "title": None,
        "grid": True,
        "tickCount": 5,
        "labelExpr": "format(datum.value, '~g') + '°'",
    }
    place = {"type": "quantitative", "axis": axis, "scale": {"zero": False}}
    most = max(n for _, _, n in found.counts)
    size = {"domain": [0, most], "range": [4, 90]}
    return {
        "width": max(width, 120),
        "height": max(height, 120),
        "data": {"values": rows},
        "mark": {"type": "circle", "color": ACCENT, "opacity": 0.65},
        "encoding": {
            "x": {"field": "east", **place},
            "y": {"field": "north", **place},
            "size": {"field": "n", "type": "quantitative", "scale": size, "legend": None},
        },
    }


def _ends(found: Places) -> tuple[tuple[float, float], tuple[float, float]]:
    east, north = [east for east, _, _ in found.counts], [north for _, north, _ in found.counts]
    return (min(east), max(east)), (min(north), max(north))


def of_figures(figures: Sequence[Figure]) -> Spec:
    """Return a statistic's parts: each a dot, over the range in which it must lie."""
    values = [figure.value for figure in figures if math.isfinite(figure.value)]
    limits = [limit for figure in figures for limit in (figure.low, figure.high)]
    inside = [*values, *(limit for limit in limits if math.isfinite(limit))]
    low, high = min(inside, default=0.0), max(inside, default=1.0)
    room = 0.08 * (high - low or abs(high) or 1.0)
    low, high = low - room, high + room
    rows = [
        {
            "at": n,
            "low": min(max(figure.low - figure.margin, low), high),
            "high": max(min(figure.high + figure.margin, high), low),
            "value": min(max(figure.value, low), high) if not math.isnan(figure.value) else high,
        }
        for n, figure in enumerate(figures)
    ]
    scale = {"domain": [low, high], "zero": False, "nice": False}
    x = {"type": "quantitative", "axis": None, "scale": scale}
    y = {"field": "at", "type": "ordinal", "axis": None}
    band = {"type": "bar", "color": RULE, "height": 8}
    dot = {"type": "point", "filled": True, "size": 34, "opacity": 1, "color": ACCENT}
    return {
        "width": 120,
        "height": {"step": 12},
        "data": {"values": rows},
        "layer": [
            {
                "mark": band,
                "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {"mark": dot, "encoding": {"y": y, "x": {"field": "value", **x}}},
        ],
    }
