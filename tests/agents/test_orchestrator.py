"""The way of a question with a model whose replies are known: each Step, each ending."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest

from agents.budget import Budget
from agents.chat import ToolCall
from agents.scripted import Scripted, call
from agents.steps import (
    Answered,
    Asked,
    Called,
    Charted,
    Checked,
    Drafted,
    End,
    Failed,
    Found,
    Ran,
    Refused,
    Screened,
    Spoke,
    Step,
)
from tests.agents.conftest import Make

TOTAL = call("run_sql", sql="SELECT sum(amount) AS total FROM orders", purpose="the total")
DONE = call("finish", answer="", assumptions=[])


def last(steps: list[Step]) -> End:
    end = steps[-1]
    assert isinstance(end, Answered | Asked | Refused | Failed)
    assert not any(isinstance(s, Answered | Asked | Refused | Failed) for s in steps[:-1])
    return end


def test_a_question_goes_its_whole_way(services: Make) -> None:
    model = Scripted((TOTAL,), (call("finish", answer="The total is 60.75.", assumptions=["all orders count"]),))
    steps = list(services(model).ask("What is the total amount of all orders?"))
    kinds = [type(s) for s in steps]
    assert kinds == [Screened, Found, Spoke, Drafted, Ran, Called, Spoke, Called, Checked, Charted, Answered]
    end = last(steps)
    assert isinstance(end, Answered)
    answer = end.answer
    assert answer.text == "The total is 60.75."
    assert answer.result.records()[0][0] == pytest.approx(60.75)
    assert answer.receipt.assumptions == ("all orders count",)
    assert answer.receipt.tables == (("orders", 3),)
    assert answer.receipt.usage.calls == 2
    assert answer.receipt.model == "scripted"


def test_a_number_that_the_result_does_not_show_is_not_told(services: Make) -> None:
    model = Scripted((TOTAL,), (call("finish", answer="The total is 75.60.", assumptions=[]),))
    end = last(list(services(model).ask("What is the total amount of all orders?")))
    assert isinstance(end, Answered)
    assert "75.60" not in end.answer.text
    assert "60.75" in end.answer.text
    assert [n.check for n in end.answer.notes if n.check == "grounding"]


def test_a_refused_statement_goes_back_with_a_reason_and_is_mended(services: Make) -> None:
    model = Scripted((call("run_sql", sql="SELECT sum(amout) FROM orders", purpose="total"),), (TOTAL,), (DONE,))
    steps = list(services(model).ask("What is the total amount of all orders?"))
    assert isinstance(last(steps), Answered)
    told = model.heard[1][-1].content
    assert "amount" in told
    refused = next(s for s in steps if isinstance(s, Drafted))
    assert refused.query is None
    assert refused.rule


def test_a_hidden_table_and_a_table_that_is_not_there_are_told_alike(services: Make) -> None:
    texts = []
    for name in ("salaries", "salariez"):
        model = Scripted((call("run_sql", sql=f"SELECT count(*) FROM {name}", purpose="x"),), (DONE,))
        list(services(model).ask("How many orders are there?"))
        texts.append(model.heard[1][-1].content.replace(name, "NAME"))
    assert texts[0] == texts[1]


def test_the_same_refused_statement_twice_ends_the_question(services: Make) -> None:
    bad = call("run_sql", sql="SELECT email FROM customers", purpose="x")
    end = last(list(services(Scripted((bad,), (bad,), (bad,))).ask("How many orders are there?")))
    assert isinstance(end, Failed)
    assert end.error_class == "sql_failed"


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (ToolCall("1", "run_sql", '{"sql": "SELECT'), "not valid JSON"),
        (ToolCall("1", "run_query", "{}"), "There is no tool 'run_query'"),
        (ToolCall("1", "run_sql", '{"query": "SELECT 1"}'), "sql"),
        (call("finish", answer="It is 7.", assumptions=[]), "Call run_sql first"),
    ],
)
def test_a_broken_call_is_answered_so_that_the_model_can_mend_it(services: Make, broken: ToolCall, told: str) -> None:
    model = Scripted((broken,), (TOTAL,), (DONE,))
    assert isinstance(last(list(services(model).ask("What is the total amount?"))), Answered)
    assert told in model.heard[1][-1].content


def test_an_answer_without_a_look_at_the_data_is_not_shown(services: Make) -> None:
    model = Scripted("The total is 42.", "As I said, 42.")
    end = last(list(services(model).ask("What is the total amount of orders?")))
    assert isinstance(end, Failed)
    assert "42" not in end.text
    assert "tool call" in model.heard[1][-1].content


def test_the_model_can_ask_back_and_decline(services: Make) -> None:
    asked = last(
        list(services(Scripted((call("ask_user", question="Which?", options=["a", "b"]),))).ask("Total amount?"))
    )
    assert isinstance(asked, Asked)
    assert asked.options == ("a", "b")
    declined = last(
        list(services(Scripted((call("decline", reason="not_in_data", message="No."),))).ask("Total amount?"))
    )
    assert isinstance(declined, Refused)
    assert declined.error_class == "not_in_data"


def test_no_loop_survives_its_budget(services: Make) -> None:
    look = [(call("find_tables", query=f"orders {i}"),) for i in range(50)]
    end = last(list(services(Scripted(*look), budget=replace(Budget(), rounds=5)).ask("Total amount?")))
    assert isinstance(end, Failed)
    assert end.error_class == "too_expensive"


def test_a_stopped_question_ends_as_cancelled(services: Make) -> None:
    stop = threading.Event()
    stop.set()
    end = last(list(services(Scripted((TOTAL,), (DONE,))).ask("Total amount?", cancel=stop)))
    assert isinstance(end, Failed)
    assert end.error_class == "cancelled"


def test_a_model_that_is_away_ends_the_question_with_its_class(services: Make) -> None:
    end = last(list(services(Scripted()).ask("Total amount?")))
    assert isinstance(end, Failed)
    assert end.error_class == "model_unavailable"


def test_the_model_is_told_nothing_that_the_role_may_not_see(services: Make) -> None:
    model = Scripted((call("describe_table", table="salaries"),), (call("find_values", text="ada"),), (TOTAL,), (DONE,))
    list(services(model).ask("What is the total amount by customer email?"))
    heard = json.dumps([[m.content for m in said] for said in model.heard])
    assert "salary" not in heard
    assert "91337" not in heard
    assert "mail.example" not in heard
    assert "email VARCHAR" not in heard


def test_a_rows_rule_holds_whatever_the_model_writes(services: Make) -> None:
    everything = call("run_sql", sql="SELECT name FROM customers WHERE region <> 'x' OR true", purpose="x")
    made = services(Scripted((everything,), (DONE,)), roles=("west",), attributes={"region": "West"})
    end = last(list(made.ask("Which customers are there?")))
    assert isinstance(end, Answered)
    assert sorted(r[0] for r in end.answer.result.records()) == ["Ada", "Cyd"]
    assert end.answer.receipt.policy


def test_earlier_turns_are_told_to_the_model(services: Make) -> None:
    from agents.inquiry import Turn

    model = Scripted((TOTAL,), (DONE,))
    list(services(model).ask("And in total?", turns=[Turn("How many orders?", "There are 3.", "SELECT 3")]))
    said = [(m.role, m.content) for m in model.heard[0]]
    assert ("user", "How many orders?") in said
    assert said[-1] == ("user", "And in total?")
