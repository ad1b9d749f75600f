"""The places of a statement where other values may stand."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from data.parameters import Value, parameters, with_values

SQL = """
WITH recent AS (
  SELECT * FROM orders AS o
  WHERE o.ordered_on >= CAST('2025-01-01' AS DATE) AND o.region IN ('West', 'East') AND o.ordered_on < DATE '2025-04-01'
)
SELECT r.region, SUM(r.amount) AS total FROM recent AS r
WHERE r.amount > 5.5 AND r.status = 'it''s paid' AND NOT r.kind IN ('x')
GROUP BY r.region ORDER BY total DESC LIMIT 10
"""
Day = dt.date


def test_ranges_choices_numbers_and_the_number_of_rows_are_found() -> None:
    found = {(p.kind, p.column): (p.value, p.sign) for p in parameters(SQL)}
    assert found == {
        ("dates", "ordered_on"): ((Day(2025, 1, 1), Day(2025, 3, 31)), ""),
        ("choice", "region"): (("West", "East"), ""),
        ("number", "amount"): (5.5, ">"),
        ("choice", "status"): (("it's paid",), ""),
        ("rows", ""): (10, ""),
    }


@pytest.mark.parametrize(
    "where",
    [
        "(o.at >= CAST('2025-01-01' AS DATE) AND o.at < CAST('2025-04-01' AS DATE)) AND o.status <> 'cancelled'",
        "o.status <> 'x' AND ((o.at >= DATE '2025-01-01') AND (o.kind = 1 AND o.at < DATE '2025-04-01'))",
        "CAST(o.at AS DATE) >= DATE '2025-01-01' AND CAST(o.at AS DATE) <= DATE '2025-03-31'",
        "o.at::DATE BETWEEN DATE '2025-01-01' AND DATE '2025-03-31'",
    ],
)
def test_a_range_is_found_however_its_conjunction_is_put_into_brackets(where: str) -> None:
    dates = [p for p in parameters(f"SELECT count(*) FROM orders AS o WHERE {where}") if p.kind == "dates"]
    assert [(p.column, p.value) for p in dates] == [("at", (Day(2025, 1, 1), Day(2025, 3, 31)))]


def _put(sql: str, kind: str, value: Value) -> str:
    place = next(p for p in parameters(sql) if p.kind == kind)
    return with_values(sql, {place.id: value})


@pytest.mark.parametrize(
    ("sql", "kind", "value", "made"),
    [
        (
            "SELECT 1 FROM t WHERE d >= DATE '2025-01-01' AND d < DATE '2026-01-01'", "dates",
            (Day(2024, 2, 1), Day(2024, 2, 29)),
            "SELECT 1 FROM t WHERE d >= CAST('2024-02-01' AS DATE) AND d < CAST('2024-03-01' AS DATE)",
        ),
        (
            "SELECT 1 FROM t WHERE d > '2025-01-01' AND d <= '2025-12-31 00:00:00'", "dates",
            (Day(2024, 1, 1), Day(2024, 1, 2)), "SELECT 1 FROM t WHERE d > '2023-12-31' AND d <= '2024-01-02'",
        ),
        (
            "SELECT 1 FROM t WHERE d BETWEEN DATE '2025-01-01' AND DATE '2025-01-31'", "dates",
            (Day(2024, 1, 1), Day(2024, 1, 2)),
            "SELECT 1 FROM t WHERE d BETWEEN CAST('2024-01-01' AS DATE) AND CAST('2024-01-02' AS DATE)",
        ),
        ("SELECT 1 FROM t WHERE a = 'x'", "choice", ("O'Hara", "b"), "SELECT 1 FROM t WHERE a IN ('O''Hara', 'b')"),
        ("SELECT 1 FROM t WHERE a IN ('x', 'y')", "choice", ("z",), "SELECT 1 FROM t WHERE a = 'z'"),
        ("SELECT 1 FROM t WHERE a < -3", "number", -4.5, "SELECT 1 FROM t WHERE a < -4.5"),
        ("SELECT 1 FROM t LIMIT 5", "rows", 0, "SELECT 1 FROM t LIMIT 1"),
    ],
)  # fmt: skip
def test_other_values_are_written_as_literals_and_nowhere_else(sql: str, kind: str, value: Value, made: str) -> None:
    assert _put(sql, kind, value) == made


def test_the_ids_of_a_statement_hold_after_its_values_have_changed() -> None:
    first = {p.id: (p.kind, p.column) for p in parameters(SQL)}
    values: dict[str, Value] = {i: ("a", "b") for i, (kind, _) in first.items() if kind == "choice"}
    again = {p.id: (p.kind, p.column) for p in parameters(with_values(SQL, values))}
    assert again == first


@pytest.mark.parametrize("text", ["x' OR 1=1 --", "\\", "'; DROP TABLE t; --", "\u200b"])
def test_no_text_breaks_out_of_its_literal(text: str) -> None:
    sql = _put("SELECT count(*) FROM (SELECT 'only' AS a) AS t WHERE a = 'x'", "choice", (text,))
    with duckdb.connect() as connection:
        assert connection.execute(sql).fetchall() == [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM t WHERE a LIKE 'x%' OR lower(b) = 'y'",
        "SELECT 1 FROM t WHERE d >= DATE '2025-01-01' OR d < DATE '2024-01-01'",
        "SELECT 1 FROM t WHERE d > TIMESTAMP '2025-01-01 12:30:00' AND d < TIMESTAMP '2025-01-02 10:00:00'",
        "SELECT 1 FROM t WHERE a = b",
        "not sql at all (",
        "SELECT 1",
    ],
)
def test_what_is_no_plain_comparison_is_left_alone(sql: str) -> None:
    assert parameters(sql) == ()


@pytest.mark.parametrize(("kind", "value"), [("dates", ("a",)), ("choice", ()), ("number", "x"), ("rows", ("1",))])
def test_a_value_of_another_kind_is_refused(kind: str, value: object) -> None:
    with pytest.raises(ValueError, match="takes"):
        _put(SQL, kind, value)  # type: ignore[arg-type]  # that is the point
