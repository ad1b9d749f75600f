"""A saved question keeps what its answer had: its period to choose anew, how sure it is, and the notes about its data."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.flows import answered, ask, settled
from tests.ui.test_browser_keep import save, to_board
from ui import texts

pytestmark = [pytest.mark.browser]
QUESTION = "total amount by channel where customer is not customer 1 from 1 January 2024 to 31 March 2024"


def test_a_saved_question_in_words_offers_its_dates_and_says_how_sure_it_is(page: Page) -> None:
    ask(page, QUESTION)
    answered(page)
    badge = page.locator("[class*='st-key-foot-']").locator(".stMarkdownBadge").first
    sure = badge.inner_text().split(maxsplit=1)[-1]
    save(page, "A quarter", pin=True)
    to_board(page)
    card = page.locator("[class*='st-key-card-']").filter(has_text="A quarter")
    expect(card.locator("[class*='st-key-standing-']")).to_contain_text(sure)
    card.get_by_role("button", name=texts.REFRESH).click()
    settled(page)
    expect(card.get_by_text(texts.JUST_NOW, exact=False)).to_be_visible()
    expect(card.locator("[class*='st-key-standing-']")).to_contain_text(sure)
    page.locator("[class*='st-key-saved-']").get_by_text("A quarter").click()
    settled(page)
    expect(page.get_by_test_id("stDateInput")).to_be_visible()
    page.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    expect(page.locator("[class*='st-key-standing-ran-']")).to_contain_text(sure)
