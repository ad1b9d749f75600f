"""Data, names and questions that look like markup, files that are broken, and a person who presses everything at once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Dialog, FilePayload, Page, expect

from data.ingest.load import import_files
from tests.ui.conftest import ORDERS, serving, session
from tests.ui.flows import anew, answered, ask, calm, fits, menu, settled, tab
from ui import texts

pytestmark = [pytest.mark.browser]
JOINER = "\u2060"
LABELS = (
    "<img src=x onerror=alert(1)>",
    "[click](http://evil.example)",
    "www.evil.example and me@evil.example",
    r"$\frac{1}{2}$ and $x$",
    ":red[hot] :material/delete: :smile:",
    "**bold** `code` # head",
    "<b>fat</b><br>new",
    "مرحبا بالعالم",
    "word" * 100,
)
PARTS = ("<img src=x onerror=alert(1)>", "[click](http://evil.example)", "www.evil.example", r"$\frac{1}{2}$")
LISTING = "SELECT label, sum(amount) AS total FROM labels GROUP BY label ORDER BY min(place)"


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor over values that look like markup, and a column with a very long name."""
    home = tmp_path_factory.mktemp("marked")
    (home / "orders.csv").write_text(ORDERS)
    rows = "".join(f'{n},"{label}",{n + 5}\n' for n, label in enumerate(LABELS))
    (home / "labels.csv").write_text("place,label,amount\n" + rows)
    (home / "long.csv").write_text(f"{'very_long_name_' * 4},amount\n{'x' * 500},1\n{'y' * 500},2\n")
    database = home / "marked.duckdb"
    import_files([home / name for name in ("orders.csv", "labels.csv", "long.csv")], database)
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off") as address:
        yield address


@pytest.fixture
def marked_page(browser: Browser, marked: str) -> Iterator[Page]:
    """A page that fails the test where a script of the data runs."""
    with session(browser, marked) as opened:
        ran: list[str] = []

        def dismiss(dialog: Dialog) -> None:
            ran.append(dialog.message)
            dialog.dismiss()

        opened.on("dialog", dismiss)
        yield opened
        assert ran == []


def read_as_text(page: Page) -> None:
    """Nothing that was written somewhere has become a picture, a link or a formula."""
    expect(page.locator("img[src='x']")).to_have_count(0)
    expect(page.locator("a[href*='evil.example']")).to_have_count(0)
    expect(page.locator(".katex")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_values_that_look_like_markup_are_shown_as_they_are_in_the_sentence_and_the_chart(marked_page: Page) -> None:
    page = marked_page
    ask(page, LISTING)
    answered(page)
    said = page.locator(".stChatMessage h2").last.inner_text().replace(JOINER, "")
    assert LABELS[0] in said
    drawn = page.locator(".js-plotly-plot")
    for label in ("<b>fat</b><br>new", *PARTS):
        expect(drawn).to_contain_text(label)
    read_as_text(page)


def test_one_value_that_looks_like_markup_is_a_figure_of_its_own(marked_page: Page) -> None:
    for place in (2, 4, 5, 6):
        anew(marked_page)
        ask(marked_page, f"SELECT label FROM labels WHERE place = {place}")
        answered(marked_page)
        said = marked_page.locator(".stChatMessage h2").inner_text().replace(JOINER, "")
        assert said.endswith(f": {LABELS[place]}.")
        read_as_text(marked_page)


def test_a_question_that_looks_like_markup_is_shown_as_it_is_wherever_it_is_listed(marked_page: Page) -> None:
    page = marked_page
    ask(page, "SELECT count(*) AS n FROM orders -- <img src=x onerror=alert(1)> [a](http://evil.example) **b** $x$ $y$")
    answered(page)
    opened = menu(page, texts.SAVE)
    opened.get_by_role("button", name=texts.SAVE_DO).click()
    expect(page.get_by_text(texts.SAVED)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text("[a](http://evil.example) **b** $x$")
    read_as_text(page)
    page.get_by_role("link", name=texts.VIEW_BOARD, exact=True).click()
    expect(page.get_by_role("heading", name=texts.VIEW_BOARD)).to_be_visible()
    calm(page)
    read_as_text(page)


def test_long_names_and_values_do_not_widen_a_narrow_page(marked_page: Page) -> None:
    page = marked_page
    page.set_viewport_size({"width": 400, "height": 860})
    ask(page, "SELECT * FROM long")
    answered(page)
    calm(page)
    assert fits(page)
    tab(page, texts.TAB_HOW)
    expect(page.locator("dl.receipt")).to_be_visible()
    assert fits(page)
    ask(page, "x" * 3_000)
    expect(page.get_by_test_id("stAlert").last).to_be_visible()
    settled(page)
    assert fits(page)


@pytest.mark.parametrize(
    "sql",
    ["DROP TABLE orders", "SELECT * FROM orders; DROP TABLE orders", "SELECT nothing FROM orders"],
    ids=["destructive", "two statements", "no such column"],
)
def test_pasted_sql_that_may_not_run_says_why_and_changes_nothing(marked_page: Page, sql: str) -> None:
    ask(marked_page, sql)
    expect(marked_page.get_by_test_id("stAlert")).to_be_visible()
    settled(marked_page)
    ask(marked_page, "How many orders are there?")
    answered(marked_page)
    expect(marked_page.get_by_test_id("stMetricValue")).to_have_text("60")


def test_pasted_sql_that_is_refused_is_put_right_in_the_editor(marked_page: Page) -> None:
    ask(marked_page, "SELECT count(nothing) FROM orders")
    expect(marked_page.get_by_text(texts.SQL_REFUSED[0], exact=False)).to_be_visible()
    expect(marked_page.get_by_test_id("stAlert")).to_contain_text("no column nothing")
    settled(marked_page)
    marked_page.get_by_role("button", name=texts.SQL_EDIT, exact=True).click()
    marked_page.get_by_label(texts.SQL_EDITOR).fill("SELECT count(amount) AS n FROM orders")
    marked_page.get_by_role("button", name=texts.SQL_RUN, exact=True).click()
    answered(marked_page)
    expect(marked_page.get_by_test_id("stMetricValue")).to_have_text("60")


def test_enter_pressed_twice_asks_once(marked_page: Page) -> None:
    box = marked_page.get_by_test_id("stChatInput").get_by_role("textbox")
    box.fill("How many orders are there?")
    for _ in range(3):
        box.press("Enter")
    answered(marked_page)
    calm(marked_page)
    expect(marked_page.get_by_test_id("stChatMessage")).to_have_count(2)


def test_back_and_forward_go_from_conversation_to_conversation(marked_page: Page) -> None:
    page = marked_page
    ask(page, "How many orders are there?")
    answered(page)
    anew(page)
    ask(page, "number of orders by channel")
    answered(page)
    first = page.get_by_test_id("stChatMessage").first
    page.go_back()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
    page.go_back()
    expect(first).to_contain_text("How many orders are there?")
    page.go_forward()
    page.go_forward()
    expect(first).to_contain_text("number of orders by channel")


def test_a_link_to_a_conversation_that_was_deleted_opens_a_new_one_and_says_so(marked_page: Page) -> None:
    page = marked_page
    ask(page, "How many orders are there?")
    answered(page)
    kept = page.url
    page.get_by_role("button", name="More about", exact=False).first.click()
    opened = page.get_by_test_id("stPopoverBody")
    opened.get_by_role("button", name=texts.DELETE).click()
    page.get_by_role("button", name=texts.FORGET_DO).click()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
    settled(page)
    page.goto(kept)
    expect(page.get_by_text(texts.ELSEWHERE)).to_be_visible()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()


def workbook(password: bool = False) -> bytes:
    """Two sheets, one with a merged title above its head; or what stands where one with a password does."""
    if password:
        return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2_000)
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        first, second = book.add_worksheet("Q1"), book.add_worksheet("Q2")
        first.merge_range("A1:B1", "Report of the first quarter")
        first.write_column(1, 0, ["region", "West", "East"])
        first.write_column(1, 1, ["amount", 5, 6])
        second.write_column(0, 0, ["place", "here"])
    return held.getvalue()


WIDE = (",".join(f"c{n}" for n in range(5_000)) + "\n") * 2
REFUSED: tuple[tuple[str, bytes, str, str], ...] = (
    ("nothing.csv", b"", "is empty", "Choose a file"),
    ("head.csv", b"a,b,c\n", "no row", "at least one row"),
    ("wide.csv", WIDE.encode(), "5,000 columns", "Split it"),
    ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "is a picture", "Load the figures"),
    ("secret.xlsx", workbook(password=True), "cannot be read as a spreadsheet", "remove its password"),
    ("half.json", b'{"a": [1, 2', "no JSON there", "Mend that line"),
    ("torn.sqlite", b"SQLite format 3\0" + b"\1" * 500, "cannot be read as a SQLite database", "export it again"),
)
"""(name, bytes, what is said to be wrong, what to do)"""
TAKEN: tuple[tuple[str, bytes, tuple[str, ...], str], ...] = (
    ("wide16.csv", "name;betrag\nMüller;1,5\nÖzil;2,25\n".encode("utf-16"), ("utf-16", "decimal comma"), "2 rows"),
    ("latin.csv", "name;betrag\nMüller;1,5\nÖzil;2,25\n".encode("latin-1"), ("cp1252", "delimiter"), "2 rows"),
    ("heads.csv", b"Report 2025,,\nregion,,\nday,region,amount\n2025-01-02,W,5\n", ("above the header",), "1 row"),
    ("twice.csv", b"a,a,A,\n1,2,3,4\n5,6,7,8\n", (), "2 rows, 4 columns"),
    ("nested.json", b'[{"id": 1, "who": {"name": "A"}, "items": [{"n": 2}]}]', ("kept as JSON text",), "1 row"),
    ("merged.xlsx", workbook(), ("header in row 2",), "2 rows, 2 columns"),
    ("two\nlines.csv", b"a,b\n1,2\n3,4\n", (), "2 rows, 2 columns"),
    ("[x](e.example) $a$ **b**.csv", b"kind,amount\na,1\nb,2\n", (), "2 rows, 2 columns"),
)
"""(name, bytes, what is found in it, what is loaded)"""


@pytest.fixture
def adding(marked_page: Page, marked: str) -> Page:
    """The view of the data where files are added."""
    marked_page.goto(f"{marked}/data")
    expect(marked_page.get_by_role("heading", name=texts.VIEW_DATA, exact=True)).to_be_visible()
    marked_page.get_by_role("tab", name=texts.UPLOAD).click()
    settled(marked_page)
    return marked_page


def bring(page: Page, name: str, held: bytes) -> None:
    file: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": held}
    page.locator(".stMain").get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)


@pytest.mark.parametrize(("name", "held", "wrong", "remedy"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_a_file_that_cannot_be_read_is_refused_with_what_is_wrong_and_what_to_do(
    adding: Page, name: str, held: bytes, wrong: str, remedy: str
) -> None:
    bring(adding, name, held)
    told = adding.get_by_test_id("stAlert")
    for part in (name, wrong, remedy, texts.NOT_LOADED):
        expect(told).to_contain_text(part)
    expect(adding.get_by_role("button", name=texts.ARRIVE, exact=True)).to_have_count(0)


@pytest.mark.parametrize(("name", "held", "found", "loaded"), TAKEN, ids=[name.strip() for name, *_ in TAKEN])
def test_an_odd_file_is_taken_with_what_was_found_in_it(
    adding: Page, name: str, held: bytes, found: tuple[str, ...], loaded: str
) -> None:
    bring(adding, name, held)
    adding.get_by_role("button", name=texts.ARRIVE, exact=True).wait_for()
    settled(adding)
    for part in found:
        expect(adding.locator(".stMain")).to_contain_text(part)
    adding.locator(".stMain").get_by_text(texts.UPLOAD_REPLACE, exact=True).click()
    settled(adding)
    adding.get_by_role("button", name=texts.ARRIVE, exact=True).click()
    expect(adding.get_by_text(loaded, exact=False).first).to_be_visible()
    read_as_text(adding)


def test_a_file_over_the_limit_is_refused_before_it_is_sent(adding: Page, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)
    adding.locator(".stMain").get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    expect(adding.get_by_text("200.0MB or smaller", exact=False)).to_be_visible()
    expect(adding.get_by_role("button", name=texts.ARRIVE, exact=True)).to_have_count(0)
