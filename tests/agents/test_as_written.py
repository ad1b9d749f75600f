"""Names and labels of the data in a figure are no markup of Plotly's."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from agents.charts.draw import draw
from agents.charts.spec import ChartKind, ChartSpec
from data.types import Result

NAMES = ["<b>fat</b><br>new", '<a href="http://evil.example">x</a>', "R&D", "plain"]


def _result(rows: dict[str, list[Any]]) -> Result:
    return Result(pa.table(rows), False, 1.0)


@pytest.mark.parametrize("kind", ["bar", "pie", "line", "table"])
def test_labels_with_markup_in_them_are_told_as_they_are_written(kind: ChartKind) -> None:
    result = _result({"what": NAMES, "amount": [4, 3, 2, 1]})
    spec = ChartSpec(kind, "what", ("amount",), title="amount of <i>what</i>")
    shown = json.dumps(draw(spec, result).to_plotly_json(), default=list)
    assert "&lt;b&gt;fat&lt;/b&gt;&lt;br&gt;new" in shown
    assert "<a href" not in shown
    assert "<i>what" not in shown
    assert "R&amp;D" in shown


def test_the_names_of_series_are_told_as_they_are_written() -> None:
    result = _result({"day": [1, 1, 2, 2], "who": ["<b>a</b>", "b", "<b>a</b>", "b"], "amount": [4, 3, 2, 1]})
    figure = draw(ChartSpec("line", "day", ("amount",), "who"), result)
    assert [trace.name for trace in figure.data] == ["&lt;b&gt;a&lt;/b&gt;", "b"]


def test_figures_and_plain_names_stay_as_they_are() -> None:
    result = _result({"what": ["plain", "other"], "amount": [4, 3]})
    (bars,) = draw(ChartSpec("bar", "what", ("amount",)), result).data
    assert list(bars.x) == ["plain", "other"]
    assert list(bars.y) == [4, 3]
