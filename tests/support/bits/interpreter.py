from __future__ import annotations

from tests.support.bits import BitXor

RULES = {BitXor: lambda op, left, right: left ^ right}
