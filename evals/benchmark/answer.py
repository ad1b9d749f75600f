"""What answers the questions of a benchmark: Candor itself, behind one small seam.

Nothing here is ever given a gold statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from evals.benchmark.equal import Rows

Status = Literal["answered", "clarify", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of one question; `rows` only when `status` is `answered`."""

    status: Status
    ms: float
    """From the question to the last Step, the run of its SQL included."""
    sql: str = ""
    rows: Rows | None = None
    error_class: str = ""
    error: str = ""
    """What was said instead of an answer."""
    unread: tuple[str, ...] = ()
    """Words of the question that were not understood."""
    confidence: float | None = None


class Answerer(Protocol):
    """Something that answers questions about one database."""

    def answer(self, question: str) -> Attempt: ...

    def close(self) -> None: ...
