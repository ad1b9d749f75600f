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
_PAGE = (
    "a web page",
    "It may be that of a login or an error: look at it in a browser, and save the table itself as CSV.",
)
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%pdf-", "a PDF", "Export the table in it as CSV or Excel."),
    (b"<!doctype html", *_PAGE),
    (b"<html", *_PAGE),
    (b"<table", *_PAGE),
    (b"<?xml", "XML", "Export it as CSV, JSON or Excel."),
    (b"{\\rtf", "a text document", "Export the table in it as CSV or Excel."),
    (b"\x89png", "a picture", "Load the figures that it was drawn from."),
    (b"\xff\xd8\xff", "a picture", "Load the figures that it was drawn from."),
    (b"gif8", "a picture", "Load the figures that it was drawn from."),
)
"""(how it begins in small letters, what it is, what to do) of what comes under the ending of a table by mistake."""
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
    _refuse_others(file, head)
    if suffix in _JSON:
        return json.read(file, limits)
    if suffix in {".tsv", ".tab"}:
        return csv.read(file, limits, _TABS)
    if suffix in _DELIMITED or suffix in _SHEETS:  # what many programs export as .xls is text
        return csv.read(file, limits)
    raise BadInput(f"{file.name} is not what its ending says, or of no known kind.", f"Choose a {_KNOWN} file.")


def _refuse_others(file: Path, head: bytes) -> None:
    """Raises BadInput for a file that holds no table, whatever its ending says."""
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, what, following in _OTHERS:
        if begins.startswith(mark):
            raise BadInput(f"{file.name} is {what}, not a table.", following)


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
