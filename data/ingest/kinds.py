"""Which reader takes a file: by what the file begins with, then by its ending."""

from __future__ import annotations

from pathlib import Path

from data.errors import BadInput
from data.ingest import csv, sqlite
from data.ingest.source import ImportLimits, Source

_TEXT = {".csv": None, ".tsv": None, ".tab": None, ".txt": None, ".dat": None, ".psv": None}


def open_source(file: Path, limits: ImportLimits) -> Source:
    """The tables of a file. Raises BadInput when there is no such file, or no reader that can take it."""
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "is not there"
        raise BadInput(f"{file} {what}.", "Name a file that can be read.")
    size = file.stat().st_size
    if size == 0:
        raise BadInput(f"{file.name} is empty.", "Choose a file with at least a header and one row.")
    if size > limits.file_bytes:
        raise BadInput(
            f"{file.name} has {size:,} bytes, the limit is {limits.file_bytes:,}.", "Split it, or import a part of it."
        )
    with file.open("rb") as opened:
        head = opened.read(64)
    if head.startswith(b"SQLite format 3\x00"):
        return sqlite.read(file, limits)
    if file.suffix.lower() in _TEXT:
        return csv.read(file, limits)
    raise BadInput(f"{file.name} is of no kind that can be imported.", "Choose a CSV or SQLite file.")
