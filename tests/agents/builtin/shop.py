"""Two small schemas with rows that fit into a head, for readable cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import duckdb

from agents.builtin.parser import Parser
from data.types import Column, ForeignKey, Metric, Schema, Table
from retrieval.values import ValueIndex

TODAY = dt.date(2025, 6, 17)

SQL = """
CREATE TABLE teachers (teacher_id INTEGER, name VARCHAR, age INTEGER, city VARCHAR);
INSERT INTO teachers VALUES (1, 'Ada Brook', 34, 'York'), (2, 'Ben Cole', 51, 'Leeds'), (3, 'Cleo Dunn', 42, 'York'),
    (4, 'Dan Eades', 29, 'Bath');
CREATE TABLE courses (course_id INTEGER, title VARCHAR, credits INTEGER, teacher_id INTEGER, started_on DATE);
INSERT INTO courses VALUES (10, 'Algebra', 6, 1, '2024-02-01'), (11, 'Botany', 3, 1, '2024-09-15'),
    (12, 'Chemistry', 6, 2, '2025-01-20'), (13, 'Drama', 2, 3, '2025-05-05');
CREATE TABLE pupils (pupil_id INTEGER, first_name VARCHAR, last_name VARCHAR, gender VARCHAR, home_town VARCHAR);
INSERT INTO pupils VALUES (100, 'Eve', 'Frost', 'F', 'York'), (101, 'Finn', 'Gray', 'M', 'Bath'),
    (102, 'Gwen', 'Hart', 'F', 'Leeds'), (103, 'Hugo', 'Ives', 'M', 'York');
CREATE TABLE enrolments (pupil_id INTEGER, course_id INTEGER, mark INTEGER);
INSERT INTO enrolments VALUES (100, 10, 80), (100, 11, 70), (100, 12, 65), (101, 10, 55), (102, 12, 90);
"""
METRIC_SQL = """
CREATE TABLE clients (client_id INTEGER, name VARCHAR, segment VARCHAR, area VARCHAR);
INSERT INTO clients VALUES (1, 'Alpha', 'Retail', 'North'), (2, 'Beta', 'Trade', 'South'), (3, 'Gamma', 'Retail', 'South');
CREATE TABLE sales (sale_id INTEGER, client_id INTEGER, status VARCHAR, sold_at TIMESTAMP, amount DOUBLE);
INSERT INTO sales VALUES (1, 1, 'paid', '2025-01-10 10:00', 100), (2, 1, 'paid', '2025-03-31 23:30', 50),
    (3, 2, 'paid', '2025-05-02 09:00', 70), (4, 2, 'void', '2025-05-03 09:00', 999), (5, 1, 'paid', '2024-05-03 09:00', 30);
"""


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> tuple[Column, ...]:
    rows = con.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]
    )
    return tuple(Column(name, kind) for name, kind in rows.fetchall())


def values_over(con: duckdb.DuckDBPyConnection, schema: Schema) -> ValueIndex:
    """The value index over a connection, without a guard."""

    def distinct(table: str, column: str, limit: int) -> Sequence[tuple[Any, int]]:
        relation = con.table(table)
        rows = (
            relation.aggregate(f'"{column}", count(*) AS n', f'"{column}"').order("n DESC, 1").limit(limit).fetchall()
        )
        return [(v, n) for v, n in rows if v is not None]

    return ValueIndex.build(schema, distinct)


def school() -> tuple[Schema, duckdb.DuckDBPyConnection]:
    """Teachers, their courses, pupils and who takes what."""
    con = duckdb.connect()
    con.execute(SQL)
    keys = {"teachers": ("teacher_id",), "courses": ("course_id",), "pupils": ("pupil_id",), "enrolments": ()}
    tables = tuple(Table(name, _columns(con, name), primary_key=key) for name, key in keys.items())
    foreign = (
        ForeignKey("courses", ("teacher_id",), "teachers", ("teacher_id",)),
        ForeignKey("enrolments", ("pupil_id",), "pupils", ("pupil_id",)),
        ForeignKey("enrolments", ("course_id",), "courses", ("course_id",)),
    )
    return Schema(tables, foreign, fingerprint="school"), con


def trade() -> tuple[Schema, duckdb.DuckDBPyConnection]:
    """Clients and sales with one metric."""
    con = duckdb.connect()
    con.execute(METRIC_SQL)
    keys = {"clients": ("client_id",), "sales": ("sale_id",)}
    tables = tuple(Table(name, _columns(con, name), primary_key=key) for name, key in keys.items())
    revenue = Metric(
        "revenue",
        "sum(sales.amount)",
        "sales",
        title="Revenue",
        synonyms=("turnover", "income"),
        filter="sales.status <> 'void'",
        time="sales.sold_at",
    )
    foreign = (ForeignKey("sales", ("client_id",), "clients", ("client_id",)),)
    return Schema(tables, foreign, (revenue,), fingerprint="trade"), con


def parser_of(schema: Schema, con: duckdb.DuckDBPyConnection) -> Parser:
    return Parser(schema, values_over(con, schema), TODAY)
