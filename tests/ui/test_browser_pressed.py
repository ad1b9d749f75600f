"""The page where there is not room for all, where it starts for the first time, and between several databases."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.ingest.load import import_files
from tests.ui.conftest import ORDERS, ROOT, free_port, picture, serving, session
from tests.ui.flows import answered, ask, load, settled
from ui import texts

pytestmark = [pytest.mark.browser]
ENDLESS = (
    "SELECT sum(a.amount * b.amount + c.amount * d.amount - e.amount * f.amount) AS x "
    "FROM orders a, orders b, orders c, orders d, orders e, orders f"
)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor that works on one question at a time and lets nobody wait."""
    home = tmp_path_factory.mktemp("narrow")
    source, database = home / "orders.csv", home / "orders.duckdb"
    source.write_text(ORDERS)
    import_files([source], database)
    tiny = {"CANDOR_QUESTIONS_AT_WORK": "1", "CANDOR_QUESTIONS_WAITING": "0"}
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off", **tiny) as address:
        yield address


@pytest.fixture
def page(browser: Browser, narrow: str) -> Iterator[Page]:
    with session(browser, narrow) as opened:
        yield opened


def test_a_question_too_many_is_kept_and_asked_again_by_a_button(browser: Browser, narrow: str, page: Page) -> None:
    ask(page, ENDLESS)
    stop = page.get_by_role("button", name=texts.STOP)
    stop.wait_for()
    with session(browser, narrow) as other:
        ask(other, "How many orders are there?")
        told = other.get_by_test_id("stAlert")
        expect(told).to_contain_text("questions are at work")
        expect(told).to_contain_text("How many orders are there?")
        picture(other, "busy")
        other.get_by_role("button", name=texts.AGAIN).click()
        expect(told).to_contain_text("questions are at work")
        settled(other)
        stop.click()
        expect(page.get_by_text(texts.FAILURES["cancelled"][0], exact=False).first).to_be_visible()
        other.get_by_role("button", name=texts.AGAIN).click()
        answered(other)
        expect(other.get_by_test_id("stMetricValue")).to_have_text("60")
        expect(told).to_have_count(0)


def test_another_database_in_mid_conversation_opens_a_new_one_and_mixes_nothing(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "plants.csv"
    file.write_text("plant,garden,height\nfern,north,3\nmoss,south,1\nivy,north,9\n")
    load(page, file)
    expect(page.get_by_text("3 rows, 3 columns")).to_be_visible()
    settled(page)
    page.get_by_role("radio", name=texts.CONFIGURED).click()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
    ask(page, "number of orders by channel")
    answered(page)
    foot = page.locator("[class*='st-key-foot-']")
    expect(foot.get_by_text(texts.CONFIGURED, exact=False)).to_be_visible()
    page.get_by_role("radio", name=texts.MINE).click()
    expect(page.get_by_text(texts.DATABASE_CHANGED.format(database=texts.MINE))).to_be_visible()
    expect(page.get_by_text(texts.EMPTY_HEAD)).to_be_visible()
    ask(page, "number of plants by garden")
    answered(page)
    expect(foot.get_by_text(texts.MINE, exact=False)).to_be_visible()
    expect(page.get_by_test_id("stChatMessage").filter(has_text="channel")).to_have_count(0)
    page.get_by_role("button", name="number of orders by channel").first.click()
    expect(foot.get_by_text(texts.CONFIGURED, exact=False)).to_be_visible()
    expect(page.get_by_role("radio", name=texts.CONFIGURED)).to_be_checked()


@contextmanager
def just_started(home: Path) -> Iterator[str]:
    """The address of a Candor without anything, as soon as it takes connections."""
    port = free_port()
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("CANDOR_", "OPENAI_", "MLFLOW_"))}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    given = keep | {"CANDOR_HOME": str(home / "state"), "CANDOR_TRACING": "off"}
    with (home / "log.txt").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.long
def test_the_first_start_shows_how_far_it_is_and_then_the_page(browser: Browser, tmp_path: Path) -> None:
    with just_started(tmp_path) as address:
        opened = browser.new_page()
        opened.set_default_timeout(90_000)
        opened.goto(address)
        expect(opened.get_by_text(texts.STARTING, exact=True)).to_be_visible()
        bar = opened.get_by_role("progressbar")
        expect(bar).to_be_visible()
        picture(opened, "first-start")
        shares = set()
        for _ in range(20):
            if not bar.count():
                break
            shares.add(bar.get_attribute("aria-valuenow", timeout=2_000))
            opened.wait_for_timeout(300)
        assert len(shares) > 1, f"The bar stood still: {shares}"
        expect(opened.get_by_text(texts.EMPTY_HEAD)).to_be_visible(timeout=120_000)
        opened.close()
