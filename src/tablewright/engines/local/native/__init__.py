"""Machine code for the numeric steps of a program, compiled when it is first needed."""

from tablewright.engines.local.native.machine import Machine, available, compiled

__all__ = ["Machine", "available", "compiled"]
