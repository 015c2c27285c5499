"""Machine code for numbers and texts, compiled when it is first needed."""

from tablewright.engines.local.native.machine import (
    Machine,
    TextMachine,
    available,
    compiled,
    compiled_texts,
)

__all__ = ["Machine", "TextMachine", "available", "compiled", "compiled_texts"]
