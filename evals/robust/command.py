"""`python -m evals robust`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from agents.builtin.train import held_out
from evals.benchmark.command import collect, home
from evals.benchmark.questions import Case, choose, load, named_databases
from evals.benchmark.runner import Plan
from evals.robust.names import rename_all
from evals.robust.pairs import Pair, evenly, figures, reword, run_pairs
from evals.robust.wording import CHANGES

QUESTIONS = 300


def robust(argv: Sequence[str]) -> int:
    """The same questions in other words (synonyms), with a slip of the keyboard (typos), or about a schema with other
    names (names): how many points that costs."""
    parser = argparse.ArgumentParser(prog="python -m evals robust", description=robust.__doc__)
    parser.add_argument("change", choices=[*CHANGES, "names"])
    parser.add_argument("--questions", type=Path, required=True, help="a file in Spider's format")
    parser.add_argument("--databases", type=Path, required=True, help="holds <db_id>/<db_id>.sqlite")
    parser.add_argument("--out", type=Path, required=True, help="folder for original.jsonl and changed.jsonl")
    parser.add_argument("--limit", type=int, default=QUESTIONS, help="so many questions, spread evenly")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only-dbs", default="", help="names with commas between, or a file; else those held out")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--model", default="")
    parser.add_argument("--always", action="store_true", help="take the best reading even where it is not sure")
    parser.add_argument("--failures", action="store_true", help="list the questions that were lost")
    parser.add_argument("--show", type=int, default=0, help="print so many pairs and run nothing")
    args = parser.parse_args(argv)
    cases = _cases(args.questions, args.only_dbs)
    with _changed(args.change, cases, args.databases, args.limit, args.seed) as (pairs, databases):
        for pair in evenly(pairs, args.show):
            print(f"{pair.original.db_id}: {pair.original.question}\n    {pair.changed.question}")
        if args.show:
            return 0
        worker = (*(("--model", args.model) if args.model else ()), *(("--always",) if args.always else ()))
        plan = Plan((), args.databases, home(), args.workers, worker)
        before, after = run_pairs(pairs, plan, databases, args.out, collect)
    print(json.dumps(figures(args.change, before, after)))
    for a, b in zip(before, after, strict=True):
        if args.failures and a["correct"] and not b["correct"]:
            print(f"  {a['db_id']}: {a['question']}\n    {b['question']}  -- {b['cause']}", file=sys.stderr)
    return 0


def _cases(questions: Path, only: str) -> tuple[Case, ...]:
    cases = load(questions)
    if only:
        return choose(cases, named_databases(only), None)
    return tuple(case for case in cases if held_out(case.db_id))


@contextmanager
def _changed(
    change: str, cases: Sequence[Case], databases: Path, most: int, seed: int
) -> Iterator[tuple[tuple[Pair, ...], Path]]:
    """The pairs, and the folder of the databases that the changed questions are about."""
    if change in CHANGES:
        yield reword(cases, CHANGES[change], most, seed), databases
        return
    with tempfile.TemporaryDirectory() as folder:
        yield rename_all(cases, databases, Path(folder), most, seed), Path(folder)
