"""What the chart lint refuses, and what the proof of a finished figure sees."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp

from agents.charts.choose import choose
from agents.charts.draw import draw
from agents.charts.lint import lint
from agents.charts.look import DARK, LIGHT, PALETTES, SAFE
from agents.charts.proof import proof
from agents.charts.spec import ChartSpec
from data.types import Limits, Reads, Result, SafeQuery, Schema

MONTHS = [dt.date(2025, m, 1) for m in range(1, 7)]
REGIONS = ["North", "South", "East", "West"]


def rows(**columns: Any) -> Result:
    return Result(pa.table(columns), False, 1.0)


def query(sql: str) -> SafeQuery:
    tree = sqlglot.parse_one(sql, read="duckdb")
    assert isinstance(tree, exp.Expression)
    return SafeQuery(sql, tree, Reads(), "analyst", Limits())


REFUSED = (
    ("one row", ChartSpec("bar", x="r", y=("v",), additive=True), rows(r=["a"], v=[5.0]), "SELECT 1", "a number says it"),
    ("averages in a pie", ChartSpec("pie", x="r", y=("v",)), rows(r=["a", "b"], v=[5.0, 6.0]), "SELECT 1", "no count and no sum"),
    ("the top of a pie", ChartSpec("pie", x="r", y=("v",), additive=True), rows(r=["a", "b"], v=[5.0, 6.0]),
     "SELECT r, sum(v) AS v FROM t GROUP BY r ORDER BY 2 DESC LIMIT 2", "not the whole"),
    ("a row number", ChartSpec("bar", x="r", y=("n",)), rows(r=["a", "b"], n=[1, 2]),
     "SELECT r, row_number() OVER (ORDER BY r) AS n FROM t", "identifier or a row number"),
    ("too many averages", ChartSpec("line", x="m", y=("v",), colour="s"),
     rows(m=[m for m in MONTHS for _ in range(12)], s=[f"s{i}" for i in range(12)] * 6, v=[1.0] * 72), "SELECT 1", "12 series"),
    ("a repeated place", ChartSpec("bar", x="r", y=("v",)), rows(r=["a", "a"], v=[1.0, 2.0]), "SELECT 1", "repeat"),
)  # fmt: skip


@pytest.mark.parametrize(("says", "spec", "result", "sql", "problem"), REFUSED, ids=[r[0] for r in REFUSED])
def test_what_would_mislead_is_refused(says: str, spec: ChartSpec, result: Result, sql: str, problem: str) -> None:
    assert problem in " ".join(lint(spec, result, query(sql)))


MARKED = (
    ("bars", ChartSpec("bar", x="m", y=("v",), additive=True), rows(m=MONTHS, v=[5.0, 6, 7, 8, 9, 1])),
    ("bars from last to first", ChartSpec("bar", x="m", y=("v",), additive=True), rows(m=MONTHS[::-1], v=[1.0, 9, 8, 7, 6, 5])),
    ("a line", ChartSpec("line", x="m", y=("v",), additive=True), rows(m=MONTHS, v=[5.0, 6, 7, 8, 9, 1])),
    ("an area", ChartSpec("area", x="m", y=("v",), colour="s", stacked=True, additive=True),
     rows(m=MONTHS * 2, s=["a"] * 6 + ["b"] * 6, v=[1.0] * 12)),
    ("years as colours", ChartSpec("bar", x="r", y=("v",), colour="year", additive=True),
     rows(r=REGIONS * 2, year=[2024] * 4 + [2025] * 4, v=[1.0] * 8)),
    ("a heat map", ChartSpec("heatmap", x="m", y=("v",), colour="r", additive=True),
     rows(m=[m for m in MONTHS for _ in REGIONS], r=REGIONS * 6, v=[1.0] * 24)),
    ("years as text", ChartSpec("bar", x="month", y=("v",), additive=True), rows(month=["2025-04", "2025-05", "2025-06"], v=[3.0, 4, 1])),
)  # fmt: skip


@pytest.mark.parametrize(("says", "spec", "result"), MARKED, ids=[m[0] for m in MARKED])
def test_a_period_that_is_not_over_is_told_apart(says: str, spec: ChartSpec, result: Result) -> None:
    figure = draw(spec, result, partial=True)
    assert figure.data[0].type != "table"
    assert proof(figure, spec, result, True) == ()
    assert proof(draw(spec, result), spec, result, True) != ()


def test_the_latest_period_is_hatched_wherever_it_stands() -> None:
    spec, result = MARKED[1][1:]
    assert list(draw(spec, result, partial=True).data[0].marker.pattern.shape) == ["/", "", "", "", "", ""]


def test_a_picture_that_lost_a_mark_or_its_zero_is_seen() -> None:
    spec, result = ChartSpec("bar", x="r", y=("v",), additive=True), rows(r=REGIONS, v=[4.0, 3.0, 2.0, 1.0])
    lost = draw(spec, result)
    lost.data[0].y = lost.data[0].y[:-1]
    assert "add up" in proof(lost, spec, result, False)[0]
    cut = draw(spec, result)
    cut.layout.yaxis.range = [1, 4]
    assert "zero" in proof(cut, spec, result, False)[0]


def test_whatever_is_drawn_of_many_results_adds_up() -> None:
    rng = random.Random(4)
    for _ in range(60):
        names = [f"{rng.choice('abcdefgh')}{i}" for i in range(rng.randint(2, 60))]
        values = [round(rng.uniform(-50 if rng.random() < 0.3 else 0, 100), 2) for _ in names]
        result = rows(name=names, total=values)
        statement = query("SELECT name, sum(v) AS total FROM t GROUP BY name")
        spec = choose(result, statement, Schema(()), "share of total by name")
        for partial in (False, True):
            assert proof(draw(spec, result, partial=partial), spec, result, partial) == ()


def test_rows_without_a_time_are_said_to_be_left_out_of_a_line() -> None:
    result = rows(m=[None, *MONTHS], v=[7.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    figure = draw(ChartSpec("line", x="m", y=("v",), additive=True), result)
    assert figure.data[0].type == "scatter"
    assert "not shown" in figure.layout.xaxis.title.text


def test_axes_name_units_and_time_zones() -> None:
    times = pa.array([dt.datetime(2025, 1, d, 5, tzinfo=dt.UTC) for d in (1, 2, 3, 4)], pa.timestamp("us", tz="UTC"))
    figure = draw(ChartSpec("line", x="at", y=("load",), unit="kWh"), rows(at=times, load=[1.0, 2.0, 3.0, 4.0]))
    assert figure.layout.xaxis.title.text == "at (UTC)"
    assert figure.layout.yaxis.title.text == "load (kWh)"
    scatter = draw(ChartSpec("scatter", x="a", y=("b",), unit="kg", x_unit="EUR"), rows(a=[1.0, 2.0], b=[2.0, 3.0]))
    assert scatter.layout.xaxis.title.text == "a (EUR)"


_SIGHTS = {
    "all": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB."""
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
APART = 12.0
"""CIE 1976 difference; 2 can just be seen side by side."""


def lab(colour: str, sight: Any) -> Any:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = _XYZ @ np.clip(sight @ linear, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", _SIGHTS)
@pytest.mark.parametrize("series", [LIGHT.series, DARK.series, *(PALETTES[name] for name in SAFE)])
def test_every_two_colours_can_be_told_apart_by_everybody(series: tuple[str, ...], sight: str) -> None:
    seen = {colour: lab(colour, _SIGHTS[sight]) for colour in series}
    for a, b in itertools.combinations(series, 2):
        assert float(np.linalg.norm(seen[a] - seen[b])) >= APART, (a, b)
