"""Functions that make long texts or lists out of a number are called with numbers of a reasonable size."""

from __future__ import annotations

from guardrails.bounds import over
from guardrails.draft import Draft, Refusal


def check(draft: Draft) -> Refusal | None:
    return next(
        (
            Refusal(f"{what} would make more than {most:,} {of}.", "Use a smaller number.")
            for what, most, of in over(draft.tree)
        ),
        None,
    )
