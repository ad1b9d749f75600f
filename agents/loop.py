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
REMINDER = (
    "Reply with a tool call: run_sql to get the figures, ask_user if the question is unclear, "
    "decline if the data cannot answer it, finish when the last result answers it."
)
CUT = "Your reply was cut off at its length limit. Be shorter. "
BEFORE = "You made this call before; nothing was run again."
LAST = "One reply is left: finish with the last result, or call ask_user or decline."


@dataclass(frozen=True, slots=True)
class Drafts:
    """The loop ended with rows: the last run, the model's sentence and what it took for granted."""

    ran: Ran
    result: Result
    text: str
    assumptions: tuple[str, ...]
    confidence: float | None
    model: str
    stands_in: str = ""
    """Why `model` answered in place of the one that is set; empty when it is that one."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one call brought."""

    output: Output | Failed
    failed: bool


@dataclass(slots=True)
class _State:
    """What has happened so far in the loop."""

    messages: list[Message]
    ran: Ran | None = None
    failed: Ran | None = None
    rejected: Drafted | None = None
    attempts: set[tuple[str, str]] = field(default_factory=set)
    """Calls that failed."""
    done: dict[tuple[str, str], tuple[str, Ran | None]] = field(default_factory=dict)
    """What calls that went well brought, and the run behind it."""
    confidence: float | None = None
    model: str = ""
    stands_in: str = ""
    nudged: bool = False

    @property
    def has_rows(self) -> bool:
        return self.ran is not None and self.ran.result is not None


def converse(
    inquiry: Inquiry, found: Found, model: ChatModel, registry: Registry, prompt: Prompt
) -> Generator[Step, None, Drafts | End]:
    """Talk with the model until it finishes, asks, declines or runs out of budget."""
    tools = registry.tools
    specs = [t.spec for t, _ in tools.values()]
    told = messages(prompt, inquiry, found, specs)
    state = _State(list(told.messages))
    while True:
        inquiry.meter.round()
        _stop_if_cancelled(inquiry)
        reply, span = _listen(model, state.messages, specs)
        if inquiry.meter.rounds == 1:
            span = replace(span, details={**span.details, **told.facts})
        inquiry.meter.spend(reply.usage, reply.model, reply.aside)
        if reply.confidence is not None:
            state.confidence = reply.confidence
        state.model, state.stands_in = reply.model, reply.stands_in
        wants = tuple(c.name for c in reply.tool_calls)
        used = sum((usage for _, usage in reply.aside), reply.usage)
        yield Spoke(reply.model, reply.text, wants, used, reply.confidence, span)
        state.messages.append(Message("assistant", reply.text, reply.tool_calls))
        if reply.tool_calls:
            ended = yield from _answer_calls(inquiry, state, reply, tools)
        else:
            ended = _without_tools(state, reply)
        if ended is not None:
            return _said_by(state, ended)


def _listen(model: ChatModel, said: Sequence[Message], specs: Sequence[ToolSpec]) -> tuple[Reply, Span]:
    """One whole reply, with the time it took and the time to its first word."""
    started = time.time_ns()
    first = 0
    reply: Reply | None = None
    for item in model.complete(said, specs):
        first = first or time.time_ns()
        if not isinstance(item, Delta):
            reply = item
    if reply is None:
        raise ModelUnavailable(f"The model {model.name} ended without a reply.", "Ask again, or choose another model.")
    details = {"first_token_ms": (first - started) / 1e6, "finish": reply.finish, "messages": len(said), **reply.facts}
    return reply, Span("chat_model", "sql_generation", started, time.time_ns(), UNDER, details)


def _without_tools(state: _State, reply: Reply) -> Drafts | End | None:
    """A reply that calls nothing: the answer if rows are there, else one reminder, else the end."""
    if reply.finish == "refusal":
        return Refused(reply.text or "The model declined to answer this question.", None, "model_refusal")
    cut = reply.finish == "length"
    if state.has_rows and (cut or state.nudged or reply.text.strip()):
        # A text that was cut is not an answer; the sentence is then made from the rows.
        return _drafts(state, "" if cut else reply.text, ())
    if not state.nudged:
        state.nudged = True
        state.messages.append(Message("user", (CUT if cut else "") + REMINDER))
        return None
    return Failed(
        "The model answered without looking at the data, so its answer is not shown. "
        "Ask again in other words, or choose another model.",
        "sql_failed",
    )


def _answer_calls(
    inquiry: Inquiry, state: _State, reply: Reply, tools: Offered
) -> Generator[Step, None, Drafts | End | None]:
    """Carry out the calls of one reply, each different one once; the end, if they agree on one."""
    said: dict[tuple[str, str], _Said] = {}
    for call in reply.tool_calls:
        key = (call.name, call.arguments)
        if key in said:
            continue
        said[key] = yield from _answer_call(inquiry, state, call, tools)
        output = said[key].output
        if isinstance(output, Failed):
            return output
    endings = [s.output for s in said.values() if not isinstance(s.output, str)]
    wrong = _no_end(state, said, endings)
    if endings and not wrong:
        return _ending(state, reply, endings[0])
    for call in reply.tool_calls:
        one = said[call.name, call.arguments]
        text = one.output if isinstance(one.output, str) else wrong
        state.messages.append(Message("tool", text, tool_call_id=call.id, failed=one.failed or text is wrong))
    if inquiry.meter.one_left:
        last = state.messages[-1]
        state.messages[-1] = replace(last, content=f"{last.content}\n{LAST}")
    return None


def _no_end(state: _State, said: Mapping[tuple[str, str], _Said], endings: Sequence[Output | Failed]) -> str:
    """Why the reply cannot end the question, as a text for the model; empty when it can."""
    if len(endings) > 1:
        return "You handed in several different ends at once; none was taken. Call one of them alone."
    if not any(isinstance(e, Finish) for e in endings):
        return ""
    if not state.has_rows:
        return "There is no result yet. Call run_sql first; finish only after it has returned rows."
    if any(s.failed for s in said.values()):
        return "Another call of the same reply failed, so nothing was handed in. Mend it first, then finish."
    return ""


def _ending(state: _State, reply: Reply, said: Output | Failed) -> Drafts | End:
    match said:
        case Asked():
            return replace(said, unread=reply.unread)
        case Finish(answer=answer, assumptions=assumptions):
            return _drafts(state, answer, assumptions)
        case Refused(error_class=None) if (stopped := _stopped(state)) is not None:
            return stopped
        case Refused() | Failed():
            return said
    raise AssertionError(f"{said!r} ends nothing.")


def _stopped(state: _State) -> Failed | None:
    """What really ended a question that the model gave up: its statement took too long or too much, or had no place."""
    ran = state.failed
    if ran is None or state.has_rows or ran.error_class not in ("timed_out", "too_expensive", "busy"):
        return None
    return Failed(ran.error, ran.error_class, ran.query.sql)


def _answer_call(inquiry: Inquiry, state: _State, call: ToolCall, tools: Offered) -> Generator[Step, None, _Said]:
    """Carry out one tool call; what comes back is for the model, or ends the loop."""
    inquiry.meter.tool()
    started = time.time_ns()
    if call.name not in tools:
        text = f"There is no tool {call.name!r}. The tools are: {', '.join(tools)}."
        yield _called(call, {}, text, True, "", started)
        return _Said(_same_again(state, call, text) or text, True)
    made, owner = tools[call.name]
    try:
        arguments = made.parse(call.arguments)
    except BadCallError as error:
        yield _called(call, {}, str(error), True, owner.name, started)
        return _Said(_same_again(state, call, str(error)) or str(error), True)
    attempt = _attempt(call, str(arguments.get("sql", "")))
    if attempt in state.done:
        text, ran = state.done[attempt]
        state.ran = ran or state.ran
        yield _called(call, arguments, text, False, owner.name, started)
        return _Said(f"{text}\n{BEFORE}", False)
    walk = made.call(inquiry, arguments)
    said: Output
    failed, earlier = False, state.ran
    while True:
        try:
            step = next(walk)
        except StopIteration as stop:
            said = stop.value
            break
        yield step
        failed = _note(state, step)
    stop_now = _same_again(state, call, "", attempt[1] if "sql" in arguments else "") if failed else None
    if isinstance(said, str) and not failed:
        state.done[attempt] = (said, state.ran if state.ran is not earlier else None)
    yield _called(call, arguments, said if isinstance(said, str) else type(said).__name__, failed, owner.name, started)
    return _Said(stop_now or said, failed)


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


def _attempt(call: ToolCall, sql: str = "") -> tuple[str, str]:
    """What makes two calls the same: the tool, and the statement or else all arguments."""
    return call.name, " ".join((sql or call.arguments).split())


def _same_again(state: _State, call: ToolCall, wrong: str, sql: str = "") -> Failed | None:
    """The same attempt a second time would fail a second time: stop and say what was wrong with it."""
    attempt = _attempt(call, sql)
    if attempt not in state.attempts:
        state.attempts.add(attempt)
        return None
    if not sql:
        return Failed(f"The model made the same wrong call twice: {wrong}", "sql_failed")
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
    return Drafts(state.ran, state.ran.result, text, assumptions, state.confidence, state.model, state.stands_in)


def _said_by(state: _State, ended: Drafts | End) -> Drafts | End:
    """An end that a stand-in came to says so: what it could not do, the model that is set may have done."""
    told = state.stands_in
    match ended:
        case Asked() if told:
            return replace(ended, text=f"{told} {state.model} stood in: {ended.text}")
        case Refused(error_class="not_allowed") if told:
            return replace(ended, text=f"{told} {ended.text}")
        case Refused() if told:
            return Failed(f"{told} {state.model} stood in and had no answer: {ended.text}", "model_unavailable")
        case Failed() if told:
            return replace(ended, text=f"{told} {state.model} stood in: {ended.text}")
    return ended


def _stop_if_cancelled(inquiry: Inquiry) -> None:
    if inquiry.cancel is not None and inquiry.cancel.is_set():
        raise Cancelled("The question was stopped.", "Ask it again whenever you like.")
