"""The first questions that people ask of the demo warehouse, against figures computed by hand-written SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from agents.build import Services
from agents.settings import Settings
from agents.steps import Answered, Asked, Refused, end_of
from agents.telemetry import NoTelemetry
from evals.benchmark.equal import Rows, equal
from evals.suites.cases import CASES, Case, load

MUST = (
    "sales-last-quarter",
    "revenue-by-month-this-year",
    "top-margin-west",
    "never-ordered",
    "aov-segment-years",
    "how-many-customers",
    "orders-march-2024",
    "cancelled-2024",
    "orders-per-channel",
    "suppliers-per-country",
    "revenue-2024",
    "turnover-by-region-2023",
    "average-list-price",
    "average-price-category",
    "margin-rate-department",
    "aov-last-month",
    "active-customers-2024",
    "units-by-category-q4",
    "suppliers-slow",
    "suppliers-italy-rating",
    "revenue-between",
    "new-customers-month",
    "top-10-products",
    "worst-carrier",
    "stock-by-warehouse",
    "cities-over-3000",
)
"""Those of `evals/cases/demo.yaml` that must be right whatever else changes; the suite scores all of them."""


@pytest.fixture(scope="module")
def services(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = demo_database.parent.parent
    made = Services(Settings(home=home), telemetry=NoTelemetry())
    yield made
    made.close()


@pytest.fixture(scope="module")
def by_hand(demo_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_database), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("case", [c for c in load(CASES / "demo.yaml") if c.id in MUST], ids=lambda c: c.id)
def test_an_everyday_question_is_answered_rightly(
    case: Case, services: Services, by_hand: duckdb.DuckDBPyConnection
) -> None:
    end = end_of(services.ask(case.question))
    assert isinstance(end, Answered), end
    ours, ran = end.answer.result, by_hand.execute(case.sql)
    gold = Rows(len(ran.description), ran.fetchall())
    assert equal(gold, Rows(len(ours.columns), ours.records()), case.ordered)


def test_all_of_them_are_still_among_the_cases() -> None:
    assert set(MUST) <= {c.id for c in load(CASES / "demo.yaml")}


@pytest.mark.parametrize(
    "question",
    ["How many wombats were vaccinated?", "average plumbiness by region", "revenue by astrological sign"],
)
def test_words_that_stand_for_nothing_in_the_data_are_named_and_not_guessed(services: Services, question: str) -> None:
    end = end_of(services.ask(question))
    assert isinstance(end, Asked | Refused), end


def test_what_the_role_may_not_read_is_not_answered(services: Services) -> None:
    for question in ("What does each employee earn?", "list the e-mail addresses of our Gold customers"):
        end = end_of(services.ask(question))
        assert isinstance(end, Asked | Refused), end


def test_sql_that_was_pasted_runs_through_the_guard_as_it_is(services: Services) -> None:
    end = end_of(services.ask("SELECT status, count(*) FROM orders GROUP BY status"))
    assert isinstance(end, Answered), end
    assert end.answer.result.rows == 4
    refused = end_of(services.ask("SELECT email FROM customers"))
    assert isinstance(refused, Refused)
    assert "email" in refused.text


def test_whoever_asks_what_can_be_asked_gets_questions_that_are_answered(services: Services) -> None:
    end = end_of(services.ask("What kind of questions can I ask?"))
    assert isinstance(end, Asked)
    assert len(end.options) >= 4
    assert all(isinstance(end_of(services.ask(option)), Answered) for option in end.options)


def test_a_question_in_another_language_gets_an_honest_sentence(services: Services) -> None:
    end = end_of(services.ask("Wie viele Kunden gibt es?"))
    assert isinstance(end, Asked)
    assert "English" in end.text
