"""How sure an answer is, in words with a reason to act on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa
import pytest

from agents.charts.spec import ChartSpec
from agents.evidence.sure import NO_VALUE, NOTHING, nothing, sure
from agents.steps import Note, Receipt, Usage
from data.evidence.facts import Facts, Measure
from data.types import Metric, Result, Schema

SCHEMA = Schema((), metrics=(Metric("net_revenue", "sum(o.net)", "o", title="Net revenue", synonyms=("sales",)),))
CHART = ChartSpec("bar", "sales_region", ("r",))
TWICE = Note("join_multiplies", "warning", "…")
ALL_WRONG = Note("join_multiplies", "warning", "…", everywhere=True)
HARDLY = Note("duplicate_rows", "warning", "…", material=False)


def receipt(assumptions: tuple[str, ...] = (), defined: bool = False, model: str = "builtin") -> Receipt:
    return Receipt(
        (), (), (), ("region",), (), 4, False, dt.date(2025, 6, 17), "data", (), assumptions, (), False, model, "", Usage(),
        1.0, 2.0, facts=Facts(measures=(Measure("r", "sum of net", "SUM(net)"),)),
        definitions=(("Net revenue", "sum(o.net)"),) if defined else (),
    )  # fmt: skip


ROWS = ChartSpec("table", things="products", scope="without order items")


def test_what_has_no_plain_words_is_told_by_its_name() -> None:
    growth = Measure("growth", "100.0 × LAG(SUM(net)) ÷ sum of net", "LAG(SUM(net))")
    made = replace(receipt(), facts=Facts(measures=(growth,)))
    assert sure(0.9, made, (), "growth", SCHEMA, CHART) == "Sure: read as growth, by sales region."
    assert (
        sure(0.9, replace(made, facts=Facts()), (), "x", SCHEMA, ROWS) == "Sure: read as products, without order items."
    )


@pytest.mark.parametrize(
    ("confidence", "made", "notes", "question", "said"),
    [
        (0.6, receipt(defined=True), (), "sales by region", "Fairly sure: “sales” read as net revenue."),
        (0.9, receipt(defined=True), (), "net revenue by region", "Sure: read as sum of net, by sales region."),
        (0.7, receipt(), (TWICE,), "sales", "Fairly sure: a join may count rows more than once."),
        (
            0.3,
            receipt(),
            (TWICE, ALL_WRONG),
            "sales",
            "Not sure: a join counts rows more than once in every figure; check the SQL.",
        ),
        (
            0.9,
            receipt(("Read as a new question: “of those” does not hold.",)),
            (),
            "x",
            "Sure: read as sum of net, by sales region.",
        ),
        (0.9, receipt(), (HARDLY,), "sales", "Sure: read as sum of net, by sales region."),
        (0.9, receipt(("Days are order days.",)), (), "sales", "Sure: days are order days."),
        (0.3, receipt(), (), "sales", "Not sure: read as sum of net, by sales region; check the SQL."),
        (
            None,
            receipt(model="gpt-x"),
            (),
            "sales",
            "Not rated: gpt-x does not say how sure it is; the SQL and the evidence do.",
        ),
    ],
)
def test_a_confidence_is_told_in_words_with_its_reason(
    confidence: float | None, made: Receipt, notes: tuple[Note, ...], question: str, said: str
) -> None:
    assert sure(confidence, made, notes, question, SCHEMA, CHART) == said


@pytest.mark.parametrize(
    ("rows", "chart", "said"),
    [
        ({"name": []}, ChartSpec("table"), NOTHING),
        ({"revenue": [None]}, ChartSpec("number", y=("revenue",)), NO_VALUE),
        ({"month": ["May", "June"], "revenue": [None, None]}, ChartSpec("line", "month", ("revenue",)), NO_VALUE),
        ({"month": ["May", "June"], "revenue": [None, 5]}, ChartSpec("line", "month", ("revenue",)), ""),
        ({"orders": [0]}, ChartSpec("number", y=("orders",)), ""),
    ],
)
def test_an_answer_that_shows_nothing_is_known(rows: dict[str, list[object]], chart: ChartSpec, said: str) -> None:
    assert nothing(Result(pa.table(rows), False, 1.0), chart) == said


def test_an_answer_that_shows_nothing_says_what_to_check() -> None:
    told = sure(0.7, receipt(("Days are order days.",)), (), "orders in 2031", SCHEMA, CHART, NOTHING)
    assert told == "Fairly sure: nothing matches: check the conditions."


def test_a_reason_is_told_whole_with_its_days_as_elsewhere() -> None:
    long = f"{'Without what was returned, ' * 6}launched on 2025-05-01 to 2025-05-31, not “2025-05-01” and since 2024-01-02."
    told = sure(0.9, receipt((long,)), (), "x", SCHEMA, CHART)
    assert told.endswith("launched on 1 – 31 May 2025, not “2025-05-01” and since 2 Jan 2024.")
    assert "…" not in told
