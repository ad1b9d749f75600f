"""Honest questions of real people: the gold queries of Spider's training set are allowed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot.errors import SqlglotError

from data.types import User
from guardrails.policy import open_policy
from guardrails.sql import Rejected, check
from tests.guardrails.databases import schema_of

ENOUGH = 0.99


@pytest.mark.long
def test_at_least_99_percent_of_all_of_spiders_gold_queries_are_allowed(benchmarks: Path, tmp_path: Path) -> None:
    names = sorted(p.name for p in (benchmarks / "spider" / "databases").iterdir())
    counted, refused = _judge(benchmarks, names, tmp_path)
    print(f"{counted} ran on DuckDB, {len(refused)} refused")
    assert counted > 4000
    assert len(refused) <= counted * (1 - ENOUGH), refused


def _judge(benchmarks: Path, names: list[str], folder: Path) -> tuple[int, list[str]]:
    """How many translated gold queries DuckDB runs, and those of them that the guard refuses."""
    gold: dict[str, Counter[str]] = defaultdict(Counter)
    for line in json.loads((benchmarks / "spider" / "train.json").read_text(encoding="utf-8")):
        gold[line["db_id"]][line["query"]] += 1
    counted = 0
    refused: list[str] = []
    for name in names:
        path = _database(benchmarks, name, folder)
        if path is None:
            continue
        with duckdb.connect(path, read_only=True) as connection:
            schema = schema_of(connection)
            for query, times in sorted(gold[name].items()):
                ran, verdict = _one(query, connection, schema)
                counted += times * ran
                if ran and verdict:
                    refused += [f"{name}: {query}: {verdict}"] * times
    return counted, refused


def _one(query: str, connection: duckdb.DuckDBPyConnection, schema: object) -> tuple[bool, str]:
    try:
        sql = sqlglot.transpile(query, read="sqlite", write="duckdb")[0]
        connection.execute(sql).fetchall()
    except (SqlglotError, duckdb.Error):
        return False, ""
    checked = check(sql, schema, open_policy(), User())  # type: ignore[arg-type]  # a Schema
    if isinstance(checked, Rejected):
        return True, f"{checked.rule}: {checked.reason}"
    try:
        connection.execute(checked.sql).fetchall()
    except duckdb.Error as error:
        return True, f"broken: {error}"
    return True, ""


def _database(benchmarks: Path, name: str, folder: Path) -> Path | None:
    """The database as Candor's own import makes it; a copy made before is taken from CANDOR_SPIDER_DUCKDB."""
    kept = Path(os.environ.get("CANDOR_SPIDER_DUCKDB", folder)) / f"{name}.duckdb"
    source = benchmarks / "spider" / "databases" / name / f"{name}.sqlite"
    if not kept.exists():
        with sqlite3.connect(source):
            pass
        done = subprocess.run(
            [sys.executable, "-m", "data", "import", str(source), "--database", str(folder / f"{name}.duckdb")],
            capture_output=True,
            check=False,
        )
        kept = folder / f"{name}.duckdb"
        if done.returncode:
            return None
    return kept
