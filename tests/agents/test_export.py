"""Export to an OpenTelemetry collector: a local one, which decodes what it is sent."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agents.exporting import prepare

ROOT = Path(__file__).resolve().parents[2]


class Collector(ThreadingHTTPServer):
    """Keeps what is posted to it: (path, decoded request)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, ExportTraceServiceRequest]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def spans(self) -> dict[str, Any]:
        """Spans by name, with their attributes as plain values."""
        made = {}
        for _path, request in self.got:
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        made[span.name] = {a.key: _value(a.value) for a in span.attributes}
        return made


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if self.path.endswith("/v1/traces"):
            request = ExportTraceServiceRequest()
            request.ParseFromString(body)
            self.server.got.append((self.path, request))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(v) for v in value.array_value.values]
    return getattr(value, kind)


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # One state directory for the module: making MLflow's tables takes seconds.
    return tmp_path_factory.mktemp("home")


def asked(shop: Path, home: Path, **env: str) -> str:
    """The trace's id of a question that was asked in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "MLFLOW_"))}
    made = subprocess.run(
        [sys.executable, "-m", "tests.agents.collected", str(shop), str(home)],
        cwd=ROOT,
        env={**kept, **env},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return made.stdout.split()[-1]


def test_spans_reach_the_collector_under_the_conventions_names_and_mlflows_store_too(
    shop: Path, home: Path, collector: Collector
) -> None:
    trace_id = asked(shop, home, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
    spans = collector.spans()
    assert {path for path, _ in collector.got} == {"/v1/traces"}
    chat = spans["chat scripted"]
    assert chat["gen_ai.operation.name"] == "chat"
    assert chat["gen_ai.request.model"] == "scripted"
    assert chat["gen_ai.conversation.id"] == "c1"
    assert chat["gen_ai.agent.name"] == "sql_generation"
    assert (chat["gen_ai.usage.input_tokens"], chat["gen_ai.usage.output_tokens"]) == (100, 20)
    assert chat["gen_ai.response.finish_reasons"] == ["tool_calls"]
    assert spans["execute_tool run_sql"]["gen_ai.tool.name"] == "run_sql"
    assert any(name.startswith("invoke_agent") for name in spans)
    resource = collector.got[0][1].resource_spans[0].resource
    assert {a.key: _value(a.value) for a in resource.attributes}["service.name"] == "candor"
    assert "ada@mail.example" not in str(collector.got)
    assert trace_id.encode() in (home / "mlflow.db").read_bytes()


def test_a_collector_that_is_away_loses_no_answer_and_no_trace(shop: Path, home: Path) -> None:
    gone = Collector()
    url = gone.url
    gone.server_close()
    trace_id = asked(shop, home, OTEL_EXPORTER_OTLP_ENDPOINT=url, OTEL_EXPORTER_OTLP_TIMEOUT="1")
    assert trace_id.encode() in (home / "mlflow.db").read_bytes()


def test_without_an_endpoint_nothing_is_exported_and_no_package_reports() -> None:
    env: dict[str, str] = {}
    prepare(env)
    assert env == {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}


@pytest.mark.parametrize(
    ("endpoint", "protocol"),
    [
        ("http://collector.example:4318", "http/protobuf"),
        ("http://collector.example:4317", "grpc"),
        ("https://collector.example/otlp", "http/protobuf"),
    ],
)
def test_the_protocol_is_the_one_of_the_port_unless_the_operator_names_one(endpoint: str, protocol: str) -> None:
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
    prepare(env)
    assert env["OTEL_EXPORTER_OTLP_PROTOCOL"] == protocol
    assert env["MLFLOW_TRACE_ENABLE_OTLP_DUAL_EXPORT"] == "true"
    named = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
    prepare(named)
    assert named["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc"
