"""What went wrong with a call to an endpoint: whether another try can heal it, how long to wait before, what to tell.

Nothing that the endpoint wrote is passed on: it may repeat the key or the question.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from email.utils import parsedate_to_datetime

import openai
from tenacity import RetryCallState, wait_random_exponential

HEALS = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
LONGEST_WAIT = 20.0
"""Seconds; an endpoint that asks for more is away for this question."""
NO_MONEY = "insufficient_quota"
"""The code of a 429 that no waiting heals."""


class BrokenStreamError(Exception):
    """The stream ended before the reply was whole."""


class LateError(Exception):
    """The time that this model has for the question is used up."""


FAULTS = (openai.OpenAIError, json.JSONDecodeError, BrokenStreamError, LateError)
"""Everything that calling an endpoint may raise, but for bugs."""


def heals(error: BaseException) -> bool:
    """Whether the same request may be answered when it is sent again soon."""
    if isinstance(error, openai.APIStatusError):
        if error.status_code not in HEALS or error.code == NO_MONEY:
            return False
        return (asked_wait(error) or 0.0) <= LONGEST_WAIT
    return isinstance(error, openai.APIConnectionError | json.JSONDecodeError | BrokenStreamError)


def outage(error: BaseException) -> bool:
    """Whether it speaks against the endpoint's health, as against the request, the key or the account."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code in HEALS and error.code != NO_MONEY
    return True


def asked_wait(error: BaseException | None) -> float | None:
    """Seconds that the server asks for in `Retry-After`, as a number or a date (RFC 9110, 10.2.3)."""
    if not isinstance(error, openai.APIStatusError):
        return None
    asked = error.response.headers.get("retry-after", "").strip()
    if not asked:
        return None
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    zoned = until if until.tzinfo is not None else until.replace(tzinfo=dt.UTC)
    return max(0.0, zoned.timestamp() - time.time())


_backoff = wait_random_exponential(multiplier=0.3, max=8)


def wait(state: RetryCallState) -> float:
    """What the server asks for, else exponential with full jitter (AWS, "Exponential backoff and jitter")."""
    asked = asked_wait(state.outcome.exception() if state.outcome else None)
    return _backoff(state) if asked is None else asked


def name_of(error: BaseException) -> str:
    """A short name for traces: the status, or the kind."""
    if isinstance(error, openai.APIStatusError):
        return str(error.status_code)
    if isinstance(error, LateError | openai.APITimeoutError):
        return "timeout"
    return "connection" if isinstance(error, openai.APIConnectionError) else "broken reply"


def remedy(error: BaseException) -> tuple[str, str]:
    """(what is wrong with the endpoint, what to do about it)."""
    if not isinstance(error, openai.APIStatusError):
        if isinstance(error, LateError | openai.APITimeoutError):
            return "it did not answer in time", "Ask again, or check OPENAI_BASE_URL and CANDOR_SILENCE_SECONDS."
        if isinstance(error, openai.APIConnectionError):
            return "the connection broke", "Check OPENAI_BASE_URL, or ask again."
        return "its reply was broken", "Ask again, or check that OPENAI_BASE_URL speaks the OpenAI API."
    status = error.status_code
    match status:
        case 401 | 403:
            return "it refused the key", "Check its key: OPENAI_API_KEY, or the one of its own place (docs/models.md)."
        case 404:
            return "it knows no such model", "Check CANDOR_MODEL and OPENAI_BASE_URL."
        case 429 if error.code == NO_MONEY:
            return "its account has no credit left", "Look at the account's quota and billing."
        case 429:
            return "it is over its rate limit", "Wait a minute and ask again."
        case _ if status >= 500:
            return f"it failed with status {status}", "Ask again in a minute."
    return (
        f"it refused the request with status {status}",
        "Check that the model takes tools (function calling) and that the question is not too long for it.",
    )
