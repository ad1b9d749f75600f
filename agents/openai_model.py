"""A chat model behind any OpenAI-compatible endpoint: OpenAI, Azure, vLLM, Ollama, LiteLLM, llama.cpp.

Replies are streamed and put together here. What can heal (408, 409, 429, 5xx, a broken connection or stream) is tried
again with backoff and jitter, honouring `Retry-After`; what cannot becomes ModelUnavailable with what the operator must do.
A reply that broke half-way is never handed on as whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import openai
from openai.types.chat import ChatCompletionChunk
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from agents.breaker import Breaker
from agents.chat import Delta, Finish, Message, Reply, ToolCall, ToolSpec
from agents.steps import Usage
from data.errors import ModelUnavailable, TimedOut

HEALS = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
LONGEST_WAIT = 20.0
CHARACTERS_PER_TOKEN = 4
"""An estimate for servers that do not report usage."""


class _BrokenStreamError(Exception):
    """The stream ended before the reply was whole."""


@dataclass(frozen=True, slots=True)
class Price:
    """USD for a million tokens."""

    input: float
    output: float


@dataclass(slots=True)
class _Parts:
    """A reply as its chunks arrive."""

    text: str = ""
    refusal: str = ""
    calls: dict[int, list[str]] = field(default_factory=dict)
    """index -> [id, name, arguments]"""
    finish: str = ""
    usage: tuple[int, int] | None = None


class Endpoint:
    """One model at one endpoint, for the whole process: its client (making one takes 60 ms), its price, its breaker."""

    def __init__(
        self,
        model: str,
        *,
        api_key: str = "",
        base_url: str = "",
        timeout: float = 30.0,
        attempts: int = 4,
        price: Price | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self.model = model
        self.attempts = attempts
        self.timeout = timeout
        """Seconds without a byte after which a reply counts as broken."""
        self.price = price
        self.breaker = breaker or Breaker()
        self.where = base_url or "the OpenAI API"
        self.client = openai.OpenAI(
            # Keyless local servers ignore the key, the SDK insists on one.
            api_key=api_key or "no-key",
            base_url=base_url or None,
            max_retries=0,
        )

    def close(self) -> None:
        self.client.close()


class OpenAIModel:
    """An endpoint as one question uses it: `left` says how many seconds the question still has."""

    def __init__(self, endpoint: Endpoint, left: Callable[[], float] = lambda: 120.0) -> None:
        self._endpoint = endpoint
        self._left = left

    @property
    def name(self) -> str:
        return self._endpoint.model

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        """Stream one reply; raises ModelUnavailable with what to do about it, TimedOut when the question's time is up."""
        sent = [_message(m) for m in messages]
        offered = [_tool(t) for t in tools]
        breaker = self._endpoint.breaker
        if not breaker.allows():
            raise ModelUnavailable(
                f"The model {self.name} failed several times in a row and is left alone for a while.",
                "Ask again in half a minute.",
            )
        retrying = Retrying(
            retry=retry_if_exception(_heals),
            stop=lambda state: state.attempt_number >= self._endpoint.attempts or self._left() <= 0,
            wait=lambda state: max(0.0, min(_wait(state), self._left())),
            reraise=True,
        )
        try:
            parts, deltas = retrying(self._once, sent, offered)
        except _FAULTS as error:
            # What cannot heal is the operator's, not an outage.
            (breaker.failed if _heals(error) else breaker.succeeded)()
            raise self._unavailable(error) from error
        except BaseException:
            breaker.failed()
            raise
        breaker.succeeded()
        yield from deltas
        yield self._reply(parts, sent)

    def _once(self, messages: list[Any], tools: list[Any]) -> tuple[_Parts, list[Delta]]:
        """One try. Text is handed on only when the whole reply is there, so that a second try repeats nothing."""
        parts, deltas = _Parts(), []
        silent = max(0.1, min(self._endpoint.timeout, self._left()))
        with self._endpoint.client.chat.completions.create(
            model=self.name,
            timeout=silent,
            messages=messages,
            tools=tools or openai.omit,
            stream=True,
            stream_options={"include_usage": True},
        ) as stream:
            for chunk in stream:
                if self._left() <= 0:
                    raise TimedOut("The question's time was up before the model had replied.", "Ask for less at once.")
                if text := _take(parts, chunk):
                    deltas.append(Delta(text))
        if not parts.finish:
            raise _BrokenStreamError("the stream ended before the reply was whole")
        return parts, deltas

    def _reply(self, parts: _Parts, sent: list[Any]) -> Reply:
        calls = tuple(
            ToolCall(key or f"call_{index}", name, arguments)
            for index, (key, name, arguments) in sorted(parts.calls.items())
        )
        text = parts.text or parts.refusal
        finish: Finish = "refusal" if parts.refusal or parts.finish == "content_filter" else "stop"
        if parts.finish == "length":
            finish = "length"
        elif calls:
            finish = "tool_calls"
        return Reply(text, calls, self._usage(parts, sent), self.name, finish)

    def _usage(self, parts: _Parts, sent: list[Any]) -> Usage:
        if parts.usage is None:
            written = parts.text + "".join(a for _, _, a in parts.calls.values())
            asked, said = len(json.dumps(sent)) // CHARACTERS_PER_TOKEN, len(written) // CHARACTERS_PER_TOKEN
        else:
            asked, said = parts.usage
        cost = (
            None
            if self._endpoint.price is None
            else (asked * self._endpoint.price.input + said * self._endpoint.price.output) / 1e6
        )
        return Usage(asked, said, cost, 1)

    def _unavailable(self, error: Exception) -> ModelUnavailable:
        """The error for the person, without what the endpoint wrote: it may repeat the key or the question."""
        status = error.status_code if isinstance(error, openai.APIStatusError) else None
        what = f"The model {self.name} at {self._endpoint.where} is not available"
        match status:
            case 401 | 403:
                return ModelUnavailable(f"{what}: it refused the key.", "Check OPENAI_API_KEY.")
            case 404:
                return ModelUnavailable(f"{what}: it knows no such model.", "Check CANDOR_MODEL and OPENAI_BASE_URL.")
            case 429:
                return ModelUnavailable(f"{what}: it is over its rate or its quota.", "Wait a minute and ask again.")
            case None:
                kind = (
                    "it did not answer in time" if isinstance(error, openai.APITimeoutError) else "the connection broke"
                )
                return ModelUnavailable(f"{what}: {kind}.", "Check OPENAI_BASE_URL, or ask again.")
            case _ if status >= 500:
                return ModelUnavailable(f"{what}: it failed with status {status}.", "Ask again in a minute.")
        return ModelUnavailable(
            f"{what}: it refused the request with status {status}.",
            "Check that the model takes tools (function calling) and that the question is not too long for it.",
        )


_FAULTS = (openai.OpenAIError, httpx.HTTPError, json.JSONDecodeError, _BrokenStreamError)


def _take(parts: _Parts, chunk: ChatCompletionChunk) -> str:
    """Add one chunk; the text that it brought."""
    if chunk.usage is not None:
        parts.usage = (chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0)
    if not chunk.choices:
        return ""
    choice = chunk.choices[0]
    parts.finish = choice.finish_reason or parts.finish
    delta = choice.delta
    parts.text += delta.content or ""
    parts.refusal += delta.refusal or ""
    for call in delta.tool_calls or ():
        known = parts.calls.setdefault(call.index, ["", "", ""])
        known[0] = call.id or known[0]
        if call.function is not None:
            known[1] += call.function.name or ""
            known[2] += call.function.arguments or ""
    return delta.content or ""


def _heals(error: BaseException) -> bool:
    if isinstance(error, openai.APIStatusError):
        return error.status_code in HEALS
    return isinstance(error, openai.APIConnectionError | httpx.HTTPError | json.JSONDecodeError | _BrokenStreamError)


_backoff = wait_random_exponential(multiplier=0.3, max=8)


def _wait(state: RetryCallState) -> float:
    """What the server asks for in `Retry-After`, else exponential with full jitter (AWS, "Exponential backoff and jitter")."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, openai.APIStatusError):
        asked = error.response.headers.get("retry-after", "")
        if asked.replace(".", "", 1).isdigit():
            return min(float(asked), LONGEST_WAIT)
    return _backoff(state)


def _message(message: Message) -> dict[str, Any]:
    made: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        made["tool_calls"] = [
            {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
            for c in message.tool_calls
        ]
    if message.tool_call_id:
        made["tool_call_id"] = message.tool_call_id
    return made


def _tool(spec: ToolSpec) -> Mapping[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": spec.name,
            "description": spec.description,
            "parameters": dict(spec.parameters),
            "strict": True,
        },
    }
