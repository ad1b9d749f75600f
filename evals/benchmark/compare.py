"""Two runs over the same questions, side by side: which got better, which worse, and whether that can be chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`better` and `worse` hold (line of A, line of B) of questions that only one of them got right."""

    n: int
    right_a: int
    right_b: int
    better: tuple[tuple[Line, Line], ...]
    worse: tuple[tuple[Line, Line], ...]
    unmatched: int
    """Lines of either run whose question is not in the other."""

    @property
    def p(self) -> float:
        return sign_test(len(self.better), len(self.worse))


def sign_test(better: int, worse: int) -> float:
    """Exact two-sided: the chance of a split at least this uneven when better and worse are equally likely."""
    n, tail = better + worse, min(better, worse)
    uneven: float = 2 * sum(math.comb(n, i) for i in range(tail + 1)) / 2**n
    return min(1.0, uneven)


def compare(a: Sequence[Line], b: Sequence[Line]) -> Comparison:
    """Questions are matched by database and words, the same question asked twice in the order it stands."""
    first, second = _keyed(a), _keyed(b)
    both = [(first[key], second[key]) for key in first if key in second]
    return Comparison(
        n=len(both),
        right_a=sum(x["correct"] for x, _ in both),
        right_b=sum(y["correct"] for _, y in both),
        better=tuple((x, y) for x, y in both if y["correct"] and not x["correct"]),
        worse=tuple((x, y) for x, y in both if x["correct"] and not y["correct"]),
        unmatched=len(first) + len(second) - 2 * len(both),
    )


def _keyed(lines: Sequence[Line]) -> dict[tuple[str, str, int], Line]:
    seen: dict[tuple[str, str, int], Line] = {}
    for line in lines:
        again = 0
        while (line["db_id"], line["question"], again) in seen:
            again += 1
        seen[line["db_id"], line["question"], again] = line
    return seen


def render(comparison: Comparison, examples: int = 20) -> Iterator[str]:
    """The comparison, line by line."""
    c = comparison
    if c.n == 0:
        yield "the two runs have no question in common"
        return
    yield f"{c.n} questions in both; A {c.right_a / c.n:.1%}, B {c.right_b / c.n:.1%}"
    if c.unmatched:
        yield f"{c.unmatched} questions are in one run only and are left out"
    yield f"better in B {len(c.better)}, worse in B {len(c.worse)}, sign test p = {c.p:.4g}"
    for title, pairs in (("Worse in B", c.worse), ("Better in B", c.better)):
        if pairs:
            yield f"\n{title}"
        for old, new in pairs[:examples]:
            yield f"  {old['db_id']}: {old['question']}"
            yield f"    A {old['cause'] or 'right'}: {old['sql'] or '-'}"
            yield f"    B {new['cause'] or 'right'}: {new['sql'] or '-'}"
