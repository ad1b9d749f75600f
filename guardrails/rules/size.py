"""No statement takes the guard or the engine's parser beyond their bounds; judged before anything is parsed."""

from __future__ import annotations

from guardrails import limits
from guardrails.draft import Draft, Refusal


def check(draft: Draft) -> Refusal | None:
    fault = limits.too_big(draft.sql)
    return Refusal(*fault) if fault else None
