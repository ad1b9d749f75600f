"""A reading that was picked: remembered for the same question, told on the answer, followed by what is asked behind it."""

from __future__ import annotations

import pytest

from agents.build import Services
from agents.chosen import picked
from agents.inquiry import Turn
from agents.steps import Answered, Asked, End, end_of
from data.habits import Habit
from data.store import StoredTurn
from data.types import User
from tests.agents.conftest import Make

ADMIN = User("ana", ("analyst", "admin"))
OPEN = "clients by region"
"""The shop's words leave open whether its customers are meant."""


def end(services: Services, question: str, turns: tuple[Turn, ...] = ()) -> End:
    return end_of(services.ask(question, user=ADMIN, turns=turns))


def option(services: Services) -> str:
    asked = end(services, OPEN)
    assert isinstance(asked, Asked)
    [only] = asked.options
    return only


def remember(services: Services, question: str, reply: str) -> None:
    services.habits.remember(ADMIN.id, str(services.desk().database), Habit(question, reply))


def test_the_same_question_is_taken_for_what_was_picked_and_says_so(services: Make) -> None:
    made = services()
    reply = option(made)
    remember(made, OPEN, reply)
    again = end(made, f"  {OPEN.capitalize()}? ")
    assert isinstance(again, Answered)
    assert again.answer.receipt.assumptions[0] == f"As you chose before: {reply.rstrip('?')}."
    assert made.habits_at_work(OPEN, ADMIN) == (Habit(OPEN, reply),)
    assert made.habits_at_work("orders by customer", ADMIN) == ()


def test_what_is_asked_behind_it_goes_on_from_what_was_picked(services: Make) -> None:
    made = services()
    reply = option(made)
    remember(made, OPEN, reply)
    first = end(made, OPEN)
    assert isinstance(first, Answered)
    turns = (Turn(OPEN, first.answer.text, first.answer.query.sql),)
    then = end(made, "only West", turns)
    assert isinstance(then, Answered)
    assert then.answer.result.records() == [("West", 2)]


def test_a_choice_that_is_not_among_the_readings_of_today_is_asked_anew(services: Make) -> None:
    made = services()
    remember(made, OPEN, "clients by the moon")
    assert isinstance(end(made, OPEN), Asked)


def turn(question: str, status: str, told: dict[str, object]) -> StoredTurn:
    return StoredTurn("1", "c", question, status, told, None, "", "", 0.0)  # type: ignore[arg-type]  # a status of the table


@pytest.mark.parametrize(
    ("status", "reply", "tries", "made"),
    [
        ("clarify", "a", (), Habit("q", "a")),
        ("clarify", "c", (), None),
        ("clarify", "a", ("a",), None),
        ("answered", "a", (), None),
    ],
    ids=["one of the readings", "other words", "an example to try", "a chip under an answer"],
)
def test_only_a_reading_of_the_question_before_is_a_choice(
    status: str, reply: str, tries: tuple[str, ...], made: Habit | None
) -> None:
    assert picked([turn("q", status, {"options": ["a", "b"]})], reply, tries) == made
