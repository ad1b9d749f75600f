"""The way of a question with a model whose replies are known: each Step, each ending."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from agents.budget import Budget
from agents.chat import Delta, Finish, Message, Reply, ToolCall, ToolSpec
from agents.scripted import Scripted, call
from agents.steps import (
    Added,
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
    assert kinds == [Screened, Found, Spoke, Drafted, Ran, Called, Spoke, Called, Checked, Added, Charted, Answered]
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


def test_calls_of_one_reply_are_all_answered_in_order_under_their_ids(services: Make) -> None:
    look = ToolCall("a", "describe_table", '{"table": "orders"}')
    total = ToolCall("b", "run_sql", TOTAL.arguments)
    model = Scripted((look, total), (DONE,))
    assert isinstance(last(list(services(model).ask("What is the total amount?"))), Answered)
    assert [(m.tool_call_id, "amount" in m.content) for m in model.heard[1][-2:]] == [("a", True), ("b", False)]


def test_the_same_call_many_times_in_one_reply_is_carried_out_once(services: Make) -> None:
    many = tuple(ToolCall(str(i), "run_sql", TOTAL.arguments) for i in range(50))
    model = Scripted(many, (DONE,))
    steps = list(services(model).ask("What is the total amount?"))
    assert isinstance(last(steps), Answered)
    assert sum(isinstance(s, Ran) for s in steps) == 1
    assert {m.tool_call_id for m in model.heard[1] if m.role == "tool"} == {c.id for c in many}


def test_two_answers_at_once_are_none(services: Make) -> None:
    one, two = (call("finish", answer=f"The total is {n}.", assumptions=[]) for n in ("60.75", "12"))
    model = Scripted((TOTAL, one, two), (one,))
    end = last(list(services(model).ask("What is the total amount?")))
    assert isinstance(end, Answered)
    assert end.answer.text == "The total is 60.75."
    assert [("several different ends" in m.content) for m in model.heard[1][-3:]] == [False, True, True]


def test_an_end_is_not_taken_from_a_reply_in_which_another_call_failed(services: Make) -> None:
    wrong = call("run_sql", sql="SELECT wibble FROM orders", purpose="x")
    model = Scripted((TOTAL,), (wrong, DONE), (TOTAL,), (DONE,))
    assert isinstance(last(list(services(model).ask("What is the total amount?"))), Answered)
    assert "Mend it first" in model.heard[2][-1].content
    assert len(model.heard) == 4


def test_a_refused_statement_comes_back_with_near_names_and_the_columns_of_its_tables(services: Make) -> None:
    model = Scripted((call("run_sql", sql="SELECT sum(amout) FROM orders", purpose="x"),), (TOTAL,), (DONE,))
    list(services(model).ask("What is the total amount?"))
    told = model.heard[1][-1].content
    assert "Did you mean amount?" in told
    assert "orders has the columns order_id INTEGER, customer_id INTEGER, order_date DATE" in told


def test_a_statement_that_breaks_in_the_engine_comes_back_with_the_error_and_the_columns(services: Make) -> None:
    broken = call("run_sql", sql="SELECT CAST(name AS INTEGER) AS n FROM customers", purpose="x")
    model = Scripted((broken,), (TOTAL,), (DONE,))
    list(services(model).ask("Which customers are there?"))
    told = model.heard[1][-1].content
    assert told.startswith("Failed: ")
    assert "customers has the columns customer_id INTEGER, name VARCHAR" in told
    assert "Ada" not in told
    assert "email" not in told


@pytest.mark.parametrize(
    "wrong",
    [ToolCall("1", "run_query", "{}"), ToolCall("1", "run_sql", '{"sql": '), ToolCall("1", "find_values", "[1]")],
)
def test_the_same_wrong_call_twice_ends_the_question(services: Make, wrong: ToolCall) -> None:
    model = Scripted(*[(wrong,) for _ in range(9)])
    end = last(list(services(model).ask("What is the total amount?")))
    assert isinstance(end, Failed)
    assert end.error_class == "sql_failed"
    assert len(model.heard) == 2


class Cut(Scripted):
    """Its replies end as it is told, however they look."""

    def __init__(self, finish: Finish, *replies: str | tuple[ToolCall, ...]) -> None:
        super().__init__(*replies)
        self.finish: Finish = finish

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        for item in super().complete(messages, tools):
            yield replace(item, finish=self.finish) if isinstance(item, Reply) and not item.tool_calls else item


def test_a_text_that_was_cut_at_its_length_limit_is_never_the_answer(services: Make) -> None:
    end = last(list(services(Cut("length", (TOTAL,), "The total is 60.7")).ask("What is the total amount?")))
    assert isinstance(end, Answered)
    assert "60.75" in end.answer.text


def test_a_cut_reply_without_rows_is_told_to_be_shorter(services: Make) -> None:
    model = Cut("length", "Well, to begin with the", (TOTAL,), (DONE,))
    assert isinstance(last(list(services(model).ask("What is the total amount?"))), Answered)
    assert "Be shorter" in model.heard[1][-1].content


@pytest.mark.parametrize("before", [(), ((TOTAL,),)])
def test_a_refusal_ends_the_question_and_is_never_the_answer(
    services: Make, before: tuple[tuple[ToolCall, ...], ...]
) -> None:
    end = last(list(services(Cut("refusal", *before, "I cannot help.")).ask("What is the total amount?")))
    assert isinstance(end, Refused)
    assert end.reason == "model_refusal"


def test_an_empty_reply_is_reminded_once_and_rows_that_are_there_are_shown(services: Make) -> None:
    end = last(list(services(Scripted((TOTAL,), "", "")).ask("What is the total amount?")))
    assert isinstance(end, Answered)
    none = last(list(services(Scripted("", "")).ask("What is the total amount of it all?")))
    assert isinstance(none, Failed)


def test_before_its_last_reply_the_model_is_told_that_it_is_the_last(services: Make) -> None:
    look = [(call("find_tables", query=f"orders {i}"),) for i in range(9)]
    model = Scripted(*look)
    list(services(model, budget=replace(Budget(), rounds=3)).ask("Total amount?"))
    assert ["One reply is left" in said[-1].content for said in model.heard] == [False, False, True]


def test_a_statement_that_brought_rows_is_not_run_again_for_the_same_question(services: Make) -> None:
    spaced = call("run_sql", sql="SELECT  sum(amount) AS total\nFROM orders", purpose="once more")
    model = Scripted((TOTAL,), (spaced,), (DONE,))
    steps = list(services(model).ask("What is the total amount?"))
    assert isinstance(last(steps), Answered)
    assert sum(isinstance(s, Ran) for s in steps) == 1
    assert "You made this call before" in model.heard[2][-1].content
