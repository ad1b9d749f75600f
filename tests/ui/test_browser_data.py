"""The data in the browser: tables searched and looked into, relations, files looked at and loaded, tables deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.describe import put
from data.ingest.load import import_files
from data.metadata import Key, Metadata
from tests.ui.conftest import ORDERS, leave_picture, picture, serving
from tests.ui.flows import settled, unfold
from ui import texts

pytestmark = [pytest.mark.browser]
CUSTOMERS = "customer,region\n" + "".join(f"customer {n},{('North', 'South')[n % 2]}\n" for n in range(7))
ODD = "code,when,amount\n01234,03/04/2025,1.5\n99999,05/06/2025,2.25\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor whose person is an analyst, over two tables of which one points to the other."""
    home = tmp_path_factory.mktemp("shop")
    (home / "orders.csv").write_text(ORDERS)
    (home / "customers.csv").write_text(CUSTOMERS)
    database = home / "shop.duckdb"
    import_files([home / "orders.csv", home / "customers.csv"], database)
    key = Key(table="orders", columns=("customer",), ref_table="customers", ref_columns=("customer",))
    put(Metadata(foreign_keys=(key,)), database, "the key")
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off") as address:
        yield address


@pytest.fixture
def data_page(browser: Browser, shop: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme="light")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.goto(f"{shop}/data")
    expect(opened.get_by_role("heading", name=texts.VIEW_DATA, exact=True)).to_be_visible()
    settled(opened)
    try:
        yield opened
    finally:
        leave_picture(opened)
        context.close()


def bring(page: Page, path: Path) -> None:
    """Hand a file to the uploader of the data view; what it holds is shown."""
    adding = page.get_by_role("tab", name=texts.UPLOAD)
    if adding.count():
        adding.click()
        settled(page)
    page.locator(".stMain").get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    settled(page)


def load(page: Page, path: Path) -> None:
    bring(page, path)
    page.get_by_role("button", name=texts.ARRIVE, exact=True).click()
    settled(page)


def test_a_table_is_found_by_a_word_of_its_columns_and_shown_with_what_is_in_it(data_page: Page) -> None:
    page = data_page
    page.get_by_label(texts.SEARCH).fill("region")
    page.get_by_label(texts.SEARCH).press("Enter")
    settled(page)
    expect(page.get_by_role("radio", name="customers · 7")).to_be_visible()
    expect(page.get_by_role("radio", name="orders", exact=False)).to_have_count(0)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    page.get_by_text(texts.VALUES_OF).click()
    settled(page)
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()
    picture(page, "data")


def test_a_search_without_a_find_says_so(data_page: Page) -> None:
    data_page.get_by_label(texts.SEARCH).fill("zebra")
    data_page.get_by_label(texts.SEARCH).press("Enter")
    expect(data_page.get_by_text(texts.NO_TABLES)).to_be_visible()


def test_a_few_rows_are_shown_when_asked_for(data_page: Page) -> None:
    data_page.get_by_text(texts.SAMPLE, exact=True).click()
    settled(data_page)
    expect(data_page.get_by_test_id("stDataFrame")).to_have_count(2)


def test_the_relations_are_a_picture_and_words(data_page: Page) -> None:
    page = data_page
    page.get_by_role("tab", name=texts.DATA_RELATIONS).click()
    settled(page)
    drawn = page.get_by_test_id("stGraphVizChart").locator("svg")
    expect(drawn.locator("g.node")).to_have_count(2)
    expect(drawn.locator("g.edge")).to_have_count(1)
    picture(page, "relations")
    unfold(page.get_by_text(texts.RELATIONS_WORDS))
    expect(page.get_by_text("orders (customer) points to customers")).to_be_visible()


def test_data_of_everybody_cannot_be_deleted_by_an_analyst(data_page: Page) -> None:
    expect(data_page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(data_page.get_by_role("button", name=texts.TABLE_DELETE)).to_have_count(0)


def test_a_file_is_looked_at_corrected_loaded_and_its_table_deleted(data_page: Page, tmp_path: Path) -> None:
    page, file = data_page, tmp_path / "codes.csv"
    file.write_text(ODD)
    bring(page, file)
    expect(page.get_by_text("may be wrong", exact=False)).to_be_visible()
    unfold(page.get_by_text(texts.CORRECT_TYPES))
    settled(page)
    wish = page.get_by_role("combobox", name="when · DATE")
    wish.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a list that opens while the page still scrolls closes again
    wish.click()
    page.get_by_role("option", name=texts.WISHES["date, day first"]).click()
    settled(page)
    expect(page.get_by_text("may be wrong", exact=False)).to_have_count(0)
    picture(page, "preview")
    page.get_by_role("button", name=texts.ARRIVE, exact=True).click()
    expect(page.get_by_text("2 rows, 3 columns")).to_be_visible()
    settled(page)
    page.get_by_role("tab", name=texts.DATA_TABLES).click()
    settled(page)
    page.get_by_role("button", name=texts.TABLE_DELETE).click()
    page.get_by_role("button", name=texts.CANCEL).click()
    settled(page)
    page.get_by_role("button", name=texts.TABLE_DELETE).click()
    page.get_by_role("button", name=texts.TABLE_DELETE_DO).click()
    expect(page.get_by_text(texts.DATA_NONE)).to_be_visible()


def test_a_broken_file_is_refused_before_anything_is_loaded(data_page: Page, tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("only,a,header\n")
    bring(data_page, file)
    expect(data_page.get_by_text(texts.NOT_LOADED)).to_be_visible()
    expect(data_page.get_by_role("button", name=texts.ARRIVE, exact=True)).to_have_count(0)


def test_a_table_that_is_there_stays_unless_its_replacing_is_wanted(data_page: Page, tmp_path: Path) -> None:
    page, file = data_page, tmp_path / "codes.csv"
    file.write_text(ODD)
    load(page, file)
    expect(page.get_by_text("2 rows, 3 columns")).to_be_visible()
    file.write_text(ODD + "5,07/08/2025,3.5\n")
    load(page, file)
    expect(page.get_by_text("in the database already", exact=False)).to_be_visible()
    expect(page.get_by_text(texts.NOT_LOADED)).to_be_visible()
    page.locator(".stMain").get_by_text(texts.UPLOAD_REPLACE, exact=True).click()
    settled(page)
    page.get_by_role("button", name=texts.ARRIVE, exact=True).click()
    expect(page.get_by_text("3 rows, 3 columns")).to_be_visible()


def test_a_new_database_is_made_and_chosen_among_several(data_page: Page, tmp_path: Path) -> None:
    page, file = data_page, tmp_path / "plants.csv"
    file.write_text("plant,height\nfern,3\nmoss,1\n")
    bring(page, file)
    page.get_by_label(texts.INTO).click()
    page.get_by_role("option", name=texts.NEW_DATABASE).click()
    settled(page)
    expect(page.get_by_role("button", name=texts.ARRIVE, exact=True)).to_be_disabled()
    page.get_by_label(texts.NEW_DATABASE_NAME).fill("The garden")
    page.get_by_label(texts.NEW_DATABASE_NAME).press("Enter")
    settled(page)
    page.get_by_role("button", name=texts.ARRIVE, exact=True).click()
    expect(page.get_by_text("2 rows, 2 columns")).to_be_visible()
    expect(page.get_by_role("radio", name="The garden")).to_be_checked()
    page.get_by_role("radio", name=texts.CONFIGURED, exact=True).click()
    settled(page)
    page.get_by_role("tab", name=texts.DATA_TABLES).click()
    settled(page)
    expect(page.get_by_role("radio", name="orders · 60")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_data_fit_a_narrow_window(data_page: Page, scheme: str) -> None:
    data_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    data_page.set_viewport_size({"width": 400, "height": 900})
    settled(data_page)
    picture(data_page, f"data-narrow-{scheme}")
    assert data_page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
