"""Keys that are found rather than declared."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from data.ingest.keys import Shape, foreign_keys, primary_key

CUSTOMERS = Shape("customers", {"id": "BIGINT", "name": "VARCHAR"}, 2, ("id",))


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("CREATE TABLE customers AS SELECT * FROM (VALUES (1, 'Ann'), (2, 'Bob')) t(id, name)")
        opened.execute("CREATE SCHEMA hr; CREATE TABLE hr.staff AS SELECT 7 AS staff_id, 1 AS customer_id")
        yield opened


def orders(connection: duckdb.DuckDBPyConnection, values: str, column: str = "customer_id") -> Shape:
    connection.execute(f'CREATE TABLE orders AS SELECT * FROM (VALUES {values}) t(order_id, "{column}")')
    return Shape("orders", {"order_id": "INTEGER", column: "INTEGER"}, values.count("("), ("order_id",))


def found(connection: duckdb.DuckDBPyConnection, table: Shape) -> list[tuple[str, ...]]:
    keys = foreign_keys(connection, [CUSTOMERS, table], [], frozenset({table.name}))
    return [(k.table, *k.columns, k.ref_table, *k.ref_columns) for k in keys]


@pytest.mark.parametrize(
    ("table", "columns", "key"),
    [
        ("customers", {"id": "BIGINT", "name": "VARCHAR"}, ("id",)),
        ("customers", {"name": "VARCHAR"}, ()),
        ("hr.staff", {"staff_id": "INTEGER"}, ("staff_id",)),
    ],
)
def test_a_primary_key_is_named_like_one_and_unique(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], key: tuple[str, ...]
) -> None:
    assert primary_key(connection, Shape(table, columns, 2 if table == "customers" else 1)) == key


def test_a_column_with_a_value_twice_or_a_gap_is_no_primary_key(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE logs AS SELECT * FROM (VALUES (1, NULL), (1, 2)) t(log_id, id)")
    assert primary_key(connection, Shape("logs", {"log_id": "INTEGER", "id": "INTEGER"}, 2)) == ()


def test_an_empty_table_has_no_inferred_key(connection: duckdb.DuckDBPyConnection) -> None:
    assert primary_key(connection, Shape("customers", {"id": "BIGINT"}, 0)) == ()


def test_a_foreign_key_is_named_for_its_target_and_held_by_it(connection: duckdb.DuckDBPyConnection) -> None:
    assert found(connection, orders(connection, "(1, 1), (2, 2), (3, NULL)")) == [
        ("orders", "customer_id", "customers", "id")
    ]


def test_a_value_that_the_target_does_not_have_disproves_a_key(connection: duckdb.DuckDBPyConnection) -> None:
    assert found(connection, orders(connection, "(1, 1), (2, 9)")) == []


def test_a_column_of_nothing_or_of_another_name_is_no_key(connection: duckdb.DuckDBPyConnection) -> None:
    assert found(connection, orders(connection, "(1, 2)", "quantity")) == []


def test_a_key_reaches_into_another_schema(connection: duckdb.DuckDBPyConnection) -> None:
    staff = Shape("hr.staff", {"staff_id": "INTEGER", "customer_id": "INTEGER"}, 1, ("staff_id",))
    assert found(connection, staff) == [("hr.staff", "customer_id", "customers", "id")]
