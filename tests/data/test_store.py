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

from data.store import Store, StoredTurn, open_store
from data.store_tables import MIGRATIONS


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
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(len(MIGRATIONS),)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


FIRST_VERSION = """
CREATE TABLE schema_version (version INTEGER PRIMARY KEY);
INSERT INTO schema_version VALUES (1);
CREATE TABLE conversations (id VARCHAR PRIMARY KEY, user VARCHAR NOT NULL, title VARCHAR NOT NULL, created FLOAT NOT NULL,
    "database" VARCHAR NOT NULL, source VARCHAR NOT NULL);
CREATE TABLE turns (id VARCHAR PRIMARY KEY, conversation_id VARCHAR NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL, status VARCHAR NOT NULL, answer JSON, rows BLOB, sql TEXT, trace_id VARCHAR, created FLOAT NOT NULL);
CREATE TABLE requests (user VARCHAR, request_id VARCHAR, turn_id VARCHAR NOT NULL, PRIMARY KEY (user, request_id));
CREATE TABLE feedback (turn_id VARCHAR PRIMARY KEY, thumb VARCHAR NOT NULL, reason TEXT NOT NULL, created FLOAT NOT NULL);
INSERT INTO conversations VALUES ('c1', 'ada', 'Sales', 1, 'demo', 'page');
INSERT INTO turns VALUES ('t1', 'c1', 'How much?', 'answered', '{"text": "Much."}', NULL, 'SELECT 1', '', 2);
"""


def test_a_store_of_the_first_version_keeps_what_it_holds(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection:
        connection.executescript(FIRST_VERSION)
    for _ in range(2):
        opened = open_store(tmp_path)
        kept = opened.turns("c1")[0]
        opened.close()
        assert (kept.question, kept.sql, kept.given, kept.view) == ("How much?", "SELECT 1", "", None)


def test_conversations_are_found_by_words_of_their_questions_and_the_latest_asked_comes_first(store: Store) -> None:
    first, second = (store.open_conversation("ada", title, "demo") for title in ("Sales", "Returns"))
    store.start_turn(second.id, "How many came back?")
    store.start_turn(first.id, "Revenue of 100% cotton?")
    assert [c.title for c in store.conversations("ada")] == ["Sales", "Returns"]
    assert [c.title for c in store.conversations("ada", search="BACK many")] == ["Returns"]
    assert [c.title for c in store.conversations("ada", search="100%")] == ["Sales"]
    assert store.conversations("ada", search="nowhere") == ()
    store.rename_conversation(second.id, "What came back")
    assert [c.title for c in store.conversations("ada", search="what")] == ["What came back"]


def test_words_of_an_answer_find_its_conversation(store: Store) -> None:
    asked = store.open_conversation("ada", "Sales", "demo")
    store.open_conversation("ada", "Returns", "demo")
    turn = store.start_turn(asked.id, "Who bought the most?")
    store.finish_turn(
        turn.id, "answered", {"text": "Beatrice Müller, 12.5 EUR.", "sql": "SELECT name FROM orders"}, None
    )
    assert [c.title for c in store.conversations("ada", search="müller")] == ["Sales"]
    assert store.conversations("ada", search="select") == ()


def test_the_same_words_ask_for_the_same_only_where_a_conversation_begins_or_the_sql_is_the_same(store: Store) -> None:
    def answer(conversation: str, question: str, sql: str, given: str = "") -> StoredTurn:
        turn = store.start_turn(conversation, question, given)
        store.finish_turn(turn.id, "answered", {"text": "1", "sql": sql}, None)
        return turn

    first, second = (store.open_conversation("ada", title, "demo").id for title in ("a", "b"))
    orders, why = answer(first, "Orders?", "SELECT 1"), answer(first, "why?", "SELECT 11")
    again = store.start_turn(second, "orders")
    found = store.asked_before(again, "SELECT 2")
    assert found is not None
    assert found.id == orders.id
    later = store.start_turn(second, "why?")
    assert store.asked_before(later, "SELECT 22") is None
    found = store.asked_before(later, "SELECT 11")
    assert found is not None
    assert found.id == why.id
    edited = answer(second, "orders", "SELECT 3", given="SELECT 3")
    assert store.asked_before(store.start_turn(second, "orders"), "SELECT 3") is None, edited
