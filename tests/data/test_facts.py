"""What a receipt says of a statement: filters, grain and measures in words, joins with tested keys, how far tables reach."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import yaml

from data.duckdb_warehouse import DuckDBWarehouse
from data.evidence.facts import Facts, defining, facts, namer
from data.evidence.scope import in_words, scope
from data.types import Metric, Reads, SafeQuery, Schema
from tests.data.warehouses import make, safe

SHOP = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR, region VARCHAR);
INSERT INTO customers VALUES (1, 'Ada', 'West'), (2, 'Bob', 'East'), (3, 'Cyd', NULL);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER, day DATE, status VARCHAR, amount DOUBLE, discount DOUBLE);
INSERT INTO orders VALUES (1, 1, '2025-01-05', 'paid', 10, 1), (2, 1, '2025-05-06', 'open', 20, 2), (3, 2, '2025-06-07', 'paid', 30, 0);
CREATE TABLE badges (customer INTEGER, badge VARCHAR);
INSERT INTO badges VALUES (1, 'a'), (2, 'b');
CREATE TABLE marks (customer INTEGER, mark VARCHAR);
INSERT INTO marks VALUES (1, 'a'), (1, 'b'), (2, 'c');
"""
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases/words.yaml").read_text(encoding="utf-8"))
SCOPES: list[dict[str, str]] = yaml.safe_load((Path(__file__).parent / "cases/scope.yaml").read_text(encoding="utf-8"))
TODAY = dt.date(2025, 6, 17)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    with DuckDBWarehouse(make(tmp_path_factory.mktemp("facts") / "f.duckdb", SHOP), workers=1) as made:
        yield made


def schema_of(warehouse: DuckDBWarehouse) -> Schema:
    metric = Metric("revenue", "sum(orders.amount)", "orders", title="Revenue", filter="orders.status <> 'cancelled'")
    return dataclasses.replace(warehouse.schema(), metrics=(metric,))


def told(warehouse: DuckDBWarehouse, sql: str, kept: dict[str, object] | None = None) -> Facts:
    query = safe(sql)
    columns = tuple(
        (t.name, c.name) for t in warehouse.schema().tables for c in t.columns if t.name in query.reads.tables
    )
    query = dataclasses.replace(query, reads=Reads(query.reads.tables, columns))
    return facts(query, schema_of(warehouse), warehouse.inspect, {} if kept is None else kept)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["sql"][:60])
def test_a_statement_is_told_in_words(warehouse: DuckDBWarehouse, case: dict[str, Any]) -> None:
    found = told(warehouse, case["sql"])
    assert list(found.filters) == case["filters"]
    assert found.grain == case["grain"]
    assert {m.name: m.words for m in found.measures} == case["measures"]


@pytest.mark.parametrize("case", SCOPES, ids=lambda c: c["sql"][-60:])
def test_a_headline_says_the_period_and_the_filters_in_a_few_words(
    warehouse: DuckDBWarehouse, case: dict[str, str]
) -> None:
    query, schema = safe(case["sql"]), schema_of(warehouse)
    tree = sqlglot.parse_one(case["sql"], read="duckdb")
    found = scope(tree, namer(tree, query, schema), defining(tree, schema, {}))
    assert in_words(found, TODAY) == case["scope"]


@pytest.mark.parametrize(
    ("sql", "cardinality"),
    [
        ("SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id", "many to one"),
        ("SELECT count(*) FROM customers c JOIN orders o ON c.id = o.customer_id", "one to many"),
        ("SELECT count(*) FROM customers c JOIN badges b ON c.id = b.customer", "one to one"),
        ("SELECT count(*) FROM orders o JOIN marks m ON o.customer_id = m.customer", "many to many"),
    ],
)
def test_the_keys_of_a_join_are_tested_on_the_data(warehouse: DuckDBWarehouse, sql: str, cardinality: str) -> None:
    assert [j.cardinality for j in told(warehouse, sql).joins] == [cardinality]


def test_how_far_a_table_reaches_is_looked_up_once(warehouse: DuckDBWarehouse) -> None:
    kept: dict[str, object] = {}
    reach = told(warehouse, "SELECT count(*) FROM orders", kept).tables[0]
    assert (reach.table, reach.rows, reach.column, reach.latest) == ("orders", 3, "day", "2025-06-07")
    before = dict(kept)
    told(warehouse, "SELECT sum(amount) FROM orders", kept)
    assert {k: v for k, v in kept.items() if k.startswith("latest")} == {
        k: v for k, v in before.items() if k.startswith("latest")
    }


def test_a_measure_names_its_definition_only_with_the_definitions_filter(warehouse: DuckDBWarehouse) -> None:
    with_filter = told(warehouse, "SELECT sum(o.amount) AS r FROM orders o WHERE o.status <> 'cancelled'")
    assert with_filter.measures[0].definition == "Revenue"
    assert told(warehouse, "SELECT sum(amount) AS r FROM orders").measures[0].definition == ""


def test_a_statement_that_cannot_be_told_is_left_as_it_is(warehouse: DuckDBWarehouse) -> None:
    query = SafeQuery(
        "SELECT",
        safe("SELECT 1").tree,
        Reads(filters=("a > 1",)),
        "tester",
        safe("SELECT 1").limits,
        written="SELECT (",
    )
    assert facts(query, warehouse.schema(), warehouse.inspect, {}).filters == ("a > 1",)
