"""A reply in the words of the OpenAI API: one completion object, or the chunks of a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from evals.endpoint.script import Reply

CREATED = 1_700_000_000
"""A fixed time: the same requests give the same bytes."""
PIECE = 24
"""Characters in a chunk of text or arguments."""


def completion(reply: Reply, model: str, number: int, asked: int) -> dict[str, Any]:
    """The whole reply; `asked` is the size of the request in characters, for the token counts."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None, "refusal": reply.refusal or None}
    if reply.calls:
        message["tool_calls"] = [_call(reply, number, i) for i in range(len(reply.calls))]
    choice = {"index": 0, "message": message, "finish_reason": _finish(reply), "logprobs": None}
    return _head(model, number, "chat.completion") | {"choices": [choice], "usage": _usage(reply, asked)}


def chunks(reply: Reply, model: str, number: int, asked: int, usage: bool) -> Iterator[dict[str, Any]]:
    """The reply in pieces, as a stream sends them; the token counts come last when `usage` was asked for."""
    head = _head(model, number, "chat.completion.chunk")
    yield head | _delta({"role": "assistant", "content": ""})
    for piece in _pieces(reply.refusal):
        yield head | _delta({"refusal": piece})
    for piece in _pieces(reply.text):
        yield head | _delta({"content": piece})
    for index in range(len(reply.calls)):
        call = _call(reply, number, index)
        arguments = call["function"]["arguments"]
        opening = call | {"index": index, "function": {"name": call["function"]["name"], "arguments": ""}}
        yield head | _delta({"tool_calls": [opening]})
        for piece in _pieces(arguments):
            yield head | _delta({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield head | _delta({}, _finish(reply))
    if usage:
        yield head | {"choices": [], "usage": _usage(reply, asked)}


def one_index(chunk: dict[str, Any]) -> dict[str, Any]:
    """The chunk with all its tool calls under the index 0."""
    for choice in chunk["choices"]:
        for call in choice["delta"].get("tool_calls", ()):
            call["index"] = 0
    return chunk


def event(chunk: dict[str, Any]) -> bytes:
    """A chunk as a server-sent event."""
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def _head(model: str, number: int, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{number}", "object": kind, "created": CREATED, "model": model}


def _delta(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]}


def _pieces(text: str) -> Iterator[str]:
    size = max(PIECE, len(text) // 200)  # a very long text in 200 pieces at most
    return (text[i : i + size] for i in range(0, len(text), size))


def _call(reply: Reply, number: int, index: int) -> dict[str, Any]:
    call = reply.calls[index]
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": f"call_{number}_{index}", "type": "function", "function": function}


def _finish(reply: Reply) -> str:
    return reply.finish or ("tool_calls" if reply.calls else "stop")


def _usage(reply: Reply, asked: int) -> dict[str, int]:
    said = len(reply.text) + len(reply.refusal) + sum(len(c.arguments) + len(c.name) for c in reply.calls)
    prompt, completion_tokens = asked // 4 + 1, said // 4 + 1
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt + completion_tokens,
    }
