"""Shapes of changes, each in one module.

To add one, write a module here whose ``SHAPE`` is a `Shape`, and list it in `_MODULES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from tablewright import checks
from tablewright.cdc.shapes.base import Nested, Shape, Shaped

__all__ = ["DEFAULT", "NAMES", "Nested", "Shape", "Shaped", "every", "find"]

_MODULES = {"tablewright": "plain", "debezium": "debezium", "delta-cdf": "delta_cdf"}
"""The module of each shape by name, the default first."""
NAMES = tuple(_MODULES)
DEFAULT = NAMES[0]


@cache
def every() -> Mapping[str, Shape]:
    """Return all shapes by name."""
    return {name: import_module(f"{__name__}.{_MODULES[name]}").SHAPE for name in NAMES}


def find(name: object) -> Shape:
    """Return the shape with that name; raise `ArgumentError` if it does not exist."""
    return every()[checks.choice("shape", name, NAMES)]
