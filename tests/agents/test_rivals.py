"""Rival readings are run first; only where their figures differ is the person asked, with the figures in view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from agents.build import Services
from agents.inquiry import Turn
from agents.scripted import Scripted, call
from agents.settings import Settings
from agents.steps import Answered, Asked, end_of
from agents.telemetry import NoTelemetry
from data.habits import Habit
from tests.agents.conftest import Make

# Two dates, none of which is declared as the parcel's own: the ones of March were delivered in April.
PARCELS = """
CREATE TABLE parcels (parcel_id INTEGER PRIMARY KEY, sent_date DATE, delivered_date DATE, weight INTEGER);
INSERT INTO parcels VALUES (1, '2024-03-02', '2024-04-01', 5), (2, '2024-03-05', '2024-04-03', 7),
  (3, '2024-04-10', '2024-04-12', 9), (4, '2023-05-01', '2023-05-03', 2), (5, '2023-05-02', '2023-05-04', 3);
"""


@pytest.fixture
def parcels(tmp_path: Path) -> Iterator[Callable[..., Answered | Asked]]:
    path = tmp_path / "parcels.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(PARCELS)
    made = Services(Settings(home=tmp_path / "home", database=path), telemetry=NoTelemetry())

    def ask(question: str, *before: str) -> Answered | Asked:
        end = end_of(made.ask(question, turns=[Turn(q, "") for q in before]))
        assert isinstance(end, Answered | Asked), end
        return end

    yield ask
    made.close()


def test_two_dates_that_give_two_figures_are_asked_about_with_both_figures(
    parcels: Callable[..., Answered | Asked],
) -> None:
    end = parcels("How many parcels in March 2024?")
    assert isinstance(end, Asked)
    assert dict(zip(end.options, end.figures, strict=True)) == {
        "number of parcels, sent date 2024-03-01 to 2024-03-31": "2",
        "number of parcels, delivered date 2024-03-01 to 2024-03-31": "0",
    }


def test_two_dates_that_give_the_same_figure_are_answered_and_the_assumption_is_told(
    parcels: Callable[..., Answered | Asked],
) -> None:
    end = parcels("How many parcels in 2023?")
    assert isinstance(end, Answered)
    assert end.answer.result.records() == [(2,)]
    (assumption,) = end.answer.receipt.assumptions
    assert "sent date" in assumption
    assert "delivered date" in assumption


@pytest.mark.parametrize(
    "reply", ["number of parcels, delivered date 2024-04-01 to 2024-04-30", "the second one", "by delivered date"]
)
def test_a_choice_is_taken_by_its_words_or_its_place(parcels: Callable[..., Answered | Asked], reply: str) -> None:
    end = parcels(reply, "How many parcels in April 2024?")
    assert isinstance(end, Answered)
    assert end.answer.result.records() == [(3,)]


def test_a_choice_holds_for_the_conversation(parcels: Callable[..., Answered | Asked]) -> None:
    end = parcels("How many parcels in March 2024?", "How many parcels in April 2024?", "the second one")
    assert isinstance(end, Answered)
    assert end.answer.result.records() == [(0,)]
    assert "As you chose before" in end.answer.receipt.assumptions[0]


def test_a_date_that_the_question_names_is_not_asked_about(parcels: Callable[..., Answered | Asked]) -> None:
    end = parcels("How many parcels have a delivered date in March 2024?")
    assert isinstance(end, Answered)
    assert end.answer.result.records() == [(0,)]


def compared(*statements: str) -> Scripted:
    asked = call(
        "compare_readings", meanings=[f"reading {i}" for i in range(len(statements))], statements=list(statements)
    )
    return Scripted((asked,), (call("finish", answer="", assumptions=["reading 0"]),))


def test_a_chat_model_that_hands_in_readings_which_agree_goes_on_to_the_answer(services: Make) -> None:
    model = compared("SELECT sum(amount) FROM orders", "SELECT sum(amount) FROM orders WHERE order_date > '2000-01-01'")
    end = end_of(services(model).ask("What is the total amount?"))
    assert isinstance(end, Answered)
    assert end.answer.result.records()[0][0] == pytest.approx(60.75)


def test_a_chat_model_that_hands_in_readings_which_differ_leaves_the_choice_to_the_person(services: Make) -> None:
    model = compared("SELECT sum(amount) FROM orders", "SELECT max(amount) FROM orders")
    end = end_of(services(model).ask("What is the total amount?"))
    assert isinstance(end, Asked)
    assert end.options == ("reading 0", "reading 1")
    assert end.figures == ("60.75", "30.25")


def test_a_reading_that_may_not_be_run_is_told_to_the_model_and_shown_to_nobody(services: Make) -> None:
    model = Scripted(
        (call("compare_readings", meanings=["a", "b"], statements=["SELECT 1", "SELECT salary FROM salaries"]),),
        (call("ask_user", question="Which one?", options=[]),),
    )
    end = end_of(services(model).ask("What is the total amount?"))
    assert isinstance(end, Asked)
    assert end.figures == ()
    assert any("Refused" in m.content for m in model.heard[-1] if m.role == "tool")


def test_a_choice_that_is_to_be_remembered_holds_in_later_conversations(tmp_path: Path) -> None:
    path = tmp_path / "parcels.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(PARCELS)
    services = Services(Settings(home=tmp_path / "home", database=path), telemetry=NoTelemetry())
    user, key = services.user().id, str(path.resolve())
    services.habits.remember(user, key, Habit("How many parcels in April 2024?", "the second one"))
    end = end_of(services.ask("How many parcels in March 2024?"))
    assert isinstance(end, Answered)
    assert end.answer.result.records() == [(0,)]
    services.habits.forget(user, key)
    assert isinstance(end_of(services.ask("How many parcels in March 2024?")), Asked)
    services.close()
