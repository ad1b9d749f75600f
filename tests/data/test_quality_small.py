"""Small tables and single rows: what is no state of things is not called stale, and one row is told in the singular."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from data.duckdb_warehouse import DuckDBWarehouse
from data.quality.checks import Finding, Used, run_checks
from tests.data.warehouses import make, safe

WORLD = """
CREATE TABLE bills (town VARCHAR, day DATE, paid DOUBLE);
INSERT INTO bills VALUES ('Bonn', '2024-01-03', 10), ('Bonn', '2024-02-15', 20), ('Ulm', '2024-02-16', 30), ('Ulm', '2024-02-17', 40), ('Ulm', '2024-02-17', 5);
CREATE TABLE calls (id INTEGER, day DATE);
INSERT INTO calls VALUES (0, '2024-11-02'); INSERT INTO calls SELECT i, DATE '2025-04-01' + (i / 2)::INTEGER FROM range(1, 101) t(i);
CREATE TABLE shelf (item INTEGER, pieces INTEGER, counted_on DATE);
INSERT INTO shelf SELECT i, 5, CASE WHEN i = 7 THEN DATE '2024-01-10' ELSE DATE '2025-05-20' END FROM range(1, 61) t(i);
CREATE TABLE sums (month DATE, shop VARCHAR, amount DOUBLE);
INSERT INTO sums SELECT DATE '2022-01-01' + INTERVAL (i % 24) MONTH, 'Shop ' || i % 2, CASE WHEN i = 5 THEN 100 ELSE 5 END FROM range(0, 4800) t(i);
CREATE TABLE songs (song VARCHAR, price DOUBLE); INSERT INTO songs VALUES ('A', 2), ('B', 2), ('C', 2), ('D', 1), ('E', 0.5);
"""
TODAY = dt.date(2025, 5, 29)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    with DuckDBWarehouse(make(tmp_path_factory.mktemp("small") / "s.duckdb", WORLD), workers=1) as made:
        yield made


def findings(warehouse: DuckDBWarehouse, sql: str) -> dict[str, Finding]:
    schema = warehouse.schema()
    query = safe(sql)
    used = Used(query, warehouse.run(query), schema, TODAY, warehouse.inspect)
    return {f.check: f for f in run_checks(used, seconds=30)}


@pytest.mark.parametrize(
    "sql", ["SELECT town, sum(paid) AS paid FROM bills GROUP BY town", "SELECT count(*) AS n FROM calls"]
)
def test_a_handful_of_rows_and_events_that_come_one_by_one_are_not_stale(warehouse: DuckDBWarehouse, sql: str) -> None:
    assert "stale_rows" not in findings(warehouse, sql)


def test_one_stale_row_is_told_in_the_singular(warehouse: DuckDBWarehouse) -> None:
    text = findings(warehouse, "SELECT sum(pieces) AS pieces FROM shelf")["stale_rows"].text
    assert text.startswith("1 of 60 rows of shelf is stale: its counted_on is 10 Jan 2024 or before")


def test_a_row_that_weighs_in_one_of_many_groups_is_named_with_it_and_takes_nothing_from_the_answer(
    warehouse: DuckDBWarehouse,
) -> None:
    sql = "SELECT month, shop, sum(amount) AS amount FROM sums GROUP BY ALL"
    found = findings(warehouse, sql)["outlier_carries_sum"]
    assert found.text == "A single row is 9% of the sum of amount for 1 Jun 2022, Shop 1 (1 of 24 groups)."
    assert (found.severity, found.material) == ("info", False)


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("SELECT song FROM songs ORDER BY price DESC LIMIT 1", "2 other rows are as high or low as the one that is shown."),
        ("SELECT song, price AS p FROM songs ORDER BY p DESC LIMIT 2", "1 other row is as high or low as the last one that is shown."),
        ("SELECT price, count(*) AS n FROM songs GROUP BY 1 ORDER BY 2 LIMIT 1", "1 other row is as high or low as the one that is shown."),
        ("SELECT song FROM songs ORDER BY price DESC LIMIT 3", ""),
        ("SELECT song FROM songs ORDER BY price DESC, song LIMIT 1", ""),
        ("SELECT song FROM songs LIMIT 1", ""),
    ],
)  # fmt: skip
def test_what_is_as_high_as_the_last_of_a_ranking_is_told(warehouse: DuckDBWarehouse, sql: str, text: str) -> None:
    found = findings(warehouse, sql)
    assert (found["ties_left_out"].text if "ties_left_out" in found else "") == text


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("SELECT song FROM songs ORDER BY price LIMIT 1", "Price: "),
        ("SELECT price FROM songs GROUP BY price ORDER BY count(*) DESC LIMIT 1", "Songs: "),
        ("SELECT price, count(*) AS n FROM songs GROUP BY 1 ORDER BY 2 LIMIT 1", ""),
        ("SELECT song FROM songs ORDER BY price LIMIT 2", ""),
        ("SELECT song FROM songs LIMIT 1", ""),
    ],
)
def test_how_high_the_one_is_that_is_shown_alone_is_told_where_the_row_does_not_say(
    warehouse: DuckDBWarehouse, sql: str, text: str
) -> None:
    told = findings(warehouse, sql).get("ranked_by")
    assert (told is not None) is bool(text)
    if told is not None:
        assert told.text.startswith(text)
        assert told.severity == "info"
