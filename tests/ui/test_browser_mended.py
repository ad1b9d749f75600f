"""What newcomers stumbled over, each as a flow: corrections by who is alone, thumbs, traces, deleting, the board at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.ingest.load import import_files
from tests.ui.conftest import ORDERS, picture, serving, session
from tests.ui.flows import anew, answered, ask, load, menu, settled, tab
from ui import texts

pytestmark = [pytest.mark.browser]
QUESTION = "number of orders by channel"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor that keeps traces and in which nobody was given a role."""
    home = tmp_path_factory.mktemp("alone")
    source, database = home / "orders.csv", home / "orders.duckdb"
    source.write_text(ORDERS)
    import_files([source], database)
    # Nobody listens at that page: the port is the discard service's.
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_MLFLOW_PAGE="http://127.0.0.1:9") as address:
        yield address


@pytest.fixture
def own(browser: Browser, alone: str) -> Iterator[Page]:
    with session(browser, alone) as opened:
        yield opened


def view(page: Page, name: str, tab: str = "") -> None:
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    settled(page)
    if tab:
        page.get_by_role("tab", name=tab).click()
        settled(page)


def test_a_correction_that_changes_nothing_is_told_so_and_not_taken(own: Page) -> None:
    ask(own, QUESTION)
    answered(own)
    opened = menu(own, texts.CORRECT)
    opened.get_by_role("button", name=texts.CORRECT_LATER).click()
    expect(opened.get_by_text("Nothing changed", exact=False)).to_be_visible()
    own.keyboard.press("Escape")
    view(own, texts.VIEW_ADMIN, texts.TEACH_REVIEW)
    expect(own.get_by_text(texts.REVIEW_NONE)).to_be_visible()


def test_who_is_alone_verifies_a_correction_under_the_answer(own: Page) -> None:
    ask(own, QUESTION)
    answered(own)
    opened = menu(own, texts.CORRECT)
    opened.get_by_label(texts.CORRECT_QUESTION).fill("How is the shop doing?")
    opened.get_by_label(texts.CORRECT_SQL).fill("SELECT channel, sum(amount) AS total FROM orders GROUP BY channel")
    opened.get_by_role("button", name=texts.CORRECT_VERIFY).click()
    expect(opened.get_by_text(texts.APPROVED)).to_be_visible()
    own.keyboard.press("Escape")
    anew(own)
    ask(own, "how is the shop doing")
    answered(own)
    expect(own.locator("[class*='st-key-foot-']").get_by_text("Verified by local", exact=False)).to_be_visible()


def keep_for_later(own: Page, meant: str) -> None:
    """A suggestion without SQL of its own, and the view in which it is reviewed."""
    ask(own, QUESTION)
    answered(own)
    opened = menu(own, texts.CORRECT)
    opened.get_by_label(texts.CORRECT_MEANT).fill(meant)
    opened.get_by_role("button", name=texts.CORRECT_LATER).click()
    expect(opened.get_by_text(texts.CORRECT_SENT)).to_be_visible()
    own.keyboard.press("Escape")
    view(own, texts.VIEW_ADMIN, texts.TEACH_REVIEW)


def test_what_was_kept_for_later_is_reviewed_under_teach_by_who_is_alone(own: Page) -> None:
    keep_for_later(own, "orders of the web shop only")
    expect(own.get_by_text("orders of the web shop only", exact=False)).to_be_visible()
    own.get_by_role("button", name=texts.DECLINE).click()
    expect(own.get_by_text(texts.DECLINED)).to_be_visible()


def test_a_suggestion_whose_sql_is_still_wrong_is_settled_without_an_answer(own: Page) -> None:
    keep_for_later(own, "orders that were paid")
    expect(own.get_by_text(texts.SQL_STILL_WRONG)).to_be_visible()
    own.get_by_role("button", name=texts.SETTLE).click()
    expect(own.get_by_text(texts.SETTLED)).to_be_visible()
    expect(own.get_by_text(texts.REVIEW_NONE)).to_be_visible()
    own.get_by_role("tab", name=texts.TEACH_VERIFIED).click()
    settled(own)
    expect(own.get_by_text("orders that were paid")).to_have_count(0)
    expect(own.locator("[class*='st-key-verified-']").filter(has_text=QUESTION)).to_have_count(0)


def test_a_thumb_down_with_its_reason_is_there_after_a_reload_and_the_box_is_not(own: Page) -> None:
    ask(own, QUESTION)
    answered(own)
    thumbs = own.get_by_test_id("stFeedback").get_by_role("radio")
    thumbs.last.click(force=True)
    box = own.get_by_role("dialog").get_by_role("textbox", name=texts.WHY_WRONG)
    expect(box).to_be_in_viewport(ratio=1)
    picture(own, "thumb-reason")
    box.fill("the wrong date")
    own.get_by_role("button", name=texts.SEND, exact=True).click()
    expect(own.get_by_text(texts.WHY_SAID.format(reason="the wrong date"))).to_be_visible()
    expect(own.get_by_label(texts.WHY_WRONG)).to_have_count(0)
    own.reload()
    answered(own)
    expect(own.get_by_test_id("stFeedback").get_by_role("radio").last).to_be_checked()
    expect(own.get_by_text(texts.WHY_SAID.format(reason="the wrong date"))).to_be_visible()
    expect(own.get_by_label(texts.WHY_WRONG)).to_have_count(0)
    picture(own, "thumb-down")
    opened = menu(own, texts.CORRECT)
    expect(opened.get_by_label(texts.CORRECT_MEANT, exact=True)).to_have_value("the wrong date")
    opened.get_by_role("button", name=texts.CORRECT_LATER).click()
    expect(own.get_by_text(texts.CORRECT_SENT)).to_be_visible()
    own.keyboard.press("Escape")
    view(own, texts.VIEW_ADMIN, texts.TEACH_REVIEW)
    expect(own.get_by_text(texts.MEANT.format(text="the wrong date"))).to_be_visible()


def test_the_trace_is_shown_without_mlflows_page_and_says_how_to_start_it(own: Page) -> None:
    ask(own, QUESTION)
    answered(own)
    tab(own, texts.TAB_HOW)
    opened = menu(own, texts.TRACE)
    expect(opened.get_by_test_id("stDataFrame")).to_be_visible()
    expect(opened.get_by_text("make mlflow")).to_be_visible()
    expect(opened.get_by_text("tr-", exact=False)).to_be_visible()
    expect(opened.get_by_role("link", name=texts.TRACE_OPEN)).to_have_count(0)
    picture(own, "trace")


def test_the_open_conversation_is_marked_and_its_deleting_can_be_called_off(own: Page) -> None:
    ask(own, "number of orders by customer")
    answered(own)
    row = own.locator("[class*='st-key-row-current-']")
    expect(row.get_by_role("button").first).to_be_enabled()
    expect(row).to_contain_text("number of orders by customer")
    own.get_by_role("button", name=texts.CONVERSATION_MORE.format(title="number of orders by customer")).click()
    own.get_by_role("button", name=texts.DELETE).click()
    own.get_by_role("dialog").get_by_role("button", name=texts.CANCEL).click()
    settled(own)
    expect(row).to_contain_text("number of orders by customer")
    expect(own.get_by_test_id("stFeedback")).to_have_count(1)


def test_columns_that_are_kept_from_the_model_say_so_and_what_that_means(own: Page, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,email,city\n1,ada@example.com,Rome\n2,bob@example.org,Oslo\n3,cy@example.net,Bern\n")
    load(own, file)
    expect(own.get_by_text("3 rows, 3 columns")).to_be_visible()
    settled(own)
    view(own, texts.VIEW_DATA)
    expect(own.get_by_text("values of these columns are never sent to a language model", exact=False)).to_be_visible()
    expect(own.get_by_text(texts.PRIVATE, exact=False).first).to_be_attached()
    assert "ada@example.com" not in own.content()
    picture(own, "private")
