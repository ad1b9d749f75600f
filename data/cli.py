"""The terminal's door to the data: `python -m data import | demo | tables | profile`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from data.errors import CandorError
from data.ingest.load import import_files

WRONG_USAGE = 64


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")


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
    parser = _Parser(prog="python -m data", description="Load data into Candor's warehouse and look at what is there.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    load = commands.add_parser("import", help="load files into a database: all of them or none")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--database", type=Path, required=True, metavar="F.duckdb")
    load.add_argument("--table", metavar="NAME", help="the name of the one table that is loaded")
    load.add_argument("--replace", action="store_true", help="take the place of tables of the same name")
    load.set_defaults(run=_import)
    return parser


def _import(options: argparse.Namespace) -> None:
    for one in import_files(options.files, options.database, table=options.table, replace=options.replace):
        _say(dataclasses.asdict(one))


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False, default=str))
