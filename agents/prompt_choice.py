"""Which version of a prompt a user's question gets: what the registry last said was in force, split by user.

Nobody waits for the registry. What it said is kept in a small file under the state directory, read at the start and
whenever a command has changed it, and asked for anew in the background; so an alias that was moved anywhere is in force
within `EVERY` seconds and a bit. Where the registry has never been reached the newest file is used, and that is said.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from agents.prompt import Prompt, find, load
from agents.prompt_registry import RegistryAwayError, Standing

EVERY = 20.0
"""Seconds between two looks at the registry."""
Arm = Literal["production", "candidate", "newest file"]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """A prompt, the arm that it belongs to, and why it is not what the registry says, where it is not."""

    prompt: Prompt
    arm: Arm
    note: str = ""


class Fixed:
    """The newest file for everybody: for a process without a registry."""

    def __init__(self, name: str) -> None:
        self._choice = Choice(load(name), "newest file")

    def choose(self, user: str) -> Choice:
        del user
        return self._choice

    def close(self) -> None:
        """There is nothing to close."""


class Chosen:
    """By the registry. `ask` gives what is in force or raises RegistryAwayError, and may take long."""

    def __init__(self, name: str, kept: Path, ask: Callable[[], Standing], every: float = EVERY) -> None:
        self._name = name
        self._kept = kept
        self._ask = ask
        self._every = every
        self._standing = Standing()
        self._read_at = 0
        self._problem = "the prompt registry was not asked yet"
        self._away = False
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def choose(self, user: str) -> Choice:
        """At once. The first call starts the looks at the registry."""
        self._start()
        self._read()
        standing = self._standing
        arm = arm_of(self._name, user, standing)
        digest = standing.candidate if arm == "candidate" else standing.production
        if not digest:
            return Choice(load(self._name), "newest file", self._problem or "no version is set as production")
        prompt = find(self._name, digest)
        if prompt is None:
            return Choice(load(self._name), "newest file", f"no file has the digest {digest} that is set as {arm}")
        return Choice(prompt, arm)

    def refresh(self) -> None:
        """Ask the registry now; what it said last stays in force when it cannot be reached."""
        try:
            standing = self._ask()
        except RegistryAwayError as error:
            if not self._away:
                log.warning("The prompt registry cannot be reached (%s); the last known versions stay in force.", error)
            self._away = True
            self._problem = f"the prompt registry could not be reached ({error})"
            return
        self._away = False
        self._problem = ""
        if standing != self._standing:
            keep(self._kept, standing)
        self._standing = standing

    def close(self) -> None:
        self._closed.set()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="prompts", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while not self._closed.is_set():
            self.refresh()
            self._closed.wait(self._every)

    def _read(self) -> None:
        """Take over the kept file where it is newer than what was read."""
        try:
            changed = self._kept.stat().st_mtime_ns
            if changed != self._read_at:
                self._standing = Standing(**json.loads(self._kept.read_text(encoding="utf-8")))
                self._read_at = changed
        except (OSError, ValueError, TypeError):
            return  # none yet, or half written: the registry is asked anyway


def keep(file: Path, standing: Standing) -> None:
    """Write down what is in force, as a whole file or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{threading.get_ident()}.part")
    part.write_text(json.dumps(asdict(standing)), encoding="utf-8")
    part.replace(file)


def arm_of(name: str, user: str, standing: Standing) -> Arm:
    """The arm of a user: the same at every question, and still the candidate when its share grows."""
    return "candidate" if standing.candidate and place(name, user) < standing.share else "production"


def place(name: str, user: str) -> float:
    """Where a user stands between 0 and 1: always the same, and evenly spread over users."""
    digest = hashlib.sha256(f"{name}\x1f{user}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def kept_file(home: Path, name: str) -> Path:
    """Where what is in force is kept under the state directory."""
    return home / f"prompt-{name}.json"
