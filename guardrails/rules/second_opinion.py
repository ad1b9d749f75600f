"""Where the engine itself says what a statement reads, that is no more than what the tree says."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal
from guardrails.names import key


def check(draft: Draft) -> Refusal | None:
    if draft.second is None:
        return None
    read = {key(use.readable.full_name) for use in draft.reading.tables} | draft.access.reached
    said = read | draft.access.stored(read)
    for name in draft.second(draft.sent):
        if key(name) not in said:
            return Refusal(
                "The engine reads this statement in another way than it is written.", "Write it in a simpler way."
            )
    return None
