"""How a question ends without an answer: one ending for each class of `data.errors`, each with a head of its own, who must
act, and the next step. The page, the terminal and the API tell the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from data.errors import ErrorClass

Who = Literal["you", "operator", "candor"]
Tone = Literal["question", "stop", "trouble", "wait"]


@dataclass(frozen=True, slots=True)
class Ending:
    """`icon` is a name of Material Symbols; no two endings have the same head or icon."""

    head: str
    next_step: str
    who: Who
    tone: Tone
    icon: str


ENDINGS: dict[ErrorClass, Ending] = {
    "not_in_data": Ending(
        "Not in the data", "Look at the tables, ask for something near it, or add the data that is missing.",
        "you", "stop", "search_off",
    ),
    "ambiguous": Ending("Which one do you mean?", "Pick a reading, or say it in other words.", "you", "question", "help"),
    "not_allowed": Ending(
        "Not allowed", "Ask for something your role may read, or ask whoever manages access.", "you", "stop", "lock",
    ),
    "sql_failed": Ending(
        "No working query", "Say it more simply, or name the table and the columns.", "you", "trouble", "code_off",
    ),
    "too_expensive": Ending(
        "Too much for the limits", "Narrow it: fewer groups, one filter more, or have the limits raised.",
        "you", "stop", "data_usage",
    ),
    "timed_out": Ending(
        "It took too long", "Narrow it: a shorter time, one filter more; or ask again when it is quieter.",
        "you", "stop", "timer_off",
    ),
    "busy": Ending("Too many questions at once", "Ask again in a moment; nothing was begun.", "you", "wait", "hourglass_top"),
    "model_unavailable": Ending(
        "The model does not answer", "Try again in a moment, or have the operator look at the endpoint.",
        "operator", "wait", "cloud_off",
    ),
    "cancelled": Ending("Stopped", "Ask again whenever you like.", "you", "question", "stop_circle"),
    "bad_input": Ending(
        "This cannot be used as it is", "Change what the message names and try again.", "you", "trouble", "edit_off",
    ),
    "bad_settings": Ending(
        "A setting is wrong", "Whoever runs Candor must correct what the message names.", "operator", "trouble", "settings_alert",
    ),
    "internal": Ending(
        "Something broke in Candor", "The question is kept. Ask it again; the log says what happened.",
        "candor", "trouble", "bug_report",
    ),
}  # fmt: skip
ELSEWHERE = Ending("Not a question for this data", "Ask about the tables.", "you", "stop", "block")
"""A question that the screen declined, or the model, as none about the data."""
UNANSWERED = Ending(
    "No answer to this question", "Name the table and the columns, or ask for one part of it.", "you", "trouble", "unknown_med",
)  # fmt: skip
"""A question about the data, as far as is known, that the model gave up."""
GIVEN_UP = frozenset({"other", "model_refusal"})
"""Why a question was declined that was read as one."""


def ending(error_class: ErrorClass | None, reason: str = "") -> Ending:
    """`reason` is why a question was declined, where that is no error."""
    if error_class is not None:
        return ENDINGS[error_class]
    return UNANSWERED if reason in GIVEN_UP else ELSEWHERE


def stopped(head: str) -> str:
    """A head with the stop that it needs before more is said."""
    return head if head.endswith("?") else f"{head}."


def told(error_class: ErrorClass | None, reason: str = "") -> dict[str, Any]:
    """What an end without an answer says besides its text."""
    made = ending(error_class, reason)
    return {"head": made.head, "next_step": made.next_step, "who": made.who}
