"""What is kept: conversations, questions before their answers, requests, feedback."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    ticks = count(1)
    made = Store(f"sqlite:///{tmp_path / 'store.sqlite'}", clock=lambda: float(next(ticks)))
    yield made
    made.close()


def test_a_question_is_kept_before_it_is_answered(store: Store) -> None:
    conversation = store.open_conversation("ada", "Sales", "demo")
    turn = store.start_turn(conversation.id, "How much did we sell?")
    kept = store.turn(turn.id)
    assert kept is not None
    assert (kept.question, kept.status, kept.answer) == ("How much did we sell?", "asking", None)


def test_an_answer_is_found_again_after_a_restart(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    conversation = first.open_conversation("ada", "Sales", "demo")
    turn = first.start_turn(conversation.id, "How much?")
    first.finish_turn(turn.id, "answered", {"text": "Much.", "sql": "SELECT 1", "trace_id": "tr-1"}, b"rows")
    first.close()
    again = open_store(tmp_path)
    kept = again.turns(conversation.id)[0]
    again.close()
    assert (kept.status, kept.sql, kept.trace_id, kept.rows) == ("answered", "SELECT 1", "tr-1", b"rows")
    assert kept.answer is not None
    assert kept.answer["text"] == "Much."


def test_conversations_are_listed_newest_first_and_only_to_their_user(store: Store) -> None:
    for user, title in (("ada", "first"), ("bob", "other"), ("ada", "second")):
        store.open_conversation(user, title, "demo")
    store.open_conversation("ada", "by a script", "demo", source="api")
    assert [c.title for c in store.conversations("ada")] == ["second", "first"]


def test_a_deleted_conversation_takes_its_questions_and_feedback_along(store: Store) -> None:
    conversation = store.open_conversation("ada", "Sales", "demo")
    turn = store.start_turn(conversation.id, "How much?")
    store.claim_request("ada", "r1", turn.id)
    store.set_feedback(turn.id, "up")
    store.forget_conversation(conversation.id)
    assert store.turn(turn.id) is None
    assert store.feedback(turn.id) is None
    assert store.request("ada", "r1") is None


def test_a_request_is_one_users_and_is_claimed_once(store: Store) -> None:
    conversation = store.open_conversation("ada", "Sales", "demo")
    one, two = (store.start_turn(conversation.id, q) for q in ("one", "two"))
    store.claim_request("ada", "r1", one.id)
    store.claim_request("bob", "r1", two.id)
    with pytest.raises(sa.exc.IntegrityError):
        store.claim_request("ada", "r1", two.id)
    assert (store.request("ada", "r1"), store.request("bob", "r1")) == (one.id, two.id)


def test_the_latest_feedback_counts(store: Store) -> None:
    turn = store.start_turn(store.open_conversation("ada", "Sales", "demo").id, "How much?")
    store.set_feedback(turn.id, "up")
    store.set_feedback(turn.id, "down", "the wrong year")
    assert store.feedback(turn.id) == ("down", "the wrong year")


def test_many_threads_write_at_once_and_nothing_is_lost(store: Store) -> None:
    conversation = store.open_conversation("ada", "Sales", "demo")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.start_turn(conversation.id, f"question {n}"), range(40)))
    assert len(store.turns(conversation.id)) == 40


def test_the_store_notes_its_version_and_opens_at_once_from_two_processes(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for opened in pool.map(open_store, [tmp_path] * 4):
            opened.close()
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(1,)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
