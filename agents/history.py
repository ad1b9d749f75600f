"""What the model is told of the conversation so far, shortened by rule.

The latest question that was answered is always told with its statement: the filters in force are in it. Of the others,
newest first, as many as there is room for are told whole; then with their filters instead of the statement; the oldest
are left out. A statement that the role may not run (any more) is never told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.chat import Message
from agents.context import Room
from agents.described import one_line
from agents.inquiry import Inquiry, Turn
from agents.shown import condition, sentence, statement, visible
from data.types import SafeQuery

MESSAGES = 6
"""So many of the latest turns are messages of their own; those before them are lines of a list."""
LONGEST_QUESTION = 600
"""Characters of an earlier question."""


@dataclass
class History:
    """`messages` in the order of the conversation; `earlier` are lines on the turns before them, oldest first."""

    messages: list[Message] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def history(inquiry: Inquiry, room: Room) -> History:
    """The conversation before this question, as far as there is room."""
    recent = list(inquiry.turns[-MESSAGES:])
    older = list(inquiry.turns[: -len(recent)]) if recent else []
    in_force = next((t for t in reversed(inquiry.turns) if t.sql), None)
    if in_force is not None and not any(t is in_force for t in recent):
        older.remove(in_force)
        recent.insert(0, in_force)
    whole, short = 0, 0
    told: dict[int, tuple[str, str]] = {}
    for place in _by_weight(recent, in_force):
        turn = recent[place]
        question, long = one_line(turn.question)[:LONGEST_QUESTION], _reply(inquiry, turn)
        if room.take(f"{question}\n{long}"):
            told[place], whole = (question, long), whole + 1
            continue
        brief = _reply(inquiry, turn, brief=True)
        if room.take(f"{question}\n{brief}") or turn is in_force:
            told[place], short = (question, brief), short + 1
    made = History()
    for place in sorted(told):
        question, reply = told[place]
        made.messages += [Message("user", question), Message("assistant", reply)]
    lines = room.taken(_line(inquiry, turn) for turn in reversed(older))
    made.earlier = lines[::-1]
    left = len(recent) + len(older) - whole - short - len(lines)
    if inquiry.turns:
        made.facts = {"whole": whole, "shortened": short + len(lines), "left_out": left}
    return made


def _by_weight(turns: Sequence[Turn], first: Turn | None) -> list[int]:
    """Places of the turns: the one whose filters are in force, then from the newest to the oldest."""
    newest = list(range(len(turns)))[::-1]
    return sorted(newest, key=lambda place: turns[place] is not first)


def _reply(inquiry: Inquiry, turn: Turn, *, brief: bool = False) -> str:
    """What is told of a turn's end. The answer's sentence holds values: it is told only where the model may see them."""
    asked = " ".join([*(t.question for t in inquiry.turns), inquiry.question])
    if not turn.sql:
        return one_line(sentence(inquiry, turn.text, asked))
    checked = inquiry.guard(turn.sql)
    if not isinstance(checked, SafeQuery):
        return "(answered with a statement that may not be run any more)"
    if brief:
        return f"(answered from {', '.join(checked.reads.tables)}{_filters(inquiry, checked)})"
    said = f"\n{one_line(turn.text)}" if visible(inquiry, checked) == "values" else ""
    return f"(answered with this statement) {statement(inquiry, checked, asked)}{said}"


def _line(inquiry: Inquiry, turn: Turn) -> str:
    asked = one_line(turn.question)[:LONGEST_QUESTION]
    return f"- {asked} {_reply(inquiry, turn, brief=True) if turn.sql else ''}".rstrip()


def _filters(inquiry: Inquiry, query: SafeQuery) -> str:
    if not query.reads.filters:
        return ""
    asked = " ".join([*(t.question for t in inquiry.turns), inquiry.question])
    return f" where {' and '.join(condition(inquiry, query, text, asked) for text in query.reads.filters)}"
