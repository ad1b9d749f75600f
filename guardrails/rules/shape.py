"""The parts of a statement fit together: as many columns on both sides of a UNION, no more names than columns."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal, of_troubles


def check(draft: Draft) -> Refusal | None:
    return of_troubles(draft.reading, "shape")
