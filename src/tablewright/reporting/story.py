"""The dataset's story in three lines, and how to make it again."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from tablewright._version import __version__
from tablewright.errors import printable
from tablewright.reporting.collecting import Findings
from tablewright.reporting.words import number, plural
from tablewright.spec import Declaration, Window
from tablewright.tables import INDUSTRY_NAMES
from tablewright.verification import OpenDataset, Report

_MANY = 100
_PACKAGES = ("polars", "duckdb", "vl-convert-python")


def story(findings: Findings, report: Report) -> list[str]:
    """Return what the dataset is, how large it is, and what holds."""
    return [_what(findings), _how_much(findings), _what_holds(report, is_raw=findings.open is None)]


def _what(findings: Findings) -> str:
    found = findings.open
    if found is not None and found.declaration is not None and found.declaration.doc:
        return found.declaration.doc
    names = ", ".join(table.table.short_name for table in findings.tables)
    kind = "Files without a manifest" if found is None else "Tables that belong together"
    return f"{kind}: {names}."


def _how_much(findings: Findings) -> str:
    found, shown = findings.open, {t.table.short_name: t.summary.rows for t in findings.tables}
    known = shown if found is None else {n: t.rows for n, t in found.manifest.tables.items()}
    text = f"{plural(len(known), 'table')} with {plural(sum(known.values()), 'row')}"
    if found is not None:
        window = found.manifest.window
        text += f", {window.start:%-d %B %Y} to {window.end:%-d %B %Y}"
    text += "."
    families = [one for table in findings.tables for one in table.children]
    # Not of a few plans or stores, each of which has hundreds of rows.
    near = [one for one in families if 1 < one.mean < _MANY][:2] or families[:1]
    if near:
        means = [f"{number(round(o.mean, 1))} {o.child} per row of {o.parent}" for o in near]
        text += f" On average there are {' and '.join(means)}."
    return text


def _what_holds(report: Report, *, is_raw: bool) -> str:
    held, broken, not_checked = (report.count(s) for s in ("ok", "breach", "skipped"))
    text = f"{plural(held, 'check')} {'holds' if held == 1 else 'hold'}"
    if broken:
        text = f"{plural(broken, 'check')} {'fails' if broken == 1 else 'fail'}; {text}"
    if not_checked:
        text += f"; {not_checked:,} cannot be checked"
        text += "" if is_raw else ", most often because there are too few rows"
    return text + "."


def commands(found: OpenDataset | None, source: str | None) -> Iterator[tuple[str, str]]:
    """Yield what makes the same rows again: a caption and the text to run.

    ``source`` names the declaration as the caller did, such as ``billing.py``.
    """
    if found is None or found.declaration is None:
        return
    declaration, manifest = found.declaration, found.manifest
    sizes = manifest.sizes(declaration)
    main = sizes[declaration.main]
    settings = dict(_settings(found, declaration))
    window = {} if manifest.window == Window() else _window(manifest.window)
    locale = str(manifest.parameters.get("locale", "en"))
    name = source or declaration.name
    is_named = source is not None or declaration.name in INDUSTRY_NAMES
    if is_named and sizes == declaration.sizes(main):
        words = ["tablewright", "generate", name, "--rows", str(main)]
        words += ["--seed", str(manifest.seed)]
        formats = {table.format.name for table in manifest.tables.values()}
        words += ["--format", *formats] if len(formats) == 1 else []
        for option, value in window.items():
            words += [f"--{option.removesuffix('_date')}", value]
        words += ["--locale", locale] if locale != "en" else []
        for setting, given in settings.items():
            unit = "s" if setting in declaration.intervals else ""
            words += ["--set", f"{setting}={given}{unit}"]
        yield "On the command line", shlex.join(words)
    arguments = [f"seed={manifest.seed}"]
    is_scaled = sizes == declaration.sizes(main)
    arguments.insert(0, f"rows={main}" if is_scaled else f"sizes={sizes}")
    arguments += [f"{option}={value!r}" for option, value in window.items()]
    arguments += [f"locale={locale!r}"] if locale != "en" else []
    rates = {name: value for name, value in settings.items() if name in declaration.rates}
    spans = {name: value for name, value in settings.items() if name in declaration.intervals}
    arguments += [f"rates={rates}"] if rates else []
    arguments += [f"intervals={spans}"] if spans else []
    dataset = f"tw.{declaration.name}"
    if declaration.name not in INDUSTRY_NAMES:
        dataset = f"tw.find({source!r})" if source else declaration.name
    yield "In Python", f"import tablewright as tw\n\nworld = {dataset}({', '.join(arguments)})"


def _settings(found: OpenDataset, declaration: Declaration) -> Iterator[tuple[str, object]]:
    options = found.manifest.options(declaration)
    for name, default in declaration.rates.items():
        if options.rates[name] != default:
            yield name, options.rates[name]
    for name, interval in declaration.intervals.items():
        seconds = options.intervals.get(name, 0)
        if seconds and seconds != interval.default:
            yield name, seconds


def _window(window: Window) -> dict[str, str]:
    return {"start_date": window.start.isoformat(), "end_date": window.end.isoformat()}


def versions(found: OpenDataset | None) -> list[tuple[str, str]]:
    """Return the versions of what made the rows, and of what made this page."""
    made = []
    if found is not None:
        version_ = printable(found.manifest.version, keep="")
        made.append(("rows made by", f"tablewright {version_}"))
    made.append(
        ("report made by", f"tablewright {__version__}, Python {platform.python_version()}")
    )
    for name in _PACKAGES:
        try:
            made.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return made
