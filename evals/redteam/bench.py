"""How long the guard takes, beside the bare sum of the library calls in it: `python -m evals.redteam.bench F.duckdb` (a database made by `schema.sql`)."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

from data.binder import Binder
from data.duckdb_warehouse import DuckDBWarehouse
from data.types import Schema, User
from evals.redteam import pack
from guardrails.policy import load
from guardrails.sql import Rejected, check

ROUNDS = 5


def main(database: Path) -> dict[str, float]:
    """Medians over the pack's honest statements of one clerk, in milliseconds, and the median of the ratios."""
    with DuckDBWarehouse(database) as warehouse:
        schema = warehouse.schema()
    policy, user, binder = load(pack.POLICY, schema), User(roles=("clerk",)), Binder(database)
    guard, bare, ratios = [], [], []
    for case in pack.honest():
        if case.role != "clerk" or isinstance(check(case.sql, schema, policy, user), Rejected):
            continue
        library = min(_bare(case.sql, schema, binder) for _ in range(ROUNDS))
        if library == float("inf"):
            continue
        mine = min(_guard(case.sql, schema, policy, user, binder) for _ in range(ROUNDS))
        guard.append(mine)
        bare.append(library)
        ratios.append(mine / library)
    return {
        "statements": len(guard),
        "guard_ms": round(statistics.median(guard), 3),
        "bare_ms": round(statistics.median(bare), 3),
        "ratio": round(statistics.median(ratios), 3),
        "slowest_ms": round(max(guard), 3),
    }


def _guard(sql: str, schema: Schema, policy: object, user: User, binder: Binder) -> float:
    started = time.perf_counter()
    check(sql, schema, policy, user, second=binder.tables)  # type: ignore[arg-type]  # a Policy
    return (time.perf_counter() - started) * 1000


def _bare(sql: str, schema: Schema, binder: Binder) -> float:
    """Parse, qualify, generate, parse, the engine's names of the tables; infinite where qualify does not know the statement."""
    known = {table.name: {c.name: c.type for c in table.columns} for table in schema.tables if "." not in table.name}
    started = time.perf_counter()
    try:
        tree = qualify(sqlglot.parse_one(sql, read="duckdb"), schema=known, dialect="duckdb")  # type: ignore[arg-type]
        text = tree.sql(dialect="duckdb", identify=True)
        sqlglot.parse(text, read="duckdb")
        binder.tables(text)
    except SqlglotError:
        return float("inf")
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
