"""Words that change everything must leave their mark on the form, or the reading is not sure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.build import Services
from agents.settings import Settings
from agents.steps import Answered, Asked, end_of
from agents.telemetry import NoTelemetry


@pytest.fixture(scope="module")
def services(demo_database: Path) -> Iterator[Services]:
    made = Services(
        Settings(home=demo_database.parent.parent, clock=lambda: dt.date(2025, 6, 17)), telemetry=NoTelemetry()
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    "question",
    [
        "what sold best in the North but worst in the South",
        "least profitable department",
        "which products sell neither in the North nor online",
        "average revenue in 2024",
        "average revenue by region",
        "which region has the highest average revenue",
        "revenue from new customers in 2025",
        "new customers and revenue by month in 2025",
        "orders of loyal customers in 2024",
        "compare average satisfaction of Business and Consumer customers",
        "refunds above 100 euros",
        "highest revenue",
        "products that sold more in 2024 than in 2023",
        "stores with more orders in 2024 than in 2023",
    ],
)
def test_a_contrast_or_a_ranking_that_the_form_does_not_hold_is_asked_back(services: Services, question: str) -> None:
    assert isinstance(end_of(services.ask(question)), Asked)


def test_a_ranking_of_a_column_that_is_no_name_has_each_value_once(services: Services) -> None:
    end = end_of(services.ask("top 3 cities by revenue in 2023"))
    assert isinstance(end, Answered)
    cities = [row[0] for row in end.answer.result.records()]
    assert len(cities) == len(set(cities)) == 3
