"""What can go wrong, sorted by who must act.

CandorError
├── ModelCanMend         goes back to the chat model with its hint, bounded
│   ├── Rejected...      (a value, not an exception: see guardrails.sql.Rejected)
│   └── SqlFailed        the engine refused or broke the statement
├── UserMustAct          shown to the person who asked, each with its next step
│   ├── NotInData        what was asked for is not in the data
│   ├── Ambiguous        more than one reading
│   ├── NotAllowed       the policy forbids it
│   ├── TooExpensive     over memory, row, token or money limits
│   ├── TimedOut         over the time limit
│   ├── Busy             too many questions at once, or too many in a minute
│   ├── Cancelled        stopped by the person
│   └── BadInput         a file, a name or a question that cannot be taken as it is
├── OperatorMustAct      settings, policy files, endpoints
│   ├── BadSettings
│   └── ModelUnavailable
└── anything else is ours: it flies

Every message says what, which value, and what to do next; `hint` holds the last part alone.
"""

from __future__ import annotations

from typing import ClassVar, Literal

ErrorClass = Literal[
    "not_in_data",
    "ambiguous",
    "not_allowed",
    "sql_failed",
    "too_expensive",
    "timed_out",
    "busy",
    "model_unavailable",
    "cancelled",
    "bad_input",
    "bad_settings",
    "internal",
]


class CandorError(Exception):
    """Base of everything that Candor raises on purpose."""

    error_class: ClassVar[ErrorClass] = "internal"

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what} {hint}".strip())
        self.what = what
        self.hint = hint


class ModelCanMend(CandorError):
    """The author of the statement can do better with the hint."""


class SqlFailed(ModelCanMend):
    error_class = "sql_failed"


class UserMustAct(CandorError):
    """The person who asked decides what happens next."""


class NotInData(UserMustAct):
    error_class = "not_in_data"


class Ambiguous(UserMustAct):
    error_class = "ambiguous"


class NotAllowed(UserMustAct):
    error_class = "not_allowed"


class TooExpensive(UserMustAct):
    error_class = "too_expensive"


class TimedOut(UserMustAct):
    error_class = "timed_out"


class Busy(UserMustAct):
    """Nothing was begun. `retry_after` in seconds; `bound` tells a full queue from a rate that is used up."""

    error_class = "busy"

    def __init__(self, what: str, hint: str, retry_after: float, bound: Literal["queue", "rate"]) -> None:
        super().__init__(what, hint)
        self.retry_after = retry_after
        self.bound: Literal["queue", "rate"] = bound


class Cancelled(UserMustAct):
    error_class = "cancelled"


class BadInput(UserMustAct):
    error_class = "bad_input"


class OperatorMustAct(CandorError):
    """Settings, a policy file or an endpoint must be put right."""


class BadSettings(OperatorMustAct):
    error_class = "bad_settings"


class ModelUnavailable(OperatorMustAct):
    error_class = "model_unavailable"
