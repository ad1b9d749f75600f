"""The test endpoint as its own process: `with started(script, faults) as endpoint:`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

ROOT = Path(__file__).resolve().parent.parent


class Endpoint:
    """A running endpoint: `base_url` for OPENAI_BASE_URL, and what it was asked."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._root = base_url.removesuffix("/v1")

    def says(self, rules: Sequence[Any]) -> None:
        """Change the script."""
        httpx.post(f"{self._root}/script", json=list(rules)).raise_for_status()

    def fails(self, *faults: str) -> None:
        """Change the faults, each KIND[:RATE[:TIMES]]; none heals it."""
        httpx.post(f"{self._root}/faults", json=list(faults)).raise_for_status()

    def requests(self) -> list[dict[str, Any]]:
        """What was asked, each with `number`, `path`, `fault` and `body`."""
        seen: list[dict[str, Any]] = httpx.get(f"{self._root}/requests").json()
        return seen

    def forget(self) -> None:
        httpx.delete(f"{self._root}/requests").raise_for_status()


@contextmanager
def started(
    script: Sequence[Any] | Path | None = None, faults: Sequence[str] = (), *options: str
) -> Iterator[Endpoint]:
    """An endpoint on a free port; `options` are further words of the command line."""
    words = [sys.executable, "-m", "evals", "endpoint", *options]
    words += [word for fault in faults for word in ("--fault", fault)]
    if isinstance(script, Path):
        words += ["--script", str(script)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            endpoint = Endpoint(json.loads(process.stdout.readline())["base_url"])
            if script is not None and not isinstance(script, Path):
                endpoint.says(list(script))
            yield endpoint
        finally:
            process.terminate()
            process.wait(timeout=10)


def load(text: str) -> list[Any]:
    """A script written as YAML in a test."""
    rules: list[Any] = yaml.safe_load(text)
    return rules
