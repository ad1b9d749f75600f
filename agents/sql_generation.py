"""The SQL specialist: the tools with which the chat model writes, tries and hands in a statement, or says that it can't.

Whatever the model writes goes through the guard; what it sees of the rows is what the policy's `model_sees` lets out.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Annotated, Literal

from agents.inquiry import Inquiry
from agents.loop import UNDER
from agents.mending import columns_of
from agents.shown import shown
from agents.steps import Asked, Drafted, Ran, Refused, Span, Step
from agents.tools import Finish, Output, tool
from data.errors import Cancelled, CandorError, ErrorClass
from data.types import SafeQuery
from guardrails.sql import Rejected

NAME = "sql_generation"


@tool
def run_sql(
    inquiry: Inquiry,
    sql: Annotated[str, "One SELECT statement in DuckDB's SQL. Write dates as literals, never current_date."],
    purpose: Annotated[str, "In a few words: what these rows are for."],
) -> Generator[Step, None, Output]:
    """Run one read-only query and see what came back. Call it when you know the tables and columns. If it fails, mend
    the statement by the hint and call it again; the same statement twice ends the question."""
    del purpose  # for the trace: it stands among the call's arguments
    ran = yield from drafted_and_run(inquiry, sql)
    if isinstance(ran, str) or ran.result is None:
        return str(ran)
    return shown(inquiry, ran.query, ran.result)


@tool
def finish(
    _inquiry: Inquiry,
    answer: Annotated[
        str,
        "One or two sentences that answer the question. Only numbers that the last result shows; "
        "leave it empty when you did not see the rows, then Candor writes the sentence.",
    ],
    assumptions: Annotated[
        list[str],
        "What you took for granted and what would change the figures if it were otherwise, as statements; empty if nothing.",
    ],
) -> Output:
    """Hand in the last result, of run_sql or of readings that agreed, as the answer. Call it as soon as that result
    answers the question."""
    return Finish(answer, tuple(assumptions))


@tool
def ask_user(
    _inquiry: Inquiry,
    question: Annotated[str, "What you need to know, in one plain sentence."],
    options: Annotated[list[str], "Two to four readings to choose from, each a complete question; empty if open."],
) -> Output:
    """Ask the person back. Call it only when the readings of the question would give different figures."""
    return Asked(question, tuple(options))


@tool
def decline(
    _inquiry: Inquiry,
    reason: Annotated[
        Literal["not_in_data", "not_allowed", "off_topic", "other"],
        "not_in_data: the tables do not hold it; not_allowed: it would change data or show what is hidden; "
        "off_topic: it is not about the data; other: you read it and still could not answer.",
    ],
    message: Annotated[str, "One polite sentence that says what is missing and what can be asked instead."],
) -> Output:
    """Say that the question cannot be answered from the data. Never invent figures instead."""
    error_class: ErrorClass | None = reason if reason in ("not_in_data", "not_allowed") else None
    return Refused(message, error_class, reason)


def drafted_and_run(inquiry: Inquiry, sql: str) -> Generator[Step, None, Ran | str]:
    """A statement past the guard and run; what was wrong with it, in words for the model, when either failed."""
    drafted = _guarded(inquiry, sql)
    yield drafted
    if drafted.query is None:
        return _mendable(inquiry, sql, f"Refused ({drafted.rule}): {drafted.reason}")
    ran = _run(inquiry, drafted.query)
    yield ran
    return ran if ran.result is not None else _mendable(inquiry, sql, f"Failed: {ran.error}")


def _mendable(inquiry: Inquiry, sql: str, wrong: str) -> str:
    """What was wrong, with what the next statement can be made of."""
    return "\n".join(filter(None, [wrong, columns_of(inquiry, sql)]))


def _guarded(inquiry: Inquiry, sql: str) -> Drafted:
    started = time.time_ns()
    verdict = inquiry.guard(sql)
    span = Span("sql_validation", "guard", started, time.time_ns(), UNDER)
    match verdict:
        case SafeQuery():
            return Drafted(sql, verdict, "", "", span)
        case Rejected(rule=rule, reason=reason, hint=hint):
            return Drafted(sql, None, rule, f"{reason} {hint}".strip(), span)


def _run(inquiry: Inquiry, query: SafeQuery) -> Ran:
    started = time.time_ns()

    def span() -> Span:
        return Span("query_execution", "warehouse", started, time.time_ns(), UNDER)

    try:
        result = inquiry.run(query, inquiry.cancel)
    except Cancelled:
        raise
    except CandorError as error:
        # Too slow or too big: the model may try a cheaper statement, the class goes to the person if it cannot.
        return Ran(query, None, error.error_class, str(error), span())
    return Ran(query, result, None, "", span())


TOOLS = (run_sql, finish, ask_user, decline)
