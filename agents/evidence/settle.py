"""What is put right between the run and the answer: figures that a join multiplies, groups in no order, and a sentence
that does not hold."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import replace

from agents.charts.order import arranged
from agents.chat import ChatModel
from agents.data_quality import used_of
from agents.evidence.prose import rewritten
from agents.inquiry import Inquiry
from agents.loop import UNDER, Drafts
from agents.steps import Drafted, Ran, Span, Step
from data.errors import Cancelled, CandorError
from data.evidence.facts import defined_on
from data.evidence.fanout import Fanout
from data.evidence.once import counted_once
from guardrails.question import is_query
from guardrails.sql import Rejected


def settle(inquiry: Inquiry, drafts: Drafts, model: ChatModel) -> Generator[Step, None, Drafts]:
    """The draft as it can be answered for."""
    drafts = yield from _once(inquiry, drafts)
    result = arranged(drafts.result, drafts.ran.query, inquiry.schema)
    drafts = replace(drafts, result=result, ran=replace(drafts.ran, result=result))
    return (yield from rewritten(inquiry, drafts, model))


def _once(inquiry: Inquiry, drafts: Drafts) -> Generator[Step, None, Drafts]:
    """Each row counted once, where that is provably what is meant: the measure is a metric that is defined on the rows
    that are repeated, and the join that repeats them does nothing but filter.

    Without a definition it cannot be told: the credits of all classes of a department may well count a course once for
    each class. The other statement is then offered beside the warning. One that the person wrote runs as it is written.
    """
    if is_query(inquiry.question) or not drafts.result.rows:
        return drafts
    used = used_of(inquiry, drafts.ran.query, drafts.result)
    found = [f for f in used.multiplied if isinstance(f, Fanout)]
    meant = (f.filters_only and all(defined_on(c, f.of, inquiry.schema, inquiry.known) for c in f.calls) for f in found)
    if not found or not all(meant) or used.written is None:
        return drafts
    better = counted_once(used.written, found, inquiry.schema, inquiry.inspect, inquiry.known)
    if better is None:
        return drafts
    started = time.time_ns()
    sql = better.sql(dialect="duckdb", pretty=True)
    query = inquiry.guard(sql)
    if isinstance(query, Rejected):
        return drafts
    try:
        result = inquiry.run(query, inquiry.cancel)
    except Cancelled:
        raise
    except CandorError:
        return drafts
    if result.columns != drafts.result.columns:
        return drafts
    yield Drafted(sql, query, "", "", Span("sql_validation", "guard", started, time.time_ns(), UNDER))
    ran = Ran(query, result, None, "", Span("query_execution", "warehouse", started, time.time_ns(), UNDER))
    yield ran
    told = tuple(_told(f) for f in found)
    return replace(drafts, ran=ran, result=result, assumptions=(*drafts.assumptions, *told))


def _told(found: Fanout) -> str:
    of, by = " and ".join(found.of), " and ".join(found.by)
    return (
        f"Each row of {of} counts once, though several rows of {by} meet it: "
        f"the plain join would give {found.times:,.3g} times the {found.call}."
    )
