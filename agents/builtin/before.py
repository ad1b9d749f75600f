"""The period before the first: what a change is measured against is read too, though it is not shown.

`revenue growth month over month in 2025` compares January with the December before, which the window leaves out. The form
keeps the window that was asked for; only the statement reaches further back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from agents.builtin.form import Cond, Grain, Query, Term
from agents.builtin.pieces import add_months

_MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: dict[Grain, int] = {"day": 1, "week": 7}


def reaching_back(query: Query) -> Query:
    """The form with its window begun earlier by what its changes look back to, and those rows left out of the result.

    As it is where nothing is compared with a row before, or the window does not begin with a whole period.
    """
    seen = [t for t in (*query.select, *(o for o, _ in query.order)) if _looks_back(t)]
    if not seen or query.kept or seen[0].over is None:
        return query
    grain = next((t for t, _ in seen[0].over.order if t.grain), None)
    at = next((c for c in query.where if grain is not None and _opens(c, grain)), None)
    if grain is None or at is None:
        return query
    since = at.value[0] if isinstance(at.value, tuple) else at.value
    size = max(t.over.size for t in seen if t.over is not None)
    earlier = _earlier(since, grain.grain, size) if isinstance(since, dt.date) else None
    if earlier is None or not isinstance(since, dt.date):
        return query
    wide = replace(at, value=(earlier, at.value[1]) if isinstance(at.value, tuple) else earlier)
    kept: tuple[Cond, ...] = (Cond(grain, ">=", since),)
    if not any(_looks_back(t) for t in query.select):
        kept = (Cond(replace(seen[0], name=""), "not null"), *kept)
    return replace(query, where=tuple(wide if c is at else c for c in query.where), kept=kept)


def _looks_back(term: Term) -> bool:
    return term.over is not None and term.over.kind in ("previous", "change", "growth")


def _opens(cond: Cond, grain: Term) -> bool:
    """Whether a condition says from when on the days of the pieces are."""
    return cond.term == replace(grain, grain="", name="") and cond.op in ("within", ">=") and not cond.either


def _earlier(since: dt.date, grain: Grain, size: int) -> dt.date | None:
    """The beginning of the piece so many before; None where the day begins no piece."""
    months = _MONTHS.get(grain, 0)
    if months:
        begins = since.day == 1 and (since.month - 1) % months == 0
        return add_months(since, -months * size) if begins else None
    if grain not in _DAYS or (grain == "week" and since.weekday() != 0):
        return None
    return since - dt.timedelta(days=_DAYS[grain] * size)
