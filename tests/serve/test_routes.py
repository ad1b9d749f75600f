"""The HTTP doors beside the page, as scripts and monitors see them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from agents.admission import Admission, Traffic
from agents.conversations import Conversations
from agents.start import Start
from agents.steps import Called, Failed, Span, Spoke, Step, Usage
from agents.telemetry import About, heard
from data.errors import BadSettings
from data.store import open_store
from serve.gate import MAX_BODY
from serve.routes import routes
from tests.ui.recorded import BANNED, BROKEN, MONTHS, SLOW, TOTAL, VAGUE, Recorded


class House:
    """A running API over recorded Steps."""

    def __init__(self, home: Path, roles: tuple[str, ...] = (), traffic: Traffic | None = None) -> None:
        self.services = Recorded(home, roles=roles)
        self.store = open_store(home)
        self.conversations = Conversations(self.services, self.store, Admission(traffic or Traffic()))
        self.start = Start()
        self.start.done.set()
        app = Starlette(routes=list(routes(self.services, self.conversations, self.start)))
        self.client = TestClient(app, base_url="http://127.0.0.1:8501", raise_server_exceptions=False)

    def ask(self, question: str, headers: dict[str, str] | None = None, **more: object) -> Any:
        return self.client.post("/api/ask", json={"question": question, **more}, headers=headers)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.store.close()


def _refused(response: Any, status: int) -> dict[str, str]:
    assert response.status_code == status, response.text
    body = response.json()
    assert body.keys() == {"error_class", "what", "next"}
    assert "Traceback" not in response.text
    return dict(body)


def test_health_says_ok_before_anything_is_ready(house: House) -> None:
    house.start.done.clear()
    assert house.client.get("/health").json() == {"status": "ok"}


def test_ready_tells_how_far_the_start_is_and_what_stopped_it(house: House) -> None:
    assert house.client.get("/ready").json() == {"status": "ready"}
    house.start.done.clear()
    house.start.tell("making orders", 0.25)
    starting = house.client.get("/ready")
    assert (starting.status_code, starting.json()) == (
        503,
        {"status": "starting", "what": "making orders", "share": 0.25},
    )
    house.start.error = BadSettings("The policy names a table x that is not there.", "Correct it.")
    failed = house.client.get("/ready")
    assert (failed.status_code, failed.json()["next"]) == (503, "Correct it.")


def test_an_answer_is_the_object_that_the_terminal_prints(house: House) -> None:
    told = house.ask(MONTHS).json()
    assert (told["status"], told["columns"], len(told["rows"])) == ("answered", ["month", "revenue"], 18)
    assert told["rows"][0] == ["2025-01-01", 700000.0]
    assert told["chart"]["kind"] == "line"
    assert told["receipt"]["as_of"] == "2026-06-17"
    assert (told["confidence"], told["trace_id"]) == (0.9, "tr-0123456789abcdef")


@pytest.mark.parametrize(
    ("question", "status", "error_class"),
    [
        (VAGUE, "clarify", "ambiguous"),
        (BANNED, "refused", "not_allowed"),
        ("Who is the king?", "failed", "not_in_data"),
    ],
)
def test_what_is_no_answer_says_its_class(house: House, question: str, status: str, error_class: str) -> None:
    told = house.ask(question).json()
    assert (told["status"], told["error_class"]) == (status, error_class)


def test_the_steps_are_streamed_and_the_last_event_holds_the_answer(house: House) -> None:
    response = house.ask(TOTAL, headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    blocks = [b.split("\n") for b in response.text.strip().split("\n\n") if b.startswith("event")]
    names = [b[0].removeprefix("event: ") for b in blocks]
    assert names == ["Screened", "Found", "Spoke", "Drafted", "Ran", "Checked", "Charted", "Answered"]
    last = json.loads(blocks[-1][1].removeprefix("data: "))
    assert last["rows"] == [[18230112.35]]


def test_the_same_request_gives_the_same_answer_and_runs_once(house: House) -> None:
    first = house.ask(MONTHS, request_id="r-1").json()
    again = house.ask(MONTHS, request_id="r-1").json()
    streamed = house.ask(MONTHS, request_id="r-1", headers={"accept": "text/event-stream"}).text
    assert again == first
    assert json.loads(streamed.split("data: ")[1]) == first
    assert house.services.asked == [MONTHS]


def test_a_second_call_waits_for_the_first_of_the_same_request(house: House) -> None:
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(house.ask, SLOW, request_id="r-2") for _ in range(2)]
        waited = threading.Event()
        while not house.conversations.running:
            waited.wait(0.01)
        waited.wait(0.2)
        turn_id = house.store.request("local", "r-2")
        job = house.conversations.job(turn_id or "")
        assert job is not None
        job.stop()
        one, two = (call.result().json() for call in calls)
    assert one == two
    assert house.services.asked == [SLOW]


def test_a_conversation_goes_on_under_its_id(house: House) -> None:
    conversation = house.ask(TOTAL).json()["conversation_id"]
    house.ask(MONTHS, conversation_id=conversation)
    assert [t.question for t in house.services.turns] == [TOTAL]


def test_somebody_elses_conversation_is_refused(house: House) -> None:
    other = house.store.open_conversation("bob", "mine", "demo")
    assert _refused(house.ask(TOTAL, conversation_id=other.id), 403)["error_class"] == "not_allowed"


def test_a_request_chooses_only_among_its_users_roles(tmp_path: Path) -> None:
    house = House(tmp_path, roles=("analyst", "finance"))
    assert house.ask(TOTAL, role="finance").json()["status"] == "answered"
    assert _refused(house.ask(TOTAL, role="admin"), 403)["error_class"] == "not_allowed"
    house.store.close()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "evil.example:8501"])
def test_a_foreign_host_is_refused(house: House, host: str) -> None:
    _refused(house.ask(TOTAL, headers={"host": host}), 421)
    assert house.services.asked == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8501"])
def test_a_foreign_origin_is_refused(house: House, origin: str) -> None:
    _refused(house.ask(TOTAL, headers={"origin": origin}), 403)
    assert house.services.asked == []


def test_the_pages_own_origin_is_let_in(house: House) -> None:
    assert house.ask(TOTAL, headers={"origin": "http://127.0.0.1:8501"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 60_000,
        b"{}",
        b'{"question": ""}',
        b'{"question": 7}',
        b'{"question": "x", "admin": true}',
        b'{"question": "x", "request_id": "../../etc"}',
        b'{"question": "x", "conversation_id": []}',
        b'{"question": null}',
    ],
)
def test_a_wrong_body_is_refused_with_what_is_wrong_and_what_to_do(house: House, body: bytes) -> None:
    response = house.client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert _refused(response, 400)["next"]
    assert house.services.asked == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_is_not_declared_as_json_is_refused(house: House, kind: str) -> None:
    response = house.client.post("/api/ask", content=b'{"question": "x"}', headers={"content-type": kind})
    _refused(response, 415)


def test_a_body_over_the_limit_is_refused(house: House) -> None:
    _refused(house.ask("x" * (MAX_BODY + 1)), 413)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_is_told_without_its_stack_trace(house: House) -> None:
    response = house.ask(BROKEN)
    assert response.json()["error_class"] == "internal"
    assert "ZeroDivision" not in response.text


def test_until_the_start_is_done_questions_are_sent_away(house: House) -> None:
    house.start.done.clear()
    _refused(house.ask(TOTAL), 503)


def test_metrics_count_questions_by_how_they_ended_and_hold_none_of_their_words(house: House) -> None:
    house.ask(TOTAL)
    house.ask(BANNED)
    text = house.client.get("/metrics").text
    assert 'candor_questions_total{error_class="",status="answered"} 1.0' in text
    assert 'candor_questions_total{error_class="not_allowed",status="refused"} 1.0' in text
    assert "candor_question_seconds_count 2.0" in text
    assert "revenue" not in text
    assert "candor_questions_running 0.0" in text
    assert 'candor_prompt_questions_total{arm="production",prompt="analyst/v1#recorded"} 2.0' in text
    assert 'candor_answer_cache_total{outcome="miss"} 2.0' in text
    assert 'candor_model_calls_total{model="builtin"} 0.0' in text


def test_metrics_tell_tokens_cost_and_failures_by_agent_and_model(house: House) -> None:
    usage = Usage(1200, 300, 0.25, 1)
    details = {"retries": 2, "faults": ["500", "500"], "breaker": "half_open", "first_token_ms": 40.0}
    spoke = Spoke("big", "", (), usage, None, Span("chat_model", "sql_generation", 0, 5 * 10**8, "", details))
    unpriced = replace(spoke, model="new", usage=replace(usage, cost=None))
    called = Called("run_sql", {}, "", True, Span("tool:run_sql", "sql_generation", 0, 0))
    made_up = Called("drop_all", {}, "", True, Span("tool:drop_all", "", 0, 0))
    about = About("words", "ann", "analyst", "", "shop", "analyst/v2#abc", "candidate")
    steps: list[Step] = [spoke, unpriced, called, made_up, Failed("x", "sql_failed")]
    list(heard(iter(steps), about, house.services._listeners))
    text = house.client.get("/metrics").text
    for line in (
        'candor_tokens_total{direction="input",model="big"} 1200.0',
        'candor_cost_usd_total{model="big"} 0.25',
        'candor_unpriced_model_calls_total{model="new"} 1.0',
        'candor_model_faults_total{fault="500"} 4.0',
        "candor_model_retries_total 4.0",
        'candor_breaker{model="big",state="half_open"} 1.0',
        'candor_breaker{model="big",state="open"} 0.0',
        'candor_agent_tokens_total{agent="sql_generation",direction="output"} 600.0',
        'candor_agent_failures_total{agent="sql_generation"} 1.0',
        'candor_tool_calls_total{tool="unknown"} 1.0',
        'candor_prompt_questions_total{arm="candidate",prompt="analyst/v2#abc"} 1.0',
    ):
        assert line in text
    assert "words" not in text
    assert "drop_all" not in text


def test_only_the_methods_of_the_contract_are_served(house: House) -> None:
    assert house.client.get("/api/ask").status_code == 405
    assert house.client.post("/metrics").status_code == 405


def test_one_question_too_many_is_told_when_to_come_again(tmp_path: Path) -> None:
    house = House(tmp_path, traffic=Traffic(at_work=1, waiting=0))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(house.ask, SLOW, request_id="r-1")
        pause = threading.Event()
        while not house.conversations.running:
            pause.wait(0.01)
        response = house.ask(TOTAL)
        assert _refused(response, 503)["error_class"] == "busy"
        assert int(response.headers["retry-after"]) >= 1
        # The one that is at work may be asked for again all the same.
        again = pool.submit(house.ask, SLOW, request_id="r-1")
        job = house.conversations.job(house.store.request("local", "r-1") or "")
        assert job is not None
        job.stop()
        assert first.result().status_code == 200
        assert again.result().json() == first.result().json()
    assert house.ask(TOTAL).json()["status"] == "answered"
    assert house.services.asked == [SLOW, TOTAL]
    house.store.close()


def test_over_a_rate_the_status_is_429_and_nothing_is_kept(tmp_path: Path) -> None:
    house = House(tmp_path, traffic=Traffic(user_minute=1))
    conversation = house.ask(TOTAL, request_id="r-1").json()["conversation_id"]
    response = house.ask(MONTHS, conversation_id=conversation, request_id="r-2")
    assert _refused(response, 429)["error_class"] == "busy"
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert house.ask(TOTAL, request_id="r-1").status_code == 200
    assert [t.question for t in house.store.turns(conversation)] == [TOTAL]
    assert house.store.request("local", "r-2") is None
    house.store.close()


def test_a_question_that_waited_in_vain_may_be_asked_again_under_its_id(tmp_path: Path) -> None:
    house = House(tmp_path, traffic=Traffic(at_work=1, waiting=1, patience=0.2))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(house.ask, SLOW, request_id="r-1")
        pause = threading.Event()
        while not house.conversations.running:
            pause.wait(0.01)
        response = house.ask(TOTAL, request_id="r-2")
        assert _refused(response, 503)["error_class"] == "busy"
        assert response.headers["retry-after"]
        job = house.conversations.job(house.store.request("local", "r-1") or "")
        assert job is not None
        job.stop()
        first.result()
    assert house.ask(TOTAL, request_id="r-2").json()["status"] == "answered"
    house.store.close()


def test_while_it_starts_it_says_when_to_come_again(house: House) -> None:
    house.start.done.clear()
    assert int(house.ask(TOTAL).headers["retry-after"]) >= 1
