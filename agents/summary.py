"""What a question cost and how it went, by agent: for its trace, its line in the log and the process's metrics.

Everything is counted from the Steps, so the sums over spans, the trace, the log and the metrics agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from agents.steps import (
    Added,
    Answered,
    Asked,
    Called,
    Charted,
    Checked,
    Drafted,
    Failed,
    Found,
    Ran,
    Refused,
    Screened,
    Span,
    Spoke,
    Step,
    Usage,
)
from data.errors import ErrorClass

Status = Literal["answered", "clarify", "refused", "failed", "stopped"]

NOBODY = "unknown"


@dataclass
class AgentPart:
    """One agent's part in a question."""

    steps: int = 0
    ms: float = 0.0
    failed: int = 0
    tool_calls: int = 0
    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0
    """None when a price is not known."""


@dataclass
class Summary:
    """`stopped` is a question that nobody listened to the end of. Tokens and cost are of all model calls together."""

    status: Status = "stopped"
    error_class: ErrorClass | None = None
    ms: float = 0.0
    trace_id: str = ""
    model: str = ""
    """Which one spoke last."""
    models: dict[str, Usage] = field(default_factory=dict)
    query_ms: float | None = None
    rows: int | None = None
    first_token_ms: float | None = None
    """Of the first model call."""
    tools: dict[str, int] = field(default_factory=dict)
    """Calls by tool."""
    retries: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    """What went wrong with model calls that were tried again or given up, by kind."""
    fallbacks: list[str] = field(default_factory=list)
    """Models in whose place another one answered."""
    router: str = ""
    cache: Literal["hit", "miss"] = "miss"
    breakers: dict[str, str] = field(default_factory=dict)
    """State by model, as each call found it."""
    agents: dict[str, AgentPart] = field(default_factory=dict)

    @property
    def usage(self) -> Usage:
        return sum(self.models.values(), Usage())

    def facts(self) -> dict[str, Any]:
        """Plain values; an unknown cost is the word `unknown`."""
        usage = self.usage
        return {
            "status": self.status,
            "error_class": self.error_class,
            "ms": self.ms,
            "model": self.model,
            "model_calls": usage.calls,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "cost_usd": _cost(usage.cost),
            "first_token_ms": self.first_token_ms,
            "query_ms": self.query_ms,
            "rows": self.rows,
            "tools": self.tools,
            "retries": self.retries,
            "faults": self.faults,
            "fallbacks": self.fallbacks,
            "router": self.router,
            "cache": self.cache,
            "breakers": self.breakers,
            "agents": {
                name: asdict(part) | {"ms": round(part.ms, 2), "cost_usd": _cost(part.cost_usd)}
                for name, part in self.agents.items()
            },
        }


def summarise(steps: Iterable[Step]) -> Summary:
    """The Steps of one question, as far as it came."""
    made = Summary()
    for step in steps:
        span = span_of(step)
        if span is not None:
            _count(made, step, span)
        match step:
            case Spoke():
                _spoke(made, step)
            case Called():
                name = step.tool if step.span.agent else NOBODY  # a name that the model made up
                made.tools[name] = made.tools.get(name, 0) + 1
            case Ran(result=result) if result is not None:
                made.query_ms, made.rows = round(result.elapsed_ms, 2), result.rows
            case Added() if step.span.details.get("hit"):
                made.cache = "hit"
            case Answered() | Asked() | Refused() | Failed():
                _end(made, step)
    return made


def span_of(step: Step) -> Span | None:
    match step:
        case Screened() | Found() | Spoke() | Called() | Drafted() | Ran() | Checked() | Charted() | Added():
            return step.span
    return None


def failed(step: Step) -> bool:
    match step:
        case Drafted(query=None) | Ran(result=None) | Called(failed=True):
            return True
    return False


def _count(made: Summary, step: Step, span: Span) -> None:
    part = made.agents.setdefault(span.agent or NOBODY, AgentPart())
    part.steps += 1
    part.ms += (span.ended_ns - span.started_ns) / 1e6
    part.failed += failed(step)
    part.tool_calls += isinstance(step, Called)
    if isinstance(step, Spoke):
        usage = step.usage
        part.model_calls += usage.calls
        part.input_tokens += usage.input_tokens
        part.output_tokens += usage.output_tokens
        part.cost_usd = None if part.cost_usd is None or usage.cost is None else part.cost_usd + usage.cost


def _spoke(made: Summary, step: Spoke) -> None:
    details: Mapping[str, Any] = step.span.details
    made.model = step.model
    made.models[step.model] = made.models.get(step.model, Usage()) + step.usage
    if made.first_token_ms is None and details.get("first_token_ms") is not None:
        made.first_token_ms = round(float(details["first_token_ms"]), 2)
    _tries(made, step.model, details)
    made.router = str(details.get("router", "")) or made.router
    for gone in details.get("fallback", ()):
        if gone["model"] not in made.fallbacks:
            made.fallbacks.append(gone["model"])
            _tries(made, gone["model"], gone)


def _tries(made: Summary, model: str, details: Mapping[str, Any]) -> None:
    made.retries += int(details.get("retries", 0))
    for fault in details.get("faults", ()):
        made.faults[fault] = made.faults.get(fault, 0) + 1
    if "breaker" in details:
        made.breakers[model] = str(details["breaker"])


def _end(made: Summary, end: Answered | Asked | Refused | Failed) -> None:
    made.ms, made.trace_id = end.total_ms, end.trace_id
    match end:
        case Answered(answer=answer):
            made.status = "answered"
            made.model = answer.receipt.model
            made.rows = answer.result.rows
            if made.cache == "miss":
                made.query_ms = answer.receipt.query_ms
        case Asked():
            made.status, made.error_class = "clarify", end.error_class
        case Refused():
            made.status, made.error_class = "refused", end.error_class
        case Failed():
            made.status, made.error_class = "failed", end.error_class


def _cost(cost: float | None) -> float | str:
    return "unknown" if cost is None else round(cost, 8)
