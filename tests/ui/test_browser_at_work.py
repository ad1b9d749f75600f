"""A question at work, in Chromium, over recorded Steps: streamed, stopped, reloaded, looked at by two."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import session
from tests.ui.flows import answered, ask, calm, step, stop
from tests.ui.recorded import LARGE, MONTHS, SLOW, VAGUE
from ui import texts

pytestmark = [pytest.mark.browser]


def test_the_steps_are_shown_as_they_come_and_give_way_to_the_answer(recorded_page: Page) -> None:
    ask(recorded_page, MONTHS)
    expect(step(recorded_page, "Found 2 tables: orders, customers")).to_be_visible()
    answered(recorded_page)
    expect(step(recorded_page, "Found 2 tables: orders, customers")).to_have_count(0)


def test_the_latest_question_and_the_beginning_of_its_answer_come_into_sight(recorded_page: Page) -> None:
    for count in (1, 2, 2):
        ask(recorded_page, MONTHS)
        answered(recorded_page, count)
    calm(recorded_page)
    latest = recorded_page.locator('[class*="st-key-turn-"]').last.get_by_test_id("stChatMessage").first
    expect(latest).to_be_in_viewport(ratio=1)
    expect(recorded_page.locator(".stChatMessage h2").last).to_be_in_viewport(ratio=1)
    place = latest.bounding_box()
    assert place is not None
    assert 50 < place["y"] < 200


def test_stop_ends_the_question_and_keeps_it(recorded_page: Page) -> None:
    ask(recorded_page, SLOW)
    expect(step(recorded_page, "Found 2 tables")).to_be_visible()
    stop(recorded_page)
    expect(recorded_page.get_by_text(texts.FAILURES["cancelled"][0], exact=False).first).to_be_visible()
    expect(recorded_page.get_by_role("button", name=texts.AGAIN)).to_be_visible()
    expect(recorded_page.get_by_text(SLOW, exact=True).first).to_be_visible()


def test_a_reload_in_the_middle_finds_the_question_still_at_work(recorded_page: Page) -> None:
    ask(recorded_page, SLOW)
    expect(step(recorded_page, "Found 2 tables")).to_be_visible()
    recorded_page.reload()
    expect(step(recorded_page, "Found 2 tables")).to_be_visible()
    stop(recorded_page)
    expect(recorded_page.get_by_role("button", name=texts.AGAIN)).to_be_visible()


def test_two_windows_do_not_mix_their_questions(browser: Browser, recorded: str) -> None:
    with session(browser, recorded) as one, session(browser, recorded) as two:
        ask(one, SLOW)
        ask(two, MONTHS)
        answered(two)
        expect(two.get_by_test_id("stChatMessage").filter(has_text=SLOW)).to_have_count(0)
        stop(one)
        expect(one.get_by_role("button", name=texts.AGAIN)).to_be_visible()


def test_time_tokens_and_cost_are_shown_as_they_grow(recorded_page: Page) -> None:
    ask(recorded_page, SLOW)
    expect(recorded_page.get_by_text("1,500 tokens · $0.0042", exact=False)).to_be_visible()
    expect(recorded_page.get_by_text("Working on it · 2 s", exact=False)).to_be_visible()
    stop(recorded_page)


def test_a_clarifying_question_is_answered_by_a_button(recorded_page: Page) -> None:
    ask(recorded_page, VAGUE)
    ways = recorded_page.locator("[class*='st-key-go-']")
    expect(ways.get_by_role("button", name="Revenue by region")).to_be_visible()
    expect(ways.get_by_role("button", name=MONTHS)).to_contain_text("18 rows")
    ways.get_by_role("button", name=MONTHS).click()
    answered(recorded_page)


def test_a_hundred_thousand_rows_do_not_freeze_the_browser(recorded_page: Page) -> None:
    recorded_page.evaluate(
        "() => { window.longest = 0; new PerformanceObserver(l => l.getEntries().forEach("
        "e => { window.longest = Math.max(window.longest, e.duration) })).observe({entryTypes: ['longtask']}) }"
    )
    ask(recorded_page, LARGE)
    answered(recorded_page)
    expect(recorded_page.get_by_text("100,000 rows").first).to_be_visible()
    expect(recorded_page.get_by_test_id("glide-cell-0-0")).to_have_text("0")
    box = recorded_page.get_by_label(texts.TABLE_SEARCH)
    box.fill("number 99999")
    box.press("Enter")
    expect(recorded_page.get_by_text("1 found of 100,000 rows", exact=False)).to_be_visible()
    assert recorded_page.evaluate("window.longest") < 2_000


def test_a_question_asked_in_a_second_window_meanwhile_takes_nothing_from_the_first(
    browser: Browser, recorded: str, recorded_page: Page
) -> None:
    ask(recorded_page, SLOW)
    expect(step(recorded_page, "Found 2 tables")).to_be_visible()
    with session(browser, recorded_page.url) as other:
        ask(other, MONTHS)
        expect(other.get_by_test_id("stFeedback")).to_have_count(1)
        expect(step(other, "Found 2 tables").last).to_be_visible()
        stop(other)
        expect(other.get_by_text(texts.FAILURES["cancelled"][0], exact=False).first).to_be_visible()
    recorded_page.reload()
    answered(recorded_page)
