"""What is sent is read again: it holds the tables of the checked tree and no others, and only what a query may hold."""

from __future__ import annotations

from collections import Counter

from sqlglot import exp
from sqlglot.errors import SqlglotError

from guardrails.draft import Draft, Refusal
from guardrails.functions import foreign_functions
from guardrails.names import fold
from guardrails.nodes import ROOTS, foreign_nodes

_OTHER = Refusal("The statement does not read the same a second time.", "Write it in a simpler way.")


def check(draft: Draft) -> Refusal | None:
    try:
        again = draft.again
    except (SqlglotError, RecursionError):
        return _OTHER
    if len(again) != 1 or _foreign(again[0]) - _foreign(draft.tree):
        return _OTHER
    tables, ctes = _tables(again[0])
    allowed = {(use.readable.schema, use.readable.name) for use in draft.reading.tables}
    for (schema, name), _ in tables.items():
        if schema and (schema, name) not in allowed and (fold(schema), fold(name)) not in draft.access.reached:
            return _OTHER
        if not schema and name not in ctes:
            return _OTHER
    return None if tables == _tables(draft.sent_tree)[0] else _OTHER


def _foreign(tree: exp.Expr) -> set[str]:
    """What in the tree is no part of a query."""
    root = set() if isinstance(tree, ROOTS) else {"root"}
    return root | {node.key for node in foreign_nodes(tree)} | set(foreign_functions(tree))


def _tables(tree: exp.Expr) -> tuple[Counter[tuple[str, str]], set[str]]:
    tables: Counter[tuple[str, str]] = Counter()
    ctes: set[str] = set()
    for node in tree.find_all(exp.Table, exp.CTE):
        if isinstance(node, exp.CTE):
            ctes.add(node.alias)
        elif isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            tables[(node.db, node.name)] += 1
    return tables, ctes
