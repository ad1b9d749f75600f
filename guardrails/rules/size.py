"""No statement takes the guard or the engine's parser beyond their bounds; judged before anything is parsed."""

from __future__ import annotations

from sqlglot.errors import TokenError

from guardrails import limits
from guardrails.draft import Draft, Refusal


def check(draft: Draft) -> Refusal | None:
    fault = limits.too_long(draft.sql)
    try:
        fault = fault or limits.too_big(draft.tokens)
    except TokenError:
        return Refusal(
            "The statement cannot be taken apart: a quote or a comment is not closed.", "Close every quote and comment."
        )
    return Refusal(*fault) if fault else None
