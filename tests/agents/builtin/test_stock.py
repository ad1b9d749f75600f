"""What is out of stock, where one column counts what lies there."""

from __future__ import annotations

import duckdb
import pytest

from agents.builtin.parser import Parser
from data.types import Column, Schema, Table
from tests.agents.builtin.shop import parser_of


def goods(keys: tuple[str, ...] = ("sku",)) -> tuple[Parser, duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute("CREATE TABLE goods (sku VARCHAR, name VARCHAR, stock_quantity INTEGER, counted_on DATE)")
    con.execute("INSERT INTO goods VALUES ('a', 'Apple', 0, '2025-06-01'), ('b', 'Beet', 3, '2025-06-01')")
    kinds = {"sku": "VARCHAR", "name": "VARCHAR", "stock_quantity": "INTEGER", "counted_on": "DATE"}
    columns = tuple(Column(name, kind) for name, kind in kinds.items())
    return parser_of(Schema((Table("goods", columns, primary_key=keys),)), con), con


@pytest.mark.parametrize("question", ["which goods are out of stock?", "goods out of stock", "what goods are sold out"])
def test_out_of_stock_is_a_stock_of_none(question: str) -> None:
    parser, con = goods()
    parsed = parser.parse(question)
    assert [row[0] for row in con.execute(parsed.readings[0].sql).fetchall()] in (["Apple"], ["a"])
    assert "“Out of stock” is read as stock quantity of 0 or less." in parsed.readings[0].assumptions


def test_a_stock_counted_day_by_day_is_not_added_up() -> None:
    parser, _ = goods(keys=("sku", "counted_on"))
    assert not any(
        "Out of stock" in a for r in parser.parse("which goods are out of stock?").readings for a in r.assumptions
    )
