"""The chat-model path over real HTTP: a question through the OpenAI SDK to an endpoint in a process of its own."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator

import pytest

from agents.breaker import Breaker
from agents.chat import GaveUp, Message, Reply
from agents.openai_model import Endpoint as Client
from agents.openai_model import OpenAIModel, Patience
from agents.steps import Answered, Spoke, end_of
from data.errors import Cancelled, ModelUnavailable
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
ASKED = [Message("user", QUESTION)]


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


@pytest.mark.parametrize(
    ("fault", "requests"), [("429_long", 1), ("429_date", 1), ("quota", 1), ("404", 1), ("500", 4)]
)
def test_only_what_can_heal_within_the_question_is_tried_again(endpoint: Endpoint, fault: str, requests: int) -> None:
    endpoint.fails(fault)
    client = Client("scripted-1", base_url=endpoint.base_url)
    with pytest.raises(GaveUp) as caught:
        list(OpenAIModel(client).complete([], []))
    assert len(endpoint.requests()) == requests
    assert caught.value.facts["attempts"] == requests
    client.close()


def test_the_wait_that_the_server_asks_for_is_kept(endpoint: Endpoint) -> None:
    endpoint.fails("429:1:1")
    client = Client("scripted-1", base_url=endpoint.base_url)
    began = time.monotonic()
    *_, reply = OpenAIModel(client).complete(ASKED, [])
    assert 1.0 <= time.monotonic() - began < 5
    assert isinstance(reply, Reply)
    assert (reply.facts["retries"], reply.facts["faults"]) == (1, ["429"])
    client.close()


@pytest.mark.parametrize("fault", ["cut", "stall", "reset_midway", "truncated"])
def test_of_a_reply_that_breaks_half_way_nothing_is_handed_on(endpoint: Endpoint, fault: str) -> None:
    endpoint.says([{"text": "The first half of this. " * 20}])
    endpoint.fails(fault)
    client = Client("scripted-1", base_url=endpoint.base_url, silence=0.5, attempts=2)
    heard: list[object] = []
    with pytest.raises(GaveUp):
        heard.extend(OpenAIModel(client).complete(ASKED, []))
    assert heard == []
    client.close()


def test_the_breaker_leaves_a_failing_endpoint_alone_and_then_sends_one_probe(endpoint: Endpoint) -> None:
    endpoint.fails("500")
    now = [0.0]
    breaker = Breaker(failures=2, seconds=30, clock=lambda: now[0])
    client = Client("scripted-1", base_url=endpoint.base_url, attempts=2, breaker=breaker)
    model = OpenAIModel(client)
    counts = []
    for moment in (0, 1, 2, 33, 34, 70):
        now[0] = moment
        if moment == 70:
            endpoint.fails()
        endpoint.forget()
        with contextlib.suppress(GaveUp):
            list(model.complete(ASKED, []))
        counts.append((breaker.state, len(endpoint.requests())))
    assert counts == [("closed", 2), ("open", 2), ("open", 0), ("open", 1), ("open", 0), ("closed", 1)]
    client.close()


def test_a_stop_is_heard_while_it_waits_for_another_try(endpoint: Endpoint) -> None:
    endpoint.fails("503")
    stop = threading.Event()
    client = Client("scripted-1", base_url=endpoint.base_url)
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        list(OpenAIModel(client, Patience(stopped=stop.is_set)).complete(ASKED, []))
    assert time.monotonic() - began < 1.5
    assert client.breaker.state == "closed"
    client.close()


def test_time_that_is_up_ends_a_stream_that_drips_on(endpoint: Endpoint) -> None:
    endpoint.says([{"text": "word " * 400}])
    endpoint.fails("drip")
    ends = time.monotonic() + 1
    client = Client("scripted-1", base_url=endpoint.base_url)
    with pytest.raises(GaveUp, match="did not answer in time"):
        list(OpenAIModel(client, Patience(left=lambda: ends - time.monotonic())).complete(ASKED, []))
    assert time.monotonic() - ends < 1
    client.close()


def test_a_spans_details_hold_what_the_endpoint_did(services: Make, endpoint: Endpoint) -> None:
    endpoint.fails("500:1:1")
    made = services(settings_model="scripted-1", base_url=endpoint.base_url)
    first = next(s for s in made.ask(QUESTION) if isinstance(s, Spoke))
    details = first.span.details
    assert (details["retries"], details["faults"], details["breaker"]) == (1, ["500"], "closed")
    assert details["first_token_ms"] > 0
    assert details["endpoint"] == endpoint.base_url
    assert details["usage_estimated"] is False


def test_a_password_in_an_address_is_never_told() -> None:
    client = Client("m", base_url="http://me:hunter2@127.0.0.1:9/v1?key=hunter3", attempts=1)
    with pytest.raises(GaveUp) as caught:
        list(OpenAIModel(client).complete(ASKED, []))
    assert "hunter" not in f"{caught.value} {caught.value.facts}"
    client.close()
