"""What one question may use. A Meter is made for a question, is spent as it goes and says when there is no more."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from agents.steps import Usage
from data.errors import TimedOut, TooExpensive


@dataclass(frozen=True, slots=True)
class Budget:
    """Upper bounds for one question."""

    rounds: int = 8
    """Model calls."""
    tool_calls: int = 16
    tokens: int = 60_000
    """Input and output together."""
    seconds: float = 120.0


@dataclass(slots=True)
class Meter:
    """The budget of one question and what of it is used."""

    budget: Budget
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

    def spend(self, usage: Usage) -> None:
        self.usage = self.usage + usage
        used = self.usage.input_tokens + self.usage.output_tokens
        if used > self.budget.tokens:
            raise TooExpensive(
                f"The question used {used:,} tokens, more than the {self.budget.tokens:,} it may.",
                "Ask a narrower question, or raise CANDOR_TOKENS_PER_QUESTION.",
            )

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
