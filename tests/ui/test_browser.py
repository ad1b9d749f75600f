"""The page in Chromium, over the real services and a small database."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from tests.ui.conftest import picture
from tests.ui.flows import answered, ask, load, menu
from ui import texts

pytestmark = [pytest.mark.browser]
ROWS = [{"name": f"place {n}", "country": ("France", "Spain", "Peru")[n % 3], "visitors": 100 + n} for n in range(11)]


def _csv(path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)


def _excel(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(path.stem)
        for down, row in enumerate([list(ROWS[0]), *(list(r.values()) for r in ROWS)]):
            sheet.write_row(down, 0, row)


def _json(path: Path) -> None:
    path.write_text(json.dumps(ROWS))


def _parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), path)


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE {path.stem} (name TEXT, country TEXT, visitors INTEGER)")
        connection.executemany(f"INSERT INTO {path.stem} VALUES (:name, :country, :visitors)", ROWS)
        connection.commit()


FILES: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("harbours.csv", _csv),
    ("bridges.xlsx", _excel),
    ("castles.json", _json),
    ("museums.parquet", _parquet),
    ("gardens.sqlite", _sqlite),
)


@pytest.mark.parametrize(("name", "write"), FILES, ids=[name for name, _ in FILES])
def test_an_uploaded_file_is_asked_about(page: Page, tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    path = tmp_path / name
    write(path)
    load(page, path)
    expect(page.get_by_text(f"{path.stem}: 11 rows, 3 columns")).to_be_visible()
    ask(page, f"How many {path.stem} are there?")
    answered(page)
    expect(page.get_by_test_id("stMetricValue")).to_have_text("11")
    assert picture(page, f"upload-{path.suffix[1:]}").stat().st_size > 10_000


def test_a_broken_file_is_refused_with_what_is_wrong(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"PAR1 this is no parquet file")
    load(page, path)
    expect(page.get_by_text(texts.NOT_LOADED)).to_be_visible()
    expect(page.get_by_test_id("stAlert").get_by_text("broken.parquet")).to_be_visible()


def test_a_question_is_answered_with_chart_table_sql_and_receipt(page: Page) -> None:
    ask(page, "number of orders by channel")
    answered(page)
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    page.get_by_role("tab", name=texts.TAB_TABLE).click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    page.get_by_role("tab", name=texts.TAB_SQL).click()
    expect(page.get_by_test_id("stCode")).to_contain_text("GROUP BY")
    page.get_by_role("tab", name=texts.TAB_HOW).click()
    expect(page.locator("dl.receipt")).to_contain_text("orders (60 rows")


def test_the_table_is_taken_away_as_csv(page: Page) -> None:
    ask(page, "number of orders by channel")
    answered(page)
    with page.expect_download() as download:
        menu(page, texts.TAKE).get_by_role("button", name=texts.CSV, exact=True).click()
    rows = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 4
    assert any("web" in row and "20" in row for row in rows)


def test_a_conversation_is_there_after_a_reload(page: Page) -> None:
    ask(page, "How many orders are there?")
    answered(page)
    page.reload()
    answered(page)
    expect(page.get_by_test_id("stMetricValue")).to_have_text("60")


def test_a_suggestion_is_answered(page: Page) -> None:
    tries = page.locator(".st-key-tries button")
    assert len(said := tries.all_inner_texts()) >= 3
    assert all("order" in one.casefold() for one in said)
    tries.first.click()
    answered(page)
    expect(page.get_by_test_id("stMetricValue").or_(page.locator(".js-plotly-plot")).first).to_be_visible()


def test_nonsense_gets_a_clear_page_and_keeps_the_question(page: Page) -> None:
    ask(page, "qwzx blorp frimble?")
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    expect(page.get_by_text("qwzx blorp frimble?", exact=True).first).to_be_visible()


@pytest.mark.parametrize("width", [420, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_of_the_window(page: Page, candor: str, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 860})
    page.goto(candor)
    page.get_by_test_id("stChatInput").wait_for()
    ask(page, "number of orders by channel")
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, f"answer-{scheme}-{width}")


def test_the_page_fetches_nothing_from_elsewhere(page: Page, candor: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(candor)
    page.get_by_test_id("stChatInput").wait_for()
    ask(page, "number of orders by channel")
    answered(page)
    own = (candor, candor.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
