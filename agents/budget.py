"""What one question may use. A Meter is made for a question, is spent as it goes and says when there is no more."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from agents.steps import Usage
from data.errors import TimedOut, TooExpensive

NEARLY = 0.8
"""The share of a limit from which a warning is given."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Upper bounds for one question."""

    rounds: int = 8
    """Model calls."""
    tool_calls: int = 16
    tokens: int = 60_000
    """Input and output together."""
    seconds: float = 120.0
    dollars: float | None = None
    """USD; None is no limit."""


class Purse(Protocol):
    """Who pays for the calls of a question: somebody with limits of his own (`agents.spending`)."""

    def check(self) -> None:
        """Raises TooExpensive when nothing more may be spent."""

    def pay(self, model: str, usage: Usage) -> None:
        """Note what a call cost."""

    def warnings(self) -> tuple[str, ...]:
        """A sentence for each limit that is nearly used up."""


class NoPurse:
    """Pays everything and keeps no books."""

    def check(self) -> None:
        """There is no limit."""

    def pay(self, model: str, usage: Usage) -> None:
        """Nobody asks."""

    def warnings(self) -> tuple[str, ...]:
        return ()


@dataclass(slots=True)
class Meter:
    """The budget of one question and what of it is used."""

    budget: Budget
    purse: Purse = field(default_factory=NoPurse)
    started: float = field(default_factory=time.monotonic)
    rounds: int = 0
    tool_calls: int = 0
    usage: Usage = field(default_factory=Usage)

    def round(self) -> None:
        """One more model call; raises TooExpensive or TimedOut when there is none left."""
        self.rounds += 1
        self.time()
        if self.rounds > self.budget.rounds:
            raise TooExpensive(
                f"No answer after {self.budget.rounds} rounds with the model.",
                "Ask for less at once, or name the table and the column you mean.",
            )
        self.purse.check()

    @property
    def one_left(self) -> bool:
        """Whether there is one more model call after the one that was last begun, and no more."""
        return self.rounds + 1 == self.budget.rounds

    def spend(self, usage: Usage, model: str = "", aside: Iterable[tuple[str, Usage]] = ()) -> None:
        """Note what a model call used, and those of other models on the way to it; all is paid before anything is said
        of a limit."""
        for name, used_up in ((model, usage), *aside):
            self.usage = self.usage + used_up
            self.purse.pay(name, used_up)
        used = self.usage.input_tokens + self.usage.output_tokens
        if used > self.budget.tokens:
            raise TooExpensive(
                f"The question used {used:,} tokens, more than the {self.budget.tokens:,} it may.",
                "Ask a narrower question, or raise CANDOR_TOKENS_PER_QUESTION.",
            )
        most, cost = self.budget.dollars, self.usage.cost
        if most is not None and cost is not None and cost > most:
            raise TooExpensive(
                f"The question cost {cost:.4f} USD, more than the {most:g} USD it may.",
                "Ask a narrower question, or raise CANDOR_USD_PER_QUESTION.",
            )

    def warnings(self) -> tuple[str, ...]:
        """A sentence for each limit that is nearly used up: of the question, the user's day, everybody's day."""
        mine = []
        used = self.usage.input_tokens + self.usage.output_tokens
        if used >= NEARLY * self.budget.tokens:
            mine.append(f"The question used {used:,} of the {self.budget.tokens:,} tokens that one may.")
        most, cost = self.budget.dollars, self.usage.cost
        if most is not None and cost is not None and cost >= NEARLY * most:
            mine.append(f"The question cost {cost:.4f} of the {most:g} USD that one may.")
        return (*mine, *self.purse.warnings())

    def tool(self) -> None:
        self.tool_calls += 1
        if self.tool_calls > self.budget.tool_calls:
            raise TooExpensive(
                f"No answer after {self.budget.tool_calls} tool calls.",
                "Ask for less at once, or name the table and the column you mean.",
            )

    def time(self) -> None:
        if self.left <= 0:
            raise TimedOut(
                f"The question took longer than the {self.budget.seconds:g} seconds it may.",
                "Ask for a shorter time window or fewer rows, or raise CANDOR_SECONDS_PER_QUESTION.",
            )

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.budget.seconds - (time.monotonic() - self.started)
