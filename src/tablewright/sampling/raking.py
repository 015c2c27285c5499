"""Raking: conditional shares whose mean is the marginal."""

from __future__ import annotations

from collections.abc import Sequence

_ROUNDS = 40
_CLOSE = 10**-9
"""How far a mean may be from its share: less than a draw can tell."""


def raked(
    shares: Sequence[float], factors: Sequence[Sequence[float]], weights: Sequence[float]
) -> list[list[float]]:
    """Rows of shares, tilted by factors, whose weighted mean is the given shares.

    Iterative proportional fitting: rows sum to 1, their mean is met closely. With nothing but the
    four basic operations, the result is the same on every machine.
    """
    total = sum(shares)
    wanted = [share / total if total else 1 / len(shares) for share in shares]
    parts = [weight / sum(weights) for weight in weights]
    scale = [1.0] * len(wanted)
    rows: list[list[float]] = []
    for _ in range(_ROUNDS):
        rows = []
        for row in factors:
            tilted = [w * f * s for w, f, s in zip(wanted, row, scale, strict=True)]
            whole = sum(tilted)
            rows.append([each / whole if whole else 0.0 for each in tilted])
        means = [
            sum(part * row[place] for part, row in zip(parts, rows, strict=True))
            for place in range(len(wanted))
        ]
        if max(abs(mean - w) for mean, w in zip(means, wanted, strict=True)) < _CLOSE:
            break
        scale = [
            s * w / mean if mean else s for s, w, mean in zip(scale, wanted, means, strict=True)
        ]
    return rows
