"""Exactly one statement, and one that can be parsed."""

from __future__ import annotations

from sqlglot.errors import SqlglotError

from guardrails.draft import Draft, Refusal


def check(draft: Draft) -> Refusal | None:
    try:
        trees = draft.trees
    except SqlglotError as error:
        return Refusal(f"The statement cannot be parsed: {_first_line(error)}", "Write one DuckDB SELECT statement.")
    except RecursionError:
        return Refusal("The statement nests too deep to be read.", "Use CTEs in a row.")
    if len(trees) != 1:
        return Refusal(f"There are {len(trees)} statements; one is run.", "Write one SELECT statement.")
    return None


def _first_line(error: SqlglotError) -> str:
    return str(error).splitlines()[0].rstrip(". ") + "."
