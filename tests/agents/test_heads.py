"""What a chart and its columns are called, read from the statement: words, never SQL, and none of them twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from agents.charts.choose import choose
from agents.charts.heads import told
from agents.charts.spec import ChartSpec
from agents.sentence import sentence
from data.duckdb_warehouse import DuckDBWarehouse
from tests.data.warehouses import make, safe

CLINIC = """
CREATE TABLE doctors (doctor_id INTEGER PRIMARY KEY, name VARCHAR);
INSERT INTO doctors VALUES (1, 'Paul Stone'), (2, 'Ann Lee'), (3, 'Ida Berg'), (4, 'Max Ott');
CREATE TABLE visits (visit_id INTEGER PRIMARY KEY, doctor_id INTEGER REFERENCES doctors (doctor_id), patient_id INTEGER, visited_at TIMESTAMP, reason VARCHAR, fee DECIMAL(10, 2));
INSERT INTO visits SELECT i, 1 + i % 4, i % 30, TIMESTAMP '2024-01-01' + to_hours(i * 31), ['pain', 'fever', 'check'][1 + i % 3], i FROM range(1, 101) t(i);
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    with DuckDBWarehouse(make(tmp_path_factory.mktemp("heads") / "c.duckdb", CLINIC), workers=1) as made:
        yield made


def chart(warehouse: DuckDBWarehouse, sql: str) -> tuple[ChartSpec, str]:
    """The chart of a statement with its words, and its headline."""
    schema = warehouse.schema()
    query = safe(sql)
    result = warehouse.run(query)
    spec = choose(result, query, schema, "")
    if "*" in sql.partition(" ")[2][:1]:
        spec = ChartSpec("table")
    made = told(spec, result, query, schema, dt.date(2024, 12, 1), warehouse.inspect, {})
    return made, sentence(result, made)


@pytest.mark.parametrize(
    ("sql", "title"),
    [
        ("SELECT dayname(visited_at), count(*) FROM visits GROUP BY 1", "Visits by weekday"),
        ("SELECT hour(visited_at), count(*) FROM visits GROUP BY 1", "Visits by hour"),
        ("SELECT reason, 100.0 * count(*) / sum(count(*)) OVER () AS share_percent FROM visits GROUP BY 1", "Share of visits by reason"),
        ("SELECT reason, 100.0 * count(*) FILTER (WHERE fee > 50) / count(*) AS share_pct FROM visits GROUP BY 1", "Share by reason"),
        ("SELECT reason, count(DISTINCT patient_id) FROM visits GROUP BY 1", "Different patients by reason"),
    ],
)  # fmt: skip
def test_a_title_is_in_words(warehouse: DuckDBWarehouse, sql: str, title: str) -> None:
    assert chart(warehouse, sql)[0].title == title


def test_rows_over_their_own_average_are_told_as_what_they_are(warehouse: DuckDBWarehouse) -> None:
    sql = "SELECT * FROM visits WHERE fee > (SELECT avg(fee) FROM visits)"
    assert chart(warehouse, sql)[1].startswith("50 visits, fee over its average")


def test_a_running_total_is_told_by_what_it_comes_to(warehouse: DuckDBWarehouse) -> None:
    month = "date_trunc('month', visited_at)"
    sql = f"SELECT {month} AS month, count(*) AS visits, sum(count(*)) OVER (ORDER BY {month}) AS n FROM visits GROUP BY 1 ORDER BY 1"
    said = chart(warehouse, sql)[1]
    assert said == "Visits and running total of visits by month: running total of visits 100 in May 2024."


def test_groups_of_several_columns_that_are_cut_are_told_as_rows_of_what_they_are(warehouse: DuckDBWarehouse) -> None:
    sql = "SELECT date_trunc('day', visited_at), name, reason, sum(fee) FROM visits JOIN doctors USING (doctor_id) GROUP BY ALL ORDER BY 1"
    schema = warehouse.schema()
    result = warehouse.run(safe(sql, rows=20))
    made = told(ChartSpec("table"), result, safe(sql), schema, dt.date(2024, 12, 1), warehouse.inspect, {})
    said = sentence(result, made, total=100)
    assert said.startswith("100 rows of total fee by day, doctor and reason")
    assert said.endswith("; the first 20 are shown.")
