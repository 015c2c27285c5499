"""Whether draws know of each other: in the same row, in the next one, and under the next seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from tests.support.distributions.declared import Declared
from tests.support.distributions.judge import Ints, drawn

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Dependence:
    """The largest correlation of many: ``p`` is that of one test, of ``tests``."""

    name: str
    p: float
    tests: int


def dependence(
    found: Sequence[Declared],
    seeds: Sequence[int],
    rows: int,
    made: Callable[[Any, Any, int], list[list[Ints]]] = drawn,
) -> Iterator[Dependence]:
    """The strongest dependence between the draws among some declarations, of each sort."""
    draws = [each for each in found if each.kind == "draw" and (each.owner.rows or rows) >= rows]
    if not draws:
        return
    # Pairs of two facts of each draw: how large it is, and how far from the middle.
    features = []
    for each, values in zip(draws, made(draws, seeds, rows), strict=True):
        share = values[0].reshape(len(seeds), rows) / 2.0**each.bits
        features += [share - 0.5, abs(share - 0.5) - 0.25]
    every = np.array([feature / feature.std() for feature in features])
    names = [each.name for each in draws]
    own = np.kron(np.eye(len(draws)), np.ones((2, 2))).astype(bool)
    yield _strongest("same row", names, every, every, ~own)
    yield _strongest("next row", names, every[:, :, :-1], every[:, :, 1:], None)
    yield _strongest("next seed", names, every[:, :-1], every[:, 1:], None)


def _strongest(
    sort: str, names: Sequence[str], left: Floats, right: Floats, asked: Any
) -> Dependence:
    size = left[0].size
    scores = abs(left.reshape(len(left), -1) @ right.reshape(len(right), -1).T) / size**0.5
    if asked is not None:
        scores = np.where(asked, scores, 0)
    tests = int(scores.size if asked is None else asked.sum())
    first, second = np.unravel_index(scores.argmax(), scores.shape)
    p = float(2 * stats.norm.sf(scores.max()))
    return Dependence(f"{names[first // 2]}, {names[second // 2]}: {sort}", p, tests)
