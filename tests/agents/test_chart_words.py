"""What people say beside a chart: understood where the rows can bear it, else told why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from agents.charts.change import example, heard, heard_plainly
from agents.charts.draw import draw
from agents.charts.lint import lint
from agents.charts.spec import ChartSpec
from data.types import Result

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases/chart_words.yaml").read_text(encoding="utf-8")
)
MONTHS = [dt.date(2025, m, 1) for m in range(1, 6)]
CITIES = [f"Town {i}" for i in range(15)]


def rows(**columns: Any) -> Result:
    return Result(pa.table(columns), False, 1.0)


WORLD: dict[str, tuple[ChartSpec, Result]] = {
    "month and region": (
        ChartSpec("line", "month", ("revenue",), "region", unit="EUR", additive=True),
        rows(month=[m for m in MONTHS for _ in range(2)], region=["N", "S"] * 5, revenue=[float(i + 1) for i in range(10)]),
    ),
    "many months and region": (
        ChartSpec("line", "month", ("revenue",), "region", unit="EUR", additive=True),
        rows(
            month=[dt.date(2021 + m // 12, m % 12 + 1, 1) for m in range(40) for _ in range(2)],
            region=["N", "S"] * 40,
            revenue=[float(i + 1) for i in range(80)],
        ),
    ),
    "city": (
        ChartSpec("bar", "city", ("orders",), additive=True),
        rows(city=CITIES, orders=[100 - i for i in range(15)]),
    ),
    "mean": (ChartSpec("bar", "region", ("mean_price",)), rows(region=["N", "S", "E"], mean_price=[1.0, 2.0, 3.0])),
    "profit": (
        ChartSpec("bar", "region", ("profit",), additive=True),
        rows(region=["N", "S", "E"], profit=[5.0, -4.0, 3.0]),
    ),
    "price and weight": (
        ChartSpec("scatter", "price", ("weight",), unit="kg", x_unit="EUR"),
        rows(price=[1.0, 2.0, 4.0], weight=[3.0, 5.0, 4.0]),
    ),
    "colours": (
        ChartSpec("bar", "region", ("n",), "red", additive=True),
        rows(region=["N", "N", "S", "S"], red=["yes", "no"] * 2, n=[1, 2, 3, 4]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['rows']}: {c['words']}")
def test_words_beside_a_chart_change_it_or_say_why_not(case: dict[str, Any]) -> None:
    spec, result = WORLD[case["rows"]]
    made = heard(case["words"], spec, result)
    if "says" in case:
        assert isinstance(made, str)
        assert case["says"] in made
        return
    assert isinstance(made, ChartSpec), made
    wanted = {name: tuple(v) if isinstance(v, list) else v for name, v in case["chart"].items()}
    assert {name: getattr(made, name) for name in wanted} == wanted
    assert not lint(made, result)
    assert draw(made, result).data[0].type != "table"


@pytest.mark.parametrize("name", WORLD)
def test_the_example_fits_these_rows_and_changes_the_chart(name: str) -> None:
    spec, result = WORLD[name]
    words = example(spec, result).strip("“”")
    made = heard_plainly(words, spec, result)
    assert made is not None
    assert replace(made, why="", title="") != replace(spec, why="", title="")


def test_only_the_top_few_are_drawn_and_the_axis_says_so() -> None:
    spec, result = WORLD["city"]
    figure = draw(replace(spec, top=5), result)
    assert len(figure.data[0].x) == 5
    assert "5 of 15 shown" in str(figure.layout.xaxis.title.text) + str(figure.layout.yaxis.title.text)


def test_a_logarithmic_axis_has_dots_and_no_bars() -> None:
    spec, result = WORLD["city"]
    figure = draw(replace(spec, log=True), result)
    assert {t.type for t in figure.data} == {"scatter"}
    assert "log" in (figure.layout.xaxis.type, figure.layout.yaxis.type)


def test_parts_in_percent_come_to_a_hundred() -> None:
    spec, result = WORLD["city"]
    drawn = draw(replace(spec, percent=True), result).data[0]
    assert sum(drawn.x if drawn.orientation == "h" else drawn.y) == pytest.approx(100)
