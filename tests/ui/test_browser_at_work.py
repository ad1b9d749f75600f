"""A question at work, in Chromium, over recorded Steps: streamed, stopped, reloaded, looked at by two."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import session
from tests.ui.flows import answered, ask
from tests.ui.recorded import MONTHS, SLOW
from ui import texts

pytestmark = [pytest.mark.browser]


def test_the_steps_are_shown_as_they_come_and_give_way_to_the_answer(recorded_page: Page) -> None:
    ask(recorded_page, MONTHS)
    expect(recorded_page.get_by_text("Found 2 tables: orders, customers")).to_be_visible()
    answered(recorded_page)
    expect(recorded_page.get_by_text("Found 2 tables: orders, customers")).to_have_count(0)


def test_stop_ends_the_question_and_keeps_it(recorded_page: Page) -> None:
    ask(recorded_page, SLOW)
    expect(recorded_page.get_by_text("Found 2 tables")).to_be_visible()
    recorded_page.get_by_role("button", name=texts.STOP, exact=True).click()
    expect(recorded_page.get_by_text(texts.FAILURES["cancelled"][0], exact=False).first).to_be_visible()
    expect(recorded_page.get_by_role("button", name=texts.AGAIN)).to_be_visible()
    expect(recorded_page.get_by_text(SLOW, exact=True).first).to_be_visible()


def test_a_reload_in_the_middle_finds_the_question_still_at_work(recorded_page: Page) -> None:
    ask(recorded_page, SLOW)
    expect(recorded_page.get_by_text("Found 2 tables")).to_be_visible()
    recorded_page.reload()
    expect(recorded_page.get_by_text("Found 2 tables")).to_be_visible()
    recorded_page.get_by_role("button", name=texts.STOP, exact=True).click()
    expect(recorded_page.get_by_role("button", name=texts.AGAIN)).to_be_visible()


def test_two_windows_do_not_mix_their_questions(browser: Browser, recorded: str) -> None:
    with session(browser, recorded) as one, session(browser, recorded) as two:
        ask(one, SLOW)
        ask(two, MONTHS)
        answered(two)
        expect(two.get_by_test_id("stMain").get_by_text(SLOW)).to_have_count(0)
        one.get_by_role("button", name=texts.STOP, exact=True).click()
        expect(one.get_by_role("button", name=texts.AGAIN)).to_be_visible()
