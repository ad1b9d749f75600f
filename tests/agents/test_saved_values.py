"""A saved question with other values: said in words in its question, kept for good when its run ends in an answer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from agents.restated import restated
from agents.saved_runs import Runs
from agents.steps import Answered
from data.parameters import Value, parameters
from data.shelf import Shelf
from data.store import open_store
from data.types import User
from tests.agents.conftest import Make

TODAY = dt.date(2025, 3, 1)
WINTER = (dt.date(2024, 10, 1), dt.date(2024, 12, 31))
YEAR = "SELECT sum(amount) AS total FROM orders WHERE order_date >= '2024-01-01' AND order_date < '2025-01-01'"
ADMIN = User("ana", ("analyst", "admin"))


@pytest.mark.parametrize(
    ("question", "where", "values", "asked"),
    [
        ("total amount in 2024?", YEAR.partition("WHERE ")[2], {"p0": WINTER}, "total amount from 1 October 2024 to 31 December 2024?"),
        ("total amount in the last year", YEAR.partition("WHERE ")[2], {"p0": WINTER}, "total amount from 1 October 2024 to 31 December 2024"),
        ("how is it going?", YEAR.partition("WHERE ")[2], {"p0": WINTER}, "how is it going (order date 1 Oct 2024 to 31 Dec 2024)"),
        ("customers in West", "region = 'West'", {"p0": ("East",)}, "customers in East"),
        ("customers in West", "region = 'West'", {"p0": ("East", "West")}, "customers in West (region East or West)"),
        ("orders over 20", "amount > 20", {"p0": 35}, "orders over 35"),
        ("orders over 20", "amount > 20", {"p0": 20}, "orders over 20"),
    ],
)  # fmt: skip
def test_a_question_says_the_values_that_it_is_run_with(
    question: str, where: str, values: dict[str, Value], asked: str
) -> None:
    assert restated(question, f"SELECT 1 FROM t WHERE {where}", values, TODAY) == asked


def test_values_are_kept_in_statement_question_and_title_when_the_run_ends_in_an_answer(
    services: Make, tmp_path: Path
) -> None:
    made, store = services(clock=lambda: TODAY), open_store(tmp_path / "store")
    shelf = Shelf(store.engine)
    saved = shelf.save("ana", "Total amount in 2024", "Total amount in 2024?", "demo", YEAR, pinned=True)
    runs = Runs(made, shelf)
    january = (dt.date(2024, 1, 1), dt.date(2024, 1, 31))
    run = runs.start(saved, ADMIN, None, "v", {"p0": january})
    while run.at_work:
        runs.wait([run], 1)
    assert isinstance(run.end, Answered)
    kept = shelf.get(saved.id)
    assert kept is not None
    assert [p.value for p in parameters(kept.sql)] == [january]
    assert kept.question == "Total amount from 1 January 2024 to 31 January 2024?"
    assert kept.title == kept.question.rstrip("?")
    refused = runs.start(kept, User("wes", ("west",), {"region": "West"}), None, "v", {"p0": WINTER})
    while refused.at_work:
        runs.wait([refused], 1)
    assert not isinstance(refused.end, Answered)
    assert shelf.get(saved.id) == kept
    runs.close()
    store.close()
