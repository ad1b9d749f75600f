"""One trace a question, opened through MLflow's own API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agents.build import default_registry
from agents.scripted import Scripted, call
from agents.steps import Answered, Step
from agents.telemetry import MlflowTelemetry
from tests.agents.conftest import Make
from tests.agents.test_registry import astrologer

TOTAL = call("run_sql", sql="SELECT sum(amount) AS total FROM orders", purpose="the total")
WRONG = call("run_sql", sql="SELECT sum(amout) FROM orders", purpose="the total")
DONE = call("finish", answer="", assumptions=[])


@pytest.fixture(scope="module")
def telemetry(tmp_path_factory: pytest.TempPathFactory) -> MlflowTelemetry:
    # One store for the module: making MLflow's tables takes seconds.
    return MlflowTelemetry(tmp_path_factory.mktemp("mlflow"))


def trace_of(steps: list[Step], telemetry: MlflowTelemetry) -> Any:
    import mlflow

    telemetry.flush()
    end = steps[-1]
    assert isinstance(end, Answered)
    found = mlflow.get_trace(end.trace_id)
    assert found is not None
    return found


def test_a_trace_has_the_documented_spans_in_their_places(services: Make, telemetry: MlflowTelemetry) -> None:
    registry = default_registry()
    registry.register(astrologer)
    made = services(Scripted((WRONG,), (TOTAL,), (DONE,)), telemetry=telemetry, registry=registry)
    trace = trace_of(list(made.ask("What is the total amount?", conversation="c1")), telemetry)
    spans = {s.span_id: s for s in trace.data.spans}
    under = [(spans[s.parent_id].name if s.parent_id else "", s.name) for s in trace.data.spans]
    for name in ("question_screen", "table_retrieval", "sql_generation", "data_quality", "visualization", "astrologer"):
        assert ("question", name) in under
    for name in ("chat_model", "tool:run_sql", "sql_validation", "query_execution", "tool:finish"):
        assert ("sql_generation", name) in under
    assert under.count(("sql_generation", "chat_model")) == 3
    assert trace.info.trace_metadata["mlflow.trace.session"] == "c1"
    assert trace.info.trace_metadata["mlflow.trace.user"] == "local"


def test_spans_say_why_and_how_long(services: Make, telemetry: MlflowTelemetry) -> None:
    made = services(Scripted((WRONG,), (TOTAL,), (DONE,)), telemetry=telemetry)
    trace = trace_of(list(made.ask("What is the total amount?")), telemetry)
    spans = sorted(trace.data.spans, key=lambda s: s.start_time_ns)
    checks = [s for s in spans if s.name == "sql_validation"]
    assert [c.outputs["verdict"] for c in checks] == ["refused", "allowed"]
    assert checks[0].outputs["reason"]
    run = next(s for s in spans if s.name == "query_execution")
    assert run.outputs["rows"] == 1
    talk = next(s for s in spans if s.name == "chat_model")
    assert talk.attributes["mlflow.chat.tokenUsage"]["total_tokens"] == 120
    root = next(s for s in spans if s.parent_id is None)
    assert root.outputs["status"] == "answered"
    assert root.attributes["prompt"].startswith("analyst/v")
    assert all(root.start_time_ns <= s.start_time_ns <= s.end_time_ns for s in spans)


def test_no_secret_or_address_reaches_a_trace(services: Make, telemetry: MlflowTelemetry) -> None:
    made = services(Scripted((TOTAL,), (DONE,)), telemetry=telemetry)
    # Not a key of anybody's, but of the form of one.
    question = "Total amount for ada@mail.example, my key is sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD"
    trace = trace_of(list(made.ask(question)), telemetry)
    text = trace.to_json()
    assert "ada@mail.example" not in text
    assert "abcdefghijklmnopqrstuvwxyz0123456789ABCD" not in text


def test_a_question_that_nobody_listened_to_the_end_of_is_traced_too(
    services: Make, telemetry: MlflowTelemetry
) -> None:
    import mlflow

    steps = services(Scripted((TOTAL,), (DONE,)), telemetry=telemetry).ask("What is the total amount?")
    next(steps)
    steps.close()  # type: ignore[attr-defined]  # an Iterator here, a generator in fact
    telemetry.flush()
    trace = mlflow.search_traces(
        locations=[telemetry.experiment()], max_results=1, order_by=["timestamp_ms DESC"], return_type="list"
    )[0]
    root = next(s for s in trace.data.spans if s.parent_id is None)
    assert root.outputs["status"] == "stopped"


def test_the_store_is_one_file_under_the_state_directory(services: Make, tmp_path: Path) -> None:
    telemetry = MlflowTelemetry(tmp_path / "home")
    assert telemetry.uri == f"sqlite:///{tmp_path / 'home' / 'mlflow.db'}"


def test_a_trace_adds_up_and_says_what_was_tried(services: Make, telemetry: MlflowTelemetry) -> None:
    made = services(Scripted((WRONG,), (TOTAL,), (DONE,)), telemetry=telemetry)
    trace = trace_of(list(made.ask("What is the total amount?", conversation="c2")), telemetry)
    root = next(s for s in trace.data.spans if s.parent_id is None)
    calls = [s for s in trace.data.spans if s.name == "chat_model"]
    summary = root.attributes["summary"]
    assert summary["model_calls"] == len(calls) == 3
    assert summary["input_tokens"] == sum(s.attributes["gen_ai.usage.input_tokens"] for s in calls)
    assert summary["cost_usd"] == "unknown" == calls[0].attributes["cost_usd"]
    assert summary["tools"] == {"run_sql": 2, "finish": 1}
    assert {s.attributes["gen_ai.agent.name"] for s in calls} == {"sql_generation"}
    assert root.attributes["gen_ai.conversation.id"] == "c2"
    assert trace.info.tags["candor.arm"] == "newest file"
    assert trace.info.tags["candor.prompt"] == root.attributes["prompt"]
    first = min(calls, key=lambda s: s.start_time_ns).attributes
    assert first["context"]["left_out"]["tables"] == []
    assert int(first["prompt_tokens_estimated"]) <= int(first["prompt_tokens_allowed"])
