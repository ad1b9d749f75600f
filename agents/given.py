"""A question whose SQL the person gives: edited, saved, or with other values in its places.

It goes the same way as every question (guard, run, checks, chart, receipt, trace); only nobody has to write its SQL and
its words need no screen, since nothing reads them but the choice of a chart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.chat import Delta, Message, Reply, ToolCall, ToolSpec
from agents.inquiry import Inquiry, Verdict
from agents.steps import Usage
from guardrails.question import Passed

AUTHOR = "you"
"""Who a receipt names in the place of a model."""


class Given:
    """Stands where a chat model would and hands in one statement."""

    name = AUTHOR

    def __init__(self, sql: str) -> None:
        self._sql = sql

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        """The statement; then, when it has run, the end; else what the guard or the engine said of it."""
        del tools
        said = [m.content for m in messages if m.role == "tool"]
        if not said:
            yield _call("run_sql", {"sql": self._sql, "purpose": "run the SQL that the person gave"})
        elif said[-1].startswith(("Refused", "Failed")):
            yield _call("decline", {"reason": "other", "message": not_run(said[-1])})
        else:
            yield _call("finish", {"answer": "", "assumptions": []})


def not_run(result: str) -> str:
    """A tool's refusal or error for the person who wrote the SQL: without the columns that a model is told beside it."""
    return f"Your SQL was not run. {result.partition(chr(10))[0]}"


def with_given(inquiry: Inquiry) -> Inquiry:
    """The inquiry with no screen before it."""
    return replace(inquiry, screen=_pass)


def _pass(question: str) -> Verdict:
    return Passed(question)


def _call(name: str, arguments: dict[str, object]) -> Reply:
    call = ToolCall(f"given-{name}", name, json.dumps(arguments))
    return Reply("", (call,), Usage(), AUTHOR, "tool_calls", None)
