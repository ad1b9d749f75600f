"""What stands around the names: frames of time, slips of the keyboard, readings said back as questions."""

from __future__ import annotations

import pytest

from agents.builtin.frames import frames_of
from agents.builtin.model import BuiltinModel
from agents.builtin.say import question_of
from agents.builtin.words import tokens_of
from tests.agents.builtin.shop import TODAY, parser_of, school, trade, values_over


@pytest.mark.parametrize(
    ("question", "left", "kinds"),
    [
        ("month over month revenue growth in 2024", "revenue in 2024", ["step", "percent"]),
        ("month-over-month change in orders", "in orders", ["step", "difference"]),
        ("running total of revenue by month", "of revenue by month", ["running"]),
        ("three month moving average of revenue", "of revenue", ["moving"]),
        ("revenue by month compared with the same month last year", "revenue by month", ["year ago"]),
        ("by how much did revenue grow from 2023 to 2024", "revenue from 2023 to 2024", ["difference", "grow"]),
        ("which products grow in the shade", "which products grow in the shade", []),
        ("products with a cumulative amount above 3", "products with a cumulative amount above 3", []),
    ],
)
def test_phrases_of_time_are_taken_out_only_where_time_is_spoken_of(question: str, left: str, kinds: list[str]) -> None:
    tokens, frames = frames_of(tokens_of(question), ())
    assert " ".join(t.text for t in tokens) == left
    assert [f.kind for f in frames] == kinds


def test_what_the_schema_calls_like_a_frame_is_a_name() -> None:
    _, frames = frames_of(tokens_of("growth rate by year"), {"growth rate"})
    assert frames == ()


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("What is the averge age of teachers?", "What is the average age of teachers?"),
        ("numbre of courses per teacher", "number of courses per teacher"),
        ("which teacher has the hihgest age", "which teacher has the highest age"),
    ],
)
def test_a_slip_in_a_function_word_changes_nothing(slip: str, meant: str) -> None:
    parser = parser_of(*school())
    assert parser.parse(slip).readings[0].sql == parser.parse(meant).readings[0].sql


@pytest.mark.parametrize(
    "question",
    [
        "How many teachers are there?",
        "average age of teachers by city",
        "names of teachers from York",
        "which teacher is the oldest",
        "How many different cities do teachers live in?",
    ],
)
def test_a_reading_said_as_a_question_is_read_in_the_same_way(question: str) -> None:
    parser = parser_of(*school())
    reading = parser.parse(question).readings[0]
    said = question_of(reading.query, parser.names)
    assert said is not None
    assert parser.parse(said).readings[0].sql == reading.sql


def test_readings_that_are_offered_are_answered_when_they_are_chosen() -> None:
    schema, con = trade()
    model = BuiltinModel(schema, values_over(con, schema), TODAY)
    parser = parser_of(schema, con)
    for question in ("clients zorp by area", "sales frobnicated paid", "amount of the biggest sale ever"):
        for option in model._options(parser.parse(question)):  # what is offered is what is tested
            assert parser.parse(option).readings[0].confidence >= 0.7
