"""Everyday questions of the demo warehouse, as they are put and followed up, with the headline that a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from agents.build import Services
from agents.inquiry import Turn
from agents.settings import Settings
from agents.steps import Answer, Answered, Failed, Refused, end_of
from agents.telemetry import NoTelemetry
from evals.benchmark.equal import Rows, equal

pytestmark = pytest.mark.long
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "everyday.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def services(demo_database: Path) -> Iterator[Services]:
    made = Services(Settings(home=demo_database.parent.parent), telemetry=NoTelemetry())
    yield made
    made.close()


@pytest.fixture(scope="module")
def by_hand(demo_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_database), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("case", CASES, ids=lambda case: " / ".join(case["ask"]))
def test_the_headline_and_the_rows_are_what_was_asked_for(
    case: dict[str, Any], services: Services, by_hand: duckdb.DuckDBPyConnection
) -> None:
    turns: list[Turn] = []
    answers: list[Answer] = []
    for question in case["ask"]:
        end = end_of(services.ask(question, turns=turns))
        assert isinstance(end, Answered), end
        answers.append(end.answer)
        turns.append(Turn(question, end.answer.text, end.answer.query.sql))
    ours, text = answers[-1].result, answers[-1].text.replace(", all data up to 17 Jun 2025", "")
    assert text.startswith(case.get("begins", ""))
    assert text.endswith(case.get("ends", ""))
    assert ours.rows == case.get("rows", ours.rows)
    assert answers[-1].chart.kind == case.get("chart", answers[-1].chart.kind)
    if "sql" in case:
        ran = by_hand.execute(case["sql"])
        gold = Rows(len(ran.description), ran.fetchall())
        assert equal(gold, Rows(len(ours.columns), ours.records()), False)


def test_a_text_that_was_too_long_to_be_read_does_not_burden_the_questions_after_it(services: Services) -> None:
    """The built-in model reads the conversation from its first question on: this one would take it minutes."""
    text = "How many orders were there in each region, and what of the revenue of it all? " * 250
    refused = end_of(services.ask(text))
    assert isinstance(refused, Failed | Refused), refused
    end = end_of(services.ask("how many orders were there", turns=[Turn(text, refused.text, "")]))
    assert isinstance(end, Answered), end
