"""Bars from zero; lying where the labels are long, "Other (n)" where there are too many."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from agents.charts.as_written import literally
from agents.charts.axes import in_order, is_sequence, keeps_order, label_of
from agents.charts.canvas import (
    MAX_SERIES,
    Canvas,
    best,
    figure_of,
    measure_axis,
    said_left_out,
    series_of,
    spec_percent,
)
from agents.charts.folding import Folded, apply, fold, totals_of
from agents.charts.look import shortly
from agents.charts.proof import OPEN, latest

MAX_BARS = 24
MAX_PERIODS = 120
"""Bars over time may be thin, and their names are thinned out; of more than these the latest are drawn."""


def bars(canvas: Canvas) -> go.Figure:
    """Bars, or dots where the axis is logarithmic and has no zero to stand on."""
    spec, xs = canvas.spec, canvas.cells(canvas.spec.x)
    ordered = keeps_order(xs, spec.said(spec.x))
    called = dict(zip(xs, canvas.names(spec.x, xs), strict=True))
    folded = _places(canvas, xs, ordered)
    series = []
    for name, places, cells, rest in series_of(canvas, MAX_SERIES):
        kept, (heights,) = apply(folded, places, [cells])
        series.append((name, [called.get(p, label_of(p)) for p in kept], heights, rest))
    labels = [called.get(k, label_of(k)) for k in folded.keep] + ([folded.label] if folded.label else [])
    lying = not ordered and (max(map(len, labels)) > 14 or len(labels) > 12) and not spec.colour
    lying = spec.lying if spec.lying is not None else lying
    hatched = called.get(latest(xs), "") if canvas.partial and is_sequence(xs, spec.x) else ""
    traces = [_bar(canvas, s, lying, i, hatched) for i, s in enumerate(series)]
    category: dict[str, Any] = {
        "type": "category",
        "showgrid": False,
        "categoryorder": "array",
        "categoryarray": labels,
    }
    category["title"] = {"text": canvas.label(spec.x) + said_left_out(folded)}
    measure = measure_axis(canvas, zero=True)
    if lying:  # beside short names a turned title is hard to read; the heading has it already
        measure["title"] = {"text": f"{measure['title']['text']}{said_left_out(folded)}"}
        category["title"] = {"text": ""}
    mode: dict[str, Any] = {"barmode": "relative" if spec.stacked or spec_percent(spec) else "group"}
    if spec_percent(spec):
        mode["barnorm"] = "percent"
    if lying:
        height = max(260, 90 + 26 * len(labels) * (1 if spec.stacked else len(series)))
        turned = category | {"autorange": "reversed"}
        return figure_of(canvas, traces, xaxis=measure, yaxis=turned, height=height, **mode)
    return figure_of(canvas, traces, xaxis=category, yaxis=measure, **mode)


def _places(canvas: Canvas, xs: list[Any], ordered: bool) -> Folded:
    """The categories in the order in which they stand, and which of them are folded together or left out."""
    spec = canvas.spec
    totals = totals_of(xs, canvas.cells(spec.y[0]))
    if spec.sort == "name":
        totals = {key: totals[key] for key in sorted(totals, key=lambda k: (k is None, str(k).casefold()))}
    elif spec.sort:
        totals = dict(sorted(totals.items(), key=lambda item: item[1], reverse=spec.sort == "down"))
    elif ordered and spec.colour:
        totals = {key: totals[key] for key in in_order(list(totals))}
    elif not ordered and not _sorted([v for k, v in totals.items() if k is not None]):
        totals = dict(sorted(totals.items(), key=lambda item: (item[0] is None, -item[1])))
    if spec.top:
        return best(totals, spec)
    if is_sequence(xs, ""):
        return fold(totals, MAX_PERIODS, additive=False, keep="first" if _falling(list(totals)) else "last")
    return fold(totals, MAX_BARS, spec.additive and not ordered, keep="first" if ordered else "largest")


def _falling(periods: list[Any]) -> bool:
    some = [p for p in periods if p is not None]
    return len(some) > 1 and some[0] > some[-1]


def _sorted(sizes: list[float]) -> bool:
    """Whether somebody put the bars in order already, either way."""
    return sizes in (sorted(sizes), sorted(sizes, reverse=True))


def _bar(canvas: Canvas, series: tuple[str, list[str], list[Any], bool], lying: bool, place: int, hatched: str) -> Any:
    name, labels, heights, rest = series
    paint = canvas.look
    colour = paint.rest if rest else paint.series[place % len(paint.series)]
    is_rest = [place == len(labels) - 1 and label.startswith("Other (") for place, label in enumerate(labels)]
    marker: dict[str, Any] = {"color": [paint.rest if r else colour for r in is_rest], "cornerradius": 3}
    if hatched or name.endswith(OPEN):
        marks = ["/" if name.endswith(OPEN) or label == hatched else "" for label in labels]
        marker["pattern"] = {"shape": marks, "solidity": 0.4}
    ends = (heights, labels) if lying else (labels, heights)
    hover = canvas.hover(heights, "%{y}" if lying else "%{x}", "x" if lying else "y")
    common: dict[str, Any] = {"x": ends[0], "y": ends[1], "name": name, "orientation": "h" if lying else "v"}
    shown = literally(name) if canvas.spec.colour or len(canvas.spec.y) > 1 else ""
    common["hovertemplate"] = f"{hover}<extra>{shown}</extra>"
    told: dict[str, Any] = {"text": [shortly(h, canvas.spec.unit) for h in heights]} if canvas.spec.values else {}
    if canvas.spec.log:
        dots = {"color": marker["color"], "size": 11}
        mode = "markers+text" if told else "markers"
        return go.Scatter(
            mode=mode, marker=dots, textposition="middle right" if lying else "top center", **common, **told
        )
    if told:
        told |= {"textposition": "auto" if canvas.spec.stacked else "outside", "cliponaxis": False}
    return go.Bar(marker=marker, **common, **told)
