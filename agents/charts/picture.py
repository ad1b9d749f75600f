"""A figure as a file: PNG and SVG where a Chromium is installed, an interactive page everywhere. Nothing is downloaded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Literal

import plotly.graph_objects as go

from agents.charts.look import LIGHT

Format = Literal["png", "svg"]
WIDTH, HEIGHT, SCALE = 1000, 480, 2.0
SECONDS = 60.0
"""How long one picture may take before it is given up."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")


def can_picture(which: Callable[[str], str | None] = shutil.which) -> bool:
    """Whether a browser that draws pictures is installed."""
    return any(which(name) for name in BROWSERS)


def to_picture(figure: go.Figure, form: Format) -> bytes:
    """The figure on white paper; `can_picture` says whether this will do. Takes seconds: it starts a browser."""
    import kaleido  # type: ignore[import-untyped]  # it ships no types

    size = {"format": form, "width": WIDTH, "height": HEIGHT, "scale": SCALE if form == "png" else 1.0}
    options = {"mathjax": False, "n": 1, "timeout": SECONDS}
    return bytes(kaleido.calc_fig_sync(_on_paper(figure).to_dict(), opts=size, kopts=options))


def to_page(figure: go.Figure) -> bytes:
    """The figure as a web page that works without a network: Plotly's own script is inside."""
    made = _on_paper(figure).to_html(full_html=True, include_plotlyjs=True, config={"displaylogo": False})
    return str(made).encode()


def to_part(figure: go.Figure, script: bool) -> str:
    """The figure as a part of a web page; `script` puts Plotly's own script in, which the first part of a page needs."""
    return str(_on_paper(figure).to_html(full_html=False, include_plotlyjs=script, config={"displaylogo": False}))


def _on_paper(figure: go.Figure) -> go.Figure:
    return go.Figure(figure).update_layout(paper_bgcolor=LIGHT.panel, plot_bgcolor=LIGHT.panel)
