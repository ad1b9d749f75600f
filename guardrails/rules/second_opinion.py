"""Where the engine itself says what a statement reads, that is no more than what the tree says."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal
from guardrails.names import key


def check(draft: Draft) -> Refusal | None:
    if draft.second is None:
        return None
    uses = draft.reading.tables
    said = {key(use.readable.full_name) for use in uses} | draft.access.reached
    views = any(use.readable.table.view for use in uses)
    for name in draft.second(draft.sent):
        if key(name) not in said and not (views and key(name) in draft.access.tables):
            return Refusal(
                "The engine reads this statement in another way than it is written.", "Write it in a simpler way."
            )
    return None
