"""Text of the data in a figure is shown as it is written: Plotly reads `<b>`, `<br>` and `<a href=...>` as markup, and in
the text of a hover `%{x}` as a place to fill in."""

from __future__ import annotations

from html import escape
from typing import Any

import plotly.graph_objects as go

_PLACES = ("x", "y", "text", "labels", "ids", "parents")


def as_written(figure: go.Figure) -> go.Figure:
    """The figure with every name and label that comes from the data taken as itself; our own hover texts stay."""
    for trace in figure.data:
        _trace(trace)
    if figure.layout.title.text:
        figure.layout.title.text = escape(figure.layout.title.text, quote=False)
    if figure.layout.title.subtitle.text:
        figure.layout.title.subtitle.text = escape(figure.layout.title.subtitle.text, quote=False)
    for name in figure.layout:
        if name.startswith(("xaxis", "yaxis")):
            _axis(figure.layout[name])
    return figure


def _trace(trace: Any) -> None:
    for place in _PLACES:
        if place in trace and _marked(trace[place]):
            trace[place] = _escaped(trace[place])
    if isinstance(trace.name, str):
        trace.name = escape(trace.name, quote=False)
    if trace.type == "heatmap":
        _axis(trace.colorbar)
    if trace.type == "table":
        trace.header.values = [_escaped(v) for v in trace.header.values]
        trace.cells.values = [_escaped(column) for column in trace.cells.values]


def literally(text: str) -> str:
    """A name or a unit for within a hover's template. Plotly fills templates in first and reads entities last."""
    return escape(text, quote=False).replace("%{", "&#37;{")


def _axis(axis: Any) -> None:
    for sign in ("tickprefix", "ticksuffix"):
        if _marked(axis[sign]):
            axis[sign] = _escaped(axis[sign])
    if axis.title.text:
        axis.title.text = escape(axis.title.text, quote=False)
    for place in ("ticktext", "categoryarray"):
        if place in axis and axis[place] is not None and _marked(axis[place]):
            axis[place] = _escaped(axis[place])


def _marked(values: Any) -> bool:
    """Whether some text of the values could be read as markup."""
    if isinstance(values, str):
        return "<" in values or "&" in values
    return values is not None and any(isinstance(v, str) and ("<" in v or "&" in v) for v in values)


def _escaped(values: Any) -> Any:
    if isinstance(values, str):
        return escape(values, quote=False)
    if isinstance(values, (list, tuple)) or hasattr(values, "tolist"):
        return [_escaped(v) for v in values]
    return values
