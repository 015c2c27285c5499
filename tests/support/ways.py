"""The two ways in which the local engine makes numbers, chosen by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tablewright.engines.local import native, numbers
from tablewright.engines.local.blocks import Blocks
from tablewright.plan import plan
from tests.support import cases

WAYS = {"numpy": (2**62, Blocks), "native": (0, native.Machine)}


@contextmanager
def way(name: str) -> Iterator[None]:
    """Make whatever is made in one way, however few rows it has."""
    rows, kind = WAYS[name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbers, "NATIVE_ROWS", rows)
        assert type(numbers.numbers(plan(cases.typed(), 1), {}, 1)) is kind
        yield
