"""What a DuckDB source says of itself comes along; words about a table that is replaced stay."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data import metadata
from data.describe import describe
from data.duckdb_warehouse import DuckDBWarehouse
from data.ingest.load import import_files
from data.metadata import ColumnWords, Key, Measure, Metadata, TableWords
from data.types import Schema
from tests.data.warehouses import make

WORDS = Metadata(
    title="Shop",
    tables={
        "hr.payroll": TableWords(
            title="Pay", synonyms=("wages",), columns={"gross": ColumnWords(unit="EUR", private=True)}
        ),
        "orders": TableWords(time_column="day", columns={"status": ColumnWords(description="paid or open")}),
    },
    foreign_keys=(Key(table="hr.payroll", columns=("emp_id",), ref_table="customers", ref_columns=("customer_id",)),),
    metrics=(
        Measure(name="revenue", expression="sum(orders.amount)", table="orders", time="orders.day"),
        Measure(name="pay", expression="sum(hr.payroll.gross)", table="hr.payroll"),
        Measure(name="ghost", expression="sum(gone.x)", table="orders"),
    ),
)


def shop(folder: Path, words: Metadata = WORDS) -> Path:
    path = make(folder / "shop.duckdb")
    with duckdb.connect(str(path)) as connection:
        metadata.write(connection, words)
    return path


def schema_of(database: Path) -> Schema:
    with DuckDBWarehouse(database, workers=1) as warehouse:
        return warehouse.schema()


def test_the_catalogue_of_a_duckdb_file_and_its_schemas_come_along(tmp_path: Path) -> None:
    imported = import_files([shop(tmp_path)], tmp_path / "w.duckdb")
    schema = schema_of(tmp_path / "w.duckdb")
    assert {i.table for i in imported} == {t.name for t in schema.tables} == {"customers", "orders", "hr.payroll"}
    payroll, orders = schema.table("hr.payroll"), schema.table("orders")
    assert payroll is not None
    assert orders is not None
    assert (payroll.title, payroll.synonyms) == ("Pay", ("wages",))
    assert [(c.name, c.unit, c.private) for c in payroll.columns][1] == ("gross", "EUR", True)
    assert (orders.description, orders.time_column) == ("One row for each order", "day")
    assert {c.name: c.description for c in orders.columns}["status"] == "paid or open"
    assert [m.name for m in schema.metrics] == ["revenue", "pay"]
    assert ("hr.payroll", "customers") in [(k.table, k.ref_table) for k in schema.foreign_keys]
    assert schema.title == "Shop"
    assert any("ghost" in w for i in imported for w in i.warnings)


def test_names_that_change_on_the_way_change_in_keys_and_metrics_too(tmp_path: Path) -> None:
    source = make(
        tmp_path / "odd.duckdb",
        'CREATE SCHEMA "my hr"; CREATE TABLE "my hr"."Order Lines" ("Net Amount" INT);'
        'INSERT INTO "my hr"."Order Lines" VALUES (5)',
    )
    with duckdb.connect(str(source)) as connection:
        name = "my hr.Order Lines"
        expression = 'sum("my hr"."Order Lines"."Net Amount")'
        metadata.write(connection, Metadata(metrics=(Measure(name="net", expression=expression, table=name),)))
    (imported,) = import_files([source], tmp_path / "w.duckdb")
    assert imported.table == "my_hr.Order_Lines"
    (metric,) = schema_of(tmp_path / "w.duckdb").metrics
    assert (metric.table, metric.expression) == ("my_hr.Order_Lines", "SUM(my_hr.Order_Lines.Net_Amount)")


def test_a_schema_that_is_called_like_the_database_becomes_part_of_the_name(tmp_path: Path) -> None:
    source = make(tmp_path / "s.duckdb", "CREATE SCHEMA hr; CREATE TABLE hr.a AS SELECT 1 AS x")
    (imported,) = import_files([source], tmp_path / "hr.duckdb")
    assert imported.table == "hr_a"


def test_a_name_that_is_given_puts_the_table_into_the_main_schema(tmp_path: Path) -> None:
    source = make(tmp_path / "s.duckdb", "CREATE SCHEMA hr; CREATE TABLE hr.a AS SELECT 1 AS x")
    assert import_files([source], tmp_path / "w.duckdb", table="pay")[0].table == "pay"
    assert import_files([source], tmp_path / "w.duckdb")[0].table == "hr.a"
    assert import_files([source], tmp_path / "w.duckdb", replace=True)[0].rows == 1
    assert [t.name for t in schema_of(tmp_path / "w.duckdb").tables] == ["hr.a", "pay"]


def test_words_about_a_table_that_is_replaced_stay_where_they_are_still_true(tmp_path: Path) -> None:
    file, database, words = tmp_path / "t.csv", tmp_path / "w.duckdb", tmp_path / "words.yaml"
    file.write_text("cups,size\n1,big\n")
    import_files([file], database)
    words.write_text(
        "tables: {t: {synonyms: [sales], columns: {cups: {unit: pieces}, size: {private: true}}}}\n"
        "metrics: [{name: sold, expression: sum(t.cups), table: t}, {name: kinds, expression: count(t.size), table: t}]"
    )
    describe(words, database)
    file.write_text("cups,milk\n1,oat\n")
    import_files([file], database, replace=True)
    schema = schema_of(database)
    table = schema.tables[0]
    assert (table.synonyms, [c.unit for c in table.columns]) == (("sales",), ["pieces", ""])
    assert [m.name for m in schema.metrics] == ["sold"]
