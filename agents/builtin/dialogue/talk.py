"""The conversation as a state: what was asked so far as one typed form, which the next words change.

`Talk.hear` replays what was said from the first question on, so nothing has to be kept between questions and the same
words always lead to the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agents.builtin.dialogue.commands import Commands
from agents.builtin.dialogue.edit import Edited, Editor
from agents.builtin.dialogue.moves import (
    Among,
    AsShare,
    Change,
    Compare,
    Keep,
    Move,
    Remove,
    Restart,
    Sort,
    Undo,
    Whole,
    Why,
    move_of,
)
from agents.builtin.dialogue.told import cond_words, told
from agents.builtin.dialogue.why import Causes
from agents.builtin.form import Query
from agents.builtin.parser import Parsed, Parser, Reading

SURE = 0.8
"""How sure an edit is at least whose words were all read."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the last words come to. `said` is a sentence for what is not a question; else `parsed` holds the readings."""

    parsed: Parsed | None
    said: str = ""


class Talk:
    """Hears conversations about one schema. `answers` says which readings are sure enough to have been answered."""

    def __init__(self, parser: Parser, answers: Callable[[Parsed], bool]) -> None:
        self._parser = parser
        self._answers = answers
        self._editor = Editor(parser)
        self._commands = Commands(parser, self._editor)
        self._causes = Causes(parser)

    def hear(self, said: Sequence[str]) -> Heard:
        """The last of these, read with all before it."""
        states: list[Query] = []
        heard = Heard(None, "What would you like to know?")
        for number, words in enumerate(said):
            heard = self._hear(words, states, last=number == len(said) - 1)
        return heard

    def _hear(self, words: str, states: list[Query], last: bool) -> Heard:
        move = move_of(words)
        match move:
            case Restart():
                states.clear()
                return Heard(None, "Started over. What would you like to know?")
            case Undo():
                return self._undone(states)
            case Whole(text=text):
                parsed = self._parser.parse(text)
                if self._answers(parsed):
                    states.append(parsed.readings[0].query)
                return Heard(parsed)
        if not states:
            return (
                Heard(self._parser.parse(words))
                if not isinstance(move, Why)
                else Heard(None, "What should I explain? Ask for a figure first.")
            )
        if isinstance(move, Why):
            return self._why(states[-1]) if last else Heard(None)
        return self._changed(words, move, states)

    def _undone(self, states: list[Query]) -> Heard:
        if len(states) < 2:
            states.clear()
            return Heard(None, "There is nothing before that. What would you like to know?")
        gone = states.pop()
        return self._heard(states[-1], SURE, told(gone, states[-1], self._parser.schema), "Taken back: ")

    def _changed(self, words: str, move: Move, states: list[Query]) -> Heard:
        before = states[-1]
        made = self._made(before, move)
        if made.query is not None and not (made.read is not None and made.read.unread):
            sql = self._parser.sql_of(made.query)
            if sql is not None:
                states.append(made.query)
                return self._heard(made.query, SURE, told(before, made.query, self._parser.schema))
        alone = self._parser.parse(words)
        if self._answers(alone) and not (isinstance(move, Change) and move.adds):
            states.append(alone.readings[0].query)
            return Heard(self._anew(alone, before))
        read = made.read if made.read is not None and made.read.unread else alone
        problem = "what that changes in the question before" if read is alone else read.problem
        return Heard(replace(read, readings=(), problem="" if read.unread else problem))

    def _anew(self, alone: Parsed, before: Query) -> Parsed:
        """A question of its own after all: a filter that falls away by that is told."""
        lost = [cond_words(c, self._parser.schema) for c in (*before.where, *before.having) if c.op != "sql"]
        if not lost:
            return alone
        first = alone.readings[0]
        note = f"Read as a new question: {' and '.join(lost)} does not hold in it any more."
        return replace(alone, readings=(replace(first, assumptions=(*first.assumptions, note)), *alone.readings[1:]))

    def _made(self, before: Query, move: Move) -> Edited:
        match move:
            case Keep():
                return self._commands.keep(before, move)
            case Sort():
                return self._commands.sort(before, move)
            case AsShare():
                return self._commands.share(before, move)
            case Compare():
                return self._commands.compare(before, move, self._parser.today)
            case Remove():
                return self._commands.remove(before, move)
            case Among():
                return self._commands.among(before, move)
            case Change():
                return self._editor.change(before, move)
        return Edited(None)

    def _why(self, query: Query) -> Heard:
        causes = self._causes.of(query)
        if causes is None:
            return Heard(
                None,
                "To explain a change I need a figure over time, or for a period. Ask for one first, e.g. by month.",
            )
        sql, told_so = causes
        empty = self._parser.parse("")
        return Heard(replace(empty, readings=(Reading(query, sql, SURE, (), (told_so,)),), problem=""))

    def _heard(self, query: Query, sure: float, change: str, opening: str = "Follow-up: ") -> Heard:
        sql = self._parser.sql_of(query)
        empty = self._parser.parse("")
        if sql is None:
            return Heard(replace(empty, problem="how these belong together"))
        return Heard(replace(empty, readings=(Reading(query, sql, sure, (), (f"{opening}{change}.",)),), problem=""))
