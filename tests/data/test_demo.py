from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from data import metadata
from data.demo import build, sales, service, shop
from data.demo.faults import FAULTS
from data.demo.generate import CATALOGUE, generate
from data.metadata import Measure, Metadata

ROWS = "d546e88c61046d49"
CLEAN_ROWS = "e749bb7f3ecf0d6b"
WORDS = metadata.load_yaml(CATALOGUE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    generate(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("twin") / "twin.duckdb"
    generate(path, faults=False)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def one(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row[0]


def digest(connection: duckdb.DuckDBPyConnection) -> str:
    """Of all rows of all tables as text, whatever order they are stored in."""
    parts = []
    for table in sorted(WORDS.tables):
        row = connection.execute(
            f"SELECT count(*), sum(md5_number_lower(CAST(t AS VARCHAR))) FROM {table} t"
        ).fetchone()
        parts.append(f"{table} {row}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def test_the_rows_are_the_same_each_time(demo: duckdb.DuckDBPyConnection) -> None:
    assert digest(demo) == ROWS


def test_the_rows_of_the_clean_twin_are_the_same_each_time(twin: duckdb.DuckDBPyConnection) -> None:
    assert digest(twin) == CLEAN_ROWS


def test_the_fact_table_has_about_a_million_rows_and_the_days_are_four_years(demo: duckdb.DuckDBPyConnection) -> None:
    assert 950_000 < one(demo, "SELECT count(*) FROM order_items") < 1_050_000
    assert one(demo, "SELECT count(DISTINCT ordered_at::DATE) FROM orders") == 1478
    assert str(one(demo, "SELECT max(ordered_at)::DATE FROM orders")) == "2025-06-17"


def test_frames_have_the_columns_of_the_tables_in_their_order(demo: duckdb.DuckDBPyConnection) -> None:
    products = shop.products(0.01)
    trade = sales.make(products, 0.01)
    returned = service.returns(trade)
    frames = {"orders": trade.orders, "order_items": trade.lines, "customers": trade.customers, "returns": returned}
    frames |= {"products": products.frame, "payments": service.payments(trade), "shipments": service.shipments(trade)}
    for name, frame in frames.items():
        assert list(frame) == [c[0] for c in demo.execute(f"FROM {name} LIMIT 0").description or ()]


@pytest.mark.parametrize("key", WORDS.foreign_keys, ids=lambda k: f"{k.table}.{k.columns[0]}")
def test_every_foreign_key_points_to_a_row_of_the_clean_twin(
    twin: duckdb.DuckDBPyConnection, key: metadata.Key
) -> None:
    (column,), (target,) = key.columns, key.ref_columns
    lost = f"SELECT count(*) FROM {key.table} WHERE {column} NOT IN (SELECT {target} FROM {key.ref_table})"
    assert one(twin, lost) == 0


@pytest.mark.parametrize("table", WORDS.tables)
def test_every_primary_key_is_one_in_the_clean_twin(twin: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = ", ".join(WORDS.tables[table].primary_key)
    assert one(twin, f"SELECT count(*) - count(DISTINCT ({columns})) FROM {table}") == 0


FOUND = {
    "missing net amounts": "SELECT count(*) FROM order_items WHERE net_amount IS NULL",
    "missing costs": "SELECT count(*) FROM order_items WHERE cost_amount IS NULL",
    "lines loaded twice": "SELECT count(*) - count(DISTINCT order_item_id) FROM order_items",
    "grams instead of kilograms": "SELECT count(*) FROM shipments JOIN (SELECT order_id, sum(quantity * weight_kg) AS w "
    "FROM order_items JOIN products USING (product_id) GROUP BY 1) USING (order_id) WHERE weight_kg > 20 * w",
    "cents instead of euros": "SELECT count(*) FROM payments JOIN orders USING (order_id) "
    "WHERE amount > 50 * (order_value + shipping_fee)",
    "one order carries the sum": "SELECT count(*) FROM order_items WHERE quantity > 20",
    "stale counts": "SELECT count(*) FROM inventory WHERE counted_on < DATE '2025-06-01'",
    "store orders loaded late": "SELECT count(*) FROM orders WHERE loaded_at > ordered_at + INTERVAL 30 DAY",
    "a carrier spelt in two ways": "SELECT count(*) FROM shipments WHERE carrier = 'swiftpost '",
    "tickets about orders that are not there": "SELECT count(*) FROM support_tickets "
    "WHERE order_id NOT IN (SELECT order_id FROM orders)",
    "delivered before shipped": "SELECT count(*) FROM shipments WHERE delivered_on < shipped_on",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_a_planted_fault_is_there_as_often_as_its_list_says_and_not_in_the_twin(
    demo: duckdb.DuckDBPyConnection, twin: duckdb.DuckDBPyConnection, fault: Any
) -> None:
    assert one(demo, FOUND[fault.name]) == fault.rows
    assert one(twin, FOUND[fault.name]) == 0


def test_a_small_world_has_every_fault_at_least_once(tmp_path: Path) -> None:
    generate(tmp_path / "small.duckdb", scale=0.02)
    with duckdb.connect(str(tmp_path / "small.duckdb"), read_only=True) as small:
        assert [f.name for f in FAULTS if one(small, FOUND[f.name]) == 0] == []
        assert one(small, "SELECT count(*) FROM order_items") < 30_000


def test_headlines_stay_sane_with_the_faults(demo: duckdb.DuckDBPyConnection, twin: duckdb.DuckDBPyConnection) -> None:
    revenue = "SELECT sum(net_amount) FROM order_items JOIN orders USING (order_id) WHERE status <> 'cancelled'"
    for year in (2022, 2023, 2024, 2025):
        with_faults = one(demo, f"{revenue} AND year(ordered_at) = {year}")
        assert abs(with_faults / one(twin, f"{revenue} AND year(ordered_at) = {year}") - 1) < 0.02


def test_lines_add_up_to_their_order_in_the_clean_twin(twin: duckdb.DuckDBPyConnection) -> None:
    apart = (
        "SELECT count(*) FROM orders JOIN (SELECT order_id, sum(net_amount) AS lines FROM order_items GROUP BY 1) "
        "USING (order_id) WHERE order_value <> lines"
    )
    assert one(twin, apart) == 0
    assert one(twin, "SELECT count(*) FROM orders WHERE order_id NOT IN (SELECT order_id FROM order_items)") == 0


def test_a_region_is_the_same_on_all_that_belongs_to_an_order(twin: duckdb.DuckDBPyConnection) -> None:
    for table in ("customers USING (customer_id)", "order_items USING (order_id)", "shipments USING (order_id)"):
        name = table.split()[0]
        assert one(twin, f"SELECT count(*) FROM orders o JOIN {table} WHERE o.region <> {name}.region") == 0


def test_trade_grows_and_has_seasons_and_weekends(demo: duckdb.DuckDBPyConnection) -> None:
    years = dict(demo.execute("SELECT year(ordered_at), count(*) FROM orders GROUP BY 1").fetchall())
    assert years[2022] < years[2023] < years[2024]
    months = dict(
        demo.execute(
            "SELECT month(ordered_at), count(*) FROM orders WHERE year(ordered_at) = 2024 GROUP BY 1"
        ).fetchall()
    )
    assert months[12] > 1.2 * months[9] > months[2]
    days = dict(demo.execute("SELECT isodow(ordered_at), count(*) FROM orders GROUP BY 1").fetchall())
    assert days[6] > 1.2 * days[2]


def test_the_south_opened_later(demo: duckdb.DuckDBPyConnection) -> None:
    assert str(one(demo, "SELECT min(ordered_at)::DATE FROM orders WHERE region = 'South'")) == "2023-03-01"


def test_a_few_customers_never_ordered(demo: duckdb.DuckDBPyConnection) -> None:
    assert one(demo, "SELECT count(*) FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders)") == 37


def test_facts_come_late_and_the_last_month_is_half_finished(demo: duckdb.DuckDBPyConnection) -> None:
    late = one(demo, "SELECT avg(CASE WHEN loaded_at > ordered_at + INTERVAL 1 DAY THEN 1 ELSE 0 END) FROM orders")
    assert 0.005 < late < 0.03
    june = one(demo, "SELECT count(*) FROM orders WHERE ordered_at >= '2025-06-01'")
    assert june < 0.7 * one(demo, "SELECT count(*) FROM orders WHERE ordered_at BETWEEN '2025-05-01' AND '2025-06-01'")


def test_the_catalogue_names_every_table_and_column_and_no_other(demo: duckdb.DuckDBPyConnection) -> None:
    there: dict[str, list[str]] = {}
    for table, column in demo.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal "
        "ORDER BY column_index"
    ).fetchall():
        there.setdefault(table, []).append(column)
    assert {name: list(table.columns) for name, table in WORDS.tables.items()} == there
    for name, table in WORDS.tables.items():
        assert table.description
        assert set(table.primary_key) <= set(there[name])
        assert table.time_column in {"", *there[name]}


def test_the_catalogue_is_inside_the_file(demo: duckdb.DuckDBPyConnection) -> None:
    assert metadata.read(demo) == WORDS
    assert isinstance(WORDS, Metadata)


@pytest.mark.parametrize("metric", WORDS.metrics, ids=lambda m: m.name)
def test_a_metric_runs_on_its_own_table_and_those_that_its_filter_names(
    demo: duckdb.DuckDBPyConnection, metric: Measure
) -> None:
    expression = sqlglot.parse_one(metric.expression, dialect="duckdb")
    assert {c.table for c in expression.find_all(exp.Column)} == {metric.table}
    query = exp.select(expression).from_(metric.table)
    if {c.table for c in sqlglot.parse_one(metric.filter or "1", dialect="duckdb").find_all(exp.Column)} - {
        metric.table
    }:
        query = query.join("orders", on="orders.order_id = order_items.order_id")
    if metric.filter:
        query = query.where(metric.filter)
    assert one(demo, query.sql(dialect="duckdb")) > 0
    if metric.time:
        table, column = metric.time.split(".")
        assert column in WORDS.tables[table].columns


def test_two_that_start_at_once_get_the_same_file(tmp_path: Path) -> None:
    told: list[float] = []
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: build.ensure(tmp_path, lambda what, share: told.append(share)), range(2))
    assert first == second
    assert told.count(1.0) == 1
    before = first.stat().st_mtime_ns
    assert build.ensure(tmp_path).stat().st_mtime_ns == before
    assert [p.name for p in first.parent.iterdir() if not p.name.startswith(".")] == [first.name]
