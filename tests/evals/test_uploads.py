"""Small files as people drop them into the page: plain questions about them are read, and none wrongly."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from agents.builtin.model import THRESHOLD
from agents.builtin.parser import Parser
from data.distinct import distinct_values
from data.duckdb_warehouse import DuckDBWarehouse
from data.ingest.load import import_files
from evals.benchmark.equal import Rows, within
from retrieval.values import ValueIndex

EVALS = Path(__file__).parents[2] / "evals"
CASES: list[dict[str, Any]] = yaml.safe_load((EVALS / "cases" / "uploads.yaml").read_text(encoding="utf-8"))
BASELINE: dict[str, int] = json.loads((EVALS / "baselines" / "uploads.json").read_text(encoding="utf-8"))
TABLES = sorted({case["table"] for case in CASES})
TODAY = dt.date(2026, 11, 21)


def _distinct(warehouse: DuckDBWarehouse, table: str, column: str, limit: int) -> Sequence[tuple[Any, int]]:
    return [(v, n) for v, n in warehouse.inspect(distinct_values(table, column, limit)).records()]


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Parser, Path]]:
    folder = tmp_path_factory.mktemp("uploads")
    made = {}
    for table in TABLES:
        database = folder / f"{table}.duckdb"
        import_files([EVALS / "cases" / "uploads" / f"{table}.csv"], database)
        warehouse = DuckDBWarehouse(database, workers=1)
        try:
            schema = warehouse.schema()
            made[table] = (Parser(schema, ValueIndex.build(schema, partial(_distinct, warehouse)), TODAY), database)
        finally:
            warehouse.close()
    return made


def _outcome(case: dict[str, Any], parser: Parser, connection: duckdb.DuckDBPyConnection) -> str:
    def rows(sql: str) -> Rows:
        run = connection.execute(sql)
        return Rows(len(run.description or ()), run.fetchall())

    parsed = parser.parse(case["question"])
    best = parsed.readings[0] if parsed.readings and not parsed.unread else None
    if best is None or best.confidence < THRESHOLD:
        return "right" if "ask" in case["right"] else "asked"
    ours = rows(best.sql)
    gold = [rows(sql) for sql in case["right"] if sql != "ask"]
    # More columns than were asked for do no harm, fewer do.
    fits = (g.width <= ours.width and len(g.rows) == len(ours.rows) and within(g, ours) for g in gold)
    return "right" if any(fits) else "wrong"


def test_plain_questions_about_small_files_are_read_and_none_wrongly(uploads: dict[str, tuple[Parser, Path]]) -> None:
    seen: Counter[str] = Counter()
    wrong = []
    for table, (parser, database) in uploads.items():
        with duckdb.connect(str(database), read_only=True) as connection:
            for case in CASES:
                if case["table"] == table:
                    outcome = _outcome(case, parser, connection)
                    seen[outcome] += 1
                    wrong += [case["question"]] if outcome == "wrong" else []
    assert not wrong
    assert seen["right"] >= BASELINE["right"], seen
    assert seen.total() == BASELINE["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['table']}: {c['question']}")
def test_a_case_says_what_is_right(case: dict[str, Any]) -> None:
    assert set(case) == {"table", "question", "right"}
    assert case["right"]
