"""Makes ``curves.json``: quantile tables of distributions that have no elementary inverse.

Run ``python -m tablewright.data.make_curves`` (needs SciPy); ``--check`` reports drift instead.
The tables are shipped because values must not change with a release of SciPy or libm.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

from tablewright.data.make_roads import roads

CELLS = 1024
UNIT = 10**6
HOME = Path(__file__).with_name("curves.json")


def curves() -> dict[str, list[int]]:
    """Knots at 0/1024 ... 1024/1024 in millionths; open ends keep the mean of the last cell."""
    from scipy import stats

    gamma2, gamma15 = stats.gamma(2, scale=1 / 2), stats.gamma(1.5, scale=1 / 1.5)
    shapes = {
        "gamma0.8": stats.gamma(0.8, scale=1 / 0.8),
        "gamma2": gamma2,
        "gamma1.5": gamma15,
        "beta2_5": stats.beta(2, 5),
        "beta5_2": stats.beta(5, 2),
        "exponential": stats.expon(),
    }
    made = {name: _quantiles(shape) for name, shape in shapes.items()}
    # A machine's rhythm, over one turn.
    made["exp sine"] = [math.exp(math.sin(2 * math.pi * i / CELLS)) for i in range(CELLS + 1)]
    made |= roads()
    return {name: [round(value * UNIT) for value in values] for name, values in made.items()}


def _quantiles(shape: object) -> list[float]:
    import numpy as np

    ppf, expect = shape.ppf, shape.expect  # type: ignore[attr-defined]
    inner = [float(value) for value in ppf(np.arange(CELLS) / CELLS)]
    if np.isfinite(ppf(1.0)):
        return [*inner, float(ppf(1.0))]
    tail_mean = expect(lambda x: x, lb=inner[-1], conditional=True)
    return [*inner, float(2 * tail_mean - inner[-1])]


def main() -> int:
    """Write the file, or compare with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="report drift, write nothing")
    check = parser.parse_args().check
    made = curves()
    text = json.dumps(made, indent=None, separators=(",", ":"), sort_keys=True)
    text = text.replace("],", "],\n") + "\n"
    if check:
        shipped = json.loads(HOME.read_text("utf-8"))
        drift = [name for name in {**shipped, **made} if shipped.get(name) != made.get(name)]
        differs = f"curves.json differs from its sources: {', '.join(drift)}"
        print(differs if drift else "curves.json is as made")
        return int(bool(drift))
    HOME.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
