"""One MLflow trace a question, made from the Steps as they pass; nothing in the flow knows of it.

Spans: `question` at the root; under it `question_screen`, `table_retrieval`, `sql_generation`, `data_quality`,
`visualization` and whatever a registered specialist is called; under `sql_generation` the model's calls (`chat_model`),
the tools' (`tool:<name>`), `sql_validation` and `query_execution`. They hold names, counts, SQL and times; of the data they
hold only the answer's own sentence, redacted.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

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
)
from guardrails.redaction import redact

if TYPE_CHECKING:
    from mlflow.entities import LiveSpan

EXPERIMENT = "candor"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class About:
    """What a trace says of its question besides the Steps."""

    question: str
    user: str
    role: str
    conversation: str
    database: str
    prompt: str
    arm: str = ""
    """Which of production and candidate the user's prompt is, or that it is the newest file."""
    prompt_note: str = ""
    """Why the prompt is not what the registry says, where it is not."""


class Telemetry(Protocol):
    """Something that watches Steps go by and hands them on, with the trace's id in the last one."""

    def watch(self, steps: Iterator[Step], about: About) -> Iterator[Step]: ...

    def flush(self) -> None: ...


class NoTelemetry:
    """Hands the Steps on and keeps nothing."""

    def watch(self, steps: Iterator[Step], about: About) -> Iterator[Step]:
        del about
        started = time.monotonic()
        for step in steps:
            yield _stamped(step, "", started)

    def flush(self) -> None:
        """There is nothing to flush."""


class MlflowTelemetry:
    """Writes to an MLflow server or, by default, to a SQLite file under the state directory."""

    def __init__(self, home: Path, tracking_uri: str = "") -> None:
        self._home = home
        self._uri = tracking_uri or f"sqlite:///{(home / 'mlflow.db').resolve()}"
        self._artifacts = "" if tracking_uri else (home / "mlflow-artifacts").resolve().as_uri()
        self._experiment = ""
        self._lock = Lock()

    @property
    def uri(self) -> str:
        return self._uri

    def experiment(self) -> str:
        """The experiment's id; it is made, and the store's tables with it, when first asked for."""
        with self._lock:
            if not self._experiment:
                import mlflow

                # Its news of tables made and queues flushed are not for whoever asked a question.
                logging.getLogger("mlflow").setLevel(logging.WARNING)
                self._home.mkdir(parents=True, exist_ok=True)
                mlflow.set_tracking_uri(self._uri)
                client = mlflow.MlflowClient(self._uri)
                known = client.get_experiment_by_name(EXPERIMENT)
                self._experiment = (
                    known.experiment_id
                    if known
                    else client.create_experiment(EXPERIMENT, artifact_location=self._artifacts or None)
                )
            return self._experiment

    def watch(self, steps: Iterator[Step], about: About) -> Iterator[Step]:
        from mlflow import start_span_no_context

        started = time.monotonic()
        root = start_span_no_context(
            "question",
            span_type="AGENT",
            inputs={"question": redact(about.question)},
            attributes={"role": about.role, "database": about.database, "prompt": about.prompt},
            metadata={
                "mlflow.trace.user": about.user,
                "mlflow.trace.session": about.conversation or "none",
            },
            experiment_id=self.experiment(),
        )
        seen: list[Step] = []
        try:
            for step in steps:
                made = _stamped(step, root.trace_id, started)
                seen.append(made)
                yield made
        finally:
            # Also when the page stops listening half-way: what was done until then is in the trace.
            _write(root, seen)

    def flush(self) -> None:
        """Wait until what was traced is in the store; for commands that end right after the answer."""
        import mlflow

        mlflow.flush_trace_async_logging()


def _stamped(step: Step, trace_id: str, started: float) -> Step:
    """An End with the trace's id and the whole time in it; any other Step as it is."""
    if isinstance(step, Answered | Asked | Refused | Failed):
        return replace(step, trace_id=trace_id, total_ms=round((time.monotonic() - started) * 1000, 2))
    return step


def _write(root: LiveSpan, seen: list[Step]) -> None:
    """Make the spans of the Steps under the root and end it."""
    from mlflow import start_span_no_context

    parents: dict[str, Any] = {"": root}
    spans = [(step, span) for step in seen if (span := _span(step)) is not None]
    for under in dict.fromkeys(span.under for _, span in spans if span.under):
        inside = [span for _, span in spans if span.under == under]
        parents[under] = start_span_no_context(
            under, span_type="AGENT", parent_span=root, start_time_ns=min(s.started_ns for s in inside)
        )
    for step, span in spans:
        inputs, outputs = _facts(step)
        made = start_span_no_context(
            span.name,
            span_type=_TYPES.get(span.name, "TOOL" if span.name.startswith("tool:") else "CHAIN"),
            parent_span=parents[span.under],
            inputs=inputs,
            attributes={"agent": span.agent, **{k: _text(v) for k, v in span.details.items()}, **_usage(step)},
            start_time_ns=span.started_ns,
        )
        made.end(outputs=outputs, status="ERROR" if _failed(step) else "OK", end_time_ns=span.ended_ns)
    for under, parent in parents.items():
        if under:
            parent.end(end_time_ns=max(s.ended_ns for _, s in spans if s.under == under))
    last = seen[-1] if seen else None
    root.end(outputs=_end(last), status="ERROR" if isinstance(last, Failed) or last is None else "OK")


_TYPES = {
    "table_retrieval": "RETRIEVER",
    "chat_model": "CHAT_MODEL",
    "sql_validation": "GUARDRAIL",
    "question_screen": "GUARDRAIL",
    "query_execution": "TOOL",
    "data_quality": "AGENT",
    "visualization": "AGENT",
}


def _span(step: Step) -> Span | None:
    match step:
        case Screened() | Found() | Spoke() | Called() | Drafted() | Ran() | Checked() | Charted() | Added():
            return step.span
    return None


def _failed(step: Step) -> bool:
    match step:
        case Drafted(query=None) | Ran(result=None) | Called(failed=True):
            return True
    return False


def _usage(step: Step) -> dict[str, Any]:
    """Tokens and cost under the names that MLflow's page and sums know."""
    if not isinstance(step, Spoke):
        return {}
    usage = step.usage
    made: dict[str, Any] = {
        "mlflow.llm.model": step.model,
        "mlflow.chat.tokenUsage": {
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "total_tokens": usage.input_tokens + usage.output_tokens,
        },
        "cost_usd": "unknown" if usage.cost is None else usage.cost,
    }
    return made


def _facts(step: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and outputs of a Step for its span."""
    match step:
        case Screened():
            return {"question": redact(step.question)}, {"verdict": "passed", "note": step.note}
        case Found():
            return {}, {
                "tables": [{"name": t.name, "score": round(t.score, 4), "why": t.why} for t in step.tables],
                "value_columns": sorted({f"{v.table}.{v.column}" for v in step.values}),
                "metrics": [m.name for m in step.metrics],
                "nothing_near": step.nothing_near,
            }
        case Spoke():
            return {}, {"text": redact(step.text), "tools": list(step.wants), "confidence": step.confidence}
        case Called():
            arguments = {k: redact(_text(v)) for k, v in step.arguments.items()}
            return arguments, {"characters": len(step.output), "failed": step.failed}
        case Drafted():
            verdict = "allowed" if step.query else "refused"
            sent = redact(step.query.sql) if step.query else ""
            notes = list(step.query.policy_notes) if step.query else []
            return {"sql": redact(step.sql)}, {
                "verdict": verdict,
                "rule": step.rule,
                "reason": redact(step.reason),
                "sent": sent,
                "policy": notes,
            }
        case Ran():
            result = step.result
            told: dict[str, Any] = {"error": redact(step.error), "error_class": step.error_class}
            if result is not None:
                told = {"rows": result.rows, "columns": list(result.columns), "truncated": result.truncated}
            return {"sql": redact(step.query.sql)}, told
        case Checked() | Added():
            return {}, {
                "notes": [{"check": n.check, "severity": n.severity, "text": redact(n.text)} for n in step.notes]
            }
        case Charted():
            return {}, {"kind": step.spec.kind, "x": step.spec.x, "y": list(step.spec.y), "why": step.spec.why}
    return {}, {}


def _end(step: Step | None) -> dict[str, Any]:
    match step:
        case Answered(answer=answer):
            return {
                "status": "answered",
                "text": redact(answer.text),
                "rows": answer.result.rows,
                "model": answer.receipt.model,
                "confidence": answer.confidence,
                "tokens": answer.receipt.usage.input_tokens + answer.receipt.usage.output_tokens,
            }
        case Asked():
            return {"status": "clarify", "text": redact(step.text)}
        case Refused():
            return {"status": "refused", "text": redact(step.text), "error_class": step.error_class}
        case Failed():
            return {"status": "failed", "text": redact(step.text), "error_class": step.error_class}
    return {"status": "stopped"}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
