"""What an analyst stumbled over who read only the page, each as a flow."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, Page, expect

from agents.charts.draw import draw
from agents.charts.picture import to_page
from agents.charts.spec import ChartSpec, Head
from agents.conversations import to_bytes
from data.ingest.load import import_files
from data.shelf import Shelf
from data.store import open_store
from data.types import Result
from tests.ui.conftest import ORDERS, serving, session
from tests.ui.flows import answered, ask, load, settled, unfold
from ui import texts

pytestmark = [pytest.mark.browser]
SQL = (
    "SELECT channel, count(*) AS orders FROM orders WHERE ordered_on >= DATE '2024-02-01' "
    "AND ordered_on < DATE '2024-08-01' AND channel IN ('web', 'store') AND amount > 20 GROUP BY channel"
)
BEFORE = {"text": "Web: 1.", "sql": SQL, "chart": {"kind": "table"}, "data_version": "before"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor with a pinned answer that runs with three values."""
    home = tmp_path_factory.mktemp("found")
    source, database = home / "orders.csv", home / "orders.duckdb"
    source.write_text(ORDERS)
    import_files([source], database)
    store = open_store(home / "state")
    rows = to_bytes(pa.table({"channel": ["web"], "orders": [1]}))
    Shelf(store.engine, time.time).save("local", "By channel", "?", "demo", SQL, pinned=True, answer=BEFORE, rows=rows)
    store.close()
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off") as address:
        yield address


@pytest.fixture
def own(browser: Browser, shop: str) -> Iterator[Page]:
    with session(browser, shop) as opened:
        yield opened


def test_an_empty_answer_is_not_sure_and_its_reason_is_read_whole_in_a_narrow_window(own: Page) -> None:
    own.set_viewport_size({"width": 390, "height": 800})
    ask(own, "orders in 2031")
    answered(own)
    badge = own.locator(".stMarkdownBadge")
    expect(badge).to_contain_text("Fairly sure: nothing matches: check the conditions.")
    style = "e => [getComputedStyle(e).whiteSpace, getComputedStyle(e).textOverflow]"
    assert badge.evaluate(style) == ["normal", "clip"]


def test_a_long_question_leaves_its_end_in_sight(own: Page) -> None:
    ask(own, "what is the total amount of our shop, please, and " * 180)
    ended = own.get_by_test_id("stAlert")
    expect(ended).to_be_in_viewport()
    expect(ended).to_contain_text(texts.REFUSALS["too_long"][0])
    shown = own.get_by_test_id("stText").first
    assert len(shown.inner_text()) < 700
    unfold(own.locator("[class*='st-key-whole-'] summary"))
    assert len(own.get_by_test_id("stText").nth(1).inner_text()) > 8_000


def test_every_bad_file_is_told_and_the_good_one_is_loaded_without_them(own: Page, tmp_path: Path) -> None:
    good, empty, picture = (tmp_path / name for name in ("good.csv", "empty.csv", "picture.csv"))
    good.write_text("visited_at,n\n2024-01-01 08:30,1\n")
    empty.write_text("")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    own.get_by_role("link", name=texts.VIEW_DATA, exact=True).click()
    own.get_by_role("tab", name=texts.UPLOAD).click()
    settled(own)
    main = own.locator(".stMain")
    main.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([empty, good, picture])
    for name in ("empty.csv", "picture.csv"):
        expect(main.get_by_test_id("stAlert").filter(has_text=name)).to_be_visible()
    expect(main.get_by_text(texts.TAKE_BAD_OUT)).to_be_visible()
    unfold(main.locator("[class*='st-key-arriving-types-'] summary"))
    wished = main.get_by_role("combobox", name="visited_at · date and time")
    wished.scroll_into_view_if_needed()
    own.wait_for_timeout(500)  # a list that opens while the page still scrolls closes again
    wished.click()
    expect(own.get_by_role("option", name=texts.WISHES["date, month first"])).to_be_visible()
    own.keyboard.press("Escape")
    for name in (picture.name, empty.name):
        main.get_by_test_id("stFileChip").filter(has_text=name).get_by_role("button").click()
        settled(own)
    main.get_by_role("button", name=texts.ARRIVE, exact=True).click()
    expect(main.get_by_text("good: 1 rows", exact=False)).to_be_visible()


def test_who_adds_a_database_again_is_told_what_helps(own: Page, tmp_path: Path) -> None:
    file = tmp_path / "visits.sqlite"
    with sqlite3.connect(file) as source:
        source.executescript("CREATE TABLE visits (n INTEGER); INSERT INTO visits VALUES (1);")
    load(own, file)
    expect(own.get_by_text("visits: 1 rows", exact=False)).to_be_visible()
    settled(own)
    own.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    own.get_by_role("button", name=texts.UPLOAD_BUTTON_ONE.format(name=file.name)).click()
    refused = own.get_by_test_id("stAlert").filter(has_text="in the database already")
    expect(refused).to_contain_text(texts.ALREADY_THERE_INSIDE)
    expect(refused).not_to_contain_text("rename the file")


def test_the_values_of_a_tile_low_on_the_page_open_where_there_is_room(own: Page) -> None:
    own.get_by_role("link", name=texts.VIEW_BOARD, exact=True).click()
    opener = own.locator("[class*='st-key-values-'] button")
    expect(opener).to_be_visible()
    settled(own)
    box = opener.bounding_box()
    assert box is not None
    own.set_viewport_size({"width": 1280, "height": max(int(box["y"] + box["height"] + 70), 480)})
    opener.click()
    expect(own.get_by_role("button", name=texts.VALUES_APPLY)).to_be_in_viewport(ratio=1)


def test_in_a_narrow_window_the_tools_of_a_chart_leave_its_title_free(own: Page) -> None:
    own.set_viewport_size({"width": 390, "height": 800})
    ask(own, "total amount by month and channel")
    answered(own)
    chart = own.locator(".js-plotly-plot")
    chart.hover()
    groups = chart.locator(".modebar-group")
    shown = groups.evaluate_all("all => all.filter(e => getComputedStyle(e).display !== 'none').length")
    assert (shown, groups.count() > 1) == (1, True)


@pytest.mark.parametrize("months", [7, 13, 49])
def test_the_last_label_of_a_time_axis_is_drawn_in_a_narrow_window(browser: Browser, months: int) -> None:
    days = [dt.date(2021 + n // 12, n % 12 + 1, 1) for n in range(months)]
    rows = Result(pa.table({"m": days, "n": list(range(months))}), False, 1.0)
    spec = ChartSpec("line", "m", ("n",), heads=(Head("m", "month", grain="month"),))
    page = browser.new_page(viewport={"width": 310, "height": 400})
    page.set_content(to_page(draw(spec, rows)).decode())
    page.locator(".xtick").first.wait_for()
    last = page.locator(".xtick text").last
    expect(last).to_be_visible()
    expect(last).to_have_text(f"{days[-1]:%b %Y}")
    page.close()
