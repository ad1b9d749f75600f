"""The pictures of the README and the docs: `python -m tests.ui.pictures [NAME...]` writes them to docs/images."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ui.conftest import ARGUMENTS, CHROMIUM, ROOT, serving
from tests.ui.evidence_pictures import SCENES, shoot
from tests.ui.flows import answered, ask, menu, settled, stop, tab, unfold
from ui import texts

OUT = ROOT / "docs" / "images"
MONTHS = "Revenue by month this year"
PARTS = "revenue by region and segment last quarter"
FILTERED = (
    "SELECT region, sum(total) AS total FROM (SELECT o.region AS region, i.net_amount AS total FROM orders AS o "
    "JOIN order_items AS i ON i.order_id = o.order_id WHERE o.ordered_at >= DATE '2025-01-01' "
    "AND o.ordered_at < DATE '2025-04-01' AND o.region IN ('West', 'North', 'East')) AS t GROUP BY region ORDER BY region"
)
ENDLESS = "SELECT sum(a.net_amount * b.net_amount - c.net_amount) AS x FROM order_items a, order_items b, order_items c"


def chart(page: Page) -> None:
    ask(page, MONTHS)
    answered(page)
    page.locator(".js-plotly-plot .scatterlayer").wait_for()


def working(page: Page) -> None:
    ask(page, ENDLESS)
    page.locator('[class*="st-key-steps-"] p').nth(1).wait_for()
    page.wait_for_timeout(1500)


def rows(page: Page) -> None:
    ask(page, "number of orders by month")
    answered(page)
    tab(page, texts.TAB_TABLE)


def sql(page: Page) -> None:
    chart(page)
    tab(page, texts.TAB_SQL)
    page.get_by_role("button", name=texts.SQL_EDIT, exact=True).click()
    box = page.get_by_label(texts.SQL_EDITOR)
    expect(box).to_have_value(re.compile("SELECT"))
    box.fill(f"{box.input_value()}\nLIMIT 3")
    page.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    answered(page, 2)
    tab(page, texts.TAB_SQL)
    page.get_by_text(texts.SQL_DIFFERENCE).last.scroll_into_view_if_needed()


def receipt(page: Page) -> None:
    ask(page, "top 5 products by margin in the West")
    answered(page)
    tab(page, texts.TAB_HOW)


def chart_menu(page: Page) -> None:
    ask(page, PARTS)
    answered(page)
    ask(page, "as a stacked bar by region")
    answered(page, 2)
    menu(page, texts.CHART_CHANGE)
    page.mouse.move(700, 400)
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(500)


def take_away(page: Page) -> None:
    chart(page)
    menu(page, texts.TAKE)
    page.wait_for_timeout(500)


def save(page: Page, pinned: bool, title: str = "") -> None:
    opened = menu(page, texts.SAVE)
    if title:
        opened.get_by_label(texts.SAVE_TITLE).fill(title)
    if not pinned:
        opened.get_by_text(texts.SAVE_PIN).click()
    opened.get_by_role("button", name=texts.SAVE_DO).click()
    page.get_by_text(texts.SAVED).wait_for()
    page.keyboard.press("Escape")


def board(page: Page) -> None:
    for question in (MONTHS, "What were total sales last quarter?", "Revenue by region", "number of orders by status"):
        ask(page, question)
        page.wait_for_timeout(300)
        settled(page)
        save(page, pinned=True)
    page.get_by_role("link", name=texts.VIEW_BOARD, exact=True).click()
    page.locator("[class*='st-key-card-'] .js-plotly-plot").nth(1).wait_for()


def saved(page: Page) -> None:
    ask(page, FILTERED)
    answered(page)
    save(page, pinned=False, title="Revenue of some regions in a quarter")
    page.get_by_role("link", name=texts.VIEW_BOARD, exact=True).click()
    settled(page)
    unfold(page.locator("[class*='st-key-saved-'] summary").first)
    settled(page)
    page.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    page.locator(".js-plotly-plot").last.wait_for()
    page.locator("[class*='st-key-saved-'] summary").first.scroll_into_view_if_needed()


def data(page: Page) -> None:
    page.get_by_role("link", name=texts.VIEW_DATA, exact=True).click()
    settled(page)


def start(page: Page) -> None:
    page.locator(".st-key-tries button").first.wait_for()


Take = Callable[[Page], None]
PICTURES: dict[str, tuple[Take, int, bool]] = {
    "page": (chart, 1440, False),
    "page-dark": (chart, 1440, True),
    "start": (start, 1440, False),
    "working": (working, 1440, False),
    "table": (rows, 1440, False),
    "sql": (sql, 1440, False),
    "receipt": (receipt, 1440, False),
    "chart-menu": (chart_menu, 1440, False),
    "take-away": (take_away, 1440, False),
    "data": (data, 1440, False),
    "narrow": (chart, 420, False),
    "saved": (saved, 1440, False),
    "board": (board, 1440, False),
}
"""Name -> how to come there, the width of the window, dark or not. The board comes last: others leave things on it."""


def take(browser: Browser, address: str, name: str) -> None:
    go, width, dark = PICTURES[name]
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.get_by_test_id("stChatInput").wait_for()
    go(page)
    page.wait_for_timeout(1200)
    page.screenshot(path=OUT / f"{name}.png")
    if go is working:
        stop(page)
    context.close()


def main(names: list[str]) -> int:
    known = [*PICTURES, *SCENES]
    if unknown := set(names) - set(known):
        print(f"There is no picture {', '.join(sorted(unknown))}; there are {', '.join(known)}.", file=sys.stderr)
        return 64
    wanted = [name for name in known if name in names or not names]
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        if views := [name for name in wanted if name in PICTURES]:
            with serving("app.py", Path(home)) as address:
                for name in views:
                    take(browser, address, name)
        _evidence(browser, [name for name in wanted if name in SCENES])
        browser.close()
    return 0


def _evidence(browser: Browser, names: list[str]) -> None:
    """In homes of their own: nothing that was asked before is told about in them."""
    for stage, group in groupby(names, key=lambda name: SCENES[name].stage):
        with TemporaryDirectory() as home, stage(Path(home)) as address:
            for name in group:
                shoot(browser, address, SCENES[name], OUT / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
