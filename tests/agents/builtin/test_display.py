"""Words for the form of an answer filter nothing."""

from __future__ import annotations

import pytest

from agents.builtin.display import only_form, shown


@pytest.mark.parametrize(
    ("question", "rest", "wish"),
    [
        ("revenue by month and region as a stacked chart", "revenue by month and region", "as a stacked chart"),
        ("revenue by month as stacked bars", "revenue by month", "as stacked bars"),
        ("show me a chart of revenue by month?", "revenue by month?", "show me a chart of"),
        ("show me a line chart of revenue by month", "revenue by month", "show me a line chart of"),
        ("revenue by region in a table", "revenue by region", "in a table"),
        ("revenue by region, pie chart", "revenue by region", "pie chart"),
        ("plot revenue by month", "revenue by month", "plot"),
        ("revenue by month stacked by region", "revenue by month by region", "stacked"),
    ],
)
def test_the_form_is_taken_out_of_a_question_and_kept_as_a_wish(question: str, rest: str, wish: str) -> None:
    heard = shown(question, {"line", "column"}.__contains__)
    assert " ".join(heard.text.split()) == rest
    assert heard.wish == wish
    assert len(heard.text) == len(question)


@pytest.mark.parametrize(
    "question",
    [
        "top 5 customers in the area",
        "order lines per order",
        "how many lines as of today?",
        "revenue as a share of all",
    ],
)
def test_words_that_say_no_form_stay(question: str) -> None:
    assert shown(question).text == question


def test_what_the_schema_calls_a_chart_is_no_form() -> None:
    question = "show me the chart of accounts"
    assert shown(question, {"chart", "account"}.__contains__).wish == ""


@pytest.mark.parametrize(
    ("words", "only"), [("as a pie", True), ("show that as a line", True), ("sales as a pie", False)]
)
def test_a_form_alone_is_about_the_answer_before(words: str, only: bool) -> None:
    assert only_form(shown(words)) is only
