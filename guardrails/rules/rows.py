"""A row policy that needs an attribute of the user is never sent without it."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal
from guardrails.predicates import MissingAttributeError


def check(draft: Draft) -> Refusal | None:
    try:
        _ = draft.sent_tree
    except MissingAttributeError as missing:
        return Refusal(
            f"Your account has no value for {missing.args[0]}, which the rows you may read depend on.",
            "Ask whoever keeps the policy.",
        )
    return None
