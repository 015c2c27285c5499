"""Plans: datasets as data, in YAML or JSON.

A plan says what a declaration in Python says, and compiles to it. It only declares: no part of it
runs as code.
"""

from tablewright.planfile.compiling import load, loads

__all__ = ["load", "loads"]
