"""The one registry of specialists. A typed function is all it takes:

    registry.register(my_function)

What it returns says where it works: `Found` (table retrieval), `tuple[Note, ...]` with the data-quality checks or besides
them, `ChartSpec` (the chart). A specialist for the model loop brings tools: `registry.register(tools=(my_tool,), name=...)`.
The orchestrator asks the registry and knows none of them by name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from agents.charts.spec import ChartSpec
from agents.steps import Found, Note, Span
from agents.tools import Tool

Stage = Literal["retrieval", "quality", "chart", "tools"]
T = TypeVar("T")

_STAGES: tuple[tuple[Any, Stage], ...] = ((Found, "retrieval"), (ChartSpec, "chart"))


@dataclass(frozen=True, slots=True)
class Specialist:
    """An entry: its id, the span that it shows in a trace, what it does, and the only tools that it may call."""

    name: str
    span: str
    stage: Stage
    function: Callable[..., Any] | None
    tools: tuple[Tool, ...] = ()


class Registry:
    """Specialists by name, in the order in which they were registered."""

    def __init__(self) -> None:
        self._entries: dict[str, Specialist] = {}

    def register(
        self,
        function: Callable[..., Any] | None = None,
        *,
        name: str = "",
        span: str = "",
        tools: tuple[Tool, ...] = (),
        replace: bool = False,
    ) -> Specialist:
        """Add a specialist. A name that is taken is an error unless `replace`; so is a tool's name."""
        name = name or (function.__name__ if function is not None else "")
        if not name:
            raise TypeError("A specialist that brings only tools needs a name: register(tools=(...), name='...').")
        if name in self._entries and not replace:
            raise ValueError(f"There is a specialist {name!r} already. Pass replace=True to put another in its place.")
        taken = {t.name: e.name for e in self._entries.values() if e.name != name for t in e.tools}
        if twice := [t.name for t in tools if t.name in taken]:
            raise ValueError(
                f"The tool {twice[0]!r} belongs to the specialist {taken[twice[0]]!r}. Choose another name."
            )
        stage: Stage = "tools" if function is None else stage_of(function)
        entry = Specialist(name, span or name, stage, function, tools)
        self._entries[name] = entry
        return entry

    def __iter__(self) -> Iterator[Specialist]:
        return iter(self._entries.values())

    def stage(self, stage: Stage) -> tuple[Specialist, ...]:
        return tuple(e for e in self if e.stage == stage)

    def last(self, stage: Stage) -> Specialist:
        """The specialist of a stage that has one: the one registered last goes."""
        found = self.stage(stage)
        if not found:
            raise LookupError(f"No specialist for {stage} is registered.")
        return found[-1]

    @property
    def tools(self) -> Mapping[str, tuple[Tool, Specialist]]:
        """Every tool that the model may be offered, with the specialist whose id it acts under."""
        return {t.name: (t, e) for e in self for t in e.tools}

    def copy(self) -> Registry:
        other = Registry()
        other._entries = dict(self._entries)
        return other


def stage_of(function: Callable[..., Any]) -> Stage:
    """Where a specialist works, from what it says it returns."""
    returned = get_type_hints(function).get("return")
    for kind, stage in _STAGES:
        if returned is kind:
            return stage
    if get_origin(returned) is tuple and get_args(returned)[:1] == (Note,):
        return "quality"
    raise TypeError(
        f"{function.__name__} returns {returned!r}. A specialist returns Found, tuple[Note, ...] or ChartSpec; "
        "say so in its signature."
    )


def timed(entry: Specialist, *arguments: Any) -> tuple[Any, Span]:
    """What a specialist says, and the span of its work."""
    if entry.function is None:
        raise TypeError(f"The specialist {entry.name!r} has tools only.")
    started = time.time_ns()
    made = entry.function(*arguments)
    return made, Span(entry.span, entry.name, started, time.time_ns())
