"""The process in which statements run: `python -m data.worker`, warm, killable, with nothing but DuckDB and Arrow.

It opens one database file read-only and hardened, and answers requests on its standard input with messages on its
standard output. A message is a length (4 bytes, big-endian) and that much JSON; a reply to a statement is such a header
whose `bytes` says how long the Arrow stream after it is. The process ends when its input does, so that no worker
outlives its owner.

The errors it reports are the engine's own words, which may carry cell values: the owner rebuilds them
(`data.engine_errors`) before anybody sees them. This module decides nothing about who may read what.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import resource
import struct
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa

from data import scans

BATCH_ROWS = 2048
"""How many rows are fetched at a time: a cut result costs no more than this beyond what was asked for."""
HEAP_SLACK_MB = 192
"""Stacks, code and Arrow's buffers that a statement has beside the engine's own memory."""
READABLE = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI)
"""What a statement that reads can be; a PIVOT with values found in the data is MULTI."""

HARDENED: tuple[tuple[str, str], ...] = (
    ("autoload_known_extensions", "false"),
    ("autoinstall_known_extensions", "false"),
    ("allow_community_extensions", "false"),
    ("allow_persistent_secrets", "false"),
    ("python_enable_replacements", "false"),
    ("max_expression_depth", "500"),
    ("enable_external_access", "false"),
    ("lock_configuration", "true"),
)
"""In this order: nothing can be set after the last."""

Message = dict[str, Any]


def connect(
    path: str,
    *,
    memory_mb: int,
    threads: int,
    temp_directory: str,
    temp_mb: int = 1024,
    walls: Sequence[tuple[str, str]] = HARDENED,
) -> duckdb.DuckDBPyConnection:
    """The file, read-only, with every door to the outside closed and the settings locked.

    The order matters: the temporary directory can only be named before external access goes off, and nothing can be
    set after the lock. `walls` are the settings to put up: a test takes them one at a time.
    """
    connection = duckdb.connect(
        path,
        read_only=True,
        config={
            "memory_limit": f"{memory_mb}MiB",
            "threads": threads,
            "temp_directory": temp_directory,
            "max_temp_directory_size": f"{temp_mb}MiB",
        },
    )
    for name, value in walls:
        connection.execute(f"SET GLOBAL {name} = {value}")  # global, or a cursor would not have it
    return connection


class RefusedError(Exception):
    """The request is not one statement that reads."""


class Engine:
    """The open file, reopened when the request names another generation of it or another memory limit."""

    def __init__(self, path: str, threads: int, temp_directory: str) -> None:
        self._path = path
        self._threads = threads
        self._temp_directory = temp_directory
        self._opened: tuple[str, int] | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._lock = threading.Lock()
        self._running: tuple[int, duckdb.DuckDBPyConnection] | None = None

    def answer(self, request: Message) -> tuple[Message, pa.Buffer | None]:
        """The header and the rows of one request; a failure of the engine is a header with `error`."""
        started = time.perf_counter()
        try:
            cursor = self._open(str(request["generation"]), int(request["memory_mb"])).cursor()
        except duckdb.Error as error:
            return {"error": type(error).__name__, "message": "", "fault": "open"}, None
        try:
            bound_heap(int(request["memory_mb"]) + HEAP_SLACK_MB)
            with self._lock:
                self._running = (int(request["id"]), cursor)
            try:
                header, rows = _run(cursor, request)
            finally:
                with self._lock:
                    self._running = None
                cursor.close()
        except (
            duckdb.Error,
            pa.ArrowException,
            MemoryError,
            RefusedError,
            scans.ScanError,
            RuntimeError,
            OSError,
        ) as error:
            kind = _kind(error)
            return {"error": kind, "message": str(error), "fault": _fault(kind)}, None
        finally:
            unbind_heap()
        header["elapsed_ms"] = (time.perf_counter() - started) * 1000
        return header, rows

    def stop(self, number: int) -> None:
        """Interrupt the statement of that number if it is still the one that runs."""
        with self._lock:
            if self._running is not None and self._running[0] == number:
                self._running[1].interrupt()

    def _open(self, generation: str, memory_mb: int) -> duckdb.DuckDBPyConnection:
        wanted = (generation, memory_mb)
        if self._connection is None or self._opened != wanted:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._connection = connect(
                self._path, memory_mb=memory_mb, threads=self._threads, temp_directory=self._temp_directory
            )
            self._opened = wanted
        return self._connection


def _run(cursor: duckdb.DuckDBPyConnection, request: Message) -> tuple[Message, pa.Buffer | None]:
    statements = cursor.extract_statements(str(request["sql"]))
    if len(statements) != 1 or statements[0].type not in READABLE:
        raise RefusedError("not one statement that reads")
    if request.get("may_scan") is not None:
        # Before the statement is bound as a relation, which runs a PIVOT at once.
        allowed = frozenset(request["may_scan"])
        with contextlib.suppress(duckdb.Error):  # it has no opinion on some honest statements
            scans.check_names(cursor.get_table_names(str(request["sql"]), qualified=True), allowed)
        plan = cursor.execute(f"EXPLAIN (FORMAT json) {request['sql']}").fetchall()
        scans.check(str(plan[0][1]), allowed)
    relation = cursor.sql(statements[0])
    if relation is None:
        raise RefusedError("a statement without rows")
    if request["op"] == "explain":
        return {"plan": relation.explain()}, None
    # A relation streams; what `execute` gives has been computed to its last row.
    return _collect(relation.to_arrow_reader(BATCH_ROWS), int(request["rows"]), int(request["bytes"]))


def _collect(reader: pa.RecordBatchReader, rows: int, size: int) -> tuple[Message, pa.Buffer | None]:
    """At most `rows` rows of the reader as an Arrow stream; stops early when they weigh more than `size` bytes."""
    kept: list[pa.RecordBatch] = []
    count = weight = 0
    for batch in reader:
        kept.append(batch.slice(0, rows - count) if count + batch.num_rows > rows else batch)
        count += batch.num_rows
        weight += kept[-1].nbytes
        if weight > size:
            return {"too_big": True}, None
        if count > rows:
            break
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, reader.schema) as writer:
        for batch in kept:
            writer.write_batch(batch)
    return {"truncated": count > rows}, sink.getvalue()


def _kind(error: Exception) -> str:
    """The class of an error; of one that Arrow hands on while rows stream, the class that its text begins with."""
    if isinstance(error, MemoryError | pa.ArrowMemoryError):
        return "OutOfMemory"
    head, found, _ = str(error).partition(" Error:")
    if found and not isinstance(error, duckdb.Error):
        return head.title().replace(" ", "")
    return type(error).__name__


def _fault(kind: str) -> str:
    """What the owner does about it: an `engine` fault is the statement's own."""
    faults = {"Interrupt": "interrupted", "OutOfMemory": "memory", "Fatal": "fatal", "Internal": "fatal"}
    return faults.get(kind.removesuffix("Exception"), "engine")


def bound_heap(megabytes: int) -> None:
    """Let the process map no more than so many megabytes beyond what it has mapped now (Linux counts them as data)."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = _data_bytes() + megabytes * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def unbind_heap() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _data_bytes() -> int:
    """The private writable memory of this process; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def read_message(source: BinaryIO) -> Message | None:
    """The next message, or None at the end of the input."""
    size = source.read(4)
    if len(size) < 4:
        return None
    text = source.read(struct.unpack(">I", size)[0])
    message: Message = json.loads(text)
    return message


def pack(message: Message) -> bytes:
    """A message as it travels."""
    text = json.dumps(message).encode()
    return struct.pack(">I", len(text)) + text


def _listen(source: BinaryIO, engine: Engine, requests: queue.SimpleQueue[Message]) -> None:
    """Pass statements on, stop the running one when told to, end the process with its input."""
    while (message := read_message(source)) is not None:
        if message["op"] == "stop":
            engine.stop(int(message["id"]))
        else:
            requests.put(message)
    os._exit(0)


def main() -> None:
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints goes to the log, not into the protocol
    settings = read_message(source)
    if settings is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would put cells on the disk
    engine = Engine(str(settings["path"]), int(settings["threads"]), str(settings["temp_directory"]))
    requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(source, engine, requests), daemon=True).start()
    sink.write(pack({"ready": os.getpid()}))
    sink.flush()
    while True:
        request = requests.get()
        header, rows = engine.answer(request)
        sink.write(pack({**header, "id": request["id"], "bytes": 0 if rows is None else rows.size}))
        if rows is not None:
            sink.write(memoryview(rows))
        sink.flush()


if __name__ == "__main__":
    main()
