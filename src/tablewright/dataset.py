"""A dataset: everything that is known about some tables, for any sizes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tablewright import api, checks
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tablewright.spec import Dataset as Declared
from tablewright.spec import Expectation, Industry, Invariant, Options, Sizes

if TYPE_CHECKING:
    from tablewright.declare.worlds import TableFunction
    from tablewright.world import World


class Dataset:
    """Tables that belong together, for any sizes: declare yours, or take a ready-made one.

    Called with sizes and a seed it gives a `World`, the tables themselves.

    Parameters
    ----------
    name : str
        Letters, digits and underscores.
    rows : mapping
        The default rows of every table. They grow together.
    doc : str
        One sentence.
    main : str, optional
        The table whose rows ``rows=`` counts; the first that is not fixed if absent.
    fixed : sequence of str
        Tables whose rows do not grow with the others'.
    rates : mapping, optional
        Shares, by name, that a caller may set: `WorldDraft.rates` in a declaration.
    cluster_rows, demo_rows : mapping, optional
        Rows of every table on Spark, and in a demo; the default rows if absent.

    Examples
    --------
    >>> shop = Dataset("shop", rows={"customers": 100, "orders": 500})
    >>> @shop.table
    ... def customers(t, world):
    ...     t.key("customer_id")
    ...     t.text("name", t.person().name)
    >>> @shop.table
    ... def orders(t, world):
    ...     t.key("order_id")
    ...     t.ref("customer_id", world.customers)
    >>> shop(seed=7)["orders"].frame().height
    500
    """

    def __init__(
        self,
        name: str,
        rows: Mapping[str, int],
        *,
        doc: str = "",
        main: str | None = None,
        fixed: tuple[str, ...] | list[str] = (),
        rates: Mapping[str, float] | None = None,
        cluster_rows: Mapping[str, int] | None = None,
        demo_rows: Mapping[str, int] | None = None,
    ) -> None:
        if not isinstance(name, str):
            raise ArgumentTypeError(f"name={name!r:.40} is of type {type(name).__name__}, not str")
        if not (name.isidentifier() and name.isascii()):
            raise ArgumentError(f"name={name!r} is no name; give letters, digits and underscores")
        if not rows:
            raise ArgumentError(f"rows={rows!r} names no table; give each table's default rows")
        for table, count in checks.mapping("rows", rows).items():
            checks.rows(table, count)
        for table in fixed:
            checks.choice("fixed", table, list(rows))
        growing = [table for table in rows if table not in fixed]
        self.name = name
        self._doc = doc
        self._rows = dict(rows)
        self._main = checks.choice("main", main, list(rows)) if main else (growing or [*rows])[0]
        self._fixed = tuple(fixed)
        self._rates = {n: checks.rate(n, share) for n, share in (rates or {}).items()}
        self._cluster_rows = dict(cluster_rows or {})
        self._demo_rows = dict(demo_rows or {})
        self._functions: dict[str, TableFunction] = {}
        self._invariants: list[Invariant] = []
        self._expectations: list[Expectation] = []

    @classmethod
    def of(cls, declaration: Industry) -> Dataset:
        """The dataset of a declaration that is there already."""
        one = cls(declaration.name, declaration.default_rows, doc=declaration.doc)
        one.__dict__["declaration"] = declaration
        return one

    def table(self, function: TableFunction) -> TableFunction:
        """Declare the table that a function of that name describes (a decorator)."""
        name = function.__name__
        checks.choice("table", name, list(self._rows))
        if name in self._functions:
            raise DeclarationError(f"{self.name}: {name} is declared twice")
        self._functions[name] = function
        self.__dict__.pop("declaration", None)
        return function

    def rule(self, name: str, text: str, sql: str) -> None:
        """A rule that no row breaks, for `verify`.

        Parameters
        ----------
        name, text : str
            What it is called, and what holds, in a sentence.
        sql : str
            One SELECT over the dataset's tables, in DuckDB's SQL, of the rows that break it.
        """
        tables = tuple(table for table in self._rows if table in sql)
        self._invariants.append(Invariant(name, text, tables, sql))
        self.__dict__.pop("declaration", None)

    @cached_property
    def declaration(self) -> Industry:
        """The dataset as a declaration, which every engine and command takes."""
        missing = [table for table in self._rows if table not in self._functions]
        if missing:
            raise DeclarationError(
                f"{self.name}.{missing[0]} has rows but no declaration; add a function of that "
                "name with @dataset.table, or take it out of rows="
            )
        cluster = {**self._rows, **self._cluster_rows}
        return Industry(
            name=self.name,
            doc=self._doc,
            main=self._main,
            default_rows=self._rows,
            cluster_rows=cluster,
            floor={},
            declare=self._declare,
            invariants=(*self._claims(), *self._invariants),
            expectations=tuple(self._expectations),
            rates=self._rates,
            fixed=self._fixed,
            demo_rows={**self._rows, **self._demo_rows},
        )

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables."""
        return tuple(self.declaration.default_rows)

    def __call__(
        self,
        rows: int | None = None,
        seed: int = 42,
        *,
        scale: float | None = None,
        sizes: Mapping[str, int] | None = None,
        start_date: dt.date | str | None = None,
        end_date: dt.date | str | None = None,
        locale: str = "en",
        rates: Mapping[str, float] | None = None,
        intervals: Mapping[str, int] | None = None,
    ) -> World:
        """Make a world: the tables of one size and seed.

        Parameters
        ----------
        rows : int, optional
            Rows of the main table, from 0; the others follow in the default ratios.
        seed : int
            Signed 64-bit.
        scale : float, optional
            Instead of ``rows``: a multiple of the default sizes, above 0.
        sizes : mapping, optional
            Rows of single tables, over what ``rows`` or ``scale`` gives.
        start_date, end_date : date or str, optional
            The window of events, both days included; 2024 by default.
        locale : str
            Names and places.
        rates : mapping, optional
            Shares by name, where the dataset has any.
        intervals : mapping, optional
            Seconds by name, where the dataset has any.

        Returns
        -------
        World

        Raises
        ------
        ValueError, TypeError
            If an argument is invalid: its name, value, the reason and the remedy.
        """
        from tablewright.world import World

        declared = api.declare(
            self.declaration,
            rows=rows,
            scale=scale,
            sizes=sizes,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            rates=rates,
            intervals=intervals,
        )
        return World(self, declared, checks.seed(seed))

    def __repr__(self) -> str:
        return f"<Dataset {self.name}: {', '.join(self._rows)}>"

    def _declare(self, sizes: Sizes, options: Options) -> Declared:
        from tablewright.declare.worlds import WorldDraft

        draft = WorldDraft(self.name, sizes, options, self._functions)
        parameters: dict[str, int | float | str] = {
            **sizes,
            **options.rates,
            "start_date": options.window.start.isoformat(),
            "end_date": options.window.end.isoformat(),
            "locale": options.locale,
        }
        return Declared(self.name, draft.tables(), parameters)

    def _claims(self) -> tuple[Invariant, ...]:
        from tablewright.declare.worlds import WorldDraft

        draft = WorldDraft(self.name, self._rows, Options(rates=self._rates), self._functions)
        draft.tables()
        return draft.rules()
