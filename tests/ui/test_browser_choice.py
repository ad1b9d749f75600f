"""A reading that was picked once: remembered, said when the question is asked again, chosen otherwise, taken back."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.agents.conftest import SHOP
from tests.ui.conftest import picture, serving, session
from tests.ui.flows import anew, answered, ask, settled
from ui import texts

pytestmark = [pytest.mark.browser]
OPEN = "clients by region"
"""The words of this shop leave open whether its customers are meant: one reading is offered."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("shop")
    with duckdb.connect(str(home / "shop.duckdb")) as connection:
        connection.execute(SHOP)
    with serving("app.py", home, CANDOR_DATABASE=str(home / "shop.duckdb"), CANDOR_TRACING="off") as address:
        yield address


@pytest.fixture
def page(browser: Browser, shop: str) -> Iterator[Page]:
    with session(browser, shop) as opened:
        yield opened


def test_a_reading_that_is_picked_holds_in_later_conversations_until_it_is_chosen_otherwise(page: Page) -> None:
    ask(page, OPEN)
    offered = page.locator("[class*='st-key-go-'] button").first
    reading = offered.inner_text()
    offered.click()
    answered(page)
    expect(page.get_by_text("Remembered: asked again", exact=False)).to_be_visible()
    ask(page, OPEN)
    answered(page, 2)
    as_before = page.get_by_text(f"As you chose before: {reading.rstrip('?')}", exact=False)
    expect(as_before).to_be_visible()
    anew(page)
    ask(page, OPEN)
    answered(page)
    expect(as_before).to_be_visible()
    settled(page)
    picture(page, "as-chosen-before")
    page.get_by_role("button", name=texts.OTHERWISE).click()
    expect(page.locator("[class*='st-key-go-'] button").filter(has_text=reading)).to_be_visible()
    settled(page)
    page.get_by_role("link", name=texts.VIEW_SETTINGS, exact=True).click()
    expect(page.get_by_text(texts.HABITS_NONE)).to_be_visible()
