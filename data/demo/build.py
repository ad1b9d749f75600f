"""Makes the demo warehouse once and keeps it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from data.demo.generate import HERE, Progress, fill
from data.ingest.generation import new_generation


def ensure(home: Path, progress: Progress | None = None) -> Path:
    """The demo warehouse under `home`, made now when it is not there yet (a few seconds), else as it is.

    Its name holds a digest of the code and words that make it, so a new version of Candor makes a new file. Two
    processes that start at once wait for one another, and a process that dies leaves no half-made file.
    """
    path = home / "demo" / f"retailer-{_digest()}.duckdb"
    if not path.exists():
        with new_generation(path) as connection:
            # Whoever waited for the lock finds the work done.
            if not connection.execute("SELECT 1 FROM duckdb_tables() LIMIT 1").fetchall():
                fill(connection, progress=progress)
    return path


def _digest() -> str:
    files = sorted(p for p in HERE.iterdir() if p.suffix in (".py", ".sql", ".yaml") and p.name != "policy.yaml")
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
