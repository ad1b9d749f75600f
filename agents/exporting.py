"""What MLflow is told by the environment before it is imported: nothing of its own leaves the machine, and an OpenTelemetry
collector that the operator names gets the traces besides MLflow's own store, never instead of it."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from urllib.parse import urlsplit

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
GRPC_PORT = 4317


def prepare(env: MutableMapping[str, str] = os.environ) -> None:
    """Set what the operator has not set; to be called before MLflow is imported for the first time."""
    env.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    env.setdefault("DO_NOT_TRACK", "true")
    # Spans go to the store by the question, not five at a time: each transaction costs more than the spans in it.
    env.setdefault("MLFLOW_ASYNC_TRACE_LOGGING_MAX_SPAN_BATCH_SIZE", "128")
    env.setdefault("MLFLOW_ASYNC_TRACE_LOGGING_MAX_INTERVAL_MILLIS", "2000")
    endpoint = next((env[name] for name in ENDPOINTS if env.get(name)), "")
    if not endpoint:
        return
    # Without these MLflow would empty its own store, use names of its own, and take gRPC for an HTTP collector.
    env["MLFLOW_TRACE_ENABLE_OTLP_DUAL_EXPORT"] = "true"
    env.setdefault("MLFLOW_ENABLE_OTEL_GENAI_SEMCONV", "true")
    env.setdefault("OTEL_SERVICE_NAME", "candor")
    if not env.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"):
        env.setdefault("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc" if _port(endpoint) == GRPC_PORT else "http/protobuf")


def _port(endpoint: str) -> int | None:
    try:
        return urlsplit(endpoint).port
    except ValueError:
        return None
