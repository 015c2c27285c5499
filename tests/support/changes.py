"""Arguments that no feed of changes takes."""

from __future__ import annotations

from typing import Any

from tablewright.errors import ArgumentError, ArgumentTypeError

BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"n_batches": 0}, ArgumentError, r"n_batches=0 is out of range"),
    ({"n_batches": -1}, ArgumentError, r"n_batches=-1 is out of range"),
    ({"n_batches": 2.0}, ArgumentTypeError, r"n_batches=2.0 is of type float"),
    ({"n_batches": True}, ArgumentTypeError, r"n_batches=True is of type bool"),
    ({"rows": 0}, ArgumentError, r"rows=0 is out of range"),
    ({"rows": 2**31 + 1}, ArgumentError, r"rows=2147483649 is out of range"),
    ({"seed": 2**63}, ArgumentError, r"seed="),
    ({"weights": {}}, ArgumentError, r"weights=\{\} has no weight above 0"),
    ({"weights": {"INSERT": 1}}, ArgumentError, r"has the operation 'INSERT'"),
    ({"weights": {"APPEND": -1}}, ArgumentError, r"has -1"),
    ({"weights": {"APPEND": float("nan")}}, ArgumentError, r"has nan"),
    ({"weights": {"APPEND": 0}}, ArgumentError, r"has no weight above 0"),
    ({"weights": {"APPEND": "1"}}, ArgumentTypeError, r"not a number"),
    ({"weights": [50, 30, 10]}, ArgumentTypeError, r"not a mapping"),
    ({"batch_size": 0}, ArgumentError, r"batch_size=0 is not a batch size"),
    ({"batch_size": -0.1}, ArgumentError, r"batch_size=-0.1 is not a batch size"),
    ({"batch_size": float("inf")}, ArgumentError, r"batch_size=inf"),
    ({"batch_size": "many"}, ArgumentTypeError, r"batch_size='many' is of type str"),
    ({"batch_size": 300}, ArgumentError, r"more than the 100 live keys"),
    (
        {"weights": {"DELETE": 1}, "n_batches": 12},
        ArgumentError,
        r"n_batches=12 is more than the 11 for which the live keys suffice",
    ),
    ({"weights": {"APPEND": 10**400}}, ArgumentError, r"from 0 to 10\*\*100"),
    ({"batch_size": 10**400}, ArgumentError, r"batch_size=\(an enormous number\)"),
    ({"batch_size": 1e308}, ArgumentError, r"batch_size=1e\+308 is more than"),
    ({"interval": 10**400}, ArgumentError, r"interval=\(an enormous number\) is out of range"),
    ({"late": 10**400}, ArgumentError, r"late=\(an enormous number\) is not a share"),
    (
        {"start": "9998-12-30", "n_batches": 4},
        ArgumentError,
        r"n_batches=4 is more than the 3 that end before 9999, if the first begins at 9998-12-30",
    ),
    ({"interval": 0}, ArgumentError, r"interval=0 is out of range"),
    ({"interval": float("nan")}, ArgumentError, r"interval=nan"),
    ({"interval": "1 day"}, ArgumentTypeError, r"interval='1 day' is of type str"),
    ({"start": "2024-12-31"}, ArgumentError, r"before the end of the base table's window"),
    ({"start": "soon"}, ArgumentError, r"start='soon' is not a time"),
    ({"start": 5}, ArgumentTypeError, r"start=5 is of type int"),
    ({"start": "9999-01-01"}, ArgumentError, r"before 9999"),
    ({"resurrect": 1.5}, ArgumentError, r"resurrect=1.5 is not a share"),
    ({"late": -0.1}, ArgumentError, r"late=-0.1 is not a share"),
    ({"duplicates": 2}, ArgumentError, r"duplicates=2 is not a share"),
    ({"out_of_order": "no"}, ArgumentTypeError, r"out_of_order='no'"),
    ({"shape": "avro"}, ArgumentError, r"shape='avro' is unknown"),
    ({"tombstones": True}, ArgumentError, r"tombstones=True has no meaning"),
    ({"tombstones": 1, "shape": "debezium"}, ArgumentTypeError, r"not bool"),
    ({"shape": "delta-cdf", "late": 0.5}, ArgumentError, r"cannot be out of order"),
    ({"locale": "xx"}, ArgumentError, r"locale='xx'"),
    ({"industry": "retial"}, ArgumentError, r"did you mean 'retail'"),
]
"""What is changed, the error, and what its message says."""
