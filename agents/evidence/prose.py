"""A model's sentence against the rows: judged, sent back once with what is wrong, dropped if it still does not hold."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import replace

from agents.chat import ChatModel, Delta, Message, Reply
from agents.evidence.grounding import Grounding, ground
from agents.evidence.view import beside, view_of
from agents.inquiry import Inquiry
from agents.loop import UNDER, Drafts
from agents.prompt import load
from agents.shown import shown, visible
from agents.steps import Span, Spoke, Step
from data.errors import Cancelled, CandorError
from data.types import Result, SafeQuery

NAMED = 6
"""Pieces that are named to the model."""
REWRITE = "rewrite"


def judge(inquiry: Inquiry, query: SafeQuery, result: Result, text: str) -> Grounding:
    """Every claim of a text, and what it rests on."""
    asked = " ".join((inquiry.question, *(t.question for t in inquiry.turns)))
    around = beside(asked, inquiry.today, query.reads.filters, _vocabulary(inquiry, query))
    return ground(text, view_of(result), around)


def _vocabulary(inquiry: Inquiry, query: SafeQuery) -> Iterator[str]:
    """The words of the tables that were read, their columns and measures: a sentence may use them."""
    for name in query.reads.tables:
        table = inquiry.schema.table(name)
        if table is None:
            continue
        yield from (table.name, table.title, *table.synonyms)
        for column in table.columns:
            yield from (column.name, column.title, column.unit, *column.synonyms)
    for metric in inquiry.schema.metrics:
        yield from (metric.name, metric.title, metric.unit, *metric.synonyms)


def rewritten(inquiry: Inquiry, drafts: Drafts, model: ChatModel) -> Generator[Step, None, Drafts]:
    """The draft with a sentence that holds, where one further reply of the model brings it; else as it was.

    A model that was not shown the rows cannot do better and is not asked.
    """
    query, text = drafts.ran.query, drafts.text.strip()
    if not text or not drafts.result.rows or visible(inquiry, query) not in ("samples", "values"):
        return drafts
    missing = judge(inquiry, query, drafts.result, text).missing
    if not missing:
        return drafts
    started = time.time_ns()
    try:
        inquiry.meter.round()
        reply = _reply(model, _messages(inquiry, drafts, missing))
    except Cancelled:
        raise
    except CandorError:
        return drafts
    if reply is None:
        return drafts
    inquiry.meter.spend(reply.usage, reply.model)
    after = judge(inquiry, query, drafts.result, reply.text).missing
    details = {"why": "grounding", "missing_before": len(missing), "missing_after": len(after)}
    span = Span("chat_model", "sql_generation", started, time.time_ns(), UNDER, details)
    yield Spoke(reply.model, reply.text, (), reply.usage, None, span)
    return replace(drafts, text=reply.text) if reply.text.strip() and not after else drafts


def _messages(inquiry: Inquiry, drafts: Drafts, missing: tuple[str, ...]) -> list[Message]:
    wrong = ", ".join(f"“{m}”" for m in missing[:NAMED])
    told = (
        f"Question: {inquiry.question}\n\nYour answer: {drafts.text.strip()}\n\nNot borne out by the rows: {wrong}\n\n"
        f"Rows: {shown(inquiry, drafts.ran.query, drafts.result)}"
    )
    return [Message("system", load(REWRITE).text), Message("user", told)]


def _reply(model: ChatModel, messages: list[Message]) -> Reply | None:
    last: Reply | None = None
    for item in model.complete(messages, ()):
        if not isinstance(item, Delta):
            last = item
    return last
