"""The chat models of a process, put together as the settings say: router, fallback chain, endpoints, prices.

router:   built-in (if sure) -> light (until it stumbles) -> the chain
chain:    the model that is set -> the one that stands in -> the built-in model
"""

from __future__ import annotations

from collections.abc import Callable

from agents.builtin.model import BuiltinModel
from agents.chat import ChatModel
from agents.fallback import Fallback
from agents.inquiry import Inquiry
from agents.model_settings import BUILTIN, ModelSetting
from agents.openai_model import Endpoint, OpenAIModel, Patience
from agents.prices import load
from agents.router import BelowLine, Router, Rung, Stumbled
from agents.settings import Settings
from data.errors import BadSettings

SHARE = 0.2
"""The share of a question's time that is kept for each model that comes after the one at work."""


class Models:
    """The endpoints of a process, opened once; thread-safe. Raises BadSettings for limits in money without prices."""

    def __init__(self, settings: Settings) -> None:
        self._route = settings.route
        self._seconds = settings.budget.seconds
        self._strong: list[Endpoint] = []
        self._light: Endpoint | None = None
        if settings.builtin:
            return
        prices = load(settings.price_file)
        chosen = [ModelSetting(settings.model, settings.base_url, settings.api_key, settings.api_version)]
        chosen += [settings.fallback] if settings.fallback is not None else []
        light = settings.light if "light" in settings.route.rungs else None
        if settings.in_money:
            unknown = [s.model for s in [*chosen, light] if s is not None and s.model not in prices]
            if unknown:
                raise BadSettings(
                    f"There is a limit in USD, and the price of {', '.join(unknown)} is not known.",
                    f"Add it to {settings.price_file.name}, or limit tokens instead.",
                )
        self._strong = [Endpoint.of(s, prices.get(s.model), settings.silence) for s in chosen]
        if light is not None:
            self._light = Endpoint.of(light, prices.get(light.model), settings.silence)

    @property
    def label(self) -> str:
        """All that may answer and in which order: answers of another set-up are other answers."""
        named = [f"{e.model}@{e.where}" for e in [*self._strong, *([self._light] if self._light else [])]]
        return " ".join([*self._route.rungs, f"{self._route.builtin_sure:g}", *named]) if named else BUILTIN

    def for_question(self, builtin: BuiltinModel, inquiry: Inquiry) -> ChatModel:
        """The chat model of one question, with what is left of its time shared out among those that may answer."""
        if not self._strong:
            return builtin
        strong = [self._open(e, inquiry, len(self._strong) - i) for i, e in enumerate(self._strong)]
        chain = Fallback(strong, builtin)
        rungs = []
        if "builtin" in self._route.rungs:
            rungs.append(Rung(builtin, BelowLine(self._route.builtin_sure)))
        if self._light is not None:
            light = self._open(self._light, inquiry, len(self._strong) + 1)
            rungs.append(Rung(light, Stumbled(self._route.light_mistakes)))
        return Router(rungs, chain) if rungs else chain

    def close(self) -> None:
        for endpoint in [*self._strong, *([self._light] if self._light else [])]:
            endpoint.close()

    def _open(self, endpoint: Endpoint, inquiry: Inquiry, after: int) -> OpenAIModel:
        kept = SHARE * after * self._seconds
        return OpenAIModel(endpoint, Patience(lambda: inquiry.meter.left - kept, _stopped(inquiry)))


def _stopped(inquiry: Inquiry) -> Callable[[], bool]:
    return inquiry.cancel.is_set if inquiry.cancel is not None else lambda: False
