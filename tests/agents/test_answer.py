"""The sentence that is made of the rows: every figure in it is a cell."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from agents.answer import weighed
from agents.charts.spec import ChartSpec, Head
from agents.evidence.grounding import ground
from agents.evidence.view import beside, view_of
from agents.sentence import sentence, with_scope
from agents.steps import Note
from data.types import Result

MONTHS = [dt.date(2025, m, 1) for m in (1, 2, 3, 4)]
SCOPED = ChartSpec(
    "number", y=("count_star()",), scope="May 2025, channel web", heads=(Head("count_star()", "orders"),)
)
BY_MONTH = ChartSpec(
    "bar", "m", ("r",), scope="2025 so far (1 Jan – 17 Jun 2025)", heads=(Head("m", "month", grain="month"), Head("r", "revenue", "EUR")),
)  # fmt: skip
WINNER = ChartSpec("number", "region", ("revenue",), unit="EUR", scope="Q1 2025 (1 Jan – 31 Mar 2025)")
NUMBER = ChartSpec("number", y=("revenue",), unit="EUR")
LINE = ChartSpec("line", x="month", y=("revenue",), unit="EUR")


def result(truncated: bool = False, **columns: Any) -> Result:
    return Result(pa.table(columns), truncated, 1.0)


@pytest.mark.parametrize(
    ("rows", "chart", "partial", "text"),
    [
        (result(revenue=[Decimal("1234.50")]), NUMBER, False, "Revenue: 1,234.50 EUR."),
        (
            Result(pa.table({"count_star()": [49527]}), False, 1.0),
            SCOPED,
            False,
            "Orders, May 2025, channel web: 49,527.",
        ),
        (result(n=pa.array([], pa.int64())), SCOPED, False, "No rows match the question, May 2025, channel web."),
        (
            result(m=MONTHS[:1], r=[5]),
            ChartSpec("table", scope="region West", heads=BY_MONTH.heads),
            False,
            "Region West: month Jan 2025; revenue 5 EUR.",
        ),
        (
            result(m=MONTHS, r=[5, 9, 7, 6]),
            BY_MONTH,
            False,
            "Revenue by month, 2025 so far (1 Jan – 17 Jun 2025): highest Feb 2025 (9 EUR), lowest Jan 2025 (5 EUR).",
        ),
        (
            result(m=[MONTHS[3], *MONTHS[:3]], r=[1, 5, 9, 7]),
            BY_MONTH,
            True,
            "Revenue by month, 2025 so far (1 Jan – 17 Jun 2025): Jan 2025 5 EUR, Feb 2025 9 EUR, Mar 2025 7 EUR; Apr 2025 is not over (1 EUR so far).",
        ),
        (
            result(m=MONTHS, r=[1, 9, 7, 6]),
            replace(BY_MONTH, cut=True),
            True,
            "Revenue by month, 2025 so far (1 Jan – 17 Jun 2025): Feb 2025 9 EUR, Mar 2025 7 EUR; Jan 2025 and Apr 2025 are not whole.",
        ),
        (
            result(hour=[1, 7, 19, 20], n=[3, 4, 9, 1]),
            ChartSpec("bar", "hour", ("n",), heads=(Head("n", "orders"),)),
            False,
            "Orders by hour: highest hour 19 (9), lowest hour 20 (1).",
        ),
        (
            result(name=["Ada", "Bob"]),
            ChartSpec("table", scope="without orders", things="customers"),
            False,
            "2 customers, without orders: Ada, Bob.",
        ),
        (
            result(name=list("abcd"), n=[9, 8, 7, 1]),
            ChartSpec("bar", "name", ("n",), scope="top 4, 2024"),
            False,
            "N by name, top 4, 2024: a (9), then b (8), then c (7).",
        ),
        (
            result(m=[dt.date(2025, 5, 1), dt.date(2024, 5, 1)], r=[Decimal("3880764.0"), Decimal("3219850.0")]),
            replace(BY_MONTH, scope=""),
            False,
            "Revenue by month: May 2024 3,219,850 EUR, May 2025 3,880,764 EUR; 660,914 EUR more (+20.5%).",
        ),
        (
            result(year=[2024, 2025], revenue=[8, 6]),
            ChartSpec("bar", x="year", y=("revenue",), unit="EUR"),
            True,
            "Revenue by year: 2024 8 EUR, 2025 6 EUR; 2 EUR less (-25.0%); 2025 is not over.",
        ),
        (
            result(year=[2024, 2025], revenue=[0, 6]),
            ChartSpec("bar", x="year", y=("revenue",), unit="EUR"),
            False,
            "Revenue by year: 2024 0 EUR, 2025 6 EUR; 6 EUR more.",
        ),
        (
            result(year=[2024, 2025], share=[2.5, 3.0]),
            ChartSpec("bar", x="year", y=("share",), unit="%"),
            False,
            "Share by year: 2024 2.50%, 2025 3%; 0.50 points more.",
        ),
        (
            result(region=["West", "East"], revenue=[8, 6]),
            ChartSpec("bar", x="region", y=("revenue",), unit="EUR"),
            False,
            "Revenue by region: West 8 EUR, East 6 EUR.",
        ),
        (
            result(city=["Köln", "Köln ", "Bonn", "Ulm"], n=[9, 2, 4, 5]),
            ChartSpec("bar", "city", ("n",), heads=(Head("n", "visits"),)),
            False,
            "Visits by city: highest “Köln” (9), lowest “Köln ” (2).",
        ),
        (
            result(m=MONTHS, r=[5, 14, 21, 27]),
            replace(BY_MONTH, scope="", heads=(BY_MONTH.heads[0], Head("r", "running total", "EUR", running=True))),
            True,
            "Running total by month: running total 27 EUR in Apr 2025; Apr 2025 is not over.",
        ),
        (
            result(m=[*MONTHS[:2], *MONTHS[:2]], c=["a", "a", "b", "b"], r=[5, 14, 1, 3]),
            ChartSpec("line", "m", ("r",), "c", heads=(BY_MONTH.heads[0], Head("r", "total", running=True))),
            False,
            "Total by month and c: total in Feb 2025: a 14, b 3.",
        ),
        (
            result(day=MONTHS, name=list("abcd"), note=list("wxyz")),
            ChartSpec("table"),
            False,
            "4 rows: a, b, c, d.",
        ),
        (result(day=MONTHS, price=[1.5, 2, 3, 4]), ChartSpec("table"), False, "4 rows."),
        (result(revenue=[Decimal("1234567.89")]), NUMBER, False, "Revenue: 1,234,568 EUR."),
        (
            result(region=["West"], revenue=[9]),
            WINNER,
            False,
            "West: revenue 9 EUR, Q1 2025 (1 Jan – 31 Mar 2025).",
        ),
        (result(revenue=[None]), NUMBER, False, "Revenue: no value."),
        (result(n=pa.array([], pa.int64())), NUMBER, False, "No rows match the question."),
        (result(name=["Ada", "Bob"]), ChartSpec("table"), False, "2 rows: Ada, Bob."),
        (result(True, name=list("abcdefg")), ChartSpec("table"), False, "The first 7 rows: a, b, c, d, e and 2 more."),
        (
            result(month=MONTHS, revenue=[5, 9, 7, 1]),
            LINE,
            False,
            "Revenue by month: highest Feb 2025 (9 EUR), lowest Apr 2025 (1 EUR).",
        ),
        (
            result(month=MONTHS, revenue=[5, 9, 7, 1]),
            LINE,
            True,
            "Revenue by month: Jan 2025 5 EUR, Feb 2025 9 EUR, Mar 2025 7 EUR; Apr 2025 is not over (1 EUR so far).",
        ),
    ],
)
def test_the_rows_are_told_in_a_sentence(rows: Result, chart: ChartSpec, partial: bool, text: str) -> None:
    assert sentence(rows, chart, partial) == text


def test_a_figure_that_the_rows_make_doubtful_is_not_told_as_sure() -> None:
    doubt = Note("join_multiplies", "warning", "each row counts twice")
    assert weighed(0.9, (doubt,)) == 0.7
    assert weighed(0.5, (doubt,)) == 0.5
    assert weighed(0.9, (doubt, Note("join_multiplies", "warning", "all of it", everywhere=True))) == 0.3
    assert weighed(0.9, (Note("incomplete_last_period", "warning", "June is not over"),)) == 0.9
    assert weighed(None, (doubt,)) is None
    assert weighed(0.9, (), "nothing matches") == 0.7


@pytest.mark.parametrize(
    ("text", "scope", "whole"),
    [
        ("Revenue was 9 EUR.", "Q1 2025 (1 Jan – 31 Mar 2025)", "Revenue was 9 EUR. Q1 2025 (1 Jan – 31 Mar 2025)."),
        ("Revenue was 9 EUR in Q1 2025", "Q1 2025 (1 Jan – 31 Mar 2025)", "Revenue was 9 EUR in Q1 2025"),
        (
            "In May 2025 the web brought 9",
            "May 2025, channel web",
            "In May 2025 the web brought 9. May 2025, channel web.",
        ),
        ("There are 12 orders.", "all data up to 7 Feb 2024", "There are 12 orders."),
    ],
)
def test_a_models_sentence_is_told_with_the_period_and_the_filters_that_it_leaves_out(
    text: str, scope: str, whole: str
) -> None:
    assert with_scope(text, scope) == whole


@pytest.mark.parametrize(
    "rows",
    [
        result(m=[dt.date(2024, 5, 1), dt.date(2025, 5, 1)], r=[Decimal("3219850.4"), Decimal("3880764.2")]),
        result(m=[dt.date(2024, 5, 1), dt.date(2025, 5, 1)], r=[9, 7]),
        result(m=[dt.date(2024, 5, 1), dt.date(2025, 5, 1)], r=[0, 7]),
    ],
)
def test_the_difference_of_two_periods_is_borne_out_by_the_rows(rows: Result) -> None:
    told = sentence(rows, replace(BY_MONTH, scope=""))
    assert "; " in told
    assert not ground(told, view_of(rows), beside("May 2025 with May 2024", None, (), ())).missing
