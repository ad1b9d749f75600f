"""The model loop: the chat model calls tools until it is done, inside the question's budget.

A call that cannot be carried out goes back to the model with a text that says how to mend it; the same statement twice
stops the loop. The loop knows tools through the registry only.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agents.chat import ChatModel, Delta, Message, Reply, ToolCall, ToolSpec
from agents.inquiry import Inquiry
from agents.prompt import Prompt, messages
from agents.registry import Registry, Specialist
from agents.steps import Asked, Called, Drafted, End, Failed, Found, Ran, Refused, Span, Spoke, Step
from agents.tools import BadCallError, Finish, Output, Tool
from data.errors import Cancelled, ModelUnavailable
from data.types import Result

UNDER = "sql_generation"
Offered = Mapping[str, tuple[Tool, Specialist]]


@dataclass(frozen=True, slots=True)
class Drafts:
    """The loop ended with rows: the last run, the model's sentence and what it took for granted."""

    ran: Ran
    result: Result
    text: str
    assumptions: tuple[str, ...]
    confidence: float | None
    model: str


@dataclass(slots=True)
class _State:
    """What has happened so far in the loop."""

    messages: list[Message]
    told: Mapping[str, object]
    """What the first request holds and what was left out of it; for the trace."""
    ran: Ran | None = None
    failed: Ran | None = None
    rejected: Drafted | None = None
    statements: dict[str, int] = field(default_factory=dict)
    confidence: float | None = None
    model: str = ""
    nudged: bool = False


def converse(
    inquiry: Inquiry, found: Found, model: ChatModel, registry: Registry, prompt: Prompt
) -> Generator[Step, None, Drafts | End]:
    """Talk with the model until it finishes, asks, declines or runs out of budget."""
    tools = registry.tools
    specs = [t.spec for t, _ in tools.values()]
    told = messages(prompt, inquiry, found, specs)
    state = _State(list(told.messages), told.facts)
    while True:
        inquiry.meter.round()
        _stop_if_cancelled(inquiry)
        reply, span = _listen(model, state, specs)
        inquiry.meter.spend(reply.usage)
        if reply.confidence is not None:
            state.confidence = reply.confidence
        state.model = reply.model
        wants = tuple(c.name for c in reply.tool_calls)
        yield Spoke(reply.model, reply.text, wants, reply.usage, reply.confidence, span)
        state.messages.append(Message("assistant", reply.text, reply.tool_calls))
        if not reply.tool_calls:
            ended = _without_tools(state, reply)
            if ended is not None:
                return ended
            continue
        for call in reply.tool_calls:
            said = yield from _answer_call(inquiry, state, call, tools)
            if isinstance(said, Asked):
                return replace(said, unread=reply.unread)
            if isinstance(said, Refused | Failed):
                return said
            if isinstance(said, Finish):
                if state.ran is not None and state.ran.result is not None:
                    return _drafts(state, said.answer, said.assumptions)
                said = "There is no result yet. Call run_sql first; finish only after it has returned rows."
            state.messages.append(Message("tool", said, tool_call_id=call.id))


def _listen(model: ChatModel, state: _State, specs: Sequence[ToolSpec]) -> tuple[Reply, Span]:
    """One whole reply, with the time it took and the time to its first word."""
    started = time.time_ns()
    first = 0
    reply: Reply | None = None
    for item in model.complete(state.messages, specs):
        first = first or time.time_ns()
        if not isinstance(item, Delta):
            reply = item
    if reply is None:
        raise ModelUnavailable(f"The model {model.name} ended without a reply.", "Ask again, or choose another model.")
    details = {
        "first_token_ms": (first - started) / 1e6,
        "finish": reply.finish,
        "messages": len(state.messages),
        **state.told,
    }
    state.told = {}
    return reply, Span("chat_model", "sql_generation", started, time.time_ns(), UNDER, details)


def _without_tools(state: _State, reply: Reply) -> Drafts | End | None:
    """A reply that calls nothing: the answer if rows are there, else one reminder, else the end."""
    if state.ran is not None and state.ran.result is not None and reply.text.strip():
        return _drafts(state, reply.text, ())
    if not state.nudged:
        state.nudged = True
        state.messages.append(
            Message(
                "user",
                "Reply with a tool call: run_sql to get the figures, ask_user if the question is unclear, "
                "decline if the data cannot answer it, finish when the last result answers it.",
            )
        )
        return None
    if reply.finish == "refusal":
        return Refused(reply.text or "The model declined to answer this question.", None, "model_refusal")
    return Failed(
        "The model answered without looking at the data, so its answer is not shown. "
        "Ask again in other words, or choose another model.",
        "sql_failed",
    )


def _answer_call(
    inquiry: Inquiry, state: _State, call: ToolCall, tools: Offered
) -> Generator[Step, None, Output | Failed]:
    """Carry out one tool call; what comes back is for the model, or ends the loop."""
    inquiry.meter.tool()
    started = time.time_ns()
    if call.name not in tools:
        text = f"There is no tool {call.name!r}. The tools are: {', '.join(tools)}."
        yield _called(call, {}, text, True, "", started)
        return text
    made, owner = tools[call.name]
    try:
        arguments = made.parse(call.arguments)
    except BadCallError as error:
        yield _called(call, {}, str(error), True, owner.name, started)
        return str(error)
    walk = made.call(inquiry, arguments)
    said: Output
    failed = False
    while True:
        try:
            step = next(walk)
        except StopIteration as stop:
            said = stop.value
            break
        yield step
        failed = _note(state, step)
    stop_now = _same_again(state, arguments) if failed else None
    yield _called(call, arguments, said if isinstance(said, str) else type(said).__name__, failed, owner.name, started)
    return stop_now or said


def _note(state: _State, step: Step) -> bool:
    """Remember what a tool's Step means for the loop; True when it is a failure that the model should mend."""
    match step:
        case Drafted(query=None):
            state.rejected = step
            return True
        case Ran(result=None):
            state.failed = step
            return True
        case Ran():
            state.ran = step
    return False


def _same_again(state: _State, arguments: dict[str, object]) -> Failed | None:
    """The same statement a second time would fail a second time: stop and say what was wrong with it."""
    sql = " ".join(str(arguments.get("sql", "")).split())
    state.statements[sql] = state.statements.get(sql, 0) + 1
    if state.statements[sql] < 2:
        return None
    if state.failed is not None and state.failed.error_class is not None:
        return Failed(state.failed.error, state.failed.error_class, sql)
    reason = state.rejected.reason if state.rejected is not None else ""
    return Failed(f"The model's SQL was refused twice: {reason}", "sql_failed", sql)


def _called(
    call: ToolCall, arguments: dict[str, object], output: str, failed: bool, owner: str, started: int
) -> Called:
    span = Span(f"tool:{call.name}", owner, started, time.time_ns(), UNDER)
    return Called(call.name, arguments, output, failed, span)


def _drafts(state: _State, text: str, assumptions: tuple[str, ...]) -> Drafts:
    if state.ran is None or state.ran.result is None:
        raise AssertionError("A draft without rows.")
    return Drafts(state.ran, state.ran.result, text, assumptions, state.confidence, state.model)


def _stop_if_cancelled(inquiry: Inquiry) -> None:
    if inquiry.cancel is not None and inquiry.cancel.is_set():
        raise Cancelled("The question was stopped.", "Ask it again whenever you like.")
