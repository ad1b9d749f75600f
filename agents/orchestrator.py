"""The way of a question, from top to bottom.

`ask` yields Steps and ends with Answered, Asked, Refused or Failed. It knows the order of things and nothing of how each
is done: the screen is the guard's, the specialists are the registry's, the model loop is `agents.loop`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from agents.answer import write
from agents.chat import ChatModel
from agents.evidence.settle import settle
from agents.inquiry import Inquiry, Outcome
from agents.loop import Drafts, converse
from agents.prompt import Prompt
from agents.registry import Registry, timed
from agents.steps import (
    Added,
    Answered,
    Asked,
    Charted,
    Checked,
    End,
    Failed,
    Found,
    Note,
    Refused,
    Screened,
    Span,
    Step,
)
from agents.suggest import holdings, suggestions
from data.errors import CandorError
from guardrails.question import ABOUT_CANDOR, Declined, Passed, Vague

ABOUT = "Ask about the data in plain English: counts, sums, averages, rankings, comparisons, by any column or period."
OFFERED = 4
"""Questions to begin with that are offered to who said nothing in particular."""


def ask(inquiry: Inquiry, model: ChatModel, registry: Registry, prompt: Prompt) -> Iterator[Step]:
    """All that happens to one question. What goes wrong on purpose ends it as Failed; a bug of ours flies."""
    try:
        yield from _ask(inquiry, model, registry, prompt)
    except CandorError as error:
        yield Failed(str(error), error.error_class)


def _ask(inquiry: Inquiry, model: ChatModel, registry: Registry, prompt: Prompt) -> Iterator[Step]:
    screened = _screen(inquiry)
    yield screened
    if not isinstance(screened, Screened):
        return
    inquiry = replace(inquiry, question=screened.question)

    found, span = timed(registry.last("retrieval"), inquiry)
    found = replace(found, span=span)
    yield found

    drafts = yield from converse(inquiry, found, model, registry, prompt)
    if not isinstance(drafts, Drafts):
        yield drafts
        return
    drafts = yield from settle(inquiry, drafts, model)
    yield from _finish(inquiry, found, drafts, registry, prompt)


def _screen(inquiry: Inquiry) -> Screened | End:
    started = time.time_ns()
    verdict = inquiry.screen(inquiry.question)
    match verdict:
        case Passed(note=note) if note == ABOUT_CANDOR:
            return Asked(f"{holdings(inquiry.schema)} {ABOUT}", suggestions(inquiry.schema), None)
        case Passed(question=question, note=note):
            return Screened(question, note, Span("question_screen", "guard", started, time.time_ns()))
        case Declined(reason=reason, text=text):
            return Refused(text, "not_allowed" if reason in ("change_data", "forbidden_data") else None, reason)
        case Vague() if inquiry.turns:
            # "And by region?" says little by itself; the conversation says the rest.
            return Screened(inquiry.question, "follow-up", Span("question_screen", "guard", started, time.time_ns()))
        case Vague(text=text, options=options):
            return Asked(text, suggestions(inquiry.schema)[:OFFERED] or options)


def _stand_in(drafts: Drafts) -> tuple[Note, ...]:
    """Said when another model than the one that is set has answered."""
    if not drafts.stands_in:
        return ()
    return (Note("fallback", "warning", f"{drafts.stands_in} {drafts.model} answered in its place."),)


def _finish(inquiry: Inquiry, found: Found, drafts: Drafts, registry: Registry, prompt: Prompt) -> Iterator[Step]:
    """The rows are there: check them, draw them, say what they say."""
    outcome = Outcome(inquiry, found, drafts.ran, drafts.result)
    notes = _stand_in(drafts)
    for entry in registry.stage("quality"):
        more, span = timed(entry, outcome)
        notes += more
        yield Checked(more, span) if entry.span == "data_quality" else Added(more, span)
    spec, span = timed(registry.last("chart"), outcome)
    yield Charted(spec, span)
    yield Answered(write(outcome, drafts, spec, notes, prompt))
