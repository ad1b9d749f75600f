"""Catalogue files laid over a database."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from data import metadata
from data.cli import main
from data.describe import describe
from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import BadInput, BadSettings
from data.ingest.load import import_files
from tests.data.warehouses import make

ROOT = Path(__file__).parents[2]

WORDS = """
title: Shop
tables:
  ORDERS:
    synonyms: [purchases]
    time_column: day
    columns:
      Amount: {unit: EUR, private: true}
  hr.payroll: {title: Pay}
foreign_keys:
  - {table: hr.payroll, columns: [emp_id], ref_table: customers, ref_columns: [customer_id]}
metrics:
  - {name: revenue, expression: sum(orders.amount), table: orders, time: orders.day, filter: orders.amount > 0}
  - {name: staff, expression: count(hr.payroll.emp_id), table: hr.payroll}
"""


def said(folder: Path, text: str) -> Path:
    file = folder / "words.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_words_keys_and_metrics_of_a_file_are_in_the_schema(tmp_path: Path) -> None:
    database = make(tmp_path / "shop.duckdb")
    describe(said(tmp_path, WORDS), database)
    with DuckDBWarehouse(database, workers=1) as warehouse:
        schema = warehouse.schema()
    orders, payroll = schema.table("orders"), schema.table("hr.payroll")
    assert orders is not None
    assert payroll is not None
    amount = orders.column("amount")
    assert amount is not None
    assert (schema.title, orders.synonyms, orders.time_column, payroll.title) == ("Shop", ("purchases",), "day", "Pay")
    assert (amount.unit, amount.private) == ("EUR", True)
    assert [m.name for m in schema.metrics] == ["revenue", "staff"]
    assert [(k.table, k.ref_table) for k in schema.foreign_keys][-1] == ("hr.payroll", "customers")


def test_what_a_second_file_leaves_out_stays_and_what_it_says_goes_before(tmp_path: Path) -> None:
    database = make(tmp_path / "shop.duckdb")
    describe(said(tmp_path, WORDS), database)
    second = (
        "tables: {orders: {columns: {amount: {private: false}}}}\n"
        "metrics: [{name: Revenue, expression: avg(orders.amount), table: orders}]"
    )
    document = describe(said(tmp_path, second), database)
    assert document.tables["orders"].synonyms == ("purchases",)
    assert document.tables["orders"].columns["amount"] == metadata.ColumnWords(unit="EUR")
    assert {m.name: m.expression for m in document.metrics}["Revenue"] == "avg(orders.amount)"
    assert len(document.metrics) == 2
    with duckdb.connect(str(database), read_only=True) as connection:
        assert metadata.read(connection) == document


FAULTS = {
    "a table": ("tables: {order: {title: x}}", "no table order .did you mean orders"),
    "a column": ("tables: {orders: {columns: {amont: {unit: x}}}}", "no column amont .did you mean amount"),
    "a key column": ("tables: {orders: {primary_key: [x]}}", "no column x"),
    "no time": ("tables: {orders: {time_column: amount}}", "not a date"),
    "a foreign key": ("foreign_keys: [{table: orders, columns: [z], ref_table: y, ref_columns: [a]}]", "no table y"),
    "an unknown field": ("tables: {orders: {colour: red}}", r"tables\.orders\.colour"),
    "no SQL": ("metrics: [{name: m, expression: 'sum(', table: orders}]", "not an SQL expression"),
    "a query": ("metrics: [{name: m, expression: '(SELECT 1)', table: orders}]", "no SELECT"),
    "no aggregate": ("metrics: [{name: m, expression: orders.amount, table: orders}]", "no aggregate"),
    "an unqualified column": ("metrics: [{name: m, expression: sum(amount), table: orders}]", "as table.column"),
    "a metric's column": ("metrics: [{name: m, expression: sum(orders.x), table: orders}]", "no column x"),
    "a wrong type": ("metrics: [{name: m, expression: sum(customers.email), table: customers}]", "engine"),
    "a metric's time": ("metrics: [{name: m, expression: sum(orders.amount), table: orders, time: d + 1}]", "time"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_does_not_fit_changes_nothing(name: str, tmp_path: Path) -> None:
    database = make(tmp_path / "shop.duckdb")
    before = database.read_bytes()
    text, told = FAULTS[name]
    with pytest.raises(BadSettings, match=told):
        describe(said(tmp_path, text), database)
    assert database.read_bytes() == before


def test_a_missing_database_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Import files"):
        describe(said(tmp_path, WORDS), tmp_path / "none.duckdb")
    assert not (tmp_path / "none.duckdb").exists()
    with pytest.raises(BadSettings, match="cannot be read"):
        describe(tmp_path / "none.yaml", make(tmp_path / "shop.duckdb"))


def test_the_door_describes_an_imported_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, database = tmp_path / "cups.csv", str(tmp_path / "new" / "w.duckdb")
    file.write_text("day,cups\n2024-01-05,3\n")
    assert main(["import", str(file), "--database", database, "--replace"]) == 0
    assert main(["import", str(file), "--database", database, "--replace"]) == 0
    capsys.readouterr()
    words = said(tmp_path, "metrics: [{name: cups sold, expression: sum(cups.cups), table: cups}]")
    assert main(["describe", str(words), "--database", database]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"] == ["cups sold"]


def test_the_door_makes_the_demo_once_and_writes_over_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "mine.duckdb"
    there.write_bytes(b"mine")
    assert main(["demo", "--path", str(there)]) == 1
    assert "--path" in capsys.readouterr().err
    assert there.read_bytes() == b"mine"
    assert main(["demo", "--path", str(tmp_path / "new" / "demo.duckdb")]) == 0
    made = Path(json.loads(capsys.readouterr().out)["database"])
    with duckdb.connect(str(made), read_only=True) as connection:
        assert metadata.read(connection).title == "Demo retailer"


def test_the_catalogue_shown_on_the_page_on_data_fits_the_example(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    words = ROOT / "docs" / "examples" / "coffee.yaml"
    assert words.read_text(encoding="utf-8") == shown
    database = tmp_path / "w.duckdb"
    import_files([ROOT / "docs" / "examples" / "coffee.csv"], database)
    assert [m.name for m in describe(words, database).metrics] == ["takings"]
