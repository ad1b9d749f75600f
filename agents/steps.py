"""What happens to a question, as a closed union of values.

`orchestrator.ask` yields Steps; the page, the API, the traces and the evaluations consume them with `match`. The last
one is always an End: Answered, Asked, Refused or Failed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from agents.charts.spec import ChartSpec
from data.errors import ErrorClass
from data.evidence.facts import Facts
from data.types import Join, Metric, Result, SafeQuery
from retrieval.types import FoundTable, JoinPath, Value

Severity = Literal["info", "warning"]


@dataclass(frozen=True, slots=True)
class Span:
    """When a Step's work ran (nanoseconds since the epoch) and which agent did it."""

    name: str
    """The documented span name, e.g. `table_retrieval`, `query_execution`."""
    agent: str
    started_ns: int
    ended_ns: int
    under: str = ""
    """The span that this one belongs to; empty for the question itself."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Small plain facts for the trace: never a cell value of a private column."""


NO_SPAN = Span("", "", 0, 0)
"""For what is not timed yet: the orchestrator puts the real one in."""


@dataclass(frozen=True, slots=True)
class Screened:
    """The question passed the screen."""

    question: str
    note: str
    span: Span


@dataclass(frozen=True, slots=True)
class Found:
    """What of the schema the question is about, best first."""

    tables: tuple[FoundTable, ...]
    values: tuple[Value, ...]
    joins: tuple[JoinPath, ...]
    metrics: tuple[Metric, ...]
    nothing_near: bool = False
    span: Span = NO_SPAN
    further: tuple[FoundTable, ...] = ()
    """The next nearest tables, which the model is told in brief."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or several model calls; `cost` in USD, None when the model's price is not known."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    calls: int = 0

    def __add__(self, other: Usage) -> Usage:
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            cost,
            self.calls + other.calls,
        )


@dataclass(frozen=True, slots=True)
class Spoke:
    """The model replied: what it said, which tools it wants, what it cost."""

    model: str
    text: str
    wants: tuple[str, ...]
    usage: Usage
    confidence: float | None
    span: Span


@dataclass(frozen=True, slots=True)
class Called:
    """A tool was called for the model."""

    tool: str
    arguments: Mapping[str, Any]
    output: str
    failed: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Drafted:
    """The model wrote a statement and the guard allowed it (`query`) or not (`reason`)."""

    sql: str
    query: SafeQuery | None
    rule: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Ran:
    """An allowed statement was run: rows, or the class and text of what went wrong."""

    query: SafeQuery
    result: Result | None
    error_class: ErrorClass | None
    error: str
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader of the answer should know."""

    check: str
    severity: Severity
    text: str
    columns: tuple[str, ...] = ()
    sql: str = ""
    """A statement that does without what is noted, to be asked as it stands; empty where there is none."""
    material: bool = True
    """Whether it can change this figure; what hardly touches it is told in the background."""
    everywhere: bool = False
    """Whether it makes every figure of the answer wrong, not only some of them or perhaps."""
    figure: str = ""
    """What put the one row that is shown first, for the headline: `56 visits`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The data-quality checks of the result are done."""

    notes: tuple[Note, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Charted:
    spec: ChartSpec
    span: Span


@dataclass(frozen=True, slots=True)
class Added:
    """What a registered specialist added to the answer besides the shipped ones."""

    notes: tuple[Note, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the answer is known: from the checked tree and the run, never from a model."""

    tables: tuple[tuple[str, int | None], ...]
    """(table, rows it has)."""
    joins: tuple[Join, ...]
    filters: tuple[str, ...]
    """In words, with absolute dates."""
    group_by: tuple[str, ...]
    measures: tuple[str, ...]
    """In words, with their names."""
    rows_returned: int
    truncated: bool
    as_of: dt.date
    """What "today" was taken to be."""
    as_of_source: Literal["data", "clock"]
    policy: tuple[str, ...]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    verified: bool
    model: str
    prompt_version: str
    usage: Usage
    query_ms: float
    total_ms: float
    cached: str = ""
    """When an answer that is given again was worked out (ISO, UTC); empty for a new one."""
    facts: Facts = field(default_factory=Facts)
    """Reach of the tables, tested joins, grain, formulas, time zone."""
    rows_scanned: int | None = None
    """At the most: all rows of the tables that were read; None where one of them may not be known."""
    data_version: str = ""
    definitions: tuple[tuple[str, str], ...] = ()
    """(metric, its definition) of the measures that follow one."""
    verified_by: str = ""
    """Who vouches for the statement and since when; empty where nobody does."""
    brief: tuple[str, ...] = ()
    """The whole in a few lines, to be read in ten seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's whole answer."""

    text: str
    query: SafeQuery
    result: Result
    chart: ChartSpec
    receipt: Receipt
    notes: tuple[Note, ...]
    follow_ups: tuple[str, ...]
    confidence: float | None
    grounded: float = 1.0
    """The part of the claims in the model's sentence that the result bears out; 1.0 for a sentence made of the rows."""
    operations: Mapping[str, int] = field(default_factory=dict)
    """What those claims rest on: cells, sums, shares, ..., and how many each."""
    sure: str = ""
    """How sure it is, in words and with the reason."""


@dataclass(frozen=True, slots=True)
class Answered:
    answer: Answer
    trace_id: str = ""
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Candor needs to know more before it can answer."""

    text: str
    options: tuple[str, ...]
    error_class: ErrorClass | None = "ambiguous"
    unread: tuple[str, ...] = ()
    """Words of the question that were not understood."""
    figures: tuple[str, ...] = ()
    """What each option comes to, in the order of the options, where they were run."""
    trace_id: str = ""
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Refused:
    text: str
    error_class: ErrorClass | None
    reason: str = ""
    trace_id: str = ""
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Failed:
    text: str
    error_class: ErrorClass
    sql: str = ""
    trace_id: str = ""
    total_ms: float = 0.0


End = Answered | Asked | Refused | Failed
Step = Screened | Found | Spoke | Called | Drafted | Ran | Checked | Charted | Added | End


def end_of(steps: Iterable[Step]) -> End:
    """Run a question to its end and keep the end alone."""
    end: End | None = None
    for step in steps:
        if isinstance(step, Answered | Asked | Refused | Failed):
            end = step
    if end is None:
        raise ValueError("These Steps have no end.")
    return end
