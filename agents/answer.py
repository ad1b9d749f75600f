"""The answer: a short text whose every number is in the result, with the receipt under it.

A model's own sentence is kept only when each number, date, rank and name in it is borne out by the rows
(`agents.evidence.grounding`); otherwise, and when it wrote none, the sentence is made from the rows (`agents.sentence`).
"""

from __future__ import annotations

from agents.charts.spec import ChartSpec
from agents.evidence.explain import EMPTY
from agents.evidence.grounding import Grounding
from agents.evidence.prose import judge
from agents.evidence.sure import doubtful, nothing, sure, wrong
from agents.followups import follow_ups
from agents.inquiry import Outcome
from agents.loop import Drafts
from agents.prompt import Prompt
from agents.receipt import receipt
from agents.sentence import sentence, with_scope
from agents.steps import Answer, Note
from data.evidence.total import rows_in_all

DOUBTED = 0.7
"""A figure that the rows make doubtful is not told as sure, however surely the question was read."""
WRONG = 0.3
"""Figures that are all known to be wrong are not sure at all."""


def write(outcome: Outcome, drafts: Drafts, chart: ChartSpec, notes: tuple[Note, ...], prompt: Prompt) -> Answer:
    """The whole answer to a question whose rows are there."""
    text, judged, more = _text(outcome, drafts, chart, notes)
    why = next((n.text for n in notes if n.check == EMPTY), "")
    if why:
        text, notes = f"{text} {why}", tuple(n for n in notes if n.check not in ("empty_result", EMPTY))
    notes = notes + more
    empty = nothing(outcome.result, chart)
    made, confidence = receipt(outcome, drafts, notes, prompt), weighed(drafts.confidence, notes, empty)
    return Answer(
        text=text,
        query=outcome.ran.query,
        result=outcome.result,
        chart=chart,
        receipt=made,
        notes=notes,
        follow_ups=follow_ups(outcome),
        confidence=confidence,
        grounded=judged.share,
        operations=judged.operations,
        sure=sure(confidence, made, notes, outcome.inquiry.question, outcome.inquiry.schema, chart, empty),
    )


def weighed(confidence: float | None, notes: tuple[Note, ...], empty: str = "") -> float | None:
    """How sure the answer is: the reading's confidence, no higher than `DOUBTED` where the rows make the figure doubtful
    or there is nothing to show (`empty` says so), and no higher than `WRONG` where they show that every figure is wrong."""
    if confidence is None:
        return None
    return min(confidence, WRONG if wrong(notes) else DOUBTED if empty or doubtful(notes) else confidence)


def _text(
    outcome: Outcome, drafts: Drafts, chart: ChartSpec, notes: tuple[Note, ...]
) -> tuple[str, Grounding, tuple[Note, ...]]:
    """The model's sentence where all of it holds, else one that is made of the rows."""
    written = drafts.text.strip()
    made = sentence(outcome.result, chart, any(n.check == "incomplete_last_period" for n in notes), _total(outcome))
    if outcome.result.rows == 1 and (figure := next((n.figure for n in notes if n.figure), "")):
        made = f"{made.removesuffix('.')} ({figure})."
    if not written or outcome.result.rows == 0:
        return made, Grounding(), ()
    judged = judge(outcome.inquiry, outcome.ran.query, outcome.result, written)
    if not judged.missing:
        return with_scope(written, chart.scope), judged, ()
    wrong = ", ".join(f"“{claim}”" for claim in judged.missing[:3])
    told = f"The model's sentence held {wrong}, which the result does not show; it was dropped."
    return made, judged, (Note("grounding", "info", told),)


def _total(outcome: Outcome) -> int | None:
    """How many rows there are, where not all of them were fetched."""
    inquiry = outcome.inquiry
    return rows_in_all(outcome.ran.query.tree, inquiry.inspect, inquiry.known) if outcome.result.truncated else None
