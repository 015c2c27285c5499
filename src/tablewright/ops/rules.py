"""Finds each engine's rule for an operation, in a file beside its class.

A group of operations is a package with the classes in its ``__init__.py``. Beside that lie

- ``interpreter.py``: what it means, in Python's own numbers and texts;
- ``numpy.py`` and ``native.py`` of numbers, ``polars.py`` and ``native_text.py`` of texts;
- ``spark.py``.

Each has ``RULES``, from a class to its rule; what a rule is given, its engine says. A group imports
no rules, and an engine finds those of whatever class it meets, so the language loads no engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tablewright.ops.core import Expr

ENGINES = ("interpreter", "numpy", "native", "polars", "native_text", "spark")
"""The files of a group."""


def rule(op: type[Expr], engine: str) -> Any:
    """The rule of an operation in the module ``engine`` beside its class, or None."""
    name = f"{op.__module__}.{engine}"
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
    return module.RULES.get(op)
