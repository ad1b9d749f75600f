"""What an operator does at a terminal: see which models are asked and in which order, what was spent, forget kept answers.

python -m agents models
python -m agents spending [--day YYYY-MM-DD] [--json]
python -m agents forget
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from agents.answer_cache import forget
from agents.model_settings import BUILTIN
from agents.prices import load
from agents.settings import Settings, from_environment
from data.door import Parser
from data.errors import BadInput
from data.ledger import Spent, open_ledger

if TYPE_CHECKING:
    from agents.model_settings import ModelSetting


def add_to(doors: argparse._SubParsersAction[Parser]) -> None:
    doors.add_parser("models", help="which models are asked and in which order, and their prices")
    spending = doors.add_parser("spending", help="tokens and money of a day, by user and model")
    spending.add_argument("--day", metavar="YYYY-MM-DD", help="today when left out")
    spending.add_argument("--json", action="store_true", help="one JSON object per line")
    doors.add_parser("forget", help="give no answer again that was kept until now")


def run(given: argparse.Namespace, out: TextIO) -> int:
    """Raises BadSettings and BadInput."""
    settings = from_environment(os.environ)
    doors: dict[str, Callable[[argparse.Namespace, Settings, TextIO], None]] = {
        "models": _models,
        "spending": _spending,
        "forget": _forget,
    }
    doors[given.door](given, settings, out)
    return 0


DOORS = frozenset({"models", "spending", "forget"})


def _models(_given: argparse.Namespace, settings: Settings, out: TextIO) -> None:
    prices = load(settings.price_file)

    def line(place: str, model: str, where: str) -> None:
        price = prices.get(model)
        told = "free" if model == BUILTIN else "price unknown"
        if price is not None:
            told = f"{price.input:g} / {price.output:g} USD for a million tokens in / out"
        print(f"{place:10} {model} {where} ({told})", file=out)

    if "builtin" in settings.route.rungs:
        line(f"if >= {settings.route.builtin_sure:g}", BUILTIN, "")
    if settings.light is not None and "light" in settings.route.rungs:
        line("light", settings.light.model, _where(settings.light))
    if not settings.builtin:
        line("strong", settings.model, settings.base_url or "the OpenAI API")
    if settings.fallback is not None:
        line("stands in", settings.fallback.model, _where(settings.fallback))
    line("at last" if not settings.builtin else "always", BUILTIN, "")


def _where(setting: ModelSetting) -> str:
    return setting.base_url or "the OpenAI API"


def _spending(given: argparse.Namespace, settings: Settings, out: TextIO) -> None:
    day = _day(given.day) if given.day else settings.clock()
    ledger = open_ledger(settings.home)
    try:
        lines = [*ledger.lines(day), ("everybody", "all", ledger.day(day))]
    finally:
        ledger.close()
    for user, model, spent in lines:
        told = {"day": day.isoformat(), "user": user, "model": model, **_told(spent)}
        print(json.dumps(told) if given.json else _readable(user, model, spent), file=out)


def _told(spent: Spent) -> dict[str, object]:
    return {
        "calls": spent.calls,
        "input_tokens": spent.input_tokens,
        "output_tokens": spent.output_tokens,
        "cost_usd": spent.cost,
        "calls_of_unknown_price": spent.unpriced,
    }


def _readable(user: str, model: str, spent: Spent) -> str:
    cost = f"{spent.known_cost:.4f} USD"
    if spent.unpriced:
        cost = f"unknown ({cost} known, {spent.unpriced} calls of unknown price)"
    return f"{user:12} {model:24} {spent.calls:6,} calls {spent.tokens:12,} tokens  {cost}"


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"The day {text!r} cannot be read.", "Write it as YYYY-MM-DD.") from None


def _forget(_given: argparse.Namespace, settings: Settings, out: TextIO) -> None:
    forget(settings.home)
    print("No answer that was kept until now is given again.", file=out)
