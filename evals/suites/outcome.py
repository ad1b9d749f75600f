"""What became of the questions that should be answered: right, not answered, or answered wrongly; by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from evals.suites.metrics import EXECUTION_ACCURACY
from evals.suites.suite import Scored

Outcome = Literal["right", "declined", "wrong"]
OUTCOMES: tuple[Outcome, ...] = ("right", "declined", "wrong")


def outcome(scored: Scored) -> Outcome:
    """`declined` is every end but an answer: a question back, a refusal, a failure that it owns up to."""
    if scored.scores[EXECUTION_ACCURACY.label] >= 1:
        return "right"
    return "wrong" if scored.observed.behaviour == "answer" else "declined"


def by_kind(scored: Sequence[Scored]) -> dict[str, Counter[Outcome]]:
    """kind -> how many of each outcome, in the order of the cases, and the sum under `all`; empty without kinds."""
    counts: dict[str, Counter[Outcome]] = {}
    for one in scored:
        if one.observed.expected and one.observed.case.kind:
            counts.setdefault(one.observed.case.kind, Counter())[outcome(one)] += 1
    if counts:
        counts["all"] = sum(counts.values(), Counter())
    return counts


def table(counts: dict[str, Counter[Outcome]]) -> Iterator[str]:
    """The counts, a line for each kind."""
    wide = max((len(kind) for kind in counts), default=0)
    if counts:
        yield " ".join(["kind".ljust(wide), *(f"{name:>8}" for name in (*OUTCOMES, "n"))])
    for kind, count in counts.items():
        yield " ".join([kind.ljust(wide), *(f"{count[name]:8}" for name in OUTCOMES), f"{count.total():8}"])
