"""A look into a table as far as the role may see it: what is in its columns and how their values lie.

The statements are Candor's own, and yet they go through the guard, so that hidden rows are counted in no bar.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from agents.build import Services
from agents.desk import Bench, Desk
from data.errors import BadInput, NotAllowed
from data.histogram import Bars, bars
from data.profile import ColumnProfile, profiled, table_tree
from data.types import Result, Table, User
from guardrails.sql import Rejected

SAMPLE = 20
"""So many rows are shown of a table."""


@dataclass(frozen=True, slots=True)
class Look:
    """One column: its profile and its bars."""

    profile: ColumnProfile
    bars: Bars


def look(services: Services, user: User, database: Path | None, table: str) -> tuple[Look, ...]:
    """All columns of a table that the user's role sees. It is found out once for each state of the data.

    Raises BadInput for a table that the role does not see, and what the guard and the warehouse raise.
    """
    desk = services.desk(database)
    bench = desk.bench(user)
    seen = _seen(bench, table)
    key = f"look {seen.name}"
    if key not in bench.known:
        run = partial(_run, desk, user, bench)
        profiles = profiled(run, seen)
        bench.known[key] = tuple(
            Look(profile, bars(run, seen, column, profile))
            for column, profile in zip(seen.columns, profiles, strict=True)
        )
    held = bench.known[key]
    assert isinstance(held, tuple)
    return held


def sample(services: Services, user: User, database: Path | None, table: str) -> pa.Table:
    """The first rows of a table, without its private columns. Raises as `look` does."""
    desk = services.desk(database)
    bench = desk.bench(user)
    seen = _seen(bench, table)
    columns = [exp.column(exp.to_identifier(c.name, quoted=True)) for c in seen.columns if not c.private]
    if not columns:
        return pa.table({})
    return _run(desk, user, bench, exp.select(*columns).from_(table_tree(seen)).limit(SAMPLE)).table


def _seen(bench: Bench, name: str) -> Table:
    found = bench.schema.table(name)
    if found is None:
        raise BadInput(f"There is no table {name}.", "It may have been deleted or renamed: look again.")
    return found


def _run(desk: Desk, user: User, bench: Bench, tree: exp.Expression) -> Result:
    query = desk.guard(user, bench.role, tree.sql(dialect="duckdb", identify=True))
    if isinstance(query, Rejected):
        raise NotAllowed(query.reason, query.hint)
    return desk.run(user, bench.role, query)
