"""The guard of statements: a string of SQL becomes a `SafeQuery` or a `Rejected` with its reason.

A proof, not a filter: what is known to be safe passes, everything else is refused by one of `RULES`. What goes to the
engine is never the text that came in: it is generated from the checked tree, in which every table is replaced by what
the role may read of it, and read and checked once more.

It does not run anything, and it does not open the database; a second opinion of the engine is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.types import Policy, SafeQuery, Schema, User
from guardrails import limits
from guardrails.access import access_of
from guardrails.draft import Draft, Refusal
from guardrails.policy import role_of
from guardrails.rules import (
    bounds,
    characters,
    functions,
    implicit,
    names,
    nodes,
    one_statement,
    query_only,
    rows,
    second_opinion,
    sent,
    shape,
    size,
)

__all__ = ["RULES", "Rejected", "check"]

Rule = Callable[[Draft], Refusal | None]

RULES: tuple[tuple[str, Rule], ...] = (
    ("size", size.check),
    ("characters", characters.check),
    ("one_statement", one_statement.check),
    ("query_only", query_only.check),
    ("nodes", nodes.check),
    ("functions", functions.check),
    ("bounds", bounds.check),
    ("unknown_name", names.check),
    ("implicit", implicit.check),
    ("shape", shape.check),
    ("rows", rows.check),
    ("sent", sent.check),
    ("second_opinion", second_opinion.check),
)


LONGEST_PART = 2 * limits.LONGEST
"""Repetitions after which a long statement is refused for its length anyway."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a statement is not run: `reason` for the reader, `hint` for whoever writes the next one."""

    rule: str
    reason: str
    hint: str
    sql: str


def check(
    sql: str,
    schema: Schema,
    policy: Policy,
    user: User,
    *,
    role: str | None = None,
    second: Callable[[str], frozenset[str]] | None = None,
    rules: tuple[tuple[str, Rule], ...] = RULES,
    narrowed: bool = False,
) -> SafeQuery | Rejected:
    """The statement as it may be run for the user, or why not.

    `schema` is the whole schema, `role` one of the user's roles, `second` the engine's own reading of a statement: the
    names of the tables that it would scan. `narrowed` is for a role's own copy of the database, in which its rows have been
    chosen already; the warehouse runs such a statement nowhere else. Raises NotAllowed when the user has not the role.
    """
    in_force = role_of(policy, user, role)
    access = access_of(schema, in_force, narrow=narrowed)
    draft = Draft(sql, access, user.attributes, second)
    for name, rule in rules:
        refusal = rule(draft)
        if refusal is not None:
            return Rejected(name, refusal.reason, refusal.hint, sql)
    return draft.safe()
