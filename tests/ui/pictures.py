"""The pictures of the README: `python -m tests.ui.pictures` writes them to docs/images, from the demo warehouse."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.ui.conftest import ARGUMENTS, CHROMIUM, ROOT, serving
from tests.ui.flows import answered, ask

OUT = ROOT / "docs" / "images"
QUESTION = "Revenue by month this year"


def take(page: Page, address: str, dark: bool, path: Path) -> None:
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.goto(address)
    page.get_by_test_id("stChatInput").wait_for()
    ask(page, QUESTION)
    answered(page)
    page.locator(".js-plotly-plot").wait_for()
    page.wait_for_timeout(1000)
    page.screenshot(path=path)


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home, serving("app.py", Path(home)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(60_000)
        for dark, name in ((False, "page.png"), (True, "page-dark.png")):
            take(page, address, dark, OUT / name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
