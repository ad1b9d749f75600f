"""The quality checks on the planted faults of the demo warehouse, and on its clean twin, where they stay silent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.demo.generate import POLICY, generate
from data.duckdb_warehouse import DuckDBWarehouse
from data.quality.checks import Finding, Used, run_checks
from data.types import SafeQuery, User
from guardrails.policy import load, role_of, view
from guardrails.sql import check

HONEST = (
    (
        "nulls_in_aggregate",
        (
            "SELECT sum(i.net_amount) AS revenue FROM order_items i JOIN orders o USING (order_id) "
            "WHERE o.channel = 'marketplace' AND o.ordered_at >= DATE '2025-04-01' AND o.ordered_at < DATE '2025-05-01'"
        ),
    ),
    (
        "nulls_in_aggregate",
        (
            "SELECT o.region, sum(i.net_amount - i.cost_amount) AS margin FROM order_items i JOIN orders o USING (order_id) "
            "WHERE o.ordered_at >= DATE '2025-02-01' AND o.ordered_at < DATE '2025-03-01' GROUP BY o.region"
        ),
    ),
    (
        "duplicate_rows",
        (
            "SELECT o.channel, sum(i.quantity) AS pieces FROM order_items i JOIN orders o USING (order_id) "
            "WHERE o.ordered_at >= DATE '2025-05-01' AND o.ordered_at < DATE '2025-06-01' GROUP BY o.channel"
        ),
    ),
    (
        "unit_mix_up",
        (
            "SELECT carrier, avg(weight_kg) AS weight FROM shipments "
            "WHERE shipped_on >= DATE '2024-11-01' AND shipped_on < DATE '2024-12-01' GROUP BY carrier"
        ),
    ),
    (
        "unit_mix_up",
        (
            "SELECT method, avg(amount) AS paid FROM payments "
            "WHERE paid_at >= DATE '2025-03-01' AND paid_at < DATE '2025-04-01' GROUP BY 1 ORDER BY 2 DESC"
        ),
    ),
    (
        "outlier_carries_sum",
        (
            "SELECT o.region, sum(i.net_amount) AS revenue FROM order_items i JOIN orders o USING (order_id) "
            "WHERE o.ordered_at >= DATE '2025-05-01' AND o.ordered_at < DATE '2025-06-01' GROUP BY 1 ORDER BY 2 DESC"
        ),
    ),
    (
        "outlier_carries_sum",
        (
            "SELECT sum(order_value) AS revenue FROM orders WHERE region = 'West' "
            "AND ordered_at >= DATE '2025-05-01' AND ordered_at < DATE '2025-06-01'"
        ),
    ),
)


@pytest.fixture(scope="module", params=["faulty", "clean"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[bool, DuckDBWarehouse]]:
    path: Path = tmp_path_factory.mktemp("quality") / f"{request.param}.duckdb"
    generate(path, faults=request.param == "faulty")
    with DuckDBWarehouse(path, workers=1) as warehouse:
        yield request.param == "faulty", warehouse


def findings(warehouse: DuckDBWarehouse, sql: str) -> dict[str, Finding]:
    """As the analyst's role of the demo has them."""
    schema = warehouse.schema()
    policy = load(POLICY, schema)
    query = check(sql, schema, policy, User())
    assert isinstance(query, SafeQuery)
    assert schema.as_of is not None
    seen = view(schema, policy, role_of(policy, User()))
    return {
        f.check: f
        for f in run_checks(Used(query, warehouse.run(query), seen, schema.as_of, warehouse.inspect), seconds=60)
    }


@pytest.mark.parametrize(("name", "sql"), HONEST)
def test_a_planted_fault_is_found_and_the_clean_twin_is_silent(
    world: tuple[bool, DuckDBWarehouse], name: str, sql: str
) -> None:
    faulty, warehouse = world
    found = findings(warehouse, sql)
    assert (name in found) == faulty
    assert faulty or not found
