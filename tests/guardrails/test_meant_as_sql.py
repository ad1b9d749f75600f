"""What is SQL, what was meant as SQL, and what is a question that begins like it."""

from __future__ import annotations

import pytest

from guardrails.question import is_query, nearly_query


@pytest.mark.parametrize(
    "text",
    [
        "SELEC * FROM orders",
        "selct count(*) from orders",
        "select * form orders",
        "select count(*) form orders",
        "SELECT name FROM orders WHERE (total > 3",
        "select name from orders where total = ;",
        "WITH t AS SELECT 1 FROM orders",
    ],
)
def test_a_statement_with_a_slip_is_taken_for_sql_and_not_for_a_question(text: str) -> None:
    assert not is_query(text)
    assert nearly_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "select the top 5 customers from last month",
        "with how many customers did we start from 2023?",
        "selection of products from Berlin",
        "select all orders from Germany",
        "Select the customers from Oslo",
        "select all of our stores from the north by city",
        "show orders (only open ones) from March",
        "",
        "SELEC * FROM orders" + " a()" * 2_000,
    ],
)
def test_a_question_that_begins_like_sql_is_a_question(text: str) -> None:
    assert not is_query(text)
    assert not nearly_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT count(*) FROM orders",
        "select name from customers",
        "SELECT ALL name FROM customers",
        "select all from orders",
    ],
)
def test_sql_is_both(text: str) -> None:
    assert is_query(text)
    assert nearly_query(text)
