"""Every function is on the list of those that only compute."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal
from guardrails.functions import SCALARS, TABLES, foreign_functions
from guardrails.names import did_you_mean


def check(draft: Draft) -> Refusal | None:
    foreign = foreign_functions(draft.tree)
    if not foreign:
        return None
    hint = did_you_mean(foreign[0], SCALARS | TABLES)
    return Refusal(
        f"The function {foreign[0]} is not one that a query may call here.", hint or "Use functions that only compute."
    )
