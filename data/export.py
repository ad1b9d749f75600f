"""A result as a file that a person takes away: CSV, Excel, Parquet."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data.plain import plain

_RISKY = ("=", "+", "-", "@", "\t", "\r", "|", "%")
SHEET_ROWS = 1_048_575
"""Rows of an Excel sheet under its header; more go on to a next sheet."""
_EXACT = 15
"""Digits that a number in Excel keeps; longer whole numbers go in as text."""


def to_csv(table: pa.Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it rightly.

    Text that a spreadsheet would take for a formula gets a quote in front (OWASP, "CSV injection"); numbers do not.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_cell(name) for name in table.column_names])
    for row in _rows(table):
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_parquet(table: pa.Table) -> bytes:
    """With the types of the result; names that come twice get a number."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.rename_columns(_once(table.column_names)), sink, compression="zstd")
    return bytes(sink.getvalue())


def to_excel(table: pa.Table, about: Sequence[tuple[str, str]] = ()) -> bytes:
    """Typed cells, a frozen header with filters. Text stays text: nothing is taken for a formula, a link or a number.

    `about` is (head, text) of what to know of the rows; they are a sheet of their own after the rows.
    """
    import xlsxwriter

    out = io.BytesIO()
    as_is = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", **as_is}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        times = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        clock = book.add_format({"num_format": "hh:mm:ss"})
        for part, first in enumerate(range(0, max(table.num_rows, 1), SHEET_ROWS), start=1):
            piece = table.slice(first, SHEET_ROWS)
            sheet = book.add_worksheet("Result" if part == 1 else f"Result {part}")
            sheet.freeze_panes(1, 0)
            for place, name in enumerate(table.column_names):
                sheet.set_column(place, place, _width(name, piece.column(place)))
                sheet.write_string(0, place, name, head)
            if table.num_columns:
                sheet.autofilter(0, 0, max(piece.num_rows, 1), table.num_columns - 1)
            for down, row in enumerate(_rows(piece), start=1):
                for across, value in enumerate(row):
                    _write(sheet, down, across, value, times, clock)
        if about:
            _about(book, about, head)
    return out.getvalue()


def _about(book: Any, about: Sequence[tuple[str, str]], head: Any) -> None:
    sheet = book.add_worksheet("About")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 100)
    for down, (name, text) in enumerate(about):
        sheet.write_string(down, 0, name, head)
        sheet.write_string(down, 1, text[:32_767], wrapped)


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_RISKY):
        return f"'{value}"
    return value


def _write(sheet: Any, down: int, across: int, value: Any, times: Any, clock: Any) -> None:
    """One cell by its own type; NULL, NaN and infinities stay empty."""
    match value:
        case bool():
            sheet.write_boolean(down, across, value)
        case dt.datetime() if value.year >= 1900:
            sheet.write_datetime(down, across, value.replace(tzinfo=None), times)
        case dt.date() if not isinstance(value, dt.datetime) and value.year >= 1900:
            sheet.write_datetime(down, across, value)
        case dt.time():
            sheet.write_datetime(down, across, value.replace(tzinfo=None), clock)
        case int() | float() | Decimal():
            _write_number(sheet, down, across, value)
        case None:
            pass
        case _:
            sheet.write_string(down, across, str(plain(value))[:32_767])


def _write_number(sheet: Any, down: int, across: int, value: int | float | Decimal) -> None:
    number = plain(value)
    if number is None:
        return
    if isinstance(number, int) and len(str(abs(number))) > _EXACT:
        sheet.write_string(down, across, str(number))
    else:
        sheet.write_number(down, across, number)


def _width(name: str, column: pa.ChunkedArray[Any]) -> float:
    """Wide enough for the name and the first cells, and no wider than is of use."""
    longest = max((len(str(value)) for value in column.slice(0, 100).to_pylist()), default=0)
    return float(min(max(len(name) + 3, longest + 1, 8), 48))


def _once(names: list[str]) -> list[str]:
    """The names, each once: the second `n` is `n_2`."""
    taken: set[str] = set()
    made = []
    for name in names:
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        taken.add(free)
        made.append(free)
    return made
