"""What is put right before an answer: figures that a join multiplies, and sentences that the rows do not bear out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from agents.chat import ToolCall
from agents.scripted import Scripted, call
from agents.spans import outcome
from agents.steps import Answer, Answered, Drafted, Ran, Spoke, Step
from data.describe import describe
from data.errors import ModelUnavailable
from tests.agents.conftest import Make

TOTAL = call("run_sql", sql="SELECT sum(amount) AS total FROM orders", purpose="the total")
SPENDERS = "SELECT count(c.customer_id) AS customers FROM customers c JOIN orders o ON o.customer_id = c.customer_id WHERE o.amount > 5"


def finish(answer: str = "") -> tuple[ToolCall, ...]:
    return (call("finish", answer=answer, assumptions=[]),)


def asked(services: Make, model: Scripted, question: str) -> tuple[Answer, Sequence[Step]]:
    steps = list(services(model).ask(question))
    assert isinstance(steps[-1], Answered)
    return steps[-1].answer, steps


def test_a_defined_measure_counts_each_row_once_where_the_join_only_filters(
    services: Make, shop: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.yaml"
    words.write_text("metrics: [{name: customers, expression: count(customers.customer_id), table: customers}]")
    describe(words, shop)
    model = Scripted((call("run_sql", sql=SPENDERS, purpose="x"),), finish())
    answer, steps = asked(services, model, "How many customers have orders over 5?")
    assert answer.result.records() == [(2,)]
    assert "counts once" in answer.receipt.assumptions[0]
    assert sum(isinstance(s, Ran) for s in steps) == sum(isinstance(s, Drafted) for s in steps) == 2
    assert not [n for n in answer.notes if n.check == "join_multiplies"]


def test_without_a_definition_the_figure_stays(services: Make) -> None:
    model = Scripted((call("run_sql", sql=SPENDERS, purpose="x"),), finish())
    answer, _ = asked(services, model, "How many customers have orders over 5?")
    assert answer.result.records() == [(3,)]
    assert [n for n in answer.notes if n.check == "join_multiplies" and n.sql]


def test_where_it_is_not_provably_meant_the_figure_stays_and_the_other_is_offered(services: Make) -> None:
    sql = "SELECT sum(c.customer_id) AS s, max(o.amount) AS top FROM customers c JOIN orders o ON o.customer_id = c.customer_id"
    answer, _ = asked(
        services, Scripted((call("run_sql", sql=sql, purpose="x"),), finish()), "What is the sum of customers?"
    )
    assert answer.result.records()[0][0] == 4
    note = next(n for n in answer.notes if n.check == "join_multiplies")
    assert "1.33 times" in note.text
    once, _ = asked(
        services, Scripted((call("run_sql", sql=note.sql, purpose="x"),), finish()), "What is the sum of customers?"
    )
    assert once.result.records()[0][0] == 3


def test_sql_of_the_person_runs_as_it_is_written(services: Make) -> None:
    answer, _ = asked(services, Scripted((call("run_sql", sql=SPENDERS, purpose="x"),), finish()), SPENDERS)
    assert answer.result.records() == [(3,)]
    assert [n for n in answer.notes if n.check == "join_multiplies"]


def test_a_sentence_that_does_not_hold_goes_back_once_with_what_is_wrong(services: Make) -> None:
    model = Scripted((TOTAL,), finish("The total is 75.60."), "The total is 60.75.")
    answer, steps = asked(services, model, "What is the total amount of all orders?")
    assert answer.text == "The total is 60.75."
    assert answer.grounded == 1.0
    assert answer.operations == {"cell": 1}
    traced = outcome(Answered(answer))
    assert (traced["grounded_share"], traced["operations"]) == (1.0, {"cell": 1})
    assert "75.60" in model.heard[-1][-1].content
    assert answer.receipt.usage.calls == 3
    rewrite = [s for s in steps if isinstance(s, Spoke)][-1]
    assert rewrite.span.details["why"] == "grounding"


@pytest.mark.parametrize("second", ["It is 99.", ""])
def test_a_sentence_that_does_not_hold_twice_is_dropped_and_the_table_speaks(services: Make, second: str) -> None:
    replies: list[str | tuple[ToolCall, ...]] = [(TOTAL,), finish("The total is 75.60."), *([second] if second else [])]
    answer, _ = asked(services, Scripted(*replies), "What is the total amount of all orders?")
    assert answer.text == "Total amount, all data up to 7 Feb 2024: 60.75."
    assert answer.grounded < 1.0
    assert [n.check for n in answer.notes if n.check == "grounding"]


def test_a_model_that_is_away_for_the_second_sentence_costs_no_answer(services: Make) -> None:
    model = Scripted((TOTAL,), finish("It is 1,000,000."))
    answer, _ = asked(services, model, "What is the total amount of all orders?")
    assert answer.text == "Total amount, all data up to 7 Feb 2024: 60.75."
    with pytest.raises(ModelUnavailable):
        list(model.complete([], []))


def test_the_receipt_is_read_in_ten_seconds(services: Make) -> None:
    sql = "SELECT c.region, sum(o.amount) AS sales FROM orders o JOIN customers c USING (customer_id) WHERE o.order_date >= '2024-02-01' GROUP BY 1"
    answer, _ = asked(
        services, Scripted((call("run_sql", sql=sql, purpose="x"),), finish()), "Sales by region since February 2024?"
    )
    receipt = answer.receipt
    assert receipt.brief[0] == "Sales: sum of amount; one row per region."
    assert "orders (3 rows" in receipt.brief[1]
    assert "joined orders to customers many to one" in receipt.brief[1]
    assert receipt.brief[2] == "Only rows where order date is on or after 1 Feb 2024."
    assert len(" ".join(receipt.brief).split()) < 70
    assert receipt.rows_scanned == 6
    assert "1 column of customers kept from you" in receipt.policy
    assert receipt.facts.tables[0].latest == "2024-02-07"
