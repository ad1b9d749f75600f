"""Flows of an answer and of teaching that no other file takes: what is copied, noted, vouched for, suspended; the first start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agents.evidence.sure import level
from data.ingest.load import import_files
from tests.ui.conftest import ORDERS, leave_picture, serving, serving_process, session
from tests.ui.flows import answered, ask, calm, menu, settled, tab, unfold
from tests.ui.recorded import LARGE, MONTHS, TOTAL
from ui import texts

pytestmark = [pytest.mark.browser]
QUESTION = "number of orders by channel"
TAUGHT = "How is the shop doing?"


def test_the_sql_is_laid_out_and_copied_by_its_button(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    answered(page)
    tab(page, texts.TAB_SQL)
    code = page.get_by_test_id("stCode")
    code.hover()
    code.get_by_role("button").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("SELECT\n")
    assert copied.strip() == code.locator("code").inner_text().strip()


def test_a_note_on_the_data_stands_beside_the_chart_and_in_the_receipt(recorded_page: Page) -> None:
    ask(recorded_page, MONTHS)
    answered(recorded_page)
    expect(recorded_page.locator("[class*='st-key-notes-']")).to_contain_text("June 2026 is not over")
    expect(recorded_page.locator(".js-plotly-plot")).to_be_visible()
    tab(recorded_page, texts.TAB_HOW)
    expect(recorded_page.locator("dl.receipt")).to_contain_text("June 2026 is not over.")
    expect(recorded_page.locator("dl.receipt")).to_contain_text("only rows where region = 'West'")
    expect(recorded_page.locator("dl.receipt")).to_contain_text("Revenue is net of returns.")


def test_how_sure_the_answer_is_stands_under_it_in_words(recorded_page: Page) -> None:
    ask(recorded_page, TOTAL)
    answered(recorded_page)
    expect(recorded_page.locator("[class*='st-key-foot-']")).to_contain_text(texts.SURENESS[level(0.9)])
    expect(recorded_page.get_by_test_id("stMetricValue")).to_contain_text("18,230,112")
    expect(recorded_page.get_by_test_id("stMetricValue")).to_contain_text("€")


def test_the_table_has_units_in_its_head_and_keeps_it_in_sight(recorded_page: Page) -> None:
    ask(recorded_page, MONTHS)
    answered(recorded_page)
    tab(recorded_page, texts.TAB_TABLE)
    head = recorded_page.locator("[role=columnheader]")
    expect(head.nth(1)).to_have_text("revenue (EUR)")
    expect(recorded_page.get_by_test_id("glide-cell-1-0")).to_have_text("700000")
    ask(recorded_page, LARGE)
    answered(recorded_page, 2)
    calm(recorded_page)
    grid = recorded_page.get_by_test_id("stDataFrame").last
    grid.scroll_into_view_if_needed()
    grid.hover()
    recorded_page.mouse.wheel(0, 60_000)
    first = grid.get_by_test_id("glide-cell-0-0")
    expect(first).to_have_count(0)
    expect(grid.locator("[role=columnheader]").first).to_be_attached()


def test_a_second_breakdown_is_told_by_colour_and_the_menu_says_so(page: Page) -> None:
    ask(page, "SELECT channel, customer, count(*) AS orders FROM orders GROUP BY channel, customer")
    answered(page)
    expect(page.locator(".js-plotly-plot .legendtext")).to_have_count(3)
    assert set(page.locator(".js-plotly-plot .legendtext").all_text_contents()) == {"web", "store", "phone"}
    opened = menu(page, texts.CHART_CHANGE)
    expect(opened.get_by_label(texts.CHART_COLOUR)).to_have_value("channel")
    expect(opened.get_by_label(texts.CHART_X)).to_have_value("customer")


def test_an_import_shows_its_progress(page: Page, candor: str, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("n,name\n" + "".join(f"{n},name {n}\n" for n in range(400_000)))
    page.goto(f"{candor}/data")
    expect(page.get_by_role("heading", name=texts.VIEW_DATA, exact=True)).to_be_visible()
    if page.get_by_role("tab", name=texts.UPLOAD).count():
        page.get_by_role("tab", name=texts.UPLOAD).click()
        settled(page)
    page.locator(".stMain").get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    page.get_by_role("button", name=texts.ARRIVE, exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("400,000 rows", exact=False).first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_the_first_start_shows_its_progress_and_then_the_page(browser: Browser, tmp_path: Path) -> None:
    script, held = "tests/ui/recorded_app.py", {"CANDOR_RECORDED_START": "6"}
    with serving_process(script, tmp_path, until="/health", **held) as (address, _):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.get_by_text("Making the demo warehouse")).to_be_visible()
        expect(page.get_by_test_id("stChatInput")).to_have_count(0)
        leave_picture(page)
        expect(page.get_by_test_id("stChatInput")).to_be_visible()
        expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
        context.close()


@dataclass(frozen=True)
class Shop:
    address: str
    database: Path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A Candor whose person is an admin, with its database, whose tables a test may change under it."""
    home = tmp_path_factory.mktemp("vouched")
    (home / "orders.csv").write_text(ORDERS)
    database = home / "orders.duckdb"
    import_files([home / "orders.csv"], database)
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off", CANDOR_ROLES="admin") as address:
        yield Shop(address, database)


def test_a_verified_answer_has_owner_and_date_and_is_suspended_when_its_table_changes(
    browser: Browser, shop: Shop, tmp_path: Path
) -> None:
    with session(browser, shop.address) as page:
        ask(page, QUESTION)
        answered(page)
        opened = menu(page, texts.CORRECT)
        opened.get_by_label(texts.CORRECT_QUESTION).fill(TAUGHT)
        opened.get_by_label(texts.CORRECT_SQL).fill("SELECT channel, sum(amount) AS total FROM orders GROUP BY channel")
        opened.get_by_role("button", name=texts.CORRECT_VERIFY).click()
        expect(opened.get_by_text(texts.APPROVED)).to_be_visible()
        page.goto(f"{shop.address}/admin")
        page.get_by_role("tab", name=texts.TEACH_VERIFIED).click()
        kept = page.locator("[class*='st-key-verified-']").first
        unfold(kept.locator("summary"))
        expect(kept.get_by_text("Verified by local, 20", exact=False)).to_be_visible()
        expect(kept.get_by_text(texts.SUSPENDED)).to_have_count(0)
        changed = tmp_path / "orders.csv"
        changed.write_text(ORDERS.replace("amount", "value", 1))
        import_files([changed], shop.database, replace=True)
        page.goto(f"{shop.address}/admin")
        page.get_by_role("tab", name=texts.TEACH_VERIFIED).click()
        expect(kept.locator("summary")).to_contain_text(texts.SUSPENDED)
        unfold(kept.locator("summary"))
        expect(kept.get_by_test_id("stAlert")).to_contain_text("Not used now")
        page.goto(shop.address)
        page.get_by_test_id("stChatInput").wait_for()
        calm(page)
        ask(page, TAUGHT)
        expect(page.get_by_test_id("stChatMessage")).to_have_count(2)
        calm(page)
        expect(page.get_by_text("Verified by", exact=False)).to_have_count(0)
