"""Questions to begin with."""

from __future__ import annotations

from agents.suggest import MOST, holdings, suggestions
from data.types import Column, ForeignKey, Metric, Schema, Table

ORDERS = Table(
    "orders",
    (
        Column("order_id", "BIGINT"),
        Column("customer_id", "BIGINT"),
        Column("net_amount", "DECIMAL(10,2)"),
        Column("channel", "VARCHAR", samples=("web", "store")),
        Column("email", "VARCHAR", samples=("a@b.example",), private=True),
    ),
    primary_key=("order_id",),
    rows=1000,
    time_column="ordered_on",
)
CUSTOMERS = Table(
    "customers", (Column("customer_id", "BIGINT"), Column("segment", "VARCHAR", samples=("new",))), rows=10
)
KEYS = (ForeignKey("orders", ("customer_id",), "customers", ("customer_id",)),)


def test_metrics_come_first_in_the_words_of_the_schema() -> None:
    metric = Metric("net_revenue", "sum(orders.net_amount)", "orders", time="orders.ordered_on")
    assert suggestions(Schema((ORDERS, CUSTOMERS), KEYS, (metric,)))[0] == "Net revenue by month"


def test_without_metrics_there_are_counts_by_category_and_averages() -> None:
    made = suggestions(Schema((ORDERS, CUSTOMERS), KEYS))
    assert "How many orders are there?" in made
    assert "Number of orders by channel" in made
    assert "Average net amount of orders" in made
    assert len(made) <= MOST


def test_keys_and_private_columns_are_never_suggested() -> None:
    said = " ".join(suggestions(Schema((ORDERS, CUSTOMERS), KEYS)))
    assert "id" not in said.split()
    assert "email" not in said


def test_an_empty_schema_suggests_nothing() -> None:
    assert suggestions(Schema(())) == ()


def test_who_asks_what_data_there_are_is_told_the_tables_and_the_measures() -> None:
    metric = Metric("net_revenue", "sum(orders.net_amount)", "orders")
    told = holdings(Schema((CUSTOMERS, ORDERS), KEYS, (metric,)))
    assert told == "There are 2 tables: orders (1,000 rows), customers (10 rows). Defined measures: net revenue."
    assert holdings(Schema((CUSTOMERS,))) == "There is one table: customers (10 rows)."


def test_a_name_with_a_number_in_it_is_not_bent() -> None:
    numbered = Table("sales100k", (Column("price", "DOUBLE"),), rows=5)
    assert "How many sales100k are there?" in suggestions(Schema((numbered,)))
