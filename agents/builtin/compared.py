"""Frames are put on a form: series with running totals and changes, two times beside each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

import sqlglot
from sqlglot import exp

from agents.builtin.form import Arithmetic, Cond, Grain, Over, Query, Term
from agents.builtin.frames import Frame
from agents.builtin.names import split_name
from agents.builtin.pieces import add_months
from agents.builtin.resolve import Unclear, is_rate

_IN_A_YEAR: dict[Grain, int] = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
_SERIES = frozenset({"running", "moving", "step", "series"})


def grain_of(frames: Sequence[Frame], window: Cond | None) -> Grain:
    """The piece of time into which frames cut a measure in a window, where the question has not said it."""
    kinds = {f.kind for f in frames}
    if not kinds & _SERIES:
        return ""
    period: Grain = next((f.period for f in frames if f.kind in _SERIES and f.period), "")
    if kinds & _SERIES == {"step"} and window is not None and _within_one(window, period):
        return ""
    return period or "month"


def _within_one(window: Cond, period: Grain) -> bool:
    """Whether a window is about one such piece of time, so that it is compared as a whole."""
    if not isinstance(window.value, tuple):
        return False
    since, until = cast(tuple[dt.date, dt.date], window.value)
    return (until - since).days <= {"day": 1, "week": 7, "month": 31, "quarter": 92}.get(period, 366)


def each_tested(query: Query) -> Query:
    """The form, unless one total is compared: `refunds above 100` asks for those above it. Raises Unclear."""
    whole = query.having[0] if query.having and not query.group else None
    if whole is not None:
        raise Unclear(f"{whole.value:g}" if isinstance(whole.value, float) else whole.op)
    return query


def framed(query: Query, frames: Sequence[Frame], today: dt.date) -> Query:
    """The form as its frames want it seen. Raises Unclear when there is nothing to see that way."""
    kinds: dict[str, Frame] = {f.kind: f for f in frames}
    unit = kinds.pop("unit", None)
    if not kinds:
        return query if unit is None else _as_shares(query)
    if unit is not None:
        kinds["percent"] = unit
    query = _counted(query) if kinds.keys() & {"step", "year ago"} else query
    measures = [t for t in query.select if t.aggregated]
    ranked = [t for t, _ in query.order if t.aggregated]
    times = [c for c in query.where if c.op == "within" and isinstance(c.value, tuple)]
    if not measures and not ranked:
        raise Unclear(frames[0].text)
    grain = next((t for t in query.group if t.grain), None)
    twice = len(times) == 2 and times[1].either and times[0].term == times[1].term
    if twice:
        return _between(query, (times[0], times[1]), kinds)
    if grain is not None:
        return _series(query, grain, measures or ranked, kinds)
    if ("year ago" in kinds or "step" in kinds) and len(times) == 1:
        return _against(query, times[0], kinds, today)
    raise Unclear(frames[0].text)


def _counted(query: Query) -> Query:
    """`orders this week compared to the previous week`: rows that are only named are counted."""
    only = query.select[0] if len(query.select) == 1 else None
    named = only is not None and not only.aggregated and only.col.name == "*" and not query.group and not query.order
    return replace(query, select=(replace(only, agg="count"),)) if named and only is not None else query


def _as_shares(query: Query) -> Query:
    """`revenue by region in percent`: each one's part of the whole, within each piece of time. Raises Unclear."""
    measures = [t for t in query.select if t.aggregated]
    if query.source is not None or all(t.op in ("share", "percent", "growth", "/") for t in measures):
        return query
    if all(t.sql and is_rate(t.sql) for t in measures):
        return query
    only = measures[0] if len(measures) == 1 else None
    adds = only is not None and (only.agg in ("sum", "count") or (only.sql and not is_rate(only.sql)))
    if only is None or not adds or only.op or not query.group or query.limit or _less(only.sql):
        raise Unclear("in percent of what")
    parts = tuple(t for t in query.group if t.grain) if any(not t.grain for t in query.group) else ()
    part = replace(only, op="share", over=Over("total", parts=parts) if parts else None)
    return replace(query, select=tuple(part if t == only else t for t in query.select))


def _less(expression: str) -> bool:
    """Whether a metric is what is left of another: margin, of which `in percent` may be that of revenue."""
    return bool(expression) and sqlglot.parse_one(expression, dialect="duckdb").find(exp.Sub) is not None


def _series(query: Query, grain: Term, measures: Sequence[Term], kinds: Mapping[str, Frame]) -> Query:
    """A row for each piece of time, each seen against those before it."""
    parts = tuple(t for t in query.group if t != grain)
    order = ((grain, False),)
    seen: list[Term] = []
    for measure in measures:
        over = _over(kinds, grain, order, parts)
        if over is not None:
            seen.append(replace(measure, over=over, name=f"{measure.name} {over.kind}".strip()))
    if query.limit is not None and seen:
        return replace(query, select=(grain, *parts), order=((seen[0], _most(query, kinds)),))
    return replace(
        query, select=(grain, *parts, *measures, *seen), order=((grain, False), *((p, False) for p in parts))
    )


def _most(query: Query, kinds: Mapping[str, Frame]) -> bool:
    """Whether the largest change comes first: what fell the most has the smallest."""
    desc = query.order[0][1]
    down = any(w in f.text for f in kinds.values() for w in ("fall", "fell", "drop", "declin", "decreas", "shr", "los"))
    return desc != down


def _over(
    kinds: Mapping[str, Frame], grain: Term, order: tuple[tuple[Term, bool], ...], parts: tuple[Term, ...]
) -> Over | None:
    if "running" in kinds:
        return Over("running", order, parts)
    if "moving" in kinds:
        return Over("moving", order, parts, max(kinds["moving"].size, 2))
    percent = "percent" in kinds
    if "step" not in kinds and "year ago" not in kinds and not percent and "difference" not in kinds:
        return None
    period = "year" if "year ago" in kinds else kinds["step"].period if "step" in kinds else grain.grain
    size = _IN_A_YEAR[grain.grain] if period == "year" else 1
    kind = "growth" if percent or not {"difference", "grow"} & kinds.keys() else "change"
    return Over("growth" if kind == "growth" else "change", order, parts, size)


def _between(query: Query, times: tuple[Cond, Cond], kinds: Mapping[str, Frame]) -> Query:
    """Two windows of time: what they differ by."""
    early, late = sorted(times, key=lambda c: str(cast(tuple[dt.date, dt.date], c.value)[0]))
    measures = [t for t in query.select if t.aggregated]
    plain = [t for t in query.select if not t.aggregated and not t.grain]
    dims = tuple(dict.fromkeys([*plain, *(t for t in query.group if not t.grain and not plain)]))
    if not {"percent", "difference", "grow", "more", "step"} & kinds.keys():
        return query
    shown: list[Term] = []
    for measure in measures or [t for t, _ in query.order if t.aggregated][:1]:
        now = replace(measure, only=(*measure.only, replace(late, either=False)), name="")
        before = replace(measure, only=(*measure.only, replace(early, either=False)), name="")
        percent = "percent" in kinds or "step" in kinds
        op: Arithmetic = "growth" if percent else "-"
        said = "growth" if percent else "change"
        shown.append(replace(now, op=op, other=before, name=f"{measure.name} {said}".strip()))
    if query.limit is not None or (query.order and not query.order[0][0].grain):
        return replace(
            query, select=(*dims, *shown), group=dims, order=((replace(shown[0], name=""), _most(query, kinds)),)
        )
    return replace(query, select=(*dims, *shown), group=dims, order=())


def _against(query: Query, whole: Cond, kinds: Mapping[str, Frame], today: dt.date) -> Query:
    """One window of time beside the same a year, or a period, before; of one that is not over, as far as it has come."""
    since, until = cast(tuple[dt.date, dt.date], whole.value)
    if "year ago" in kinds and since <= today:
        until = min(until, today + dt.timedelta(days=1))
    time = replace(whole, value=(since, until))
    if "year ago" in kinds:
        months = 12
    else:
        steps = {"year": 12, "quarter": 3, "month": 1}
        months = steps.get(kinds["step"].period, 0)
    if months == 0:
        days = until - since
        earlier = (since - days, since)
    else:
        earlier = (_months_before(since, months), _months_before(until, months))
    measures = [t for t in query.select if t.aggregated]
    dims = tuple(t for t in query.group if not t.grain)
    early = replace(time, value=earlier, either=False)
    shown: list[Term] = []
    for measure in measures:
        now = replace(measure, only=(*measure.only, replace(time, either=False)), name=f"{_called(measure)} now")
        before = replace(measure, only=(*measure.only, early), name=f"{_called(measure)} before")
        shown += [now, before, replace(now, op="-", other=before, name=f"{_called(measure)} change")]
        shown.append(replace(now, op="growth", other=before, name=f"{_called(measure)} growth"))
    both = tuple(time if c is whole else c for c in query.where)
    at = both.index(time)
    where = (*both[: at + 1], replace(early, either=True), *both[at + 1 :])
    return replace(query, select=(*dims, *shown), where=where, group=dims, order=query.order if not dims else ())


def _called(measure: Term) -> str:
    """What a measure is called in the heads of columns."""
    col = measure.col
    return measure.name or " ".join(split_name(col.name if measure.agg != "count" else col.table.rpartition(".")[2]))


def _months_before(day: dt.date, months: int) -> dt.date:
    first = add_months(day, -months)
    last = (add_months(first, 1) - dt.timedelta(days=1)).day
    return first.replace(day=min(day.day, last))
