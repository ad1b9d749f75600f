"""Names and values that Plotly would read as markup or as a template are shown as they are written."""

from __future__ import annotations

import json
import re
from typing import Any

import pyarrow as pa
import pytest

from agents.charts.draw import draw
from agents.charts.spec import ChartKind, ChartSpec, Head
from data.types import Result

BOLD, LINK, PLACE = "<b>fat</b>", '<a href="https://evil.example">free</a>', "%{x} and %{customdata}"
UNIT = "<i>u</i>%{y}"
COLUMNS: dict[str, list[Any]] = {
    "day": ["2024-01", "2024-01", "2024-01", "2024-02", "2024-02", "2024-02"],
    BOLD: [BOLD, LINK, PLACE] * 2,
    LINK: [1.5, 2.0, 3.0, 4.0, 5.0, 6.0],
    PLACE: [9.0, 3.5, 4.0, 1.0, 2.0, 7.0],
}
ROWS = Result(pa.table(COLUMNS), False, 1)
ONE = Result(pa.table({name: [cells[0]] for name, cells in COLUMNS.items()}), False, 1)
EACH = Result(ROWS.table.slice(0, 3), False, 1)
HEADS = tuple(Head(name, name) for name in COLUMNS)
OURS = re.compile(r"</?b>|<br>|<extra>|</extra>|%\{(x|y|z|text|label|value|percent)(:[^}]*)?\}")
"""The markup and the places of our own hover texts."""


def spec(kind: ChartKind, x: str, y: tuple[str, ...], colour: str = "") -> ChartSpec:
    return ChartSpec(kind, x, y, colour, title=f"{BOLD} {LINK}", unit=UNIT, scope=LINK, heads=HEADS, additive=True)


CASES = {
    "bars by colour": (spec("bar", "day", (LINK,), BOLD), ROWS),
    "bars of several measures": (spec("bar", BOLD, (LINK, PLACE)), EACH),
    "lines by colour": (spec("line", "day", (LINK,), BOLD), ROWS),
    "areas": (spec("area", "day", (PLACE,), BOLD), ROWS),
    "points": (spec("scatter", LINK, (PLACE,), BOLD), ROWS),
    "a pie": (spec("pie", BOLD, (LINK,)), EACH),
    "a heat map": (spec("heatmap", "day", (LINK,), BOLD), ROWS),
    "a histogram": (spec("histogram", LINK, ()), ROWS),
    "a number": (spec("number", BOLD, (LINK, PLACE)), ONE),
    "a table": (spec("table", "", ()), ROWS),
}


@pytest.mark.parametrize("name", CASES)
def test_no_name_and_no_value_is_markup_or_a_place_of_a_template(name: str) -> None:
    chart, rows = CASES[name]
    figure = draw(chart, rows)
    told = json.loads(figure.to_json())
    texts = [t for t in _texts(told) if any(sign in t for sign in ("fat", "evil", "customdata", "u&lt;", "<i>"))]
    assert texts, "Nothing of the names is in the figure."
    for text in texts:
        assert "<a" not in text
        assert "<i>" not in text
        assert "<b>fat" not in text
    for trace in told["data"]:
        if template := trace.get("hovertemplate"):
            left = OURS.sub("", template)
            assert "<" not in left
            assert "%{" not in left
            assert "customdata}" not in left or "&#37;{customdata}" in left


def _texts(part: object) -> list[str]:
    """Every text within a figure, at any depth; what only ties marks together is not shown."""
    match part:
        case str():
            return [part]
        case dict():
            return [text for key, value in part.items() if key != "legendgroup" for text in _texts(value)]
        case list():
            return [text for value in part for text in _texts(value)]
        case _:
            return []
