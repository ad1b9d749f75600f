"""What everybody who works on one question is handed: the question, who asks, and the doors to what that person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from agents.budget import Budget, Meter
from agents.steps import Found, Ran
from data.habits import Habit
from data.types import Cancel, Policy, Result, Role, SafeQuery, Schema, User
from guardrails.question import Declined, Passed, Vague
from guardrails.sql import Rejected
from retrieval.types import Hits, Value

Verdict = Passed | Declined | Vague


class Index(Protocol):
    """The schema index of a role's view."""

    def search(self, question: str, k: int = 8, values: Sequence[Value] = ()) -> Hits:
        """What the question is about; `values` are the cell values that stand in it."""

    def close(self) -> None:
        """Let go of the files."""


class Values(Protocol):
    """The value index of a role's view."""

    def mentions(self, question: str, limit: int = 12) -> list[Value]:
        """Cell values that stand in the question, best first."""

    def find(self, phrase: str, limit: int = 8) -> list[Value]:
        """Cell values like the phrase, best first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and how it ended."""

    question: str
    text: str
    sql: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A question like this one whose statement somebody has verified."""

    question: str
    sql: str


@dataclass(frozen=True)
class Inquiry:
    """One question on its way. `schema` is the role's own view; `guard` and `run` are bound to the role."""

    question: str
    user: User
    role: Role
    policy: Policy
    schema: Schema
    index: Index
    values: Values
    screen: Callable[[str], Verdict]
    guard: Callable[[str], SafeQuery | Rejected]
    run: Callable[[SafeQuery, Cancel | None], Result]
    inspect: Callable[[object], Result]
    today: dt.date
    as_of_source: Literal["data", "clock"]
    turns: tuple[Turn, ...] = ()
    cancel: Cancel | None = None
    meter: Meter = field(default_factory=lambda: Meter(Budget()))
    tables_shown: int = 8
    """How many tables retrieval hands to the model with all that is known of them."""
    tables_listed: int = 40
    """How many tables, with those, at the most: the rest in brief."""
    prompt_tokens: int = 3_750
    """What rules, tools, context, conversation and question may come to, as estimated."""
    examples: tuple[Example, ...] = ()
    """Verified questions near this one, nearest first."""
    habits: tuple[Habit, ...] = ()
    """What this person chose before for questions that were open, and wants to be remembered."""
    known: MutableMapping[str, object] = field(default_factory=dict)
    """What was found out about these data (keys, reaches); it is kept for the role until the data change."""


@dataclass(frozen=True)
class Outcome:
    """A question whose rows are there: what the specialists after the run look at."""

    inquiry: Inquiry
    found: Found
    ran: Ran
    result: Result
