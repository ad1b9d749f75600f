"""The chat-model seam: messages and tools in, a stream of Deltas out that ends in one Reply.

`agents/openai_model.py` and `agents/builtin/model.py` implement it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from agents.steps import Usage
from data.errors import ModelUnavailable

Finish = Literal["stop", "tool_calls", "length", "refusal"]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model wants called. `arguments` is the text as the model wrote it, JSON if all is well."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation with the model. `tool_calls` only for `assistant`, `tool_call_id` only for `tool`."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    failed: bool = False
    """Of a `tool` message: the call could not be carried out as it was written. Not sent to endpoints."""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it; `parameters` is a strict JSON schema (every field required, nothing besides)."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of text as it arrives."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply. `confidence` is 0 to 1 where the model knows one, None for a language model."""

    text: str
    tool_calls: tuple[ToolCall, ...]
    usage: Usage
    model: str
    finish: Finish
    confidence: float | None = None
    unread: tuple[str, ...] = ()
    """Words of the question that the model did not understand; only the built-in model knows them."""
    stands_in: str = ""
    """Why this model answers in place of the one that is set, as a sentence; empty when it is that one."""
    aside: tuple[tuple[str, Usage], ...] = ()
    """(model, what it used) of those whose replies were not taken on the way to this one; `usage` does not hold it."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """How the reply came to be, for the trace: small plain facts (endpoint, retries, breaker, first_token_ms, router)."""


class GaveUp(ModelUnavailable):  # named like its siblings in data.errors
    """A model that was tried and gave no reply; `facts` are a Reply's."""

    def __init__(self, what: str, hint: str, facts: Mapping[str, Any]) -> None:
        super().__init__(what, hint)
        self.facts = facts


class ChatModel(Protocol):
    """Something that reads messages and calls tools. `name` stands in the receipt."""

    @property
    def name(self) -> str: ...

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        """Stream a reply; the last item is the Reply. Raises ModelUnavailable when there is none to be had."""
