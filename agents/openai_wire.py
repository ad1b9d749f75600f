"""The words of the OpenAI API: messages and tools as they are sent, a reply put together from the chunks of its stream.

It does no network and no retrying.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall

from agents.chat import Finish, Message, ToolCall, ToolSpec

CHARACTERS_PER_TOKEN = 4
"""An estimate for servers that do not report usage."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Tokens of one call; `cached` are those of the input that the server had kept from an earlier one."""

    input: int
    output: int
    cached: int = 0
    estimated: bool = False


@dataclass(slots=True)
class _Call:
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Parts:
    """A reply as its chunks arrive; it is whole once `finish` is there."""

    text: str = ""
    refusal: str = ""
    calls: list[_Call] = field(default_factory=list)
    """In the order in which they were begun."""
    finish: str = ""
    counts: Counts | None = None
    _open: dict[int, _Call] = field(default_factory=dict)

    def take(self, chunk: ChatCompletionChunk) -> str:
        """Add one chunk; the text that it brought."""
        if chunk.usage is not None:
            details = chunk.usage.prompt_tokens_details
            cached = (details.cached_tokens or 0) if details is not None else 0
            self.counts = Counts(chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0, cached)
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish = choice.finish_reason or self.finish
        delta = choice.delta
        self.text += delta.content or ""
        self.refusal += delta.refusal or ""
        for call in delta.tool_calls or ():
            known = self._slot(call)
            known.id = call.id or known.id
            if call.function is not None:
                known.name += call.function.name or ""
                known.arguments += call.function.arguments or ""
        return delta.content or ""

    def _slot(self, call: ChoiceDeltaToolCall) -> _Call:
        """Where a piece of a call belongs. Some servers give all calls of a reply the same index, or none: a new id begins
        a new call, a piece without one belongs to the last that was begun under its index."""
        index = call.index if call.index is not None else 0
        known = self._open.get(index)
        if known is None or (call.id and known.id and call.id != known.id):
            known = self._open[index] = _Call()
            self.calls.append(known)
        return known

    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls in order, each under an id of its own."""
        made: dict[str, ToolCall] = {}
        for index, call in enumerate(self.calls):
            key = call.id if call.id and call.id not in made else f"call_{index}"
            made[key] = ToolCall(key, call.name, call.arguments)
        return tuple(made.values())

    def ended(self) -> Finish:
        """Why the reply ended."""
        if self.refusal or self.finish == "content_filter":
            return "refusal"
        if self.finish == "length":
            return "length"
        return "tool_calls" if self.calls else "stop"

    def used(self, sent: int) -> Counts:
        """What the server counted, else an estimate; `sent` is the size of the request in characters."""
        if self.counts is not None:
            return self.counts
        said = len(self.text) + len(self.refusal) + sum(len(c.name) + len(c.arguments) for c in self.calls)
        return Counts(sent // CHARACTERS_PER_TOKEN, said // CHARACTERS_PER_TOKEN, estimated=True)


def message(said: Message) -> dict[str, Any]:
    made: dict[str, Any] = {"role": said.role, "content": said.content}
    if said.tool_calls:
        made["tool_calls"] = [
            {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
            for c in said.tool_calls
        ]
    if said.tool_call_id:
        made["tool_call_id"] = said.tool_call_id
    return made


def tool(spec: ToolSpec, strict: bool) -> Any:
    function = {"name": spec.name, "description": spec.description, "parameters": dict(spec.parameters)}
    return {"type": "function", "function": function | ({"strict": True} if strict else {})}
