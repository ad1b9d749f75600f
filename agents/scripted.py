"""A chat model that replies what it was told to: the shipped fake of the seam, for tests and for trying a new tool."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from agents.chat import Delta, Message, Reply, ToolCall, ToolSpec
from agents.steps import Usage
from data.errors import ModelUnavailable


def call(tool: str, **arguments: Any) -> ToolCall:
    """A tool call as a model would write it."""
    return ToolCall(f"call_{tool}", tool, json.dumps(arguments))


class Scripted:
    """Replies in order, each a text or some tool calls; keeps what it was asked in `heard`."""

    name = "scripted"

    def __init__(self, *replies: str | tuple[ToolCall, ...]) -> None:
        self._replies = list(replies)
        self.heard: list[list[Message]] = []

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        del tools
        self.heard.append(list(messages))
        if not self._replies:
            raise ModelUnavailable("The script is at its end.", "Give it more replies.")
        said = self._replies.pop(0)
        text, calls = (said, ()) if isinstance(said, str) else ("", said)
        if text:
            yield Delta(text)
        yield Reply(text, calls, Usage(100, 20, None, 1), self.name, "tool_calls" if calls else "stop")
