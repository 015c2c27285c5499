"""Finds datasets: ready-made ones by name, yours in a plan, a file, a module or a package.

Only code that the user names runs; a manifest or a data folder never names code, and a plan has
none.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from tablewright import checks
from tablewright.dataset import Dataset
from tablewright.errors import ArgumentError, TablewrightError
from tablewright.tables import INDUSTRY_NAMES, industry

ENTRY_POINTS = "tablewright.datasets"
"""The entry point group for the datasets of a package."""
PLANS = (".yaml", ".yml", ".json")
"""Endings of plan files."""
_FORMS = (
    "give a ready-made one, FILE.yaml, FILE.py, FILE.py:NAME, package.module:NAME or an installed "
    "one"
)


def names() -> tuple[str, ...]:
    """Return the names of ready-made datasets, then those of installed packages."""
    installed = (point.name for point in entry_points(group=ENTRY_POINTS))
    return tuple(dict.fromkeys((*INDUSTRY_NAMES, *installed)))


def is_own(target: str) -> bool:
    """Return whether a target names a plan, or code: a file, or an object in a module."""
    return target.endswith((".py", *PLANS)) or ":" in target


def parted(target: str) -> tuple[str, str]:
    """Split a name into the dataset and, after a dot, its table (empty if none is given).

    Examples
    --------
    >>> parted("retail.customers"), parted("billing.py"), parted("billing.py:billing.plans")
    (('retail', 'customers'), ('billing.py', ''), ('billing.py:billing', 'plans'))
    >>> parted("billing.py.plans"), parted("billing.yaml.plans")
    (('billing.py', 'plans'), ('billing.yaml', 'plans'))
    """
    if target.endswith((".py", *PLANS)):
        return target, ""
    for ending in (".py", *PLANS):
        file, is_file, table = target.rpartition(f"{ending}.")
        if is_file and ":" not in target:
            return f"{file}{ending}", table
    if is_own(target):
        where, _, name = target.rpartition(":")
        name, _, table = name.partition(".")
        return f"{where}:{name}", table
    dataset, _, table = target.partition(".")
    return dataset, table


def find(target: str | Dataset) -> Dataset:
    """Return the dataset that a target names.

    Parameters
    ----------
    target : str or Dataset
        ``retail`` (ready-made, or the entry point of an installed package), ``billing.yaml`` (a
        plan), ``billing.py``, ``billing.py:billing`` or ``package.module:billing``. Naming a
        Python file or a module runs it.

    Raises
    ------
    ArgumentError
        If it does not exist; the message suggests the nearest name.

    Examples
    --------
    >>> find("retail")
    <Dataset retail: customers, products, transactions, line_items, inventory, stores>
    """
    if isinstance(target, Dataset):
        return target
    if not isinstance(target, str):
        raise checks.wrong_type("dataset", target, "a Dataset or its name", _FORMS)
    if target in INDUSTRY_NAMES:
        return Dataset.of(industry(target))
    if target.endswith(PLANS):
        from tablewright.planfile import load

        return load(target)
    if is_own(target):
        where, _, name = target.rpartition(":") if ":" in target else (target, "", "")
        module = _file(Path(where)) if where.endswith(".py") else _module(where)
        return _inside(module, name, target)
    for point in entry_points(group=ENTRY_POINTS):
        if point.name == target:
            found = point.load()
            if not isinstance(found, Dataset):
                raise ArgumentError(f"dataset={target!r} is a {type(found).__name__}; {_FORMS}")
            return found
    return Dataset.of(industry(target))  # Raises an error with the nearest name.


def _file(path: Path) -> ModuleType:
    if not path.is_file():
        raise ArgumentError(f"dataset={str(path)!r} is not a file; {_FORMS}")
    name = f"tablewright_dataset_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with _running(str(path), path.parent):
            spec.loader.exec_module(module)
    except SystemExit as error:
        del sys.modules[name]
        raise ArgumentError(
            f"dataset={str(path)!r} ended Python with SystemExit({error}); a file of datasets must "
            "only declare"
        ) from None
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _module(name: str) -> ModuleType:
    if not all(part.isidentifier() for part in name.split(".")):
        raise ArgumentError(f"dataset={name!r} is not the name of a module; {_FORMS}")
    with _running(name, Path.cwd()):
        return importlib.import_module(name)


@contextmanager
def _running(target: str, folder: Path) -> Iterator[None]:
    """Let code that the user named find the modules in its folder, after all that are installed.

    Errors in it are reported in one line.
    """
    there = str(folder.resolve())
    is_new = there not in sys.path
    if is_new:
        sys.path.append(there)
    try:
        yield
    except ModuleNotFoundError as error:
        raise ArgumentError(f"dataset={target!r} cannot be imported: {error}; {_FORMS}") from None
    except SyntaxError as error:
        raise ArgumentError(
            f"dataset={target!r} is not valid Python: line {error.lineno}: {error.msg}"
        ) from None
    except TablewrightError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise ArgumentError(f"dataset={target!r} raised {kind}: {error}") from error
    finally:
        if is_new:
            with suppress(ValueError):  # The code may have removed it.
                sys.path.remove(there)


def _inside(module: ModuleType, name: str, target: str) -> Dataset:
    found = {key: value for key, value in vars(module).items() if isinstance(value, Dataset)}
    if name:
        if name not in found:
            known = ", ".join(found) or "none"
            raise ArgumentError(f"dataset={target!r} has no Dataset {name}; it has {known}")
        return found[name]
    distinct = {id(value): value for value in found.values()}
    if len(distinct) != 1:
        known = ", ".join(found) or "none"
        raise ArgumentError(
            f"dataset={target!r} has {len(distinct)} datasets ({known}); add :NAME to choose one"
        )
    return next(iter(distinct.values()))
