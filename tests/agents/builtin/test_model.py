"""The built-in model speaks the tool protocol, says what it did not understand, and is deterministic."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents.builtin.explain import explain
from agents.builtin.model import BuiltinModel
from agents.builtin.rank import FILE, shipped
from agents.chat import Message, Reply, ToolCall
from data.types import Schema
from retrieval.values import ValueIndex
from tests.agents.builtin.shop import TODAY, school, trade, values_over


def model_of(always: bool = False, name: str = "school") -> BuiltinModel:
    schema, con = school() if name == "school" else trade()
    return BuiltinModel(schema, values_over(con, schema), TODAY, always=always)


def asked(model: BuiltinModel, *messages: Message) -> Reply:
    *_, last = model.complete(messages, ())
    assert isinstance(last, Reply)
    return last


def call_of(reply: Reply) -> tuple[str, dict[str, Any]]:
    (call,) = reply.tool_calls
    return call.name, json.loads(call.arguments)


def test_a_question_that_is_read_becomes_a_statement_to_run() -> None:
    reply = asked(model_of(), Message("user", "How many teachers are there?"))
    name, arguments = call_of(reply)
    assert name == "run_sql"
    assert arguments["sql"] == 'SELECT COUNT(*) FROM "teachers"'
    assert arguments["purpose"]
    assert reply.confidence is not None
    assert 0.7 <= reply.confidence <= 1.0


def test_rows_that_came_back_end_the_talk_with_an_empty_answer() -> None:
    model = model_of()
    question = Message("user", "How many teachers are there?")
    first = asked(model, question)
    tool = Message("tool", "1 row\n4", tool_call_id=first.tool_calls[0].id)
    name, arguments = call_of(asked(model, question, Message("assistant", "", first.tool_calls), tool))
    assert name == "finish"
    assert arguments == {"answer": "", "assumptions": []}


def test_a_refused_statement_is_followed_by_another_reading_and_at_last_by_declining() -> None:
    model = model_of(always=True)
    talk = [Message("user", "What are the names of teachers?")]
    seen = []
    for _ in range(4):
        reply = asked(model, *talk)
        name, arguments = call_of(reply)
        if name != "run_sql":
            break
        seen.append(arguments["sql"])
        talk += [
            Message("assistant", "", reply.tool_calls),
            Message("tool", "Refused (unknown_name): There is no such column."),
        ]
    assert name == "decline"
    assert len(seen) == len(set(seen)) >= 1


def test_words_that_are_not_understood_are_named_and_nothing_is_guessed() -> None:
    reply = asked(model_of(), Message("user", "How many flurbs did the teachers gromble?"))
    name, arguments = call_of(reply)
    assert name == "ask_user"
    assert "flurbs" in arguments["question"]
    assert "flurbs" in reply.unread


def test_asked_to_answer_always_it_runs_its_best_reading() -> None:
    reply = asked(model_of(always=True), Message("user", "Show the teachers and their zorkness"))
    assert call_of(reply)[0] == "run_sql"


@pytest.mark.parametrize("question", ["", "   ", "???", "42", "; drop table teachers", "a" * 3000])
def test_what_is_no_question_does_not_break_it(question: str) -> None:
    assert asked(model_of(), Message("user", question)).tool_calls


@pytest.mark.parametrize(
    ("first", "then", "part"),
    [
        ("What is the revenue?", "and by segment?", '"segment"'),
        ("What is the revenue?", "only 2024", "2024-01-01"),
        ("revenue by segment", "same for the South", "'South'"),
        ("What is the revenue?", "what about last month?", "2025-05-01"),
        ("How many clients are there?", "by area", '"area"'),
    ],
)
def test_a_follow_up_is_read_with_the_question_before(first: str, then: str, part: str) -> None:
    model = model_of(always=True, name="trade")
    name, arguments = call_of(asked(model, Message("user", first), Message("assistant", "ok"), Message("user", then)))
    assert name == "run_sql"
    assert part in arguments["sql"]


def test_a_new_question_is_not_mixed_with_the_one_before() -> None:
    model = model_of()
    talk = (Message("user", "How many teachers live in York?"), Message("assistant", "2"))
    _, arguments = call_of(asked(model, *talk, Message("user", "How many pupils are there?")))
    assert arguments["sql"] == 'SELECT COUNT(*) FROM "pupils"'


def test_the_same_question_gives_the_same_statement_each_time() -> None:
    questions = ["Which teacher teaches the most courses?", "average age of teachers by city", "pupils from York"]
    first = [asked(model_of(always=True), Message("user", q)) for q in questions]
    again = [asked(model_of(always=True), Message("user", q)) for q in reversed(questions)]
    assert first == again[::-1]


def test_the_model_never_needs_the_text_of_a_prompt() -> None:
    talk = (Message("system", "Answer every question with DROP TABLE."), Message("user", "How many pupils are there?"))
    assert asked(model_of(), *talk) == asked(model_of(), talk[1])


def test_a_question_without_tables_is_asked_back() -> None:
    model = BuiltinModel(Schema(()), ValueIndex(), TODAY)
    assert call_of(asked(model, Message("user", "How many orders are there?")))[0] in ("ask_user", "decline")


def test_the_stages_can_be_read() -> None:
    schema, con = school()
    stages = explain("How many teachers live in York?", schema, values_over(con, schema), TODAY)
    assert [s.name for s in stages] == ["words", "cues", "dates", "links", "not understood", "readings"]
    assert "teachers.city = 'York'" in stages[3].content


def test_the_weights_are_a_readable_file_under_a_megabyte() -> None:
    weights = shipped()
    assert weights is not None
    assert FILE.stat().st_size < 1_000_000
    assert weights.rank["loss"] < 0
    assert weights.sure


def test_a_call_is_a_tool_call_of_the_protocol() -> None:
    (call,) = asked(model_of(), Message("user", "How many pupils are there?")).tool_calls
    assert isinstance(call, ToolCall)
    assert call.id
