"""What is kept: saved questions with their filters, the board, conversations searched, renamed, reported, deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import picture
from tests.ui.flows import anew, answered, ask, menu, settled, unfold
from ui import texts

pytestmark = [pytest.mark.browser]
QUESTION = "number of orders by channel"
FILTERED = (
    "SELECT channel, sum(amount) AS total FROM orders WHERE ordered_on >= DATE '2024-01-01' AND "
    "ordered_on < DATE '2024-04-01' AND channel IN ('web', 'store') GROUP BY channel ORDER BY channel LIMIT 5"
)


def save(page: Page, title: str, pin: bool) -> None:
    opened = menu(page, texts.SAVE)
    opened.get_by_label(texts.SAVE_TITLE).fill(title)
    if not pin:
        opened.get_by_text(texts.SAVE_PIN).click()
    opened.get_by_role("button", name=texts.SAVE_DO).click()
    expect(page.get_by_text(texts.SAVED)).to_be_visible()
    page.keyboard.press("Escape")


def to_board(page: Page) -> None:
    page.get_by_role("link", name=texts.VIEW_BOARD, exact=True).click()
    expect(page.get_by_role("heading", name=texts.VIEW_BOARD)).to_be_visible()
    settled(page)


def test_a_pinned_answer_is_on_the_board_with_its_time_and_is_refreshed(page: Page) -> None:
    ask(page, QUESTION)
    answered(page)
    save(page, "Orders by channel", pin=True)
    to_board(page)
    card = page.locator("[class*='st-key-card-']").filter(has_text="Orders by channel")
    expect(card.locator(".js-plotly-plot")).to_be_visible()
    expect(card.get_by_text(texts.JUST_NOW, exact=False)).to_be_visible()
    card.get_by_role("button", name=texts.REFRESH).click()
    settled(page)
    expect(card.locator(".js-plotly-plot")).to_be_visible()
    picture(page, "board")
    card.get_by_role("button", name=texts.UNPIN).click()
    expect(card).to_have_count(0)


def test_a_saved_question_is_run_with_other_values(page: Page) -> None:
    ask(page, FILTERED)
    answered(page)
    save(page, "Totals of a quarter", pin=False)
    to_board(page)
    unfold(page.get_by_text("Totals of a quarter"))
    settled(page)
    expect(page.get_by_test_id("stDateInput")).to_be_visible()
    page.get_by_test_id("stMultiSelect").get_by_role("button", name="store", exact=False).first.click()
    settled(page)
    page.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    expect(page.get_by_test_id("stMetricValue")).to_be_visible()
    picture(page, "saved")


def test_a_saved_question_is_found_renamed_asked_on_and_deleted(page: Page) -> None:
    ask(page, "How many orders are there?")
    answered(page)
    save(page, "The count", pin=False)
    to_board(page)
    box = page.get_by_label(texts.SAVED_SEARCH)
    box.fill("nowhere to be found")
    box.press("Enter")
    expect(page.get_by_text(texts.SAVED_NOT_FOUND)).to_be_visible()
    box.fill("count")
    box.press("Enter")
    unfold(page.get_by_text("The count"))
    settled(page)
    opened = menu(page, texts.MORE)
    opened.get_by_label(texts.SAVE_TITLE).fill("All orders")
    opened.get_by_label(texts.SAVE_TITLE).press("Enter")
    settled(page)
    opened.get_by_role("button", name=texts.RENAME).click()
    settled(page)
    page.keyboard.press("Escape")
    box.fill("all orders")
    box.press("Enter")
    expect(page.get_by_text("All orders")).to_be_visible()
    settled(page)
    if not page.get_by_role("button", name=texts.OPEN).is_visible():
        unfold(page.get_by_text("All orders"))
    page.get_by_role("button", name=texts.OPEN).click()
    answered(page)
    expect(page.get_by_test_id("stMetricValue")).to_have_text("60")
    to_board(page)
    unfold(page.get_by_text("All orders"))
    menu(page, texts.MORE).get_by_role("button", name=texts.SAVED_DELETE).click()
    page.get_by_role("button", name=texts.FORGET_DO).click()
    expect(page.get_by_text("All orders")).to_have_count(0)


def conversation(page: Page, title: str) -> None:
    """Open the menu of a conversation in the list."""
    page.get_by_role("button", name=texts.CONVERSATION_MORE.format(title=title)).click()
    page.get_by_test_id("stPopoverBody").wait_for()
    settled(page)


def test_a_conversation_is_renamed_and_deleted(page: Page) -> None:
    ask(page, "number of orders by customer")
    answered(page)
    conversation(page, "number of orders by customer")
    box = page.get_by_test_id("stPopoverBody").get_by_label(texts.SAVE_TITLE)
    box.fill("Amounts")
    box.press("Enter")
    expect(page.get_by_role("button", name=texts.CONVERSATION_MORE.format(title="Amounts"))).to_be_visible()
    page.reload()
    answered(page)
    conversation(page, "Amounts")
    page.get_by_role("button", name=texts.DELETE).click()
    page.get_by_role("button", name=texts.FORGET_DO).click()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
    expect(page.get_by_role("button", name="Amounts", exact=True)).to_have_count(0)


def test_a_conversation_is_found_by_words_of_its_questions(page: Page) -> None:
    for word in ("number", "total", "average", "highest", "lowest", "median"):
        anew(page)
        ask(page, f"{word} amount by channel")
        expect(page.get_by_test_id("stChatMessage")).to_have_count(2)
        settled(page)
    box = page.get_by_label(texts.CONVERSATIONS_SEARCH)
    box.fill("MEDIAN channel")
    box.press("Enter")
    rows = page.locator("[class*='st-key-open-']")
    expect(rows.filter(has_text="lowest")).to_have_count(0)
    expect(rows.filter(has_text="median").first).to_be_visible()
    box.fill("nobody said this")
    box.press("Enter")
    expect(page.get_by_text(texts.NO_SUCH_CONVERSATION)).to_be_visible()


def test_a_conversation_is_taken_along_as_a_report(page: Page) -> None:
    ask(page, "how many orders by channel?")
    answered(page)
    conversation(page, "how many orders by channel?")
    with page.expect_download() as download:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name=texts.REPORT).click()
    report = Path(download.value.path()).read_text()
    assert "<h2>how many orders by channel?</h2>" in report
    assert "Plotly.newPlot" in report
    assert "Read from orders" in report
