"""Spreadsheets (.xlsx, .xlsm, .xlsb, .xls, .ods): each sheet a table, the header row found below titles.

Only values are read: formulas, macros and links of the file are never looked at.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from data.errors import BadInput
from data.ingest import cells
from data.ingest.infer import Wish
from data.ingest.source import ImportLimits, Source, SourceTable

_CHUNK = 1 << 20
_MOST_CELLS = 100_000_000
_PLACE = re.compile(rb'<(?:c|row)\s[^>]*?r="([A-Z]{0,3})(\d{1,8})"')
_HEADER_ROWS = 30


def read(path: Path, limits: ImportLimits, wishes: Mapping[str, Mapping[str, Wish]] | None = None) -> Source:
    """A table per sheet that holds one; `wishes` are types that a person wants, by table and column.

    Raises BadInput for what is no workbook, or unpacks to more than the limits.
    """
    if zipfile.is_zipfile(path):
        _refuse_bomb(path, limits)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(name, _rows(book, name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise BadInput(
            f"{path.name} cannot be read as a spreadsheet ({error}).",
            "Open it in a spreadsheet program, remove its password if it has one, and save it as .xlsx.",
        ) from error
    filled = [(name, rows) for name, rows in sheets if rows]
    if not filled:
        raise BadInput(f"{path.name} holds no rows.", "Choose a workbook with a header and rows on a sheet.")
    tables, left_out = [], [f"The sheet {name} is empty and was left out." for name, rows in sheets if not rows]
    for name, rows in filled:
        title = path.stem if len(filled) == 1 else name
        table = _table(path, title, rows, limits, (wishes or {}).get(title))
        if table is None:
            left_out.append(f"The sheet {name} holds no table (a header and rows) and was left out.")
        else:
            tables.append(table)
    if not tables:
        raise BadInput(
            f"{path.name} has headers and no row.", "Choose a workbook with at least one row under a header."
        )
    return Source(tuple(tables), tuple(left_out))


def _rows(book: CalamineWorkbook, name: str) -> list[tuple[int, list[Any]]]:
    """(line, cells) of the rows that are not empty; a chart sheet has none."""
    sheet = book.get_sheet_by_name(name)
    first = sheet.start[0] + 1 if sheet.start else 1
    return [(line, row) for line, row in enumerate(sheet.to_python(), first) if any(cell != "" for cell in row)]


# -- what would not fit into memory


def _refuse_bomb(path: Path, limits: ImportLimits) -> None:
    """Unpack to nowhere, counting: what the file says of its own sizes is not believed."""
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                counted = _Counted()
                with archive.open(entry) as stream:
                    while chunk := stream.read(_CHUNK):
                        unpacked += len(chunk)
                        if unpacked > limits.unpacked_bytes:
                            raise _too_big(path, f"unpacks to more than {limits.unpacked_bytes:,} bytes")
                        if entry.filename.endswith(".xml"):
                            counted.add(chunk)
                if counted.cells > _MOST_CELLS:
                    raise _too_big(path, f"has a sheet of {counted.rows:,} rows and {counted.columns:,} columns")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadInput(f"{path.name} is damaged or locked ({error}).", "Save it again without a password.") from error


def _too_big(path: Path, why: str) -> BadInput:
    return BadInput(f"{path.name} {why}.", "Export the sheet as CSV, or import a part of it.")


class _Counted:
    """How far a sheet reaches, taken from its XML: one cell in a far corner makes a reader fill all that is between."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 1
        self._tail = b""

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def add(self, chunk: bytes) -> None:
        text = self._tail + chunk
        for letters, digits in _PLACE.findall(text):
            self.rows = max(self.rows, int(digits))
            if letters:
                self.columns = max(self.columns, _number(letters))
        self._tail = text[-200:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# -- a table on a sheet


def _table(
    path: Path,
    name: str,
    rows: list[tuple[int, list[Any]]],
    limits: ImportLimits,
    wanted: Mapping[str, Wish] | None = None,
) -> SourceTable | None:
    start = _header(rows)
    line, header = rows[start]
    places, body = [at for at, _ in rows[start + 1 :]], [row for _, row in rows[start + 1 :]]
    if not body:
        return None
    used = [i for i in range(len(header)) if header[i] != "" or any(row[i] != "" for row in body)]
    if len(used) > limits.columns:
        raise BadInput(f"{path.name}, {name}: {len(used):,} columns, the limit is {limits.columns:,}.", "Split it.")
    found = [f"header in row {line}"] if start else []
    headless = not all(isinstance(header[i], str) for i in used) and _looks_like_data(header, body, used)
    if headless:
        places, body = [line, *places], [header, *body]
        found = ["no header: columns were named by number"]
    titles = _titles(["" if headless else header[i] for i in used])
    wishes = cells.Wishes(wanted, places) if wanted else None
    return cells.table(name, titles, [[row[i] for row in body] for i in used], wishes, found=found)


def _header(rows: Sequence[tuple[int, list[Any]]]) -> int:
    """The first row that is about as full as those below it: titles above a table fill a cell or two."""
    counts = [sum(cell != "" for cell in row) for _, row in rows[:_HEADER_ROWS]]
    usual = Counter(counts[len(counts) // 2 :]).most_common(1)[0][0]
    return next((i for i, count in enumerate(counts[:-1]) if count >= max(1, 0.75 * usual)), 0)


def _looks_like_data(header: list[Any], body: list[list[Any]], used: list[int]) -> bool:
    """Numbers or dates stand in the first row where the rows below have the same, and they are no run of years."""
    typed = [i for i in used if header[i] != "" and not isinstance(header[i], str)]
    alike = [i for i in typed if any(type(row[i]) is type(header[i]) for row in body[:20])]
    years = all(isinstance(header[i], int | float) and 1900 <= header[i] <= 2100 for i in typed)
    return len(alike) == len(typed) > 0 and not (years and len(typed) < len(used))


def _titles(header: Sequence[Any]) -> list[str]:
    titles: list[str] = []
    for number, cell in enumerate(header, 1):
        plain = " ".join(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).split())
        title = plain = plain or f"column_{number}"
        count = 1
        while title in titles:
            count += 1
            title = f"{plain} ({count})"
        titles.append(title)
    return titles
