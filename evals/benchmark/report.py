"""What a benchmark run says about why: counts by cause and by shape, with examples."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from data.errors import BadInput
from evals.benchmark.runner import figures
from evals.benchmark.shape import skills

Line = dict[str, Any]
NEEDED = ("db_id", "question", "gold", "sql", "status", "correct", "cause", "shape", "ms")


def read(path: Path) -> list[Line]:
    """The lines of a run's output. Raises BadInput where the file is none."""
    try:
        lines = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: no readable JSON lines ({error}).", "Give the --out file of a benchmark.") from error
    for number, line in enumerate(lines, 1):
        missing = [k for k in NEEDED if not isinstance(line, dict) or k not in line]
        if missing:
            raise BadInput(f"{path}, line {number}: no {', '.join(missing)}.", "Give the --out file of a benchmark.")
    return lines


def interval(correct: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval for a share, at 95 % with the default `z`."""
    if n == 0:
        return (0.0, 1.0)
    share, spread = correct / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return (max(0.0, middle - half), min(1.0, middle + half))


def render(lines: Sequence[Line], examples: int = 2, shapes: int = 40) -> Iterator[str]:
    """The report, line by line."""
    if not lines:
        yield "no questions"
        return
    sums = figures(lines)
    low, high = interval(sums["correct"], sums["n"])
    yield f"{sums['correct']} of {sums['n']} right: {_percent(sums['execution_accuracy'])} ({low:.1%} to {high:.1%})"
    yield f"answered {sums['answered']}, of those right {_percent(sums['accuracy_when_answered'])}"
    yield f"ms a question: median {sums['p50_ms']}, 95 % within {sums['p95_ms']}"
    yield ""
    yield from _causes([line for line in lines if not line["correct"]], examples)
    yield ""
    yield from _unread(lines)
    yield from _skills(lines)
    yield from _shapes(lines, shapes)
    yield ""
    yield from _confidence(lines)
    yield from _databases(lines)


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}"


def _causes(wrong: Sequence[Line], examples: int) -> Iterator[str]:
    yield "Why the others are not right"
    by_cause: defaultdict[str, list[Line]] = defaultdict(list)
    for line in wrong:
        by_cause[line["cause"]].append(line)
    for cause, group in sorted(by_cause.items(), key=lambda item: -len(item[1])):
        yield f"{len(group):5d}  {cause}"
        for line in _spread(group, examples):
            yield f"         {line['db_id']}: {line['question']}"
            yield f"           gold  {line['gold']}"
            yield f"           ours  {line['sql'] or '-'}{'  -- ' + line['error'] if line.get('error') else ''}"


def _spread(group: Sequence[Line], count: int) -> Sequence[Line]:
    """A few of the group, evenly taken."""
    return group if len(group) <= count else [group[i * len(group) // count] for i in range(count)]


def _unread(lines: Sequence[Line]) -> Iterator[str]:
    words = Counter(word for line in lines for word in line.get("unread") or ())
    if words:
        yield "Words that were not linked: " + ", ".join(f"{word} {count}" for word, count in words.most_common(30))
        yield ""


def _skills(lines: Sequence[Line]) -> Iterator[str]:
    yield "By what the gold needs (right / all; one question may need several)"
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for line in lines:
        for skill in skills(line["gold"]):
            groups[skill].append(line["correct"])
    for name, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        low, high = interval(sum(group), len(group))
        yield f"{sum(group):5d} / {len(group):<5d} {name}: {sum(group) / len(group):.1%} ({low:.1%} to {high:.1%})"
    yield ""


def _shapes(lines: Sequence[Line], most: int) -> Iterator[str]:
    yield "By shape of the gold (right / all)"
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for line in lines:
        groups[line["shape"]].append(line["correct"])
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    for name, group in ranked[:most]:
        yield f"{sum(group):5d} / {len(group):<5d} {name}"
    rest = [right for _, group in ranked[most:] for right in group]
    if rest:
        yield f"{sum(rest):5d} / {len(rest):<5d} in {len(ranked) - most} other shapes"


def _confidence(lines: Sequence[Line]) -> Iterator[str]:
    """How often it is right where it is so sure: the ground for a threshold."""
    sure = sorted(
        ((line["confidence"], line["correct"]) for line in lines if line.get("confidence") is not None), reverse=True
    )
    if not sure:
        return
    yield "By confidence (share of the questions that are at least so sure: how many of these are right)"
    for tenth in range(1, 11):
        upto = sure[: math.ceil(len(sure) * tenth / 10)]
        right = sum(correct for _, correct in upto)
        yield f"  {len(upto) / len(lines):4.0%}  from {upto[-1][0]:.2f}: {right / len(upto):.1%}"
    yield ""


def _databases(lines: Sequence[Line]) -> Iterator[str]:
    yield "By database (right / all)"
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for line in lines:
        groups[line["db_id"]].append(line["correct"])
    for name, group in sorted(groups.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0])):
        yield f"{sum(group):5d} / {len(group):<5d} {name}"
