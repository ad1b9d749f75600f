"""Every view looked over by axe-core: no serious finding of our making, in light and in dark."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page, expect

from tests.ui.conftest import PICTURES
from tests.ui.flows import answered, ask, menu, settled, tab
from tests.ui.recorded import BANNED, LARGE, MONTHS
from ui import texts
from ui.frame import VIEWS

pytestmark = [pytest.mark.browser]
GRAVE = {"serious", "critical"}
STREAMLITS: dict[str, str] = {}
"""Rules whose findings are Streamlit's own and cannot be mended by the page, each with what it is about."""


def findings(page: Page, name: str) -> list[str]:
    """What axe finds grave on the page, but for what is Streamlit's own: `rule: element`."""
    settled(page)
    result = Axe().run(page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"axe-{name}.json").write_text(json.dumps(result.response["violations"], indent=1))
    return [
        f"{found['id']}: {node['html'][:200]}"
        for found in result.response["violations"]
        if found["impact"] in GRAVE and found["id"] not in STREAMLITS
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_in_all_its_parts_has_no_grave_finding(recorded_page: Page, scheme: str) -> None:
    recorded_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    recorded_page.reload()
    assert findings(recorded_page, f"empty-{scheme}") == []
    ask(recorded_page, MONTHS)
    answered(recorded_page)
    recorded_page.locator(".js-plotly-plot").wait_for()
    assert findings(recorded_page, f"chart-{scheme}") == []
    for name in (texts.TAB_SQL, texts.TAB_HOW):
        tab(recorded_page, name)
        assert findings(recorded_page, f"tab-{scheme}") == []
    for name in (texts.CHART_CHANGE, texts.TAKE, texts.SAVE, texts.LINK):
        menu(recorded_page, name)
        assert findings(recorded_page, f"menu-{scheme}") == []
        recorded_page.keyboard.press("Escape")


def test_a_table_and_a_refusal_have_no_grave_finding(recorded_page: Page) -> None:
    ask(recorded_page, LARGE)
    answered(recorded_page)
    ask(recorded_page, BANNED)
    expect(recorded_page.get_by_test_id("stAlert")).to_be_visible()
    assert findings(recorded_page, "table") == []


@pytest.mark.parametrize("view", [v for v in VIEWS if v.path], ids=lambda v: v.path)
def test_a_view_has_no_grave_finding(recorded_page: Page, recorded: str, view: object) -> None:
    path = getattr(view, "path", "")
    recorded_page.goto(f"{recorded}/{path}")
    expect(recorded_page.get_by_role("heading").first).to_be_visible()
    assert findings(recorded_page, path) == []
