"""Which filters of one statement the next one does not have any more."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.types import Reads


def lost_filters(before: Reads, after: Reads, measures: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The filters of `before` on columns that no filter of `after` tests and that it is not split by.

    A filter that belongs to a measure of the catalogue (`measures`, as SQL) goes with the measure and is not lost.
    """
    own = {_columns(m) for m in measures}
    held = frozenset().union(*(_columns(f) for f in (*after.filters, *after.group_by)))
    return tuple(f for f in before.filters if (named := _columns(f)) and not named <= held and named not in own)


def _columns(predicate: str) -> frozenset[str]:
    """The folded column names of a predicate; none where it cannot be read."""
    try:
        tree = sqlglot.parse_one(predicate, dialect="duckdb")
    except SqlglotError:
        return frozenset()
    return frozenset(c.name.casefold() for c in tree.find_all(exp.Column))
