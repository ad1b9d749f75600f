"""What chart a result gets, what the lint refuses, what is drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp

from agents.charts.axes import heading, names_of
from agents.charts.choose import choose
from agents.charts.draw import draw
from agents.charts.fields import describe
from agents.charts.lint import lint, or_table
from agents.charts.spec import ChartSpec
from data.types import Column, ForeignKey, Limits, Reads, Result, SafeQuery, Schema, Table

MONTHS = [dt.date(2023 + m // 12, m % 12 + 1, 1) for m in range(18)]
REGIONS = ["North", "South", "East", "West"]
SCHEMA = Schema(
    tables=(
        Table(
            "sales",
            (
                Column("sale_no", "BIGINT"),
                Column("amount", "DECIMAL(12,2)", unit="EUR"),
                Column("region", "VARCHAR"),
                Column("sold_on", "DATE"),
                Column("shop", "INTEGER"),
            ),
            primary_key=("sale_no",),
        ),
    ),
    foreign_keys=(ForeignKey("sales", ("shop",), "shops", ("nr",)),),
)
COLUMNS = tuple(("sales", c.name) for c in SCHEMA.tables[0].columns)


def query(sql: str) -> SafeQuery:
    tree = sqlglot.parse_one(sql, read="duckdb")
    assert isinstance(tree, exp.Expression)
    return SafeQuery(sql, tree, Reads(columns=COLUMNS), "analyst", Limits())


def rows(**columns: list[Any]) -> Result:
    return Result(pa.table(columns), False, 1.0)


@dataclass(frozen=True)
class Case:
    says: str
    question: str
    sql: str
    result: Result
    kind: str
    part: dict[str, Any] = field(default_factory=dict)


CASES = (
    Case("one cell", "total revenue", "select sum(amount) as revenue from sales", rows(revenue=[Decimal("12.50")]),
         "number", {"y": ("revenue",), "unit": "EUR"}),
    Case("one row of measures", "average and total", "select sum(amount) a, avg(amount) b from sales",
         rows(a=[1.0], b=[2.0]), "number", {"y": ("a", "b")}),
    Case("a winner and its figure", "best region", "select region, sum(amount) s from sales group by 1 limit 1",
         rows(region=["West"], s=[9.0]), "number", {"x": "region", "y": ("s",)}),
    Case("months", "revenue by month", "select date_trunc('month', sold_on) m, sum(amount) r from sales group by 1",
         rows(m=MONTHS, r=[float(i) for i in range(18)]), "line", {"x": "m", "y": ("r",), "additive": True}),
    Case("months as text", "by month", "select strftime(sold_on, '%Y-%m') m, count(*) n from sales group by 1",
         rows(m=[f"2024-{i:02}" for i in range(1, 13)], n=list(range(12))), "line", {"x": "m"}),
    Case("years as numbers", "by year", "select extract(year from sold_on) y, count(*) n from sales group by 1",
         rows(y=[2020, 2021, 2022, 2023], n=[5, 6, 7, 8]), "line", {"x": "y", "y": ("n",)}),
    Case("two years", "2023 against 2024", "select extract(year from sold_on) y, count(*) n from sales group by 1",
         rows(y=[2023, 2024], n=[5, 6]), "bar", {"x": "y"}),
    Case("months by region", "by month and region",
         "select date_trunc('month', sold_on) m, region, sum(amount) r from sales group by 1, 2",
         rows(m=[m for m in MONTHS for _ in REGIONS], region=REGIONS * 18, r=[1.0] * 72),
         "line", {"x": "m", "colour": "region"}),
    Case("the mix over time", "share of revenue by region and month",
         "select date_trunc('month', sold_on) m, region, sum(amount) r from sales group by 1, 2",
         rows(m=[m for m in MONTHS for _ in REGIONS], region=REGIONS * 18, r=[1.0] * 72), "area", {"stacked": True}),
    Case("categories", "revenue by region", "select region, sum(amount) r from sales group by 1",
         rows(region=REGIONS, r=[4.0, 3.0, 2.0, 1.0]), "bar", {"x": "region", "unit": "EUR"}),
    Case("parts of a whole", "share of revenue by region", "select region, sum(amount) r from sales group by 1",
         rows(region=REGIONS, r=[4.0, 3.0, 2.0, 1.0]), "pie"),
    Case("the top is no whole", "share of the top 4 regions", "select region, sum(amount) r from sales group by 1",
         rows(region=REGIONS, r=[4.0, 3.0, 2.0, 1.0]), "bar"),
    Case("averages are no parts", "percentage of regions", "select region, avg(amount) r from sales group by 1",
         rows(region=REGIONS, r=[4.0, 3.0, 2.0, 1.0]), "bar", {"additive": False}),
    Case("a pie is named", "revenue by region as a pie chart", "select region, sum(amount) r from sales group by 1",
         rows(region=REGIONS, r=[4.0, 3.0, 2.0, 1.0]), "pie"),
    Case("a pie that cannot be", "pie chart of profit by region", "select region, sum(amount) r from sales group by 1",
         rows(region=REGIONS, r=[4.0, 3.0, -2.0, 1.0]), "bar"),
    Case("the figure that is asked for", "margin growth by month",
         "select date_trunc('month', sold_on) m, sum(amount) margin, sum(amount) / 2 as margin_growth from sales group by 1",
         rows(m=MONTHS, margin=[1.0] * 18, margin_growth=[float(i) for i in range(18)]), "line", {"y": ("margin_growth", "margin")}),
    Case("a key beside the name", "revenue per shop", "select shop, region, sum(amount) r from sales group by 1, 2",
         rows(shop=[11, 7, 9], region=["a", "b", "c"], r=[3.0, 2.0, 1.0]), "bar", {"x": "region", "y": ("r",)}),
    Case("a rank is no measure", "ranking",
         "select region, sum(amount) r, rank() over (order by 2) as place from sales group by 1",
         rows(region=REGIONS, r=[4.0, 3.0, 2.0, 1.0], place=[1, 2, 3, 4]), "bar", {"y": ("r",)}),
    Case("a short second category", "by region and channel", "select region, c, sum(amount) r from sales group by 1, 2",
         rows(region=[r for r in REGIONS for _ in range(2)], c=["web", "shop"] * 4, r=[1.0] * 8),
         "bar", {"x": "region", "colour": "c"}),
    Case("two long categories", "by weekday and product", "select w, p, sum(amount) r from sales group by 1, 2",
         rows(weekday=[d for d in "abcdefg" for _ in range(9)], p=[f"p{i}" for i in range(9)] * 7, r=[1.0] * 63),
         "heatmap"),
    Case("two measures", "price and weight", "select price, weight from sales",
         rows(price=[float(i % 7) for i in range(30)], weight=[float(i % 5) for i in range(30)]), "scatter"),
    Case("one long column", "amounts", "select amount from sales",
         rows(amount=[float(i * i % 97) for i in range(200)]), "histogram", {"x": "amount"}),
    Case("places", "where are the shops", "select name, lat, lon from sales",
         rows(name=["a", "b"], lat=[48.1, 52.5], lon=[11.6, 13.4]), "positions", {"x": "lon", "y": ("lat",)}),
    Case("a list of keys", "sale numbers", "select sale_no from sales", rows(sale_no=list(range(40))), "table"),
    Case("a listing", "show sales", "select region, sold_on, amount from sales",
         rows(region=["a"] * 50, sold_on=[MONTHS[0]] * 50, amount=[1.0] * 50), "table"),
    Case("names only", "which regions", "select region from sales", rows(region=REGIONS), "table"),
    Case("no rows", "revenue by region", "select region, sum(amount) r from sales group by 1",
         rows(region=[], r=[]), "table"),
    Case("all null", "revenue by region", "select region, sum(amount) r from sales group by 1",
         Result(pa.table({"region": REGIONS, "r": pa.nulls(4, pa.float64())}), False, 1.0), "table"),
    Case("nested cells", "tags", "select tags from sales", rows(tags=[["a"], ["b"]]), "table"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.says)
def test_a_result_gets_the_chart_that_says_it_best(case: Case) -> None:
    spec = choose(case.result, query(case.sql), SCHEMA, case.question)
    assert spec.kind == case.kind, spec.why
    assert {name: getattr(spec, name) for name in case.part} == case.part
    assert lint(spec, case.result) == ()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("case", CASES, ids=lambda c: c.says)
def test_whatever_is_chosen_can_be_drawn(case: Case, dark: bool) -> None:
    figure = draw(choose(case.result, query(case.sql), SCHEMA, case.question), case.result, dark, partial=True)
    assert figure.to_json()


WRONG = (
    (ChartSpec("bar", x="nowhere", y=("r",)), "no column nowhere"),
    (ChartSpec("bar", x="region"), "needs a measure"),
    (ChartSpec("bar", x="region", y=("region",)), "no numbers"),
    (ChartSpec("bar", x="region", y=("row_id",)), "identifier"),
    (ChartSpec("bar", x="half", y=("r",)), "repeat"),
    (ChartSpec("bar", y=("r",)), "category or a time"),
    (ChartSpec("bar", x="r", y=("r",)), "two axes"),
    (ChartSpec("pie", x="region", y=("loss",)), "below zero"),
    (ChartSpec("pie", x="region", y=("r", "loss")), "one measure"),
    (ChartSpec("heatmap", x="region", y=("r",)), "two categories"),
    (ChartSpec("number", y=("r",)), "one row"),
    (ChartSpec("scatter", x="region", y=("r",)), "numbers on both axes"),
    (ChartSpec("positions", x="far", y=("r",)), "coordinates"),
    (ChartSpec("histogram", x="region"), "column of numbers"),
)
SOME = rows(
    region=REGIONS, half=["a", "a", "b", "b"], row_id=[7, 8, 3, 1], r=[4.0, 3.0, 2.0, 1.5], loss=[1.0, -2.0, 3.0, 4.0],
    far=[1.0, 2.0, 900.0, 3.0],
)  # fmt: skip


@pytest.mark.parametrize(("spec", "problem"), WRONG, ids=[p for _, p in WRONG])
def test_a_spec_that_would_mislead_falls_to_a_table_that_says_why(spec: ChartSpec, problem: str) -> None:
    assert problem in " ".join(lint(spec, SOME))
    fallen = or_table(spec, SOME)
    assert fallen.kind == "table"
    assert fallen.why.startswith(f"not a {spec.kind}")


def test_many_categories_of_a_sum_are_folded_and_the_plotted_total_is_the_tables() -> None:
    result = rows(p=[f"product {i}" for i in range(90)], r=[float(i + 1) for i in range(90)])
    figure = draw(ChartSpec("bar", x="p", y=("r",), additive=True), result)
    bar = figure.data[0]
    assert len(bar.x) == 24
    assert "Other (67)" in bar.y
    assert sum(bar.x) == pytest.approx(sum(range(1, 91)))


def test_averages_are_never_added_up_into_other() -> None:
    result = rows(p=[f"product {i}" for i in range(90)], r=[float(i + 1) for i in range(90)])
    figure = draw(ChartSpec("bar", x="p", y=("r",), additive=False), result)
    assert len(figure.data[0].x) == 24
    assert not any("Other" in label for label in figure.data[0].y)
    assert "24 of 90 shown" in figure.layout.xaxis.title.text


@pytest.mark.parametrize(("months", "drawn"), [(49, 49), (150, 120)])
def test_bars_over_many_periods_are_all_drawn_or_the_latest_of_them(months: int, drawn: int) -> None:
    days = [dt.date(2010 + m // 12, m % 12 + 1, 1) for m in range(months)]
    result = rows(m=days * 2, s=["a"] * months + ["b"] * months, r=[1.0] * months * 2)
    spec = ChartSpec("bar", x="m", y=("r",), colour="s", stacked=True, additive=True)
    figure = draw(spec, result, partial=True)
    assert [trace.type for trace in figure.data] == ["bar", "bar"]
    assert len(figure.layout.xaxis.categoryarray) == drawn
    assert figure.layout.xaxis.categoryarray[-1] == names_of(days)[-1]
    assert ("120 of 150 shown" in figure.layout.xaxis.title.text) is (months > drawn)


def test_folded_lines_keep_the_total_of_every_month() -> None:
    names = [f"s{i}" for i in range(12)]
    result = rows(m=[m for m in MONTHS for _ in names], s=names * 18, r=[float(i) for i in range(12)] * 18)
    figure = draw(ChartSpec("line", x="m", y=("r",), colour="s", additive=True), result)
    assert [t.name for t in figure.data][-1] == "Other (5)"
    assert sum(t.y[0] for t in figure.data) == pytest.approx(66)


HEADINGS = {
    "net_amount": "net amount",
    "count_star()": "count",
    'avg("t1"."unit_price")': "average unit price",
    "count(DISTINCT customer)": "number of customer",
    "CAST(date_trunc('MONTH', t1.ordered_at) AS DATE)": "month",
    'main."year"(ordered_at)': "year",
    "date_part('quarter', d)": "quarter",
}


@pytest.mark.parametrize(("name", "words"), HEADINGS.items())
def test_a_column_that_nobody_named_is_still_called_something(name: str, words: str) -> None:
    assert heading(name) == words


def test_first_days_of_months_are_called_by_their_month() -> None:
    assert names_of([dt.date(2024, 12, 1), dt.date(2025, 2, 1), None]) == ["Dec 2024", "Feb 2025", "(none)"]
    assert names_of([dt.date(2024, 1, 1), dt.date(2025, 1, 1)]) == ["2024", "2025"]
    midnight = dt.time()
    quarters = [dt.datetime.combine(dt.date(2024, month, 1), midnight) for month in (4, 7)]
    assert names_of([*quarters]) == ["Q2 2024", "Q3 2024"]
    assert names_of([dt.date(2024, 4, 1), dt.date(2024, 7, 2)]) == ["2024-04-01", "2024-07-02"]


def test_long_names_that_begin_alike_stay_apart() -> None:
    names = ["a very long name of a thing that begins like the " + end for end in ("first", "second")]
    assert len(set(names_of([*names]))) == 2


def test_bars_that_nobody_ordered_stand_by_size() -> None:
    result = rows(region=["a", "b", "c"], r=[2.0, 3.0, 1.0])
    assert draw(ChartSpec("bar", x="region", y=("r",)), result).layout.xaxis.categoryarray == ("b", "a", "c")


def test_bars_start_at_zero() -> None:
    figure = draw(ChartSpec("bar", x="region", y=("r",)), SOME)
    assert figure.layout.yaxis.rangemode == "tozero"


def test_a_month_that_is_not_over_is_drawn_apart() -> None:
    result = rows(m=MONTHS, r=[float(i) for i in range(18)])
    whole, open_end = draw(ChartSpec("line", x="m", y=("r",)), result, partial=True).data
    assert whole.x[-1] == MONTHS[-2]
    assert open_end.line.dash == "dot"
    assert "not over" in open_end.hovertemplate


def test_points_out_of_order_are_joined_in_order_of_time() -> None:
    result = rows(m=MONTHS[::-1], r=[float(i) for i in range(18)])
    assert list(draw(ChartSpec("line", x="m", y=("r",)), result).data[0].x) == MONTHS


def test_a_missing_category_is_named_rather_than_lost() -> None:
    figure = draw(ChartSpec("bar", x="region", y=("r",)), rows(region=["North", None], r=[1.0, 2.0]))
    assert list(figure.data[0].x) == ["North", "(none)"]


def test_a_foreign_key_is_known_by_the_schema_even_under_another_name() -> None:
    shop = describe(rows(outlet=[5, 9, 2]), query("select shop as outlet from sales"), SCHEMA)[0]
    assert shop.role == "key"


def test_a_count_of_keys_is_a_measure_without_a_unit() -> None:
    shops = describe(
        rows(shops=[5, 9]), query("select count(distinct shop) as shops from sales group by region"), SCHEMA
    )[0]
    assert (shops.role, shops.unit) == ("measure", "")
