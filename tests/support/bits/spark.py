from __future__ import annotations

from tablewright.engines.spark.sql import infix
from tests.support.bits import BitXor

RULES = {BitXor: infix("^")}
