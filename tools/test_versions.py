"""Check that every Python, and the lowest and the highest packages declared, make the same rows.

``python tools/test_versions.py`` looks for Python 3.10 to 3.13 on this machine, makes two
environments for each under ``.cache/versions``, and runs ``tests.golden.reproduce`` in both. It
prints one line for each, and exits 1 if one is not as blessed or fewer than one Python was found.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".cache" / "versions"
MINORS = (10, 11, 12, 13)
EXTRAS = "verify|delta|fast"


def pythons() -> Iterator[tuple[int, str]]:
    """One interpreter of each minor version that there is: on the path, or where pyenv has them."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for minor in MINORS:
        found = [shutil.which(f"python3.{minor}"), *sorted(pyenv.glob(f"3.{minor}.*/bin/python3"))]
        for candidate in filter(None, found):
            code = f"import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, {minor}))"
            if subprocess.run([candidate, "-c", code], check=False, capture_output=True).returncode:
                continue  # pyenv's shims answer for versions that are not chosen.
            yield minor, str(candidate)
            break


def requirements(text: str, minor: int) -> list[str]:
    """What the package and some of its extras ask for, of pyproject.toml's text, for a Python."""
    lists = re.compile(rf"^(?:dependencies|{EXTRAS}) = \[(.*?)\]", re.DOTALL | re.MULTILINE)
    blocks = lists.findall(text)
    found = []
    for line in re.findall(r'"([^"]+)"', "".join(blocks)):
        requirement, _, marker = line.partition(";")
        condition = re.search(r"python_version\s*(<|>=)\s*'3\.(\d+)'", marker)
        if condition and (minor < int(condition[2])) != (condition[1] == "<"):
            continue
        found.append(requirement.strip())
    return found


def lowest(requirement: str) -> str:
    """The requirement at its lower bound."""
    return re.sub(r">=([^,]+).*", r"==\1", requirement)


def environment(python: str, folder: Path, wanted: list[str]) -> Path:
    """The interpreter of an environment with these packages; made again if they have changed."""
    stamp = folder / "wanted.txt"
    text = "\n".join([python, *wanted])
    if not stamp.is_file() or stamp.read_text() != text:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-m", "venv", folder], check=True)
        install = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", *wanted, "pytest"]
        subprocess.run(
            install, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        )
        stamp.write_text(text)
    return folder / "bin" / "python"


def main() -> int:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    failed, checked = 0, 0
    for minor, python in pythons():
        highest = requirements(text, minor)
        for kind, wanted in (("lowest", [lowest(each) for each in highest]), ("highest", highest)):
            made = environment(python, HOME / f"3.{minor}-{kind}", wanted)
            done = subprocess.run(
                [made, "-m", "tests.golden.reproduce"],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
                check=False,
            )
            checked += 1
            failed += done.returncode != 0
    print(f"{checked} environments, {failed} of them not as blessed")
    return 1 if failed or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
