"""Teaching and settings in the browser: a correction becomes a verified answer, words and metrics, the model, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, Page, expect

from agents.conversations import to_bytes
from data.ingest.load import import_files
from data.store import open_store
from tests.ui.conftest import ORDERS, picture, serving, session
from tests.ui.flows import answered, ask, calm, menu, settled, unfold
from ui import texts

pytestmark = [pytest.mark.browser]
PICKED = "0123456789abcdef0123456789abcdef"
QUESTION = "number of orders by channel"
SECRET = "sk-not-to-be-seen"


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor whose person has the role admin."""
    home = tmp_path_factory.mktemp("taught")
    source, database = home / "orders.csv", home / "orders.duckdb"
    source.write_text(ORDERS)
    import_files([source], database)
    _asked_back(home / "state")
    with serving(
        "app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off", CANDOR_ROLES="admin", CANDOR_KEEP_DAYS="90"
    ) as address:
        yield address


def _asked_back(state: Path) -> None:
    """A conversation in which a reading was picked, as it is kept."""
    store = open_store(state)
    talk = store.open_conversation("local", "Sales", "demo", "page", PICKED)
    asked = store.start_turn(talk.id, "sales last month")
    readings = {"options": ["sales by order date", "sales by shipping date"], "figures": ["10", "12"]}
    store.finish_turn(
        asked.id, "clarify", {"text": "Which one do you mean?", "error_class": "ambiguous"} | readings, None
    )
    picked = store.start_turn(talk.id, "sales by order date")
    rows = to_bytes(pa.table({"sales": [10]}))
    told = {"text": "Sales: 10.", "sql": "SELECT 10 AS sales", "chart": {"kind": "table"}}
    store.finish_turn(picked.id, "answered", told, rows)
    store.close()


@pytest.fixture
def admin_page(browser: Browser, taught: str) -> Iterator[Page]:
    with session(browser, taught) as opened:
        yield opened


def go(page: Page, view: str, tab: str = "") -> None:
    page.get_by_role("link", name=view, exact=True).click()
    expect(page.get_by_role("heading", name=view, exact=True)).to_be_visible()
    settled(page)
    if tab:
        page.get_by_role("tab", name=tab).click()
        settled(page)


def correct(page: Page, question: str, sql: str) -> None:
    opened = menu(page, texts.CORRECT)
    opened.get_by_label(texts.CORRECT_QUESTION).fill(question)
    opened.get_by_label(texts.CORRECT_SQL).fill(sql)
    opened.get_by_role("button", name=texts.CORRECT_LATER).click()
    expect(page.get_by_text(texts.CORRECT_SENT)).to_be_visible()
    page.keyboard.press("Escape")


def test_a_correction_is_approved_and_answers_the_question_from_then_on(admin_page: Page) -> None:
    page = admin_page
    ask(page, QUESTION)
    answered(page)
    correct(page, "How is the shop doing?", "SELECT channel, sum(amount) AS total FROM orders GROUP BY channel")
    go(page, texts.VIEW_ADMIN, texts.TEACH_REVIEW)
    page.get_by_role("button", name=texts.REVIEW_COMPARE).click()
    expect(page.get_by_text(texts.REVIEW_BEFORE)).to_be_visible()
    expect(page.get_by_text("What is different", exact=False)).to_be_visible()
    picture(page, "review")
    page.get_by_role("button", name=texts.APPROVE).click()
    expect(page.get_by_text(texts.APPROVED)).to_be_visible()
    expect(page.get_by_text(texts.REVIEW_NONE)).to_be_visible()
    page.get_by_role("link", name=texts.VIEW_ASK, exact=True).click()
    page.get_by_test_id("stChatInput").wait_for()
    ask(page, "how is the shop doing")
    answered(page)
    expect(page.locator("[class*='st-key-foot-']").get_by_text("Verified by local", exact=False)).to_be_visible()
    picture(page, "verified")


def test_a_correction_whose_sql_the_guard_refuses_is_not_approved(admin_page: Page) -> None:
    page = admin_page
    ask(page, QUESTION)
    answered(page)
    correct(page, "Which orders go away?", "DELETE FROM orders")
    go(page, texts.VIEW_ADMIN, texts.TEACH_REVIEW)
    page.get_by_role("button", name=texts.APPROVE).first.click()
    expect(page.get_by_text("The guard refuses the SQL", exact=False)).to_be_visible()
    page.get_by_role("button", name=texts.DECLINE).first.click()
    expect(page.get_by_text(texts.DECLINED)).to_be_visible()


def test_what_was_not_understood_is_listed_with_its_remedy(admin_page: Page) -> None:
    page = admin_page
    ask(page, "number of orders by flurbage")
    expect(page.get_by_text("Not understood", exact=False).first).to_be_visible()
    settled(page)
    go(page, texts.VIEW_ADMIN, texts.TEACH_FAILED)
    expect(page.get_by_text(texts.REMEDIES)).to_be_visible()
    expect(page.locator(".st-key-remedies").get_by_text("flurbage", exact=False)).to_be_visible()
    picture(page, "unanswered")
    listed = page.locator("[class*='st-key-failed-']").filter(has_text="number of orders by flurbage")
    expect(listed.get_by_text("Not understood: “flurbage”", exact=False).first).to_be_visible()
    unfold(listed.locator("summary"))
    opened = menu(page, texts.REMEDY_SQL)
    expect(opened.get_by_label(texts.CORRECT_QUESTION)).to_have_value("number of orders by flurbage")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=texts.REMEDY_GO.format(table="orders")).click()
    settled(page)
    expect(page.get_by_label(texts.TABLE_ABOUT)).to_be_visible()


def test_words_of_a_table_are_saved_and_understood(admin_page: Page) -> None:
    page = admin_page
    go(page, texts.VIEW_ADMIN, texts.TEACH_WORDS)
    page.get_by_label(texts.TABLE_ABOUT).fill("One row is one order")
    page.get_by_label(texts.SYNONYMS_COMMAS).fill("bookings, deals")
    page.get_by_role("button", name=texts.WORDS_SAVE).click()
    expect(page.get_by_text(texts.WORDS_SAVED)).to_be_visible()
    picture(page, "words")
    go(page, texts.VIEW_DATA)
    expect(page.get_by_text("One row is one order")).to_be_visible()
    expect(page.get_by_text("bookings, deals", exact=False)).to_be_visible()


def test_a_metric_is_defined_a_wrong_one_refused_and_one_taken_out(admin_page: Page) -> None:
    page = admin_page
    go(page, texts.VIEW_ADMIN, texts.TEACH_METRICS)
    page.get_by_label(texts.METRIC_NAME).fill("takings")
    page.get_by_label(texts.METRIC_EXPRESSION).fill("sum(orders.amout)")
    page.get_by_role("button", name=texts.METRIC_SAVE).click()
    expect(page.get_by_text("no column amout", exact=False)).to_be_visible()
    settled(page)
    page.get_by_label(texts.METRIC_EXPRESSION).fill("sum(orders.amount)")
    page.get_by_role("button", name=texts.METRIC_SAVE).click()
    expect(page.get_by_text(texts.METRIC_SAVED.format(name="takings"))).to_be_visible()
    settled(page)
    unfold(page.get_by_text("takings · takings"))
    settled(page)
    page.get_by_role("button", name=texts.METRIC_REMOVE, exact=True).click()
    page.get_by_role("button", name=texts.METRIC_REMOVE_DO).click()
    expect(page.get_by_text(texts.METRIC_REMOVED.format(name="takings"))).to_be_visible()


def test_a_key_that_is_typed_is_used_kept_and_never_shown(admin_page: Page) -> None:
    page = admin_page
    go(page, texts.VIEW_SETTINGS)
    unfold(page.locator(".st-key-endpoint summary"))
    page.get_by_label(texts.MODEL_NAME, exact=True).fill("some-model")
    page.get_by_label(texts.MODEL_BASE, exact=True).fill("http://127.0.0.1:9/v1")
    page.get_by_label(texts.MODEL_KEY, exact=True).fill(SECRET)
    page.get_by_role("button", name=texts.MODEL_USE).click()
    expect(page.get_by_text(texts.MODEL_USED.format(model="some-model"))).to_be_visible()
    settled(page)
    page.reload()
    expect(page.get_by_text("http://127.0.0.1:9/v1", exact=False).first).to_be_visible()
    assert SECRET not in page.content()
    unfold(page.locator(".st-key-endpoint summary"))
    assert page.get_by_label(texts.MODEL_KEY, exact=True).input_value() == ""
    page.get_by_role("button", name=texts.MODEL_BACK).click()
    expect(page.get_by_text(texts.MODEL_BACK_DONE)).to_be_visible()


def test_a_choice_between_readings_is_remembered_and_taken_back(admin_page: Page, taught: str) -> None:
    page = admin_page
    page.goto(f"{taught}/?c={PICKED}")
    page.get_by_role("button", name=texts.REMEMBER).click()
    expect(page.get_by_text("Remembered: asked again", exact=False)).to_be_visible()
    settled(page)
    go(page, texts.VIEW_SETTINGS)
    expect(page.get_by_text("“sales last month” is read as “sales by order date”")).to_be_visible()
    page.get_by_role("button", name=texts.HABIT_BACK).click()
    expect(page.get_by_text(texts.HABITS_NONE)).to_be_visible()


def test_figures_are_written_as_the_person_chose(admin_page: Page) -> None:
    page = admin_page
    go(page, texts.VIEW_SETTINGS)
    page.get_by_role("combobox", name=texts.FIGURES).click()
    page.get_by_role("option", name="1.234,56", exact=True).click()
    calm(page)  # the choice is kept before the view is left
    page.get_by_role("link", name=texts.VIEW_ASK, exact=True).click()
    page.get_by_test_id("stChatInput").wait_for()
    ask(page, "SELECT sum(amount) AS total FROM orders")
    answered(page)
    expect(page.get_by_test_id("stMetricValue")).to_contain_text("18.330")


def test_the_settings_say_in_words_what_one_may_see_and_what_is_kept(admin_page: Page) -> None:
    page = admin_page
    go(page, texts.VIEW_SETTINGS)
    expect(page.get_by_text("You ask as admin", exact=False)).to_be_visible()
    expect(page.get_by_text("You see every table.")).to_be_visible()
    expect(page.get_by_text("90 days", exact=True)).to_be_visible()
    picture(page, "settings")


def test_deleting_everything_asks_twice_and_leaves_no_conversation(admin_page: Page) -> None:
    page = admin_page
    ask(page, QUESTION)
    answered(page)
    go(page, texts.VIEW_SETTINGS)
    page.get_by_role("button", name=texts.FORGET_ALL).click()
    page.get_by_role("button", name=texts.FORGET_DO).click()
    expect(page.get_by_text(texts.FORGOTTEN, exact=True)).to_be_visible()
    settled(page)
    page.get_by_role("link", name=texts.VIEW_ASK, exact=True).click()
    expect(page.get_by_text(texts.NO_CONVERSATIONS)).to_be_visible()


@pytest.mark.parametrize("view", ["admin", "settings"])
def test_the_views_fit_a_narrow_dark_window(admin_page: Page, taught: str, view: str) -> None:
    page = admin_page
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(f"{taught}/{view}")
    expect(page.get_by_role("heading").first).to_be_visible()
    settled(page)
    picture(page, f"{view}-narrow-dark")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
