"""Whether a drawn figure shows what the result holds: looked up in the figure itself, after it is made.

The lint judges a spec before; this judges the picture. What is added up into "Other (n)" must keep the total, what is
left out must be said on an axis, bars stand on zero, and a period that is not over does not look like the others.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from typing import Any

import plotly.graph_objects as go

from agents.charts.axes import is_sequence
from agents.charts.fields import values
from agents.charts.spec import ChartSpec
from data.types import Result

OPEN = " (not over)"
"""Behind the name of a period that is not over, where it cannot be hatched."""
NEAR = 1e-6


def proof(figure: go.Figure, spec: ChartSpec, result: Result, partial: bool) -> tuple[str, ...]:
    """What is wrong with the picture, in words; empty when it can be shown."""
    if spec.kind not in ("bar", "line", "area", "pie", "heatmap", "scatter", "positions", "histogram"):
        return ()
    return (*_totals(figure, spec, result), *_baseline(figure, spec), *_hatched(figure, spec, result, partial))


def latest(cells: Iterable[Any]) -> Any:
    """The last of the periods, whatever order they stand in."""
    some = [c for c in cells if c is not None]
    dated = [c for c in some if isinstance(c, dt.date)]
    return max(dated or some, default=None, key=lambda c: (str(type(c)), c))


def _totals(figure: go.Figure, spec: ChartSpec, result: Result) -> Iterator[str]:
    """The sum of what is plotted is the table's; where categories are left out, an axis says so."""
    if spec.kind in ("histogram", "scatter", "positions"):
        return
    wanted = math.fsum(v for name in spec.y for v in values(result, name) if v is not None)
    plotted = math.fsum(_plotted(figure, spec))
    said = any("shown" in (axis.title.text or "") for axis in (figure.layout.xaxis, figure.layout.yaxis))
    if not said and abs(plotted - wanted) > NEAR * max(1.0, abs(wanted)):
        yield f"The marks add up to {plotted:,.2f}, the table to {wanted:,.2f}."


def _plotted(figure: go.Figure, spec: ChartSpec) -> Iterator[float]:
    for trace in figure.data:
        match trace.type:
            case "pie":
                cells = trace.values
            case "heatmap":
                cells = [c for row in trace.z for c in row]
            case "bar" | "scatter" if trace.orientation == "h":
                cells = trace.x
            case _:
                # The open end of a line repeats the last full point.
                repeated = 1 if spec.kind == "line" and trace.line.dash == "dot" else 0
                cells = trace.y[repeated:]
        yield from (float(c) for c in cells if c is not None)


def _baseline(figure: go.Figure, spec: ChartSpec) -> Iterator[str]:
    """The length of a bar and the height of an area are read from zero."""
    if spec.kind not in ("bar", "area", "histogram") or spec.log:
        return
    lying = any(getattr(t, "orientation", None) == "h" for t in figure.data)
    axis = figure.layout.xaxis if lying else figure.layout.yaxis
    if axis.rangemode != "tozero" or axis.range is not None:
        yield f"The {spec.kind} chart does not stand on zero."


def _hatched(figure: go.Figure, spec: ChartSpec, result: Result, partial: bool) -> Iterator[str]:
    """A period that is not over is told apart: hatched, dashed, veiled or named so."""
    if not partial or spec.kind not in ("bar", "line", "area", "heatmap") or (spec.kind == "bar" and spec.log):
        return
    axes = [n for n in (spec.x, spec.colour) if n and is_sequence(values(result, n), n)]
    if not axes or result.rows < 2:
        return
    if not (_marked(figure) or any(OPEN in str(t.name or "") for t in figure.data)):
        yield "The period that is not over looks like the others."


def _marked(figure: go.Figure) -> bool:
    if any(shape.name == "partial" for shape in figure.layout.shapes):
        return True
    for trace in figure.data:
        if trace.type == "bar" and "/" in (trace.marker.pattern.shape or ()):
            return True
        if trace.type == "heatmap" and any(OPEN in str(place) for place in (*trace.x, *trace.y)):
            return True
        if trace.type == "scatter" and trace.line.dash == "dot":
            return True
    return False
