"""Numbers of a sentence, formatted as people read them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from agents.numbers import format_value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234567, "", "1,234,567"),
        (Decimal("1234567.891"), "EUR", "1,234,567.89 EUR"),
        (0.4567, "%", "0.46%"),
        (0.00001234, "", "1.234e-05"),
        (float("nan"), "", "no value"),
        (None, "EUR", "no value"),
        (True, "", "yes"),
        (dt.date(2024, 3, 5), "", "5 Mar 2024"),
        (dt.datetime(2024, 3, 1), "", "1 Mar 2024"),  # noqa: DTZ001 a cell without a zone
        ("West", "", "West"),
    ],
)
def test_a_cell_is_written_for_people(value: object, unit: str, text: str) -> None:
    assert format_value(value, unit) == text
