"""Settings, read once from the environment at the edge and passed in; nothing else in Candor reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agents.budget import Budget
from data.errors import BadSettings

BUILTIN = "builtin"


@dataclass(frozen=True)
class Settings:
    """What an operator can set. `api_key` is kept out of every text form of this."""

    home: Path
    model: str = BUILTIN
    api_key: str = field(default="", repr=False)
    base_url: str = ""
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
    workers: int = 2
    mlflow_page: str = "http://127.0.0.1:5000"
    """Where the operator runs MLflow's own page; answers link to it."""
    clock: Callable[[], dt.date] = dt.date.today
    """What "today" is for data that do not say up to which day they reach; injected, so that tests can fix it."""

    @property
    def builtin(self) -> bool:
        return self.model == BUILTIN


def from_environment(env: Mapping[str, str]) -> Settings:
    """Settings out of environment variables; raises BadSettings naming the variable, its value and what it may be."""
    usual = Budget()
    key, base = env.get("OPENAI_API_KEY", "").strip(), env.get("OPENAI_BASE_URL", "").strip()
    model = env.get("CANDOR_MODEL", "").strip()
    if not model:
        model = env.get("OPENAI_MODEL", "").strip() or ("gpt-5-mini" if key or base else BUILTIN)
    if model != BUILTIN and not key and not base:
        raise BadSettings(
            f"CANDOR_MODEL is {model!r}, but there is no endpoint to ask for it.",
            "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a compatible server, or CANDOR_MODEL=builtin.",
        )
    return Settings(
        home=Path(env.get("CANDOR_HOME", "") or ".candor").expanduser(),
        model=model,
        api_key=key,
        base_url=base,
        database=_path(env, "CANDOR_DATABASE"),
        policy=_path(env, "CANDOR_POLICY"),
        tracking_uri=env.get("MLFLOW_TRACKING_URI", ""),
        tracing=_flag(env, "CANDOR_TRACING", True),
        roles=tuple(r.strip() for r in env.get("CANDOR_ROLES", "").split(",") if r.strip()),
        attributes=_pairs(env, "CANDOR_ATTRIBUTES"),
        budget=Budget(
            rounds=_number(env, "CANDOR_ROUNDS_PER_QUESTION", usual.rounds),
            tool_calls=_number(env, "CANDOR_TOOL_CALLS_PER_QUESTION", usual.tool_calls),
            tokens=_number(env, "CANDOR_TOKENS_PER_QUESTION", usual.tokens),
            seconds=float(_number(env, "CANDOR_SECONDS_PER_QUESTION", int(usual.seconds))),
        ),
        workers=_number(env, "CANDOR_WORKERS", 2),
        mlflow_page=env.get("CANDOR_MLFLOW_PAGE", "") or Settings.mlflow_page,
    )


def _path(env: Mapping[str, str], name: str) -> Path | None:
    """An existing file, or None when the variable is not set."""
    text = env.get(name, "").strip()
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise BadSettings(
            f"{name} names {text!r}, and there is no such file.", "Correct the path or unset the variable."
        )
    return path


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise BadSettings(f"{name} is {text!r}.", f"It must be a whole number above 0; the default is {default}.")
    return int(text)


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    text = env.get(name, "").strip().lower()
    if text in ("", "1", "on", "true", "yes"):
        return default if not text else True
    if text in ("0", "off", "false", "no"):
        return False
    raise BadSettings(f"{name} is {text!r}.", "It must be on or off.")


def _pairs(env: Mapping[str, str], name: str) -> dict[str, str]:
    """`region=west,team=a` as a mapping."""
    made = {}
    for part in filter(None, (p.strip() for p in env.get(name, "").split(","))):
        key, equals, value = part.partition("=")
        if not equals:
            raise BadSettings(f"{name} holds {part!r}.", "Write KEY=VALUE, several with commas between them.")
        made[key.strip()] = value.strip()
    return made
