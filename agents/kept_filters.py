"""A follow-up keeps the filters of the answer before it: one that fell away without being asked is told."""

from __future__ import annotations

from agents.builtin.dialogue.moves import Among, Change, Compare, Keep, Sort, move_of
from agents.inquiry import Outcome
from agents.steps import Note
from data.evidence.kept import lost_filters
from data.types import SafeQuery


def kept_filters(outcome: Outcome) -> tuple[Note, ...]:
    """A warning for each filter of the latest answer that this follow-up does not have and did not take away."""
    inquiry = outcome.inquiry
    before = next((t for t in reversed(inquiry.turns) if t.sql), None)
    if before is None or not isinstance(move_of(inquiry.question), Among | Change | Compare | Keep | Sort):
        return ()
    checked = inquiry.guard(before.sql)
    if not isinstance(checked, SafeQuery):
        return ()
    measures = tuple(m.filter for m in inquiry.schema.metrics if m.filter)
    lost = lost_filters(checked.reads, outcome.ran.query.reads, measures)
    return tuple(
        Note(
            "lost_filter",
            "warning",
            f"The answer before this was limited to {f}; this one is not. If you want it back, ask again and say so.",
        )
        for f in lost
    )
