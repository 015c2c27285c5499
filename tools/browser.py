"""Run the tests that need a browser, with the distribution's Chromium.

Usage: ``python tools/browser.py [arguments of pytest]``. Finds Chromium, or installs it where apt
and root are available. Where neither is possible, prints one line and exits 0, or 1 if ``CI`` is
set: there, the tests must run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "TABLEWRIGHT_CHROMIUM"
"""Names the browser for the tests; without it they are not collected."""
_INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")


def find(environment: Mapping[str, str]) -> str | None:
    """Return the path of a Chromium: the one that ``TABLEWRIGHT_CHROMIUM`` names, or on PATH."""
    path = environment.get("PATH", os.defpath)
    named = environment.get(VARIABLE)
    found = (shutil.which(name, path=path) for name in ((named,) if named else NAMES))
    return next(filter(None, found), None)


def install(environment: Mapping[str, str]) -> str:
    """Install Chromium from the distribution; return why that is not possible, or nothing."""
    if shutil.which("apt-get", path=environment.get("PATH", os.defpath)) is None:
        return "there is no apt-get to install it with"
    if os.geteuid() != 0:
        return f"only root can install it: {' '.join(_INSTALL)}"
    for command in (("apt-get", "update", "-qq"), _INSTALL):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            return f"{command[1]} failed: {lines[-1] if lines else done.returncode}"
    return ""


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run pytest with a browser; return its exit status."""
    found = find(environment)
    why = ""
    if found is None and VARIABLE not in environment:
        why = install(environment)
        found = find(environment)
    if found is None:
        must = bool(environment.get("CI"))
        outcome = "not run, which CI requires" if must else "skipped"
        print(f"browser tests {outcome}: no Chromium; {why or environment.get(VARIABLE)}")
        return int(must)
    command = [sys.executable, "-m", "pytest", "-q", "tests/browser", *arguments]
    made = {**environment, VARIABLE: found}
    return subprocess.run(command, cwd=ROOT, env=made, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
