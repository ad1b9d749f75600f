"""Another chart of the same rows, by choice and by words."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp

from agents.charts.change import axes, by_words, kinds, of_kind, put, with_axes
from agents.charts.draw import draw
from agents.charts.fields import describe
from agents.charts.lint import lint
from agents.charts.spec import ChartSpec
from data.types import Limits, Reads, Result, SafeQuery

MONTHS = [dt.date(2025, m, 1) for m in (1, 2, 3)]
BY_MONTH_AND_REGION = Result(
    pa.table(
        {
            "month": [m for m in MONTHS for _ in range(2)],
            "sales_region": ["North", "South"] * 3,
            "total_revenue": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
        }
    ),
    False,
    1,
)
BY_CITY = Result(pa.table({"city": ["A", "B", "C"], "orders": [3, 2, 1], "returns": [1, 1, 0]}), False, 1)
LINE = ChartSpec("line", "month", ("total_revenue",), "sales_region", unit="EUR", additive=True)
BAR = ChartSpec("bar", "city", ("orders",), additive=True)


@pytest.mark.parametrize(
    ("words", "kind", "x", "colour", "stacked"),
    [
        ("as a stacked bar by month", "bar", "month", "sales_region", True),
        ("stacked bars", "bar", "month", "sales_region", True),
        ("show it as a bar chart by sales region", "bar", "sales_region", "month", False),
        ("heat map please", "heatmap", "month", "sales_region", False),
        ("a stacked line", "area", "month", "sales_region", True),
        ("as an area chart", "area", "month", "sales_region", True),
        ("make that a table", "table", "month", "sales_region", False),
        ("bar chart coloured by month", "bar", "sales_region", "month", False),
    ],
)
def test_words_about_the_form_change_the_chart(words: str, kind: str, x: str, colour: str, stacked: bool) -> None:
    made = by_words(words, LINE, BY_MONTH_AND_REGION)
    assert made is not None
    assert (made.kind, made.x, made.colour, made.stacked) == (kind, x, colour, stacked)
    assert draw(made, BY_MONTH_AND_REGION).data


@pytest.mark.parametrize(
    "words",
    [
        "by month",
        "revenue by region",
        "only the top 5",
        "as a bar chart by customer",
        "bar chart of the orders of 2024",
        "how many bars did we sell?",
        "",
        "why?",
    ],
)
def test_a_question_is_never_taken_for_a_wish_about_the_form(words: str) -> None:
    assert by_words(words, LINE, BY_MONTH_AND_REGION) is None


def test_a_pie_takes_one_measure_and_a_scatter_two() -> None:
    pie = by_words("as a pie", BAR, BY_CITY)
    scatter = by_words("scatter plot", BAR, BY_CITY)
    assert pie is not None
    assert (pie.x, pie.y) == ("city", ("orders",))
    assert scatter is not None
    assert {scatter.x, *scatter.y} == {"orders", "returns"}


def test_only_types_that_the_rows_can_bear_are_offered_and_each_can_be_drawn() -> None:
    offered = kinds(BAR, BY_CITY)
    assert "table" in offered
    assert "heatmap" not in offered
    assert "positions" not in offered
    for kind in offered:
        made = of_kind(kind, BAR, BY_CITY)
        assert made is not None
        assert not lint(made, BY_CITY)


def test_other_axes_are_linted_like_every_chart() -> None:
    stand, measure = axes(BY_CITY)
    assert stand == ("city", "orders", "returns")
    assert measure == ("orders", "returns")
    assert not lint(with_axes(BAR, BY_CITY, "city", ["returns"], "", False), BY_CITY)
    assert lint(with_axes(BAR, BY_CITY, "city", ["city"], "", False), BY_CITY)
    assert with_axes(LINE, BY_MONTH_AND_REGION, "month", ["total_revenue"], "sales_region", True).unit == "EUR"


POINTS = Result(pa.table({"city": ["A", "B", "C"], "cost": [3.5, 2.0, 1.0], "days": [9, 4, 7]}), False, 1)
SCATTER = ChartSpec("scatter", "cost", ("days",), unit="d", x_unit="EUR")
HEATMAP = ChartSpec("heatmap", "month", ("total_revenue",), "sales_region")


@pytest.mark.parametrize(
    ("spec", "result", "x", "y", "colour", "comes"),
    [
        (SCATTER, POINTS, "days", ["days"], "", ("days", ("cost",), "")),
        (SCATTER, POINTS, "cost", ["days", "cost"], "", ("days", ("cost",), "")),
        (HEATMAP, BY_MONTH_AND_REGION, "sales_region", ["total_revenue"], "sales_region", ("sales_region", ("total_revenue",), "month")),
        (HEATMAP, BY_MONTH_AND_REGION, "month", ["total_revenue"], "month", ("sales_region", ("total_revenue",), "month")),
    ],
)  # fmt: skip
def test_what_is_chosen_for_an_axis_while_it_stands_on_another_changes_places(
    spec: ChartSpec, result: Result, x: str, y: list[str], colour: str, comes: tuple[str, tuple[str, ...], str]
) -> None:
    made = put(spec, result, x, y, colour, False)
    assert isinstance(made, ChartSpec)
    assert (made.x, made.y, made.colour) == comes
    assert not lint(made, result)
    if spec is SCATTER:
        assert (made.unit, made.x_unit) == ("EUR", "d")


def test_a_category_and_its_measure_change_places_by_bars_that_lie_and_a_line_says_why_not() -> None:
    lying = put(BAR, BY_CITY, "orders", ["orders"], "", False)
    assert isinstance(lying, ChartSpec)
    assert draw(lying, BY_CITY).data[0].orientation != draw(BAR, BY_CITY).data[0].orientation
    said = put(LINE, BY_MONTH_AND_REGION, "total_revenue", ["total_revenue"], "sales_region", False)
    assert isinstance(said, str)
    assert "left to right" in said


def test_a_pie_of_what_does_not_add_up_is_not_offered() -> None:
    averages = ChartSpec("bar", "city", ("orders",))
    assert "pie" not in kinds(averages, BY_CITY)
    assert by_words("as a pie", averages, BY_CITY) is None


def test_a_count_without_a_name_adds_up_too() -> None:
    tree = sqlglot.parse_one("SELECT city, COUNT(*) FROM t GROUP BY city", read="duckdb")
    assert isinstance(tree, exp.Expression)
    query = SafeQuery(tree.sql(), tree, Reads(), "analyst", Limits())
    counted = Result(pa.table({"city": ["A", "B"], "count_star()": [3, 2]}), False, 1)
    assert [f.additive for f in describe(counted, query)] == [False, True]
