"""Numbers of a sentence: formatted as people read them, found in the result or named as missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from agents.numbers import format_value, ungrounded


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
        (dt.date(2024, 3, 5), "", "2024-03-05"),
        (dt.datetime(2024, 3, 1), "", "2024-03-01"),  # noqa: DTZ001 a cell without a zone
        ("West", "", "West"),
    ],
)
def test_a_cell_is_written_for_people(value: object, unit: str, text: str) -> None:
    assert format_value(value, unit) == text


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Revenue was 1,234,567.89 EUR.", ()),
        ("Revenue was 1.23 million EUR.", ()),
        ("Revenue was about 1.2M.", ()),
        ("Revenue was 1.3 million EUR.", ("1.3",)),
        ("Revenue was 1,234,568.", ()),
        ("Revenue was 1,234,569.", ("1,234,569",)),
        ("The share is 45.7%.", ()),
        ("The share is 46.7%.", ("46.7",)),
        ("In 2024 it fell by -12.", ()),
        ("On 2024-03-05 there were 12.", ()),
        ("Top 5 of 2023.", ()),
    ],
)
def test_numbers_that_the_result_does_not_show_are_named(text: str, missing: tuple[str, ...]) -> None:
    cells = [Decimal("1234567.89"), 0.4567, -12, dt.date(2024, 3, 5)]
    assert ungrounded(text, cells, ["top 5 in 2023"]) == missing
