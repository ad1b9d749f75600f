"""The terminal's door to the data: `python -m data import | describe | demo | tables | profile`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.describe import describe
from data.door import Parser
from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import BadInput, CandorError
from data.ingest.generation import new_generation
from data.ingest.load import AlreadyThere, import_files
from data.profile import profiled


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 when it did what was asked, 1 when it was refused (why is on stderr), 64 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except CandorError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m data", description="Load data into Candor's warehouse and look at what is there.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    load = commands.add_parser("import", help="load files into a database: all of them or none")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--database", type=Path, required=True, metavar="F.duckdb")
    load.add_argument("--table", metavar="NAME", help="the name of the one table that is loaded")
    load.add_argument("--replace", action="store_true", help="take the place of tables of the same name")
    load.set_defaults(run=_import)
    words = commands.add_parser("describe", help="lay a catalogue file over a database: words, keys, metrics")
    words.add_argument("catalogue", type=Path, metavar="CATALOGUE.yaml")
    words.add_argument("--database", type=Path, required=True, metavar="F.duckdb")
    words.set_defaults(run=_describe)
    demo = commands.add_parser("demo", help="make the demo warehouse and say where it is")
    demo.add_argument(
        "--path", type=Path, metavar="F.duckdb", help="write it there instead of keeping it in CANDOR_HOME"
    )
    demo.set_defaults(run=_demo)
    tables = commands.add_parser("tables", help="the tables of a database, one line of JSON each")
    tables.add_argument("--database", type=Path, required=True, metavar="F.duckdb")
    tables.set_defaults(run=_tables)
    look = commands.add_parser("profile", help="what is in the columns, one line of JSON each")
    look.add_argument("--database", type=Path, required=True, metavar="F.duckdb")
    look.add_argument("--table", metavar="T", help="this table only")
    look.set_defaults(run=_profile)
    return parser


def _import(options: argparse.Namespace) -> None:
    try:
        imported = import_files(options.files, options.database, table=options.table, replace=options.replace)
    except AlreadyThere as error:
        other = ", or --table to give it another name" if len(options.files) == 1 else ""
        raise BadInput(error.what, f"Use --replace to put the new one in its place{other}.") from error
    for one in imported:
        _say(dataclasses.asdict(one))


def _describe(options: argparse.Namespace) -> None:
    document = describe(options.catalogue, options.database)
    _say(
        {
            "database": str(options.database),
            "tables": len(document.tables),
            "metrics": [m.name for m in document.metrics],
            "foreign_keys": len(document.foreign_keys),
        }
    )


def _demo(options: argparse.Namespace) -> None:
    from data.demo import build, generate

    if options.path is None:
        path = build.ensure(Path(os.environ.get("CANDOR_HOME") or ".candor"))
    else:
        path = options.path
        if path.exists():
            raise BadInput(f"{path} is there already.", "Remove it, or name another --path.")
        with new_generation(path) as connection:
            generate.fill(connection)
    _say({"database": str(path)})


def _tables(options: argparse.Namespace) -> None:
    with DuckDBWarehouse(options.database, workers=1) as warehouse:
        schema = warehouse.schema()
    for table in schema.tables:
        _say(
            dataclasses.asdict(table)
            | {"foreign_keys": [dataclasses.asdict(k) for k in schema.foreign_keys if k.table == table.name]}
        )


def _profile(options: argparse.Namespace) -> None:
    with DuckDBWarehouse(options.database, workers=1) as warehouse:
        schema = warehouse.schema()
        chosen = schema.tables if options.table is None else [schema.table(options.table)]
        for table in chosen:
            if table is None:
                known = ", ".join(t.name for t in schema.tables)
                raise BadInput(f"There is no table {options.table}.", f"Choose one of: {known}.")
            for one in profiled(warehouse.inspect, table):
                _say(dataclasses.asdict(one))


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False, default=str))
