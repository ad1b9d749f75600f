"""Every name resolves to something that the role may read; what is hidden and what does not exist get the same answer."""

from __future__ import annotations

from guardrails.draft import Draft, Refusal, of_troubles


def check(draft: Draft) -> Refusal | None:
    try:
        return of_troubles(draft.reading, "name")
    except RecursionError:
        return Refusal("The statement nests too deep to be read.", "Use CTEs in a row.")
