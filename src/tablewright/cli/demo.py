"""``demo``: writes all tables of a dataset through Spark, into a catalog and a volume."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import cast

from rich.markup import escape

from tablewright import checks
from tablewright.cli.console import console, grid, print_json, say, seconds
from tablewright.cli.engine import Engine, choose
from tablewright.cli.interrupt import Stop, interruptible
from tablewright.cli.requests import named, whole
from tablewright.engines.spark.start import started
from tablewright.errors import ArgumentError
from tablewright.io import names
from tablewright.io.unity import address
from tablewright.secret import Hidden
from tablewright.spark.demo import Demo, DemoReport, Raw, default_rows

_RAW: dict[str, Raw] = {"clean": True, "dirty": "dirty", "none": False}


@dataclass(frozen=True)
class Wanted:
    """The options of the command as typed."""

    industry: str | None
    catalog: str | None
    schema: str | None
    volume: str | None
    rows: str | None
    tables: str | None
    seed: str
    raw: str
    overwrite: bool
    remote: str | None = field(repr=False)
    unity: str | None = field(repr=False)
    storage: str | None
    conf: Sequence[str] = field(repr=False)


def run(wanted: Wanted, *, quiet: bool, as_json: bool) -> None:
    """Check the options, prompt for missing ones, and write."""
    known = _named(wanted)
    declared = named(known["industry"], "{} --tables {}")
    for name in ("catalog", "schema", "volume"):
        names.part(name, known[name])
    raw = _RAW[checks.choice("raw", wanted.raw, _RAW)]
    default = default_rows(declared)
    rows = default if wanted.rows is None else whole("rows", wanted.rows)
    seed = checks.seed(whole("seed", wanted.seed))
    tables = None if wanted.tables is None else [t.strip() for t in wanted.tables.split(",")]
    engine = choose("spark", wanted.remote, None, None)
    settings = {}
    if wanted.unity is not None:
        settings[f"spark.sql.catalog.{known['catalog']}.uri"] = address(wanted.unity)
    own = dict(_setting(each) for each in wanted.conf)
    if own and engine.remote:
        raise ArgumentError(
            f"conf={next(iter(own))}=... needs a Spark started here; omit --conf: the server has "
            "its own settings"
        )
    with started(engine.remote, settings, own) as spark:
        demo = Demo(
            spark,
            declared,
            known["catalog"],
            known["schema"],
            known["volume"],
            rows,
            seed,
            raw=raw,
            tables=tables,
            mode="overwrite" if wanted.overwrite else "error",
            storage=wanted.storage,
        )

        def work(stop: Stop) -> DemoReport:
            def tell(line: str) -> None:
                stop.check()
                if not quiet:
                    say(line)

            return demo.run(tell)

        def cancel() -> None:
            with suppress(Exception):  # The session is stopping anyway.
                spark.interruptAll()

        report = interruptible(work, lambda: None, left=_left(raw), cancel=cancel)
    if as_json:
        print_json(asdict(report))
    elif not quiet:
        _show(report, engine)


def _left(raw: Raw) -> str:
    """Describe what a stopped demo leaves; Spark can write a folder but not remove one."""
    folders = ", and so are raw folders with _SUCCESS" if raw else ""
    return f"existing tables are complete{folders}; repeat with --overwrite to write all"


def _named(wanted: Wanted) -> dict[str, str]:
    """Return the required names, prompting for missing ones."""
    given = {
        "industry": wanted.industry,
        "catalog": wanted.catalog,
        "schema": wanted.schema,
        "volume": wanted.volume,
    }
    missing = [name for name, value in given.items() if value is None]
    if missing and not (sys.stdin.isatty() and sys.stderr.isatty()):
        words = ["INDUSTRY" if name == "industry" else f"--{name}" for name in missing]
        raise ArgumentError(
            f"{', '.join(missing)} not given, and there is no terminal to prompt on; add "
            f"{' and '.join(words)}"
        )
    import typer

    asked = {name: cast(str, typer.prompt(name, err=True)) for name in missing}
    return {name: asked[name] if value is None else value for name, value in given.items()}


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        # Do not show it: it may be a secret.
        raise ArgumentError("conf=... has no value; give NAME=VALUE")
    return name, Hidden(value)


def _show(report: DemoReport, engine: Engine) -> None:
    screen = console()
    screen.print(f"[bold]{report.industry}[/bold]  on {escape(engine.where)}")
    lines = [
        (one.name, f"{one.rows:,} rows", seconds(one.seconds), one.location, one.raw or "")
        for one in report.tables
    ]
    screen.print(grid(("", "", "", "", ""), lines, right=(1, 2)))
    screen.print(f"{len(lines)} tables, {report.rows:,} rows in {seconds(report.seconds)}")
