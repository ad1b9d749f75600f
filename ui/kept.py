"""A kept turn as what the page draws: its rows, and its chart as the person wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from agents.charts.lint import or_table
from agents.charts.spec import ChartSpec
from agents.conversations import chart_of, to_table
from data.store import StoredTurn
from data.types import Result
from data.written import respelled_within
from ui.markup import plain
from ui.shared import office
from ui.written import preference

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


def as_written(kept: Kept, text: str) -> str:
    """What an answer says, its figures written as this person wants them, for Markdown."""

    def cells() -> str:
        columns = [
            c for c in kept.result.table.columns if pa.types.is_string(c.type) or pa.types.is_large_string(c.type)
        ]
        return "\n".join(str(cell) for column in columns for cell in pc.unique(column).to_pylist())

    return plain(respelled_within(text, preference(office()).figures, cells))


def opened(turn: StoredTurn) -> Kept:
    """The turn with its rows; a chart that does not fit them is a table."""
    told = turn.answer or {}
    result = Result(to_table(turn.rows), bool(told.get("truncated")), 0.0)
    return Kept(turn, told, result, or_table(chart_of(turn), result))
