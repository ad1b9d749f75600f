"""The process is killed in the middle of answers: what a person finds on return."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.conftest import serving_process, session
from tests.ui.flows import answered, ask, step, stop
from tests.ui.recorded import MONTHS, SLOW
from ui import texts

pytestmark = [pytest.mark.browser]


def test_after_a_kill_every_conversation_is_there_and_the_interrupted_question_is_asked_again_by_one_click(
    browser: Browser, tmp_path: Path
) -> None:
    script = "tests/ui/recorded_app.py"
    with (
        serving_process(script, tmp_path) as (address, process),
        session(browser, address) as one,
        session(browser, address) as two,
    ):
        ask(one, MONTHS)
        answered(one)
        ask(one, SLOW)
        ask(two, SLOW)
        for page in (one, two):
            expect(step(page, "Found 2 tables")).to_be_visible()
        talk = one.url.removeprefix(address)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    with serving_process(script, tmp_path) as (address, _), session(browser, address) as page:
        expect(page.get_by_text(texts.INTERRUPTED)).to_be_visible()
        expect(page.locator("[class*='st-key-lost-'] button")).to_have_count(2)
        expect(page.locator("[class*='st-key-open-'] button")).to_have_count(2)
        page.goto(f"{address}{talk}")
        answered(page)
        expect(page.get_by_text(texts.LOST)).to_be_visible()
        page.get_by_role("button", name=texts.AGAIN).click()
        expect(step(page, "Found 2 tables")).to_be_visible()
        stop(page)
        expect(page.get_by_text(texts.FAILURES["cancelled"][0], exact=False).first).to_be_visible()
