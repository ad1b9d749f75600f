"""What the model is told for a question, and what is left out when there is no room for all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agents.build import Services
from agents.chat import ChatModel
from agents.context import Room
from agents.desk import Bench
from agents.history import history
from agents.inquiry import Example, Inquiry, Turn
from agents.mentioned import mentioned
from agents.prompt import Told, load, messages
from agents.scripted import Scripted
from agents.settings import Settings
from agents.steps import Found
from agents.table_retrieval import find_values
from agents.telemetry import NoTelemetry
from data.types import Column, ForeignKey, Metric, Schema, Table, Visible
from retrieval.tokens import count
from retrieval.types import FoundTable, Value
from tests.agents.conftest import POLICY

Ask = Callable[..., Inquiry]
SCHEMA = Schema(
    (
        Table(
            "orders",
            (Column("order_id", "INTEGER"), Column("customer_id", "INTEGER"), Column("amount", "DECIMAL(10,2)")),
            description="One row per order.",
        ),
        Table(
            "customers",
            (Column("customer_id", "INTEGER"), Column("region", "VARCHAR", description="Home.", synonyms=("area",))),
        ),
        Table("stock", (Column("order", "INTEGER"), Column("on hand", "INTEGER"))),
    ),
    (ForeignKey("orders", ("customer_id",), "customers", ("customer_id",)),),
    (Metric("revenue", "sum(orders.amount)", "orders", filter="customers.region <> 'Test'"),),
)
ANSWERED = "SELECT sum(amount) AS total FROM orders WHERE order_date >= DATE '2024-01-01'"


@pytest.fixture
def asked(shop: Path, tmp_path: Path) -> Iterator[Ask]:
    """`asked(question, turns=..., field=...)`: the inquiry of a question to the shop, as the product makes it."""
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    kept: list[Inquiry] = []

    def keep(_bench: Bench, inquiry: Inquiry) -> ChatModel:
        kept.append(inquiry)
        return Scripted()

    settings = Settings(home=tmp_path / "home", database=shop, policy=policy)
    made = Services(settings, telemetry=NoTelemetry(), model=keep)

    def ask(question: str = "How much is the total amount?", turns: Sequence[Turn] = (), **changed: object) -> Inquiry:
        next(made.ask(question, turns=turns))  # the model is made when the first step is wanted
        return replace(kept[-1], **changed)  # type: ignore[arg-type]  # a test names fields of Inquiry

    yield ask
    made.close()


def told(inquiry: Inquiry, *tables: str, metrics: bool = False, further: Sequence[str] = ()) -> Told:
    hits = tuple(FoundTable(name, 1.0, ()) for name in tables)
    more = tuple(FoundTable(name, 0.5, ()) for name in further)
    found = Found(hits, (), (), inquiry.schema.metrics if metrics else (), further=more)
    return messages(load("analyst"), inquiry, found)


def test_a_found_table_is_told_with_its_columns_and_the_others_by_name(asked: Ask) -> None:
    made = told(asked(schema=SCHEMA, tables_listed=1), "customers")
    text = made.messages[0].content
    assert "region VARCHAR: Home." in text
    assert "orders, stock" in text
    assert "amount DECIMAL" not in text
    assert made.messages[-1].content == "How much is the total amount?"


def test_a_schema_of_few_tables_is_told_whole_even_when_nothing_in_it_is_near(asked: Ask) -> None:
    made = told(asked("xyzzy?", schema=SCHEMA))
    assert made.facts["context"]["tables_described"] == ["orders", "customers", "stock"]
    assert "# Other tables" not in made.messages[0].content


def test_looking_for_a_value_that_may_not_be_shown_tells_how_to_compare(asked: Ask) -> None:
    inquiry = asked("How many customers are in the west?")
    inquiry = replace(inquiry, policy=replace(inquiry.policy, model_sees="names"))

    def found(text: str) -> str:
        return str(find_values.function(inquiry, text))

    assert "'west', in other upper and lower case (compare with ILIKE), stands in: customers.region" in found("west")
    # What the person did not write is not confirmed, be it there or not.
    assert "East" not in found("east").replace("'east'", "")
    assert found("east").replace("east", "x") == found("nowhere").replace("nowhere", "x")


def test_a_metric_that_is_named_brings_the_tables_that_it_reads(asked: Ask) -> None:
    text = told(asked(schema=SCHEMA), "stock", metrics=True).messages[0].content
    assert "amount DECIMAL" in text
    assert "region VARCHAR" in text
    assert "orders.customer_id -> customers.customer_id" in text
    assert "revenue = sum(orders.amount) where customers.region <> 'Test'" in text


def test_names_that_are_not_plain_are_told_in_quotes_and_other_names_only_when_they_are_used(asked: Ask) -> None:
    assert 'order INTEGER, "on hand" INTEGER' in told(asked(schema=SCHEMA), "stock").messages[0].content
    assert "area" not in told(asked(schema=SCHEMA), "customers").messages[0].content
    by_area = told(asked("How many customers by area?", schema=SCHEMA), "customers").messages[0].content
    assert "(also called area)" in by_area


def test_tables_go_in_brief_before_any_goes_in_whole(asked: Ask) -> None:
    inquiry = asked(schema=SCHEMA)
    names = ("orders", "customers", "stock")
    most = told(inquiry, *names).facts["prompt_tokens_estimated"]
    budgets = range(most - 100, most, 5)
    contexts = [told(replace(inquiry, prompt_tokens=b), *names).facts["context"] for b in budgets]
    whole = [c for c in contexts if not c["left_out"]["tables"]]
    assert {0, 1, 2} <= {len(c["tables_brief"]) for c in whole}


def test_what_there_is_no_room_for_is_named_in_the_facts(asked: Ask) -> None:
    inquiry = asked(schema=SCHEMA, examples=(Example("How much?", "SELECT 1"),), prompt_tokens=10)
    left = told(inquiry, "orders", "customers").facts["context"]["left_out"]
    assert left["tables"] == ["orders", "customers", "stock"]
    assert left["examples"] == 1
    assert left["names_of_other_tables"] == 3


def test_a_wide_table_is_cut_to_keys_and_the_nearest_columns_and_says_so(asked: Ask) -> None:
    columns = tuple(Column(f"reading_{n}", "DOUBLE") for n in range(400))
    wide = Schema((Table("readings", columns, primary_key=("reading_7",)),))
    inquiry = asked(schema=wide)
    hit = FoundTable("readings", 1.0, tuple((columns[n], 1.0) for n in (399, 200)))
    made = messages(load("analyst"), inquiry, Found((hit,), (), (), ()))
    assert made.facts["prompt_tokens_estimated"] <= inquiry.prompt_tokens
    assert made.facts["context"]["left_out"]["columns"] == {"readings": 370}
    for name in ("reading_7 ", "reading_399 ", "reading_200 "):
        assert name in made.messages[0].content


def test_verified_examples_are_told_where_there_are_any(asked: Ask) -> None:
    inquiry = asked(schema=SCHEMA, examples=(Example("How much came in?", "SELECT sum(amount) FROM orders"),))
    assert "How much came in?\n  SELECT sum(amount) FROM orders" in told(inquiry, "orders").messages[0].content


@pytest.mark.parametrize(
    ("value", "question", "sees", "said"),
    [
        ("West", "orders from the West", "names", "'West', spelled just so, stands in: customers.region"),
        ("West", "orders from the west", "names", "'west', in other upper and lower case"),
        ("Western Isles", "orders from the west", "names", "spelled otherwise"),
        ("West", "orders from the northwest", "names", "spelled otherwise"),
        ("Western Isles", "orders from the west", "values", "the value 'Western Isles' stands in: customers.region"),
    ],
)
def test_a_model_that_may_not_see_values_is_told_how_the_persons_words_are_spelled_and_no_more(
    asked: Ask, value: str, question: str, sees: Visible, said: str
) -> None:
    inquiry = asked(question)
    inquiry = replace(inquiry, policy=replace(inquiry.policy, model_sees=sees))
    (line,) = mentioned(inquiry, [Value("customers", "region", value, 1.0)])
    assert said in line
    assert sees == "values" or line.count(value) == question.count(value)


def test_a_long_conversation_keeps_the_filters_in_force(asked: Ask) -> None:
    aside = Turn("And what is the weather like, by the way, in each of our many regions? " * 8, "That is not here.")
    turns = (Turn("first of all", "x"), Turn("total since 2024", "60.75", ANSWERED), *[aside] * 10)
    made = history(asked("and by region?", turns), Room(300))
    text = "\n".join(m.content for m in made.messages)
    assert ANSWERED in text
    assert made.messages[0].content == "total since 2024"
    assert made.facts["left_out"] > 0


def test_a_statement_that_is_too_long_is_told_as_its_tables_and_filters(asked: Ask) -> None:
    long = f"SELECT {', '.join(f'sum(amount) AS total_{n}' for n in range(200))} FROM orders WHERE amount > 12"
    made = history(asked("and by region?", (Turn("totals", "", long),)), Room(200))
    assert "answered from orders where" in made.messages[1].content
    assert "amount" in made.messages[1].content
    assert "> 12" in made.messages[1].content
    assert count(made.messages[1].content) < 100


def test_the_sentence_of_an_answer_is_told_only_where_the_model_may_see_values(asked: Ask) -> None:
    inquiry = asked("and by region?", (Turn("total", "Total: 60.75.", ANSWERED),))
    assert "60.75" in history(inquiry, Room(900)).messages[1].content
    hidden = replace(inquiry, policy=replace(inquiry.policy, model_sees="names"))
    said = history(hidden, Room(900)).messages[1].content
    assert "60.75" not in said
    assert ANSWERED in said


def test_a_statement_that_the_role_may_not_run_is_not_told(asked: Ask) -> None:
    inquiry = asked("and on average?", (Turn("what do we pay?", "91337", "SELECT salary FROM salaries"),))
    said = history(inquiry, Room(900)).messages[1].content
    assert "salaries" not in said
    assert "91337" not in said


def test_turns_stand_in_their_order_and_all_messages_within_the_budget(asked: Ask) -> None:
    turns = tuple(Turn(f"question {n}", "", f"SELECT {n} AS n FROM orders") for n in range(12))
    inquiry = asked("and now?", turns)
    made = told(inquiry, "orders", "customers")
    said = [m.content for m in made.messages[1:] if m.role == "user"]
    assert said == [f"question {n}" for n in range(6, 12)] + ["and now?"]
    assert "- question 5 (answered from orders" in made.messages[0].content
    assert made.facts["prompt_tokens_estimated"] <= inquiry.prompt_tokens
