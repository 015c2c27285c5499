"""Write ``data/codes.json``: the titles of the diagnoses and groups that healthcare uses.

Both lists are works of the US government, in the public domain. This reads them from packages that
carry them: ``pip install simple-icd-10-cm==1.5.0 drg2txt==0.3.0``. With ``--check`` it reports any
difference and exits with status 1.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from tablewright.tables.healthcare.diagnoses import used

FILE = Path(__file__).parent.parent / "src" / "tablewright" / "data" / "codes.json"
SOURCE = {
    "icd10cm": "ICD-10-CM, National Center for Health Statistics and CMS; public domain",
    "msdrg": "MS-DRG definitions v38.1, Centers for Medicare and Medicaid Services; public domain",
}


def made() -> str:
    """The text of the file."""
    icd = importlib.import_module("simple_icd_10_cm")
    drg = importlib.import_module("drg2txt")
    diagnoses, groups = used()
    wrong = [code for code in diagnoses if not (icd.is_valid_item(code) and icd.is_leaf(code))]
    if wrong:
        raise SystemExit(f"no such codes, or with subcodes: {', '.join(sorted(wrong))}")
    content = {
        "source": SOURCE,
        "icd10cm": {code: icd.get_description(code) for code in sorted(diagnoses)},
        "msdrg": {code: drg.get_drg_description(int(code)) for code in sorted(groups)},
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write or check the file."""
    text = made()
    if sys.argv[1:] == ["--check"]:
        raise SystemExit(int(text != FILE.read_text(encoding="utf-8")))
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
