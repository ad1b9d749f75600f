"""A filter that falls away in a follow-up without being asked is told; one that was taken away or replaced is not."""

from __future__ import annotations

import pytest

from agents.inquiry import Turn
from agents.scripted import Scripted, call
from agents.steps import Answered, end_of
from tests.agents.conftest import Make

WEST = "SELECT count(*) FROM customers WHERE region = 'West'"
JANUARY = "SELECT sum(amount) FROM orders WHERE order_date < DATE '2024-02-01' AND customer_id = 1"


@pytest.mark.parametrize(
    ("before", "question", "sql", "lost"),
    [
        (WEST, "and by name?", "SELECT name, count(*) FROM customers GROUP BY name", ["region = 'West'"]),
        (WEST, "and by name?", "SELECT name, count(*) FROM customers WHERE region = 'West' GROUP BY name", []),
        (WEST, "what about the East?", "SELECT count(*) FROM customers WHERE region = 'East'", []),
        (WEST, "by region", "SELECT region, count(*) FROM customers GROUP BY region", []),
        (WEST, "all regions", "SELECT count(*) FROM customers", []),
        (WEST, "How many customers do we have?", "SELECT count(*) FROM customers", []),
        (JANUARY, "only customer 2", "SELECT sum(amount) FROM orders WHERE customer_id = 2", ["order_date < "]),
    ],
)
def test_only_what_fell_away_unasked_is_told(
    services: Make, before: str, question: str, sql: str, lost: list[str]
) -> None:
    model = Scripted((call("run_sql", sql=sql, purpose="x"),), (call("finish", answer="", assumptions=[]),))
    end = end_of(services(model).ask(question, turns=[Turn("How many?", "3", before)]))
    assert isinstance(end, Answered), end
    told = [n.text for n in end.answer.notes if n.check == "lost_filter"]
    assert len(told) == len(lost)
    assert all(part in text for part, text in zip(lost, told, strict=True))
