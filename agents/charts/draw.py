"""A ChartSpec and a result become a Plotly figure. `graph_objects` only: express costs twenty times as much.

Nothing is fetched: positions are a plain scatter, since Plotly's map layers load tiles from the network.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from agents.charts.as_written import as_written
from agents.charts.axes import is_sequence, label_of, names_of, time_layout, zone_of
from agents.charts.fields import plain, values
from agents.charts.folding import Folded, apply, fold, totals_of
from agents.charts.look import FONT, Look, affixes, d3, look, written
from agents.charts.proof import OPEN, latest, proof
from agents.charts.spec import ChartSpec
from data.types import Result

log = logging.getLogger(__name__)
MAX_BARS = 24
MAX_SERIES = 8
MAX_POINTS = 5_000
_ROWS_OF_A_TABLE = 100


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
        before, after = affixes(self.spec.unit)
        return f"{place}<br><b>{before}%{{{axis}:{d3(cells)}}}{after}</b>"


def draw(spec: ChartSpec, result: Result, dark: bool = False, partial: bool = False) -> go.Figure:
    """The figure of a linted spec. `partial` says that the last period in time is not over, so it is marked."""
    canvas = Canvas(spec, result, look(dark), partial)
    match spec.kind:
        case "number":
            figure = _number(canvas)
        case "bar":
            figure = _bars(canvas)
        case "line" | "area":
            figure = _lines(canvas)
        case "scatter" | "positions":
            figure = _points(canvas)
        case "pie":
            figure = _pie(canvas)
        case "heatmap":
            figure = _heat(canvas)
        case "histogram":
            figure = _histogram(canvas)
        case "table":
            figure = _table(canvas)
    if problems := proof(figure, canvas.spec, result, partial):
        # A picture that does not add up is never shown.
        log.warning("a %s was not drawn: %s", spec.kind, "; ".join(problems))
        return as_written(_table(canvas))
    return as_written(figure)


def _figure(canvas: Canvas, traces: list[Any], **layout: Any) -> go.Figure:
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
        "legend": {"orientation": "h", "y": -0.18, "x": 0, "font": {"color": paint.ink}},
        "showlegend": len(traces) > 1,
        "bargap": 0.28,
        "height": 350,
    }
    figure = go.Figure(data=traces, layout={**base, **layout})
    axis = {"gridcolor": paint.grid, "linecolor": paint.grid, "zerolinecolor": paint.faint, "automargin": True}
    figure.update_xaxes(**axis, tickfont={"color": paint.faint}, title_font={"color": paint.faint, "size": 12})
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


def _measure_axis(canvas: Canvas, zero: bool) -> dict[str, Any]:
    before, after = affixes(canvas.spec.unit)
    title = canvas.label(canvas.spec.y[0], canvas.spec.unit) if len(canvas.spec.y) == 1 else canvas.spec.unit
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
    return axis | ({"rangemode": "tozero"} if zero else {})


def _series(canvas: Canvas, limit: int) -> list[tuple[str, list[Any], list[Any], bool]]:
    """(name, x, y, whether it is the folded rest) of each series, x in the order of the result."""
    spec, xs = canvas.spec, canvas.cells(canvas.spec.x)
    if not spec.colour:
        return [(spec.said(name), xs, canvas.cells(name), False) for name in spec.y]
    keys, ys = canvas.cells(spec.colour), canvas.cells(spec.y[0])
    folded = fold(totals_of(keys, ys), limit, spec.additive)
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


def _only(folded: Folded, keys: list[Any], xs: list[Any], ys: list[Any]) -> tuple[list[Any], list[Any]]:
    places = [i for i, k in enumerate(keys) if k in folded.others]
    return [xs[i] for i in places], [ys[i] for i in places]


def _bars(canvas: Canvas) -> go.Figure:
    """Bars from zero; lying where the labels are long, "Other (n)" where there are too many."""
    spec, xs = canvas.spec, canvas.cells(canvas.spec.x)
    ordered = is_sequence(xs, spec.x)
    called = dict(zip(xs, canvas.names(spec.x, xs), strict=True))
    totals = totals_of(xs, canvas.cells(spec.y[0]))
    if not ordered and not _sorted(list(totals.values())):
        totals = dict(sorted(totals.items(), key=lambda item: -item[1]))
    folded = fold(totals, MAX_BARS, spec.additive and not ordered, in_order=ordered)
    series = []
    for name, places, cells, rest in _series(canvas, MAX_SERIES):
        kept, (heights,) = apply(folded, places, [cells])
        series.append((name, [called.get(p, label_of(p)) for p in kept], heights, rest))
    labels = [called.get(k, label_of(k)) for k in folded.keep] + ([folded.label] if folded.label else [])
    lying = not ordered and (max(map(len, labels)) > 14 or len(labels) > 12) and not spec.colour
    hatched = called.get(latest(xs), "") if canvas.partial and ordered else ""
    traces = [_bar(canvas, s, lying, i, hatched) for i, s in enumerate(series)]
    category: dict[str, Any] = {
        "type": "category",
        "showgrid": False,
        "categoryorder": "array",
        "categoryarray": labels,
    }
    category["title"] = {"text": canvas.label(spec.x) + _left_out(folded)}
    measure = _measure_axis(canvas, zero=True)
    mode = "relative" if spec.stacked else "group"
    if lying:
        height = max(260, 90 + 26 * len(labels))
        return _figure(
            canvas, traces, xaxis=measure, yaxis=category | {"autorange": "reversed"}, barmode=mode, height=height
        )
    return _figure(canvas, traces, xaxis=category, yaxis=measure, barmode=mode)


def _sorted(sizes: list[float]) -> bool:
    """Whether somebody put the bars in order already, either way."""
    return sizes in (sorted(sizes), sorted(sizes, reverse=True))


def _left_out(folded: Folded) -> str:
    """Categories that cannot be added up are left out, and it says so."""
    if not folded.others or folded.label:
        return ""
    total = len(folded.keep) + len(folded.others)
    return f" ({len(folded.keep)} of {total} shown; the table has all)"


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
    return go.Bar(
        x=ends[0], y=ends[1], name=name, marker=marker, orientation="h" if lying else "v",
        hovertemplate=hover + f"<extra>{name if canvas.spec.colour or len(canvas.spec.y) > 1 else ''}</extra>",
    )  # fmt: skip


def _lines(canvas: Canvas) -> go.Figure:
    spec, paint = canvas.spec, canvas.look
    axis = time_layout(canvas.cells(spec.x), spec.grain_of(spec.x))
    traces: list[Any] = []
    for place, (name, xs, ys, rest) in enumerate(_series(canvas, MAX_SERIES)):
        pairs = sorted(((x, y) for x, y in zip(xs, ys, strict=True) if x is not None), key=lambda p: p[0])
        colour = paint.rest if rest else paint.series[place % len(paint.series)]
        traces += _line(canvas, name, pairs, colour)
    zero = spec.kind == "area"
    y_axis = _measure_axis(canvas, zero)
    if not zero and _near_zero([v for n in spec.y for v in canvas.cells(n) if v is not None]):
        y_axis["rangemode"] = "tozero"
    many = spec.colour or len(spec.y) > 1
    title = canvas.label(
        spec.x, zone_of(canvas.result, spec.x) if spec.grain_of(spec.x) in ("", "hour", "minute") else ""
    )
    if None in canvas.cells(spec.x):
        title += " (rows without one are not shown; the table has them)"
    x_axis = axis | {"title": {"text": title}, "showgrid": False}
    hover = "x unified" if many else "closest"
    shapes = [_open_end(canvas)] if zero and canvas.partial else []
    return _figure(canvas, traces, xaxis=x_axis, yaxis=y_axis, showlegend=bool(many), hovermode=hover, shapes=shapes)


def _open_end(canvas: Canvas) -> dict[str, Any]:
    """A veil over the last stretch of an area: the period is not over."""
    xs = sorted({x for x in canvas.cells(canvas.spec.x) if x is not None})
    last = {"type": "rect", "xref": "x", "yref": "paper", "x0": xs[-2] if len(xs) > 1 else xs[0], "x1": xs[-1]}
    veil = {"fillcolor": canvas.look.panel, "opacity": 0.55, "line": {"width": 0}, "layer": "above"}
    label = {"text": OPEN.strip(" ()"), "textposition": "top center", "font": {"color": canvas.look.faint, "size": 11}}
    return {**last, **veil, "y0": 0, "y1": 1, "name": "partial", "label": label}


def _near_zero(cells: list[Any]) -> bool:
    """Whether starting the axis at zero costs little of the line's detail."""
    return bool(cells) and min(cells) >= 0 and min(cells) < 0.6 * max(cells)


def _line(canvas: Canvas, name: str, pairs: list[tuple[Any, Any]], colour: str) -> list[Any]:
    """One line; its last stretch dashed and its last point hollow where the last period is not over."""
    xs, ys = [p[0] for p in pairs], [p[1] for p in pairs]
    stacked = canvas.spec.kind == "area"
    hover = canvas.hover(ys)
    if canvas.spec.colour or len(canvas.spec.y) > 1:
        hover = hover.replace("%{x}<br>", "")
    common: dict[str, Any] = {"name": name, "legendgroup": name, "hovertemplate": hover + "<extra></extra>"}
    mode = "lines+markers" if len(xs) <= 40 and not canvas.spec.colour else "lines"
    if canvas.spec.colour or len(canvas.spec.y) > 1:
        common["hovertemplate"] = hover + f"<extra>{name}</extra>"
    style = {"color": colour, "width": 2.5}
    if stacked:
        return [go.Scatter(x=xs, y=ys, mode="lines", stackgroup="all", line=style, **common)]
    if not canvas.partial or len(xs) < 2:
        return [go.Scatter(x=xs, y=ys, mode=mode, line=style, marker={"size": 6}, **common)]
    whole = go.Scatter(x=xs[:-1], y=ys[:-1], mode=mode, line=style, marker={"size": 6}, **common)
    common |= {"hovertemplate": hover + "<br>period not over<extra></extra>", "showlegend": False}
    hollow = {"size": [0, 9], "color": canvas.look.panel, "line": {"color": colour, "width": 2}}
    open_end = go.Scatter(
        x=xs[-2:], y=ys[-2:], mode="lines+markers", line={**style, "dash": "dot"}, marker=hollow, **common
    )
    return [whole, open_end]


def _points(canvas: Canvas) -> go.Figure:
    spec, paint = canvas.spec, canvas.look
    part = canvas if canvas.result.rows <= MAX_POINTS else _first(canvas, MAX_POINTS)
    named = spec.kind == "positions"
    grouped = bool(spec.colour) and not named
    traces = []
    for place, (name, xs, ys, _) in enumerate(_series(part, MAX_SERIES) if grouped else [_plain(part)]):
        text = [label_of(v) for v in part.cells(spec.colour)] if named and spec.colour else None
        hover = ("<b>%{text}</b><br>" if text else "") + f"{spec.said(spec.x)} %{{x}}<br>{spec.said(spec.y[0])} %{{y}}"
        marker = {"size": 8, "opacity": 0.75, "color": paint.series[place % len(paint.series)]}
        traces.append(
            go.Scatter(
                x=xs, y=ys, mode="markers", name=name, text=text, marker=marker, hovertemplate=hover + "<extra></extra>"
            )
        )
    shown = f" (first {MAX_POINTS:,} of {canvas.result.rows:,} points)" if part is not canvas else ""
    x_axis = {"title": {"text": canvas.label(spec.x, spec.x_unit) + shown}, "zeroline": False}
    y_axis = {"title": {"text": canvas.label(spec.y[0], spec.unit)}, "zeroline": False}
    if named:
        y_axis |= {"scaleanchor": "x"}
    return _figure(canvas, traces, xaxis=x_axis, yaxis=y_axis, showlegend=grouped)


def _first(canvas: Canvas, rows: int) -> Canvas:
    result = Result(canvas.result.table.slice(0, rows), True, canvas.result.elapsed_ms)
    return Canvas(canvas.spec, result, canvas.look, canvas.partial)


def _plain(canvas: Canvas) -> tuple[str, list[Any], list[Any], bool]:
    return "", canvas.cells(canvas.spec.x), canvas.cells(canvas.spec.y[0]), False


def _pie(canvas: Canvas) -> go.Figure:
    spec, paint = canvas.spec, canvas.look
    slices = go.Pie(
        labels=[label_of(v) for v in canvas.cells(spec.x)],
        values=canvas.cells(spec.y[0]),
        hole=0.55,
        sort=True,
        direction="clockwise",
        marker={"colors": paint.series, "line": {"color": paint.panel, "width": 2}},
        textinfo="label+percent",
        textposition="outside",
        hovertemplate="%{label}<br><b>%{value:,}</b> (%{percent})<extra></extra>",
    )
    return _figure(canvas, [slices], showlegend=False)


def _heat(canvas: Canvas) -> go.Figure:
    spec, paint = canvas.spec, canvas.look
    xs, ys, cells = canvas.cells(spec.x), canvas.cells(spec.colour), canvas.cells(spec.y[0])
    grid = {(x, y): v for x, y, v in zip(xs, ys, cells, strict=True)}
    across, down = list(dict.fromkeys(xs)), list(dict.fromkeys(ys))
    places = [canvas.names(spec.x, across), canvas.names(spec.colour, down)]
    for axis, cells_of, name in ((0, across, spec.x), (1, down, spec.colour)):
        if canvas.partial and is_sequence(cells_of, name):
            places[axis][cells_of.index(latest(cells_of))] += OPEN
    before, after = affixes(spec.unit)
    bar = {"thickness": 12, "outlinewidth": 0, "tickprefix": before, "ticksuffix": after, "tickformat": "~s"}
    heat = go.Heatmap(
        x=places[0],
        y=places[1],
        z=[[grid.get((x, y)) for x in across] for y in down],
        colorscale=paint.scale,
        colorbar=bar | {"tickfont": {"color": paint.faint}},
        xgap=2,
        ygap=2,
        hovertemplate="%{x}, %{y}" + canvas.hover(cells, "", "z") + "<extra></extra>",
    )
    y_axis = {"type": "category", "autorange": "reversed", "title": {"text": canvas.label(spec.colour)}}
    x_axis = {"type": "category", "title": {"text": canvas.label(spec.x)}}
    return _figure(canvas, [heat], xaxis=x_axis, yaxis=y_axis, height=max(320, 110 + 24 * len(down)))


def _histogram(canvas: Canvas) -> go.Figure:
    spec = canvas.spec
    bins = go.Histogram(
        x=canvas.cells(spec.x), nbinsx=30, marker={"color": canvas.look.series[0], "line": {"width": 0}},
        hovertemplate="%{x}<br><b>%{y:,}</b> rows<extra></extra>",
    )  # fmt: skip
    x_axis = {"title": {"text": canvas.label(spec.x, spec.unit)}, "showgrid": False}
    y_axis = {"title": {"text": "rows"}, "rangemode": "tozero"}
    return _figure(canvas, [bins], xaxis=x_axis, yaxis=y_axis, bargap=0.04, showlegend=False)


def _number(canvas: Canvas) -> go.Figure:
    """The figures of one row, side by side, as large text."""
    spec, paint, notes = canvas.spec, canvas.look, []
    share = 1 / len(spec.y)
    for place, name in enumerate(spec.y):
        centre = (place + 0.5) * share
        head = canvas.names(spec.x, canvas.cells(spec.x))[0] if spec.x else spec.said(name)
        cell = written(plain(canvas.cells(name)[0]), spec.unit)
        common = {"x": centre, "xref": "paper", "yref": "paper", "showarrow": False}
        notes.append({**common, "text": f"<b>{cell}</b>", "y": 0.45, "font": {"size": 34, "color": paint.ink}})
        notes.append({**common, "text": head, "y": 0.95, "font": {"size": 13, "color": paint.faint}})
    hidden = {"visible": False}
    return _figure(canvas, [], annotations=notes, xaxis=hidden, yaxis=hidden, height=140)


def _table(canvas: Canvas) -> go.Figure:
    paint, part = canvas.look, _first(canvas, _ROWS_OF_A_TABLE)
    line = {"color": paint.grid}
    grid = go.Table(
        header={
            "values": [canvas.spec.said(c) for c in part.result.columns],
            "align": "left", "fill_color": paint.panel, "line": line,
        },
        cells={
            "values": [[written(v) for v in part.cells(c)] for c in part.result.columns],
            "align": "left", "fill_color": paint.panel, "line": line,
        },
    )  # fmt: skip
    return _figure(canvas, [grid])
