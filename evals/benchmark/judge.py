"""The verdict on one attempt: right or not, and if not, why.

The cause is the first thing that sets the attempt apart from the gold, looked for from the coarse to the fine; a second
statement that is right in another way is never blamed, since rows decide what is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import sqlglot
from sqlglot import exp

from evals.benchmark import gold as golds
from evals.benchmark.answer import Attempt, Status
from evals.benchmark.equal import Rows, equal, within
from evals.benchmark.shape import Features, features, shape

Cause = Literal[
    "",
    "word not linked",
    "declined",
    "guard refused",
    "engine error",
    "failed",
    "gold broken",
    "tie in the gold",
    "wrong order",
    "extra or missing column",
    "missing nesting",
    "missing group",
    "wrong table",
    "wrong aggregate",
    "wrong value",
    "wrong column",
    "wrong join",
    "rows repeated or not",
    "other",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of a benchmark's output."""

    number: int
    db_id: str
    question: str
    gold: str
    sql: str
    status: Status
    correct: bool
    cause: Cause
    shape: str
    ms: float
    error: str
    confidence: float | None
    unread: tuple[str, ...]

    def line(self) -> dict[str, Any]:
        return asdict(self)


def judge(number: int, db_id: str, question: str, gold: str, sqlite: Path, attempt: Attempt) -> Verdict:
    """Run the gold and compare."""
    correct, cause = _compare(gold, sqlite, attempt)
    return Verdict(
        number=number,
        db_id=db_id,
        question=question,
        gold=gold,
        sql=attempt.sql,
        status=attempt.status,
        correct=correct,
        cause=cause,
        shape=shape(gold),
        ms=round(attempt.ms, 2),
        error=attempt.error,
        confidence=attempt.confidence,
        unread=attempt.unread,
    )


def _compare(gold: str, sqlite: Path, attempt: Attempt) -> tuple[bool, Cause]:
    if attempt.rows is None:
        return False, _unanswered(attempt)
    try:
        expected = golds.run(sqlite, gold)
    except golds.GoldError:
        return False, "gold broken"
    ordered = golds.orders(gold)
    if equal(expected, attempt.rows, ordered):
        return True, ""
    return False, cause_of(gold, sqlite, attempt.sql, expected, attempt.rows, ordered)


def _unanswered(attempt: Attempt) -> Cause:
    if attempt.error_class == "not_allowed":
        return "guard refused"
    if attempt.sql or attempt.error_class == "sql_failed":
        return "engine error"
    if attempt.status == "clarify":
        return "word not linked" if attempt.unread else "declined"
    return "declined" if attempt.status == "refused" else "failed"


def cause_of(gold: str, sqlite: Path, sql: str, expected: Rows, ours: Rows, ordered: bool) -> Cause:
    theirs, mine = _features(gold, "sqlite"), _features(sql, "duckdb")
    if ordered and equal(expected, ours):
        return "tie in the gold" if golds.has_ties(sqlite, gold) else "wrong order"
    if ordered and theirs and mine and _same_sense(theirs, mine) and golds.has_ties(sqlite, gold):
        return "tie in the gold"
    if expected.width != ours.width and expected.rows and within(expected, ours):
        return "extra or missing column"
    if theirs is None or mine is None:
        return "other"
    return next((cause for cause, differs in _DIFFERENCES if differs(theirs, mine)), "other")


def _features(sql: str, dialect: str) -> Features | None:
    try:
        tree = sqlglot.parse_one(sql, dialect=dialect)
    except sqlglot.errors.SqlglotError:
        return None
    return features(tree, quoted_text=dialect == "sqlite") if isinstance(tree, exp.Query) else None


def _same_sense(gold: Features, ours: Features) -> bool:
    return all(not differs(gold, ours) for _, differs in _DIFFERENCES)


_DIFFERENCES: tuple[tuple[Cause, Callable[[Features, Features], bool]], ...] = (
    ("missing nesting", lambda gold, ours: gold.nested and not ours.nested),
    ("missing group", lambda gold, ours: gold.grouped and not ours.grouped),
    ("wrong table", lambda gold, ours: gold.tables != ours.tables),
    ("wrong aggregate", lambda gold, ours: gold.aggregates != ours.aggregates),
    ("wrong value", lambda gold, ours: gold.values != ours.values),
    ("wrong order", lambda gold, ours: (gold.order, gold.limit) != (ours.order, ours.limit)),
    ("wrong column", lambda gold, ours: gold.columns != ours.columns),
    ("wrong join", lambda gold, ours: gold.joins != ours.joins),
    ("extra or missing column", lambda gold, ours: gold.width != ours.width),
    ("rows repeated or not", lambda gold, ours: gold.distinct != ours.distinct),
    ("wrong column", lambda gold, ours: gold.owned != ours.owned),
)
