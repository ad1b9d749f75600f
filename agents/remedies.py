"""What was asked and did not end in an answer, with what would help: words to teach, columns to describe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from agents.inquiry import Index
from data.store import StoredTurn
from data.types import Schema

NEAR_TABLES = 3
COLUMNS = 5
"""So many columns to describe are named at once."""
TEACHABLE = frozenset({"", "not_in_data", "ambiguous", "sql_failed"})
"""The classes of ends that better words would have changed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One question without an answer: its class (`not_in_data`, ..., or the screen's reason), words that were not
    understood, and (table, column) pairs near it that nobody has described."""

    turn: StoredTurn
    reason: str
    words: tuple[str, ...] = ()
    undescribed: tuple[tuple[str, str], ...] = ()


def findings(turns: Sequence[StoredTurn], index: Index, schema: Schema) -> tuple[Finding, ...]:
    """A finding for each question; `schema` is the reviewer's view, `index` is of it."""
    return tuple(_finding(turn, index, schema) for turn in turns)


def commonest(found: Sequence[Finding]) -> tuple[tuple[str, int], ...]:
    """Words that were not understood, with how many questions have them, the most frequent first."""
    return tuple(Counter(word for one in found for word in dict.fromkeys(one.words)).most_common(10))


def to_describe(found: Sequence[Finding]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(table, columns without a description) that stood near most of the questions, the most frequent first."""
    counted = Counter(pair for one in found for pair in one.undescribed)
    tables: dict[str, list[str]] = {}
    for (table, column), _ in counted.most_common():
        tables.setdefault(table, []).append(column)
    return tuple((table, tuple(columns[:COLUMNS])) for table, columns in tables.items())


def _finding(turn: StoredTurn, index: Index, schema: Schema) -> Finding:
    told = turn.answer or {}
    reason = str(told.get("error_class") or told.get("reason") or "")
    words = tuple(str(word) for word in told.get("unread") or ())
    if str(told.get("error_class") or "") not in TEACHABLE or told.get("reason"):
        return Finding(turn, reason, words)
    return Finding(turn, reason, words, _undescribed(turn.question, index, schema))


def _undescribed(question: str, index: Index, schema: Schema) -> tuple[tuple[str, str], ...]:
    near = [hit.name for hit in index.search(question, k=NEAR_TABLES).tables]
    bare = [
        (table.name, column.name)
        for name in near
        if (table := schema.table(name)) is not None
        for column in table.columns
        if not column.description and column.name not in table.primary_key
    ]
    return tuple(bare[:COLUMNS])
