"""Warm worker processes and the line in front of them.

`Pool.call` hands one statement to a worker and waits for its reply, watching time, memory and the caller's cancel flag
from outside, because the engine hears an interrupt only between its own steps. What does not stop when told to is
killed, and a new worker takes its place. Callers are served in the order in which they came.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from data.errors import BadSettings
from data.types import Cancel
from data.worker import Message, pack

Ending = Literal["timed_out", "cancelled", "too_expensive", "died", "queue_full"]

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
TICK = 0.02
"""Seconds between two looks at the cancel flag and the memory of a running statement."""
TIME_GRACE = 0.3
"""Seconds that a statement over its time has to hear the interrupt."""
CANCEL_GRACE = 0.12
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What of the environment a worker sees: nothing that could be a secret."""


class StoppedError(Exception):
    """The statement did not end by itself; `ending` says why."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending: Ending = ending


@dataclass(frozen=True, slots=True)
class Job:
    """One statement for a worker: its request and what it may use."""

    request: Message
    seconds: float
    memory_mb: int
    cancel: Cancel | None = None

    @property
    def cancelled(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()


@dataclass(frozen=True, slots=True)
class Reply:
    header: Message
    body: bytes


class Worker:
    """One process. Not thread-safe: the pool gives it to one caller at a time."""

    def __init__(self, path: Path, threads: int, directory: Path) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="worker-", dir=directory))
        self._log = self._directory / "log"
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "data.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self._directory,
                env={**kept, "PYTHONPATH": str(ROOT), "HOME": str(self._directory), "TZ": "UTC"},
                start_new_session=True,  # Ctrl-C at the terminal is the owner's to handle
                bufsize=0,
            )
        self._number = 0
        self._ready = False
        temp = self._directory / "spill"
        self._send({"op": "open", "path": str(path.absolute()), "threads": threads, "temp_directory": str(temp)})

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def call(self, job: Job) -> Reply:
        """Raises StoppedError; after that the worker may be dead (`alive`)."""
        try:
            reply, ending = self._converse(job)
        except BaseException:
            self.kill()  # half a conversation cannot be continued
            raise
        if reply.header.get("fault") in ("memory", "fatal"):
            self.kill()  # what such a failure leaves behind is not worth keeping
        if ending is not None:
            raise StoppedError(ending)
        return reply

    def _converse(self, job: Job) -> tuple[Reply, Ending | None]:
        """The reply, and why the statement was told to stop if it was. Raises StoppedError when it must be killed."""
        self._await_ready()
        self._number += 1
        deadline = time.monotonic() + job.seconds
        ceiling = self.resident_mb() + job.memory_mb * 1.25 + 256
        self._send({**job.request, "id": self._number})
        ending: Ending | None = None
        while not self._readable(TICK):
            now = time.monotonic()
            if ending is None and (job.cancelled or now >= deadline):
                ending = "cancelled" if job.cancelled else "timed_out"
                deadline = now + (CANCEL_GRACE if ending == "cancelled" else TIME_GRACE)
            elif ending is not None and now >= deadline:
                raise StoppedError(ending)
            if ending is not None:
                self._send({"op": "stop", "id": self._number})
            if self.resident_mb() > ceiling:
                raise StoppedError("too_expensive")
        return self._receive(), ending

    def resident_mb(self) -> float:
        """The memory that the process holds; 0 where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        except (OSError, IndexError):
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def end(self) -> None:
        """End the process; safe while another thread waits for its reply."""
        self._process.kill()

    def kill(self) -> None:
        """End the process now, and leave nothing of it: no zombie, no descriptor, no spilled rows."""
        self.end()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _await_ready(self) -> None:
        if self._ready:
            return
        if not self._readable(START_SECONDS):
            raise BadSettings(f"A worker was not ready after {START_SECONDS:.0f} s.", "Is the machine overloaded?")
        try:
            self._receive()
        except StoppedError as error:
            if self._process.wait() < 0:
                raise  # killed from outside, or by `close`, before it was ready
            words = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            raise BadSettings(
                f"A worker process could not start: {' '.join(words)}.", "Is the environment complete?"
            ) from error
        self._ready = True

    def _readable(self, seconds: float) -> bool:
        assert self._process.stdout is not None
        poller = select.poll()
        poller.register(self._process.stdout, select.POLLIN | select.POLLHUP)
        return bool(poller.poll(seconds * 1000))

    def _send(self, message: Message) -> None:
        assert self._process.stdin is not None
        data = memoryview(pack(message))
        try:
            while data:
                data = data[self._process.stdin.write(data) :]
        except (BrokenPipeError, ValueError) as error:
            raise StoppedError("died") from error

    def _receive(self) -> Reply:
        header = self._read(struct.unpack(">I", self._read(4))[0])
        message: Message = json.loads(header)
        return Reply(message, self._read(int(message.get("bytes", 0))))

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        data = bytearray()
        while len(data) < size:
            part = self._process.stdout.read(min(size - len(data), 1 << 20))
            if not part:
                raise StoppedError("died")
            data += part
        return bytes(data)


@dataclass(eq=False)
class _Turn:
    """One caller's place in the line."""

    called: threading.Event = field(default_factory=threading.Event)
    worker: Worker | None = None


class Pool:
    """`size` workers on one file. Safe for any number of threads."""

    def __init__(self, path: Path, *, size: int, threads: int, directory: Path | None = None) -> None:
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
        self._directory = Path(tempfile.mkdtemp(prefix="candor-", dir=directory))
        self._path = path
        self._threads = threads
        self._lock = threading.Lock()
        self._line: deque[_Turn] = deque()
        self._closed = False
        self._all: set[Worker] = set()
        self._idle: deque[Worker] = deque(self._start() for _ in range(size))

    def pids(self) -> tuple[int, ...]:
        """The processes of the workers, for whoever watches them."""
        with self._lock:
            return tuple(w.pid for w in self._all)

    def call(self, job: Job) -> Reply:
        """Wait for a worker (no longer than the job's own seconds), run the job on it. Raises StoppedError.

        A worker that dies under it (the system was short of memory, an operator killed it) is forgiven once: a
        statement that only reads can be run again.
        """
        try:
            return self._try(job)
        except StoppedError as stopped:
            if stopped.ending != "died" or self._closed:
                raise
            return self._try(job, new=True)  # its neighbours may be dying too

    def _try(self, job: Job, *, new: bool = False) -> Reply:
        worker = self._take(job)
        try:
            if new:
                worker.end()
                with self._lock:
                    worker = self._replace(worker)
            return worker.call(job)
        finally:
            self._give_back(worker)

    def close(self) -> None:
        """End all workers, running statements included."""
        with self._lock:
            self._closed = True
            busy = self._all - set(self._idle)
            for worker in self._idle:
                worker.kill()
            self._idle.clear()
            for worker in busy:  # whoever waits for it sees its end and clears up
                worker.end()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _take(self, job: Job) -> Worker:
        turn = _Turn()
        with self._lock:
            self._check_open()
            if self._idle and not self._line:
                turn.worker = self._idle.popleft()
            else:
                self._line.append(turn)
        deadline = time.monotonic() + job.seconds
        while turn.worker is None:
            turn.called.wait(TICK * 2)
            if turn.worker is None and (job.cancelled or time.monotonic() >= deadline or self._closed):
                self._leave(turn, job)
        return self._fresh(turn.worker)

    def _leave(self, turn: _Turn, job: Job) -> None:
        """Out of the line, unless a worker came at this very moment."""
        with self._lock:
            if turn.worker is not None:
                return
            self._line.remove(turn)
            self._check_open()
        raise StoppedError("cancelled" if job.cancelled else "queue_full")

    def _fresh(self, worker: Worker) -> Worker:
        """The worker, or another one where it died while nobody used it."""
        if worker.alive:
            return worker
        with self._lock:
            return self._replace(worker)

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if self._closed:
                worker.kill()
                return
            if not worker.alive:
                worker = self._replace(worker)
            if self._line:
                turn = self._line.popleft()
                turn.worker = worker
                turn.called.set()
            else:
                self._idle.append(worker)

    def _replace(self, dead: Worker) -> Worker:
        self._check_open()
        dead.kill()
        self._all.discard(dead)
        return self._start()

    def _start(self) -> Worker:
        worker = Worker(self._path, self._threads, self._directory)
        self._all.add(worker)
        return worker

    def _check_open(self) -> None:
        if self._closed:
            raise StoppedError("died")
