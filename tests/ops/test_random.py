"""Draws: which key each has, and that none ever changes."""

from __future__ import annotations

import pytest

from tablewright.errors import DeclarationError
from tablewright.interpreter import cell
from tablewright.ops import (
    Draw,
    Field,
)
from tablewright.ops.random import draw_key


def test_a_draw_needs_a_field() -> None:
    with pytest.raises(DeclarationError, match="a draw needs a field"):
        cell(Draw("x"), 0, 1)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((42, "retail.customers", "signup", ""), -4255078219276496656),
        ((-(2**63), "a", "b", "c"), -5809953748994738463),
        ((0, "", "", ""), -2568184433466089650),
    ],
)
def test_draw_keys_never_change(parts: tuple[int, str, str, str], expected: int) -> None:
    assert draw_key(*parts) == expected


def test_draws_never_change() -> None:
    drawn = Field("retail.customers", "x", Draw("p"))
    found = [cell(drawn, row, 42) for row in (0, 1, 10**12)]
    assert found == [4119257482, 510828291, 2831673896]


def test_a_draw_depends_on_each_part_of_its_key() -> None:
    keys = {
        draw_key(seed, table, field, purpose)
        for seed in (0, 1, -1)
        for table in ("a", "b")
        for field in ("a", "b")
        for purpose in ("", "a", "b")
    }
    assert len(keys) == 3 * 2 * 2 * 3
