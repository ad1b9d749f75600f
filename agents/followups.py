"""Questions that make sense after an answer, made from its own tree and the schema.

Each says what becomes of the breakdown that is there: `also by ...` keeps it, `by ... instead` takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from agents.inquiry import Outcome
from data.types import Column, Table

MOST = 3
RANKED = 6
"""From so many rows on it helps to see the first few only."""
_TIMES = ("date_trunc", "month", "year", "week", "quarter", "dayname", "hour")


def follow_ups(outcome: Outcome) -> tuple[str, ...]:
    """Up to three follow-up questions: a piece of time, another dimension, fewer rows."""
    reads = outcome.ran.query.reads
    tree = outcome.ran.query.tree
    if not reads.aggregates or not outcome.result.rows or tree.find(exp.SetOperation) is not None:
        return ()
    tables = [t for name in reads.tables if (t := outcome.inquiry.schema.table(name))]
    grouped = [g.casefold() for g in reads.group_by]
    over_time = any(word in g for g in grouped for word in _TIMES)
    split = [g for g in grouped if not any(word in g for word in _TIMES)]
    timed = any(t.time_column for t in tables)
    dimensions = list(dict.fromkeys(_dimensions(tables, " ".join((*grouped, *reads.filters)).casefold())))
    made: list[str] = []
    if timed and not over_time and not (split and tree.args.get("limit") is not None):
        made.append("also by month" if split else "by month")
    if over_time and not split:
        made += [f"also by {d}" for d in dimensions[:1]] + [f"by {d} instead" for d in dimensions[1:2]]
    elif split:
        made += [f"by {d} instead" for d in dimensions[:1]]
    else:
        made += [f"by {d}" for d in dimensions[:2]]
    if split and not over_time and outcome.result.rows >= RANKED and len(split) == 1:
        made.append("only the top 5")
    return tuple(dict.fromkeys(made))[:MOST]


def _dimensions(tables: list[Table], taken: str) -> Iterator[str]:
    """The first category of each table that the answer is not yet split or filtered by."""
    for table in tables:
        for column in table.columns:
            if is_dimension(table, column) and column.name.casefold() not in taken:
                yield (column.title or column.name).replace("_", " ").lower()
                break


def is_dimension(table: Table, column: Column) -> bool:
    """A text column that is no key and not private: something to group by."""
    if column.kind != "text" or column.private or column.name in table.primary_key:
        return False
    if column.samples and all(any(c.isdigit() for c in s) for s in column.samples):
        return False  # numbers of things: SKU-1001
    odd = ("_id", "id", "key", "code", "url", "name", "description", "note", "sku", "comment", "comments")
    return not column.name.casefold().endswith(odd)
