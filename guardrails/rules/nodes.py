"""Every node of the tree is one that a query may be made of."""

from __future__ import annotations

from sqlglot import exp

from guardrails.draft import Draft, Refusal
from guardrails.nodes import foreign_nodes


def check(draft: Draft) -> Refusal | None:
    foreign = foreign_nodes(draft.tree)
    if not foreign:
        return None
    if isinstance(foreign[0], (exp.Var, exp.DataType)):
        return Refusal(
            f"{foreign[0].sql(dialect='duckdb')[:60]} is no word that may stand in this place.",
            "Use the types and units of DuckDB.",
        )
    return Refusal(f"{foreign[0].key.upper()} has no place in a query.", "Write a plain SELECT statement.")
