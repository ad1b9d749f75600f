"""An answer leaves with its whole receipt as Markdown."""

from __future__ import annotations

from agents.evidence.export import to_markdown
from agents.present import to_object
from agents.scripted import Scripted, call
from agents.steps import Refused, end_of
from tests.agents.conftest import Make

SQL = "SELECT c.region, sum(o.amount) AS sales FROM orders o JOIN customers c USING (customer_id) GROUP BY 1 ORDER BY 1"


def test_everything_that_the_receipt_knows_stands_in_the_file(services: Make) -> None:
    model = Scripted(
        (call("run_sql", sql=SQL, purpose="x"),), (call("finish", answer="", assumptions=["all | orders"]),)
    )
    told = to_object(end_of(services(model).ask("Sales by region?")))
    text = to_markdown("Sales by region?", told)
    for part in (
        "# Sales by region?",
        "| region | sales |",
        "| East | 30.25 |",
        "- **Read:** orders (3 rows, order\\_date up to 2024-02-07)",
        "- **Joined:** orders to customers, many to one (tested), on orders.customer\\_id = customers.customer\\_id",
        "- **Grain:** one row per region",
        "- **Calculated:** sales: sum of amount (SUM(amount))",
        "- **Assumed:** all \\| orders",
        "- **Rows:** 2 returned, at most 6 read",
        "- **Answered by:** scripted",
        "```sql",
    ):
        assert part in text


def test_an_end_without_an_answer_says_its_next_step() -> None:
    text = to_markdown("Delete all", to_object(Refused("Candor only reads.", "not_allowed")))
    assert "**Not allowed.**" in text
    assert "Candor only reads." in text
