"""`python -m evals speed`."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.errors import BadInput
from evals.benchmark.cache import imported
from evals.benchmark.command import home
from evals.benchmark.questions import choose, load, named_databases
from evals.speed import wide
from evals.speed.stopwatch import Times, ask_all

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
        line |= peak_mb()
    if args.tables:
        line |= on_wide(args.tables, WIDE_QUESTIONS)
        line |= peak_mb("wide_")
    print(json.dumps(line))
    return 0


def over_databases(questions: Path, databases: Path, only: str, limit: int) -> dict[str, Any]:
    """Questions spread over the file, those of each database asked in one go."""
    groups: dict[str, list[str]] = {}
    for case in choose(load(questions), named_databases(only) if only else None, limit):
        groups.setdefault(case.db_id, []).append(case.question)
    times, kept = Times(), home()
    for db_id, asked in groups.items():
        ask_all(imported(databases / db_id / f"{db_id}.sqlite", kept), asked, kept, times)
    return {"n": len(times.model), "databases": len(groups), **times.line()}


def on_wide(tables: int, count: int) -> dict[str, Any]:
    """The same on an invented schema of so many tables; `wide_warm_s` is what the first question waits for the indexes."""
    times, things = Times(), wide.things(tables)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.duckdb"
        wide.make(path, things)
        warm = ask_all(path, list(wide.questions(things, count)), Path(folder) / "home", times)
    return {"wide_tables": tables, "wide_n": len(times.model), "wide_warm_s": round(warm, 1), **times.line("wide_")}


def peak_mb(prefix: str = "") -> dict[str, int]:
    """The most memory that this process has held so far, and the largest of those that it started and that have ended."""
    unit = 1 if sys.platform == "darwin" else 1024
    whose = {"peak_mb": resource.RUSAGE_SELF, "worker_peak_mb": resource.RUSAGE_CHILDREN}
    return {prefix + name: round(resource.getrusage(who).ru_maxrss * unit / 2**20) for name, who in whose.items()}
