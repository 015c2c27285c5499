"""Datasets: the complete declaration of a set of tables, for any sizes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, TypeVar

from tablewright import api, checks
from tablewright.errors import ArgumentError, DeclarationError
from tablewright.spec import (
    Declaration,
    DeclaredTables,
    Expectation,
    Invariant,
    Sizes,
    TableSet,
    WorldOptions,
)

if TYPE_CHECKING:
    from tablewright.declare.worlds import Drafts, TableFunction
    from tablewright.verification import Report
    from tablewright.world import World

Rule = TypeVar("Rule", Invariant, Expectation)
_ASIDE = re.compile(r"--[^\n]*|/\*.*?\*/|'[^']*'|\"[^\"]*\"", re.DOTALL)
"""Parts of SQL without statement boundaries: comments, quoted texts and names."""


class Dataset:
    """A set of tables that fit together, for any sizes: ready-made or your own.

    Call it with sizes and a seed to get a `World`, the tables themselves.

    Parameters
    ----------
    name : str
        The dataset's name: letters, digits and underscores.
    rows : mapping
        Default number of rows of each table. The tables scale together.
    doc : str
        One sentence that describes the dataset.
    main : str, optional
        The table that ``rows=`` sizes; default: the first table that is not fixed.
    fixed : sequence of str
        Tables whose number of rows does not scale with the others.
    rates : mapping, optional
        Shares, by name, that a caller can set; a declaration reads them from `WorldDraft.rates`.
    cluster_rows, demo_rows : mapping, optional
        Number of rows of each table on Spark, and in a demo; default: ``rows``.

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
            raise checks.wrong_type("name", name, "str", "give letters, digits and underscores")
        if not (name.isidentifier() and name.isascii()):
            raise ArgumentError(
                f"name={name!r} is not a valid name; give letters, digits and underscores"
            )
        self._rows = _counts(checks.mapping("rows", rows))
        if not self._rows:
            raise ArgumentError("rows={} has no table; give each table's default rows")
        known = list(self._rows)
        is_empty = isinstance(fixed, tuple | list) and not fixed
        self._fixed = () if is_empty else tuple(checks.names("fixed", fixed, known))
        growing = [table for table in known if table not in self._fixed]
        if not isinstance(doc, str):
            raise checks.wrong_type("doc", doc, "str", "give a sentence")
        self.name = name
        self._doc = doc
        self._main = (growing or known)[0] if main is None else checks.choice("main", main, known)
        shares = checks.mapping("rates", rates)
        self._rates = {name: checks.rate(name, share) for name, share in shares.items()}
        self._cluster_rows = _counts(checks.named("cluster_rows", cluster_rows, known))
        self._demo_rows = _counts(checks.named("demo_rows", demo_rows, known))
        self._functions: dict[str, TableFunction] = {}
        self._invariants: list[Invariant] = []
        self._expectations: list[Expectation] = []
        self._base: Declaration | None = None
        self._traits: Mapping[str, object] = {}

    @classmethod
    def of(cls, declaration: Declaration) -> Dataset:
        """Return the dataset of an existing declaration."""
        one = cls(declaration.name, declaration.default_rows, doc=declaration.doc)
        one.__dict__["declaration"] = declaration
        return one

    def extend(
        self,
        name: str,
        rows: Mapping[str, int] | None = None,
        *,
        traits: Mapping[str, object] | None = None,
    ) -> Dataset:
        """Return a new dataset with this one's tables, to which you add columns and tables.

        All values that you do not replace stay the same.

        Parameters
        ----------
        name : str
            Name of the new dataset.
        rows : mapping, optional
            Default number of rows of each added table.
        traits : mapping, optional
            What is otherwise in the ready-made tables, by the names that ``tablewright describe``
            lists: of retail stores, payment methods, brands and categories, for instance.

        Examples
        --------
        >>> import tablewright as tw
        >>> shop = tw.retail.extend("shop", rows={"reviews": 20_000})
        >>> @shop.table
        ... def customers(t, world):
        ...     t.text("newsletter", tw.choice({"weekly": 30, "never": 70}))
        >>> @shop.table
        ... def reviews(t, world):
        ...     t.key("review_id")
        ...     t.ref("product_id", world.products)
        ...     t.integer("stars", tw.choice({5: 50, 4: 25, 3: 10, 2: 5, 1: 10}))
        >>> shop(rows=100)["customers"].columns[-1]
        'newsletter'
        """
        base = self.declaration.vary(checks.mapping("traits", traits))
        added = checks.mapping("rows", rows)
        for table in added:
            if table in base.default_rows:
                raise ArgumentError(
                    f"rows={table!r} is a table of {self.name}; give the rows of new tables only"
                )
        one = Dataset(
            name,
            {**base.default_rows, **added},
            doc=base.doc,
            main=base.main,
            fixed=base.fixed,
            rates=base.rates,
            cluster_rows={**base.cluster_rows, **added},
            demo_rows={**base.demo_rows, **added},
        )
        one._base, one._traits = base, dict(traits or {})
        return one

    def table(self, function: TableFunction) -> TableFunction:
        """Declare a table by a function of the same name (a decorator).

        If the dataset extends another that has this table, the function adds to it.
        """
        given: object = function
        if not isinstance(given, FunctionType):
            raise checks.wrong_type("function", given, "a function", "decorate one: @dataset.table")
        name = function.__name__
        checks.choice("table", name, list(self._rows))
        if name in self._functions:
            raise DeclarationError(f"{self.name}: {name} is declared twice")
        self._functions[name] = function
        self.__dict__.pop("declaration", None)
        return function

    def rule(self, name: str, text: str, sql: str) -> None:
        """Add a rule that `verify` checks for every row.

        Parameters
        ----------
        name, text : str
            The rule's name, and one sentence that states it.
        sql : str
            One SELECT over the dataset's tables, in DuckDB SQL, that returns violating rows.
        """
        for argument, given in (("name", name), ("text", text), ("sql", sql)):
            if not isinstance(given, str):
                raise checks.wrong_type(argument, given, "str", "give a text")
        if not name or any(rule.name == name for rule in self._invariants):
            raise ArgumentError(f"name={name!r} is empty or already used; give a unique name")
        words = _ASIDE.sub(" ", sql).split()
        if (
            not words
            or words[0].upper() not in ("SELECT", "WITH", "FROM")
            or ";" in " ".join(words)
        ):
            raise ArgumentError(
                f"sql={checks.shown(sql)} is not one SELECT; give one over the dataset's tables, "
                "of the rows that break the rule"
            )
        tables = tuple(t for t in self._rows if re.search(rf"\b{re.escape(t)}\b", sql))
        if not tables:
            raise ArgumentError(
                f"sql={checks.shown(sql)} names no table of {self.name}; it has "
                f"{', '.join(self._rows)}"
            )
        self._invariants.append(Invariant(name, text, tables, sql))
        self.__dict__.pop("declaration", None)

    @cached_property
    def declaration(self) -> Declaration:
        """Return the dataset as a declaration for engines and commands."""
        from tablewright.verification.trial import try_rules

        base = self._base
        there = {*self._functions, *(base.default_rows if base else ())}
        missing = [table for table in self._rows if table not in there]
        if missing:
            raise DeclarationError(
                f"{self.name}.{missing[0]} has rows but no declaration; add a function of that "
                "name with @dataset.table, or remove it from rows="
            )
        cluster, options = {**self._rows, **self._cluster_rows}, WorldOptions(rates=self._rates)
        extended = base.declare(self._rows, options) if base else None
        draft = self._draft(self._rows, options, extended)
        made = DeclaredTables(draft.tables(), extended.parameters if extended else {})
        claims, replaced = draft.rules(), draft.replaced()
        _refuse_twins((*claims, *self._invariants))

        def kept(rules: Iterable[Rule]) -> list[Rule]:
            """Return the extended dataset's rules that involve no replaced column."""
            return [rule for rule in rules if not _mentions(rule, replaced)]

        declared = Declaration(
            name=self.name,
            doc=self._doc,
            main=self._main,
            default_rows=self._rows,
            cluster_rows=cluster,
            floor=base.floor if base else {},
            tables=self._tables,
            invariants=(*kept(base.invariants if base else ()), *claims, *self._invariants),
            expectations=(*kept(base.expectations if base else ()), *self._expectations),
            rates=self._rates,
            intervals=base.intervals if base else {},
            fixed=self._fixed,
            derived=base.derived if base else {},
            demo_rows={**self._rows, **self._demo_rows},
        )
        known = declared.table_set(made, self._rows, options)
        try_rules(known, options, self._invariants)
        return declared

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables."""
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
        """Return a world: the tables for one set of sizes and one seed.

        Parameters
        ----------
        rows : int, optional
            Number of rows of the main table (≥ 0); the others scale in the default ratios.
        seed : int
            A signed 64-bit integer; the same seed gives the same rows.
        scale : float, optional
            Instead of ``rows``: a factor for the default sizes (> 0).
        sizes : mapping, optional
            Number of rows of individual tables; overrides ``rows`` and ``scale``.
        start_date, end_date : date or str, optional
            First and last day of the window of events; default: 2024.
        locale : str
            Locale of names and places.
        rates : mapping, optional
            Shares by name, if the dataset has any.
        intervals : mapping, optional
            Intervals in seconds by name, if the dataset has any.

        Returns
        -------
        World

        Raises
        ------
        ValueError, TypeError
            If an argument is invalid; the message gives name, value, reason and remedy.
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

    def verify(self, directory: str | Path, *, checksums: bool = True) -> Report:
        """Check written files against their manifest and this dataset's rules.

        Parameters
        ----------
        directory : str or Path
            A written folder, or the parent of written folders.
        checksums : bool
            Whether to compare files with the manifest's checksums.

        Returns
        -------
        Report
            One check per rule; see ``report.ok`` and ``report.breaches``.

        Raises
        ------
        ArgumentError
            If the directory does not exist or has no manifest.
        MissingExtraError
            If DuckDB is not installed.
        """
        from tablewright.verification import verify

        return verify(directory, dataset=self, checksums=checksums)

    def plan(self) -> str:
        """Return the dataset as a plan: YAML that `tablewright.load` reads, with the same rows.

        Raises
        ------
        DeclarationError
            If a part of it is said in no plan: an expression of `tablewright.ops`, a source of
            your own, or sizes, dates and locales that Python computes with.

        Examples
        --------
        >>> shop = Dataset("shop", rows={"orders": 10})
        >>> @shop.table
        ... def orders(t, world):
        ...     t.key("order_id")
        ...     t.date("due", world.window.end + t.row % 7)
        >>> print(shop.plan())
        dataset: shop
        <BLANKLINE>
        tables:
          orders:
            rows: 10
            columns:
              order_id: key
              due: {date: window.end + row % 7}
        <BLANKLINE>
        """
        from tablewright.planfile.writing import written

        return written(self)

    def _repr_html_(self) -> str:
        from tablewright.world.showing import card, grid

        # Its own declaration may still be incomplete in an earlier cell of a notebook.
        rows = [(table, f"{count:,}") for table, count in self._rows.items()]
        facts = self._doc or f"{len(rows)} tables"
        return card(f"Dataset {self.name}", facts, grid(("table", "default rows"), rows))

    def __repr__(self) -> str:
        return f"<Dataset {self.name}: {', '.join(self._rows)}>"

    def _tables(self, sizes: Sizes, options: WorldOptions) -> DeclaredTables:
        base = self._base.declare(sizes, options) if self._base else None
        draft = self._draft(sizes, options, base)
        return DeclaredTables(draft.tables(), base.parameters if base else {}, draft.rules())

    def _draft(
        self, sizes: Sizes, options: WorldOptions, base: TableSet | None, *, marked: bool = False
    ) -> Drafts:
        from tablewright.declare.worlds import Drafts

        known = {table.short_name: table for table in base.tables} if base else {}
        return Drafts(self.name, sizes, options, self._functions, known, marked=marked)


def _counts(given: Mapping[str, int]) -> dict[str, int]:
    return {table: checks.rows(table, count) for table, count in given.items()}


def _refuse_twins(rules: Iterable[Invariant]) -> None:
    names: set[str] = set()
    for rule in rules:
        if rule.name in names:
            raise DeclarationError(f"rule {rule.name!r} is declared twice; rename one")
        names.add(rule.name)


def _mentions(rule: Invariant | Expectation, replaced: Mapping[str, set[str]]) -> bool:
    columns = set().union(*(replaced.get(table, set()) for table in rule.tables))
    return any(re.search(rf"\b{re.escape(column)}\b", rule.sql) for column in columns)
