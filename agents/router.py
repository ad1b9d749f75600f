"""The router: the cheapest model that is sure answers.

Each rung is a model with its doubts: what in the talk so far, or in a reply of its own, says that it is not sure. A reply
in doubt is not used, and the next rung is asked in its place; its cost is counted and its reason stands in the facts. The
last rung is taken at its word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from agents.chat import ChatModel, Delta, Message, Reply, ToolSpec
from agents.steps import Usage
from data.errors import ModelUnavailable

GIVES_UP = frozenset({"ask_user", "decline"})
"""Tools with which a model says that it has no answer; a stronger one may have."""


class Doubt(Protocol):
    """Why a model is not sure, in a few words; empty when it is. `reply` is None before it is asked."""

    def __call__(self, said: Sequence[Message], reply: Reply | None) -> str: ...


@dataclass(frozen=True, slots=True)
class Rung:
    model: ChatModel
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class BelowLine:
    """For a model that knows its confidence, as the built-in one does."""

    line: float

    def __call__(self, said: Sequence[Message], reply: Reply | None) -> str:
        if mistakes := len(mistaken(said)):
            return f"{mistakes} of its calls failed"
        if reply is None:
            return ""
        sure = reply.confidence or 0.0
        return f"its confidence {sure:.2f} is below {self.line:.2f}" if sure < self.line else ""


@dataclass(frozen=True, slots=True)
class Stumbled:
    """For a language model, which cannot tell how sure it is: it is taken by what it does.

    In doubt after `mistakes` failed calls, or when its reply calls nothing, gives the question up or back, or ends at the length limit.
    """

    mistakes: int

    def __call__(self, said: Sequence[Message], reply: Reply | None) -> str:
        if (made := len(mistaken(said))) >= self.mistakes:
            return f"{made} of its calls failed"
        if reply is None:
            return ""
        if reply.finish in ("length", "refusal"):
            return f"its reply ended with {reply.finish}"
        if not reply.tool_calls:
            return "it called no tool"
        gave = [c.name for c in reply.tool_calls if c.name in GIVES_UP]
        return f"it called {gave[0]}" if gave else ""


def mistaken(said: Sequence[Message]) -> list[Message]:
    """The tool results since the question that tell of a mistake."""
    last = max((i for i, m in enumerate(said) if m.role == "user"), default=-1)
    return [m for m in said[last + 1 :] if m.failed]


class Router:
    """Made for one question: a model that was in doubt in it is not asked again in it. `name` is the strong model's."""

    def __init__(self, rungs: Sequence[Rung], strong: ChatModel) -> None:
        self._rungs = list(rungs)
        self._strong = strong
        self.name = strong.name
        self._passed: list[str] = []

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        spent: list[tuple[str, Usage]] = []
        while self._rungs:
            rung = self._rungs[0]
            doubt = rung.doubt(messages, None)
            if not doubt:
                items, doubt = _heard(rung, messages, tools)
                reply = items[-1] if items else None
                if isinstance(reply, Reply):
                    if not doubt:
                        yield from items[:-1]
                        yield self._told(reply, spent)
                        return
                    spent.append((reply.model, reply.usage))
            self._rungs.pop(0)
            self._passed.append(f"{rung.model.name}: {doubt}")
        for item in self._strong.complete(messages, tools):
            yield self._told(item, spent) if isinstance(item, Reply) else item

    def _told(self, reply: Reply, spent: Sequence[tuple[str, Usage]]) -> Reply:
        """The reply with what the discarded ones used, and why it is this model's."""
        facts: dict[str, Any] = {**reply.facts, "router": "; ".join([*self._passed, f"{reply.model} answers"])}
        if spent:
            facts["aside"] = [{"model": model, **asdict(usage)} for model, usage in spent]
        return replace(reply, aside=(*reply.aside, *spent), facts=facts)


def _heard(rung: Rung, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> tuple[list[Delta | Reply], str]:
    """A whole reply and the doubt in it; one that cannot be had is a doubt too."""
    try:
        items = list(rung.model.complete(messages, tools))
    except ModelUnavailable as error:
        return [], error.what
    last = items[-1] if items else None
    return items, rung.doubt(messages, last) if isinstance(last, Reply) else "it gave no reply"
