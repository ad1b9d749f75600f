"""Means of a measure that adds up, over the pieces of time that each figure is made of: `average revenue per weekday`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.builtin.called import mean_name
from agents.builtin.coverage import parts_of
from agents.builtin.draft import Draft, Slot
from agents.builtin.form import SOURCE, Col, Grain, Query, Term, terms_of
from agents.builtin.names import Names

_MADE_OF: dict[Grain, Grain] = {"weekday": "day", "month of year": "month"}
"""What comes round, and the pieces of time of which each round has one."""


def over_rounds(query: Query, draft: Draft, names: Names) -> Query:
    """`average revenue per weekday`: the mean of the days that are one, not the sum of them."""
    rounds = [t for t in query.group if t.grain in _MADE_OF]
    measures = list(dict.fromkeys(replace(t, name="") for t in _shown(query) if t.aggregated))
    if not any(_averaged(draft)) or len(rounds) != 1 or len(measures) != 1 or query.source is not None:
        return query
    piece = replace(rounds[0], grain=_MADE_OF[rounds[0].grain])
    measure = next(t for t in _shown(query) if replace(t, name="") == measures[0])
    inner = tuple(piece if t == rounds[0] else t for t in query.group)
    source = replace(query, select=(*inner, measure), group=inner, order=(), limit=None)
    outer = {
        t: Term(Col(SOURCE, str(n)), grain=t.grain if t == rounds[0] else "") for n, t in enumerate(query.group, 1)
    }
    called = measure.name or next((m.name for m in names.schema.metrics if m.expression == measure.sql), "")
    figure = Col(SOURCE, str(len(inner) + 1))
    mean = Term(figure, "avg", name=mean_name(replace(measure, name=called), piece, names))
    order = tuple((mean if t.aggregated else outer.get(t, t), desc) for t, desc in query.order)
    shown = [outer[t] for t in query.select if t in outer]
    return Query((*shown, mean), group=tuple(outer.values()), order=order, limit=query.limit, source=source)


def averages_nothing(query: Query, draft: Draft) -> bool:
    """Whether an average was asked for of what adds up, and the form has none: it would be taken for the sum."""
    return any(_averaged(draft)) and not any(t.agg == "avg" for q in parts_of(query) for t in terms_of(q))


def _averaged(draft: Draft) -> Iterator[Slot]:
    slots: Sequence[Slot] = [*draft.select, *(t.slot for t in draft.tops), *(s for s, _ in draft.order)]
    return (s for s in slots if s.averaged or s.mean)


def _shown(query: Query) -> list[Term]:
    return [*query.select, *(t for t, _ in query.order)]
