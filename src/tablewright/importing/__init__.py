"""Plans from schemas: a DDL, a data contract, a JSON Schema, or a database."""

from tablewright.importing.sources import imported

__all__ = ["imported"]
