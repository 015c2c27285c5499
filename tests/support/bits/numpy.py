from __future__ import annotations

import numpy as np

from tablewright.engines.local.kernels import binary
from tests.support.bits import BitXor

RULES = {BitXor: binary(np.bitwise_xor)}
