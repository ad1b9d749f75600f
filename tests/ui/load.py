"""Many people at once: `python -m tests.ui.load [--sessions 10] [--questions 20]` on the demo warehouse.

Each session is a browser context of its own with a conversation of its own, and asks the questions below in an order of
its own, some seconds apart. Times are taken inside the page: from the press of Enter to the first step, and to the finished
answer. Every answer is compared with what the API says to the same question when nobody else asks, so that a mixed-up
state is seen. It prints one JSON line, with how busy the machine was; exit 1 on an error or a wrong answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, Page, async_playwright
from playwright.async_api import TimeoutError as NoAnswer

from tests.ui.conftest import ARGUMENTS, CHROMIUM, serving

QUESTIONS = (
    "What were total sales last quarter?",
    "total revenue by month this year",
    "Revenue by region",
    "Top 5 customers by revenue",
    "How many orders are there?",
    "How many customers are there?",
    "number of orders by region",
    "number of orders by month this year",
    "revenue by segment",
    "average order value by segment",
    "number of customers by segment",
    "revenue by channel",
    "number of orders by channel",
    "total revenue by year",
    "revenue by region last year",
    "top 10 products by revenue",
    "revenue by category",
    "number of products by category",
    "number of orders by status",
    "How many products are there?",
)
PATIENCE_MS = 60_000
"""A question that has no answer by then has failed."""
WATCH = """() => {
  const talk = document.getElementsByClassName('stChatMessage');
  const foot = () => talk[talk.length - 1]?.querySelector('[class*="st-key-foot-"]')
    ?.className.match(/st-key-foot-\\w+/)[0];
  window.asked = null;
  addEventListener('keydown', e => {
    if (e.key === 'Enter' && e.target.tagName === 'TEXTAREA')
      window.asked = {at: performance.now(), before: foot(), first: 0, done: 0};
  }, true);
  new MutationObserver(() => {
    const now = window.asked;
    if (!now || now.done) return;
    const latest = foot();
    const ended = latest && latest !== now.before;
    if (!now.first && (ended || talk[talk.length - 1]?.querySelector('[class*="st-key-steps-"] p')))
      now.first = performance.now() - now.at;
    if (ended) now.done = performance.now() - now.at;
  }).observe(document.body, {childList: true, subtree: true});
}"""
"""It looks into the latest turn only, so that the watching itself costs the browser next to nothing."""


def expected(address: str) -> dict[str, str]:
    """What the API says to each question, asked alone."""
    texts = {}
    for question in QUESTIONS:
        body = json.dumps({"question": question}).encode()
        sent = urllib.request.Request(f"{address}/api/ask", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(sent, timeout=120) as answer:
            told = json.load(answer)
        assert told["status"] == "answered", f"{question!r} is not answered: {told['text']}"
        texts[question] = told["text"]
    return texts


async def session(
    browser: Browser, address: str, number: int, count: int, right: dict[str, str]
) -> list[dict[str, Any]]:
    """One person's questions, with the times and whether the answer was the right one."""
    order = random.Random(number)  # an order, not a secret
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(address)
    await page.get_by_test_id("stChatInput").wait_for()
    await page.evaluate(WATCH)
    await asyncio.sleep(order.uniform(0, 5))
    asked = []
    for question in order.sample(QUESTIONS, count):
        asked.append(await one(page, question, right[question]) | {"session": number, "question": question})
        await asyncio.sleep(order.uniform(5, 10))
    await context.close()
    return asked


async def one(page: Page, question: str, right: str) -> dict[str, Any]:
    box = page.get_by_test_id("stChatInput").get_by_role("textbox")
    await box.fill(question)
    await box.press("Enter")
    try:
        await page.wait_for_function("window.asked && window.asked.done > 0")
    except NoAnswer:
        said = await page.get_by_test_id("stChatMessage").last.inner_text()
        return {"first": PATIENCE_MS, "done": PATIENCE_MS, "right": False, "said": said, "errors": 1}
    times = await page.evaluate("({first: window.asked.first, done: window.asked.done})")
    said = await page.locator(".stChatMessage h2").last.inner_text()
    broken = await page.get_by_test_id("stException").count()
    return {**times, "right": said.strip() == " ".join(right.split()), "said": said, "errors": broken}


async def everybody(address: str, sessions: int, questions: int) -> list[dict[str, Any]]:
    right = expected(address)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        people = (session(browser, address, n, questions, right) for n in range(sessions))
        asked = [one for part in await asyncio.gather(*people) for one in part]
        await browser.close()
    return asked


def summary(asked: list[dict[str, Any]]) -> dict[str, Any]:
    first, done = (sorted(a[name] for a in asked) for name in ("first", "done"))
    return {
        "questions": len(asked),
        "errors": sum(a["errors"] for a in asked),
        "wrong": [f"{a['question']} -> {a['said']}" for a in asked if not a["right"]],
        "first_step_ms": {"median": round(statistics.median(first)), "p95": round(first[int(0.95 * len(first))])},
        "answer_ms": {"median": round(statistics.median(done)), "p95": round(done[int(0.95 * len(done))])},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Many people at once on the page.")
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--address", help="a running Candor; one of its own when left out")
    given = parser.parse_args()
    before, started = os.getloadavg()[0], time.time()
    if given.address:
        asked = asyncio.run(everybody(given.address, given.sessions, given.questions))
    else:
        with TemporaryDirectory() as home, serving("app.py", Path(home)) as address:
            asked = asyncio.run(everybody(address, given.sessions, given.questions))
    told = summary(asked) | {
        "sessions": given.sessions,
        "seconds": round(time.time() - started),
        "load_before": round(before, 2),
        "cores": os.cpu_count(),
    }
    print(json.dumps(told, ensure_ascii=False))
    return 1 if told["errors"] or told["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
