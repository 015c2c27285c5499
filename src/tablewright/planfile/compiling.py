"""Compiles a plan to a dataset."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tablewright import checks
from tablewright.dataset import Dataset
from tablewright.declare import TableDraft, TableFunction, WorldDraft
from tablewright.planfile import columns
from tablewright.planfile.nodes import Node, placed
from tablewright.planfile.reading import read_file, read_text
from tablewright.planfile.scope import Scope
from tablewright.planfile.shapes import (
    SHARE,
    TEXT,
    TRUTH,
    WHOLE,
    Anything,
    Defined,
    Either,
    Items,
    Named,
    Record,
)
from tablewright.tables import INDUSTRY_NAMES, industry

COLUMNS = Defined("columns")
RULE = Either(
    Record(
        {"holds": Defined("expression"), "sql": TEXT, "doc": TEXT},
        about={"holds": "A condition of a row.", "sql": "A SELECT of the rows that break it."},
    ),
    Defined("expression"),
)
TABLE = Record(
    {
        "doc": TEXT,
        "rows": WHOLE,
        "fixed": TRUTH,
        "cluster_rows": WHOLE,
        "demo_rows": WHOLE,
        "children": Items(TEXT),
        "distinct": Items(TEXT),
        "columns": COLUMNS,
        "rules": Named(RULE),
    },
    about={
        "doc": "One sentence that describes a row.",
        "rows": "Default number of rows.",
        "fixed": "Whether its rows stay the same when the others grow.",
        "children": "Tables whose rows are dealt out to these rows.",
        "distinct": "References whose combinations occur at most once, as in a junction table.",
        "columns": "The columns, each with a type and what fills it; each uses those above.",
        "rules": "Conditions that hold in every row.",
    },
)
PLAN = Record(
    {
        "$schema": TEXT,
        "dataset": TEXT,
        "doc": TEXT,
        "extends": TEXT,
        "traits": Anything(),
        "main": TEXT,
        "rates": Named(SHARE),
        "tables": Named(TABLE),
        "rules": Named(RULE),
    },
    ("dataset", "tables"),
    {
        "dataset": "The dataset's name.",
        "doc": "One sentence that describes it.",
        "extends": "A ready-made dataset, to which the plan adds.",
        "traits": "Traits of the extended dataset.",
        "main": "The table that --rows counts; default: the first that is not fixed.",
        "rates": "Shares that a caller can set; an expression reads rates.NAME.",
        "tables": "The tables, by name; they grow together.",
        "rules": "Rules in SQL: each a SELECT of the rows that break it.",
    },
)


def load(path: str | Path) -> Dataset:
    """Return the dataset that a plan file declares; the file is read, and nothing in it runs.

    Parameters
    ----------
    path : str or Path
        A file of YAML or JSON.

    Raises
    ------
    ArgumentError, DeclarationError
        If it is no plan; the message begins with file and line.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import tablewright as tw
    >>> plan = '''
    ... dataset: shop
    ... tables:
    ...   orders:
    ...     rows: 10
    ...     columns:
    ...       order_id: key
    ...       quantity: {integer: {uniform: [1, 9]}}
    ...       price: {decimal: {lognormal: {median: 20, sigma: 0.5}}}
    ...       total: {decimal: quantity * price}
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "shop.yaml")
    ...     _ = file.write_text(plan)
    ...     tw.load(file)().rows
    {'orders': 10}
    """
    if not isinstance(path, str | Path):
        raise checks.wrong_type("plan", path, "a path", "give FILE.yaml or FILE.json")
    return compiled(read_file(Path(path)))


def loads(text: str, name: str = "plan") -> Dataset:
    """Return the dataset of a plan's text; ``name`` begins its errors."""
    return compiled(read_text(text, name))


def compiled(plan: Node) -> Dataset:
    """Return the dataset of a plan; an error with a line if it is none."""
    entries = plan.entries("give a plan: dataset, tables")
    given = PLAN.read(plan)
    tables = entries["tables"].entries("give tables by name")
    known: dict[str, dict[str, Any]] = given["tables"]
    with placed(entries["dataset"]):
        dataset = _started(given, known, entries)
    for name, node in tables.items():
        with placed(node):
            dataset.table(_function(name, node, known[name]))
    for name, rule in entries["rules"].entries("").items() if "rules" in entries else ():
        with placed(rule):
            sql = given["rules"][name]
            if not isinstance(sql, dict) or "sql" not in sql or "holds" in sql:
                raise rule.error("is no rule of a dataset; give {sql: SELECT ..., doc: ...}")
            dataset.rule(name, sql.get("doc", name), sql["sql"])
    return dataset


def _started(
    given: dict[str, Any], tables: dict[str, dict[str, Any]], entries: dict[str, Node]
) -> Dataset:
    rows = {name: table["rows"] for name, table in tables.items() if "rows" in table}
    if "extends" in given:
        of = entries["extends"]
        if given["extends"] not in INDUSTRY_NAMES:
            raise of.error(f"is not ready-made; choose from {', '.join(INDUSTRY_NAMES)}")
        for own in ("main", "rates", "doc"):
            if own in entries:
                raise entries[own].error("belongs to the extended dataset; leave it out")
        traits = given.get("traits")
        with placed(entries.get("traits", of)):
            base = Dataset.of(industry(given["extends"]))
            return base.extend(given["dataset"], rows, traits=traits)
    if "traits" in given:
        raise entries["traits"].error("is for a plan that extends a ready-made dataset; remove it")
    for name, node in entries["tables"].entries("").items():
        if "rows" not in tables[name]:
            raise node.error("has no rows; add rows: 1000")
    return Dataset(
        given["dataset"],
        rows,
        doc=given.get("doc", ""),
        main=given.get("main"),
        fixed=[name for name, table in tables.items() if table.get("fixed")],
        rates=given.get("rates"),
        cluster_rows=_sizes(tables, "cluster_rows"),
        demo_rows=_sizes(tables, "demo_rows"),
    )


def _sizes(tables: dict[str, dict[str, Any]], key: str) -> dict[str, int]:
    return {name: table[key] for name, table in tables.items() if key in table}


def _function(name: str, node: Node, given: dict[str, Any]) -> TableFunction:
    """Return the function that declares a table."""
    entries = node.entries("")
    nodes = entries["columns"].entries("give columns by name") if "columns" in entries else {}
    rules = entries["rules"].entries("") if "rules" in entries else {}
    children: list[Node] = entries["children"].items("") if "children" in entries else []

    def declare(t: TableDraft, world: WorldDraft) -> None:
        scope = Scope(t, world, name)
        if "distinct" in entries:
            _distinct(scope, entries["distinct"], nodes)
        for column, each in nodes.items():
            columns.declare(scope, column, each)
        for child in children:
            with placed(child):
                scope.children(child.text("give a table"))
        for rule, each in rules.items():
            _rule(scope, rule, each, given["rules"][rule])

    return _titled(declare, name, given.get("doc", ""))


def _distinct(scope: Scope, node: Node, nodes: dict[str, Node]) -> None:
    """Declare the references whose combinations are distinct."""
    with placed(node):
        parents = {}
        for each in node.items("give a list of references"):
            name = each.text("give a reference")
            entries = nodes[name].value if name in nodes else None
            if not isinstance(entries, dict) or "ref" not in entries:
                raise each.error("is not a reference of this table; name its foreign keys")
            parents[name] = scope.world[entries["ref"].text("give the name of a table")]
        scope.t.distinct(parents)


def _rule(scope: Scope, name: str, node: Node, given: Any) -> None:
    holds, doc = node, ""
    if isinstance(given, dict):
        if "holds" not in given or "sql" in given:
            raise node.error("is no rule of a table; give a condition, or {holds: ..., doc: ...}")
        holds, doc = given["holds"], given.get("doc", "")
    with placed(holds):
        scope.t.rule(name, columns.condition(scope, holds), doc=doc)


def _titled(function: Callable[..., None], name: str, doc: str) -> TableFunction:
    """Give a function a table's name and description, by which a dataset takes it."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function
