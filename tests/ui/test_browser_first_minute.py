"""The first minute of a newcomer: whatever is typed, pasted or loaded, the page stays clear and nothing is lost."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import session
from tests.ui.flows import answered, ask, settled
from ui import texts

pytestmark = [pytest.mark.browser]
ENDLESS = (
    "SELECT sum(a.amount * b.amount + c.amount * d.amount - e.amount * f.amount) AS x "
    "FROM orders a, orders b, orders c, orders d, orders e, orders f"
)


def told(page: Page) -> None:
    """The question has ended with a message, and the box is there for the next one."""
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stChatInput").get_by_role("textbox")).to_be_enabled()
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(
    "text",
    [
        "asdf jkl qwertz",
        "?",
        "🦆🦆🦆",
        "Wie viele Bestellungen gab es im März?",
        "DROP TABLE orders; --",
        "</script><h1>x",
    ],
    ids=["nonsense", "one sign", "emoji", "another language", "destructive SQL", "markup"],
)
def test_what_is_no_question_gets_a_clear_message_and_stays_on_the_page(page: Page, text: str) -> None:
    ask(page, text)
    told(page)
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text(text)


def test_a_text_of_8000_characters_is_told_what_is_wrong_with_it(page: Page) -> None:
    ask(page, "How many orders " * 500)
    told(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text(texts.REFUSALS["too_long"][0])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_pasted_sql_is_run_through_the_guard(page: Page) -> None:
    ask(page, "SELECT channel, count(*) AS n FROM orders GROUP BY channel")
    answered(page)
    expect(page.locator(".js-plotly-plot")).to_be_visible()


@pytest.mark.parametrize("key", ["button", "Escape"])
def test_stop_really_stops_a_query_that_would_run_for_hours(page: Page, key: str) -> None:
    ask(page, ENDLESS)
    button = page.get_by_role("button", name=texts.STOP)
    button.wait_for()
    page.wait_for_timeout(1_000)
    started = time.monotonic()
    if key == "button":
        button.click()
    else:
        page.locator("body").press("Escape")
    expect(page.get_by_text(texts.FAILURES["cancelled"][0], exact=False).first).to_be_visible()
    assert time.monotonic() - started < 8
    ask(page, "How many orders are there?")
    answered(page)


def test_two_windows_on_one_conversation_show_the_same(browser: Browser, page: Page) -> None:
    ask(page, "How many orders are there?")
    answered(page)
    with session(browser, page.url) as other:
        answered(other)
        ask(other, "number of orders by channel")
        answered(other, 2)
    page.reload()
    answered(page, 2)


def test_an_unknown_conversation_in_the_address_opens_a_new_one(page: Page, candor: str) -> None:
    page.goto(f"{candor}/?c=nobody-has-this")
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()


def test_the_other_database_is_empty_at_first_and_says_how_to_fill_it(page: Page) -> None:
    page.get_by_role("radio", name=texts.MINE).click()
    expect(page.get_by_text(texts.NO_DATA_HEAD)).to_be_visible()
    page.get_by_role("radio", name=texts.CONFIGURED).click()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
