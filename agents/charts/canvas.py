"""What every mark of a chart is drawn on: the cells, the words, the axes and the series of a spec."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from agents.charts.as_written import literally
from agents.charts.axes import in_order, is_sequence, keeps_order, names_of
from agents.charts.fields import values
from agents.charts.folding import Folded, fold, totals_of
from agents.charts.look import FONT, Look, affixes, d3
from agents.charts.proof import OPEN, latest
from agents.charts.spec import ChartSpec
from data.types import Result

MAX_SERIES = 8


@dataclass(frozen=True, slots=True)
class Canvas:
    """What every mark needs: the spec, the cells and the look."""

    spec: ChartSpec
    result: Result
    look: Look
    partial: bool

    def cells(self, name: str) -> list[Any]:
        return values(self.result, name)

    def label(self, name: str, unit: str = "") -> str:
        """An axis title: `net amount (EUR)`."""
        said = self.spec.said(name)
        return f"{said} ({unit})" if unit else said

    def names(self, name: str, cells: list[Any]) -> list[str]:
        """Cells of a column as text."""
        return names_of(cells, self.spec.grain_of(name))

    def hover(self, cells: list[Any], place: str = "%{x}", axis: str = "y") -> str:
        before, after = map(literally, affixes(self.spec.unit))
        return f"{place}<br><b>{before}%{{{axis}:{d3(cells)}}}{after}</b>"


def figure_of(canvas: Canvas, traces: list[Any], **layout: Any) -> go.Figure:
    paint, spec = canvas.look, canvas.spec
    base: dict[str, Any] = {
        "template": None,
        "font": {"family": FONT, "size": 13, "color": paint.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": paint.series,
        "margin": {"l": 8, "r": 16, "t": _headroom(spec), "b": 8},
        "title": _title(canvas),
        "hoverlabel": {"bgcolor": paint.panel, "bordercolor": paint.grid, "font": {"color": paint.ink, "family": FONT}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": paint.faint, "activecolor": paint.ink},
        "legend": {
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "x": 0,
            "font": {"color": paint.ink},
        },
        "showlegend": len(traces) > 1,
        "bargap": 0.28,
        "height": 350,
    }
    figure = go.Figure(data=traces, layout={**base, **layout})
    axis = {"gridcolor": paint.grid, "linecolor": paint.grid, "zerolinecolor": paint.faint, "automargin": True}
    figure.update_xaxes(**axis, tickfont={"color": paint.faint}, title_font={"color": paint.faint, "size": 12})
    # The label under the last point goes beyond the plot: Plotly leaves it out, unless the margin may grow for it.
    figure.update_xaxes(ticklabeloverflow="allow")
    figure.update_yaxes(**axis, tickfont={"color": paint.faint}, title_font={"color": paint.faint, "size": 12})
    return figure


def _headroom(spec: ChartSpec) -> int:
    return 16 if not spec.title else 64 if spec.scope else 44


def _title(canvas: Canvas) -> dict[str, Any]:
    """What is drawn, and under it the period and the filters."""
    spec = canvas.spec
    made: dict[str, Any] = {"text": spec.title, "x": 0, "xref": "container", "pad": {"l": 8}, "font": {"size": 14}}
    if spec.title and spec.scope:
        scope = spec.scope[:1].upper() + spec.scope[1:]
        made["subtitle"] = {"text": scope, "font": {"size": 12, "color": canvas.look.faint}}
    return made


def measure_axis(canvas: Canvas, zero: bool) -> dict[str, Any]:
    before, after = affixes(canvas.spec.unit)
    title = canvas.label(canvas.spec.y[0], canvas.spec.unit) if len(canvas.spec.y) == 1 else canvas.spec.unit
    if spec_percent(canvas.spec):
        before, after, title = "", "%", f"share of {title}"
    axis: dict[str, Any] = {
        "title": {"text": title},
        "tickprefix": before,
        "ticksuffix": after,
        "tickformat": "~s",
        "zeroline": zero,
    }
    cells = [v for name in canvas.spec.y for v in canvas.cells(name) if v is not None]
    if cells and max(abs(v) for v in cells) < 10_000:
        axis["tickformat"] = ",~g"
    if canvas.spec.log:
        return axis | {"type": "log", "title": {"text": f"{title}, logarithmic"}, "dtick": 1, "zeroline": False}
    return axis | ({"rangemode": "tozero"} if zero else {})


def spec_percent(spec: ChartSpec) -> bool:
    """Whether each place's groups are drawn as percent of the place."""
    return spec.percent and bool(spec.colour) and spec.kind in ("bar", "area")


def series_of(canvas: Canvas, limit: int) -> list[tuple[str, list[Any], list[Any], bool]]:
    """(name, x, y, whether it is the folded rest) of each series, x in the order of the result."""
    spec, xs = canvas.spec, canvas.cells(canvas.spec.x)
    if not spec.colour:
        return [(spec.said(name), xs, canvas.cells(name), False) for name in spec.y]
    keys, ys = canvas.cells(spec.colour), canvas.cells(spec.y[0])
    folded = groups(canvas, limit)
    called = dict(zip(keys, canvas.names(spec.colour, keys), strict=True))
    if canvas.partial and is_sequence(keys, spec.colour) and not is_sequence(xs, spec.x):
        called[latest(keys)] += OPEN
    found: list[tuple[str, list[Any], list[Any], bool]] = []
    for key in folded.keep:
        places = [i for i, k in enumerate(keys) if k == key]
        found.append((called[key], [xs[i] for i in places], [ys[i] for i in places], False))
    if folded.label:
        rest = totals_of(*_only(folded, keys, xs, ys))
        found.append((folded.label, list(rest), list(rest.values()), True))
    return found


def groups(canvas: Canvas, limit: int) -> Folded:
    """The groups that get a colour: those that were asked for, else as many as can be told apart."""
    spec = canvas.spec
    keys, ys = canvas.cells(spec.colour), canvas.cells(spec.y[0])
    totals = totals_of(keys, ys)
    if keeps_order(list(totals), spec.said(spec.colour)):
        totals = {key: totals[key] for key in in_order(list(totals))}
    elif is_sequence(canvas.cells(spec.x), spec.x):
        # Which group comes first in time says nothing: by name each has the same colour in every chart of these groups.
        totals = {key: totals[key] for key in sorted(totals, key=lambda k: (k is None, str(k).casefold()))}
    if spec.top and spec.kind != "bar":
        return best(totals, spec)
    return fold(totals, limit, spec.additive)


def best(totals: dict[Any, float], spec: ChartSpec) -> Folded:
    """The highest of them, or the lowest where they are sorted upwards; the others are left out."""
    ranked = sorted(totals, key=lambda key: totals[key], reverse=spec.sort != "up")[: spec.top]
    keep = tuple(key for key in totals if key in ranked)
    return Folded(keep, frozenset(key for key in totals if key not in ranked), "")


def left_out(canvas: Canvas) -> str:
    """What a chart over time says of the groups that it leaves out; empty when it shows all."""
    spec = canvas.spec
    return said_left_out(groups(canvas, MAX_SERIES)) if spec.colour and spec.top else ""


def said_left_out(folded: Folded) -> str:
    """Categories that cannot be added up are left out, and it says so."""
    if not folded.others or folded.label:
        return ""
    total = len(folded.keep) + len(folded.others)
    return f" ({len(folded.keep)} of {total} shown; the table has all)"


def _only(folded: Folded, keys: list[Any], xs: list[Any], ys: list[Any]) -> tuple[list[Any], list[Any]]:
    places = [i for i, k in enumerate(keys) if k in folded.others]
    return [xs[i] for i in places], [ys[i] for i in places]
