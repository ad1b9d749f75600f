"""The built-in model as a chat model: it reads questions with the parser and speaks the tool protocol.

It reads no prompt text: only the `user` messages and what its own calls brought back. It is deterministic.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from agents.builtin.coverage import lost
from agents.builtin.dialogue.rivals import Rival
from agents.builtin.dialogue.talk import Talk
from agents.builtin.form import Query
from agents.builtin.idioms import main_measure
from agents.builtin.offers import offers
from agents.builtin.parser import Parsed, Parser
from agents.builtin.say import question_of
from agents.builtin.tongues import Tongue, tongue_of
from agents.chat import Delta, Message, Reply, ToolCall, ToolSpec
from agents.given import not_run
from agents.steps import Usage
from data.types import Schema
from guardrails.question import nearly_query
from retrieval.values import ValueIndex

THRESHOLD = 0.69
"""It answers when its reading is at least as sure as this and no word is left unread."""
TRIES = 3
COMPARE = "compare_readings"
AGREED = 0.75
"""How sure an answer is at least on which all readings agree."""
_NO_WAY_ON = (
    "I read the question, but every statement that I made of it was refused or failed. Please ask it in other words."
)
_LEADS = frozenset({"in", "from", "for", "of", "at", "with", "without", "where", "to", "on", "by", "per"})
"""Words that lead to a condition or a breakdown."""
WORTH_OFFERING = 0.1
"""A reading less sure than this is not offered."""
PROBLEMS = {
    "what to show": "I did not see what you want to know: which figures, or the names of what?",
    "the most of what": "I did not see what the most is counted of.",
    "what to compare": "I did not see what is compared with what.",
    "compared with what": "I did not see what is compared with what.",
    "what grows": "I did not see what grows or falls: of which figure is the change meant, e.g. revenue or orders?",
    "in percent of what": "In percent of what? Ask for the share that each has of the total, or for one figure as a share of another.",
    "which way": "Two keys lead from one of these tables to the other, such as from where and to where. Which one is meant?",
    "both ends": "Ask for the highest and for the lowest one at a time, or for all of them with their figures.",
    "a measure": "Two measures are named and I do not see how one goes with the other. Ask for them one at a time, or say whose: e.g. of customers who joined in 2025.",
    "the highest of what": "The highest or lowest of what: of the months, the customers, the products? Say which are compared.",
    "average of what": "An average over what: of the days, of the months, or for each of something?",
    "by what": "I did not see by what they are to be ranked: which column says how high or how big they are?",
    "left out": "I could not leave out what is to be left out: the rows of that table would be the only ones in the answer.",
    "the time of a list": "The time could be about each of the things that are left out. Ask for one of them at a time.",
    "how these belong together": "The parts of this question are in tables that I cannot connect.",
    "which time": "I found no day in the data that this time could be about.",
    "how long": "I found no beginning and end in the data to say how long it takes.",
    "how many of what": "I did not see what is to be counted.",
}
"""What could not be made out, as a sentence; every other problem is words of the question."""
FOREIGN = 3
"""From so many unread words on, and most of the question, it is taken for another language or no question at all."""


class BuiltinModel:
    """Reads questions about one role's view of the data. `always` answers with the best reading, however unsure.

    `earlier` are the questions of the conversation before this one, all of them, for what stands in the messages may be
    shortened; None takes them from the messages. `habits` are questions that were open, with the replies that settled them.
    """

    name = "builtin"

    def __init__(
        self,
        schema: Schema,
        values: ValueIndex,
        today: dt.date,
        always: bool = False,
        earlier: Sequence[str] | None = None,
        habits: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._parser = Parser(schema, values, today)
        self._values = values
        self._always = always
        self._earlier = earlier
        self._talk = Talk(self._parser, self._answers, habits)

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        """One reply: a statement to run, the end, a question back, or that the data do not hold it."""
        last = max((i for i, m in enumerate(messages) if m.role == "user"), default=-1)
        if last < 0:
            yield self._call("ask_user", {"question": "What would you like to know?", "options": []}, 0.0)
            return
        said = [m.content for m in messages[: last + 1] if m.role == "user"]
        if nearly_query(said[-1]):
            yield self._pasted(said[-1], [m.content for m in messages[last + 1 :] if m.role == "tool"])
            return
        compares = not self._always and any(t.name == COMPARE for t in tools)
        heard = self._talk.hear(said if self._earlier is None else [*self._earlier, said[-1]], compares)
        if heard.parsed is None:
            yield self._call("ask_user", {"question": heard.said, "options": []}, 1.0)
            return
        results = [m.content for m in messages[last + 1 :] if m.role == "tool"]
        if any(c.name == "finish" for m in messages[last + 1 :] for c in m.tool_calls):
            yield self._call("decline", {"reason": "other", "message": _NO_WAY_ON}, 0.0)
            return
        if heard.rivals and not (results and _failed(results[-1])):
            yield self._compared(heard.parsed, heard.rivals, results)
            return
        yield self._reply(heard.parsed, results if not heard.rivals else (), said[-1])

    def _answers(self, parsed: Parsed) -> bool:
        """Whether it is sure enough of a reading to answer with it."""
        return bool(parsed.readings) and (
            self._always or (parsed.readings[0].confidence >= THRESHOLD and not parsed.unread)
        )

    def _compared(self, parsed: Parsed, rivals: Sequence[Rival], results: Sequence[str]) -> Reply:
        """Rival readings are run before anybody is asked; when they agree, the first one answers."""
        sure = max(parsed.readings[0].confidence, AGREED) if parsed.readings else AGREED
        if results:
            same = " or ".join(f"“{r.meaning}”" for r in rivals[1:])
            note = f"Read as “{rivals[0].meaning}”; read as {same} it gives the same."
            return self._call("finish", {"answer": "", "assumptions": [note]}, sure)
        asked = {"meanings": [r.meaning for r in rivals], "statements": [r.sql for r in rivals]}
        return self._call(COMPARE, asked, sure)

    def _reply(self, parsed: Parsed, results: Sequence[str], question: str) -> Reply:
        readings = parsed.readings
        if results and not _failed(results[-1]):
            done = readings[min(len(results), len(readings)) - 1] if readings else None
            assumptions = list(done.assumptions) if done is not None else []
            return self._call("finish", {"answer": "", "assumptions": assumptions}, done.confidence if done else None)
        tried = len(results)
        if tried and (tried >= len(readings) or tried >= TRIES):
            return self._call("decline", {"reason": "other", "message": _NO_WAY_ON}, 0.0)
        if not readings:
            return self._ask(parsed, question)
        best = readings[tried]
        if not tried and not self._answers(parsed):
            return self._ask(parsed, question)
        return self._call(
            "run_sql", {"sql": best.sql, "purpose": "answer the question"}, best.confidence, parsed.unread
        )

    def _pasted(self, sql: str, results: Sequence[str]) -> Reply:
        """SQL that the person wrote goes to the guard as it is."""
        if not results:
            return self._call("run_sql", {"sql": sql, "purpose": "run the SQL as it was asked"}, 1.0)
        if _failed(results[-1]):
            return self._call("decline", {"reason": "other", "message": not_run(results[-1])}, 1.0)
        return self._call("finish", {"answer": "", "assumptions": []}, 1.0)

    def _ask(self, parsed: Parsed, question: str) -> Reply:
        """Asks back: what was not understood, and the readings to choose from, each as a question of its own."""
        near = [q for q in offers(question, parsed, self._parser, self._values) if self._surely(q) is not None]
        options = near or self._options(parsed)
        words = parsed.unread or ((parsed.problem,) if parsed.problem else ())
        if not near and (tongue := self._tongue(parsed)) is not None:
            return self._call("ask_user", {"question": _in_english(tongue, self._example()), "options": []}, 0.0, words)
        if len(parsed.unread) >= FOREIGN and len(parsed.unread) >= 0.7 * len(parsed.tokens):
            text = "I could read hardly a word of this. I read questions in English, in the words of these data."
            options = []
        elif not parsed.unread and parsed.problem in PROBLEMS:
            text = PROBLEMS[parsed.problem]
        elif words:
            quoted = ", ".join(f"“{w}”" for w in words)
            text = f"I did not understand {quoted}. "
            text += "Did you mean this?" if options else "Could you say it in words that stand in the data?"
        elif len(options) > 1:
            text = "I can read this in more than one way. Which one do you mean?"
        elif options:
            text = "I am not sure that I read this rightly. Did you mean this?"
        else:
            text = "I am not sure how to read this question. Could you ask it more simply, or one part at a time?"
        return self._call("ask_user", {"question": text, "options": options}, 0.0, words)

    def _tongue(self, parsed: Parsed) -> Tongue | None:
        said = [t.text for t in parsed.tokens if t.kind == "word"]
        named = {w.casefold() for m in parsed.mentions for w in m.text.split()}
        return tongue_of(said, parsed.unread, lambda word: word.casefold() in named)

    def _example(self) -> str:
        """A question that can be read here."""
        measure = main_measure(self._parser.names)
        return f"{measure} by month" if measure else "how many rows are there by month"

    def _options(self, parsed: Parsed) -> list[str]:
        """The readings that can be said as questions which are read in the same way, and surely."""
        found: list[str] = []
        for reading in parsed.readings:
            text = question_of(reading.query, self._parser.names)
            if text is None or text in found or reading.confidence < WORTH_OFFERING:
                continue
            if lost(reading.query, parsed.items) or _says_less(reading.query, parsed, found):
                continue
            if self._surely(text) == reading.sql:
                found.append(text)
        return found

    def _surely(self, text: str) -> str | None:
        """The statement of a question that is read surely."""
        again = self._parser.parse(text)
        best = again.readings[0] if again.readings and not again.unread else None
        return best.sql if best is not None and best.confidence >= THRESHOLD else None

    def _call(
        self, name: str, arguments: dict[str, Any], confidence: float | None, unread: tuple[str, ...] = ()
    ) -> Reply:
        call = ToolCall(f"builtin-{name}", name, json.dumps(arguments))
        return Reply("", (call,), Usage(), self.name, "tool_calls", confidence, unread)


def _says_less(query: Query, parsed: Parsed, offered: Sequence[str]) -> bool:
    """Whether it is a mere list, where words were not understood or another list is offered already, or leaves out a
    condition that was not understood: `revenue from online`."""
    conditions = any(t.text in parsed.unread and before.low in _LEADS for before, t in pairwise(parsed.tokens))
    listed = not any(t.aggregated for t in query.select)
    return conditions or (listed and bool(parsed.unread or (query.distinct and offered)))


def _in_english(tongue: Tongue, example: str) -> str:
    return (
        f"This looks like {tongue.name}. Without a language model I read questions in English only; names and values may be "
        f"as they stand in the data. {tongue.request} For example: “{example}”."
    )


def _failed(result: str) -> bool:
    """Whether a tool's result is a refusal or an error rather than rows."""
    return result.startswith(("Refused", "Failed"))
