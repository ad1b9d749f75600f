"""The sentence that is made of the rows: every figure in it is a cell."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from agents.answer import sentence, weighed
from agents.charts.spec import ChartSpec
from agents.steps import Note
from data.types import Result

MONTHS = [dt.date(2025, m, 1) for m in (1, 2, 3, 4)]
NUMBER = ChartSpec("number", y=("revenue",), unit="EUR")
LINE = ChartSpec("line", x="month", y=("revenue",), unit="EUR")


def result(truncated: bool = False, **columns: Any) -> Result:
    return Result(pa.table(columns), truncated, 1.0)


@pytest.mark.parametrize(
    ("rows", "chart", "partial", "text"),
    [
        (result(revenue=[Decimal("1234.50")]), NUMBER, False, "Revenue: 1,234.50 EUR."),
        (result(revenue=[None]), NUMBER, False, "Revenue: no value."),
        (result(n=pa.array([], pa.int64())), NUMBER, False, "No rows match the question."),
        (result(name=["Ada", "Bob"]), ChartSpec("table"), False, "2 rows: Ada, Bob."),
        (result(True, name=list("abcdefg")), ChartSpec("table"), False, "The first 7 rows: a, b, c, d, e and 2 more."),
        (
            result(month=MONTHS, revenue=[5, 9, 7, 1]),
            LINE,
            False,
            "4 rows. Highest revenue: Feb 2025 (9 EUR); lowest: Apr 2025 (1 EUR).",
        ),
        (
            result(month=MONTHS, revenue=[5, 9, 7, 1]),
            LINE,
            True,
            "4 rows. Highest revenue: Feb 2025 (9 EUR); lowest: Jan 2025 (5 EUR). Apr 2025 is not over (1 EUR so far).",
        ),
    ],
)
def test_the_rows_are_told_in_a_sentence(rows: Result, chart: ChartSpec, partial: bool, text: str) -> None:
    assert sentence(rows, chart, partial) == text


def test_a_figure_that_the_rows_make_doubtful_is_not_told_as_sure() -> None:
    doubt = Note("join_multiplies", "warning", "each row counts twice")
    assert weighed(0.9, (doubt,)) == 0.7
    assert weighed(0.5, (doubt,)) == 0.5
    assert weighed(0.9, (Note("incomplete_last_period", "warning", "June is not over"),)) == 0.9
    assert weighed(None, (doubt,)) is None
