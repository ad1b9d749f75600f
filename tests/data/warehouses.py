"""Small databases and ready SafeQueries for the tests of the data room."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from data.duckdb_warehouse import tables_of
from data.types import Limits, Reads, SafeQuery

SHOP = """
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name VARCHAR, email VARCHAR, region VARCHAR, signup DATE);
INSERT INTO customers SELECT i, 'Customer ' || i, 'canary-email-' || i || '@x.example',
  ['west', 'east', 'north'][1 + i % 3], DATE '2022-01-01' + i::INTEGER FROM range(1, 101) t(i);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(customer_id),
  day DATE, status VARCHAR, amount DECIMAL(12,2));
INSERT INTO orders SELECT i, 1 + i % 100, DATE '2023-01-01' + (i % 365)::INTEGER,
  ['paid', 'open'][1 + i % 2], (i % 50)::DECIMAL(12,2) FROM range(1, 1001) t(i);
COMMENT ON TABLE orders IS 'One row for each order';
COMMENT ON COLUMN orders.amount IS 'What the customer pays';
CREATE SCHEMA hr;
CREATE TABLE hr.payroll (emp_id INTEGER, gross INTEGER, iban VARCHAR);
INSERT INTO hr.payroll SELECT i, 9133700 + i, 'CANARY-PAY-' || i FROM range(1, 31) t(i);
CREATE VIEW paid AS SELECT order_id, amount FROM orders WHERE status = 'paid';
"""


def make(path: Path, script: str = SHOP) -> Path:
    """A database file made by plain DuckDB from a script."""
    with contextlib.closing(duckdb.connect(str(path))) as connection:
        connection.execute(script)
    return path


def safe(sql: str, *, rows: int = 10_000, seconds: float = 20.0, memory_mb: int = 512) -> SafeQuery:
    """The statement as if a guard had let it through; what sqlglot cannot parse gets an empty tree."""
    tree: exp.Expression
    try:
        parsed = sqlglot.parse_one(sql, dialect="duckdb") if len(sql) < 5000 else None
    except (ParseError, RecursionError):
        parsed = None
    tree = parsed if isinstance(parsed, exp.Expression) else exp.Select()
    limits = Limits(rows=rows, seconds=seconds, memory_mb=memory_mb)
    return SafeQuery(sql, tree, Reads(tables=tables_of(tree)), "tester", limits, written=sql)


@contextlib.contextmanager
def set_after(seconds: float) -> Iterator[threading.Event]:
    """A cancel flag that somebody raises after so long."""
    flag = threading.Event()
    timer = threading.Timer(seconds, flag.set)
    timer.start()
    yield flag
    timer.cancel()
    timer.join()
