"""Questions and their changed twins: run both, hold them side by side."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.benchmark.compare import sign_test
from evals.benchmark.questions import Case
from evals.benchmark.runner import Plan
from evals.robust.wording import Change, values_of

Line = dict[str, Any]
Run = Callable[[Plan, Path], list[Line]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and what became of it; both have the same rows as their answer."""

    original: Case
    changed: Case


def reword(cases: Sequence[Case], change: Change, most: int, seed: int) -> tuple[Pair, ...]:
    """`most` questions, taken evenly from those that can be changed, each changed by its own chance."""
    pairs = []
    for case in cases:
        chance = random.Random(f"{seed} {case.db_id} {case.question}")
        question = change(case.question, values_of(case.gold), chance)
        if question != case.question:
            pairs.append(Pair(case, replace(case, question=question)))
    return evenly(pairs, most)


def evenly(pairs: Sequence[Pair], most: int) -> tuple[Pair, ...]:
    if most >= len(pairs):
        return tuple(pairs)
    return tuple(pairs[i * len(pairs) // most] for i in range(most))


def run_pairs(pairs: Sequence[Pair], plan: Plan, changed: Path, out: Path, run: Run) -> tuple[list[Line], list[Line]]:
    """Verdicts on the originals and on the changed ones, in the same order; `changed` holds the databases of the latter.

    `plan` says everything else. Files `original.jsonl` and `changed.jsonl` come into the folder `out`.
    """
    before = [replace(p.original, number=i) for i, p in enumerate(pairs)]
    after = [replace(p.changed, number=i) for i, p in enumerate(pairs)]
    return (
        run(replace(plan, cases=tuple(before)), out / "original.jsonl"),
        run(replace(plan, cases=tuple(after), databases=changed), out / "changed.jsonl"),
    )


def figures(change: str, before: Sequence[Line], after: Sequence[Line]) -> Line:
    """Shares of right answers, what was lost in points of percent, and whether that can be chance."""
    n = len(before)
    lost = sum(a["correct"] and not b["correct"] for a, b in zip(before, after, strict=True))
    gained = sum(b["correct"] and not a["correct"] for a, b in zip(before, after, strict=True))
    right, still = sum(a["correct"] for a in before), sum(b["correct"] for b in after)
    return {
        "change": change,
        "n": n,
        "databases": len({a["db_id"] for a in before}),
        "original": round(right / n, 4) if n else None,
        "changed": round(still / n, 4) if n else None,
        "points_lost": round(100 * (right - still) / n, 1) if n else None,
        "lost": lost,
        "gained": gained,
        "p": round(sign_test(gained, lost), 4),
    }
