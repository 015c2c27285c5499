"""NumPy kernels of sums, differences, products and extremes."""

from __future__ import annotations

import numpy as np

from tablewright.engines.local.kernels import binary
from tablewright.ops.arithmetic import Add, Greatest, Least, Mul, Sub

RULES = {
    Add: binary(np.add),
    Sub: binary(np.subtract),
    Mul: binary(np.multiply),
    Least: binary(np.minimum),
    Greatest: binary(np.maximum),
}
