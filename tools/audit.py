"""Ask pip-audit whether an installed package has a known vulnerability.

Without a way to the advisories (no network, a mirror that does not have them) it says so in one
line and exits 0; a vulnerability is printed and exits 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

SECONDS = 120
COMMAND = ("pip_audit", "--skip-editable", "--progress-spinner", "off", "--format", "json")


def report(output: str) -> tuple[int, list[str]]:
    """How many packages were judged, and one line for each vulnerability, of pip-audit's JSON."""
    packages = json.loads(output)["dependencies"]
    judged = [package for package in packages if "vulns" in package]
    lines = []
    for package in judged:
        for found in package["vulns"]:
            fixed = ", ".join(found.get("fix_versions", ())) or "no version yet"
            lines.append(f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}")
    return len(judged), lines


def main(command: Sequence[str] = COMMAND) -> int:
    try:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        judged, lines = report(done.stdout)
    except subprocess.TimeoutExpired:
        print(f"pip-audit: the advisories did not answer in {SECONDS} s; nothing was audited")
        return 0
    except (ValueError, KeyError):
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"pip-audit: nothing was audited: {reason[:200]}")
        return 0
    if not judged:
        print("pip-audit: the advisories cannot be reached from here; nothing was audited")
        return 0
    for line in lines:
        print(line)
    print(f"pip-audit: {judged} packages audited, {len(lines)} vulnerabilities")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
