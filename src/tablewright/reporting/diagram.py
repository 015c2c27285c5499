"""The entity-relationship diagram: tables in layers, parents left of their children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tablewright.reporting.drawing import ACCENT, INK, MUTED, RULE, Spec
from tablewright.reporting.words import plural
from tablewright.spec import Table

_WIDE, _LINE, _HEAD = 168, 15, 34
_ACROSS, _BETWEEN = 90, 22
_STEPS = 12
_LETTERS = 22


@dataclass(frozen=True)
class _Box:
    table: Table
    x: float
    y: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return _HEAD + _LINE * len(self.lines)

    def port(self, column: str) -> float:
        """Return the height of a column's line."""
        at = next((n for n, line in enumerate(self.lines) if line == column), -1)
        return self.y + (_HEAD + _LINE * (at + 0.5) if at >= 0 else _HEAD / 2)


def diagram(tables: Sequence[Table], rows: Mapping[str, int], *, keyed: bool = True) -> Spec:
    """Return the diagram of tables with their keys and numbers of rows."""
    boxes = _placed(tables, keyed=keyed)
    if not boxes:
        return {"width": 10, "height": 10, "data": {"values": [{}]}, "mark": "text"}
    known = {box.table.name: box for box in boxes}
    links = [
        link
        for box in boxes
        for number, key in enumerate(box.table.foreign_keys)
        if key.parent in known
        for link in _link(known[key.parent], box, key.column, f"{box.table.name} {number}")
    ]
    texts = [
        row for box in boxes for row in _texts(box, rows.get(box.table.short_name, box.table.rows))
    ]
    frames = [
        {"x": b.x, "x2": b.x + _WIDE, "y": -b.y, "y2": -(b.y + b.height), "cut": -(b.y + _HEAD)}
        for b in boxes
    ]
    width = max(box.x for box in boxes) + _WIDE
    height = max(box.y + box.height for box in boxes)
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [-22, width], "nice": False}}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [-height, 0], "nice": False}}
    return {
        "width": width + 22,
        "height": height,
        "layer": [
            {
                "data": {"values": links or [{"x": 0, "y": 0, "link": "", "step": 0}]},
                "mark": {"type": "line", "color": MUTED, "strokeWidth": 1.2},
                "encoding": {
                    "x": {"field": "x", **x},
                    "y": {"field": "y", **y},
                    "detail": {"field": "link"},
                    "order": {"field": "step"},
                },
            },
            {
                "data": {"values": frames},
                "mark": {"type": "rect", "color": "var(--paper)", "stroke": RULE, "opacity": 1},
                "encoding": {
                    "x": {"field": "x", **x},
                    "x2": {"field": "x2"},
                    "y": {"field": "y", **y},
                    "y2": {"field": "y2"},
                },
            },
            {
                "data": {"values": frames},
                "mark": {"type": "rect", "color": ACCENT, "opacity": 0.14},
                "encoding": {
                    "x": {"field": "x", **x},
                    "x2": {"field": "x2"},
                    "y": {"field": "y", **y},
                    "y2": {"field": "cut"},
                },
            },
            *(_written(texts, kind, x, y) for kind in ("title", "count", "key", "line")),
        ],
    }


def _placed(tables: Sequence[Table], *, keyed: bool) -> list[_Box]:
    """Place tables in columns by their longest chain of parents, near their parents' heights."""
    known = {table.name: table for table in tables}
    depth: dict[str, int] = {}
    for _ in tables:
        # A manifest may claim references that go in circles; these end at the number of tables.
        for table in tables:
            parents = [k.parent for k in table.foreign_keys if k.parent in known]
            parents = [parent for parent in parents if parent != table.name]
            found = 1 + max((depth.get(parent, 0) for parent in parents), default=-1)
            depth[table.name] = min(found, len(tables))
    boxes: dict[str, _Box] = {}
    for column, layer in enumerate(sorted(set(depth.values()))):
        here = [table for table in tables if depth[table.name] == layer]

        def near(table: Table) -> float:
            heights = [boxes[k.parent].y for k in table.foreign_keys if k.parent in boxes]
            return sum(heights) / len(heights) if heights else 0.0

        y = 0.0
        for table in sorted(here, key=near):
            lines = (table.primary_key, *dict.fromkeys(k.column for k in table.foreign_keys))
            shown = tuple(dict.fromkeys(lines)) if keyed else ()
            box = _Box(table, column * (_WIDE + _ACROSS), y, shown)
            boxes[table.name] = box
            y += box.height + _BETWEEN
    return list(boxes.values())


def _link(parent: _Box, child: _Box, column: str, name: str) -> list[dict[str, object]]:
    """Return the points of a smooth line from a parent's key to a child's column."""
    start = (parent.x + _WIDE, parent.port(parent.table.primary_key))
    end = (child.x, child.port(column))
    if end[0] <= parent.x:
        start, end = (parent.x, start[1]), (child.x, end[1])
        bends = (start[0] - 20, end[0] - 20)
    else:
        bends = (start[0] + _ACROSS * 0.7, end[0] - _ACROSS * 0.7)
    points: list[dict[str, object]] = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        at_x = (start[0], bends[0], bends[1], end[0])
        at_y = (start[1], start[1], end[1], end[1])
        x, y = (sum(w * p for w, p in zip(weights, at, strict=True)) for at in (at_x, at_y))
        points.append({"x": x, "y": -y, "link": name, "step": step})
    return points


def _texts(box: _Box, rows: int) -> list[dict[str, object]]:
    left = box.x + 8
    made: list[dict[str, object]] = [
        {"x": left, "y": -(box.y + 12), "text": box.table.short_name, "kind": "title"},
        {"x": left, "y": -(box.y + 25), "text": plural(rows, "row"), "kind": "count"},
    ]
    for number, line in enumerate(box.lines):
        y = -(box.y + _HEAD + _LINE * (number + 0.5))
        shown = line if len(line) <= _LETTERS else f"{line[: _LETTERS - 1]}…"
        kind = "key" if line == box.table.primary_key else "line"
        made.append({"x": left, "y": y, "text": shown, "kind": kind})
    return made


def _written(texts: Sequence[Mapping[str, object]], kind: str, x: Spec, y: Spec) -> Spec:
    weight = "bold" if kind in ("title", "key") else "normal"
    color = MUTED if kind == "count" else INK
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "color": color,
        "fontWeight": weight,
        "fontSize": 12 if kind == "title" else 10.5,
    }
    encoding = {
        "x": {"field": "x", **x},
        "y": {"field": "y", **y},
        "text": {"field": "text"},
    }
    chosen = [row for row in texts if row["kind"] == kind] or [{"x": 0, "y": 0, "text": ""}]
    return {"data": {"values": chosen}, "mark": mark, "encoding": encoding}
