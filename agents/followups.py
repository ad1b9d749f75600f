"""Questions that make sense after an answer, made from its own tree and the schema."""

from __future__ import annotations

from agents.inquiry import Outcome
from data.types import Column, Table

MOST = 3


def follow_ups(outcome: Outcome) -> tuple[str, ...]:
    """Up to three follow-up questions: another grain, another dimension, fewer rows."""
    reads = outcome.ran.query.reads
    if not reads.aggregates:
        return ()
    made: list[str] = []
    tables = [t for name in reads.tables if (t := outcome.inquiry.schema.table(name))]
    grouped = " ".join(reads.group_by).casefold()
    timed = any(t.time_column for t in tables)
    if timed and not any(word in grouped for word in ("date_trunc", "month", "year")):
        made.append("by month")
    for table in tables:
        for column in table.columns:
            if is_dimension(table, column) and column.name.casefold() not in grouped:
                made.append(f"by {(column.title or column.name).replace('_', ' ').lower()}")
                break
    if outcome.result.rows > 10:
        made.append("only the top 5")
    return tuple(dict.fromkeys(made))[:MOST]


def is_dimension(table: Table, column: Column) -> bool:
    """A text column that is no key and not private: something to group by."""
    if column.kind != "text" or column.private or column.name in table.primary_key:
        return False
    return not column.name.casefold().endswith(("_id", "id", "key", "code", "url", "name", "description", "note"))
