"""A report in Chromium: quiet, whole, readable in light and dark, narrow and wide, by keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import tablewright as tw

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SECTIONS = ("diagram", "tables", "checks", "again")
WAYS = [(name, scheme, width) for name in ("iot", "odd") for scheme in ("light", "dark")
        for width in (360, 1440)]  # fmt: skip


@contextmanager
def opened(browser: Browser, file: Path, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open a page; the list holds its console messages, errors and requests."""
    context = browser.new_context(**options)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: said.append(request.url))
    page.on("requestfailed", lambda request: said.append(f"{request.url}: {request.failure}"))
    page.goto(file.as_uri())
    assert said.pop(0) == file.as_uri()
    yield page, said
    context.close()


def brightness(page: Page, selector: str, property: str) -> float:
    """Return the mean of a colour's red, green and blue."""
    color = page.eval_on_selector(selector, f"e => getComputedStyle(e).{property}")
    return sum(map(float, color[color.index("(") + 1 : -1].split(",")[:3])) / 3


@pytest.mark.parametrize(("name", "scheme", "width"), WAYS)
def test_a_page_is_whole_and_quiet(
    name: str, scheme: Any, width: int, browser: Browser, pages: dict[str, Path]
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with opened(browser, pages[name], **options) as (page, said):
        page.wait_for_timeout(200)
        assert said == []
        assert page.title() == ("iot: report" if name == "iot" else "strange: report")
        for section in SECTIONS:
            box = page.locator(f"#{section}").bounding_box()
            assert box is not None
            assert box["height"] > 40
        assert page.locator("article").count() == (len(tw.iot.tables) if name == "iot" else 4)
        # Only what is marked as wide scrolls sideways.
        assert page.evaluate("document.documentElement.scrollWidth") == width
        dark = brightness(page, "body", "backgroundColor") < 60
        assert dark == (scheme == "dark")
        assert (brightness(page, "body", "color") > 200) == dark
        mark = page.locator("figure svg path[fill='var(--accent)']").first
        fill = mark.evaluate("e => getComputedStyle(e).fill")
        assert fill == ("rgb(107, 167, 236)" if dark else "rgb(47, 109, 179)")


def test_no_script_in_data_runs(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["odd"]) as (page, said):
        assert "document.title='run'" in page.content()
        assert page.locator("script, img, iframe").count() == 0
        page.evaluate("document.body.append(document.createElement('script'))")
        page.wait_for_timeout(200)
        assert page.title() == "strange: report"
        assert said == []


def test_the_policy_stops_a_script_and_a_request(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    text = pages["odd"].read_text("utf-8")
    planted = "<script>document.title='run'</script><img src='https://example.com/a.png'>"
    (tmp_path / "planted.html").write_text(text.replace("<header>", f"{planted}<header>"), "utf-8")
    with opened(browser, tmp_path / "planted.html") as (page, said):
        page.wait_for_timeout(200)
        assert page.title() == "strange: report"
        assert "https://example.com/a.png: csp" in said
        assert any("Content Security Policy" in each for each in said)


def test_every_part_is_reached_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["iot"], viewport={"width": 360, "height": 800}) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        reached = set()
        for _ in range(120):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.tagName.toLowerCase()"))
        assert {"a", "summary", "div", "pre"} <= reached | {"a"}
        closed = page.locator("details:not([open])").first
        closed.locator("summary").focus()
        page.keyboard.press("Enter")
        assert page.locator("details:focus-within").first.evaluate("e => e.open")


def test_pictures_have_words(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["iot"]) as (page, _):
        figures = page.locator("figure:not([aria-hidden])")
        assert figures.count() > 20
        for label in figures.evaluate_all("all => all.map(e => e.ariaLabel)"):
            assert label
            assert len(label) > 10
        assert figures.evaluate_all("all => all.every(e => e.role == 'img')")
        levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(e => +e.tagName[1])")
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_print_is_light_and_shows_what_is_folded(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    with opened(browser, pages["iot"], color_scheme="dark") as (page, _):
        page.emulate_media(media="print", color_scheme="dark")
        assert brightness(page, "body", "backgroundColor") == 255
        assert not page.locator("nav").is_visible()
        assert page.locator("details:not([open]) li").first.is_visible()
        printed = page.pdf()
        assert printed.startswith(b"%PDF")


def test_a_notebooks_frame_shows_the_page(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    shown = tw.Page(pages["iot"].read_text("utf-8"), tw.Report(()))._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!doctype html><body>{shown}", "utf-8")
    with opened(browser, tmp_path / "notebook.html") as (page, said):
        frame = page.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == "iot"
        assert [each for each in said if each != "about:srcdoc"] == []
