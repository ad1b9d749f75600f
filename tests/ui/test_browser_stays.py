"""What a reload leaves as it was, and what a link says that leads to nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.flows import answered, ask, load, settled
from ui import texts

pytestmark = [pytest.mark.browser]


def test_what_was_found_in_the_first_file_stays_in_sight_after_it_is_loaded(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "herbs.csv"
    file.write_text("herb,bed,height\nmint,north,3\nsage,south,1,9\n" + "dill,west,2\n" * 20)
    page.get_by_role("link", name=texts.VIEW_DATA, exact=True).click()
    expect(page.get_by_role("heading", name=texts.VIEW_DATA)).to_be_visible()
    settled(page)
    page.get_by_role("radio", name=texts.MINE).click()
    expect(page.get_by_text(texts.DATA_NONE)).to_be_visible()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_role("button", name=texts.ARRIVE, exact=True).click()
    expect(page.get_by_text("21 rows, 3 columns")).to_be_visible()
    expect(page.get_by_text("1 row left out", exact=False)).to_be_visible()
    expect(page.get_by_role("tab", name=texts.UPLOAD)).to_have_attribute("aria-selected", "true")


def test_the_chosen_database_is_kept_over_a_reload_in_every_view(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "plants.csv"
    file.write_text("plant,garden,height\nfern,north,3\nmoss,south,1\nivy,north,9\n")
    load(page, file, replace=True, at_once=True)
    expect(page.get_by_text("3 rows, 3 columns")).to_be_visible()
    expect(page).to_have_url(re.compile("d=mine"))
    page.reload()
    mine, everybodys = page.get_by_role("radio", name=texts.MINE), page.get_by_role("radio", name=texts.CONFIGURED)
    expect(mine).to_be_checked()
    ask(page, "how many plants are there?")
    answered(page)
    page.get_by_role("link", name=texts.VIEW_DATA, exact=True).click()
    expect(page.get_by_role("heading", name=texts.VIEW_DATA)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/data\b.*d=mine"))
    page.reload()
    expect(page.get_by_role("heading", name=texts.VIEW_DATA)).to_be_visible()
    expect(mine).to_be_checked()
    everybodys.click()
    expect(everybodys).to_be_checked()
    expect(page).not_to_have_url(re.compile("d=mine"))
    page.reload()
    expect(everybodys).to_be_checked()
    load_again(page, file)


def load_again(page: Page, file: Path) -> None:
    """A table of the same name: refused as it is, replaced where the box was ticked a moment before."""
    page.get_by_role("link", name=texts.VIEW_ASK, exact=True).click()
    page.get_by_test_id("stChatInput").wait_for()
    settled(page)
    file.write_text("plant,garden,height\nfern,north,3\nmoss,south,1\n")
    load(page, file, replace=True, at_once=True)
    expect(page.get_by_text("2 rows, 3 columns")).to_be_visible()


def test_a_link_to_an_answer_that_is_gone_says_so_above_the_conversation(page: Page, candor: str) -> None:
    ask(page, "How many orders are there?")
    answered(page)
    address = page.url
    page.goto(f"{address}&a=nowhere")
    expect(page.get_by_text(texts.NO_SUCH_ANSWER)).to_be_visible()
    answered(page)
    ask(page, "how many orders by channel?")
    answered(page, 2)
    expect(page.get_by_text(texts.NO_SUCH_ANSWER)).to_have_count(0)


def test_who_comes_back_from_another_view_finds_the_conversation_that_was_open(page: Page) -> None:
    def visit(name: str) -> None:
        page.get_by_role("link", name=name, exact=True).click()
        settled(page)

    ask(page, "how many orders are there?")
    answered(page)
    visit(texts.VIEW_ADMIN)
    expect(page.get_by_role("heading", name=texts.VIEW_ADMIN)).to_be_visible()
    visit(texts.VIEW_ASK)
    answered(page)
    expect(page).to_have_url(re.compile("[?&]c="))
    page.get_by_role("button", name=texts.NEW, exact=True).click()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
    visit(texts.VIEW_DATA)
    visit(texts.VIEW_ASK)
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
    expect(page).not_to_have_url(re.compile("[?&]c="))
