"""A running Candor over a small database, and a browser."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from data.ingest.load import import_files

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=20_000)
PICTURES = ROOT / "build" / "pictures"
CHROMIUM = Path(os.environ.get("CANDOR_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ORDERS = "order_id,customer,channel,ordered_on,amount\n" + "".join(
    f"{n},customer {n % 7},{('web', 'store', 'phone')[n % 3]},2024-{n % 12 + 1:02}-15,{n * 10}.50\n"
    for n in range(1, 61)
)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def wait_until_ready(address: str, process: subprocess.Popen[bytes], seconds: float = 90, path: str = "/ready") -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, "Candor ended instead of starting."
        try:
            with urllib.request.urlopen(f"{address}{path}", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.2)
    raise AssertionError("Candor was not ready in time.")


@contextmanager
def serving(script: str, home: Path, **env: str) -> Iterator[str]:
    """The address of a process that serves the script, with nothing of this shell's settings."""
    with serving_process(script, home, **env) as (address, _):
        yield address


@contextmanager
def serving_process(
    script: str, home: Path, until: str = "/ready", **env: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same with the process, for who wants to kill it; it is there when that path answers."""
    port = free_port()
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("CANDOR_", "OPENAI_", "MLFLOW_"))}
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with (home / "log.txt").open("ab") as log:
        given = keep | {"CANDOR_HOME": str(home / "state")} | env
        process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(address, process, path=until)
        yield address, process
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def candor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Candor over a small database of this module's own."""
    home = tmp_path_factory.mktemp("home")
    source, database = home / "orders.csv", home / "orders.duckdb"
    source.write_text(ORDERS)
    import_files([source], database)
    with serving("app.py", home, CANDOR_DATABASE=str(database), CANDOR_TRACING="off") as address:
        yield address


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that plays recorded Steps."""
    with serving("tests/ui/recorded_app.py", tmp_path_factory.mktemp("recorded")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"There is no Chromium at {CHROMIUM}: apt-get install chromium, or set CANDOR_CHROMIUM.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield opened
        opened.close()


@contextmanager
def session(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh session on the page at that address."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.goto(address)
    opened.get_by_test_id("stChatInput").wait_for()
    try:
        yield opened
    finally:
        leave_picture(opened)
        context.close()


@pytest.fixture
def page(browser: Browser, candor: str) -> Iterator[Page]:
    with session(browser, candor) as opened:
        yield opened


@pytest.fixture
def recorded_page(browser: Browser, recorded: str) -> Iterator[Page]:
    with session(browser, recorded) as opened:
        yield opened


def leave_picture(page: Page) -> None:
    """What the page looks like at the end of the test that is running, under the test's own name."""
    test, _, _ = os.environ.get("PYTEST_CURRENT_TEST", "by hand ").rpartition(" ")
    name = re.sub(r"[^\w-]+", "-", test.rpartition("/")[2].removeprefix("test_browser").replace("test_", "")).strip(
        "-_"
    )
    picture(page, name[:150])


def picture(page: Page, name: str) -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    return path
