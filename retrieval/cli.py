"""The terminal's door to retrieval: `python -m retrieval index | search`.

It shows what the whole database holds, since policies are read by a room that this one does not know: whoever may open
the file may see it all. Columns that are marked private show no values.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.distinct import distinct_values
from data.door import Parser
from data.errors import CandorError
from data.types import Limits, Schema, Table
from retrieval.index import SchemaIndex, index_directory
from retrieval.types import Hits, Value
from retrieval.values import ValueIndex

if TYPE_CHECKING:
    from data.duckdb_warehouse import DuckDBWarehouse

COLUMNS = 12
"""Columns of a table that are printed for people; `--json` has them all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 when it worked, 1 when the database cannot be read, 64 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except CandorError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m retrieval",
        description="Index a database's schema and search it. No policy is applied here: all tables are shown, and "
        "private columns show no values.",
    )
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    index = commands.add_parser("index", help="bring the index up to date and say what changed")
    search = commands.add_parser("search", help="find tables, columns, values and join paths for a question")
    search.add_argument("question")
    search.add_argument("-k", type=_positive, default=8, metavar="N", help="at most so many tables (8)")
    for command, run in ((index, _index), (search, _search)):
        command.add_argument("--database", type=Path, metavar="F.duckdb", help="the demo warehouse when not given")
        command.add_argument("--json", action="store_true", help="print one JSON object")
        command.set_defaults(run=run)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _home() -> Path:
    return Path(os.environ.get("CANDOR_HOME") or ".candor").expanduser()


def _database(given: Path | None) -> Path:
    if given is not None:
        return given
    from data.demo.build import ensure

    return ensure(_home())


@contextlib.contextmanager
def _opened(given: Path | None) -> Iterator[tuple[SchemaIndex, Schema, DuckDBWarehouse]]:
    from data.duckdb_warehouse import DuckDBWarehouse
    from retrieval.embed import load_embedding

    database = _database(given)
    with DuckDBWarehouse(database, workers=1) as warehouse:
        schema = without_private_samples(warehouse.schema())
        index = SchemaIndex(index_directory(_home(), str(database.resolve())), load_embedding())
        try:
            yield index, schema, warehouse
        finally:
            index.close()


def _values(schema: Schema, warehouse: DuckDBWarehouse) -> ValueIndex:
    """The values of the columns that are not private."""
    open_columns = tuple(replace(t, columns=tuple(c for c in t.columns if not c.private)) for t in schema.tables)

    def distinct(table: str, column: str, limit: int) -> Sequence[tuple[Any, int]]:
        rows = warehouse.inspect(distinct_values(table, column, limit), Limits(rows=limit)).records()
        return [(value, number) for value, number in rows]

    return ValueIndex.build(replace(schema, tables=open_columns), distinct)


def without_private_samples(schema: Schema) -> Schema:
    """The Schema with no sample value in a private column."""

    def shown(table: Table) -> Table:
        columns = tuple(replace(c, samples=()) if c.private else c for c in table.columns)
        return replace(table, columns=columns)

    return replace(schema, tables=tuple(map(shown, schema.tables)))


def _index(options: argparse.Namespace) -> None:
    started = time.perf_counter()
    with _opened(options.database) as (index, schema, _):
        updated = index.update(schema)
    said: dict[str, Any] = {**dataclasses.asdict(updated), "ms": _ms(started)}
    if options.json:
        print(json.dumps(said, ensure_ascii=False))
        return
    for what in ("added", "changed", "removed", "kept"):
        print(f"{what}: {len(said[what])}")


def _search(options: argparse.Namespace) -> None:
    with _opened(options.database) as (index, schema, warehouse):
        index.update(schema)
        value_index = _values(schema, warehouse)
        started = time.perf_counter()
        values = value_index.mentions(options.question)
        hits = index.search(options.question, options.k, values)
        said = {"question": options.question, **as_json(hits, values), "ms": _ms(started)}
    print(json.dumps(said, ensure_ascii=False) if options.json else _for_people(said))


def as_json(hits: Hits, values: Sequence[Value] = ()) -> dict[str, Any]:
    """The hits, with the values found in the question, as plain lists and dicts."""
    tables = [
        {
            "name": t.name,
            "score": t.score,
            "why": t.why,
            "columns": [{"name": c.name, "type": c.type, "score": score} for c, score in t.columns],
        }
        for t in hits.tables
    ]
    joins = [{"tables": list(j.tables), "on": [list(pair) for pair in j.on]} for j in hits.joins]
    return {
        "nothing_near": hits.nothing_near,
        "tables": tables,
        "values": [dataclasses.asdict(v) for v in values],
        "joins": joins,
        "metrics": [m.name for m in hits.metrics],
    }


def _for_people(said: dict[str, Any]) -> str:
    if said["nothing_near"]:
        return "Nothing in this database is near the question."
    lines = []
    for table in said["tables"]:
        columns = ", ".join(c["name"] for c in table["columns"][:COLUMNS])
        lines.append(f"{table['score']:.2f}  {table['name']}  ({table['why']}): {columns}")
    lines += ["join  " + " and ".join(f"{a} = {b}" for a, b in join["on"]) for join in said["joins"]]
    lines += [f"value  {v['value']} in {v['table']}.{v['column']}" for v in said["values"]]
    lines += [f"metric  {name}" for name in said["metrics"]]
    return "\n".join(lines)


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
