"""From the question to the board with Tab, Enter and arrows alone; what has the focus is always to be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.flows import answered, calm, settled
from ui import texts

pytestmark = [pytest.mark.browser]
FOCUSED = """() => {
    const e = document.activeElement;
    return [e.tagName, e.getAttribute("aria-label") || e.innerText || ""];
}"""
MARKED = """async () => {
    const e = document.activeElement;
    const look = (one) => {
        const s = getComputedStyle(one);
        return `${s.outlineStyle} ${s.outlineWidth} ${s.boxShadow} ${s.borderColor} ${s.backgroundColor}`;
    };
    if (e.tagName === "CANVAS") return "";
    const around = [e];
    while (around.length < 6 && around.at(-1).parentElement) around.push(around.at(-1).parentElement);
    const later = () => new Promise((done) => setTimeout(done, 250));
    await later();
    const s = getComputedStyle(e);
    if (s.boxShadow !== "none" || (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)) return "";
    const focused = around.map(look).join();
    e.blur();
    await later();
    const without = around.map(look).join();
    e.focus();
    return focused === without ? e.outerHTML.slice(0, 160) : "";
}"""
"""Empty where the element with the focus has a ring, or it or what is around it looks otherwise with the focus than
without (changes take a moment), or it is a grid, which draws a ring in its cells; else the element."""


def to(page: Page, name: str, tag: str = "", most: int = 70, key: str = "Tab") -> None:
    """Go on with Tab until the element of that name has the focus."""
    seen = []
    for _ in range(most):
        page.keyboard.press(key)
        found, said = page.evaluate(FOCUSED)
        if re.search(rf"(^|\W){re.escape(name)}(\W|$)", said.replace("\n", " ")) and tag in ("", found):
            return
        seen.append(f"{found} {said[:30]!r}")
    raise AssertionError(f"Tab does not come to {name!r}: {seen}")


def test_an_answer_is_asked_edited_looked_at_taken_away_and_pinned_by_keyboard_alone(page: Page) -> None:
    keys = page.keyboard
    to(page, texts.PLACEHOLDER_PLAIN, "TEXTAREA")
    keys.type("number of orders by channel")
    keys.press("Enter")
    answered(page)
    calm(page)
    # The SQL: the tabs are one stop, arrows go from one to the next.
    to(page, texts.TAB_CHART, "DIV")
    for name in (texts.TAB_TABLE, texts.TAB_SQL):
        keys.press("ArrowRight")
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        settled(page)
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        calm(page)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
    expect(page.get_by_test_id("stCode")).to_be_visible()
    settled(page)
    to(page, texts.SQL_EDIT, "BUTTON")
    keys.press("Enter")
    expect(page.get_by_label(texts.SQL_EDITOR)).to_be_visible()
    settled(page)
    to(page, texts.SQL_EDITOR, "TEXTAREA", most=110)
    keys.press("Control+End")
    keys.type(" LIMIT 2")
    to(page, texts.SQL_RUN, "BUTTON")
    keys.press("Enter")
    answered(page, 2)
    expect(page.get_by_text(texts.SQL_YOURS).last).to_be_visible()
    # The table of the new answer.
    calm(page)
    to(page, texts.TAB_CHART, "DIV", most=110)
    keys.press("ArrowRight")
    expect(page.get_by_role("tab", name=texts.TAB_TABLE).last).to_be_focused()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    settled(page)
    # Taken away: the menu opens under its button, and Escape closes it and gives the focus back.
    to(page, texts.TAKE, "BUTTON")
    keys.press("Enter")
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=texts.CSV, exact=True).wait_for()
    settled(page)
    to(page, texts.CSV, "BUTTON", most=20)
    with page.expect_download() as download:
        keys.press("Enter")
    assert len(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()) == 3
    keys.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    # Pinned, and looked at on the board.
    to(page, texts.SAVE, "BUTTON")
    keys.press("Enter")
    page.get_by_test_id("stPopoverBody").wait_for()
    settled(page)
    to(page, texts.SAVE_DO, "BUTTON", most=20)
    keys.press("Enter")
    expect(page.get_by_text(texts.SAVED)).to_be_visible()
    keys.press("Escape")
    to(page, texts.VIEW_BOARD, "A", most=110)
    keys.press("Enter")
    expect(page.get_by_role("heading", name=texts.VIEW_BOARD)).to_be_visible()
    expect(page.locator("[class*='st-key-card-']").get_by_text("number of orders by channel").first).to_be_visible()


@pytest.mark.parametrize("path", ["", "data", "settings"])
def test_what_has_the_focus_is_to_be_seen_and_nothing_holds_it(page: Page, candor: str, path: str) -> None:
    if path:
        page.goto(f"{candor}/{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
    calm(page)
    stops: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        tag, said = page.evaluate(FOCUSED)
        if tag == "BODY":
            break
        assert page.evaluate(MARKED) == ""
        stops.append(said)
    else:
        raise AssertionError(f"The focus never leaves the page: {stops[-5:]}")
    assert len(stops) > 10


def test_the_way_past_the_navigation_leads_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)[1] == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('.stMain').contains(document.activeElement)")
