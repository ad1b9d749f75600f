"""Questions at work: kept, followed, stopped, asked once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agents.conversations import Conversations, Job, chart_of, told
from agents.steps import Answered, Failed, Screened
from data.errors import NotAllowed
from data.store import Store, StoredTurn, open_store
from data.types import User
from tests.ui.recorded import BROKEN, MONTHS, SLOW, TOTAL, Recorded

ADA, BOB = User("ada"), User("bob")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path)
    yield made
    made.close()


def _job(begun: Job | StoredTurn) -> Job:
    assert isinstance(begun, Job)
    return begun


def _until(true: Callable[[], bool]) -> None:
    waited = threading.Event()
    for _ in range(500):
        if true():
            return
        waited.wait(0.01)
    raise AssertionError("It did not come about in five seconds.")


def test_a_question_is_answered_and_kept_though_nobody_watches(store: Store, tmp_path: Path) -> None:
    conversations = Conversations(Recorded(tmp_path), store)
    job = _job(conversations.start(MONTHS, ADA))
    _until(lambda: conversations.running == 0)
    kept = store.turn(job.turn_id)
    assert kept is not None
    assert kept.status == "answered"
    assert len(told(kept)["rows"]) == 18


def test_whoever_comes_late_follows_from_the_first_step(store: Store, tmp_path: Path) -> None:
    job = _job(Conversations(Recorded(tmp_path), store).start(TOTAL, ADA))
    assert isinstance(job.end(), Answered)
    assert isinstance(next(job.follow()), Screened)
    assert isinstance([*job.follow()][-1], Answered)


def test_a_stopped_question_ends_as_cancelled(store: Store, tmp_path: Path) -> None:
    job = _job(Conversations(Recorded(tmp_path), store).start(SLOW, ADA))
    job.stop()
    end = job.end()
    assert isinstance(end, Failed)
    assert end.error_class == "cancelled"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_leaves_a_failed_turn_and_nobody_waits_for_ever(store: Store, tmp_path: Path) -> None:
    job = _job(Conversations(Recorded(tmp_path), store).start(BROKEN, ADA))
    end = job.end()
    assert isinstance(end, Failed)
    assert end.error_class == "internal"
    kept = store.turn(job.turn_id)
    assert kept is not None
    assert kept.status == "failed"


def test_the_same_request_runs_once_while_it_is_at_work_and_after(store: Store, tmp_path: Path) -> None:
    services = Recorded(tmp_path)
    conversations = Conversations(services, store)
    first = _job(conversations.start(SLOW, ADA, request_id="r1"))
    assert conversations.start(SLOW, ADA, request_id="r1") is first
    first.stop()
    first.end()
    _until(lambda: conversations.running == 0)
    again = conversations.start(SLOW, ADA, request_id="r1")
    assert isinstance(again, StoredTurn)
    assert again.id == first.turn_id
    assert services.asked == [SLOW]


def test_another_users_request_of_the_same_name_is_another_request(store: Store, tmp_path: Path) -> None:
    conversations = Conversations(Recorded(tmp_path), store)
    _job(conversations.start(TOTAL, ADA, request_id="r1")).end()
    assert isinstance(conversations.start(TOTAL, BOB, request_id="r1"), Job)


def test_a_request_whose_process_died_is_asked_again(store: Store, tmp_path: Path) -> None:
    conversation = store.open_conversation("ada", "x", "demo")
    lost = store.start_turn(conversation.id, TOTAL)
    store.claim_request("ada", "r1", lost.id)
    conversations = Conversations(Recorded(tmp_path), store)
    assert conversations.lost(lost)
    assert isinstance(_job(conversations.start(TOTAL, ADA, request_id="r1")).end(), Answered)


def test_a_follow_up_is_handed_the_earlier_turns(store: Store, tmp_path: Path) -> None:
    services = Recorded(tmp_path)
    conversations = Conversations(services, store)
    first = _job(conversations.start(TOTAL, ADA))
    first.end()
    _job(conversations.start(MONTHS, ADA, conversation_id=first.conversation_id)).end()
    assert [t.question for t in services.turns] == [TOTAL]
    assert services.turns[0].sql.startswith("SELECT")


def test_nobody_talks_in_somebody_elses_conversation(store: Store, tmp_path: Path) -> None:
    conversations = Conversations(Recorded(tmp_path), store)
    mine = _job(conversations.start(TOTAL, ADA))
    with pytest.raises(NotAllowed):
        conversations.start(TOTAL, BOB, conversation_id=mine.conversation_id)
    mine.end()


def test_a_lost_question_that_is_given_up_is_no_longer_at_work_and_a_running_one_is_left_alone(
    store: Store, tmp_path: Path
) -> None:
    conversations = Conversations(Recorded(tmp_path), store)
    talk = store.open_conversation("ada", "x", "demo")
    lost = store.start_turn(talk.id, TOTAL)
    conversations.give_up(lost)
    kept = store.turn(lost.id)
    assert kept is not None
    assert (kept.status, (kept.answer or {})["error_class"]) == ("failed", "cancelled")
    job = _job(conversations.start(SLOW, ADA))
    running = store.turn(job.turn_id)
    assert running is not None
    conversations.give_up(running)
    assert running.status == "asking"
    assert store.asking("ada")
    job.stop()
    job.end()
    _until(lambda: conversations.running == 0)
    assert store.asking("ada") == ()


def test_a_wish_about_the_chart_makes_a_turn_of_the_same_rows_and_a_question_does_not(
    store: Store, tmp_path: Path
) -> None:
    services = Recorded(tmp_path)
    conversations = Conversations(services, store)
    job = _job(conversations.start(MONTHS, ADA))
    job.end()
    _until(lambda: conversations.running == 0)
    assert conversations.reshaped("only the last year", job.conversation_id) is None
    made = conversations.reshaped("as a bar chart", job.conversation_id)
    assert made is not None
    assert (made.status, chart_of(made).kind, len(told(made)["rows"])) == ("answered", "bar", 18)
    assert services.asked == [MONTHS]
