"""What leaves as a file or as text for reading."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from data.export import to_csv, to_excel, to_parquet
from data.pretty import difference, pretty


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_csv_holds_every_row_with_its_names() -> None:
    table = pa.table({"town": ["Köln", 'a "b", c\nd', None], "n": [Decimal("1.50"), Decimal("-2.00"), None]})
    assert _read(to_csv(table)) == [["town", "n"], ["Köln", "1.50"], ['a "b", c\nd', "-2.00"], ["", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a)", "\t=1", "=cmd|' /C calc'!A0"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert _read(to_csv(pa.table({text: [text]}))) == [[f"'{text}"], [f"'{text}"]]


def test_sql_is_laid_out_in_lines_without_needless_quotes() -> None:
    laid_out = pretty(
        'SELECT "region", COUNT(*) AS "Number of Orders" FROM "orders" WHERE "order" > 3 GROUP BY "region"'
    )
    assert laid_out.splitlines()[0] == "SELECT"
    assert "  region," in laid_out
    assert '"Number of Orders"' in laid_out


def test_what_is_no_sql_is_shown_as_it_is() -> None:
    assert pretty("SELEC oops (") == "SELEC oops ("


def _sheet(content: bytes) -> list[list[object]]:
    return [[*row] for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()]


def test_an_excel_file_has_typed_cells() -> None:
    table = pa.table(
        {
            "day": [dt.date(2025, 3, 1), None],
            "at": [dt.datetime(2025, 3, 1, 12, 30, tzinfo=dt.UTC), None],
            "n": [Decimal("1.50"), None],
            "f": [float("nan"), 2.5],
            "yes": [True, False],
            "long": [12345678901234567890 // 10, 7],
            "list": [[1, 2], None],
        }
    )
    head, first, second = _sheet(to_excel(table))
    at = dt.datetime.fromisoformat("2025-03-01T12:30")
    assert head == ["day", "at", "n", "f", "yes", "long", "list"]
    assert first == [dt.date(2025, 3, 1), at, 1.5, "", True, "1234567890123456789", "[1, 2]"]  # fmt: skip
    assert second == ["", "", "", 2.5, False, 7.0, ""]


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "http://example.org", "007", "+49 30 1", "@a"])
def test_text_stays_text_in_excel(text: str) -> None:
    content = to_excel(pa.table({text: [text]}))
    assert _sheet(content) == [[text], [text]]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_an_empty_result_is_an_empty_sheet_with_its_header() -> None:
    assert _sheet(to_excel(pa.table({"a": pa.array([], pa.int64())}))) == [["a"]]


def test_parquet_keeps_types_and_tells_equal_names_apart() -> None:
    table = pa.Table.from_arrays([pa.array([Decimal("1.50")]), pa.array([1])], names=["n", "n"])
    read = pq.read_table(io.BytesIO(to_parquet(table)))
    assert read.column_names == ["n", "n_2"]
    assert read.schema.field("n").type == pa.decimal128(3, 2)


def test_an_edit_is_told_by_lines_and_no_edit_by_nothing() -> None:
    before = 'SELECT "region" FROM "orders" WHERE "amount" > 3'
    assert difference(before, "select region from orders where amount>3") == ""
    changed = difference(before, "SELECT region FROM orders WHERE amount > 4").splitlines()
    assert "-   amount > 3" in changed
    assert "+   amount > 4" in changed
