"""Limits of a day: what a user, and what everybody together, may spend on chat models; the books are `data.ledger`'s.

A limit in money needs the prices of all models that may be called: a call whose price is not known could not be held to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agents.budget import NEARLY, Meter
from agents.steps import Answered, Note, Step, Usage
from data.errors import TooExpensive
from data.ledger import Ledger, Spent


@dataclass(frozen=True, slots=True)
class DayLimits:
    """None is no limit; money in USD."""

    user_tokens: int | None = None
    user_dollars: float | None = None
    tokens: int | None = None
    dollars: float | None = None

    @property
    def in_money(self) -> bool:
        return self.user_dollars is not None or self.dollars is not None


@dataclass(frozen=True, slots=True)
class _Used:
    """One limit and what of it is used."""

    whose: str
    used: float
    most: float
    unit: str
    setting: str

    def __str__(self) -> str:
        form = ",.0f" if self.unit == "tokens" else ",.4f"
        return f"{self.used:{form}} of the {self.most:,g} {self.unit} that {self.whose} may use today"


class DayPurse:
    """One user's on one day. What is spent is written down at once."""

    def __init__(self, ledger: Ledger, limits: DayLimits, user: str, day: dt.date) -> None:
        self._ledger, self._limits = ledger, limits
        self._user, self._day = user, day

    def check(self) -> None:
        """Raises TooExpensive, before a call, when a limit is reached."""
        for line in self._lines():
            if line.used >= line.most:
                raise TooExpensive(
                    f"The limit of today is reached: {line}.",
                    f"Ask again tomorrow, or have the operator raise {line.setting}.",
                )

    def pay(self, model: str, usage: Usage) -> None:
        if usage.calls:
            unpriced = usage.calls if usage.cost is None else 0
            spent = Spent(usage.calls, usage.input_tokens, usage.output_tokens, usage.cost or 0.0, unpriced)
            self._ledger.add(self._day, self._user, model, spent)

    def warnings(self) -> tuple[str, ...]:
        return tuple(
            f"{line}."[:1].upper() + f"{line}."[1:] for line in self._lines() if line.used >= NEARLY * line.most
        )

    def _lines(self) -> Iterator[_Used]:
        limits = self._limits
        if limits.user_tokens is not None or limits.user_dollars is not None:
            mine = self._ledger.day(self._day, self._user)
            yield from _lines("you", mine, limits.user_tokens, limits.user_dollars, "USER_DAY")
        if limits.tokens is not None or limits.dollars is not None:
            yield from _lines("everybody", self._ledger.day(self._day), limits.tokens, limits.dollars, "DAY")


def _lines(whose: str, spent: Spent, tokens: int | None, dollars: float | None, place: str) -> Iterator[_Used]:
    if tokens is not None:
        yield _Used(whose, spent.tokens, tokens, "tokens", f"CANDOR_TOKENS_PER_{place}")
    if dollars is not None:
        # A call of earlier today whose price was not known then cannot be counted.
        yield _Used(whose, spent.known_cost, dollars, "USD", f"CANDOR_USD_PER_{place}")


def warned(steps: Iterator[Step], meter: Meter) -> Iterator[Step]:
    """The same Steps; an answer says so when a limit is nearly used up."""
    for step in steps:
        yield _nearly(step, meter.warnings()) if isinstance(step, Answered) else step


def _nearly(answered: Answered, told: tuple[str, ...]) -> Answered:
    answer = answered.answer
    notes = tuple(Note("budget", "warning", text) for text in told)
    receipt = replace(answer.receipt, warnings=(*answer.receipt.warnings, *told))
    return replace(answered, answer=replace(answer, receipt=receipt, notes=(*answer.notes, *notes)))
