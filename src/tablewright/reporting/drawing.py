"""Vega-Lite charts as static SVG, checked element by element before they enter a page.

Colours are the page's CSS variables, so that one picture serves light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias
from xml.etree import ElementTree

from markupsafe import Markup

Spec: TypeAlias = dict[str, Any]

ACCENT, WARM, INK, MUTED, RULE = (
    f"var(--{name})" for name in ("accent", "warm", "ink", "muted", "rule")
)

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = ("svg", "g", "path", "text", "tspan", "line", "rect", "defs", "clipPath")
_ATTRIBUTES = (
    *("viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "d", "transform"),
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "display", "id"),
    *("text-anchor", "font-size", "font-weight", "clip-path"),
)
_LONG = re.compile(r"(\d+\.\d)\d+")
_PLAIN = re.compile(r"[\w\s.,:;%#()+-]*")
_FONT = "system-ui, sans-serif"

_CONFIG: Spec = {
    "font": _FONT,
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "domainColor": RULE,
        "tickColor": RULE,
        "gridColor": RULE,
        "labelFontSize": 10,
        "titleFontSize": 10,
        "titleFontWeight": "normal",
        "grid": False,
        "ticks": False,
        "labelPadding": 4,
    },
    "text": {"color": INK, "fontSize": 10},
    "bar": {"color": ACCENT},
    "rect": {"color": ACCENT},
    "line": {"color": ACCENT, "strokeWidth": 1.5},
    "area": {"color": ACCENT},
    "legend": {"disable": True},
}


def draw(spec: Mapping[str, Any], number: int) -> Markup:
    """Return a chart as SVG; ``number`` keeps its ids apart from those of others."""
    import vl_convert

    made = {"background": None, "padding": 2, **spec, "config": _CONFIG}
    # Charts carry their data; nothing may be loaded.
    text = vl_convert.vegalite_to_svg(made, allowed_base_urls=[])
    return Markup(_cleaned(text, f"c{number}-"))


def _cleaned(svg: str, prefix: str) -> str:
    """Return an SVG with nothing but shapes and texts; a hostile one loses all else."""
    root = ElementTree.fromstring(svg)
    made = _copied(root, prefix)
    assert made is not None
    made.attrib.pop("width", None)
    made.attrib.pop("height", None)
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    made.attrib |= {"width": f"{width:.0f}", "height": f"{height:.0f}", "aria-hidden": "true"}
    return ElementTree.tostring(made, encoding="unicode")


def _copied(element: ElementTree.Element, prefix: str) -> ElementTree.Element | None:
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    is_hidden = element.get("display") == "none" or (name == "path" and not element.get("d"))
    if name not in _ELEMENTS or is_hidden:
        return None
    made = ElementTree.Element(name)
    for key, value in element.attrib.items():
        if key not in _ATTRIBUTES:
            continue
        value = _LONG.sub(r"\1", value)
        if key == "id":
            value = prefix + value
        elif key == "clip-path":
            value = value.replace("url(#", f"url(#{prefix}")
        elif not _PLAIN.fullmatch(value):
            continue
        made.set(key, value)
    if name in ("text", "tspan"):
        made.text = element.text
    for child in element:
        copy = _copied(child, prefix)
        if copy is not None:
            made.append(copy)
    if name == "g" and not len(made):
        return None
    return made
