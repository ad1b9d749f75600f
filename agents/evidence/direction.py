"""Which way a difference goes: `2 EUR more than East`, `fell by 400`. Held against the figures where both sides are known.

A side is known where its name stands for a single row. Where a text leaves open which two figures it compares, or which
of them is the later one, nothing is said against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from agents.evidence.claims import Claim, dates
from agents.evidence.view import View

_UNIT = r"(?:[a-z€$£%]+\s+)?"
_MORE = re.compile(rf"^\s*{_UNIT}(?:more|higher|above|ahead|larger|greater|better)\b", re.IGNORECASE)
_LESS = re.compile(rf"^\s*{_UNIT}(?:less|fewer|lower|below|behind|smaller|worse)\b", re.IGNORECASE)
_BY = r"(?:\s+\w+){0,2}\s+(?:by\s+)?(?:about |nearly |over |around |some )?[€$£]?$"
_ROSE = re.compile(rf"\b(?:rose|grew|increased|gained|jumped|climbed|up){_BY}", re.IGNORECASE)
_FELL = re.compile(rf"\b(?:fell|dropped|decreased|declined|lost|shrank|sank|down){_BY}", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not?|never|neither|nor|hardly)\b|n't\b", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:than|compared (?:to|with)|against|versus|vs\.?|over|on|from|of|behind|above|below|to)\W+(?:\w+\s+){0,2}$", re.IGNORECASE)  # fmt: skip
Named = Sequence[tuple[int, int, frozenset[int]]]
"""Names in a sentence: start, end and the rows that bear each."""


def contradicted(claim: Claim, at: int, text: str, named: Named, view: View, near: float) -> bool:
    """Whether the words beside a difference tell the wrong way. `at` is where its number begins in its sentence."""
    before, after = text[:at], text[at + len(claim.text) :]
    if _NOT.search(text):
        return False
    for up, pattern, place in ((True, _MORE, after), (False, _LESS, after)):
        if pattern.match(place):
            return _wrong(claim, _compared(text, named, view), up, view, near)
    for up, pattern in ((True, _ROSE), (False, _FELL)):
        if pattern.search(before):
            return _wrong(claim, _over_time(text, named), up, view, near)
    return False


def _wrong(claim: Claim, sides: tuple[int, int] | None, up: bool, view: View, near: float) -> bool:
    """Whether every column in which the two rows differ by so much goes the other way."""
    if sides is None:
        return False
    one, other = sides
    ways = set()
    for measure in view.measures:
        mine, theirs = measure.cells[one], measure.cells[other]
        if mine is None or theirs is None or mine == theirs:
            continue
        change = 100 * (mine - theirs) / abs(theirs) if theirs else None
        sizes = [mine - theirs] if not claim.percent else [c for c in (change, mine - theirs) if c is not None]
        if any(abs(abs(size) - abs(claim.value)) <= near for size in sizes):
            ways.add(mine > theirs)
    return bool(ways) and up not in ways


def _compared(text: str, named: Named, view: View) -> tuple[int, int] | None:
    """The row that is spoken of and the one that it is held against."""
    single = [(start, end, next(iter(rows))) for start, end, rows in named if len(rows) == 1]
    if len(single) != len(named) or len({row for *_, row in single}) > 2:
        return None
    said = {row: _AGAINST.search(text[:start]) is not None for start, _, row in single}
    if len(said) == 2:
        held = [row for row, against in said.items() if against]
        if len(held) != 1:
            return None
        return next(row for row in said if row != held[0]), held[0]
    if len(said) == 1 and view.rows == 2:
        row, against = next(iter(said.items()))
        return (1 - row, row) if against else (row, 1 - row)
    return None


def _over_time(text: str, named: Named) -> tuple[int, int] | None:
    """The later row and the earlier one, of two that are named by their time."""
    timed: dict[int, date] = {}
    for start, end, rows in named:
        periods = [c.period for c in dates(text[start:end]) if c.period is not None]
        if len(rows) != 1 or not periods:
            return None
        timed[next(iter(rows))] = periods[0].first
    if len(timed) != 2 or len(set(timed.values())) != 2:
        return None
    early, late = sorted(timed, key=lambda row: timed[row])
    return late, early
