"""Nothing reaches a column without its name when not every column is the role's: rows as values, places, patterns, NATURAL."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal, of_troubles


def check(draft: Draft) -> Refusal | None:
    return of_troubles(draft.reading, "whole_row", "position", "pattern", "natural")
