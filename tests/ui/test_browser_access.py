"""Every view looked over by axe-core, in light, in dark and on a narrow window; what a screen reader is told."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page, expect

from tests.ui.conftest import PICTURES
from tests.ui.flows import answered, ask, calm, fits, menu, settled, step, stop, tab
from tests.ui.recorded import BANNED, LARGE, MONTHS, SLOW, Recorded
from ui import texts
from ui.frame import VIEWS
from ui.steps import words

pytestmark = [pytest.mark.browser]
GRAVE = {"serious", "critical"}
STREAMLITS: dict[str, str] = {}
"""Rules whose findings are Streamlit's own and cannot be mended by the page, each with what it is about."""
LEAST = 60
"""So many things are looked at on the emptiest page: fewer were a page that is not drawn yet."""


def findings(page: Page, name: str) -> list[str]:
    """What axe finds grave on the page, but for what is Streamlit's own: `rule: element`."""
    calm(page)
    result = Axe().run(page, options={"resultTypes": ["violations", "passes"]}).response
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"axe-{name}.json").write_text(json.dumps(result["violations"], indent=1))
    seen = sum(len(passed["nodes"]) for passed in result["passes"])
    assert seen >= LEAST, f"axe saw {seen} things alone: the page was not there yet."
    return grave(result)


def grave(result: dict[str, Any]) -> list[str]:
    return [
        f"{found['id']}: {node['html'][:200]}"
        for found in result["violations"]
        if found["impact"] in GRAVE and found["id"] not in STREAMLITS
        for node in found["nodes"]
    ]


def paint(page: Page, look: str) -> None:
    """`light`, `dark`, `light-narrow` or `dark-narrow`."""
    scheme, _, narrow = look.partition("-")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 400, "height": 860} if narrow else {"width": 1440, "height": 900})
    page.reload()
    page.get_by_test_id("stChatInput").wait_for()
    calm(page)


LOOKS = pytest.mark.parametrize("look", ["light", "dark", "light-narrow", "dark-narrow"])


def test_the_check_finds_what_is_wrong(recorded_page: Page) -> None:
    assert findings(recorded_page, "check") == []
    recorded_page.evaluate(
        "document.querySelector('.stMainBlockContainer').insertAdjacentHTML('beforeend',"
        "'<button></button><p style=\"color: #ccc; background: #fff\">faint</p>')"
    )
    assert {found.partition(":")[0] for found in findings(recorded_page, "check")} == {"button-name", "color-contrast"}


@LOOKS
def test_an_answer_in_all_its_parts_has_no_grave_finding(recorded_page: Page, look: str) -> None:
    page = recorded_page
    paint(page, look)
    assert findings(page, f"empty-{look}") == []
    ask(page, MONTHS)
    answered(page)
    page.locator(".js-plotly-plot").wait_for()
    assert findings(page, f"chart-{look}") == []
    for name in (texts.TAB_SQL, texts.TAB_HOW):
        tab(page, name)
        assert findings(page, f"tab-{look}") == []
    for name in (texts.CHART_CHANGE, texts.TAKE, texts.SAVE):
        menu(page, name)
        assert findings(page, f"menu-{look}") == []
        assert fits(page)
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


@pytest.mark.parametrize("look", ["light", "dark-narrow"])
def test_a_table_a_refusal_and_a_question_at_work_have_no_grave_finding(recorded_page: Page, look: str) -> None:
    page = recorded_page
    paint(page, look)
    ask(page, LARGE)
    answered(page)
    ask(page, BANNED)
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    assert findings(page, f"table-{look}") == []
    ask(page, SLOW)
    expect(step(page, "Found 2 tables")).to_be_visible()
    page.wait_for_timeout(500)
    # What is about to be drawn anew is pale for that moment: Streamlit's own.
    assert [found for found in grave(Axe().run(page).response) if not found.startswith("color-contrast")] == []
    stop(page)
    expect(page.get_by_role("button", name=texts.AGAIN)).to_be_visible()


@LOOKS
@pytest.mark.parametrize("view", [v.path for v in VIEWS if v.path])
def test_a_view_over_real_data_has_no_grave_finding_and_fits(page: Page, candor: str, view: str, look: str) -> None:
    paint(page, look)
    page.goto(f"{candor}/{view}")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert findings(page, f"{view}-{look}") == []
    assert fits(page)


@pytest.mark.parametrize("look", ["light", "dark-narrow"])
def test_the_parts_of_the_data_view_and_its_dialog_have_no_grave_finding(page: Page, candor: str, look: str) -> None:
    paint(page, look)
    page.goto(f"{candor}/data")
    for name in (texts.DATA_RELATIONS, texts.UPLOAD, texts.DATA_TABLES):
        page.get_by_role("tab", name=name).click()
        assert findings(page, f"data-part-{look}") == []
        assert fits(page)
    page.goto(f"{candor}/settings")
    page.get_by_role("button", name=texts.FORGET_ALL).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page, f"dialog-{look}") == []
    assert fits(page)


def headings(page: Page) -> list[int]:
    calm(page)
    return [int(tag[1]) for tag in page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("e => e.map(x => x.tagName)")]


@pytest.mark.parametrize("view", [v.path for v in VIEWS])
def test_headings_go_down_one_level_at_a_time(page: Page, candor: str, view: str) -> None:
    page.goto(f"{candor}/{view}")
    expect(page.get_by_role("heading").first).to_be_visible()
    if not view:
        calm(page)
        ask(page, "number of orders by channel")
        answered(page)
    levels = headings(page)
    assert levels
    assert levels[0] <= 2
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_screen_reader_is_told_the_steps_the_answer_and_what_the_chart_shows(
    recorded_page: Page, tmp_path: Path
) -> None:
    page = recorded_page
    expect(page.locator("html")).to_have_attribute("lang", "en")
    told = page.locator("#announced")
    expect(told).to_have_attribute("role", "status")
    told.evaluate(
        "said => { window.told = []; new MutationObserver(() => window.told.push(said.textContent))"
        ".observe(said, {childList: true, characterData: true, subtree: true}) }"
    )
    ask(page, MONTHS)
    answered(page)
    expect(told).to_contain_text("Revenue rose from 700,000 EUR")
    heard = [said for said in page.evaluate("window.told") if said]
    answer = next(place for place, said in enumerate(heard) if "Revenue rose from 700,000 EUR" in said)
    steps = [line for step in Recorded(tmp_path).ask(MONTHS) if (line := words(step))]
    assert any(line in said for line in steps for said in heard[:answer]), heard
    chart = page.get_by_test_id("stPlotlyChart")
    described = (
        chart.get_by_role("img").or_(chart.get_by_role("figure")).or_(page.locator(".stPlotlyChart[aria-label]"))
    )
    assert "Revenue rose" in (described.first.get_attribute("aria-label") or described.first.inner_text())
    pictures = page.locator("img").evaluate_all("all => all.filter(i => !i.hasAttribute('alt')).map(i => i.outerHTML)")
    assert pictures == []


def test_a_failure_is_an_alert_to_a_screen_reader(recorded_page: Page) -> None:
    ask(recorded_page, BANNED)
    expect(recorded_page.get_by_role("alert")).to_contain_text(texts.FAILURES["not_allowed"][0])
    settled(recorded_page)
