"""What may leave of the data: what of a column, and of the rows of a statement, the policy lets a chat model see.

Secrets and personal data in texts are another matter: see `redaction`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.types import Column, Policy, Reads, Schema, Table, Visible
from guardrails.names import fold, key

_LEVELS: tuple[Visible, ...] = get_args(Visible)
MOST_VIEWS = 8
"""How many views deep is looked."""


def model_visible(table: str, column: Column, policy: Policy) -> Visible:
    """What of this column may be sent to a chat model: a private one never more than its statistics."""
    visible: Visible = policy.model_sees
    for (owner, name), level in policy.model_sees_columns.items():
        if _same((owner, name), table, column.name):
            visible = level
    if column.private and _LEVELS.index(visible) > _LEVELS.index("statistics"):
        return "statistics"
    return visible


def statement_visible(reads: Reads, schema: Schema, policy: Policy) -> Visible:
    """What may be shown of the rows of a statement: the least that any column it reads may show.

    A column's own level counts both ways, so rows that are made of raised columns alone may be shown under a lower default.
    A table of which no column is read (`count(*)`), a column that is not known (`rowid`) and a statement without tables
    have the default. A view's column has its own level where the policy names it, and otherwise at most the default and the
    levels of what the view may read.
    """
    levels: list[Visible] = []
    named = {key(table) for table, _ in reads.columns}
    for table, name in reads.columns:
        found = schema.table(table)
        column = found.column(name) if found else None
        levels.append(_through(found, column, schema, policy) if found and column else _lowest(policy))
    if not levels or any(key(table) not in named for table in reads.tables):
        levels.append(policy.model_sees)
    return min(levels, key=_LEVELS.index)


def _through(table: Table, column: Column, schema: Schema, policy: Policy) -> Visible:
    """The level of a column of a table, or of a view and what stands behind it."""
    own = model_visible(table.name, column, policy)
    if not table.view or any(_same(at, table.name, column.name) for at in policy.model_sees_columns):
        return own
    return min((own, *_behind(table.view_sql, schema, policy, 0)), key=_LEVELS.index)


def _behind(view_sql: str, schema: Schema, policy: Policy, depth: int) -> Iterator[Visible]:
    """Levels of the columns that a view's statement may read, whatever it makes of them."""
    try:
        tree = sqlglot.parse_one(view_sql, dialect="duckdb") if depth < MOST_VIEWS else None
    except (SqlglotError, RecursionError):
        tree = None
    if tree is None:
        yield _lowest(policy)
        return
    if isinstance(tree, exp.Create) and tree.expression is not None:
        tree = tree.expression
    names = {fold(node.name) for node in tree.find_all(exp.Column)}
    every = bool(tree.find(exp.Star))
    for node in tree.find_all(exp.Table):
        name = f"{node.db}.{node.name}" if node.db else node.name
        for (owner, column), level in policy.model_sees_columns.items():
            if key(owner) == key(name) and (every or fold(column) in names):
                yield level
        table = schema.table(name)
        for known in table.columns if table else ():
            if known.private and (every or fold(known.name) in names):
                yield model_visible(name, known, policy)
        if table is not None and table.view:
            yield from _behind(table.view_sql, schema, policy, depth + 1)


def _same(at: tuple[str, str], table: str, column: str) -> bool:
    return key(at[0]) == key(table) and fold(at[1]) == fold(column)


def _lowest(policy: Policy) -> Visible:
    """For what is not known: the default, or a level below it that the policy gives to any column."""
    return min((policy.model_sees, *policy.model_sees_columns.values()), key=_LEVELS.index)


def allows(visible: Visible, wanted: Visible) -> bool:
    """Whether a column at the level `visible` may be shown at the level `wanted`."""
    return _LEVELS.index(visible) >= _LEVELS.index(wanted)


def samples_for_model(table: str, column: Column, policy: Policy) -> tuple[str, ...]:
    """The sample values that a chat model may see."""
    return column.samples if allows(model_visible(table, column, policy), "samples") else ()
