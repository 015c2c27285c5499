"""What every public demo function does; each is written once, with its signature, as what it asks.

`as_demo` makes it write that demo, and adds to its documentation what all demos share.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from string import Template
from typing import TYPE_CHECKING, ParamSpec

from tablewright.spark.requests import dressed

if TYPE_CHECKING:
    from tablewright.spark.demo import Demo, DemoReport

P = ParamSpec("P")
_DOCUMENTATION = """\
$summary

Parameters
----------
spark : SparkSession
    Classic, of Spark Connect or of databricks-connect.
catalog : str
    On Databricks any that exists; elsewhere ``spark_catalog``, or the name of an open-source
    Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``. Never made.
schema, volume : str
    By default the industry's name, and ``raw_data``. Made if they are missing. Without Unity
    Catalog a volume is a folder in the warehouse.
$size
seed : int
    Signed 64-bit.
raw : bool or "dirty"
    Whether each table is also written as JSON, one object per line, to a folder of the
    volume. ``"dirty"``: with nulls, malformed and impossible values, types that drift,
    duplicates and late arrivals, and a table ``answer_key`` that names every one of them.
tables : sequence of str, optional
    Only these; they fit the others anyway.
mode : {"error", "overwrite"}
    Whether tables that exist are replaced; if not, one that does stops everything before the
    first byte.
progress : bool
    One line on stderr for each table.
storage : str, optional
    Where the tables of an open-source Unity Catalog are put; the session's warehouse by
    default.
dirt : mapping, optional
    Shares of rows, by the names in `tablewright.faults.RATES`, instead of the defaults.

Returns
-------
DemoReport
    Each table's name, rows, location and seconds.

Raises
------
ValueError, TypeError
    An argument that cannot be used: its name, value, the reason and the remedy.
CatalogError
    The catalog cannot be reached, refuses the token or a permission, or failed. Every Delta
    table is whole or absent; the same call with ``mode="overwrite"`` completes the rest.
"""


def as_demo(asked: Callable[P, Demo]) -> Callable[P, DemoReport]:
    """The function that writes the demo which ``asked`` returns.

    Parameters
    ----------
    asked : callable
        Documented by its summary and by the parameter that all rows are counted by.
    """

    def _made(*args: P.args, **kwargs: P.kwargs) -> DemoReport:
        return asked(*args, **kwargs).run()

    summary, _, size = inspect.cleandoc(asked.__doc__ or "").partition("\n\n")
    documentation = Template(_DOCUMENTATION).substitute(summary=summary, size=size)
    return dressed(_made, asked, asked.__name__, documentation, "DemoReport")
