"""The quality checks on the planted faults of the demo warehouse, and on its clean twin, where they stay silent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.demo.faults import FAULTS
from data.demo.generate import POLICY, generate
from data.distinct import distinct_values
from data.duckdb_warehouse import DuckDBWarehouse
from data.quality.checks import Finding, Used, run_checks
from data.quality.labels import plain
from data.types import SafeQuery, User
from guardrails.policy import load, role_of, view
from guardrails.sql import check

pytestmark = pytest.mark.long
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
    (
        "stale_rows",
        (
            "SELECT w.name, sum(i.on_hand) AS pieces FROM inventory i JOIN warehouses w USING (warehouse_id) "
            "GROUP BY w.name ORDER BY 2 DESC"
        ),
    ),
    (
        "late_rows",
        (
            "SELECT channel, count(*) AS orders FROM orders "
            "WHERE ordered_at >= DATE '2025-03-10' AND ordered_at < DATE '2025-03-13' GROUP BY channel"
        ),
    ),
    (
        "inconsistent_labels",
        (
            "SELECT carrier, count(*) AS parcels FROM shipments "
            "WHERE shipped_on >= DATE '2025-01-01' AND shipped_on < DATE '2025-02-01' GROUP BY carrier"
        ),
    ),
    (
        "inconsistent_labels",
        (
            "SELECT count(*) AS parcels FROM shipments WHERE carrier = 'SwiftPost' "
            "AND shipped_on >= DATE '2025-01-01' AND shipped_on < DATE '2025-02-01'"
        ),
    ),
    (
        "orphan_keys",
        (
            "SELECT o.channel, count(*) AS tickets FROM support_tickets t JOIN orders o ON t.order_id = o.order_id "
            "GROUP BY o.channel"
        ),
    ),
    (
        "impossible_order_of_dates",
        (
            "SELECT avg(delivered_on - shipped_on) AS days FROM shipments "
            "WHERE shipped_on >= DATE '2024-08-01' AND shipped_on < DATE '2024-09-01'"
        ),
    ),
)
QUIET = (
    "SELECT year(ordered_at) AS year, sum(order_value) AS revenue FROM orders WHERE ordered_at < DATE '2025-01-01' GROUP BY 1",
    (
        "SELECT date_trunc('month', shipped_on) AS month, count(*) AS parcels FROM shipments "
        "WHERE shipped_on < DATE '2024-08-01' GROUP BY 1 ORDER BY 1"
    ),
    (
        "SELECT ordered_at::DATE AS day, count(*) AS orders FROM orders "
        "WHERE ordered_at >= DATE '2024-01-01' AND ordered_at < DATE '2024-12-01' GROUP BY 1 ORDER BY 1"
    ),
    "SELECT s.country, count(*) AS products FROM products p JOIN suppliers s USING (supplier_id) GROUP BY 1",
    "SELECT segment, count(*) AS customers FROM customers GROUP BY segment",
    "SELECT brand, count(*) AS products FROM products WHERE discontinued_on IS NULL GROUP BY brand",
    "SELECT topic, avg(satisfaction) AS satisfaction FROM support_tickets WHERE satisfaction IS NOT NULL GROUP BY topic",
    (
        "SELECT c.segment, avg(o.order_value) AS value FROM orders o JOIN customers c USING (customer_id) "
        "WHERE o.ordered_at >= DATE '2024-01-01' AND o.ordered_at < DATE '2024-07-01' GROUP BY 1"
    ),
    (
        "SELECT r.reason, sum(r.refund_amount) AS refunds FROM returns r JOIN order_items i USING (order_item_id) "
        "WHERE r.returned_on < DATE '2025-01-01' GROUP BY r.reason"
    ),
)
"""Statements that touch no planted fault: silent on both."""


FEW = frozenset({"orphan_keys"})
"""Faults of which so few are planted that they hardly touch any figure: 24 of all tickets."""
HARDLY = (
    ("late_rows", "SELECT region, count(*) AS orders FROM orders GROUP BY region"),
    ("late_rows", "SELECT date_trunc('year', ordered_at) AS year, avg(order_value) AS value FROM orders GROUP BY 1"),
    ("nulls_in_aggregate", "SELECT sum(net_amount) AS revenue FROM order_items"),
    ("duplicate_rows", "SELECT count(*) AS lines FROM order_items"),
    (
        "impossible_order_of_dates",
        "SELECT carrier, count(*) AS parcels FROM shipments WHERE delivered_on > DATE '2021-01-01' GROUP BY carrier",
    ),
)
"""Statements over so much that the planted fault is found and yet hardly touches a figure."""


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

    def alike(table: str, column: str, value: str) -> list[str]:
        cells = warehouse.inspect(distinct_values(table, column, 1000)).table.column("value").to_pylist()
        return [str(c) for c in cells if plain(str(c)) == plain(value)]

    policy = load(POLICY, schema)
    query = check(sql, schema, policy, User())
    assert isinstance(query, SafeQuery)
    assert schema.as_of is not None
    seen = view(schema, policy, role_of(policy, User()))
    return {
        f.check: f
        for f in run_checks(
            Used(query, warehouse.run(query), seen, schema.as_of, warehouse.inspect, alike=alike), seconds=60
        )
    }


@pytest.mark.parametrize(("name", "sql"), HONEST)
def test_a_planted_fault_is_found_and_the_clean_twin_is_silent(
    world: tuple[bool, DuckDBWarehouse], name: str, sql: str
) -> None:
    faulty, warehouse = world
    found = findings(warehouse, sql)
    assert (name in found) == faulty
    assert not faulty or found[name].material == (name not in FEW)
    assert faulty or not found


@pytest.mark.parametrize(("name", "sql"), HARDLY)
def test_a_fault_that_hardly_touches_the_figure_is_found_but_not_pushed_to_the_front(
    world: tuple[bool, DuckDBWarehouse], name: str, sql: str
) -> None:
    faulty, warehouse = world
    found = findings(warehouse, sql)
    assert (name in found) == faulty
    assert not faulty or (not found[name].material and found[name].severity == "info")


@pytest.mark.parametrize("sql", QUIET)
def test_statements_beside_the_faults_are_left_alone(world: tuple[bool, DuckDBWarehouse], sql: str) -> None:
    assert not findings(world[1], sql)


def test_every_kind_of_planted_fault_has_its_statement() -> None:
    assert {f.check for f in FAULTS} == {name for name, _ in HONEST}
