"""Answers that are given again: when, to whom, and what it says of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from agents.answer_cache import AnswerCache, forget, normal_form, rules_in_force
from agents.build import Services
from agents.inquiry import Turn
from agents.scripted import Scripted, call
from agents.settings import KEPT_SECONDS, from_environment
from agents.steps import Added, Answered, End, Ran, Step, Usage, end_of
from data.types import Limits, Policy, Role, User
from tests.agents.conftest import Make

TOTAL = call("run_sql", sql="SELECT count(*) AS orders FROM orders", purpose="the total")
DONE = call("finish", answer="", assumptions=[])
QUESTION = "How many orders are there?"


def script(times: int) -> Scripted:
    return Scripted(*[reply for _ in range(times) for reply in ((TOTAL,), (DONE,))])


def runs(steps: list[Step]) -> int:
    return sum(isinstance(s, Ran) for s in steps)


def last(steps: list[Step]) -> Answered:
    assert isinstance(steps[-1], Answered), steps[-1]
    return steps[-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How many orders are there?", "how many orders  are there"),
        ("How many orders?", "How many orders ?"),
        ("Sales in “the West”", 'Sales in "the West"'),
        ("sales 2023–2024", "sales 2023-2024"),
        ("Cafe\u0301 sales", "Café sales"),
    ],
)
def test_what_never_changes_a_meaning_is_left_out_of_the_key(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sales in the US", "sales in the us"),
        ("sales > 100", "sales < 100"),
        ("customers not in the West", "customers in the West"),
        ("top 5 products", "top 50 products"),
        ("sales by month", "sales by months ago"),
        ("US sales", "us sales"),
        ("5 m²", "5 m2"),
        ("growth -5", "growth 5"),
    ],
)
def test_what_may_change_a_meaning_stays(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


def test_the_same_question_is_answered_again_without_a_model_or_a_query_and_says_so(services: Make) -> None:
    model = script(1)
    made = services(model, cache_seconds=900)
    first = last(list(made.ask(QUESTION)))
    steps = list(made.ask("how many orders are there"))
    again = last(steps)
    assert runs(steps) == 0
    assert len(model.heard) == 2
    assert again.answer.result.records() == first.answer.result.records()
    receipt = again.answer.receipt
    assert receipt.cached
    assert receipt.usage == Usage()
    assert first.answer.receipt.cached == ""
    added = next(s for s in steps if isinstance(s, Added))
    assert added.span.name == "answer_cache"
    assert added.span.details["hit"] is True
    assert any(n.check == "cache" and "given again" in n.text for n in again.answer.notes)


def test_another_role_never_gets_it(services: Make) -> None:
    model = script(3)
    made = services(model, cache_seconds=900)
    users = [User("u", (role,), attributes) for role, attributes in _PEOPLE]
    assert [runs(list(made.ask("How many customers?", user=user))) for user in users] == [1, 1, 1]
    assert [runs(list(made.ask("How many customers?", user=user))) for user in users] == [0, 0, 0]


_PEOPLE: tuple[tuple[str, dict[str, str]], ...] = (("analyst", {}), ("admin", {}), ("analyst", {"region": "West"}))


def test_a_follow_up_meets_only_the_same_words_after_the_same_conversation(services: Make) -> None:
    made = services(script(4), cache_seconds=900)
    orders, customers = Turn("How many orders?", "3"), Turn("How many customers?", "2")
    assert runs(list(made.ask("And in 2024?", turns=[orders]))) == 1
    assert runs(list(made.ask("And in 2024?", turns=[customers]))) == 1
    assert runs(list(made.ask("And in 2024?", turns=[orders]))) == 0
    assert runs(list(made.ask("And in 2024?", turns=[orders, Turn("And in 2024?", "1")]))) == 1


def test_new_data_are_asked_anew(services: Make, shop: Path) -> None:
    made = services(script(2), cache_seconds=900)
    assert last(list(made.ask(QUESTION))).answer.result.records() == [(3,)]
    _grow(shop)
    steps = list(made.ask(QUESTION))
    assert runs(steps) == 1
    assert last(steps).answer.result.records() == [(4,)]


def _grow(shop: Path) -> None:
    """A new generation of the file takes its place, as an import makes it."""
    copy = shop.with_name("copy.duckdb")
    copy.write_bytes(shop.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute("INSERT INTO orders VALUES (4, 2, '2024-03-01', 5.00)")
    copy.replace(shop)


def test_another_day_is_another_question(services: Make) -> None:
    days = iter([dt.date(2026, 1, 1), dt.date(2026, 1, 1), dt.date(2026, 1, 2)])
    made = services(script(2), cache_seconds=900, clock=lambda: next(days))
    assert [runs(list(made.ask("How many orders today?"))) for _ in range(3)] == [1, 0, 1]


def test_the_command_forgets_in_every_process_of_the_home(services: Make) -> None:
    one, two = services(script(2), cache_seconds=900), services(script(2), cache_seconds=900)
    assert [runs(list(made.ask(QUESTION))) for made in (one, two)] == [1, 1]
    forget(one.settings.home)
    assert [runs(list(made.ask(QUESTION))) for made in (one, two)] == [1, 1]
    assert [runs(list(made.ask(QUESTION))) for made in (one, two)] == [0, 0]


@pytest.mark.parametrize("seconds", [0, None])
def test_it_can_be_switched_off_and_the_built_in_model_has_none_by_default(services: Make, seconds: int | None) -> None:
    made = services(script(2), cache_seconds=seconds)
    assert [runs(list(made.ask(QUESTION))) for _ in range(2)] == [1, 1]


def test_where_a_language_model_is_asked_answers_are_kept_by_default() -> None:
    assert from_environment({"OPENAI_API_KEY": "k"}).kept_seconds == KEPT_SECONDS
    assert from_environment({"OPENAI_API_KEY": "k", "CANDOR_CACHE_SECONDS": "0"}).kept_seconds == 0
    assert from_environment({}).kept_seconds == 0
    assert from_environment({"CANDOR_CACHE_SECONDS": "60"}).kept_seconds == 60


def test_only_whole_answers_are_kept(services: Make) -> None:
    ask_back = (call("ask_user", question="Which orders?", options=[]),)
    model = Scripted(ask_back, (TOTAL,), (DONE,))
    made = services(model, cache_seconds=900)
    list(made.ask(QUESTION))
    assert runs(list(made.ask(QUESTION))) == 1


def test_an_answer_of_a_statement_that_a_person_gave_is_not_taken_for_the_questions(services: Make) -> None:
    made = services(script(1), cache_seconds=900)
    list(made.ask(QUESTION, sql="SELECT 7 AS orders FROM orders LIMIT 1"))
    assert last(list(made.ask(QUESTION))).answer.result.records() == [(3,)]


@pytest.fixture
def through(services: Make, tmp_path: Path) -> Callable[[AnswerCache, str], int]:
    """Asks through a cache of the test's own; how many statements ran."""
    made: Services = services(script(9), cache_seconds=0)

    def ask(cache: AnswerCache, models: str) -> int:
        desk = made.desk()
        bench = desk.bench(made.user())
        inquiry = made._inquiry(QUESTION, made.user(), desk, bench, (), None)
        return runs(list(cache.through(made.ask(QUESTION), inquiry, desk.database, models, "v1")))

    return ask


def test_it_lasts_as_long_as_it_may_and_other_models_answer_for_themselves(
    through: Callable[[AnswerCache, str], int], tmp_path: Path
) -> None:
    now = [0.0]
    cache = AnswerCache(tmp_path, 60, timer=lambda: now[0])
    assert [through(cache, m) for m in ("a", "a", "b")] == [1, 0, 1]
    now[0] = 61
    assert through(cache, "a") == 1


def test_a_stand_ins_answer_is_not_kept(services: Make) -> None:
    made = services(settings_model="away", base_url="http://127.0.0.1:9/v1")
    ends: list[End] = [end_of(made.ask("How many customers are there?")) for _ in range(2)]
    for end in ends:
        assert isinstance(end, Answered), end
        assert end.answer.receipt.model == "builtin"
        assert end.answer.receipt.cached == ""
        assert replace(end.answer.receipt, warnings=()) != end.answer.receipt


def test_every_field_of_a_policy_and_a_role_is_part_of_the_key() -> None:
    role = Role("analyst")
    policy = Policy({"analyst": role}, "analyst")
    others = [
        (policy, replace(role, tables=frozenset({"orders"}))),
        (policy, replace(role, masked=frozenset({("orders", "amount")}))),
        (policy, replace(role, rows={"orders": "amount > 1"})),
        (policy, replace(role, limits=Limits(rows=5))),
        (replace(policy, model_sees="values"), role),
        (replace(policy, model_sees_columns={("orders", "amount"): "names"}), role),
    ]
    keys = [repr(rules_in_force(*pair)) for pair in [(policy, role), *others]]
    assert len(set(keys)) == len(keys)
    mixed = replace(role, hidden=frozenset({"b", "a", "c"}))
    assert rules_in_force(policy, mixed) == rules_in_force(policy, replace(role, hidden=frozenset({"c", "b", "a"})))
