from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from data.errors import BadInput
from evals.endpoint import script as scripts
from evals.endpoint.faults import CONTENT, KINDS, REFUSALS, WIRE, Chance, Dice, chance
from tests.endpoint import Endpoint, load, started

SCRIPT = load(
    """
- when: total revenue
  turns:
    - tools: [{name: run_sql, arguments: {sql: SELECT 42 AS revenue, purpose: the sum}}]
    - tools: [{name: finish, arguments: {answer: "It is ${tool}.", assumptions: []}}]
- when: hello
  text: You said "${question}".
- when: broken on purpose
  text: never seen
  fault: "503"
"""
)


@pytest.fixture(scope="module")
def running() -> Iterator[Endpoint]:
    with started(SCRIPT, (), "--delay", "0.3", "--hang", "20") as endpoint:
        yield endpoint


@pytest.fixture
def healthy(running: Endpoint) -> Endpoint:
    running.fails()
    running.forget()
    return running


def client(endpoint: Endpoint, timeout: float = 5.0) -> openai.OpenAI:
    return openai.OpenAI(base_url=endpoint.base_url, api_key="none", max_retries=0, timeout=timeout)


def ask(endpoint: Endpoint, text: str, timeout: float = 5.0) -> Any:
    with client(endpoint, timeout) as openai_client:
        return openai_client.chat.completions.create(model="m", messages=[{"role": "user", "content": text}])


def stream(endpoint: Endpoint, text: str, timeout: float = 5.0) -> tuple[str, str, str]:
    """(text, arguments of all calls put together, finish reason)"""
    said, arguments, finish = "", "", ""
    with client(endpoint, timeout) as openai_client:
        for chunk in openai_client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": text}], stream=True
        ):
            for choice in chunk.choices:
                said += choice.delta.content or ""
                finish = choice.finish_reason or finish
                for call in choice.delta.tool_calls or ():
                    arguments += (call.function.arguments or "") if call.function else ""
    return said, arguments, finish


def test_a_rule_replies_to_the_words_of_the_last_user_message(healthy: Endpoint) -> None:
    reply = ask(healthy, "Hello there")
    assert reply.choices[0].message.content == 'You said "Hello there".'
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage is not None
    assert reply.usage.prompt_tokens > 0


def test_tool_calls_come_by_turn_and_may_hold_the_last_result(healthy: Endpoint) -> None:
    first = ask(healthy, "What is the total revenue?").choices[0].message.tool_calls[0]
    assert first.function.name == "run_sql"
    messages: list[Any] = [
        {"role": "user", "content": "What is the total revenue?"},
        {"role": "assistant", "content": None, "tool_calls": [first.model_dump()]},
        {"role": "tool", "tool_call_id": first.id, "content": "42"},
    ]
    with client(healthy) as openai_client:
        second = openai_client.chat.completions.create(model="m", messages=messages).choices[0].message
    assert second.tool_calls
    assert json.loads(second.tool_calls[0].function.arguments)["answer"] == "It is 42."  # type: ignore[union-attr]  # a function call by the script


def test_a_stream_carries_the_same_reply_in_pieces(healthy: Endpoint) -> None:
    assert stream(healthy, "hello")[0] == 'You said "hello".'
    _, arguments, finish = stream(healthy, "total revenue")
    assert json.loads(arguments) == {"sql": "SELECT 42 AS revenue", "purpose": "the sum"}
    assert finish == "tool_calls"


def test_what_was_asked_can_be_looked_at(healthy: Endpoint) -> None:
    healthy.fails("500:1:1")
    with pytest.raises(openai.InternalServerError):
        ask(healthy, "hello")
    ask(healthy, "hello")
    seen = healthy.requests()
    assert [r["fault"] for r in seen] == ["500", ""]
    assert seen[0]["body"]["messages"][-1]["content"] == "hello"


def test_models_are_listed(healthy: Endpoint) -> None:
    with client(healthy) as openai_client:
        assert [m.id for m in openai_client.models.list()] == ["scripted"]


@pytest.mark.parametrize("kind", REFUSALS)
def test_an_http_fault_has_its_status(healthy: Endpoint, kind: str) -> None:
    healthy.fails(kind)
    with pytest.raises(openai.APIStatusError) as caught:
        ask(healthy, "hello")
    assert caught.value.status_code == REFUSALS[kind].status
    assert caught.value.response.headers.get("retry-after", "") == REFUSALS[kind].retry_after


def test_a_rule_may_have_a_fault_of_its_own(healthy: Endpoint) -> None:
    with pytest.raises(openai.InternalServerError):
        ask(healthy, "broken on purpose")


@pytest.mark.parametrize("kind", ["hang", "stall"])
def test_a_silent_endpoint_runs_into_the_clients_time_limit(healthy: Endpoint, kind: str) -> None:
    healthy.fails(kind)
    started_at = time.monotonic()
    with pytest.raises((openai.APITimeoutError, httpx.ReadTimeout)):
        stream(healthy, "hello", timeout=0.4)
    assert time.monotonic() - started_at < 5


@pytest.mark.parametrize("kind", ["reset", "reset_midway"])
def test_a_reset_connection_is_an_error_of_the_connection(healthy: Endpoint, kind: str) -> None:
    healthy.fails(kind)
    with pytest.raises((openai.APIConnectionError, httpx.HTTPError)):
        stream(healthy, "hello")


def test_a_malformed_piece_is_no_json(healthy: Endpoint) -> None:
    healthy.fails("malformed")
    with pytest.raises(json.JSONDecodeError):
        stream(healthy, "hello")


@pytest.mark.parametrize("kind", ["cut", "truncated"])
def test_a_cut_stream_has_no_finish_reason(healthy: Endpoint, kind: str) -> None:
    healthy.fails(kind)
    try:
        _, _, finish = stream(healthy, "total revenue")
    except json.JSONDecodeError:
        return  # the last piece was handed on as it was
    assert finish == ""


@pytest.mark.parametrize("kind", ["slow", "drip", "no_done", "no_usage"])
def test_these_faults_still_bring_the_whole_reply(healthy: Endpoint, kind: str) -> None:
    healthy.fails(kind)
    assert stream(healthy, "hello")[0] == 'You said "hello".'


def test_a_slow_answer_takes_its_time(healthy: Endpoint) -> None:
    healthy.fails("slow")
    started_at = time.monotonic()
    ask(healthy, "hello")
    assert time.monotonic() - started_at >= 0.3


@pytest.mark.parametrize("kind", CONTENT)
def test_a_fault_of_content_is_a_whole_reply_that_differs(healthy: Endpoint, kind: str) -> None:
    right = ask(healthy, "total revenue").choices[0]
    healthy.fails(kind)
    wrong = ask(healthy, "total revenue").choices[0]
    assert (wrong.message.content, wrong.message.refusal, wrong.finish_reason, _calls(wrong)) != (
        right.message.content,
        right.message.refusal,
        right.finish_reason,
        _calls(right),
    )


def _calls(choice: Any) -> list[tuple[str, str]]:
    return [(c.function.name, c.function.arguments) for c in choice.message.tool_calls or ()]


def test_there_are_at_least_25_kinds_of_faults() -> None:
    assert len(KINDS) >= 25
    assert all(kind in REFUSALS or kind in WIRE or kind in CONTENT or kind == "burst" for kind in KINDS)


def test_the_same_seed_gives_the_same_faults() -> None:
    chances = (Chance("500", 0.3), Chance("stall", 0.3))
    first, second, other = (Dice(chances, seed) for seed in (1, 1, 2))
    drawn = [first.throw() for _ in range(100)]
    assert drawn == [second.throw() for _ in range(100)]
    assert drawn != [other.throw() for _ in range(100)]
    assert 15 <= drawn.count("500") <= 45


def test_a_fault_heals_after_its_times_and_a_burst_comes_in_a_row() -> None:
    dice = Dice((Chance("429", 1, 2),), 0)
    assert [dice.throw() for _ in range(4)] == ["429", "429", "", ""]
    dice = Dice((Chance("burst", 1, 1),), 0)
    assert [dice.throw() for _ in range(6)] == ["500"] * 5 + [""]


@pytest.mark.parametrize("text", ["nonsense", "500:2", "500:x", "500:0.5:many"])
def test_a_fault_that_is_none_is_refused_with_what_there_is(text: str) -> None:
    with pytest.raises(BadInput, match=r"KIND"):
        chance(text)


def test_a_script_that_is_none_is_refused_with_the_rules_number(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text("- text: fine\n- says: what\n")
    with pytest.raises(BadInput, match="Rule 2"):
        scripts.load(path)


def test_without_a_script_every_question_ends_after_one_statement() -> None:
    with started() as endpoint:
        assert _calls(ask(endpoint, "anything").choices[0])[0][0] == "run_sql"
