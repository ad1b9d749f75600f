"""Every node of the tree is one that a query may be made of."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal
from guardrails.nodes import foreign_nodes


def check(draft: Draft) -> Refusal | None:
    foreign = foreign_nodes(draft.tree)
    if not foreign:
        return None
    return Refusal(f"{foreign[0].key.upper()} has no place in a query.", "Write a plain SELECT statement.")
