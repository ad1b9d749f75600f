"""Which chat models there are and in which order they are asked, as an operator sets it.

Three places can be filled, each with its own endpoint: the model that is set (`CANDOR_MODEL`, `OPENAI_*`), a light one
(`CANDOR_LIGHT_*`) and one that stands in when the first is away (`CANDOR_FALLBACK_*`). A light or stand-in model without
an endpoint of its own is asked for at the first one's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from agents.environment import Env, amount, listed, number, word
from data.errors import BadSettings

BUILTIN = "builtin"
USUAL = "gpt-5-mini"
"""What is asked for when there is a key and no model is named."""
Rung = Literal["builtin", "light", "strong"]


@dataclass(frozen=True, slots=True)
class ModelSetting:
    """One model at one endpoint. `api_key` is kept out of every text form of this."""

    model: str
    base_url: str = ""
    """Empty is OpenAI's own. With `api_version` it is the Azure resource, e.g. `https://NAME.openai.azure.com`."""
    api_key: str = field(default="", repr=False)
    """Empty for a server that asks for none."""
    api_version: str = ""
    """Azure's; empty for all others. The model's name is then the deployment's."""


@dataclass(frozen=True, slots=True)
class Route:
    """The order from cheap to strong, and the lines above which a cheaper model's word is taken."""

    rungs: tuple[Rung, ...] = ("strong",)
    builtin_sure: float = 0.9
    """The confidence from which the built-in model answers before any language model is asked."""
    light_mistakes: int = 1
    """After so many tool calls of a question that failed, the light model gives way to the strong one."""


def strong(env: Env) -> ModelSetting:
    """The model that is set; `builtin` when nothing is. Raises BadSettings for a model without an endpoint."""
    azure = word(env, "AZURE_OPENAI_ENDPOINT")
    key = word(env, "AZURE_OPENAI_API_KEY") if azure else word(env, "OPENAI_API_KEY")
    base = azure or word(env, "OPENAI_BASE_URL")
    model = word(env, "CANDOR_MODEL") or word(env, "OPENAI_MODEL")
    if azure and model != BUILTIN:
        return _azure(model, azure, key, word(env, "OPENAI_API_VERSION"))
    model = model or (USUAL if key or base else BUILTIN)
    if model != BUILTIN and not key and not base:
        raise BadSettings(
            f"CANDOR_MODEL is {model!r}, but there is no endpoint to ask for it.",
            "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a compatible server, or CANDOR_MODEL=builtin.",
        )
    return ModelSetting(model, base, key)


def _azure(model: str, endpoint: str, key: str, version: str) -> ModelSetting:
    needed = {"CANDOR_MODEL": model, "AZURE_OPENAI_API_KEY": key, "OPENAI_API_VERSION": version}
    if missing := [name for name, value in needed.items() if not value]:
        raise BadSettings(
            f"AZURE_OPENAI_ENDPOINT is set, {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not.",
            "Set CANDOR_MODEL to the deployment's name, OPENAI_API_VERSION to the API's, e.g. 2024-10-21, and the key.",
        )
    return ModelSetting(model, endpoint, key, version)


def other(env: Env, place: Literal["LIGHT", "FALLBACK"], first: ModelSetting) -> ModelSetting | None:
    """The model in another place, at its own endpoint or the first one's; None when none is named."""
    prefix = f"CANDOR_{place}"
    model = word(env, f"{prefix}_MODEL")
    base, key, version = (word(env, f"{prefix}_{part}") for part in ("BASE_URL", "API_KEY", "API_VERSION"))
    if not model:
        if base or key or version:
            raise BadSettings(f"{prefix}_MODEL is not set, though other {prefix}_ settings are.", "Name the model.")
        return None
    if first.model == BUILTIN:
        raise BadSettings(
            f"{prefix}_MODEL is {model!r}, but the model that is set is the built-in one.",
            f"Set CANDOR_MODEL and its endpoint too, or unset {prefix}_MODEL.",
        )
    if not base and not key:
        return ModelSetting(model, first.base_url, first.api_key, version or first.api_version)
    return ModelSetting(model, base, key, version)


def route(env: Env, first: ModelSetting, light: ModelSetting | None) -> Route:
    """`CANDOR_ROUTE`, e.g. `builtin,light,strong`; by default the light model first where there is one."""
    usual = Route()
    told = listed(env, "CANDOR_ROUTE")
    rungs = told or (("light", "strong") if light is not None else ("strong",))
    order = [r for r in get_args(Rung) if r in rungs]
    if list(rungs) != order or order[-1:] != ["strong"]:
        raise BadSettings(
            f"CANDOR_ROUTE is {env.get('CANDOR_ROUTE', '')!r}.",
            "Write builtin, light and strong in this order with commas between them; strong is always the last.",
        )
    if "light" in rungs and light is None:
        raise BadSettings("CANDOR_ROUTE names the light model, but none is set.", "Set CANDOR_LIGHT_MODEL.")
    if told and first.model == BUILTIN:
        raise BadSettings(
            "CANDOR_ROUTE is set, but there is only the built-in model.", "Set CANDOR_MODEL, or unset CANDOR_ROUTE."
        )
    return Route(
        cast(tuple[Rung, ...], tuple(rungs)),
        amount(env, "CANDOR_BUILTIN_SURE", usual.builtin_sure, 1.0) or 0.0,
        number(env, "CANDOR_LIGHT_MISTAKES", usual.light_mistakes),
    )
