"""The chart menu: axes that change places in one step, its room in the window; what a hover says of hostile names."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.conftest import picture
from tests.ui.flows import answered, ask, calm, menu, settled
from ui import texts

pytestmark = [pytest.mark.browser]
POINTS = (
    "SELECT customer, sum(amount) AS total, count(DISTINCT channel) AS channels, min(amount) AS least "
    "FROM orders GROUP BY customer"
)
NAMED = (
    'SELECT channel, sum(amount) AS "<b>fat</b> %{y}", max(amount) AS "<i>high</i> %{x}" FROM orders GROUP BY channel'
)


def pick(page: Page, opened: Locator, label: str, option: str) -> None:
    box = opened.get_by_label(label, exact=False).first
    box.scroll_into_view_if_needed()
    calm(page)  # a list closes when what is under it moves
    box.click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def test_the_axes_of_points_change_places_by_one_choice(page: Page) -> None:
    ask(page, POINTS)
    answered(page)
    opened = menu(page, texts.CHART_CHANGE)
    pick(page, opened, texts.CHART_KIND, texts.CHART_KINDS["scatter"])
    plot = page.locator(".js-plotly-plot")
    across, up = plot.locator(".xtitle"), plot.locator(".ytitle")
    expect(across).to_have_text(["channels"])
    expect(up).to_have_text(["least"])
    pick(page, opened, texts.CHART_X, "least")
    expect(across).to_have_text(["least"])
    expect(up).to_have_text(["channels"])
    expect(opened.get_by_test_id("stAlert")).to_have_count(0)


def test_every_choice_of_the_chart_menu_can_be_reached_in_a_small_window(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    ask(page, "total amount by month and channel")
    answered(page)
    opened = menu(page, texts.CHART_CHANGE)
    expect(opened.get_by_test_id("stMultiSelect")).to_be_visible()
    calm(page)
    picture(page, "chart-menu-800")
    last = opened.get_by_test_id("stMultiSelect")
    last.scroll_into_view_if_needed()
    box = last.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 800
    pick(page, opened, texts.CHART_PALETTE, "Red")
    expect(opened.get_by_role("button", name=texts.CHART_RESET)).to_be_attached()


def test_a_hover_shows_names_as_they_are_written(page: Page) -> None:
    ask(page, NAMED)
    answered(page)
    bar = page.locator(".js-plotly-plot .bars .point path").first
    bar.hover(force=True)
    told = page.locator(".js-plotly-plot .hoverlayer")
    expect(told).to_contain_text("<b>fat</b> %{y}")


@pytest.mark.parametrize("name", [texts.CHART_CHANGE, texts.TAKE, texts.SAVE])
def test_a_menu_at_the_foot_of_the_window_opens_where_there_is_room_for_it(page: Page, name: str) -> None:
    ask(page, "total amount by month and channel")
    answered(page)
    opened = menu(page, name)
    calm(page)
    picture(page, f"menu-{name.lower().replace(' ', '-')}")
    hidden = opened.evaluate("(body) => body.scrollHeight - body.clientHeight")
    assert hidden <= 2, f"{hidden} px of the menu are out of sight"
    box = opened.bounding_box()
    assert box is not None
    assert box["y"] >= 0
