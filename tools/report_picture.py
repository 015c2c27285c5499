"""Write ``docs/report.png``: the title and the first table of a report, in Chromium.

Usage: ``python tools/report_picture.py``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WIDTH, HEIGHT = 1000, 1010


def main() -> int:
    from playwright.sync_api import sync_playwright

    import tablewright as tw
    from tools.browser import find

    chromium = find(os.environ)
    if chromium is None:
        print("there is no Chromium; see tools/browser.py", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        page = tw.iot(rows=2_000, seed=7).report().save(Path(folder) / "report.html")
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        shown.goto(page.as_uri())
        # The first table's card says more than the diagram.
        hidden = "nav, #diagram, #tables > h2, #tables > p, .story p + p { display: none }"
        shown.add_style_tag(content=f"{hidden} header {{ padding-top: 1rem }}")
        shown.screenshot(path=ROOT / "docs" / "report.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
