"""The operations on cells that a sentence may state, recomputed: each is tried only where a word for it stands there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Literal

from agents.evidence.claims import Claim
from agents.evidence.view import Numbers, View

SMALL_WORDS = frozenset(
    [
        "is",
        "was",
        "were",
        "are",
        "had",
        "has",
        "have",
        "with",
        "of",
        "by",
        "at",
        "to",
        "and",
        "or",
        "than",
        "about",
        "around",
        "nearly",
        "over",
        "only",
        "just",
        "some",
        "reached",
        "totals",
        "totalled",
        "totaled",
        "in",
        "for",
        "from",
        "up",
        "down",
        "sold",
        "made",
        "between",
        "top",
        "last",
        "first",
        "next",
        "past",
    ]
)
_ROUGH = re.compile(
    r"\b(about|around|nearly|roughly|approximately|almost|some|circa|close to|~|over|more than|just under|just over)\s*[€$£~]?$",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(totals?|totall?ed|sum|together|combined|overall|in all|altogether|between them|add(?:s|ed)? up|whole|all)\b",
    re.IGNORECASE,
)
_MEAN = re.compile(r"\b(averages?|averaged|averaging|mean|on average|per)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"\b(share|percent|per cent|proportion|accounts?|accounted|makes? up|made up|of (?:the |all )?(?:total|whole|all|revenue|sales))\b|%",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(more|less|fewer|higher|lower|above|below|ahead|behind|difference|gap|rose|fell|grew|increased?|decreased?|up|down|"
    r"dropp?e?d?|change[ds]?|lead|leads|exceed(?:s|ed)?|declined?|growth|gain(?:ed)?|lost|jump(?:ed)?|margin)\b",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\b(times|twice|double|triple|fold|ratio|to 1)\b|(?<=\d)x\b|×", re.IGNORECASE)
_COUNT = re.compile(r"^\s*(?:different |distinct |of the )?[a-z]+", re.IGNORECASE)
_NO_COUNT = re.compile(
    r"^\s*(?:times|x\b|percent|per cent|more|less|fewer|higher|lower|ahead|behind|fold)", re.IGNORECASE
)
_OVER = re.compile(r"\b(above|over|more than|exceed(?:s|ed|ing)?|at least|greater than)\b", re.IGNORECASE)
_UNDER = re.compile(r"\b(below|under|less than|fewer than|at most|smaller than)\b", re.IGNORECASE)
_RANGE = re.compile(r"\b(?:rang(?:e|es|ed|ing)|between|from|spread|varie[sd])\b", re.IGNORECASE)
_PERCENTS = re.compile(r"percent|pct|perc|rate|share|ratio|margin|%|proportion", re.IGNORECASE)
_TIMES_AFTER = re.compile(r"^\s*(?:times|x\b|×|-?fold)", re.IGNORECASE)
_APART_AFTER = re.compile(
    r"^\s*(?:[a-z€$£]+ )?(?:ahead of|behind|more than|less than|fewer than|higher than|lower than|above|below|more|less|fewer|higher|lower)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"change|diff|delta|growth|gain|loss|gap|variance|increase|decrease|drop|churn", re.IGNORECASE)
_LEVEL = re.compile(r"\b(?:from|to|at|was|were|had|reached|with)\s*[€$£]?$", re.IGNORECASE)
_THAN = re.compile(r"\b(?:than|ahead of|above|below|behind|compared (?:to|with)|over)\b", re.IGNORECASE)
TINY = 1e-9


def slack(claim: Claim, before: str) -> float:
    """How far a number may be from what it states: half its last place; of a rough one, of its last digit that is not 0."""
    if not _ROUGH.search(before):
        return claim.step * (1 + 1e-6) + TINY
    digits = f"{abs(claim.value / (claim.step * 2)):.0f}" if claim.step else "0"
    zeros = min(len(digits) - len(digits.rstrip("0")), max(len(digits) - 2, 0))
    return float(claim.step * 10.0**zeros * (1 + 1e-6) + TINY)


Told = Literal["figure", "change", "difference", "ratio"]


def told_as(before: str, after: str) -> Told:
    """What the words around a number make it: `fell by 5`, `5 more than`, `5 times`, or a figure."""
    if _TIMES_AFTER.match(after):
        return "ratio"
    if re.search(r"\bby\s*(?:about |nearly |over |around )?[€$£]?$", before) and _APART.search(before):
        return "change"
    return "difference" if _APART_AFTER.match(after) else "figure"


def is_cell(claim: Claim, near: float, view: View, rows: frozenset[int], told: Told = "figure") -> bool:
    """Whether the number is a cell of one of the rows: of a column of its kind, where it is told as something else."""
    if told == "ratio":
        return False
    return any(
        _same(claim, near, cell) or (claim.percent and abs(cell) <= 1.5 and _same(claim, near, cell * 100))
        for measure in view.measures
        if _fits(claim, measure, told, view)
        for row in rows
        if (cell := measure.cells[row]) is not None
    )


def _fits(claim: Claim, measure: Numbers, told: Told, view: View) -> bool:
    """Percents are cells of a column of percents or shares; a change is one of a column of changes, or the only row."""
    sizes = [c for c in measure.cells if c is not None]
    if claim.percent and not _PERCENTS.search(measure.name) and max(map(abs, sizes), default=0.0) > 100:
        return False
    if told == "figure" or view.rows == 1:
        return True
    return _CHANGES.search(measure.name) is not None or min(sizes, default=0.0) < 0


def operation(
    claim: Claim,
    near: float,
    text: str,
    at: int,
    named: list[frozenset[int]],
    bound: list[frozenset[int]],
    view: View,
    others: list[float],
) -> str:
    """The operation that gives the number, which ends at `at` of its sentence; empty for none."""
    told = told_as(text[: max(at - len(claim.text), 0)], text[at:])
    level = _LEVEL.search(text[: max(at - len(claim.text), 0)]) is not None
    for how, value in _values(claim, text, named, bound, view):
        if level and told != "difference" and how == "difference":
            continue  # `to 120` is where it went, not how far
        if _same(claim, near, value) and (told != "ratio" or how == "ratio"):
            return how
    if told != "figure":
        return ""
    if _threshold(claim, text, bound, view):
        return "threshold"
    whole = claim.value == int(claim.value) and not claim.percent
    after = text[at:]
    if whole and int(claim.value) in {view.rows, *view.distinct} and _COUNT.match(after) and not _NO_COUNT.match(after):
        return "count"
    return counted_over(int(claim.value), text, others, view) if whole else ""


def _values(
    claim: Claim, text: str, named: list[frozenset[int]], bound: list[frozenset[int]], view: View
) -> Iterator[tuple[str, float]]:
    for measure in view.measures:
        groups = [g for g in _meeting(named) if _one(measure, g) is not None]
        if _SUM.search(text) and not claim.percent:
            yield from (("sum", v) for v in _sums(measure, groups, view))
        if _MEAN.search(text) and not claim.percent:
            yield from (("average", v) for v in _means(measure, groups, view))
        if _SHARE.search(text):
            yield from (("share", v) for v in _shares(measure, groups, bound, view))
        if _APART.search(text) or _RANGE.search(text):
            yield from _differences(claim, text, measure, groups, view)
        if _TIMES.search(text):
            yield from (("ratio", v) for v in _ratios(measure, groups))


def _meeting(named: list[frozenset[int]]) -> list[frozenset[int]]:
    """The rows that a sentence names; where two of its names meet (West, 2024), the rows that bear both."""
    once = list(dict.fromkeys(named))
    both = [a & b for a, b in combinations(once, 2) if a & b and a & b not in (a, b)]
    return (
        [*dict.fromkeys(both), *(g for g in once if not any(g & other for other in once if other is not g))]
        if both
        else once
    )


def _sums(measure: Numbers, groups: list[frozenset[int]], view: View) -> Iterator[float]:
    if not view.truncated:
        yield measure.sum
    if groups:
        yield _total(measure, frozenset().union(*groups))
        yield from (_total(measure, g) for g in groups if len(g) > 1)


def _means(measure: Numbers, groups: list[frozenset[int]], view: View) -> Iterator[float]:
    cells = [c for c in measure.cells if c is not None]
    if cells and not view.truncated:
        yield measure.sum / len(cells)
    for rows in (frozenset().union(*groups), *(g for g in groups if len(g) > 1)):
        there = [c for r in rows if (c := measure.cells[r]) is not None]
        if there:
            yield math.fsum(there) / len(there)


def _shares(measure: Numbers, groups: list[frozenset[int]], bound: list[frozenset[int]], view: View) -> Iterator[float]:
    """Percent of all rows: of the rows that the number is bound to, and of all that the sentence names together."""
    if view.truncated or not measure.sum:
        return
    for rows in bound:
        yield 100 * _total(measure, rows) / measure.sum
    if groups:
        yield 100 * _total(measure, frozenset().union(*groups)) / measure.sum
    if not groups and view.rows > 1:
        # No row is named: the sentence speaks of the largest or the smallest.
        cells = [c for c in measure.cells if c is not None]
        yield 100 * max(cells) / measure.sum
        yield 100 * min(cells) / measure.sum


def _differences(
    claim: Claim, text: str, measure: Numbers, groups: list[frozenset[int]], view: View
) -> Iterator[tuple[str, float]]:
    """Between two rows that are named; between first and last, highest and lowest, or neighbours, where fewer are."""
    named = [v for g in groups if (v := _one(measure, g)) is not None]
    pairs = list(combinations(named, 2))
    cells = [c for c in measure.cells if c is not None]
    if len(groups) < 2 and len(cells) > 1 and not view.truncated:
        pairs += [(cells[0], cells[-1]), (max(cells), min(cells))]
        pairs += [pair for group in groups for pair in _beside(measure, group)]
    than = _THAN.search(text) is not None
    for first, second in pairs:
        yield "difference", first - second
        base, other = (second, first) if than and len(groups) > 1 else (first, second)
        if claim.percent and base:
            yield "change", 100 * (other - base) / abs(base)


def _beside(measure: Numbers, group: frozenset[int]) -> Iterator[tuple[float, float]]:
    """A single row with the row before it and the row after it."""
    own = next(iter(group))
    mine = measure.cells[own]
    for place in (own - 1, own + 1) if len(group) == 1 and mine is not None else ():
        near = measure.cells[place] if 0 <= place < len(measure.cells) else None
        if near is not None and mine is not None:
            yield near, mine


def _ratios(measure: Numbers, groups: list[frozenset[int]]) -> Iterator[float]:
    values = [v for g in groups if (v := _one(measure, g)) is not None]
    if not groups:
        cells = [c for c in measure.cells if c is not None]
        values = [max(cells), min(cells)] if len(cells) > 1 else []
    for a, b in combinations(values, 2):
        if b:
            yield a / b
        if a:
            yield b / a


def _threshold(claim: Claim, text: str, bound: list[frozenset[int]], view: View) -> bool:
    """`over 1,000`: a round number just passed by the cell that it is bound to."""
    before = text[: text.find(claim.text)] if claim.text in text else ""
    over, under = _OVER.search(before[-14:]), _UNDER.search(before[-14:])
    if not over and not under:
        return False
    rows = bound or ([frozenset(range(view.rows))] if view.rows == 1 else [])
    for measure in view.measures:
        for cell in (c for group in rows for r in group if (c := measure.cells[r]) is not None):
            size = abs(cell)
            if over and claim.value <= size <= 1.1 * claim.value:
                return True
            if under and 0.9 * claim.value <= size <= claim.value:
                return True
    return False


def counted_over(value: int, text: str, others: list[float], view: View) -> str:
    """How many rows lie above or below another number of the sentence."""
    over, under = _OVER.search(text), _UNDER.search(text)
    for measure in view.measures:
        cells = [c for c in measure.cells if c is not None]
        for limit in others:
            if over and value == sum(c > limit for c in cells):
                return "count"
            if under and value == sum(c < limit for c in cells):
                return "count"
    return ""


def has_rank(place: int, row: int, view: View, lowest: bool) -> bool:
    """Whether the row has that place by one of the columns: from above, or from below where that is how it is told."""
    for measure in view.measures:
        mine = measure.cells[row]
        if mine is None:
            continue
        cells = [c for c in measure.cells if c is not None]
        rising = lowest or (len(cells) > 2 and cells == sorted(cells) and cells[0] < cells[-1])
        if place == 1 + sum(c > mine for c in cells) or (rising and place == 1 + sum(c < mine for c in cells)):
            return True
    return False


def spans(text: str) -> bool:
    """Whether the sentence tells how far figures reach."""
    return _RANGE.search(text) is not None


def puts_together(text: str) -> bool:
    """Whether the sentence is about a sum or an average."""
    return _SUM.search(text) is not None or _MEAN.search(text) is not None


def is_extreme(row: int, largest: bool, view: View) -> bool:
    """Whether the row is the highest (or lowest) of a column, of all rows or of those that share one of its names."""
    alike = [rows for rows in view.called.values() if row in rows and 1 < len(rows) < view.rows]
    for measure in view.measures:
        mine = measure.cells[row]
        for rows in (range(view.rows), *alike):
            cells = [c for r in rows if (c := measure.cells[r]) is not None]
            if mine is not None and cells and mine == (max(cells) if largest else min(cells)):
                return True
    return False


def _same(claim: Claim, near: float, value: float) -> bool:
    return abs(abs(claim.value) - abs(value)) <= near


def _one(measure: Numbers, rows: frozenset[int]) -> float | None:
    """The figure of the rows of one name: the cell of one row, the sum of several."""
    cells = [c for r in rows if (c := measure.cells[r]) is not None]
    return math.fsum(cells) if cells else None


def _total(measure: Numbers, rows: frozenset[int]) -> float:
    return math.fsum(c for r in rows if (c := measure.cells[r]) is not None)
