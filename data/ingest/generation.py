"""One new generation of a database file, swapped in whole or not at all.

Writers work on a copy under a name of its own beside the target; `os.replace` puts it in place. Whoever has the old
file open keeps it; a crash at any moment leaves the old file. One lock file per database lets one writer in at a time,
and the next writer clears away what a crashed one left.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from data.errors import BadInput

_SAFE = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
_MARK = ".generation-"


@contextmanager
def new_generation(database: Path, *, seconds: float = 600.0) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of `database` (or to a fresh file) that takes its place when the block ends well.

    Raises BadInput when another import holds the lock for longer than `seconds`, or when `database` is there and is
    no DuckDB file. After an exception in the block the database is what it was.
    """
    target = database.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with _lock(target, seconds):
        _clear_leftovers(target)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}{_MARK}", dir=target.parent))
        try:
            copy = folder / target.name
            _copy(target, copy)
            connection = _connect(copy, database)
            try:
                yield connection
                connection.execute("CHECKPOINT")
            finally:
                connection.close()
            _put_in_place(copy, target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _copy(target: Path, copy: Path) -> None:
    """The file with its log, when a crashed writer outside of Candor left one."""
    if not target.exists():
        return
    shutil.copyfile(target, copy)
    log = target.with_name(target.name + ".wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(copy.name + ".wal"))


def _connect(copy: Path, named: Path) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {**_SAFE, "temp_directory": str(copy.parent / "spill")}
    try:
        return duckdb.connect(str(copy), config=settings)
    except duckdb.Error as error:
        raise BadInput(
            f"{named} is there but is not a DuckDB database that can be opened.", "Choose another --database."
        ) from error


def _put_in_place(copy: Path, target: Path) -> None:
    with copy.open("rb") as written:
        os.fsync(written.fileno())
    if target.exists():
        shutil.copymode(target, copy)
    os.replace(copy, target)  # noqa: PTH105 - the one call that is documented to be atomic
    with suppress(FileNotFoundError):
        target.with_name(target.name + ".wal").unlink()
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear_leftovers(target: Path) -> None:
    """Only the lock's holder calls this: nobody else can be at work on such a folder."""
    for folder in target.parent.glob(f".{_escaped(target.name)}{_MARK}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _escaped(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


@contextmanager
def _lock(target: Path, seconds: float) -> Iterator[None]:
    """The operating system lets go of the lock when its holder dies, so no stale lock can stay."""
    path = target.with_name(f".{target.name}.lock")
    until = time.monotonic() + seconds
    with path.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise BadInput(
                        f"Another import into {target.name} has been running for {seconds:.0f} s.",
                        "Wait until it has ended, then try again.",
                    ) from None
                time.sleep(0.05)
        yield
