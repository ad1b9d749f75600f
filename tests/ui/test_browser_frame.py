"""The frame in Chromium: every view by click, by address, by keyboard, in a narrow window and in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import picture
from ui import texts
from ui.frame import VIEWS, View

pytestmark = [pytest.mark.browser]
OTHERS = [v for v in VIEWS if v.path]


def heading(page: Page, view: View) -> None:
    expect(page.get_by_role("heading", name=view.title, exact=True)).to_be_visible()


@pytest.mark.parametrize("view", OTHERS, ids=lambda v: v.path)
def test_a_view_is_reached_by_its_link_and_by_its_address(recorded_page: Page, recorded: str, view: View) -> None:
    recorded_page.get_by_role("link", name=view.title, exact=True).click()
    heading(recorded_page, view)
    assert recorded_page.url == f"{recorded}/{view.path}"
    recorded_page.reload()
    heading(recorded_page, view)


def test_a_view_is_reached_by_keyboard_alone(recorded_page: Page) -> None:
    recorded_page.keyboard.press("Tab")
    for _ in range(20):
        if recorded_page.evaluate("document.activeElement.textContent").endswith(texts.VIEW_SETTINGS):
            break
        recorded_page.keyboard.press("Tab")
    recorded_page.keyboard.press("Enter")
    heading(recorded_page, OTHERS[-1])


def test_a_question_is_asked_by_keyboard_alone(recorded_page: Page) -> None:
    for _ in range(40):
        recorded_page.keyboard.press("Tab")
        if recorded_page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    recorded_page.keyboard.type("Total revenue")
    recorded_page.keyboard.press("Enter")
    expect(recorded_page.get_by_test_id("stMetricValue")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_fits_a_narrow_window(recorded_page: Page, recorded: str, scheme: str) -> None:
    recorded_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    recorded_page.set_viewport_size({"width": 400, "height": 800})
    for view in OTHERS:
        recorded_page.goto(f"{recorded}/{view.path}")
        heading(recorded_page, view)
        expect(recorded_page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        assert recorded_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        picture(recorded_page, f"view-{view.path}-{scheme}-400")


def test_in_a_narrow_window_the_views_are_in_the_menu(recorded_page: Page) -> None:
    recorded_page.set_viewport_size({"width": 400, "height": 800})
    recorded_page.reload()
    recorded_page.get_by_test_id("stExpandSidebarButton").click()
    recorded_page.get_by_role("link", name=texts.VIEW_DATA, exact=True).click()
    heading(recorded_page, OTHERS[1])
