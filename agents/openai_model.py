"""A chat model behind any OpenAI-compatible endpoint: OpenAI, Azure, vLLM, Ollama, LiteLLM, llama.cpp.

Replies are streamed and put together here. What can heal (`agents.healing`) is tried again with backoff and jitter,
honouring `Retry-After`; what cannot becomes GaveUp with what the operator must do. A reply that broke half-way is
never handed on, neither whole nor in part.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import openai
from tenacity import RetryCallState, Retrying, retry_if_exception

from agents.breaker import Breaker
from agents.chat import Delta, GaveUp, Message, Reply, ToolSpec
from agents.healing import FAULTS, BrokenStreamError, LateError, heals, name_of, outage, remedy, wait
from agents.model_settings import ModelSetting
from agents.openai_wire import Parts, message, tool
from agents.prices import Price
from agents.steps import Usage
from data.errors import Cancelled

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"
"""The SDK insists on a key; it is never sent."""


class Endpoint:
    """One model at one endpoint, for the whole process: its client (making one takes 60 ms), its price, its breaker."""

    def __init__(
        self,
        model: str,
        *,
        api_key: str = "",
        base_url: str = "",
        api_version: str = "",
        silence: float = 30.0,
        attempts: int = 4,
        price: Price | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self.model = model
        self.attempts = attempts
        self.silence = silence
        """Seconds without a byte after which a reply counts as broken."""
        self.price = price
        """None when it is not known."""
        self.breaker = breaker or Breaker()
        self.where = _told(base_url)
        self.plain = False
        """Whether it is spoken to without `strict` and `stream_options`, which some servers refuse."""
        self.client = _client(base_url, api_key, api_version)
        self.headers: Any = None if api_key else {"Authorization": openai.Omit()}
        """A server that asks for no key is sent no header for one."""

    @classmethod
    def of(cls, setting: ModelSetting, price: Price | None, silence: float) -> Endpoint:
        return cls(
            setting.model,
            api_key=setting.api_key,
            base_url=setting.base_url,
            api_version=setting.api_version,
            silence=silence,
            price=price,
        )

    def close(self) -> None:
        self.client.close()


def _told(base_url: str) -> str:
    """The address as it may be told: without a name and password that may stand in it, or a query."""
    if not base_url:
        return "the OpenAI API"
    parts = urlsplit(base_url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _client(base_url: str, api_key: str, api_version: str) -> openai.OpenAI:
    """Nothing is left to the SDK's own reading of the environment: two endpoints live in one process."""
    if api_version:
        return openai.AzureOpenAI(azure_endpoint=base_url, api_key=api_key, api_version=api_version, max_retries=0)
    return openai.OpenAI(api_key=api_key or NO_KEY, base_url=base_url or OPENAI, max_retries=0)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one question can wait: seconds that this model may still take, and whether the person has stopped it."""

    left: Callable[[], float] = lambda: 120.0
    stopped: Callable[[], bool] = lambda: False

    def sleep(self, seconds: float) -> None:
        """Wait, but no longer than a moment after the person stopped."""
        until = time.monotonic() + seconds
        while not self.stopped() and (rest := until - time.monotonic()) > 0:
            time.sleep(min(rest, 0.1))


@dataclass(slots=True)
class _Heard:
    """One reply as it was listened to."""

    parts: Parts = field(default_factory=Parts)
    deltas: list[Delta] = field(default_factory=list)
    first_ms: float = 0.0


class OpenAIModel:
    """An endpoint as one question uses it."""

    def __init__(self, endpoint: Endpoint, patience: Patience = Patience()) -> None:
        self._endpoint = endpoint
        self._patience = patience

    @property
    def name(self) -> str:
        return self._endpoint.model

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        """Stream one reply; raises GaveUp with what to do about it, Cancelled when the person stopped."""
        breaker = self._endpoint.breaker
        before = breaker.state
        if not breaker.allows():
            raise GaveUp(
                f"The model {self.name} failed several times in a row and is left alone for a while.",
                "Ask again in half a minute.",
                {"endpoint": self._endpoint.where, "breaker": before, "attempts": 0},
            )
        faults: list[str] = []
        # A probe is one try: it is to find out, not to insist.
        retrying = self._retrying(1 if before == "half_open" else self._endpoint.attempts, faults)
        sent = [message(m) for m in messages]
        try:
            heard = retrying(self._try, sent, tools)
        except FAULTS as error:
            (breaker.failed if outage(error) else breaker.succeeded)()
            raise self._gave_up(error, before, faults) from error
        except BaseException:
            breaker.released()
            raise
        breaker.succeeded()
        yield from heard.deltas
        yield self._reply(heard, sent, self._facts(before, faults))

    def _retrying(self, attempts: int, faults: list[str]) -> Retrying:
        def note(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            if error is not None:
                faults.append(name_of(error))

        return Retrying(
            retry=retry_if_exception(heals),
            stop=lambda state: state.attempt_number >= attempts or self._patience.left() <= 0,
            wait=lambda state: max(0.0, min(wait(state), self._patience.left())),
            sleep=self._patience.sleep,
            after=note,
            reraise=True,
        )

    def _try(self, messages: list[Any], tools: Sequence[ToolSpec]) -> _Heard:
        """One try, or two where a server turns out not to know `strict` or `stream_options`."""
        endpoint = self._endpoint
        try:
            heard = self._listen(messages, tools, endpoint.plain)
        except openai.BadRequestError:
            if endpoint.plain:
                raise
            heard = self._listen(messages, tools, True)
            endpoint.plain = True
        return heard

    def _listen(self, messages: list[Any], tools: Sequence[ToolSpec], plain: bool) -> _Heard:
        """One whole reply. Text is kept back until it is whole, so that a second try repeats nothing."""
        heard, started = _Heard(), time.monotonic()
        self._go_on()
        with self._endpoint.client.chat.completions.create(
            model=self.name,
            extra_headers=self._endpoint.headers,
            timeout=max(0.1, min(self._endpoint.silence, self._patience.left())),
            messages=messages,
            tools=[tool(t, strict=not plain) for t in tools] or openai.omit,
            stream=True,
            stream_options=openai.omit if plain else {"include_usage": True},
        ) as stream:
            for chunk in stream:
                self._go_on()
                heard.first_ms = heard.first_ms or (time.monotonic() - started) * 1000
                if text := heard.parts.take(chunk):
                    heard.deltas.append(Delta(text))
        if not heard.parts.finish:
            raise BrokenStreamError("the stream ended before the reply was whole")
        return heard

    def _go_on(self) -> None:
        if self._patience.stopped():
            raise Cancelled("The question was stopped.", "Ask it again whenever you like.")
        if self._patience.left() <= 0:
            raise LateError

    def _reply(self, heard: _Heard, sent: list[Any], facts: dict[str, Any]) -> Reply:
        parts = heard.parts
        counts = parts.used(len(json.dumps(sent)))
        price = self._endpoint.price
        cost = None if price is None else price.cost(counts.input, counts.output, counts.cached)
        facts |= {"first_token_ms": round(heard.first_ms, 2), "usage_estimated": counts.estimated}
        usage = Usage(counts.input, counts.output, cost, 1)
        text = parts.text or parts.refusal
        return Reply(text, parts.tool_calls(), usage, self.name, parts.ended(), facts=facts)

    def _facts(self, before: str, faults: list[str]) -> dict[str, Any]:
        """`faults` are the tries that failed, by name."""
        return {
            "endpoint": self._endpoint.where,
            "breaker": before,
            "attempts": len(faults) + 1,
            "retries": len(faults),
            "faults": list(faults),
        }

    def _gave_up(self, error: BaseException, before: str, faults: list[str]) -> GaveUp:
        tried = faults or [name_of(error)]
        facts = self._facts(before, tried[:-1]) | {"faults": tried, "breaker": self._endpoint.breaker.state}
        wrong, do = remedy(error)
        return GaveUp(f"The model {self.name} at {self._endpoint.where} is not available: {wrong}.", do, facts)
