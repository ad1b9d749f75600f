"""What a question cost, counted from its Steps."""

from __future__ import annotations

from typing import Any

import pytest

from agents.steps import Added, Called, Failed, Span, Spoke, Step, Usage
from agents.summary import summarise


def spoke(model: str, usage: Usage, **details: Any) -> Spoke:
    return Spoke(
        model, "", (), usage, None, Span("chat_model", "sql_generation", 0, 2_000_000, "sql_generation", details)
    )


def test_costs_add_up_over_models_and_agents() -> None:
    steps: list[Step] = [
        spoke("light", Usage(100, 10, 0.001, 1), first_token_ms=12.5),
        spoke("strong", Usage(200, 20, 0.02, 1), first_token_ms=40),
        spoke("strong", Usage(300, 30, 0.03, 1)),
        Called("run_sql", {}, "", True, Span("tool:run_sql", "sql_generation", 0, 1_000_000)),
    ]
    made = summarise(steps)
    assert made.usage.cost == pytest.approx(0.051)
    part = made.agents["sql_generation"]
    assert part.cost_usd == pytest.approx(0.051)
    assert (part.input_tokens, part.output_tokens, part.model_calls) == (600, 60, 3)
    assert (part.tool_calls, part.failed, part.ms) == (1, 1, 7.0)
    assert made.first_token_ms == 12.5
    assert made.facts()["cost_usd"] == 0.051


def test_a_price_that_is_not_known_makes_the_cost_unknown_and_not_nothing() -> None:
    made = summarise([spoke("priced", Usage(1, 1, 0.5, 1)), spoke("new", Usage(1, 1, None, 1))])
    assert made.facts()["cost_usd"] == "unknown"
    assert made.facts()["agents"]["sql_generation"]["cost_usd"] == "unknown"


def test_retries_faults_fallbacks_and_breakers_are_those_of_every_model_that_was_tried() -> None:
    gone = {
        "model": "strong",
        "why": "it failed",
        "retries": 3,
        "faults": ["500", "500", "429", "500"],
        "breaker": "open",
    }
    details: dict[str, Any] = {"retries": 1, "faults": ["timeout"], "breaker": "closed", "fallback": [gone]}
    again = details | {"retries": 0, "faults": []}
    made = summarise([spoke("second", Usage(1, 1, 0.0, 1), **details), spoke("second", Usage(1, 1, 0.0, 1), **again)])
    assert made.retries == 4
    assert made.faults == {"timeout": 1, "500": 3, "429": 1}
    assert made.fallbacks == ["strong"]
    assert made.breakers == {"second": "closed", "strong": "open"}


def test_a_kept_answer_is_a_hit_and_a_question_without_an_end_is_stopped() -> None:
    hit = Added((), Span("answer_cache", "cache", 0, 1, "", {"hit": True}))
    assert summarise([hit]).cache == "hit"
    assert summarise([]).status == "stopped"
    ended = summarise([Failed("x", "timed_out", total_ms=5.0, trace_id="t")])
    assert (ended.status, ended.error_class, ended.ms, ended.trace_id) == ("failed", "timed_out", 5.0, "t")
