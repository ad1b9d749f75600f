"""`python -m agents.builtin.train --questions Q.json --databases DIR [--limit N]`: learn weights.json.

Q.json is in Spider's format, DIR holds `<db_id>/<db_id>.sqlite`. Databases that `held_out` names are never opened: they
are for the figure alone. Takes minutes; prints how well the weights do on databases left out of their own folds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import random
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp

from agents.builtin.learning import Example, learn, read
from agents.builtin.parser import Parser
from agents.builtin.rank import FILE
from data.distinct import distinct_values
from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import CandorError
from data.ingest.load import import_files
from retrieval.values import ValueIndex

TODAY = dt.date(2020, 1, 1)
"""The questions are about no day in particular."""
ROWS = 20_000
Rows = Sequence[Sequence[Any]]


def held_out(db_id: str) -> bool:
    """The databases that nobody looks at while developing: 44 of the 140, by the SHA-1 of their names."""
    return int(hashlib.sha1(db_id.encode(), usedforsecurity=False).hexdigest(), 16) % 10 in (0, 1, 2, 3)


def cell(value: Any) -> tuple[int, Any]:
    """A value in a form that sorts and compares: numbers to six digits, everything else as text."""
    if value is None:
        return (0, "")
    text = str(value).strip().removesuffix(" 00:00:00")
    try:
        return (1, float(f"{float(text):.6g}"))
    except ValueError:
        return (2, text)


def same(gold: Rows, ours: Rows, ordered: bool) -> bool:
    """Whether two results agree, whatever the order of columns, and of rows unless `ordered`."""
    if len(gold) != len(ours) or (gold and len(gold[0]) != len(ours[0])):
        return False
    left = [tuple(map(cell, row)) for row in gold]
    right = [tuple(map(cell, row)) for row in ours]
    width = range(len(left[0]) if left else 0)
    for order in permutations(width) if len(width) <= 5 else [tuple(width)]:
        turned = [tuple(row[i] for i in order) for row in right]
        if turned == left or (not ordered and sorted(turned) == sorted(left)):
            return True
    return False


def gold_rows(file: Path, sql: str) -> Rows | None:
    """The rows of a gold statement; None when SQLite refuses it or it never ends."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.text_factory = lambda raw: raw.decode(errors="replace")
        steps = iter(range(2_000))
        connection.set_progress_handler(lambda: next(steps, None) is None, 100_000)
        try:
            return connection.execute(sql).fetchmany(ROWS)
        except sqlite3.Error:
            return None


def judge(warehouse: DuckDBWarehouse, gold: Rows, ordered: bool) -> Callable[[str], bool]:
    """What says whether a statement gives the gold rows; each statement is run once."""
    known: dict[str, bool] = {}

    def right(sql: str) -> bool:
        if sql not in known:
            try:
                result = warehouse.inspect(sqlglot.parse_one(sql, dialect="duckdb", into=exp.Select))
                known[sql] = same(gold, result.records(len(gold) + 1), ordered)
            except CandorError:
                known[sql] = False
        return known[sql]

    return right


def examples_of(db_id: str, questions: Sequence[dict[str, str]], file: Path, work: Path) -> Iterator[Example]:
    """The questions about one database, read and judged."""
    database = work / f"{db_id}.duckdb"
    import_files([file], database)
    warehouse = DuckDBWarehouse(database, workers=1)
    try:
        schema = warehouse.schema()
        values = ValueIndex.build(schema, partial(_distinct, warehouse))
        parser = Parser(schema, values, TODAY)
        for question in questions:
            sql = question["query"]
            gold = gold_rows(file, sql)
            if gold is None:
                continue
            ordered = "order by" in " ".join(sql.lower().split()).rpartition(")")[2]
            made = read(parser, question["question"], db_id, sql, judge(warehouse, gold, ordered))
            if made is not None:
                yield made
    finally:
        warehouse.close()


def _distinct(warehouse: DuckDBWarehouse, table: str, column: str, limit: int) -> Sequence[tuple[Any, int]]:
    return [(v, n) for v, n in warehouse.inspect(distinct_values(table, column, limit)).records()]


def main(arguments: Sequence[str] | None = None) -> int:
    asked = argparse.ArgumentParser(prog="python -m agents.builtin.train", description="Learn the ranker's weights.")
    asked.add_argument("--questions", type=Path, required=True, metavar="Q.json")
    asked.add_argument("--databases", type=Path, required=True, metavar="DIR")
    asked.add_argument("--limit", type=int, default=0, metavar="N", help="so many questions, drawn at random")
    asked.add_argument("--out", type=Path, default=FILE)
    given = asked.parse_args(arguments)
    questions = [q for q in json.loads(given.questions.read_text(encoding="utf-8")) if not held_out(q["db_id"])]
    if given.limit and given.limit < len(questions):
        questions = random.Random(11).sample(questions, given.limit)
    by_database: dict[str, list[dict[str, str]]] = defaultdict(list)
    for question in questions:
        by_database[question["db_id"]].append(question)
    examples: list[Example] = []
    with tempfile.TemporaryDirectory() as work:
        for db_id, found in sorted(by_database.items()):
            try:
                examples += examples_of(db_id, found, given.databases / db_id / f"{db_id}.sqlite", Path(work))
            except CandorError as error:
                print(f"{db_id} is left out: {error}")
    weights, figures = learn(examples)
    made = {"sketch": weights.sketch, "rank": weights.rank, "sure": weights.sure}
    given.out.write_text(json.dumps(made, indent=0, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
