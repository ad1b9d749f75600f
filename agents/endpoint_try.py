"""One small call to an endpoint before anybody relies on it: what came back, in words, and what to do where nothing did."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from agents.chat import GaveUp, Message, Reply, ToolSpec
from agents.model_settings import ModelSetting
from agents.openai_model import Endpoint, OpenAIModel, Patience

SECONDS = 20.0
ASKED: Final = "Call the tool `say_ready` now, with the word `ready`."
TOOL: Final = ToolSpec(
    "say_ready",
    "Says that the model is ready.",
    {
        "type": "object",
        "properties": {"word": {"type": "string"}},
        "required": ["word"],
        "additionalProperties": False,
    },
)

_NEXT: Final = {
    "401": "Type the key again, as the provider gives it out.",
    "403": "Look whether this key may use this model.",
    "404": "Check the model’s name, and that the address ends as the server wants it, often in /v1.",
    "429": "Wait a minute and try again; look at the account’s limits and credit.",
    "timeout": "Look whether the server is up, or still loading the model, and try again.",
    "connection": "Check the address, and that the server runs and can be reached from this machine.",
    "broken reply": "Check that the server at this address speaks the OpenAI API.",
}
_NEXT_OF_5XX: Final = "The server has a fault of its own: look into its log, or try again in a minute."


@dataclass(frozen=True, slots=True)
class Tried:
    """`usable` is whether questions can be asked of it; `said` what came back, `next_step` what to do, empty when nothing."""

    usable: bool
    said: str
    next_step: str = ""


def tried(setting: ModelSetting) -> Tried:
    """Ask it to call a tool, once: without tools it answers no question. The key is in no text that comes back."""
    endpoint = Endpoint.of(setting, None, SECONDS)
    endpoint.attempts = 1
    started = time.monotonic()
    try:
        *_, reply = OpenAIModel(endpoint, Patience(lambda: SECONDS - (time.monotonic() - started))).complete(
            [Message("user", ASKED)], [TOOL]
        )
    except GaveUp as gone:
        fault = str((gone.facts.get("faults") or [""])[-1])
        return Tried(False, gone.what, _NEXT.get(fault, _NEXT_OF_5XX if fault.startswith("5") else gone.hint))
    finally:
        endpoint.close()
    assert isinstance(reply, Reply)
    took = f"in {(time.monotonic() - started) * 1000:,.0f} ms"
    tokens = reply.usage.input_tokens + reply.usage.output_tokens
    counted = f", {tokens:,} tokens" if tokens else ""
    if any(call.name == TOOL.name for call in reply.tool_calls):
        return Tried(True, f"{setting.model} answered at {endpoint.where} {took}{counted}, and it calls tools.")
    return Tried(
        False,
        f"{setting.model} answered at {endpoint.where} {took}{counted}, but it did not call the tool that it was asked to.",
        "Candor works by tool calls: choose a model, or a setting of the server, that has them (function calling).",
    )
