"""Saved questions at work in the background: a few at a time, each with its state, stopped one by one or all together.

Nobody's browser has to stay for a run to be finished and kept. What did not end in an answer leaves the tile as it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from agents.conversations import Asking
from agents.saved import keep, rerun
from agents.steps import Answered, End, Failed
from data.parameters import Value
from data.shelf import Saved, Shelf
from data.types import User

AT_ONCE = 2
"""Statements of a board that run at the same time: the others' questions are to have room."""
For = Literal["tile", "form"]
"""A tile keeps what comes back; a form shows it to whoever chose its values."""


@dataclass
class Run:
    """One run. `began` is monotonic seconds, None while it waits; `end` and `ended` (seconds since the epoch) come last."""

    saved_id: str
    version: str
    """Of the data, as they were when it was set off."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """What was put at the places of its statement."""
    began: float | None = None
    end: End | None = None
    ended: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def at_work(self) -> bool:
        return self.end is None


class Runs:
    """Thread-safe. `clock` gives seconds since the epoch."""

    def __init__(self, services: Asking, shelf: Shelf, clock: Callable[[], float] = time.time) -> None:
        self._services, self._shelf, self._clock = services, shelf, clock
        self._runs: dict[tuple[str, For], Run] = {}
        self._news = threading.Condition()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="saved")

    def of(self, saved_id: str, kind: For = "tile") -> Run | None:
        """The latest run; None when there was none in this process."""
        return self._runs.get((saved_id, kind))

    def start(
        self,
        saved: Saved,
        user: User,
        database: Path | None,
        version: str,
        values: Mapping[str, Value] | None = None,
        kind: For = "tile",
    ) -> Run:
        """Set it to work; one that is at work already goes on. A tile that is run with other values keeps them from then on,
        if that ends in an answer."""
        with self._news:
            known = self._runs.get((saved.id, kind))
            if known is not None and known.at_work:
                return known
            run = self._runs[saved.id, kind] = Run(saved.id, version, dict(values or {}))
        self._pool.submit(self._work, run, saved, user, database, kind)
        return run

    def at_work(self, saved_ids: list[str]) -> list[Run]:
        """Those of these that have not ended, tiles and forms."""
        return [run for (saved_id, _), run in list(self._runs.items()) if saved_id in saved_ids and run.at_work]

    def wait(self, runs: list[Run], seconds: float) -> bool:
        """Wait until one of them has ended, no longer than that; whether one has."""
        with self._news:
            return self._news.wait_for(lambda: any(not run.at_work for run in runs), seconds)

    def close(self) -> None:
        for run in self._runs.values():
            run.stop.set()
        self._pool.shutdown()

    def _work(self, run: Run, saved: Saved, user: User, database: Path | None, kind: For) -> None:
        """Run it to its end. A bug that flies leaves a Failed behind, so that nobody waits for ever."""
        end: End = Failed("Something in Candor broke while it worked on this; the log holds what happened.", "internal")
        try:
            if run.stop.is_set():
                end = Failed("It was stopped before it began.", "cancelled")
                return
            run.began = time.monotonic()
            end = rerun(self._services, saved, user, database, run.values, run.stop)
            if kind == "tile" and isinstance(end, Answered):
                keep(self._shelf, saved, end, run.version, run.values)
        finally:
            with self._news:
                run.ended, run.end = self._clock(), end
                self._news.notify_all()
