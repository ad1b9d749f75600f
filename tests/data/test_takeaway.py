"""What leaves as a file or as text for reading."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pyarrow as pa
import pytest

from data.export import to_csv
from data.pretty import pretty


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
