"""The registry: contract tests over the shipped entries, and specialists from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest

from agents.build import default_registry
from agents.charts.spec import ChartSpec
from agents.inquiry import Inquiry, Outcome
from agents.registry import Registry, Specialist
from agents.scripted import Scripted, call
from agents.steps import Added, Answered, Called, Charted, Note
from agents.tools import Output, tool
from tests.agents.conftest import Make

TRACES = (Path(__file__).parents[2] / "docs" / "traces.md").read_text(encoding="utf-8")
TOTAL = call("run_sql", sql="SELECT sum(amount) AS total FROM orders", purpose="the total")
DONE = call("finish", answer="", assumptions=[])


@tool
def moon(inquiry: Inquiry, day: Annotated[str, "A day, YYYY-MM-DD."]) -> Output:
    """Get the phase of the moon. Call it when the moon is in the question."""
    return f"full on {day}"


def astrologer(outcome: Outcome) -> tuple[Note, ...]:
    """Notes the number of rows."""
    return (Note("astrologer", "info", f"{outcome.result.rows} rows under the moon"),)


def painter(outcome: Outcome) -> ChartSpec:
    """Always a table."""
    return ChartSpec("table", why="painted")


@pytest.mark.parametrize("entry", list(default_registry()), ids=lambda e: e.name)
def test_a_shipped_entry_has_a_name_a_documented_span_and_documented_tools(entry: Specialist) -> None:
    assert entry.name.isidentifier()
    assert f"`{entry.span}`" in TRACES
    assert entry.function is None or entry.function.__doc__
    assert entry.function is not None or entry.tools
    assert all(t.spec.description for t in entry.tools)


def test_every_stage_of_the_way_has_a_specialist() -> None:
    registry = default_registry()
    assert {e.stage for e in registry} == {"retrieval", "quality", "chart", "tools"}


def test_a_specialist_and_its_tool_are_added_from_outside(services: Make) -> None:
    registry = default_registry()
    registry.register(astrologer, tools=(moon,))
    model = Scripted((call("moon", day="2024-01-05"),), (TOTAL,), (DONE,))
    steps = list(services(model, registry=registry).ask("What is the total amount?"))
    called = next(s for s in steps if isinstance(s, Called))
    assert (called.tool, called.output, called.span.agent) == ("moon", "full on 2024-01-05", "astrologer")
    added = next(s for s in steps if isinstance(s, Added) and s.span.agent == "astrologer")
    assert added.span.name == "astrologer"
    end = steps[-1]
    assert isinstance(end, Answered)
    assert "1 rows under the moon" in [n.text for n in end.answer.notes]


def test_a_shipped_specialist_is_replaced_from_outside(services: Make) -> None:
    registry = default_registry()
    registry.register(painter, name="visualization", replace=True)
    steps = list(services(Scripted((TOTAL,), (DONE,)), registry=registry).ask("What is the total amount?"))
    assert next(s for s in steps if isinstance(s, Charted)).spec.why == "painted"


def test_a_name_that_is_taken_is_refused_unless_replacing_is_meant() -> None:
    registry = Registry()
    registry.register(astrologer)
    with pytest.raises(ValueError, match="replace=True"):
        registry.register(astrologer)
    registry.register(astrologer, replace=True)


def test_two_specialists_cannot_bring_the_same_tool() -> None:
    registry = Registry()
    registry.register(name="one", tools=(moon,))
    with pytest.raises(ValueError, match="belongs to the specialist 'one'"):
        registry.register(name="two", tools=(moon,))


def test_a_function_that_does_not_say_what_it_returns_is_refused() -> None:
    def vague(outcome: Outcome):  # type: ignore[no-untyped-def]  # this is what is refused
        return outcome

    with pytest.raises(TypeError, match="say so in its signature"):
        Registry().register(vague)
