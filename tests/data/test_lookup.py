"""Looking for words in the rows of a result."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from data.lookup import holding

TABLE = pa.table(
    {
        "town": pa.array(["Köln", "York", None]).dictionary_encode(),
        "day": [dt.date(2025, 3, 1), dt.date(2024, 3, 1), None],
        "amount": [Decimal("12.50"), Decimal("7.00"), None],
        "parts": [[1], [2], None],
    }
)


@pytest.mark.parametrize(
    ("words", "found"),
    [("", 3), ("york", 1), ("KÖLN", 1), ("2025-03", 1), ("03-01 york", 1), ("12.5 york", 0), ("%", 0), ("12.5", 1)],
)
def test_rows_are_found_by_words_in_any_column(words: str, found: int) -> None:
    assert holding(TABLE, words).num_rows == found
