"""Tables as local Polars frames."""

from tablewright.polars.scan import scan

__all__ = ["scan"]
