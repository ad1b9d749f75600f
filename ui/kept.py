"""A kept turn as what the page draws: its rows, and its chart as the person wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agents.charts.lint import or_table
from agents.charts.spec import ChartSpec
from agents.conversations import chart_of, to_table
from data.store import StoredTurn
from data.types import Result

PARTIAL = "incomplete_last_period"
"""The quality check that says the last period in time is not over."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answered turn, opened. `told` is the object of `agents.present`."""

    turn: StoredTurn
    told: dict[str, Any]
    result: Result
    spec: ChartSpec

    @property
    def partial(self) -> bool:
        return any(note["check"] == PARTIAL for note in self.told.get("notes") or ())


def opened(turn: StoredTurn) -> Kept:
    """The turn with its rows; a chart that does not fit them is a table."""
    told = turn.answer or {}
    result = Result(to_table(turn.rows), bool(told.get("truncated")), 0.0)
    return Kept(turn, told, result, or_table(chart_of(turn), result))
