"""The board at work: tiles refreshed one by one, stopped, failing with the answer of before; a saved question stopped and asked on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from agents.conversations import to_bytes
from data.ingest.load import import_files
from data.shelf import Shelf
from data.store import open_store
from tests.ui.conftest import ORDERS, picture, serving, session
from tests.ui.flows import answered, menu, settled, unfold
from ui import texts

pytestmark = [pytest.mark.browser]
COUNT = "SELECT count(*) AS orders FROM orders"
ENDLESS = (
    "SELECT sum(a.amount * b.amount + c.amount * d.amount - e.amount * f.amount) AS x "
    "FROM orders a, orders b, orders c, orders d, orders e, orders f"
)
GONE = "SELECT count(*) AS n FROM a_table_that_was_deleted"
BEFORE = {"text": "Orders: 59.", "sql": COUNT, "chart": {"kind": "number", "y": ["orders"]}, "data_version": "before"}
YESTERDAY = 86_400.0
QUICK = tuple(f"Count {n}" for n in range(1, 9))


@pytest.fixture(scope="module")
def pinned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor with ten pinned answers of yesterday's data, of which one runs for ever and one fails."""
    home = tmp_path_factory.mktemp("pinned")
    source, database = home / "orders.csv", home / "orders.duckdb"
    source.write_text(ORDERS)
    import_files([source], database)
    _yesterday(home / "state")
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off") as address:
        yield address


def _yesterday(state: Path) -> None:
    store = open_store(state)
    shelf = Shelf(store.engine, lambda: time.time() - YESTERDAY)
    rows = to_bytes(pa.table({"orders": [59]}))
    statements = {"For ever": ENDLESS, "Of a table that is gone": GONE} | dict.fromkeys(QUICK, COUNT)
    for title, sql in statements.items():
        shelf.save("local", title, f"{title}?", "demo", sql, pinned=True, answer=BEFORE, rows=rows)
    store.close()


@pytest.fixture
def board(browser: Browser, pinned: str) -> Iterator[Page]:
    with session(browser, pinned) as opened:
        opened.get_by_role("link", name=texts.VIEW_BOARD, exact=True).click()
        expect(opened.get_by_role("heading", name=texts.VIEW_BOARD)).to_be_visible()
        yield opened


def card(page: Page, title: str) -> Locator:
    return page.locator("[class*='st-key-card-']").filter(has=page.get_by_text(title, exact=True))


def test_tiles_come_up_to_date_one_by_one_and_one_that_fails_keeps_the_answer_of_before(board: Page) -> None:
    expect(board.get_by_text("of 10 tiles are up to date", exact=False)).to_be_visible()
    for title in QUICK:
        expect(card(board, title).get_by_test_id("stMetricValue")).to_have_text("60")
    failing = card(board, "Of a table that is gone")
    expect(failing.get_by_text("Not refreshed", exact=False)).to_be_visible()
    expect(failing.get_by_test_id("stMetricValue")).to_have_text("59")
    expect(failing.get_by_text(texts.DAYS_AGO.format(count=1), exact=False)).to_be_visible()
    picture(board, "board-at-work")
    endless = card(board, "For ever")
    expect(endless.get_by_text("Refreshing", exact=False)).to_be_visible()
    board.reload()
    expect(endless.get_by_text("Refreshing", exact=False)).to_be_visible()
    endless.get_by_role("button", name=texts.STOP, exact=True).click()
    expect(endless.get_by_text("Not refreshed", exact=False)).to_be_visible()
    expect(endless.get_by_test_id("stMetricValue")).to_have_text("59")
    expect(board.get_by_role("button", name=texts.REFRESH_ALL)).to_be_visible()


def test_a_saved_question_that_runs_for_long_is_stopped(board: Page) -> None:
    page = board
    unfold(page.locator("[class*='st-key-saved-']").get_by_text("For ever", exact=True))
    page.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    at_work = page.locator("[class*='st-key-at-work-form-']")
    expect(at_work.get_by_text("Running", exact=False)).to_be_visible()
    at_work.get_by_role("button", name=texts.STOP).click()
    expect(at_work).to_have_count(0)
    settled(page)
    expect(page.get_by_role("button", name=texts.SQL_RUN, exact=True)).to_be_enabled()


def test_asking_on_from_a_saved_question_says_that_it_is_one(board: Page) -> None:
    page = board
    unfold(page.locator("[class*='st-key-saved-']").get_by_text("Count 1", exact=True))
    page.get_by_role("button", name=texts.OPEN).click()
    answered(page)
    expect(page.locator("[class*='st-key-foot-']").get_by_text(texts.SQL_SAVED)).to_be_visible()
    expect(page.get_by_text(texts.SQL_YOURS, exact=True)).to_have_count(0)


def test_a_saved_question_is_deleted_only_after_a_second_yes(board: Page) -> None:
    page = board
    unfold(page.locator("[class*='st-key-saved-']").get_by_text("Count 2", exact=True))
    settled(page)
    menu(page, texts.MORE).get_by_role("button", name=texts.SAVED_DELETE).click()
    page.get_by_role("dialog").get_by_role("button", name=texts.CANCEL).click()
    settled(page)
    expect(card(page, "Count 2")).to_be_visible()
    menu(page, texts.MORE).get_by_role("button", name=texts.SAVED_DELETE).click()
    page.get_by_role("dialog").get_by_role("button", name=texts.FORGET_DO).click()
    expect(page.get_by_text(texts.SAVED_DELETE_DONE)).to_be_visible()
    expect(card(page, "Count 2")).to_have_count(0)
