"""One MLflow trace a question, made from the Steps as they pass; nothing in the flow knows of it.

Spans: `question` at the root; under it `question_screen`, `table_retrieval`, `sql_generation`, `data_quality`,
`visualization` and whatever a registered specialist is called; under `sql_generation` the model's calls (`chat_model`),
the tools' (`tool:<name>`), `sql_validation` and `query_execution`. They hold names, counts, SQL and times; of the data they
hold only the answer's own sentence, redacted.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from agents import spans
from agents.exporting import prepare
from agents.steps import Answered, Asked, Failed, Refused, Step
from agents.summary import Summary, failed, span_of, summarise
from guardrails.redaction import redact

if TYPE_CHECKING:
    from mlflow.entities import LiveSpan

EXPERIMENT = "candor"
FLUSH_MS = 5_000
DELETED_AT_ONCE = 100
"""What MLflow takes in one call."""


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


Listener = Callable[[About, Summary], None]
"""Hears of a question when it has ended."""


def heard(steps: Iterator[Step], about: About, listeners: Sequence[Listener]) -> Iterator[Step]:
    """The same Steps; when they end, or nobody listens any more, each listener is told how the question went."""
    seen: list[Step] = []
    try:
        for step in steps:
            seen.append(step)
            yield step
    finally:
        summary = summarise(seen)
        for listener in listeners:
            listener(about, summary)


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
        prepare()
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
            attributes={
                "role": about.role,
                "database": about.database,
                "prompt": about.prompt,
                "prompt_arm": about.arm,
                **({"prompt_note": about.prompt_note} if about.prompt_note else {}),
            },
            tags={"candor.prompt": about.prompt, "candor.arm": about.arm},
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
            _write(root, seen, about)

    def flush(self) -> None:
        """Wait until what was traced is in the store and at the collector; for commands that end right after the answer."""
        import mlflow
        from mlflow.tracing.provider import provider as providers
        from opentelemetry.sdk.trace import TracerProvider

        mlflow.flush_trace_async_logging()
        provider = providers.get()
        if isinstance(provider, TracerProvider):
            provider.force_flush(FLUSH_MS)

    def forget(self, trace_ids: Sequence[str]) -> int:
        """Delete these traces; how many there were."""
        import mlflow

        self.flush()
        client, wanted = mlflow.MlflowClient(self._uri), list(trace_ids)
        parts = [wanted[i : i + DELETED_AT_ONCE] for i in range(0, len(wanted), DELETED_AT_ONCE)]
        return sum(client.delete_traces(self.experiment(), trace_ids=part) for part in parts)

    def forget_before(self, moment: float) -> int:
        """Delete all traces that began before then (seconds since the epoch); how many there were."""
        import mlflow

        client, gone = mlflow.MlflowClient(self._uri), 0
        while count := client.delete_traces(
            self.experiment(), max_timestamp_millis=int(moment * 1000), max_traces=DELETED_AT_ONCE
        ):
            gone += count
        return gone


def _stamped(step: Step, trace_id: str, started: float) -> Step:
    """An End with the trace's id and the whole time in it; any other Step as it is."""
    if isinstance(step, Answered | Asked | Refused | Failed):
        return replace(step, trace_id=trace_id, total_ms=round((time.monotonic() - started) * 1000, 2))
    return step


def _write(root: LiveSpan, seen: list[Step], about: About) -> None:
    """Make the spans of the Steps under the root and end it."""
    from mlflow import start_span_no_context

    parents: dict[str, Any] = {"": root}
    timed = [(step, span) for step in seen if (span := span_of(step)) is not None]
    for under in dict.fromkeys(span.under for _, span in timed if span.under):
        inside = [span for _, span in timed if span.under == under]
        parents[under] = start_span_no_context(
            under, span_type="AGENT", parent_span=root, start_time_ns=min(s.started_ns for s in inside)
        )
    for step, span in timed:
        inputs, outputs = spans.facts(step)
        made = start_span_no_context(
            span.name,
            span_type=spans.type_of(span.name),
            parent_span=parents[span.under],
            inputs=inputs,
            attributes=spans.attributes(step, span),
            start_time_ns=span.started_ns,
        )
        _plain(made, spans.semantic(step, span, about.conversation))
        made.end(outputs=outputs, status="ERROR" if failed(step) else "OK", end_time_ns=span.ended_ns)
    for under, parent in parents.items():
        if under:
            parent.end(end_time_ns=max(s.ended_ns for _, s in timed if s.under == under))
    last = seen[-1] if seen else None
    root.set_attribute("summary", summarise(seen).facts())
    _plain(root, {"gen_ai.conversation.id": about.conversation} if about.conversation else {})
    root.end(outputs=spans.outcome(last), status="ERROR" if isinstance(last, Failed) or last is None else "OK")


def _plain(span: LiveSpan, values: Mapping[str, Any]) -> None:
    """Set attributes as they are: MLflow's own setter writes JSON text, which a collector would show with its quotes."""
    for name, value in values.items():
        span._span.set_attribute(name, value)  # type: ignore[attr-defined]  # MLflow types it as read-only; before its end it is not
