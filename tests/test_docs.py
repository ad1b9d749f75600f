"""What the README and the docs show is run: commands are commands of ours, examples work together."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(path: str, language: str) -> list[str]:
    return [m.group(2) for m in BLOCK.finditer((ROOT / path).read_text(encoding="utf-8")) if m.group(1) == language]


def test_the_examples_of_the_page_on_extending_run_one_after_the_other() -> None:
    from data.quality import checks

    space: dict[str, object] = {}
    before = set(checks.registered())
    try:
        for block in blocks("docs/extending.md", "python"):
            exec(compile(block, "docs/extending.md", "exec"), space)
        registry = space["registry"]
        assert {"privacy_officer", "calendar"} <= {e.name for e in registry}  # type: ignore[attr-defined]  # made by exec
    finally:
        for check in set(checks.registered()) - before:
            checks.unregister(check)


@pytest.mark.parametrize(
    "path", [p.relative_to(ROOT).as_posix() for p in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]]
)
def test_every_link_within_the_repository_leads_somewhere(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    missing = [t for t in targets if not ((ROOT / path).parent / t).exists()]
    assert not missing


def readme_lines() -> list[str]:
    """Every command line that the README shows."""
    return [line for block in blocks("README.md", "sh") for line in block.splitlines() if line]


def ours(line: str, home: Path) -> list[str]:
    """A command of the README as this environment runs it, with its state in `home`."""
    words = shlex.split(line.replace(".candor/", f"{home}/"))
    return [sys.executable if w == ".venv/bin/python" else w for w in words]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "CANDOR_HOME": str(home)}


@pytest.mark.long
def test_the_commands_of_the_readme_that_ask_and_import_end_well(tmp_path: Path) -> None:
    lines = [line for line in readme_lines() if line.startswith(".venv/bin/python -m")]
    assert len(lines) >= 5
    for line in lines:
        done = subprocess.run(
            ours(line, tmp_path), cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip()


def test_every_make_command_of_the_docs_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    shown = {line.split()[1] for line in readme_lines() if line.startswith("make ")}
    assert {"run", "test", "mlflow"} <= shown <= targets


def test_the_plain_lines_of_the_readme_are_what_make_does() -> None:
    recipe = (ROOT / "Makefile").read_text().replace("$(BIN)", ".venv/bin").replace("$(PYTHON)", "python3")
    plain = [
        part
        for line in readme_lines()
        if line.startswith(("python3", ".venv/bin/streamlit"))
        for part in line.split(" && ")
    ]
    assert len(plain) == 3
    for part in plain:
        words = [w for w in part.split() if not w.startswith("--quiet")]
        assert all(word in recipe for word in words), part


@pytest.mark.long
def test_the_command_that_starts_the_page_serves_it_and_answers(tmp_path: Path) -> None:
    line = next(line for line in readme_lines() if "streamlit run" in line)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        sys.executable,
        "-m",
        "streamlit",
        *shlex.split(line)[1:],
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(words, cwd=ROOT, env=environment(tmp_path), stdout=log, stderr=log) as page,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/ready", 90)
            assert "Candor" in httpx.get(url).text or httpx.get(url).status_code == 200
            told = httpx.post(f"{url}/api/ask", json={"question": "How many customers are there?"}, timeout=60).json()
            assert told["status"] == "answered", told
            assert told["trace_id"]
        finally:
            page.terminate()


def wait_for(url: str, seconds: float) -> None:
    """Until the address answers 200."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"{url} was not ready after {seconds} s")
