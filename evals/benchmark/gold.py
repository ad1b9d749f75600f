"""The gold statement, run on the SQLite file that the question was written for."""

from __future__ import annotations

import itertools
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import sqlglot
from sqlglot import exp

from data.errors import CandorError
from evals.benchmark.equal import Rows

SECONDS = 20.0
MOST_ROWS = 200_000
_STEPS = 10_000
"""Virtual machine steps between two looks at the clock."""


class GoldError(CandorError):
    """The gold statement broke or took too long; the case says nothing about who answers."""


def run(database: Path, sql: str, seconds: float = SECONDS) -> Rows:
    """Its rows. Text that is no UTF-8 is decoded with replacement characters."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.text_factory = lambda raw: raw.decode(errors="replace")
        deadline = time.monotonic() + seconds
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            cursor = connection.execute(sql)
            rows = cursor.fetchmany(MOST_ROWS)
        except sqlite3.Error as error:
            raise GoldError(f"{database.name}: {error}") from error
        return Rows(len(cursor.description or ()), rows)


def parse(sql: str) -> exp.Query | None:
    """The gold as a tree; None where sqlglot cannot read it."""
    try:
        tree = sqlglot.parse_one(sql, dialect="sqlite")
    except (sqlglot.errors.SqlglotError, RecursionError):
        return None
    return tree if isinstance(tree, exp.Query) else None


def orders(sql: str) -> bool:
    """Whether the outermost statement asks for an order of its rows."""
    tree = parse(sql)
    return tree is not None and tree.args.get("order") is not None


def has_ties(database: Path, sql: str) -> bool:
    """Whether the gold's own order leaves open which rows come or in what order they stand.

    True when two neighbours among the rows, or the last one and the first that LIMIT cut off, have the same order keys.
    """
    tree = parse(sql)
    if not isinstance(tree, exp.Select) or tree.args.get("order") is None or tree.args.get("distinct"):
        return False
    keys = tree.copy()
    limit = _limit(keys)
    keys.set("limit", None)
    keys.set("expressions", [_key(keys, o.this) for o in tree.args["order"].expressions])
    try:
        rows = run(database, keys.sql(dialect="sqlite")).rows
    except GoldError:
        return False
    shown = list(rows) if limit is None else list(rows)[: limit + 1]
    return any(a == b for a, b in itertools.pairwise(shown))


def _limit(tree: exp.Select) -> int | None:
    limit = tree.args.get("limit")
    value = limit.expression if isinstance(limit, exp.Limit) else None
    return int(value.this) if isinstance(value, exp.Literal) and not value.is_string else None


def _key(tree: exp.Select, key: exp.Expr) -> exp.Expr:
    """What an order key stands for: the expression behind an alias of the select list, or itself."""
    if isinstance(key, exp.Column) and not key.table:
        for item in tree.selects:
            if isinstance(item, exp.Alias) and item.alias.casefold() == key.name.casefold():
                key = item.this
    return key.copy()
