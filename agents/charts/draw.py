"""A ChartSpec and a result become a Plotly figure. `graph_objects` only: express costs twenty times as much.

Nothing is fetched: positions are a plain scatter, since Plotly's map layers load tiles from the network.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from agents.charts.as_written import as_written, literally
from agents.charts.axes import in_order, is_sequence, label_of, time_layout, zone_of
from agents.charts.bars import bars
from agents.charts.canvas import MAX_SERIES, Canvas, figure_of, left_out, measure_axis, series_of
from agents.charts.fields import plain, values
from agents.charts.look import affixes, look, painted, written
from agents.charts.proof import OPEN, latest, proof
from agents.charts.spec import ChartSpec
from data.types import Result

log = logging.getLogger(__name__)
MAX_POINTS = 5_000
_ROWS_OF_A_TABLE = 100


def draw(spec: ChartSpec, result: Result, dark: bool = False, partial: bool = False) -> go.Figure:
    """The figure of a linted spec. `partial` says that the last period in time is not over, so it is marked."""
    canvas = _shares(Canvas(spec, result, painted(look(dark), spec.palette), partial))
    match spec.kind:
        case "number":
            figure = _number(canvas)
        case "bar":
            figure = bars(canvas)
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
    if problems := proof(figure, canvas.spec, canvas.result, partial):
        # A picture that does not add up is never shown.
        log.warning("a %s was not drawn: %s", spec.kind, "; ".join(problems))
        told = replace(
            spec, scope=f"As a table, for the {spec.kind} would mislead: {problems[0][:1].lower()}{problems[0][1:]}"
        )
        return as_written(_table(Canvas(told, result, canvas.look, partial)))
    return as_written(figure)


def _shares(canvas: Canvas) -> Canvas:
    """The parts of one whole as percent of it; groups within a place are made so by the axis itself."""
    spec, result = canvas.spec, canvas.result
    if not spec.percent or spec.colour or spec.kind not in ("bar", "line", "area"):
        return canvas
    table = result.table
    for name in spec.y:
        cells = values(result, name)
        whole = sum(c for c in cells if c is not None) or 1.0
        scaled = [None if c is None else 100.0 * c / whole for c in cells]
        table = table.set_column(table.column_names.index(name), name, [scaled])
    heads = tuple(replace(h, unit="%") if h.column in spec.y else h for h in spec.heads)
    return replace(canvas, spec=replace(spec, unit="%", heads=heads), result=replace(result, table=table))


def _lines(canvas: Canvas) -> go.Figure:
    spec, paint = canvas.spec, canvas.look
    axis = time_layout(canvas.cells(spec.x), spec.grain_of(spec.x))
    traces: list[Any] = []
    places = {cell: at for at, cell in enumerate(in_order(canvas.cells(spec.x)))}
    for place, (name, xs, ys, rest) in enumerate(series_of(canvas, MAX_SERIES)):
        pairs = sorted(((x, y) for x, y in zip(xs, ys, strict=True) if x is not None), key=lambda pair: places[pair[0]])
        colour = paint.rest if rest else paint.series[place % len(paint.series)]
        traces += _line(canvas, name, pairs, colour)
    zero = spec.kind == "area"
    y_axis = measure_axis(canvas, zero)
    if not zero and not spec.log and _near_zero([v for n in spec.y for v in canvas.cells(n) if v is not None]):
        y_axis["rangemode"] = "tozero"
    many = spec.colour or len(spec.y) > 1
    title = canvas.label(
        spec.x, zone_of(canvas.result, spec.x) if spec.grain_of(spec.x) in ("", "hour", "minute") else ""
    )
    if None in canvas.cells(spec.x):
        title += " (rows without one are not shown; the table has them)"
    title += left_out(canvas)
    x_axis = axis | {"title": {"text": title}, "showgrid": False}
    hover = "x unified" if many else "closest"
    shapes = [_open_end(canvas)] if zero and canvas.partial else []
    return figure_of(canvas, traces, xaxis=x_axis, yaxis=y_axis, showlegend=bool(many), hovermode=hover, shapes=shapes)


def _open_end(canvas: Canvas) -> dict[str, Any]:
    """A veil over the last stretch of an area: the period is not over."""
    xs = sorted({x for x in canvas.cells(canvas.spec.x) if x is not None})
    last = {"type": "rect", "xref": "x", "yref": "paper", "x0": xs[-2] if len(xs) > 1 else xs[0], "x1": xs[-1]}
    veil = {"fillcolor": canvas.look.panel, "opacity": 0.55, "line": {"width": 0}, "layer": "above"}
    label: dict[str, Any] = {"text": OPEN.strip(" ()"), "textposition": "top right", "xanchor": "right"}
    label["font"] = {"color": canvas.look.faint, "size": 11}
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
        common["hovertemplate"] = hover + f"<extra>{literally(name)}</extra>"
    style = {"color": colour, "width": 2.5}
    if stacked:
        norm = "percent" if canvas.spec.percent and canvas.spec.colour else None
        return [go.Scatter(x=xs, y=ys, mode="lines", stackgroup="all", groupnorm=norm, line=style, **common)]
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
    for place, (name, xs, ys, _) in enumerate(series_of(part, MAX_SERIES) if grouped else [_plain(part)]):
        text = [label_of(v) for v in part.cells(spec.colour)] if named and spec.colour else None
        across, up = literally(spec.said(spec.x)), literally(spec.said(spec.y[0]))
        hover = ("<b>%{text}</b><br>" if text else "") + f"{across} %{{x}}<br>{up} %{{y}}"
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
    return figure_of(canvas, traces, xaxis=x_axis, yaxis=y_axis, showlegend=grouped)


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
    return figure_of(canvas, [slices], showlegend=False)


def _heat(canvas: Canvas) -> go.Figure:
    spec, paint = canvas.spec, canvas.look
    xs, ys, cells = canvas.cells(spec.x), canvas.cells(spec.colour), canvas.cells(spec.y[0])
    grid = {(x, y): v for x, y, v in zip(xs, ys, cells, strict=True)}
    across, down = in_order(xs), in_order(ys)
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
    return figure_of(canvas, [heat], xaxis=x_axis, yaxis=y_axis, height=max(320, 110 + 24 * len(down)))


def _histogram(canvas: Canvas) -> go.Figure:
    spec = canvas.spec
    bins = go.Histogram(
        x=canvas.cells(spec.x), nbinsx=30, marker={"color": canvas.look.series[0], "line": {"width": 0}},
        hovertemplate="%{x}<br><b>%{y:,}</b> rows<extra></extra>",
    )  # fmt: skip
    x_axis = {"title": {"text": canvas.label(spec.x, spec.unit)}, "showgrid": False}
    y_axis = {"title": {"text": "rows"}, "rangemode": "tozero"}
    return figure_of(canvas, [bins], xaxis=x_axis, yaxis=y_axis, bargap=0.04, showlegend=False)


def _number(canvas: Canvas) -> go.Figure:
    """The figures of one row, side by side, as large text."""
    spec, paint, notes = canvas.spec, canvas.look, []
    share = 1 / len(spec.y)
    for place, name in enumerate(spec.y):
        centre = (place + 0.5) * share
        head = canvas.names(spec.x, canvas.cells(spec.x))[0] if spec.x else spec.said(name)
        cell = literally(written(plain(canvas.cells(name)[0]), spec.unit))
        common = {"x": centre, "xref": "paper", "yref": "paper", "showarrow": False}
        notes.append({**common, "text": f"<b>{cell}</b>", "y": 0.45, "font": {"size": 34, "color": paint.ink}})
        notes.append({**common, "text": literally(head), "y": 0.95, "font": {"size": 13, "color": paint.faint}})
    hidden = {"visible": False}
    return figure_of(canvas, [], annotations=notes, xaxis=hidden, yaxis=hidden, height=140)


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
    return figure_of(canvas, [grid])
