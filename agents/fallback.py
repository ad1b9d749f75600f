"""A chain of chat models: the next one answers when the one before is unavailable. The reply says which one did and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from agents.chat import ChatModel, Delta, GaveUp, Message, Reply, ToolSpec
from data.errors import ModelUnavailable


class Fallback:
    """Made for one question: a model that failed in it is not tried again in it.

    `last`, when all `models` are gone, understands the question and its own calls only: it begins afresh, and does not
    hear what the others said.
    """

    def __init__(self, models: Sequence[ChatModel], last: ChatModel) -> None:
        self._models = list(models)
        self._last = last
        self.name = models[0].name
        self._asked = 0
        """Where the question ends and the talk about it begins."""
        self._resort = 0
        """Where the talk of `last` begins."""
        self._why: list[str] = []
        self._gone: list[dict[str, Any]] = []

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        self._asked = self._asked or 1 + max(i for i, m in enumerate(messages) if m.role == "user")
        while self._models:
            try:
                yield from self._told(self._models[0], messages, tools)
            except ModelUnavailable as error:
                self._note(error)
            else:
                return
        self._resort = self._resort or len(messages)
        yield from self._told(self._last, [*messages[: self._asked], *messages[self._resort :]], tools)

    def _note(self, error: ModelUnavailable) -> None:
        gone = self._models.pop(0)
        facts = dict(error.facts) if isinstance(error, GaveUp) else {}
        self._gone.append({"model": gone.name, "why": error.what} | facts)
        self._why.append(error.what)

    def _told(
        self, model: ChatModel, messages: Sequence[Message], tools: Sequence[ToolSpec]
    ) -> Iterator[Delta | Reply]:
        for item in model.complete(messages, tools):
            if isinstance(item, Reply) and self._gone:
                facts = {**item.facts, "fallback": list(self._gone)}
                yield replace(item, stands_in=" ".join(self._why), facts=facts)
            else:
                yield item
