"""What a person picked when a question was asked back about: kept as a habit, followed when it is asked again, undone.

Readings that the built-in model compares follow a habit in its own dialogue, whatever the question that leaves the same
thing open; here the same question, in the same words, is taken for the one that was picked in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from agents.answer_cache import normal_form
from agents.builtin.dialogue.talk import Talk
from agents.builtin.model import THRESHOLD
from agents.builtin.parser import Parsed, Parser
from agents.inquiry import Inquiry, Turn
from agents.steps import Answered, Asked, Step
from data.habits import Habit
from data.store import StoredTurn

AS_BEFORE = "As you chose before"
"""How an assumption begins that rests on a habit."""


def picked(turns: Sequence[StoredTurn], words: str, tries: Sequence[str]) -> Habit | None:
    """The habit that this reply to the last turn makes: one of its ways to read the question, not a mere example of `tries`."""
    if not turns or turns[-1].status != "clarify" or words in tries:
        return None
    told = turns[-1].answer or {}
    return Habit(turns[-1].question, words) if words in (told.get("options") or ()) else None


def follow(inquiry: Inquiry, ask: Callable[[Inquiry], Iterator[Step]]) -> Iterator[Step]:
    """The Steps of a question; where it would be asked back about and was before, those of what was picked then."""
    habit = of_question(inquiry.habits, inquiry.question)
    for step in ask(inquiry):
        if habit is None or not isinstance(step, Asked) or habit.reply not in step.options:
            yield step
            continue
        for after in ask(replace(inquiry, question=habit.reply)):
            yield _noted(after, habit) if isinstance(after, Answered) else after


def of_question(habits: Sequence[Habit], question: str) -> Habit | None:
    """The latest habit about this very question."""
    form = normal_form(question)
    return next((h for h in reversed(habits) if normal_form(h.question) == form), None)


def as_read(turns: Sequence[Turn], habits: Sequence[Habit], parser: Callable[[], Parser]) -> list[str]:
    """The questions of a conversation as they were read: one that was answered by a habit as what was picked for it.

    What only tells readings apart is no question of its own; such a question stays as it was put.
    """
    if not habits:
        return [turn.question for turn in turns]
    known = {normal_form(h.question): h.reply for h in habits}
    read = [known.get(normal_form(t.question), "") if t.sql else "" for t in turns]
    if not any(read):
        return [turn.question for turn in turns]
    reader = parser()  # a reply is one of Candor's own options, so it is short
    return [
        reply if reply and _surely(reader.parse(reply)) else turn.question
        for reply, turn in zip(read, turns, strict=True)
    ]


def at_work(question: str, habits: Sequence[Habit], parser: Parser) -> tuple[Habit, ...]:
    """The habits that settle how this question is read."""
    if (own := of_question(habits, question)) is not None:
        return (own,)
    if not Talk(parser, _surely).hear([question], True).rivals:
        return ()
    return tuple(h for h in habits if not Talk(parser, _surely, [(h.question, h.reply)]).hear([question], True).rivals)


def _surely(parsed: Parsed) -> bool:
    return bool(parsed.readings) and parsed.readings[0].confidence >= THRESHOLD and not parsed.unread


def _noted(end: Answered, habit: Habit) -> Answered:
    """The answer saying what its question was taken for."""
    told = f"{AS_BEFORE}: {habit.reply.rstrip(' ?.!')}."
    receipt = replace(end.answer.receipt, assumptions=(told, *end.answer.receipt.assumptions))
    return replace(end, answer=replace(end.answer, receipt=receipt))
