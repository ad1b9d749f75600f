"""A trace read back: its spans in order with their times, for who has no MLflow page at hand."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from agents.telemetry import MlflowTelemetry, Telemetry

KNOCK_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Stretch:
    """One span. `depth` is 0 for the whole question; `start_ms` counts from its beginning; `by` is the agent, and the
    model with its tokens where one was asked."""

    name: str
    depth: int
    start_ms: float
    ms: float
    failed: bool
    by: str


def stretches(telemetry: Telemetry, trace_id: str) -> tuple[Stretch, ...]:
    """The spans of a trace, each under its parent, in the order of their beginnings; empty when it is not kept (any more)."""
    if not isinstance(telemetry, MlflowTelemetry) or not trace_id:
        return ()
    import mlflow
    from mlflow.exceptions import MlflowException

    telemetry.flush()
    try:
        spans = mlflow.MlflowClient(telemetry.uri).get_trace(trace_id).data.spans
    except MlflowException:
        return ()  # deleted, or kept by a server that does not answer
    under: dict[str | None, list[Any]] = {}
    for span in sorted(spans, key=lambda s: s.start_time_ns):
        under.setdefault(span.parent_id, []).append(span)
    roots: Sequence[Any] = under.get(None, ())
    return tuple(s for root in roots for s in _stretched(root, under, 0, root.start_time_ns))


def reachable(page: str, seconds: float = KNOCK_SECONDS) -> bool:
    """Whether somebody listens at the address of MLflow's page."""
    parts = urlsplit(page)
    if not parts.hostname:
        return False
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        with socket.create_connection((parts.hostname, port), seconds):
            return True
    except (OSError, ValueError):
        return False


def _stretched(span: Any, under: Mapping[str | None, Sequence[Any]], depth: int, origin: int) -> Iterator[Stretch]:
    ended = span.end_time_ns or span.start_time_ns
    failed = str(span.status.status_code).endswith("ERROR")
    yield Stretch(
        span.name, depth, (span.start_time_ns - origin) / 1e6, (ended - span.start_time_ns) / 1e6, failed, _by(span)
    )
    for inner in under.get(span.span_id, ()):
        yield from _stretched(inner, under, depth + 1, origin)


def _by(span: Any) -> str:
    held: Mapping[str, Any] = span.attributes
    said = [str(held.get("mlflow.llm.model") or held.get("agent") or "")]
    tokens = (held.get("mlflow.chat.tokenUsage") or {}).get("total_tokens")
    return ", ".join(filter(None, [*said, f"{tokens:,} tokens" if tokens else ""]))
