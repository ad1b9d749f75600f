"""Joins that multiply: the statements and their figures are in cases/fanout.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import yaml
from sqlglot import exp

from data.duckdb_warehouse import DuckDBWarehouse
from data.evidence.fanout import Fanout, Overlap, fanouts
from data.evidence.once import counted_once
from data.types import Result
from tests.data.warehouses import make, safe

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases/fanout.yaml").read_text(encoding="utf-8"))
NAMED = [pytest.param(case, id=case["domain"]) for case in CASES]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    path = make(tmp_path_factory.mktemp("fanout") / "f.duckdb", "\n".join(c["tables"] for c in CASES))
    with DuckDBWarehouse(path, workers=1) as made:
        yield made


def found(warehouse: DuckDBWarehouse, sql: str) -> list[Fanout | Overlap]:
    return list(fanouts(safe(sql).tree, warehouse.schema(), warehouse.inspect, {}))


def test_there_are_forty_statements_half_of_them_with_multiplication() -> None:
    assert len(CASES) == 20
    assert all(case["multiplied"]["sql"] and case["fine"] for case in CASES)


@pytest.mark.parametrize("case", NAMED)
def test_a_multiplied_figure_is_found_with_how_much_and_what_it_is_once(
    warehouse: DuckDBWarehouse, case: dict[str, Any]
) -> None:
    wanted = case["multiplied"]
    one = next(f for f in found(warehouse, wanted["sql"]) if isinstance(f, Fanout))
    assert list(one.of) == wanted["of"]
    assert one.times == pytest.approx(wanted["times"], abs=0.001)
    assert float(str(one.once[0][-1])) == wanted["once"]


@pytest.mark.parametrize("case", NAMED)
def test_a_figure_that_no_join_repeats_is_left_alone(warehouse: DuckDBWarehouse, case: dict[str, Any]) -> None:
    assert not [f for f in found(warehouse, case["fine"]) if isinstance(f, Fanout)]


@pytest.mark.parametrize("case", NAMED)
def test_the_statement_that_is_offered_instead_counts_each_row_once(
    warehouse: DuckDBWarehouse, case: dict[str, Any]
) -> None:
    sql = case["multiplied"]["sql"]
    fanned = [f for f in found(warehouse, sql) if isinstance(f, Fanout)]
    written = sqlglot.parse_one(sql, read="duckdb")
    assert isinstance(written, exp.Expression)
    better = counted_once(written, fanned, warehouse.schema(), warehouse.inspect, {})
    if better is None:
        # Pairs have no one row to count, and what a subquery hides is told but not rewritten.
        assert "count(*)" in sql or "FROM (" in sql or "WITH" in sql
        return
    text = better.sql(dialect="duckdb")
    assert not [f for f in found(warehouse, text) if isinstance(f, Fanout)]
    if "CASE" not in sql:  # there the figure is a sum of two, one of them multiplied
        row = sorted(warehouse.run(safe(text)).records())[0]
        assert float(row[-1]) == wanted_of(case)


def wanted_of(case: dict[str, Any]) -> float:
    return float(case["multiplied"]["once"])


def test_what_was_found_out_about_keys_is_asked_once(warehouse: DuckDBWarehouse) -> None:
    asked: list[str] = []

    def inspect(tree: exp.Expression) -> Result:
        asked.append(tree.sql(dialect="duckdb"))
        return warehouse.inspect(tree)

    kept: dict[str, object] = {}
    for _ in range(3):
        list(fanouts(safe(CASES[0]["fine"]).tree, warehouse.schema(), inspect, kept))
    assert len(asked) == 1


def test_without_a_join_nothing_is_asked() -> None:
    def inspect(tree: exp.Expression) -> Result:
        raise AssertionError(tree.sql())

    from data.types import Schema

    for sql in (
        "SELECT sum(x) FROM t",
        "SELECT a.x FROM a JOIN b USING (k)",
        "SELECT max(a.x) FROM a JOIN b USING (k)",
    ):
        assert not list(fanouts(safe(sql).tree, Schema(()), inspect, {}))
