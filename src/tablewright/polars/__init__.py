"""Tables as Polars frames on this machine."""

from tablewright.polars.scan import scan

__all__ = ["scan"]
