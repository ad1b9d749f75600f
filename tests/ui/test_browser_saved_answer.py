"""A saved question keeps what its answer had: its period to choose anew, how sure it is, and the notes about its data."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.conftest import picture
from tests.ui.flows import answered, ask, settled, unfold
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
    unfold(page.locator("[class*='st-key-saved-']").get_by_text("A quarter"))
    settled(page)
    expect(page.get_by_test_id("stDateInput")).to_be_visible()
    page.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    expect(page.locator("[class*='st-key-standing-ran-']")).to_contain_text(sure)


def until(part: Locator, month: str, day: str) -> None:
    """Type another last day into the period of that part of the page."""
    segments = part.get_by_test_id("stDateInput").get_by_role("spinbutton")
    segments.nth(4).click()
    segments.nth(4).press_sequentially(month)
    segments.nth(5).click()
    segments.nth(5).press_sequentially(day)
    segments.nth(5).press("Enter")


def test_the_values_of_a_saved_question_are_on_its_tile_changed_there_kept_and_asked_on_from(page: Page) -> None:
    ask(page, "total amount by channel in 2024")
    answered(page)
    save(page, "A year", pin=True)
    to_board(page)
    card = page.locator("[class*='st-key-card-']").filter(has_text="A year")
    period = card.get_by_role("button", name="Period (ordered on) 1 Jan 2024 to 31 Dec 2024")
    period.click()
    until(page.get_by_test_id("stPopoverBody"), "06", "30")
    settled(page)
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=texts.VALUES_APPLY).click()
    expect(card.get_by_role("button", name="Period (ordered on) 1 Jan 2024 to 30 Jun 2024")).to_be_visible()
    picture(page, "tile-values")
    unfold(page.locator("[class*='st-key-saved-']").get_by_text("A year"))
    settled(page)
    expect(page.get_by_text("total amount by channel from 1 January 2024 to 30 June 2024")).to_be_visible()
    until(page.locator("[class*='st-key-saved-']"), "03", "31")
    page.get_by_role("heading", name=texts.VIEW_BOARD).click()  # what is typed counts when the field is left
    settled(page)
    expect(page.get_by_role("button", name=texts.VALUES_KEEP)).to_be_visible()
    page.get_by_role("button", name=texts.OPEN).click()
    answered(page)
    asked = page.get_by_test_id("stChatMessage").first
    expect(asked).to_contain_text("total amount by channel from 1 January 2024 to 31 March 2024")
    ask(page, "only web")
    answered(page, 2)
    expect(page.locator("h2").last).to_contain_text("Q1 2024")
