"""Only queries: a statement that changes, describes, sets or explains anything is refused at its root."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal
from guardrails.nodes import ROOTS


def check(draft: Draft) -> Refusal | None:
    if isinstance(draft.tree, ROOTS):
        return None
    return Refusal(f"{draft.tree.key.upper()} is not a query; only queries are run.", "Write a SELECT statement.")
