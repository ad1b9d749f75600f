"""Verified questions: suggested, approved, answered anew with the rights of whoever asks, suspended when data change."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents import review
from agents.build import Services
from agents.builtin.parser import Parser
from agents.meaning import Meanings
from agents.steps import Answered, end_of
from agents.teaching import AUTHOR, DOUBTED, Known, examples, same_question, suspended
from data.errors import BadInput, NotAllowed
from data.habits import Habit
from data.ingest.generation import new_generation
from data.types import User
from retrieval.embed import load_embedding
from tests.agents.conftest import Make

ADMIN = User("ana", ("analyst", "admin"))
WEST = User("wes", ("west",), {"region": "West"})
TODAY = dt.date(2025, 3, 1)
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "same_question.yaml").read_text(encoding="utf-8"))
QUESTION, SQL = "How big is our family?", "SELECT count(*) AS customers FROM customers"


def taught(services: Services, question: str = QUESTION, sql: str = SQL) -> str:
    made = review.suggest(services, User("bob", ("analyst",)), None, question, sql, "", "")
    review.approve(services, ADMIN, None, made.id, question, sql)
    return made.id


def answered(services: Services, question: str, user: User = ADMIN) -> Answered:
    end = end_of(services.ask(question, user=user))
    assert isinstance(end, Answered), end
    return end


def test_the_same_question_in_the_same_normal_form_is_answered_from_the_verified_statement(services: Make) -> None:
    made = services()
    taught(made)
    receipt = answered(made, "  how big is our family ").answer.receipt
    assert receipt.verified
    assert receipt.verified_by.startswith("ana, ")
    assert receipt.model == AUTHOR


def test_a_verified_statement_is_run_with_the_rights_of_whoever_asks(services: Make) -> None:
    made = services()
    taught(made)
    assert answered(made, QUESTION).answer.result.records() == [(3,)]
    assert answered(made, QUESTION, WEST).answer.result.records() == [(2,)]


def test_who_may_not_read_its_tables_gets_no_verified_answer(services: Make) -> None:
    made = services()
    taught(made, "How many orders of the family?", "SELECT count(*) AS n FROM orders")
    end = end_of(made.ask("How many orders of the family?", user=WEST))
    assert not (isinstance(end, Answered) and end.answer.receipt.verified)


def test_a_candidate_is_used_nowhere_until_it_is_approved(services: Make) -> None:
    made = services()
    review.suggest(made, ADMIN, None, QUESTION, SQL, "", "")
    end = end_of(made.ask(QUESTION, user=ADMIN))
    assert not (isinstance(end, Answered) and end.answer.receipt.verified)
    assert [t.question for t in review.waiting(made, ADMIN, None)] == [QUESTION]


def test_a_change_of_a_table_that_it_reads_suspends_it_until_somebody_vouches_again(services: Make) -> None:
    made = services()
    taught_id = taught(made)
    with new_generation(made.desk().database) as connection:
        connection.execute("ALTER TABLE customers ADD COLUMN city VARCHAR")
    [one] = review.vouched(made, ADMIN, None)
    assert "customers" in one.trouble
    end = end_of(made.ask(QUESTION, user=ADMIN))
    assert not (isinstance(end, Answered) and end.answer.receipt.verified)
    review.approve(made, ADMIN, None, taught_id, QUESTION, SQL)
    assert answered(made, QUESTION).answer.receipt.verified


def test_a_change_of_another_table_leaves_it_in_use(services: Make) -> None:
    made = services()
    taught(made)
    with new_generation(made.desk().database) as connection:
        connection.execute("ALTER TABLE salaries ADD COLUMN bonus INTEGER")
    assert answered(made, QUESTION).answer.receipt.verified


def test_a_statement_that_the_guard_refuses_is_not_approved(services: Make) -> None:
    made = services()
    one = review.suggest(made, ADMIN, None, QUESTION, "DROP TABLE customers", "", "")
    with pytest.raises(BadInput, match="guard"):
        review.approve(made, ADMIN, None, one.id, QUESTION, "DROP TABLE customers")


WRONG = "SELECT count(*) AS orders FROM orders"


@pytest.mark.parametrize("sql", [WRONG, "select COUNT(*)  as orders from orders", "", "  "])
def test_the_sql_of_an_answer_that_meant_another_thing_is_not_approved(services: Make, sql: str) -> None:
    made = services()
    one = review.suggest(made, WEST, None, QUESTION, WRONG, "customers, not orders", "", WRONG)
    with pytest.raises(BadInput, match="SQL"):
        review.approve(made, ADMIN, None, one.id, QUESTION, sql)
    with pytest.raises(BadInput, match="SQL"):
        review.vouch(made, ADMIN, None, QUESTION, sql, "customers, not orders", "", WRONG)
    assert [t.id for t in review.waiting(made, ADMIN, None)] == [one.id]
    assert review.vouched(made, ADMIN, None) == ()
    review.approve(made, ADMIN, None, one.id, QUESTION, SQL)
    assert answered(made, QUESTION).answer.result.records() == [(3,)]


def test_the_same_sql_is_approved_for_a_question_that_was_put_right(services: Make) -> None:
    made = services()
    one = review.suggest(made, WEST, None, QUESTION, SQL, "", "", SQL)
    review.approve(made, ADMIN, None, one.id, QUESTION, SQL)
    assert answered(made, QUESTION).answer.receipt.verified


def test_a_suggestion_is_settled_without_a_verified_answer(services: Make) -> None:
    made = services()
    one = review.suggest(made, WEST, None, QUESTION, WRONG, "customers, not orders", "", WRONG)
    review.settle(made, ADMIN, None, one.id)
    assert not review.waiting(made, ADMIN, None)
    assert not review.vouched(made, ADMIN, None)


def test_only_an_admin_reviews_what_everybody_gets(services: Make) -> None:
    made = services()
    one = review.suggest(made, WEST, None, QUESTION, SQL, "", "")
    with pytest.raises(NotAllowed):
        review.approve(made, WEST, None, one.id, QUESTION, SQL)
    with pytest.raises(NotAllowed):
        review.waiting(made, WEST, None)


def test_a_withdrawn_one_answers_no_more(services: Make) -> None:
    made = services()
    review.withdraw(made, ADMIN, None, taught(made))
    end = end_of(made.ask(QUESTION, user=ADMIN))
    assert not (isinstance(end, Answered) and end.answer.receipt.verified)


def known(services: Services, today: dt.date = TODAY) -> Known:
    """The verified questions of the shop as an admin may use them."""
    desk = services.desk()
    bench = desk.bench(ADMIN)
    read = Meanings(partial(Parser, bench.schema, bench.value_index, today), today, {})
    embed = load_embedding().get_text_embedding
    all_ = services.verified.of(str(desk.database))
    return Known(all_, embed, partial(desk.guard, ADMIN, bench.role), desk.warehouse.schema(), today, read, {})


def test_a_question_near_a_verified_one_gets_it_as_an_example(services: Make) -> None:
    made = services()
    taught(
        made, "Total amount of orders by customer", "SELECT customer_id, sum(amount) AS total FROM orders GROUP BY 1"
    )
    beside = known(made)
    near = examples(beside, "total amount of the orders by each customer")
    assert [e.question for e in near] == ["Total amount of orders by customer"]
    assert examples(beside, "what is the weather like on Mars") == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["verified"])
def test_other_words_for_the_same_are_the_verified_question_and_nothing_else_is(
    services: Make, case: dict[str, Any]
) -> None:
    made = services(clock=lambda: TODAY)
    taught(made, case["verified"], case["sql"])
    beside = known(made)
    assert [q for q in case["same"] if same_question(beside, q) is None] == []
    assert [q for q in case["other"] if same_question(beside, q) is not None] == []


def test_an_answer_whose_measure_a_verified_question_puts_right_names_it_and_offers_it(services: Make) -> None:
    made = services(clock=lambda: TODAY)
    taught(made, CASES[0]["verified"], CASES[0]["sql"])
    answer = answered(made, "how many customers are in West").answer
    assert not answer.receipt.verified
    assert answer.follow_ups[0] == CASES[0]["verified"]
    assert "works out this figure in another way" in answer.notes[-1].text
    assert answer.confidence == DOUBTED
    assert answer.sure.startswith("Fairly sure: the verified answer")
    other = answered(made, "total amount of orders").answer
    assert CASES[0]["verified"] not in other.follow_ups


def test_a_verified_question_that_was_chosen_for_another_one_answers_that_from_then_on(services: Make) -> None:
    made = services(clock=lambda: TODAY)
    taught(made, CASES[0]["verified"], CASES[0]["sql"])
    made.habits.remember(ADMIN.id, str(made.desk().database), Habit("clients by region", CASES[0]["verified"]))
    receipt = answered(made, "clients by region").answer.receipt
    assert receipt.verified
    assert receipt.assumptions[0] == "As you chose before: Customers by region."


def test_a_verified_question_about_this_year_is_suspended_in_the_next_one(services: Make) -> None:
    made = services(clock=lambda: TODAY)
    taught(made, CASES[1]["verified"], CASES[1]["sql"])
    assert same_question(known(made), "number of orders this year") is not None
    assert same_question(known(made, TODAY.replace(month=12)), "number of orders this year") is not None
    later = known(made, TODAY.replace(year=2026))
    assert same_question(later, "number of orders this year") is None
    assert "“this year” means other days now" in suspended(later.all[0], later.guard, later.schema, later.today)


def test_only_limits_on_rows_of_a_table_that_the_statement_reads_may_stand_in_it(services: Make) -> None:
    made = services()
    policy = answered(made, "how many customers are there", WEST).answer.receipt.policy
    assert policy
    [rule] = review.rules_inside(policy, "SELECT count(*) FROM customers WHERE region = 'West'")
    assert "region" in rule
    assert review.rules_inside(policy, "SELECT count(*) FROM orders") == ()
    assert review.rules_inside(("1 column of customers kept from you",), "SELECT name FROM customers") == ()


def test_a_reviewer_sees_what_a_suggestion_gives_beside_what_the_answer_gave(services: Make) -> None:
    made = services()
    old = review.tried(made, ADMIN, None, "SELECT region, count(*) AS n FROM customers GROUP BY region")
    new = review.tried(made, ADMIN, None, "SELECT region, count(*) + 1 AS customers FROM customers GROUP BY region")
    assert set(review.compared(old, new)) == {"West 2 → 3 (+50.0%)", "East 1 → 2 (+100.0%)"}
    assert review.compared(old, old) == ()
    refused = review.tried(made, ADMIN, None, "DROP TABLE customers")
    assert refused.result is None
    assert refused.trouble
    with pytest.raises(NotAllowed):
        review.tried(made, WEST, None, "SELECT 1 FROM customers")
