"""The Schema of files made by plain DuckDB, and its merging with the document inside them."""

from __future__ import annotations

import contextlib
from pathlib import Path

import duckdb
import pytest

from data.catalogue import type_name
from data.duckdb_warehouse import DuckDBWarehouse
from data.metadata import ColumnWords, Key, Measure, Metadata, TableWords, write
from data.types import ForeignKey
from tests.data.warehouses import SHOP, make

ODD = """
CREATE TYPE mood AS ENUM ('canary-sad', 'it''s, (ok)');
CREATE SEQUENCE numbers;
CREATE TABLE "Order Lines" ("Line No" INTEGER DEFAULT nextval('numbers'), "GROUP" mood, moods mood[],
  twice INTEGER GENERATED ALWAYS AS ("Line No" * 2), PRIMARY KEY ("Line No", "GROUP"));
CREATE SCHEMA "Big Schema";
CREATE TABLE "Big Schema".T (a TIMESTAMP, b DATE, s STRUCT(x INTEGER, y mood));
CREATE MACRO m() AS TABLE SELECT 1;
CREATE VIEW "V" AS SELECT "Line No" AS n FROM "Order Lines" WHERE "GROUP" = 'canary-sad';
CREATE TABLE gone (x INTEGER); CREATE VIEW broken AS SELECT * FROM gone; DROP TABLE gone;
"""


def test_tables_views_keys_and_comments_are_read(shop: DuckDBWarehouse) -> None:
    schema = shop.schema()
    assert [t.name for t in schema.tables] == ["hr.payroll", "customers", "orders", "paid"]
    orders, paid = schema.table("ORDERS"), schema.table("paid")
    assert orders is not None
    assert paid is not None
    assert (orders.primary_key, orders.time_column, orders.rows, orders.description) == (
        ("order_id",), "day", 1000, "One row for each order",
    )  # fmt: skip
    assert [(c.name, c.type, c.description) for c in orders.columns][-1] == (
        "amount",
        "DECIMAL(12,2)",
        "What the customer pays",
    )
    assert (paid.view, paid.rows) == (True, None)
    assert paid.view_sql.startswith("SELECT order_id")
    assert schema.foreign_keys == (ForeignKey("orders", ("customer_id",), "customers", ("customer_id",)),)


def test_odd_names_and_types_are_read_and_enum_members_are_not(tmp_path: Path) -> None:
    with DuckDBWarehouse(make(tmp_path / "odd.duckdb", ODD), workers=1) as warehouse:
        schema = warehouse.schema()
    lines, big = schema.table("order lines"), schema.table("Big Schema.T")
    assert lines is not None
    assert big is not None
    assert [(c.name, c.type) for c in lines.columns] == [
        ("Line No", "INTEGER"), ("GROUP", "ENUM"), ("moods", "ENUM[]"), ("twice", "INTEGER"),
    ]  # fmt: skip
    assert lines.primary_key == ("Line No", "GROUP")
    assert big.time_column == ""
    assert "canary" not in str([c.type for t in schema.tables for c in t.columns])


@pytest.mark.parametrize(
    ("engine", "ours"),
    [
        ("ENUM('a', 'b)')[]", "ENUM[]"),
        ("STRUCT(x INTEGER, y ENUM('it''s'))", "STRUCT(x INTEGER, y ENUM)"),
        ("DATE", "DATE"),
    ],
)
def test_the_members_of_an_enum_leave_its_type(engine: str, ours: str) -> None:
    assert type_name(engine) == ours


def test_the_document_adds_words_and_keys_and_what_it_invents_is_dropped(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb")
    with DuckDBWarehouse(path, workers=1) as warehouse:
        plain = warehouse.schema()
    words = Metadata(
        title="Shop",
        tables={
            "HR.Payroll": TableWords(title="Pay", primary_key=("EMP_ID",), columns={"IBAN": ColumnWords(private=True)}),
            "nowhere": TableWords(title="?"),
        },
        foreign_keys=(
            Key(
                table="hr.payroll",
                columns=("emp_id",),
                ref_table="customers",
                ref_columns=("customer_id",),
                inferred=True,
            ),
            Key(table="hr.payroll", columns=("nope",), ref_table="customers", ref_columns=("customer_id",)),
        ),
        metrics=(
            Measure(name="revenue", expression="sum(orders.amount)", table="orders"),
            Measure(name="ghost", expression="sum(nowhere.x)", table="nowhere"),
        ),
    )
    with contextlib.closing(duckdb.connect(str(path))) as connection:
        write(connection, words)
    with DuckDBWarehouse(path, workers=1) as warehouse:
        schema = warehouse.schema()
    payroll = schema.table("hr.payroll")
    assert payroll is not None
    assert (payroll.title, payroll.primary_key, [c.private for c in payroll.columns]) == (
        "Pay",
        ("emp_id",),
        [False, False, True],
    )
    assert [k.inferred for k in schema.foreign_keys] == [False, True]
    assert [m.name for m in schema.metrics] == ["revenue"]
    assert schema.title == "Shop"
    assert [t.name for t in schema.tables] == [t.name for t in plain.tables]
    assert schema.fingerprint != plain.fingerprint


def test_the_fingerprint_is_that_of_the_shape_and_the_version_that_of_the_file(
    tmp_path: Path, shop: DuckDBWarehouse
) -> None:
    more = SHOP + "INSERT INTO hr.payroll VALUES (99, 1, 'x');"
    with DuckDBWarehouse(make(tmp_path / "b.duckdb", more), workers=1) as warehouse:
        assert warehouse.schema().fingerprint == shop.schema().fingerprint
        assert warehouse.schema().data_version != shop.schema().data_version
