"""Generates a table locally: any rows and columns, in any order, on several threads."""

from __future__ import annotations

import itertools
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import polars as pl

from tablewright import checks
from tablewright.engines.local.columns import polars_type
from tablewright.engines.local.compiling import compiled
from tablewright.engines.local.maker import Maker
from tablewright.engines.local.scan import scan
from tablewright.engines.local.threads import in_order
from tablewright.ops.text import Word
from tablewright.plan import Program, plan
from tablewright.spec import Table

CHUNK_ROWS = 131_072
"""Rows per chunk: enough to amortise Polars' cost per call, few enough for memory."""
_MOST_MAKERS = 8
"""Choices of columns whose code is kept."""
_ENCODED_WORDS = 8_192
"""Maximum words of a list that a Parquet row group's dictionary stores without overhead."""
_MATERIALIZE = range(32_768, 1_048_577)
"""Maximum rows of other tables to compute once and look up: up to half of the requested rows,
because then it pays off, and at most a few megabytes per field."""


def _materialized(rows: int) -> int:
    """Return how many rows of other tables are worth materializing for ``rows`` requested rows.

    The result is a power of two or 0, so that requests of similar size share a plan.
    """
    limit = min(1 << max(0, rows.bit_length() - 2), _MATERIALIZE.stop - 1)
    return limit if limit >= _MATERIALIZE.start else 0


def _processors() -> int:
    """Return the number of processors available to this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def together(chunks: Iterable[pl.DataFrame], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Concatenate frames without copying."""
    frames: list[pl.DataFrame] = []
    # Not list(chunks): it would release frames while an exception is being raised, and releasing
    # their memory would then hide the exception.
    frames.extend(chunks)
    if not frames:
        return pl.DataFrame(schema=schema)
    return frames[0] if len(frames) == 1 else pl.concat(frames, rechunk=False)


class LocalTable:
    """A table as Polars frames.

    Parameters
    ----------
    table : Table
        The table.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    threads : int, optional
        Number of chunks generated in parallel; default: the number of processors.

    Examples
    --------
    >>> from tablewright.ops import Row, below
    >>> from tablewright.spec import Column, Fields, Int64, Table
    >>> f = Fields("shop.orders", 3)
    >>> orders = Table(
    ...     "shop.orders",
    ...     rows=3,
    ...     columns=(Column(f("id", Row() + 1), Int64()), Column(f("size", below(9)), Int64())),
    ...     primary_key="id",
    ... )
    >>> LocalTable(orders, seed=1).rows(0, 3)["id"].to_list()
    [1, 2, 3]
    """

    def __init__(self, table: Table, seed: int, *, threads: int | None = None) -> None:
        self.table = table
        self.seed = checks.seed(seed)
        self._threads = threads
        self._programs: dict[int, Program] = {}
        self._makers: OrderedDict[tuple[int, tuple[str, ...], bool], Maker] = OrderedDict()

    def __reduce__(self) -> tuple[Any, ...]:
        # Plans and compiled code belong to this process.
        return partial(LocalTable, threads=self._threads), (self.table, self.seed)

    @property
    def nbytes(self) -> int:
        """The bytes of tables that its code reads."""
        return sum(maker.numbers.nbytes for maker in list(self._makers.values()))

    @property
    def threads(self) -> int:
        """Number of chunks generated in parallel."""
        return self._threads or _processors()

    @property
    def schema(self) -> pl.Schema:
        """Names and types of the columns."""
        return pl.Schema({c.name: polars_type(c.type) for c in self.table.columns})

    def rows(self, start: int, stop: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return rows ``start`` to ``stop``, clipped to the table; the basis of everything else.

        Parameters
        ----------
        start, stop : int
            Row numbers, from 0.
        columns : sequence of str, optional
            Only these, in this order.
        """
        schema = self.schema
        names = list(schema) if columns is None else columns
        return together(self.chunks(start, stop, columns), {name: schema[name] for name in names})

    def chunks(
        self,
        start: int = 0,
        stop: int | None = None,
        columns: Sequence[str] | None = None,
        chunk_rows: int = CHUNK_ROWS,
        *,
        encoded: bool = False,
    ) -> Iterator[pl.DataFrame]:
        """The same rows as frames of ``chunk_rows`` (131,072 at most), in order, made ahead on
        several threads.

        With ``encoded`` they have the types of `Encoded`.
        """
        total = self.table.rows
        start = checks.integer("start", start, 0, checks.MAX_ROWS)
        chunk_rows = checks.integer("chunk_rows", chunk_rows, 1, CHUNK_ROWS)
        stop = total if stop is None else min(total, checks.integer("stop", stop, 0, 2**63 - 1))
        maker = self._maker(columns, stop - start, encoded=encoded)
        pieces = ((at, min(at + chunk_rows, stop)) for at in range(start, stop, chunk_rows))
        make = partial(maker.make, space=maker.workspace())
        if stop - start <= chunk_rows or self.threads == 1:
            yield from itertools.starmap(make, pieces)
            return
        yield from in_order(make, pieces, self.threads)

    def _maker(self, columns: Sequence[str] | None, rows: int, *, encoded: bool) -> Maker:
        names = tuple(self.schema) if columns is None else tuple(columns)
        limit = _materialized(rows)
        known = limit, names, encoded
        maker = self._makers.pop(known, None)
        if maker is None:
            program = self._program(limit)
            enums = {name: enum for name, enum in self._enums.items() if encoded and name in names}
            maker = compiled(self.table, program, names, rows, enums)
        self._makers[known] = maker
        while len(self._makers) > _MOST_MAKERS:
            self._makers.popitem(last=False)
        return maker

    def _program(self, limit: int) -> Program:
        """Return the plan that computes up to ``limit`` rows of other tables once."""
        if limit not in self._programs:
            self._programs[limit] = plan(self.table, self.seed, materialize=limit)
        return self._programs[limit]

    @cached_property
    def _enums(self) -> dict[str, pl.Enum]:
        """The columns whose words come from a list, and the list."""
        # Any plan works; that of the whole table is the likeliest to be needed anyway.
        program = self._program(_materialized(self.table.rows))
        found: dict[str, pl.Enum] = {}
        for column in self.table.columns:
            op = program.steps[program.outputs[column.name].value].op
            if isinstance(op, Word) and len(set(op.words)) == len(op.words) <= _ENCODED_WORDS:
                found[column.name] = pl.Enum(op.words)
        return found

    @property
    def encoded(self) -> Encoded:
        """Return the same rows, with words from lists as numbers."""
        return Encoded(self, pl.Schema({**self.schema, **self._enums}))

    def scan(self) -> pl.LazyFrame:
        """Return a lazy frame that generates only the requested columns and rows."""
        return scan(self, self.table.rows)


@dataclass(frozen=True)
class Encoded:
    """A table's rows with words from lists as ``pl.Enum``, their internal form."""

    _local: LocalTable
    schema: pl.Schema

    def chunks(
        self, start: int, stop: int, columns: Sequence[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        """Yield rows ``start`` to ``stop`` as frames, in order."""
        return self._local.chunks(start, stop, columns, encoded=True)
