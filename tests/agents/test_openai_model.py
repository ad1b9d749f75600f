"""The chat-model path over real HTTP: a question through the OpenAI SDK to an endpoint in a process of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from agents.budget import Budget
from agents.openai_model import Endpoint as Client
from agents.openai_model import OpenAIModel
from agents.steps import Answered, Failed, end_of
from data.errors import ModelUnavailable
from evals.endpoint.faults import BURST, CONTENT, REFUSALS, WIRE
from tests.agents.conftest import Make
from tests.endpoint import Endpoint, started

SQL = "SELECT region, count(*) AS customers FROM customers GROUP BY region ORDER BY region"
SCRIPT = [
    {
        "turns": [
            {"tools": [{"name": "describe_table", "arguments": {"table": "customers"}}]},
            {"tools": [{"name": "run_sql", "arguments": {"sql": SQL, "purpose": "customers by region"}}]},
            {
                "tools": [
                    {"name": "finish", "arguments": {"answer": "West has 2 customers, East 1.", "assumptions": []}}
                ]
            },
        ]
    }
]
QUESTION = "How many customers are there by region?"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with started(SCRIPT) as made:
        yield made


@pytest.fixture(autouse=True)
def _well(endpoint: Endpoint) -> None:
    endpoint.says(SCRIPT)
    endpoint.fails()
    endpoint.forget()


def test_a_question_is_answered_through_an_endpoint_with_tool_calls(services: Make, endpoint: Endpoint) -> None:
    made = services(settings_model="scripted-1", base_url=endpoint.base_url)
    end = end_of(made.ask(QUESTION))
    assert isinstance(end, Answered), end
    assert end.answer.text == "West has 2 customers, East 1."
    assert end.answer.result.records() == [("East", 1), ("West", 2)]
    receipt = end.answer.receipt
    assert (receipt.model, receipt.usage.calls) == ("scripted-1", 3)
    assert receipt.usage.input_tokens > 100
    assert receipt.prompt_version.startswith("analyst/v")


def test_what_is_sent_are_strict_tools_the_schema_and_the_persons_words_alone(
    services: Make, endpoint: Endpoint
) -> None:
    made = services(settings_model="scripted-1", base_url=endpoint.base_url)
    end_of(made.ask(QUESTION))
    bodies = [r["body"] for r in endpoint.requests()]
    assert len(bodies) == 3
    assert all(t["function"]["strict"] for t in bodies[0]["tools"])
    assert bodies[0]["messages"][-1] == {"role": "user", "content": QUESTION}
    system = bodies[0]["messages"][0]["content"]
    assert "customers" in system
    assert "salaries" not in json.dumps(bodies)
    assert "mail.example" not in json.dumps(bodies)
    answered = bodies[1]["messages"][-1]
    assert answered["role"] == "tool"
    assert "region VARCHAR" in answered["content"]


@pytest.mark.parametrize(
    "fault", ["429:1:2", "500:1:2", "reset:1:2", "malformed:1:2", "cut:1:2", "truncated:1:2", "html:1:1", "503:1:3"]
)
def test_what_can_heal_is_tried_again(services: Make, endpoint: Endpoint, fault: str) -> None:
    endpoint.fails(fault)
    made = services(settings_model="scripted-1", base_url=endpoint.base_url)
    end = end_of(made.ask(QUESTION))
    assert isinstance(end, Answered), end
    assert end.answer.receipt.model == "scripted-1"


def test_when_the_endpoint_is_down_the_built_in_model_answers_and_the_receipt_says_so(
    services: Make, endpoint: Endpoint
) -> None:
    endpoint.fails("500")
    made = services(settings_model="scripted-1", base_url=endpoint.base_url)
    end = end_of(made.ask("How many customers are there?"))
    assert isinstance(end, Answered), end
    assert end.answer.result.records() == [(3,)]
    assert end.answer.receipt.model == "builtin"
    assert any("scripted-1" in w for w in end.answer.receipt.warnings)


def test_an_endpoint_that_refuses_the_key_is_not_asked_twice(endpoint: Endpoint) -> None:
    endpoint.fails("401")
    client = Client("scripted-1", api_key="sk-wrong-key", base_url=endpoint.base_url)
    with pytest.raises(ModelUnavailable) as caught:
        list(OpenAIModel(client).complete([], []))
    assert "OPENAI_API_KEY" in str(caught.value)
    assert "sk-wrong-key" not in str(caught.value)
    assert len(endpoint.requests()) == 1
    client.close()


@pytest.mark.long
@pytest.mark.parametrize("kind", [*REFUSALS, *WIRE, *CONTENT, BURST])
def test_no_fault_of_an_endpoint_crashes_or_holds_a_question(services: Make, endpoint: Endpoint, kind: str) -> None:
    endpoint.fails(kind)
    made = services(settings_model="scripted-1", base_url=endpoint.base_url, budget=Budget(seconds=4))
    begun = time.monotonic()
    end = end_of(made.ask(QUESTION))
    assert time.monotonic() - begun < 12
    assert not (isinstance(end, Failed) and end.error_class == "internal"), end
    if isinstance(end, Answered):
        # By the model after all, or by the built-in one, which is then said.
        receipt = end.answer.receipt
        assert receipt.model == "scripted-1" or any("scripted-1" in w for w in receipt.warnings)
        assert sorted(end.answer.result.records()) == [("East", 1), ("West", 2)]
