"""What a person does with an answer: look, sort, search, redraw, edit its SQL, take it away, reopen it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from data.ingest.load import import_files
from tests.ui.conftest import ORDERS, picture
from tests.ui.flows import answered, ask, choose, menu, settled, tab
from ui import texts

pytestmark = [pytest.mark.browser]
QUESTION = "number of orders by channel"
LISTING = "SELECT order_id, customer, ordered_on, amount FROM orders ORDER BY order_id"


@pytest.fixture
def asked(page: Page) -> Page:
    ask(page, QUESTION)
    answered(page)
    return page


def drawn(page: Page, mark: str) -> None:
    expect(page.locator(f".js-plotly-plot .{mark}").first).to_be_visible()


def test_a_sum_that_a_join_multiplies_is_run_with_each_row_counted_once_by_a_button(page: Page) -> None:
    ask(page, "SELECT sum(o.amount) AS total FROM orders o JOIN orders p ON p.customer = o.customer")
    answered(page)
    expect(page.get_by_text(texts.SQL_YOURS).last).to_be_visible()
    page.get_by_role("button", name=texts.WITHOUT["join_multiplies"]).click()
    answered(page, 2)
    expect(page.get_by_test_id("stMetricValue").last).to_have_text("18,330")


def test_the_type_of_a_chart_is_chosen_and_is_there_after_a_reload(asked: Page) -> None:
    drawn(asked, "barlayer")
    choose(asked, menu(asked, texts.CHART_CHANGE), texts.CHART_KIND, texts.CHART_KINDS["pie"])
    drawn(asked, "pielayer .slice")
    asked.reload()
    drawn(asked, "pielayer .slice")
    menu(asked, texts.CHART_CHANGE).get_by_role("button", name=texts.CHART_RESET).click()
    drawn(asked, "barlayer .point")


def test_a_chart_is_changed_by_words_in_its_menu(asked: Page) -> None:
    box = menu(asked, texts.CHART_CHANGE).get_by_label(texts.CHART_WORDS)
    box.fill("as a pie chart")
    box.press("Enter")
    drawn(asked, "pielayer .slice")


def test_words_that_name_no_chart_are_said_to_be_unread(asked: Page) -> None:
    opened = menu(asked, texts.CHART_CHANGE)
    box = opened.get_by_label(texts.CHART_WORDS)
    box.fill("as a waterfall of the moon")
    box.press("Enter")
    expect(opened.get_by_text("“waterfall”, “moon”", exact=False)).to_be_visible()


def test_a_wish_about_the_chart_in_the_box_draws_the_same_rows_otherwise(asked: Page) -> None:
    ask(asked, "as a pie chart")
    answered(asked, 2)
    drawn(asked, "pielayer .slice")
    drawn(asked, "barlayer .point")


def test_an_axis_that_does_not_fit_is_not_drawn_and_the_menu_says_why(asked: Page) -> None:
    opened = menu(asked, texts.CHART_CHANGE)
    opened.get_by_role("button", name="Remove", exact=False).first.click()
    settled(asked)
    expect(opened.get_by_text("needs a measure", exact=False)).to_be_visible()
    drawn(asked, "barlayer .point")


def test_the_table_is_sorted_by_a_click_on_its_head_and_searched_by_words(page: Page) -> None:
    ask(page, LISTING)
    answered(page)
    tab(page, texts.TAB_TABLE)
    first = page.get_by_test_id("glide-cell-0-0")
    expect(first).to_have_text("1")
    grid = page.get_by_test_id("stDataFrame").bounding_box()
    assert grid is not None
    for _ in range(2):
        page.mouse.click(grid["x"] + 30, grid["y"] + 15)
    expect(first).to_have_text("60")
    page.get_by_label(texts.TABLE_SEARCH).fill("customer 3")
    page.get_by_label(texts.TABLE_SEARCH).press("Enter")
    expect(page.get_by_text("found of 60 rows", exact=False)).to_be_visible()


def test_sql_is_edited_and_run_again_with_what_was_changed(asked: Page) -> None:
    tab(asked, texts.TAB_SQL)
    asked.get_by_role("button", name=texts.SQL_EDIT, exact=True).click()
    box = asked.get_by_label(texts.SQL_EDITOR)
    expect(box).to_have_value(re.compile("SELECT"))  # it stands empty for a moment
    box.fill(f"{box.input_value()} LIMIT 2")
    asked.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    answered(asked, 2)
    expect(asked.get_by_text(texts.SQL_YOURS).last).to_be_visible()
    tab(asked, texts.TAB_SQL)
    expect(asked.get_by_text(texts.SQL_DIFFERENCE).last).to_be_visible()
    expect(asked.get_by_test_id("stCode").last).to_contain_text("+ LIMIT 2")
    tab(asked, texts.TAB_HOW)
    expect(asked.locator("dl.receipt").last).to_contain_text(texts.BY_YOU)


def test_edited_sql_meets_the_same_guard_and_can_be_edited_on(asked: Page) -> None:
    tab(asked, texts.TAB_SQL)
    asked.get_by_role("button", name=texts.SQL_EDIT, exact=True).click()
    asked.get_by_label(texts.SQL_EDITOR).fill("DELETE FROM orders")
    asked.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    expect(asked.get_by_text(texts.SQL_REFUSED[0], exact=False).first).to_be_visible()
    settled(asked)
    asked.get_by_role("button", name=texts.SQL_EDIT, exact=True).last.click()
    asked.get_by_label(texts.SQL_EDITOR).last.fill("SELECT count(*) AS n FROM orders")
    asked.get_by_role("button", name=texts.SQL_RUN, exact=True).last.click()
    expect(asked.get_by_test_id("stMetricValue")).to_have_text("60")
    settled(asked)


def took(page: Page, name: str) -> Path:
    opened = menu(page, texts.TAKE)
    with page.expect_download(timeout=60_000) as download:
        opened.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path())


def again(place: Path, script: str) -> None:
    """Run what was taken away beside the database that it names: the answer comes out again."""
    (place / "orders.csv").write_text(ORDERS)
    if not (place / "orders.duckdb").exists():
        import_files([place / "orders.csv"], place / "orders.duckdb")
    (place / "again.py").write_text(script)
    command = [sys.executable, "again.py"]
    ran = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    assert all(channel in ran.stdout for channel in ("web", "store", "phone"))
    assert ran.stdout.count("20") == 3


def test_an_answer_is_taken_away_as_files_that_make_it_again(asked: Page, tmp_path: Path) -> None:
    rows = CalamineWorkbook.from_path(str(took(asked, texts.EXCEL))).get_sheet_by_index(0).to_python()
    assert sorted(row[1] for row in rows[1:]) == [20.0, 20.0, 20.0]
    asked.keyboard.press("Escape")
    assert pq.read_table(took(asked, texts.PARQUET)).num_rows == 3
    asked.keyboard.press("Escape")
    again(tmp_path, took(asked, texts.SCRIPT).read_text())
    asked.keyboard.press("Escape")
    cells = json.loads(took(asked, texts.NOTEBOOK).read_text())["cells"]
    code = "".join(line for cell in cells if cell["cell_type"] == "code" for line in [*cell["source"], "\n"])
    again(tmp_path, f"{code}\nprint(rows)")


@pytest.mark.parametrize(
    ("name", "start"), [(texts.PNG, b"\x89PNG"), (texts.SVG, b"<svg"), (texts.HTML, b"<!doctype html>")]
)
def test_the_chart_is_taken_away_as_a_picture(asked: Page, name: str, start: bytes) -> None:
    assert took(asked, name).read_bytes().startswith(start)


def test_a_link_reopens_one_answer_and_leads_to_its_conversation(asked: Page) -> None:
    ask(asked, "How many orders are there?")
    answered(asked, 2)
    address = menu(asked, texts.TAKE).get_by_test_id("stCode").inner_text().strip()
    asked.goto(address)
    answered(asked, 1)
    expect(asked.get_by_test_id("stMetricValue")).to_have_text("60")
    asked.get_by_role("button", name=texts.WHOLE).click()
    answered(asked, 2)
    picture(asked, "two-answers")


def test_a_follow_up_is_asked_by_its_chip(asked: Page) -> None:
    chips = asked.locator("[class*='st-key-go-'] button")
    said = chips.first.inner_text()
    chips.first.click()
    answered(asked, 2)
    expect(asked.get_by_test_id("stChatMessage").nth(2)).to_contain_text(said)
    drawn(asked, "barlayer .point")


def test_a_thumb_down_takes_a_reason(asked: Page) -> None:
    asked.get_by_test_id("stFeedback").get_by_role("radio").nth(1).click()
    asked.get_by_role("textbox", name=texts.WHY_WRONG).fill("the wrong column")
    asked.get_by_role("button", name=texts.SEND, exact=True).click()
    expect(asked.get_by_text("the wrong column", exact=False).first).to_be_visible()
