"""Where a trace is to be seen in MLflow's own page."""

from __future__ import annotations

from urllib.parse import urlencode

from agents.telemetry import MlflowTelemetry, Telemetry


def trace_page(page: str, telemetry: Telemetry, trace_id: str) -> str:
    """The address of a trace; empty when traces are not kept."""
    if not isinstance(telemetry, MlflowTelemetry) or not trace_id:
        return ""
    shown = urlencode({"selectedEvaluationId": trace_id, "traceId": trace_id})
    return f"{page.rstrip('/')}/#/experiments/{telemetry.experiment()}/traces?{shown}"
