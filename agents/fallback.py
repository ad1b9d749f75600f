"""A chain of chat models: the next one answers when the one before is unavailable. The reply says which one did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents.chat import ChatModel, Delta, Message, Reply, ToolSpec
from data.errors import ModelUnavailable


class Fallback:
    """Made for one question: a model that failed in it is not tried again in it."""

    def __init__(self, models: Sequence[ChatModel]) -> None:
        self._models = list(models)
        self.name = models[0].name

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        while True:
            try:
                yield from self._models[0].complete(messages, tools)
            except ModelUnavailable:
                if len(self._models) == 1:
                    raise
                self._models.pop(0)
            else:
                return
