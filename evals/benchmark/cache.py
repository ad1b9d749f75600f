"""Each benchmark database, loaded into DuckDB by Candor's own import and kept until the file or the import changes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from data import ingest
from data.ingest.load import import_files


def imported(sqlite: Path, home: Path) -> Path:
    """The DuckDB copy of `sqlite` under `home`/benchmark, made when it is not there. Raises BadInput of the import."""
    folder = home / "benchmark"
    kept = folder / f"{digest(sqlite)}.duckdb"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:  # another run may be making the same copy
            made = Path(work) / kept.name
            import_files([sqlite], made)
            os.replace(made, kept)  # noqa: PTH105 - the one call that is documented to be atomic
    return kept


def digest(sqlite: Path) -> str:
    """Of the file's bytes and of the import's own source: a change of either makes a new copy."""
    seen = hashlib.sha256()
    for path in (sqlite, *_sources()):
        seen.update(path.read_bytes())
    return seen.hexdigest()[:24]


def _sources() -> Iterator[Path]:
    for folder in ingest.__path__:
        yield from sorted(Path(folder).glob("*.py"))
