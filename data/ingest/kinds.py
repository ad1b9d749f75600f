"""Which reader takes a file: by what the file begins with, then by its ending."""

from __future__ import annotations

from pathlib import Path

from data.errors import BadInput
from data.ingest import apart, csv, json, parquet, sqlite
from data.ingest.source import ImportLimits, Source

_TABS = ("\t",)
_DELIMITED = frozenset({".csv", ".txt", ".dat", ".psv", ".tsv", ".tab", ""})
_SHEETS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".xltx"})
_JSON = frozenset({".json", ".jsonl", ".ndjson"})
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN = "CSV, TSV, Excel, JSON, Parquet, SQLite or DuckDB"


def open_source(file: Path, limits: ImportLimits) -> Source:
    """The tables of a file. Raises BadInput when there is no such file, or no reader that can take it."""
    head = _head(file, limits)
    suffix = file.suffix.lower()
    if head.startswith(b"SQLite format 3\x00"):
        return sqlite.read(file, limits)
    if head[8:12] == b"DUCK":
        return apart.read("duckdb", file, limits)
    if head.startswith(b"PAR1"):
        return parquet.read(file, limits)
    if head.startswith(_OLD_OFFICE) or (head.startswith(b"PK\x03\x04") and suffix in _SHEETS):
        return apart.read("spreadsheet", file, limits)
    if head.startswith((b"PK\x03\x04", *_PACKED)):
        raise BadInput(f"{file.name} is packed.", "Unpack it and import the files in it.")
    if suffix in _JSON:
        return json.read(file, limits)
    if suffix in {".tsv", ".tab"}:
        return csv.read(file, limits, _TABS)
    if suffix in _DELIMITED:
        return csv.read(file, limits)
    raise BadInput(f"{file.name} is not what its ending says, or of no known kind.", f"Choose a {_KNOWN} file.")


def _head(file: Path, limits: ImportLimits) -> bytes:
    """The first bytes of a file that is there, not empty and not too large."""
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "is not there"
        raise BadInput(f"{file} {what}.", "Name a file that can be read.")
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            head = opened.read(64)
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}).", "Check who may read it.") from error
    if not head:
        raise BadInput(f"{file.name} is empty.", "Choose a file with at least a header and one row.")
    if size > limits.file_bytes:
        raise BadInput(
            f"{file.name} has {size:,} bytes, the limit is {limits.file_bytes:,}.", "Split it, or import a part of it."
        )
    return head
