"""A benchmark run: databases dealt out to worker processes, verdicts collected, figures made.

This process only plans and counts. A worker that dies, or says nothing for `PATIENCE` seconds, is replaced; the question
that it was at counts as failed and the rest of its database is done by the next one.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import BadInput
from evals.benchmark.questions import Case

PATIENCE = 180.0
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: `worker` is what a worker's command line says besides where to keep its copies."""

    cases: tuple[Case, ...]
    databases: Path
    home: Path
    workers: int = 2
    worker: tuple[str, ...] = ()

    def sqlite(self, db_id: str) -> Path:
        return self.databases / db_id / f"{db_id}.sqlite"


def run(plan: Plan, collect: Callable[[Line], None]) -> None:
    """Answer and judge every case; `collect` is called with each verdict, by one thread at a time, in no fixed order.

    Raises BadInput before anything is run when a database is not there.
    """
    missing = sorted({c.db_id for c in plan.cases if not plan.sqlite(c.db_id).is_file()})
    if missing:
        raise BadInput(
            f"{plan.databases} has no {missing[0]}/{missing[0]}.sqlite ({len(missing)} of the databases are missing).",
            "Give the folder that holds <db_id>/<db_id>.sqlite, or leave those questions out.",
        )
    jobs: queue.SimpleQueue[list[Case]] = queue.SimpleQueue()
    for group in _by_database(plan.cases):
        jobs.put(group)
    lock = threading.Lock()
    troubles: list[BaseException] = []

    def work() -> None:
        try:
            _work(plan, jobs, collect, lock)
        except BaseException as trouble:
            troubles.append(trouble)
            raise

    threads = [threading.Thread(target=work) for _ in range(max(1, plan.workers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]


def _by_database(cases: Iterable[Case]) -> list[list[Case]]:
    """The questions of each database together, the largest first so that no worker is left with it at the end."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.db_id, []).append(case)
    return sorted(groups.values(), key=lambda g: (-len(g), g[0].db_id))


def _work(
    plan: Plan, jobs: queue.SimpleQueue[list[Case]], collect: Callable[[Line], None], lock: threading.Lock
) -> None:
    worker: Worker | None = None
    try:
        while True:
            try:
                group = jobs.get_nowait()
            except queue.Empty:
                return
            lost: set[int] = set()
            while True:
                worker = worker or Worker(plan)
                try:
                    verdicts = worker.do(plan.sqlite(group[0].db_id), group, lost)
                    break
                except LostError as trouble:
                    lost.add(trouble.at)
                    worker.end()
                    worker = None
            with lock:
                for verdict in verdicts:
                    collect(verdict)
    finally:
        if worker is not None:
            worker.end()


class LostError(Exception):
    """A worker died or hung; `at` is the place of the question that it was at."""

    def __init__(self, at: int) -> None:
        super().__init__(f"lost at {at}")
        self.at = at


class Worker:
    """One worker process and the thread that listens to it."""

    def __init__(self, plan: Plan) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "evals.benchmark.worker", "--home", str(plan.home), *plan.worker],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def do(self, sqlite: Path, group: Sequence[Case], lost: set[int]) -> list[Line]:
        """All verdicts of one database. Raises LostError."""
        questions = [None if i in lost else c.question for i, c in enumerate(group)]
        self._send({"answer": questions, "sqlite": str(sqlite)}, 0)
        for at in range(len(group)):
            self._next(at)
        self._send({"judge": [(c.number, c.db_id, c.question, c.gold) for c in group]}, 0)
        return [self._next(at) for at in range(len(group))]

    def _send(self, message: Line, at: int) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise LostError(at) from error

    def _next(self, at: int) -> Line:
        try:
            line = self._lines.get(timeout=PATIENCE)
        except queue.Empty:
            raise LostError(at) from None
        if line is None:
            raise LostError(at)
        message: Line = json.loads(line)
        return message

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                _close_quietly(pipe)


def _close_quietly(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be sent has no reader any more


def figures(lines: Sequence[Line]) -> Line:
    """The closing line of a run. Shares are 0 to 1, None when nothing was answered; times are of all questions."""
    n, correct = len(lines), sum(line["correct"] for line in lines)
    answered = sum(line["status"] == "answered" for line in lines)
    times = sorted(line["ms"] for line in lines)
    return {
        "n": n,
        "correct": correct,
        "execution_accuracy": round(correct / n, 4) if n else None,
        "answered": answered,
        "accuracy_when_answered": round(correct / answered, 4) if answered else None,
        "p50_ms": quantile(times, 0.50),
        "p95_ms": quantile(times, 0.95),
    }


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of them do not exceed (nearest rank)."""
    if not ordered:
        return None
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
