"""The settings as somebody goes through them: an endpoint tried, the policy of the data in use, how things are written, how long they are kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from data.ingest.load import import_files
from evals.endpoint.process import Running, started
from tests.ui.conftest import ORDERS, picture, serving, session
from tests.ui.flows import answered, ask, settled, unfold
from ui import texts

pytestmark = [pytest.mark.browser]
SECRET = "sk-not-to-be-seen"
TOOLS = [{"when": "say_ready", "tools": [{"name": "say_ready", "arguments": {"word": "ready"}}]}]
POLICY = """
roles:
  analyst: {tables: "*", rows: {orders: "channel = 'web'"}}
  admin: {tables: "*"}
default_role: analyst
"""


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor with a policy of its own, whose operator allows 90 days."""
    home = tmp_path_factory.mktemp("limited")
    source, database, policy = home / "orders.csv", home / "orders.duckdb", home / "policy.yaml"
    source.write_text(ORDERS)
    policy.write_text(POLICY)
    import_files([source], database)
    given = {"CANDOR_DATABASE": str(database), "CANDOR_POLICY": str(policy), "CANDOR_KEEP_DAYS": "90"}
    with serving("app.py", home, CANDOR_TRACING="off", **given) as address:
        yield address


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Running]:
    with started(TOOLS) as running:
        yield running


@pytest.fixture
def settings(browser: Browser, limited: str) -> Iterator[Page]:
    with session(browser, limited) as opened:
        go(opened, texts.VIEW_SETTINGS)
        yield opened


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    settled(page)


def fill(page: Page, model: str, base: str, key: str) -> None:
    unfold(page.locator(".st-key-endpoint summary"))
    page.get_by_label(texts.MODEL_NAME, exact=True).fill(model)
    page.get_by_label(texts.MODEL_BASE, exact=True).fill(base)
    page.get_by_label(texts.MODEL_KEY, exact=True).fill(key)


def test_an_endpoint_is_tried_before_it_is_used_and_the_key_is_shown_nowhere(settings: Page, endpoint: Running) -> None:
    endpoint.says(TOOLS)
    fill(settings, "some-model", endpoint.base_url, SECRET)
    settings.get_by_role("button", name=texts.MODEL_TRY).click()
    told = settings.get_by_test_id("stAlert")
    expect(told).to_contain_text("some-model answered")
    expect(told).to_contain_text("ms")
    expect(told).to_contain_text(texts.MODEL_TRIED)
    assert SECRET not in settings.get_by_test_id("stMain").inner_text()
    expect(settings.get_by_text(texts.MODEL_BUILTIN.split("**")[0], exact=False).first).to_be_visible()
    picture(settings, "endpoint-tried")


def test_an_endpoint_without_tools_is_not_called_usable(settings: Page, endpoint: Running) -> None:
    endpoint.says([{"when": "say_ready", "text": "Ready."}])
    fill(settings, "chatty", endpoint.base_url, SECRET)
    settings.get_by_role("button", name=texts.MODEL_TRY).click()
    expect(settings.get_by_test_id("stAlert")).to_contain_text("did not call the tool")


def test_an_endpoint_that_is_not_there_is_told_with_what_to_do(settings: Page) -> None:
    fill(settings, "some-model", "http://127.0.0.1:9/v1", "")
    settings.get_by_role("button", name=texts.MODEL_TRY).click()
    expect(settings.get_by_test_id("stAlert")).to_contain_text("Check the address")


def test_the_policy_in_words_is_of_the_database_that_is_chosen_there(settings: Page) -> None:
    expect(settings.get_by_text(texts.SET_ACCESS.format(database=texts.CONFIGURED))).to_be_visible()
    expect(settings.get_by_text("only rows where channel = 'web'", exact=False)).to_be_visible()
    settings.get_by_role("radio", name=texts.MINE).click()
    expect(settings.get_by_text(texts.SET_ACCESS.format(database=texts.MINE))).to_be_visible()
    expect(settings.get_by_text(texts.ACCESS_OWN)).to_be_visible()
    expect(settings.get_by_text("only rows where", exact=False)).to_have_count(0)


def test_how_numbers_and_dates_are_written_is_shown_on_an_example_and_holds_for_answers(settings: Page) -> None:
    page = settings
    for label, option in ((texts.FIGURES, "1.234,56"), (texts.DAYS, "21.11.2026")):
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=option, exact=True).click()
        settled(page)
    expect(page.get_by_text("1.234.567,89", exact=False)).to_be_visible()
    expect(page.get_by_text("21.11.2026", exact=True).last).to_be_visible()
    go(page, texts.VIEW_ASK)
    ask(page, "SELECT sum(amount) AS total FROM orders")
    answered(page)
    expect(page.get_by_test_id("stMetricValue")).to_have_text("6.310", use_inner_text=True)
    expect(page.locator(".stChatMessage h2").last).to_contain_text("6.310")


def test_the_theme_is_chosen_in_the_menu(settings: Page) -> None:
    page = settings
    background = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    before = page.evaluate(background)
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    settled(page)
    page.wait_for_function(f"{background} !== '{before}'")
    page.keyboard.press("Escape")
    picture(page, "settings-dark-by-menu")


def test_a_chart_that_is_drawn_already_takes_the_colours_of_another_theme(settings: Page) -> None:
    page = settings
    go(page, texts.VIEW_ASK)
    ask(page, "SELECT customer, sum(amount) AS total FROM orders GROUP BY customer")
    answered(page)
    title = page.locator(".js-plotly-plot .xtitle").first
    light = title.evaluate("(text) => text.style.fill")
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(title).not_to_have_css("fill", light)
    page.keyboard.press("Escape")
    picture(page, "chart-dark-by-menu")


def test_days_are_chosen_within_what_the_operator_allows_after_a_second_yes(settings: Page) -> None:
    page = settings
    expect(page.get_by_text("90 days at most", exact=False)).to_be_visible()
    box = page.get_by_label(texts.KEEP_CHOOSE)
    box.fill("30")
    box.press("Enter")
    settled(page)
    page.get_by_role("button", name=texts.KEEP_SET).click()
    page.get_by_role("dialog").get_by_role("button", name=texts.CANCEL).click()
    settled(page)
    expect(page.get_by_text(texts.KEPT_DAYS.format(days=90).split("**")[1], exact=True)).to_be_visible()
    page.get_by_role("button", name=texts.KEEP_SET).click()
    page.get_by_role("dialog").get_by_role("button", name=texts.KEEP_DO).click()
    expect(page.get_by_text("30 days", exact=True)).to_be_visible()
    picture(page, "retention")
    page.get_by_role("button", name=texts.KEEP_BACK).click()
    expect(page.get_by_text("90 days", exact=True)).to_be_visible()
