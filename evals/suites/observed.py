"""What was seen of one case: the Steps boiled down to what the metrics look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agents.steps import Answered, Asked, Drafted, Failed, Found, Refused, Step
from evals.benchmark.candor import rows_of
from evals.benchmark.equal import Rows
from evals.suites.cases import Case

Behaviour = Literal["answer", "clarify", "decline", "refuse", "fail"]


@dataclass(frozen=True)
class Observed:
    """`expected` are the results that are right, that of the case's own SQL first; empty where no answer is expected."""

    case: Case
    behaviour: Behaviour
    found: frozenset[str]
    """The tables that retrieval handed on, names folded."""
    drafts: int
    allowed: int
    """How many of the drafted statements the guard let pass."""
    sql: str
    rows: Rows | None
    expected: tuple[Rows, ...]
    text: str
    ms: float


def observe(case: Case, steps: list[Step], expected: tuple[Rows, ...], ms: float) -> Observed:
    """Read the Steps of one question."""
    drafts = [s for s in steps if isinstance(s, Drafted)]
    found = [t.name.casefold() for s in steps if isinstance(s, Found) for t in s.tables]
    behaviour, text, sql, rows = _end(steps[-1])
    return Observed(
        case=case,
        behaviour=behaviour,
        found=frozenset(name.removeprefix("main.") for name in found),
        drafts=len(drafts),
        allowed=sum(d.query is not None for d in drafts),
        sql=sql or (drafts[-1].sql if drafts else ""),
        rows=rows,
        expected=expected,
        text=text,
        ms=ms,
    )


def _end(step: Step) -> tuple[Behaviour, str, str, Rows | None]:
    match step:
        case Answered(answer=answer):
            return "answer", answer.text, answer.query.sql, rows_of(answer.result)
        case Asked(text=text):
            return "clarify", text, "", None
        case Refused(text=text, error_class=error_class):
            return ("decline" if error_class == "not_in_data" else "refuse"), text, "", None
        case Failed(text=text, error_class=error_class, sql=sql):
            return ("decline" if error_class == "not_in_data" else "fail"), text, sql, None
        case other:
            raise TypeError(f"a question ended with {type(other).__name__}, which is no End")
