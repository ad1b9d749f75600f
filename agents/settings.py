"""Settings, read once from the environment at the edge and passed in; nothing else in Candor reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agents.admission import Traffic
from agents.budget import Budget
from agents.environment import amount, file, flag, limit, listed, number, pairs, word
from agents.logs import LogSetting
from agents.logs import setting as log_setting
from agents.model_settings import BUILTIN, ModelSetting, Route, other, route, strong
from agents.spending import DayLimits

PRICES = "prices.yaml"
KEPT_SECONDS = 900


@dataclass(frozen=True)
class Settings:
    """What an operator can set. `api_key` is kept out of every text form of this."""

    home: Path
    model: str = BUILTIN
    api_key: str = field(default="", repr=False)
    base_url: str = ""
    api_version: str = ""
    """Azure's; empty for all other endpoints."""
    model_named: str = ""
    """The variable that names the model; empty where the choice is the page's."""
    light: ModelSetting | None = None
    """A cheaper model that is asked first."""
    fallback: ModelSetting | None = None
    """A model that stands in when the one that is set is unavailable, before the built-in one does."""
    route: Route = field(default_factory=Route)
    silence: float = 30.0
    """Seconds without a byte from an endpoint after which its reply counts as broken."""
    prices: Path | None = None
    """None is `prices.yaml` under `home`."""
    database: Path | None = None
    """None is the demo warehouse."""
    policy: Path | None = None
    tracking_uri: str = ""
    """Empty is local SQLite under `home`."""
    tracing: bool = True
    roles: tuple[str, ...] = ()
    """The roles of whoever uses this process, until there is a login; empty is the policy's default role."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    day: DayLimits = field(default_factory=DayLimits)
    traffic: Traffic = field(default_factory=Traffic)
    cache_seconds: int | None = None
    """How long an answer may be given again; 0 is never. None is never for the built-in model, whose answers cost
    nothing, and `KEPT_SECONDS` where a language model is asked."""
    workers: int = 2
    prompt_tokens: int = 3_750
    """What the first request of a question may come to, as estimated: rules, tools, context, conversation."""
    log: LogSetting = field(default_factory=LogSetting)
    mlflow_page: str = "http://127.0.0.1:5000"
    """Where the operator runs MLflow's own page; answers link to it."""
    keep_days: int | None = None
    """After so many days conversations, traces and uploads that nobody asks about are deleted; None keeps them."""
    clock: Callable[[], dt.date] = dt.date.today
    """What "today" is for data that do not say up to which day they reach; injected, so that tests can fix it."""

    @property
    def builtin(self) -> bool:
        return self.model == BUILTIN

    @property
    def price_file(self) -> Path:
        return self.prices or self.home / PRICES

    @property
    def kept_seconds(self) -> int:
        """How long an answer may be given again, as it is in force."""
        if self.cache_seconds is not None:
            return self.cache_seconds
        return 0 if self.builtin else KEPT_SECONDS

    @property
    def in_money(self) -> bool:
        """Whether there is a limit in USD."""
        return self.budget.dollars is not None or self.day.in_money


def from_environment(env: Mapping[str, str]) -> Settings:
    """Settings out of environment variables; raises BadSettings naming the variable, its value and what it may be."""
    first = strong(env)
    light = other(env, "LIGHT", first)
    return Settings(
        home=Path(env.get("CANDOR_HOME", "") or ".candor").expanduser(),
        model=first.model,
        api_key=first.api_key,
        base_url=first.base_url,
        api_version=first.api_version,
        light=light,
        fallback=other(env, "FALLBACK", first),
        route=route(env, first, light),
        silence=amount(env, "CANDOR_SILENCE_SECONDS", Settings.silence) or Settings.silence,
        prices=file(env, "CANDOR_PRICES"),
        database=file(env, "CANDOR_DATABASE"),
        policy=file(env, "CANDOR_POLICY"),
        tracking_uri=env.get("MLFLOW_TRACKING_URI", ""),
        tracing=flag(env, "CANDOR_TRACING", True),
        roles=listed(env, "CANDOR_ROLES"),
        attributes=pairs(env, "CANDOR_ATTRIBUTES"),
        budget=_budget(env),
        day=DayLimits(
            limit(env, "CANDOR_TOKENS_PER_USER_DAY"),
            amount(env, "CANDOR_USD_PER_USER_DAY", None),
            limit(env, "CANDOR_TOKENS_PER_DAY"),
            amount(env, "CANDOR_USD_PER_DAY", None),
        ),
        traffic=_traffic(env),
        cache_seconds=number(env, "CANDOR_CACHE_SECONDS", 0, 0) if word(env, "CANDOR_CACHE_SECONDS") else None,
        workers=number(env, "CANDOR_WORKERS", 2),
        prompt_tokens=number(env, "CANDOR_PROMPT_TOKENS", Settings.prompt_tokens, 2_000),
        log=log_setting(env),
        keep_days=limit(env, "CANDOR_KEEP_DAYS"),
        mlflow_page=word(env, "CANDOR_MLFLOW_PAGE", Settings.mlflow_page),
    )


def _budget(env: Mapping[str, str]) -> Budget:
    usual = Budget()
    return Budget(
        rounds=number(env, "CANDOR_ROUNDS_PER_QUESTION", usual.rounds),
        tool_calls=number(env, "CANDOR_TOOL_CALLS_PER_QUESTION", usual.tool_calls),
        tokens=number(env, "CANDOR_TOKENS_PER_QUESTION", usual.tokens),
        seconds=float(number(env, "CANDOR_SECONDS_PER_QUESTION", int(usual.seconds))),
        dollars=amount(env, "CANDOR_USD_PER_QUESTION", usual.dollars),
    )


def _traffic(env: Mapping[str, str]) -> Traffic:
    usual = Traffic()
    return Traffic(
        at_work=number(env, "CANDOR_QUESTIONS_AT_WORK", usual.at_work),
        waiting=number(env, "CANDOR_QUESTIONS_WAITING", usual.waiting, 0),
        patience=float(number(env, "CANDOR_WAITING_SECONDS", int(usual.patience))),
        user_minute=limit(env, "CANDOR_QUESTIONS_PER_USER_MINUTE"),
        minute=limit(env, "CANDOR_QUESTIONS_PER_MINUTE"),
    )
