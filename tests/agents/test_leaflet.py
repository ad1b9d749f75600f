"""The name of a file that is taken away, and the page that says what is in it."""

from __future__ import annotations

import datetime as dt
import io

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from agents.leaflet import file_name, leaflet
from data.export import to_excel

DAY = dt.date(2026, 11, 21)
TOLD = {
    "text": "Revenue: 10 EUR.",
    "sql": 'SELECT sum("amount") AS revenue FROM "orders" WHERE "day" >= DATE \'2026-01-01\'',
    "truncated": True,
    "notes": [{"check": "nulls", "severity": "info", "text": "2 rows have no amount."}],
    "receipt": {
        "tables": [{"name": "orders", "rows": 60}],
        "filters": ["day >= 2026-01-01"],
        "policy": ["only rows where region = West"],
        "assumptions": ["Revenue is net."],
        "warnings": [],
        "as_of": "2026-11-21",
        "model": "builtin",
        "verified_by": "",
    },
}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Revenue by month?", "revenue-by-month-2026-11-21.csv"),
        ("  What were total\tsales, last quarter?! ", "what-were-total-sales-last-quarter-2026-11-21.csv"),
        ("../../etc/passwd", "etc-passwd-2026-11-21.csv"),
        ("売上 2024", "売上-2024-2026-11-21.csv"),
        ("???", "answer-2026-11-21.csv"),
        ('CON:|<>"', "con-2026-11-21.csv"),
    ],
)
def test_a_file_is_named_after_the_question_and_the_day(question: str, name: str) -> None:
    assert file_name(question, DAY, "csv") == name


@pytest.mark.parametrize("question", ["word " * 4_000, "x" * 9_000, "売" * 300])
def test_a_long_question_gives_a_name_that_every_file_system_takes(question: str) -> None:
    assert len(file_name(question, DAY, "parquet").encode()) <= 255


def test_the_second_sheet_says_what_when_of_which_data_and_how() -> None:
    about = leaflet("Revenue this year?", TOLD, "shop.duckdb", 1_795_000_000.0)
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_excel(pa.table({"revenue": [10]}), about)))
    assert book.sheet_names == ["Result", "About"]
    said = {str(head): str(text) for head, text in book.get_sheet_by_name("About").to_python()}
    assert said["Question"] == "Revenue this year?"
    assert said["Database"] == "shop.duckdb"
    assert said["Asked on"] == "2026-11-18 11:06 UTC"
    assert said["Only rows where"] == "day >= 2026-01-01"
    assert said["Note"] == "2 rows have no amount."
    assert said["Your access"] == "only rows where region = West"
    assert "there are more" in said["Watch out"]
    assert said["SQL"].splitlines()[0] == "SELECT"


def test_a_question_that_looks_like_a_formula_stays_text() -> None:
    about = leaflet("=1+1", TOLD, "shop.duckdb", 0.0)
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_excel(pa.table({"a": [1]}), about)))
    assert book.get_sheet_by_name("About").to_python()[0] == ["Question", "=1+1"]
