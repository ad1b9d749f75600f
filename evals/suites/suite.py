"""A suite: cases asked of services, observed, scored by deepeval, summed up.

Which services answer is the caller's: a test passes services with a planted fault, the command those that ship.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.build import Services
from data.errors import CandorError
from data.types import Result, User
from evals.benchmark.equal import Rows
from evals.suites.accepted import accepted
from evals.suites.cases import Case
from evals.suites.metrics import SCORERS, CandorMetric, Scorer
from evals.suites.observed import Observed, observe
from evals.suites.quiet import AsyncConfig, BaseMetric, CacheConfig, DisplayConfig, ErrorConfig, LLMTestCase, evaluate
from guardrails.sql import Rejected

Gold = Callable[[Case], tuple[Rows, ...]]
"""The results that are right for a case."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One case with its scores by metric, and why."""

    observed: Observed
    scores: dict[str, float]
    reasons: dict[str, str]

    def line(self) -> dict[str, Any]:
        """Plain values for a file; no rows."""
        o = self.observed
        said = {"behaviour": o.behaviour, "sql": o.sql, "text": o.text, "ms": round(o.ms, 1)}
        asked = {"id": o.case.id, "question": o.case.question, "expect": o.case.expect, "tags": list(o.case.tags)}
        return asked | said | {"scores": self.scores, "reasons": self.reasons}


def ask_all(cases: Sequence[Case], services: Services, database: Path | None, gold: Gold) -> Iterator[Observed]:
    """Ask every case and run the gold of those that have one; the gold is run after the answer."""
    for case in cases:
        started = time.perf_counter()
        steps = list(services.ask(case.question, database=database))
        ms = (time.perf_counter() - started) * 1000
        yield observe(case, steps, gold(case) if case.expect == "answer" else (), ms)


def hand_written(services: Services, database: Path | None) -> Gold:
    """Runs a case's SQL in the same warehouse, through the guard as the same user."""
    desk = services.desk(database)
    user: User = services.user()

    def result(case: Case, sql: str) -> Result:
        checked = desk.guard(user, desk.bench(user).role, sql)
        if isinstance(checked, Rejected):
            raise CandorError(f"The gold of {case.id} is refused ({checked.rule}): {checked.reason}", "Mend the case.")
        return desk.warehouse.run(checked)

    def rows(case: Case) -> tuple[Rows, ...]:
        return tuple(right for sql in (case.sql, *case.accept) for right in accepted(case, result(case, sql)))

    return rows


def score(observed: Sequence[Observed], scorers: Sequence[Scorer] = SCORERS) -> list[Scored]:
    """Each metric over the cases that concern it, by deepeval's own `evaluate`."""
    scores: list[dict[str, float]] = [{} for _ in observed]
    reasons: list[dict[str, str]] = [{} for _ in observed]
    for scorer in scorers:
        places = [i for i, o in enumerate(observed) if scorer.concerns(o)]
        if not places:
            continue
        tests = [_test_case(i, observed[i]) for i in places]
        metrics: list[BaseMetric] = [CandorMetric(scorer)]
        with contextlib.redirect_stdout(io.StringIO()):  # it prints a banner with links
            results = evaluate(
                tests,
                metrics,
                async_config=AsyncConfig(run_async=False),
                display_config=DisplayConfig(show_indicator=False, print_results=False, inspect_after_run=False),
                cache_config=CacheConfig(write_cache=False),
                error_config=ErrorConfig(ignore_errors=False),
            )
        for result in results.test_results:
            place = int(result.name)
            data = (result.metrics_data or [])[0]
            scores[place][scorer.label] = float(data.score or 0.0)
            reasons[place][scorer.label] = data.reason or ""
    return [Scored(o, s, r) for o, s, r in zip(observed, scores, reasons, strict=True)]


def _test_case(place: int, observed: Observed) -> LLMTestCase:
    return LLMTestCase(
        name=str(place),
        input=observed.case.question,
        actual_output=observed.sql or observed.text or "-",
        expected_output=observed.case.sql or observed.case.expect,
        metadata={"observed": observed},
    )


def figures(scored: Sequence[Scored]) -> dict[str, float]:
    """The mean of each metric over the cases that it concerns, the number of these, and times."""
    made: dict[str, float] = {"cases": len(scored)}
    for label in (s.label for s in SCORERS):
        values = [s.scores[label] for s in scored if label in s.scores]
        if values:
            made[label] = round(sum(values) / len(values), 4)
            made[f"{label}_cases"] = len(values)
    times = sorted(s.observed.ms for s in scored)
    if times:
        made["median_ms"] = round(times[len(times) // 2], 1)
    return made
