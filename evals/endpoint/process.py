"""The test endpoint as its own process: `with started(script, faults) as endpoint:`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 10.0


class Running:
    """A running endpoint: `base_url` for OPENAI_BASE_URL, and what it was asked."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._root = base_url.removesuffix("/v1")

    def says(self, rules: Sequence[Any]) -> None:
        """Change the script."""
        self._call("POST", "script", list(rules))

    def fails(self, *faults: str) -> None:
        """Change the faults, each KIND[:RATE[:TIMES]]; none heals it."""
        self._call("POST", "faults", list(faults))

    def requests(self) -> list[dict[str, Any]]:
        """What was asked, each with `number`, `path`, `auth`, `fault` and `body`."""
        seen: list[dict[str, Any]] = self._call("GET", "requests")
        return seen

    def forget(self) -> None:
        self._call("DELETE", "requests")

    def _call(self, method: str, path: str, content: Any = None) -> Any:
        body = None if content is None else json.dumps(content).encode()
        request = Request(
            f"{self._root}/{path}", data=body, method=method, headers={"content-type": "application/json"}
        )
        with urlopen(request, timeout=SECONDS) as response:
            return json.load(response)


@contextmanager
def started(script: Sequence[Any] | Path | None = None, faults: Sequence[str] = (), *options: str) -> Iterator[Running]:
    """An endpoint on a free port; `options` are further words of the command line."""
    words = [sys.executable, "-m", "evals", "endpoint", *options]
    words += [word for fault in faults for word in ("--fault", fault)]
    if isinstance(script, Path):
        words += ["--script", str(script)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            endpoint = Running(json.loads(process.stdout.readline())["base_url"])
            if script is not None and not isinstance(script, Path):
                endpoint.says(list(script))
            yield endpoint
        finally:
            process.terminate()
            process.wait(timeout=10)
