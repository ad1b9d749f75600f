"""The pictures of docs/evidence.md and docs/conversations.md: each shows one promise, cut to the part that matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from playwright.sync_api import Browser, FloatRect, Locator, Page

from evals.endpoint.process import started
from tests.ui.conftest import serving
from tests.ui.flows import answered, ask, load, settled, tab
from ui import texts

MONTHS = "Revenue by month this year"
REGIONS = "Revenue by region in 2024"
MULTIPLIED = "SELECT sum(o.order_value) FROM orders o JOIN order_items i USING (order_id)"
MISSPELT = "SELECT count(*) AS customers FROM customers WHERE segment = 'Small Buisness'"
BY_REGION = (
    "SELECT i.region, sum(i.net_amount) AS revenue FROM order_items i JOIN orders o USING (order_id) "
    "WHERE o.status <> 'cancelled' AND o.ordered_at >= DATE '2024-01-01' AND o.ordered_at < DATE '2025-01-01' "
    "GROUP BY i.region ORDER BY revenue DESC"
)
WRONG = "The West leads with 12,345,678 EUR, three times as much as the East."
"""A sentence whose figure no row bears out; the model keeps to it when it is asked to write it once more."""
SCRIPT = [
    {
        "turns": [
            {"tools": [{"name": "run_sql", "arguments": {"sql": BY_REGION, "purpose": "revenue by region"}}]},
            {"tools": [{"name": "finish", "arguments": {"answer": WRONG, "assumptions": []}}]},
            {"tools": [{"name": "finish", "arguments": {"answer": WRONG, "assumptions": []}}]},
        ]
    }
]
PARCELS = """
CREATE TABLE parcels (parcel_id INTEGER PRIMARY KEY, sent_date DATE, delivered_date DATE, weight INTEGER);
INSERT INTO parcels SELECT n, DATE '2024-01-01' + (n // 3)::INTEGER, DATE '2024-01-02' + (n // 3 + n % 6)::INTEGER, 1 + n % 9
FROM range(1000) t(n);
"""
SALES = "sale_id,shop,sold_on,amount\n" + "".join(
    f"{n},{('Harbour', 'Market', 'Station')[n % 3]},2026-{1 + n // 20:02}-{1 + n % 20:02},{20 + n % 7 * 5}\n"
    for n in range(200)
)
LATER = "".join(f"{n},Market,2026-10-{n % 20 + 1:02},35\n" for n in range(200, 220))
LINE = "\n"
PAD = 12
"""Pixels around what is shown."""


@contextmanager
def demo(home: Path) -> Iterator[str]:
    with serving("app.py", home, CANDOR_TRACING="off") as address:
        yield address


@contextmanager
def parcels(home: Path) -> Iterator[str]:
    """Two dates, neither of which is declared as the parcel's own."""
    database = home / "parcels.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(PARCELS)
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off") as address:
        yield address


@contextmanager
def careless(home: Path) -> Iterator[str]:
    """The demo shop asked by a language model that writes a sentence which does not hold."""
    with (
        started(SCRIPT) as endpoint,
        serving(
            "app.py",
            home,
            CANDOR_TRACING="off",
            OPENAI_BASE_URL=endpoint.base_url,
            CANDOR_MODEL="a-careless-model",
        ) as address,
    ):
        yield address


Stage = Callable[[Path], AbstractContextManager[str]]


@dataclass(frozen=True)
class Scene:
    """How to come there; `go` returns what is to be seen, from the first to the last."""

    go: Callable[[Page], Sequence[Locator]]
    stage: Stage = demo


def said(page: Page) -> Locator:
    """The latest answer."""
    return page.get_by_test_id("stChatMessage").last


def question(page: Page) -> Locator:
    return page.get_by_test_id("stChatMessage").nth(-2)


def notes(page: Page) -> Locator:
    return page.locator("[class*='st-key-notes-']").last


def foot(page: Page) -> Locator:
    return page.locator("[class*='st-key-foot-']").last


def receipt(page: Page) -> Sequence[Locator]:
    ask(page, "What were total sales last quarter?")
    answered(page)
    tab(page, texts.TAB_HOW)
    return question(page), page.locator("dl.receipt").last


def fan_out(page: Page) -> Sequence[Locator]:
    ask(page, MULTIPLIED)
    answered(page)
    return question(page), foot(page)


def dropped(page: Page) -> Sequence[Locator]:
    ask(page, REGIONS)
    answered(page)
    tab(page, texts.TAB_TABLE)
    return question(page), foot(page)


def empty(page: Page) -> Sequence[Locator]:
    ask(page, MISSPELT)
    answered(page)
    return question(page), foot(page)


def clarify(page: Page) -> Sequence[Locator]:
    ask(page, "How many parcels in March 2024?")
    page.locator("[class*='st-key-go-'] button").nth(1).wait_for()
    settled(page)
    return question(page), said(page)


def quality(page: Page) -> Sequence[Locator]:
    ask(page, MONTHS)
    answered(page)
    tab(page, texts.TAB_TABLE)
    return question(page), foot(page)


def follow_up(page: Page) -> Sequence[Locator]:
    ask(page, "revenue by month in 2024")
    answered(page)
    ask(page, "only the West")
    answered(page, 2)
    tab(page, texts.TAB_HOW)
    return question(page), page.locator("dl.receipt").last


def partial(page: Page) -> Sequence[Locator]:
    ask(page, "number of orders by month this year")
    answered(page)
    ask(page, "as a bar chart")
    answered(page, 2)
    page.locator(".js-plotly-plot .barlayer").last.wait_for()
    return question(page), notes(page)


def confidence(page: Page) -> Sequence[Locator]:
    ask(page, "number of orders by channel in 2024")
    answered(page)
    tab(page, texts.TAB_TABLE)
    return question(page), foot(page)


def since(page: Page) -> Sequence[Locator]:
    """A file is asked about, comes again with more of the last month, and the same question is asked once more."""
    with TemporaryDirectory() as folder:
        sales = Path(folder) / "sales.csv"
        for turn, rows in enumerate((SALES, SALES + LATER)):
            sales.write_text(rows)
            page.reload()
            load(page, sales, replace=turn > 0)
            page.get_by_text(f"{rows.count(LINE) - 1} rows", exact=False).first.wait_for()
            settled(page)
            ask(page, "Number of sales by month")
            answered(page)
    tab(page, texts.TAB_TABLE)
    return question(page), notes(page)


def refused(page: Page) -> Sequence[Locator]:
    ask(page, "average salary of employees")
    page.get_by_test_id("stAlert").wait_for()
    settled(page)
    return question(page), said(page)


SCENES: dict[str, Scene] = {
    "evidence-receipt": Scene(receipt),
    "evidence-fan-out": Scene(fan_out),
    "evidence-empty": Scene(empty),
    "evidence-quality": Scene(quality),
    "evidence-follow-up": Scene(follow_up),
    "evidence-partial": Scene(partial),
    "evidence-confidence": Scene(confidence),
    "evidence-refused": Scene(refused),
    "evidence-since": Scene(since),
    "evidence-prose": Scene(dropped, careless),
    "evidence-clarify": Scene(clarify, parcels),
}
"""The scenes of one stage stand together: it is set up once for them."""


def around(shown: Sequence[Locator]) -> FloatRect:
    """The box that holds all of them."""
    boxes = [box for part in shown if (box := part.bounding_box()) is not None]
    left, top = min(b["x"] for b in boxes), min(b["y"] for b in boxes)
    right, bottom = max(b["x"] + b["width"] for b in boxes), max(b["y"] + b["height"] for b in boxes)
    return {"x": left - PAD, "y": top - PAD, "width": right - left + 2 * PAD, "height": bottom - top + 2 * PAD}


def shoot(browser: Browser, address: str, scene: Scene, path: Path) -> None:
    context = browser.new_context(
        viewport={"width": 1160, "height": 1700}, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(25_000)
    page.goto(address)
    page.get_by_test_id("stChatInput").wait_for()
    shown = scene.go(page)
    page.wait_for_timeout(1200)
    page.screenshot(path=path, clip=around(shown))
    context.close()
