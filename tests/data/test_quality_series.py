"""Series and their periods: gaps, falls, ends that are not over; labels, dates and keys on small tables."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from sqlglot import exp

from data.duckdb_warehouse import DuckDBWarehouse
from data.quality.checks import Finding, Used, run_checks
from data.types import ForeignKey, Reads
from tests.data.warehouses import make, safe

WORLD = """
CREATE TABLE visits (day DATE, shop VARCHAR, n INTEGER);
INSERT INTO visits SELECT DATE '2023-01-01' + i::INTEGER, ['North', 'north ', 'South'][1 + i % 3], 10 + (i % 5)::INTEGER FROM range(0, 880) t(i)
  WHERE NOT (DATE '2023-01-01' + i::INTEGER BETWEEN '2023-06-01' AND '2023-07-31');
CREATE TABLE closed_on_sundays (day DATE, n INTEGER);
INSERT INTO closed_on_sundays SELECT DATE '2024-01-01' + i::INTEGER, 5 FROM range(0, 60) t(i) WHERE dayofweek(DATE '2024-01-01' + i::INTEGER) <> 0;
CREATE TABLE outage (day DATE, n INTEGER);
INSERT INTO outage SELECT DATE '2024-01-01' + i::INTEGER, CASE WHEN i IN (20, 21) THEN 1 ELSE 100 + (i % 7)::INTEGER END FROM range(0, 40) t(i);
CREATE TABLE season (month DATE, n INTEGER);
INSERT INTO season SELECT DATE '2022-01-01' + INTERVAL (i) MONTH, [2, 5, 20, 60, 90, 100, 100, 90, 60, 20, 5, 2][1 + i % 12] FROM range(0, 24) t(i);
CREATE TABLE stock (item INTEGER PRIMARY KEY, pieces INTEGER, counted_on DATE);
INSERT INTO stock SELECT i, 5, CASE WHEN i % 20 = 0 THEN DATE '2024-01-10' ELSE DATE '2025-05-20' + (i % 9)::INTEGER END FROM range(1, 401) t(i);
CREATE TABLE members (member INTEGER PRIMARY KEY, last_seen DATE);
INSERT INTO members SELECT i, DATE '2025-05-28' - (i * i / 90)::INTEGER FROM range(1, 301) t(i);
CREATE TABLE stays (stay INTEGER, guest INTEGER, checkin DATE, checkout DATE);
INSERT INTO stays SELECT i, i % 50, DATE '2025-01-01' + (i % 90)::INTEGER, DATE '2025-01-01' + (i % 90 + CASE WHEN i % 100 = 7 THEN -2 ELSE 3 END)::INTEGER
  FROM range(1, 501) t(i);
CREATE TABLE guests (guest INTEGER PRIMARY KEY, town VARCHAR);
INSERT INTO guests SELECT i, 'Town ' || i % 4 FROM range(0, 45) t(i);
CREATE TABLE trips (trip INTEGER, pickup_at TIMESTAMP, promised DATE, arrived_on DATE);
INSERT INTO trips SELECT i, TIMESTAMP '2025-01-01' + INTERVAL (i) HOUR, DATE '2025-01-03', DATE '2025-01-01' + (i % 4)::INTEGER FROM range(1, 40) t(i);
"""
TODAY = dt.date(2025, 5, 29)
CASES: tuple[tuple[str, set[str]], ...] = (
    # periods
    ("SELECT year(day) AS year, sum(n) AS n FROM visits GROUP BY 1", {"incomplete_last_period"}),
    ("SELECT extract(year FROM day) AS y, sum(n) AS n FROM visits GROUP BY 1", {"incomplete_last_period"}),
    ("SELECT strftime(day, '%Y') AS period, sum(n) AS n FROM visits GROUP BY 1", {"incomplete_last_period"}),
    ("SELECT strftime(day, '%Y-%m') AS m, sum(n) AS n FROM visits WHERE day >= '2024-01-01' GROUP BY 1", {"incomplete_last_period"}),
    ("SELECT strftime(day, '%Y-%m') AS m, sum(n) AS n FROM visits WHERE day BETWEEN '2024-01-01' AND '2024-12-31' GROUP BY 1", set()),
    ("SELECT year(day) || '-Q' || quarter(day) AS q, sum(n) AS n FROM visits WHERE day >= '2024-01-01' GROUP BY 1", {"incomplete_last_period"}),
    ("SELECT n AS year_like, count(*) AS c FROM visits GROUP BY 1", set()),
    # gaps
    ("SELECT date_trunc('month', day) AS m, sum(n) AS n FROM visits WHERE day < '2024-06-01' GROUP BY 1 ORDER BY 1", {"gap_in_series"}),
    ("SELECT day, sum(n) AS n FROM closed_on_sundays GROUP BY 1 ORDER BY 1", set()),
    ("SELECT day, sum(n) AS n FROM outage GROUP BY 1 ORDER BY 1", {"gap_in_series"}),
    ("SELECT month, sum(n) AS n FROM season GROUP BY 1 ORDER BY 1", set()),
    ("SELECT date_trunc('month', day) AS m, sum(n) AS n FROM visits GROUP BY 1 ORDER BY 2 DESC LIMIT 8", {"ties_left_out"}),
    # labels
    ("SELECT shop, sum(n) AS n FROM visits WHERE day >= '2024-01-01' GROUP BY shop", {"inconsistent_labels"}),
    ("SELECT DISTINCT shop FROM visits", {"inconsistent_labels"}),
    ("SELECT sum(n) AS n FROM visits WHERE shop = 'North' AND day < '2023-05-01'", {"inconsistent_labels"}),
    ("SELECT sum(n) AS n FROM visits WHERE shop = 'South' AND day < '2023-05-01'", set()),
    # dates
    ("SELECT sum(pieces) AS pieces FROM stock", {"stale_rows"}),
    ("SELECT sum(pieces) AS pieces FROM stock WHERE counted_on > '2025-01-01'", set()),
    ("SELECT count(*) AS n FROM members", set()),
    ("SELECT avg(checkout - checkin) AS nights FROM stays", {"impossible_order_of_dates"}),
    ("SELECT count(*) AS n FROM trips WHERE pickup_at > '2025-01-01'", set()),
    # keys
    ("SELECT g.town, count(*) AS n FROM stays s JOIN guests g ON g.guest = s.guest GROUP BY g.town", {"orphan_keys"}),
    ("SELECT g.town, count(*) AS n FROM stays s LEFT JOIN guests g ON g.guest = s.guest GROUP BY g.town", set()),
)  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    with DuckDBWarehouse(make(tmp_path_factory.mktemp("series") / "s.duckdb", WORLD), workers=1) as made:
        yield made


def findings(warehouse: DuckDBWarehouse, sql: str, private: str = "") -> dict[str, Finding]:
    known = warehouse.schema()
    tables = tuple(
        dataclasses.replace(t, columns=tuple(dataclasses.replace(c, private=c.name == private) for c in t.columns))
        for t in known.tables
    )
    keys = (ForeignKey("stays", ("guest",), "guests", ("guest",)),)
    schema = dataclasses.replace(known, tables=tables, foreign_keys=keys)
    query = safe(sql)
    named = {c.name for c in query.tree.find_all(exp.Column)}
    seen = [t for t in schema.tables if t.name in query.reads.tables]
    read = tuple((t.name, c.name) for t in seen for c in t.columns if c.name in named)
    query = dataclasses.replace(query, reads=Reads(query.reads.tables, read))

    def alike(_table: str, _column: str, value: str) -> list[str]:
        return ["North", "north "] if value == "North" else [value]

    used = Used(query, warehouse.run(query), schema, TODAY, warehouse.inspect, alike=alike)
    return {f.check: f for f in run_checks(used, seconds=30)}


@pytest.mark.parametrize(("sql", "expected"), CASES)
def test_each_oddity_is_told_where_it_is_and_only_there(
    warehouse: DuckDBWarehouse, sql: str, expected: set[str]
) -> None:
    assert set(findings(warehouse, sql)) == expected


def test_the_texts_name_what_and_where(warehouse: DuckDBWarehouse) -> None:
    gap = findings(warehouse, CASES[7][0])["gap_in_series"]
    assert gap.text == "There are no rows for 2 of the months in between: Jun 2023, Jul 2023."
    stale = findings(warehouse, "SELECT sum(pieces) AS pieces FROM stock")["stale_rows"]
    assert "20 of 400 rows of stock are stale: their counted_on is 10 Jan 2024 or before" in stale.text
    joined = "SELECT sum(s.pieces) AS pieces FROM stock AS s JOIN members AS m ON m.member % 10 = s.item % 10"
    stale = findings(warehouse, joined)["stale_rows"]
    assert "600 of 12,000 rows of stock (counted after the join) are stale" in stale.text
    orphan = findings(warehouse, CASES[-2][0])["orphan_keys"]
    assert "50 rows of stays have a guest that guests does not have" in orphan.text
    reach = findings(warehouse, "SELECT year(day) AS year, sum(n) AS n FROM visits GROUP BY 1")[
        "incomplete_last_period"
    ]
    assert "the data reach 29 May 2025" in reach.text


@pytest.mark.parametrize(
    ("where", "group", "open_"),
    [
        ("day BETWEEN '2024-03-01' AND '2024-03-31' OR day BETWEEN '2025-03-01' AND '2025-03-31'", "month", False),
        ("day BETWEEN '2024-03-01' AND '2024-03-31' OR day BETWEEN '2025-03-01' AND '2025-03-31'", "year", False),
        ("day BETWEEN '2024-05-01' AND '2024-05-31' OR day BETWEEN '2025-05-01' AND '2025-05-31'", "month", True),
        ("day BETWEEN '2024-05-01' AND '2024-05-31' OR day BETWEEN '2025-05-01' AND '2025-05-31'", "year", True),
        ("day BETWEEN '2024-01-01' AND '2025-03-31'", "year", True),
    ],
)
def test_a_period_is_over_where_the_window_that_is_picked_in_it_is(
    warehouse: DuckDBWarehouse, where: str, group: str, open_: bool
) -> None:
    sql = f"SELECT CAST(date_trunc('{group}', day) AS DATE), sum(n) AS n FROM visits WHERE {where} GROUP BY 1"  # the cases above
    assert ("incomplete_last_period" in findings(warehouse, sql)) is open_


def test_data_that_end_before_today_end_the_last_period(warehouse: DuckDBWarehouse) -> None:
    sql = "SELECT date_trunc('month', day) AS m, sum(n) AS n FROM outage GROUP BY 1 ORDER BY 1"
    told = findings(warehouse, sql)["incomplete_last_period"].text
    assert told == "The last month (Feb 2024) is not over: the data reach 9 Feb 2024."


def test_private_labels_are_not_repeated(warehouse: DuckDBWarehouse) -> None:
    found = findings(warehouse, CASES[12][0], private="shop")["inconsistent_labels"]
    assert "orth" not in found.text
    filtered = findings(warehouse, CASES[14][0], private="shop")["inconsistent_labels"]
    assert "north " not in filtered.text
