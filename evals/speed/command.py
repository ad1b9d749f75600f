"""`python -m evals speed`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.errors import BadInput, CandorError
from evals.benchmark.cache import imported
from evals.benchmark.command import home
from evals.benchmark.questions import choose, load, named_databases
from evals.speed import wide

TABLES = 1_000
WIDE_QUESTIONS = 60


def speed(argv: Sequence[str]) -> int:
    """Median and 95 % of the built-in model's own milliseconds a question, over several databases and on one of a
    thousand tables, in a warm process; and the peak of memory."""
    parser = argparse.ArgumentParser(prog="python -m evals speed", description=speed.__doc__)
    parser.add_argument("--questions", type=Path, help="a file in Spider's format; only the wide schema when not given")
    parser.add_argument("--databases", type=Path, help="holds <db_id>/<db_id>.sqlite")
    parser.add_argument("--only-dbs", default="", help="database names with commas between, or a file of them")
    parser.add_argument("--limit", type=int, default=200, help="so many questions, spread evenly over the file")
    parser.add_argument("--tables", type=int, default=TABLES, help="tables of the wide schema; 0 leaves it out")
    args = parser.parse_args(argv)
    if bool(args.questions) != bool(args.databases):
        raise BadInput("One of --questions and --databases is missing.", "Give both or none.")
    line: dict[str, Any] = {}
    if args.questions:
        line |= over_databases(args.questions, args.databases, args.only_dbs, args.limit)
    if args.tables:
        line |= on_wide(args.tables, WIDE_QUESTIONS)
    print(json.dumps(line))
    return 0


def over_databases(questions: Path, databases: Path, only: str, limit: int) -> dict[str, Any]:
    """Questions spread over the file, those of each database asked in one go."""
    groups: dict[str, list[str]] = {}
    for case in choose(load(questions), named_databases(only) if only else None, limit):
        groups.setdefault(case.db_id, []).append(case.question)
    kept = home()
    asked = [(imported(databases / name / f"{name}.sqlite", kept), group) for name, group in groups.items()]
    return {"databases": len(groups), **timed(asked, kept)}


def on_wide(tables: int, count: int) -> dict[str, Any]:
    """The same on an invented schema of so many tables."""
    things = wide.things(tables)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.duckdb"
        wide.make(path, things)
        made = timed([(path, list(wide.questions(things, count)))], Path(folder) / "home")
    return {"wide_tables": tables, **{f"wide_{name}": value for name, value in made.items()}}


def timed(asked: Sequence[tuple[Path, Sequence[str]]], kept: Path) -> dict[str, Any]:
    """Ask them in a process of their own. Raises CandorError when it breaks."""
    request = {"home": str(kept), "asked": [(str(path), list(group)) for path, group in asked]}
    command = [sys.executable, "-m", "evals.speed.stopwatch"]
    done = subprocess.run(command, input=json.dumps(request), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise CandorError("The process that is timed broke; what it said stands above.", "Mend that and run it again.")
    line: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return line
