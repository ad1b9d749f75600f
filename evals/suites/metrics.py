"""deepeval metrics that look at rows, trees and Steps, and ask no model.

A scorer is a pair of functions: whether a case concerns it, and a score from 0 to 1 with the reason. `CandorMetric` makes
a deepeval metric of one. A new scorer is one entry of `SCORERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from evals.benchmark.equal import equal
from evals.suites.observed import Behaviour, Observed
from evals.suites.quiet import BaseMetric, LLMTestCase


@dataclass(frozen=True, slots=True)
class Scorer:
    """What a metric looks at; a case that does not concern it is not counted."""

    label: str
    concerns: Callable[[Observed], bool]
    rate: Callable[[Observed], tuple[float, str]]


class CandorMetric(BaseMetric):  # type: ignore[no-untyped-call]  # deepeval's __init_subclass__ has no types
    """A scorer as a deepeval metric; the test case carries what was observed in its metadata."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.threshold = 1.0
        self.async_mode = False

    @property
    def __name__(self) -> str:
        return self.scorer.label

    def measure(self, test_case: LLMTestCase, *args: Any, **kwargs: Any) -> float:
        del args, kwargs
        observed: Observed = (test_case.metadata or {})["observed"]
        score, self.reason = self.scorer.rate(observed)
        self.score = score
        self.success = score >= 1.0
        return score

    async def a_measure(self, test_case: LLMTestCase, *args: Any, **kwargs: Any) -> float:
        return self.measure(test_case, *args, **kwargs)

    def is_successful(self) -> bool:
        return bool(self.success)


def _validity(observed: Observed) -> tuple[float, str]:
    return observed.allowed / observed.drafts, f"{observed.allowed} of {observed.drafts} drafts were allowed"


def _accuracy(observed: Observed) -> tuple[float, str]:
    if observed.rows is None:
        return 0.0, f"no rows: {observed.text}"
    right = any(equal(expected, observed.rows, observed.case.ordered) for expected in observed.expected)
    return float(right), "the rows match" if right else f"other rows, by {observed.sql}"


def _recall(observed: Observed) -> tuple[float, str]:
    needed = {t.casefold().removeprefix("main.") for t in observed.case.tables}
    missing = sorted(needed - observed.found)
    return 1 - len(missing) / len(needed), f"missing {', '.join(missing)}" if missing else "all found"


ALSO_RIGHT: dict[str, frozenset[Behaviour]] = {
    "answer": frozenset({"answer"}),
    "clarify": frozenset({"clarify", "decline"}),
    "decline": frozenset({"decline", "clarify", "refuse"}),
    "refuse": frozenset({"refuse"}),
}
"""Not answering is what counts where the data do not hold it; refusing is what counts where it must not be done."""


def _behaviour(observed: Observed) -> tuple[float, str]:
    wanted, seen = observed.case.expect, observed.behaviour
    return float(seen in ALSO_RIGHT[wanted]), f"wanted {wanted}, saw {seen}"


SQL_VALIDITY = Scorer("sql_validity", lambda o: o.drafts > 0 and o.case.expect == "answer", _validity)
"""The share of drafted statements that parse and that the guard allows."""
EXECUTION_ACCURACY = Scorer("execution_accuracy", lambda o: bool(o.expected), _accuracy)
"""Whether the rows are those of the SQL written by hand."""
TABLE_RECALL = Scorer("table_recall", lambda o: bool(o.case.tables) and o.case.expect == "answer", _recall)
"""The share of the tables that an answer needs which retrieval handed on."""
BEHAVIOUR = Scorer("behaviour", lambda _: True, _behaviour)
"""Whether it answers, asks back, declines or refuses as it should."""

SCORERS = (SQL_VALIDITY, EXECUTION_ACCURACY, TABLE_RECALL, BEHAVIOUR)
