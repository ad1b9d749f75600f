"""Each data-quality check on rows that have the fault and on rows that have not."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot

from data.distinct import distinct_values
from data.duckdb_warehouse import DuckDBWarehouse
from data.quality.checks import LEFT_OUT, Finding, Used, register, run_checks, unregister
from data.types import Reads
from tests.data.warehouses import make, safe

FAULTY = """
CREATE TABLE sales (id INTEGER, day DATE, shop INTEGER, amount DOUBLE, currency VARCHAR, clean DOUBLE);
INSERT INTO sales SELECT i, DATE '2024-01-01' + (i % 160)::INTEGER, i % 5,
  CASE WHEN i % 100 = 0 THEN NULL WHEN i = 7 THEN 90000 ELSE 10 END, ['EUR', 'USD'][1 + i % 2], 1 FROM range(1, 1001) t(i);
INSERT INTO sales SELECT * FROM sales WHERE id BETWEEN 20 AND 29;
CREATE TABLE shops (shop INTEGER PRIMARY KEY, size INTEGER);
INSERT INTO shops SELECT i, 100 FROM range(5) t(i);
"""
TODAY = dt.date(2024, 6, 8)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    with DuckDBWarehouse(make(tmp_path_factory.mktemp("q") / "f.duckdb", FAULTY), workers=1) as warehouse:
        yield warehouse


def findings(warehouse: DuckDBWarehouse, sql: str, *, rows: int = 1000) -> dict[str, Finding]:
    schema = warehouse.schema()
    keyed = tuple(dataclasses.replace(t, primary_key=("id",)) if t.name == "sales" else t for t in schema.tables)
    schema = dataclasses.replace(schema, tables=keyed)
    query = safe(sql, rows=rows)
    reads = Reads(query.reads.tables, columns=tuple((t.name, c.name) for t in keyed for c in t.columns))
    query = dataclasses.replace(query, reads=reads)
    return {f.check: f for f in run_checks(Used(query, warehouse.run(query), schema, TODAY, warehouse.inspect))}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT id FROM sales WHERE shop = 99", {"empty_result"}),
        ("SELECT id FROM sales WHERE id < 5", set()),
        ("SELECT count(*) AS n FROM sales WHERE id > 40", set()),
        ("SELECT avg(amount) AS a FROM sales WHERE id > 30", {"nulls_in_aggregate", "mixed_units"}),
        ("SELECT avg(amount) AS a FROM sales WHERE id > 30 AND currency = 'EUR'", {"nulls_in_aggregate"}),
        ("SELECT sum(amount) AS s FROM sales WHERE id > 30 AND id < 90", {"mixed_units"}),
        (
            "SELECT currency, sum(amount) AS s FROM sales WHERE id < 20 OR id BETWEEN 40 AND 90 GROUP BY currency",
            {"outlier_carries_sum"},
        ),
        ("SELECT currency, sum(clean) AS s FROM sales WHERE id < 30 GROUP BY currency", {"duplicate_rows"}),
        ("SELECT sum(h.size) AS s FROM sales AS x JOIN shops AS h USING (shop) WHERE x.id > 40", {"join_multiplies"}),
        (
            "SELECT currency, sum(x.clean) AS s FROM sales AS x JOIN shops AS h ON x.shop = h.shop WHERE x.id > 40 GROUP BY 1",
            set(),
        ),
        (
            "SELECT date_trunc('month', day) AS m, count(*) AS n FROM sales WHERE id > 40 GROUP BY 1 ORDER BY 1",
            {"incomplete_last_period"},
        ),
        (
            "SELECT date_trunc('month', day) AS m, count(*) AS n FROM sales WHERE day < '2024-06-01' AND id > 40 GROUP BY 1",
            set(),
        ),
        ("SELECT 1 AS x UNION ALL SELECT 2", set()),
    ],
)
def test_each_fault_is_found_where_it_is_and_only_there(faulty: DuckDBWarehouse, sql: str, expected: set[str]) -> None:
    assert set(findings(faulty, sql)) == expected


def test_a_join_that_repeats_rows_in_every_group_makes_every_figure_wrong(faulty: DuckDBWarehouse) -> None:
    whole = "SELECT sum(h.size) AS s FROM sales AS x JOIN shops AS h USING (shop) WHERE x.id > 40"
    found = findings(faulty, whole)["join_multiplies"]
    assert found.everywhere
    assert "so the sum of size is " in found.text
    some = "SELECT x.id < 43 AS few, sum(h.size) AS s FROM sales AS x JOIN shops AS h USING (shop) WHERE x.id > 40 AND (x.id = 41 OR x.id > 50) GROUP BY 1"
    assert not findings(faulty, some)["join_multiplies"].everywhere


def test_a_cut_result_is_said(faulty: DuckDBWarehouse) -> None:
    assert "first 10 " in findings(faulty, "SELECT id FROM sales", rows=10)["truncated"].text


def test_a_check_from_outside_is_run_and_one_that_breaks_is_told(faulty: DuckDBWarehouse) -> None:
    def odd_rows(used: Used) -> Iterator[Finding]:
        yield Finding("odd_rows", "info", f"{used.result.rows} rows")

    def broken(used: Used) -> Iterator[Finding]:
        raise ValueError("CANARY")

    register(odd_rows)
    register(broken)
    try:
        found = findings(faulty, "SELECT id FROM sales WHERE id < 5")
    finally:
        unregister(odd_rows)
        unregister(broken)
    assert found["odd_rows"].text == "4 rows"
    assert "broken" in found
    assert "CANARY" not in found["broken"].text


def test_distinct_values_come_with_their_counts_the_most_frequent_first(faulty: DuckDBWarehouse) -> None:
    tree = distinct_values("sales", "currency", 5)
    assert sqlglot.parse_one(tree.sql(dialect="duckdb"), dialect="duckdb") is not None
    rows = faulty.inspect(tree).records()
    assert [n for _, n in rows] == sorted((n for _, n in rows), reverse=True)
    assert {v for v, _ in rows} == {"EUR", "USD"}


FEW_OF_MANY = """
CREATE TABLE parts (id INTEGER, shop VARCHAR, size DOUBLE);
INSERT INTO parts SELECT i, CASE WHEN i <= 100 THEN 'small' ELSE 'big' END, CASE WHEN i <= 20 THEN NULL ELSE 1 END FROM range(1, 4001) t(i);
"""


@pytest.mark.parametrize(
    ("sql", "material"),
    [
        ("SELECT sum(size) AS s FROM parts", False),
        ("SELECT shop, sum(size) AS s FROM parts GROUP BY shop", True),
        ("SELECT sum(size) AS s FROM parts WHERE shop = 'small'", True),
        ("SELECT id % 3 AS third, sum(size) AS s FROM parts GROUP BY 1", False),
        ("SELECT shop, sum(size) FILTER (WHERE id > 10) AS s FROM parts GROUP BY shop", True),
    ],
)
def test_a_fault_matters_where_it_reaches_much_of_what_is_shown(tmp_path: Path, sql: str, material: bool) -> None:
    with DuckDBWarehouse(make(tmp_path / "few.duckdb", FEW_OF_MANY), workers=1) as warehouse:
        query = safe(sql)
        used = Used(query, warehouse.run(query), warehouse.schema(), TODAY, warehouse.inspect)
        found = next(f for f in run_checks(used) if f.check == "nulls_in_aggregate")
    assert found.material == material


def test_checks_that_there_was_no_time_for_are_said_and_not_passed_over(faulty: DuckDBWarehouse) -> None:
    query = safe("SELECT sum(clean) AS s FROM sales")
    used = Used(query, faulty.run(query), faulty.schema(), TODAY, faulty.inspect)
    [found] = [f for f in run_checks(used, seconds=-1.0) if f.check == LEFT_OUT]
    assert found.severity == "warning"
    assert found.material
    assert "Only 0 of" in found.text
    assert not [f for f in run_checks(used, seconds=30) if f.check == LEFT_OUT]
